import { isSettled, valueOf, type Fact, type UnknownReason } from '../facts/fact';
import { compareVersions } from '../facts/libc';
import { isPortSystem } from '../golang/ports';
import type { BuildFailure, Linkage } from '../golang/linkage';
import { libcVersionOf } from '../images/releases';
import type { BuildModel, GoBuild } from '../model/buildModel';
import { say } from '../text/say';
import { markPresumed } from './presumed';
import { isArchive } from './wording';

/**
 * How a go build links, in a few words: `static`, `dynamic glibc >= 2.34`, `fails: no C compiler`, `unknown: build tags`. The
 * version of glibc is named only where it and the linkage are certain.
 */
export function linkageLabel(model: BuildModel, build: GoBuild): string {
  const { linkage } = build;
  const system = valueOf(build.goos);
  // No image of Linux loads it, however it is linked.
  if (!isSettled(linkage) && system !== undefined && system !== 'linux')
    return isPortSystem(system) ? say`for ${system}` : say`for another system`;
  if (isArchive(build) && valueOf(linkage)?.kind !== 'fails') return say`not linked: an archive`;
  if (!isSettled(linkage) || linkage.value.kind === 'unknown') return say`unknown: ${whyUnknown(build)}`;
  return markPresumed(linkage.certainty, words(model, build, linkage.value));
}

function words(model: BuildModel, build: GoBuild, linkage: Linkage): string {
  switch (linkage.kind) {
    case 'static':
      if (linkage.crashesAtStart) return say`static, crashes at start`;
      return linkage.libc === 'none' ? say`static` : say`static, ${linkage.libc} inside`;
    case 'dynamic': {
      const version = neededGlibc(model, build);
      return say`dynamic ${version === undefined ? linkage.libc : `${linkage.libc} >= ${version}`}`;
    }
    case 'fails':
      return say`fails: ${failures[linkage.failure]}`;
    case 'unknown':
      return say`unknown`;
  }
}

/**
 * The oldest glibc that the binary of a build starts with. Undefined if how it links is not certain, if C code may ask for more, or if another release behind the builder's
 * floating tag would make it another one: such a tag only moves up, so what is at 2.34 stays there for programs without C code.
 */
export function neededGlibc(model: BuildModel, build: GoBuild): string | undefined {
  const { linkage } = build;
  if (linkage.certainty !== 'known' || linkage.value.kind !== 'dynamic') return undefined;
  const { glibc } = linkage.value.needs;
  if (glibc?.atLeast !== glibc?.surely) return undefined;
  const stage = model.stages[build.stage];
  const builder = stage && libcVersionOf(stage.image);
  if (glibc === undefined || builder?.certainty === 'known') return glibc?.atLeast;
  const plain = build.programs.every(({ cgo }) => isSettled(cgo) && cgo.value.foreign.length === 0);
  return plain && compareVersions(glibc.atLeast, '2.34') >= 0 ? glibc.atLeast : undefined;
}

const failures: Readonly<Record<BuildFailure, string>> = {
  'race-unsupported': say`no race detector`,
  'race-without-cgo': say`needs cgo`,
  'external-link-without-cgo': say`linking needs cgo`,
  'cgo-required-but-disabled': say`needs cgo`,
  'cgo-without-compiler': say`no C compiler`,
  'foreign-compiler': say`foreign compiler`,
  'linkshared-without-std': say`no shared std`,
  'static-internal-link': say`cannot link statically`,
};

/** What keeps the linkage from being told, the first that applies: `unknown: …`. */
const causes: readonly { readonly says: string; readonly applies: (build: GoBuild) => boolean }[] = [
  { says: 'CGO_ENABLED', applies: ({ cgoSetting }) => cgoSetting !== undefined && !isSettled(cgoSetting.value) },
  { says: 'GOOS', applies: ({ goos }) => !isSettled(goos) },
  { says: 'GOARCH', applies: ({ goarch }) => !isSettled(goarch) },
  { says: say`platform`, applies: ({ host }) => !isSettled(host) },
  { says: say`C compiler`, applies: ({ cgo, compiler }) => !isSettled(cgo) && compiler.found === undefined },
  { says: say`Go version`, applies: ({ cgo, goVersion }) => !isSettled(cgo) && !isSettled(goVersion) },
  { says: '-ldflags', applies: ({ linker }) => linker.incomplete },
  { says: say`xx-go with cgo`, applies: ({ go }) => go.front?.name === 'xx-go' },
  {
    says: 'gccgo',
    applies: ({ go }) => go.flags.some(({ name, value }) => name === 'compiler' && valueOf(value) === 'gccgo'),
  },
  { says: say`C compiler`, applies: ({ cgo, compiler }) => valueOf(cgo) === true && compiler.found === undefined },
  { says: say`programs differ`, applies: ({ outputs }) => kindsOf(outputs.map(({ linkage }) => linkage)).size > 1 },
  { says: say`flags`, applies: ({ go }) => go.incomplete || go.flags.some(({ value }) => !isSettled(value)) },
];

const reasons: Readonly<Record<UnknownReason, string>> = {
  'build-arg': say`build argument`,
  'foreign-image': say`base image`,
  'shell-computed': say`shell output`,
  'not-posix-shell': say`another shell`,
  'opaque-command': say`unreadable command`,
  unreadable: say`unreadable sources`,
  'not-modelled': say`linker`,
};

function whyUnknown(build: GoBuild): string {
  const cause = causes.find(({ applies }) => applies(build));
  return cause?.says ?? (build.linkage.certainty === 'unknown' ? reasons[build.linkage.why] : say`linker`);
}

function kindsOf(facts: readonly Fact<Linkage>[]): ReadonlySet<string> {
  return new Set(facts.map((fact) => valueOf(fact)?.kind ?? 'unknown'));
}
