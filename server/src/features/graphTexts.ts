import type { ContextOrigin } from '../analysis';
import { formatPlatform } from '../dockerfile/platform';
import { isSettled, valueOf, type Fact } from '../facts/fact';
import { formatGoVersion } from '../golang/version';
import type { ImageFacts } from '../images/imageFacts';
import { libcVersionOf } from '../images/releases';
import type { BuildModel, GoBuild, Output, Stage } from '../model/buildModel';
import { say } from '../text/say';
import { markPresumed } from './presumed';
import { platformOf } from './wording';

/** The short texts in the boxes of the build graph. */

export function stageTitle({ name, index }: Stage): string {
  return name ?? say`stage ${index}`;
}

/** C library and Go, and the platform where it is another one than the image's. */
export function stageFacts(model: BuildModel, stage: Stage): readonly string[] {
  const facts = [libcText(stage.image)];
  const go = valueOf(stage.goVersion);
  if (go) {
    const compiler = valueOf(stage.image.compiler);
    const compiles =
      compiler === undefined ? say`C compiler not known` : compiler ? say`C compiler` : say`no C compiler`;
    facts.push(`${presumed(stage.goVersion, `Go ${formatGoVersion(go)}`)}, ${compiles}`);
  }
  const platform = valueOf(stage.platform);
  if (platform === undefined) facts.push(say`platform not known`);
  else if (formatPlatform(platform) !== formatPlatform(model.platform)) facts.push(say`on ${formatPlatform(platform)}`);
  return facts;
}

function libcText(image: ImageFacts): string {
  const libc = valueOf(image.libc);
  if (libc === undefined) return say`C library not known`;
  if (libc.kind === 'none') return say`no C library`;
  const version = libcVersionOf(image);
  return isSettled(version) ? presumed(version, `${libc.kind} ${version.value}`) : libc.kind;
}

function presumed(fact: Fact<unknown>, words: string): string {
  return fact.certainty === 'presumed' ? say`${words} (presumed)` : words;
}

/** What the catalogue knows of an image. */
export function imageFacts({ title, family }: ImageFacts): readonly string[] {
  return [title ?? (family === undefined ? say`not in the catalogue` : family)];
}

export function contextFacts(origin: ContextOrigin | undefined): readonly string[] {
  return origin ? [origin.folder === '.' ? say`the folder of this file` : origin.folder] : [];
}

const kinds: Readonly<Record<Output['kind'], string | undefined>> = {
  program: undefined,
  archive: say`an archive`,
  'shared-library': say`a shared library`,
};

/** Linkage, platform, cgo. */
export function programFacts(
  build: GoBuild,
  output: Output,
  fails: 'known' | 'presumed' | undefined,
): readonly string[] {
  const cgoOn = valueOf(build.cgo);
  const kind = kinds[output.kind];
  return [
    ...(kind === undefined ? [] : [kind]),
    fails
      ? markPresumed(fails, say`does not build`)
      : output.kind === 'archive'
        ? say`not linked`
        : linkageText(output.linkage),
    `${platformOf(build)}, ${cgoOn === undefined ? say`cgo not known` : cgoOn ? say`cgo on` : say`cgo off`}`,
  ];
}

function linkageText(fact: Output['linkage']): string {
  const linkage = valueOf(fact);
  switch (linkage?.kind) {
    case 'static':
      return presumed(fact, linkage.crashesAtStart ? say`static, crashes at start` : say`static`);
    case 'dynamic': {
      const least = linkage.needs.glibc?.surely;
      const libc = linkage.libc === 'none' ? say`a loader` : linkage.libc;
      const needs = linkage.libc === 'glibc' && least !== undefined ? `${libc} >= ${least}` : libc;
      return presumed(fact, say`dynamic, ${needs}`);
    }
    case 'fails':
      return presumed(fact, say`does not build`);
    default:
      return say`linkage not known`;
  }
}

export function programSays(
  build: GoBuild,
  output: Output,
  { fails, started }: { readonly fails: 'known' | 'presumed' | undefined; readonly started: boolean },
): string {
  const tool = build.index < 0 ? 'make' : `go ${build.go.verb}`;
  const path = valueOf(output.path) ?? say`a path that is not known`;
  const facts = programFacts(build, output, fails).join(', ');
  return started
    ? say`Program ${path}, which a container starts, written by ${tool}: ${facts}`
    : say`Program ${path}, written by ${tool}: ${facts}`;
}
