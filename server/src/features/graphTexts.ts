import type { ContextOrigin } from '../analysis';
import { formatPlatform } from '../dockerfile/platform';
import { isSettled, valueOf, type Fact } from '../facts/fact';
import { formatGoVersion } from '../golang/version';
import type { ImageFacts } from '../images/imageFacts';
import { libcVersionOf } from '../images/releases';
import type { BuildModel, GoBuild, Output, Stage } from '../model/buildModel';

/** The short texts in the boxes of the build graph. */

export function stageTitle({ name, index }: Stage): string {
  return name ?? `stage ${index}`;
}

/** C library and Go, and the platform where it is another one than the image's. */
export function stageFacts(model: BuildModel, stage: Stage): readonly string[] {
  const facts = [libcText(stage.image)];
  const go = valueOf(stage.goVersion);
  if (go) {
    const compiler = valueOf(stage.image.compiler);
    const compiles = compiler === undefined ? 'C compiler not known' : compiler ? 'C compiler' : 'no C compiler';
    facts.push(`Go ${formatGoVersion(go)}${presumption(stage.goVersion)}, ${compiles}`);
  }
  const platform = valueOf(stage.platform);
  if (platform === undefined) facts.push('platform not known');
  else if (formatPlatform(platform) !== formatPlatform(model.platform)) facts.push(`on ${formatPlatform(platform)}`);
  return facts;
}

function libcText(image: ImageFacts): string {
  const libc = valueOf(image.libc);
  if (libc === undefined) return 'C library not known';
  if (libc.kind === 'none') return 'no C library';
  const version = libcVersionOf(image);
  return isSettled(version) ? `${libc.kind} ${version.value}${presumption(version)}` : libc.kind;
}

function presumption(fact: Fact<unknown>): string {
  return fact.certainty === 'presumed' ? ' (presumed)' : '';
}

/** What the catalogue knows of an image. */
export function imageFacts({ title, family }: ImageFacts): readonly string[] {
  return [title ?? (family === undefined ? 'not in the catalogue' : family)];
}

export function contextFacts(origin: ContextOrigin | undefined): readonly string[] {
  return origin ? [origin.folder === '.' ? 'the folder of this file' : origin.folder] : [];
}

const kinds: Readonly<Record<Output['kind'], string | undefined>> = {
  program: undefined,
  archive: 'an archive',
  'shared-library': 'a shared library',
};

/** Linkage, platform, cgo. */
export function programFacts(build: GoBuild, output: Output, fails: boolean): readonly string[] {
  const { goos, goarch, cgo } = build;
  const cgoOn = valueOf(cgo);
  const kind = kinds[output.kind];
  return [
    ...(kind === undefined ? [] : [kind]),
    fails ? 'does not build' : linkageText(output.linkage),
    `${valueOf(goos) ?? '?'}/${valueOf(goarch) ?? '?'}, cgo ${cgoOn === undefined ? 'not known' : cgoOn ? 'on' : 'off'}`,
  ];
}

function linkageText(fact: Output['linkage']): string {
  const linkage = valueOf(fact);
  const presumed = presumption(fact);
  switch (linkage?.kind) {
    case 'static':
      return `static${linkage.crashesAtStart ? ', crashes at start' : ''}${presumed}`;
    case 'dynamic': {
      const least = linkage.needs.glibc?.surely;
      const libc = linkage.libc === 'none' ? 'a loader' : linkage.libc;
      return `dynamic, ${libc}${linkage.libc === 'glibc' && least !== undefined ? ` >= ${least}` : ''}${presumed}`;
    }
    case 'fails':
      return `does not build${presumed}`;
    default:
      return 'linkage not known';
  }
}

export function programSays(
  build: GoBuild,
  output: Output,
  { fails, started }: { readonly fails: boolean; readonly started: boolean },
): string {
  const tool = build.index < 0 ? 'make' : `go ${build.go.verb}`;
  const path = valueOf(output.path) ?? 'a path that is not known';
  const start = started ? ', which a container starts' : '';
  return `Program ${path}${start}, written by ${tool}: ${programFacts(build, output, fails).join(', ')}`;
}
