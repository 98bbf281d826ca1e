import { evidence, isSettled, known, unknown, valueOf, type Fact } from '../facts/fact';
import { formatPlatform, type Platform } from '../dockerfile/platform';
import { releaseInName } from '../golang/goCommand';
import type { CompilerFound } from '../golang/linkage';
import type { GoVersion } from '../golang/types';
import { formatGoVersion } from '../golang/version';
import { libcVersionOf } from '../images/releases';
import type { ExecutedCommand } from '../shell/execution';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { EnvironmentEntry } from './buildModel';
import { goCommandFolders } from './copiedGo';
import { isPutAt, lookUp, resolvePath } from './files';
import { storedSettings } from './goEnvironment';
import { goVersionOf } from './goVersion';
import { environmentValue, type StageState, type Walk } from './stageState';

/** The variables that a go command asks for, in the order in which it asks: its environment, then `go env -w`. */
export interface GoSettings {
  readonly goVersion: Fact<GoVersion | undefined>;
  /** The variable as set; undefined if it surely is not set. An empty value is as good as none (cmd/go/internal/cfg.Getenv). */
  entry(name: string): EnvironmentEntry | undefined;
  value(name: string): Fact<string> | undefined;
}

/** Reads them for one command of one stage. */
export function readGoSettings(state: StageState, command: ExecutedCommand): GoSettings {
  const storedIn = storedSettings(state, command);
  const entry = (name: string): EnvironmentEntry | undefined => {
    const variable = command.environment.get(name);
    if (variable && valueOf(variable.value) !== '') {
      return { value: variable.value, span: variable.origin, source: state.environment.get(name)?.source ?? 'ENV' };
    }
    const stored = storedIn(name);
    if (stored) return stored;
    const foreign = state.environment.has(name) ? undefined : environmentValue(state, name);
    if (foreign?.certainty === 'unknown') return { value: foreign, span: undefined, source: 'image' };
    if (command.environmentMayHoldMore === true) {
      const why = evidence(command.span, say`a file that the script reads in may set ${name}`);
      return { value: unknown('shell-computed', why), span: undefined, source: 'ENV' };
    }
    return undefined;
  };
  return { goVersion: goVersionFor(state, command, entry('GOTOOLCHAIN')), entry, value: (name) => entry(name)?.value };
}

/**
 * The version that runs: that of the image, but for commands such as `go1.26.1`, which golang.org/dl installs and which
 * are what their names say (golang.org/dl/internal/version). GOTOOLCHAIN counts for them too.
 */
function goVersionFor(
  state: StageState,
  { argv }: ExecutedCommand,
  toolchain: EnvironmentEntry | undefined,
): GoSettings['goVersion'] {
  const [first] = argv;
  const release = first && releaseInName(valueOf(first.value) ?? '');
  if (!first || !release) return goVersionOf(state.image, toolchain);
  if (release === 'tip')
    return unknown('not-modelled', evidence(first.span, say`gotip is Go as of the day it was built`));
  const named = known(formatGoVersion(release), evidence(first.span, say`this is Go ${formatGoVersion(release)}`));
  return goVersionOf({ ...state.image, goVersion: named }, toolchain);
}

/** GOOS or GOARCH: as set, else that of the machine; xx-go takes the target's. */
export function platformPart(
  walk: Walk,
  settings: GoSettings,
  host: Fact<Platform>,
  name: 'GOOS' | 'GOARCH',
  xx: boolean,
): Fact<string> {
  const part = (platform: Platform): string => (name === 'GOOS' ? platform.os : platform.architecture);
  if (xx)
    return known(
      part(walk.input.platform),
      evidence(undefined, say`xx-go builds for the target, ${formatPlatform(walk.input.platform)}`),
    );
  const entry = settings.entry(name);
  // An image outside the catalogue might set it, but hardly any does: that is presumed rather than left open.
  const foreign = entry?.source === 'image' && !isSettled(entry.value);
  if (entry && !foreign) return entry.value;
  if (!isSettled(host)) return host;
  return {
    certainty: foreign ? 'presumed' : host.certainty,
    value: part(host.value),
    because: [evidence(undefined, say`${name} is not set: that of the build stage`)],
  };
}

/**
 * GOARM of a build for arm: as set, else 7 in a cross build (cmd/dist, xgetgoarm), and on an ARM machine that of the machine, which
 * the golang image writes into go.env (docker-library/golang issue 494); other toolchains bring a default of their own.
 */
export function armVersion(walk: Walk, state: StageState, settings: GoSettings, xx: boolean): Fact<string> {
  const ofPlatform = ({ variant }: Platform): string => variant?.replace(/^v/, '') ?? '7';
  if (xx) return known(ofPlatform(walk.input.platform));
  const set = settings.value('GOARM');
  if (set) return set;
  const host = state.platform;
  if (!isSettled(host)) return host;
  if (host.value.architecture !== 'arm')
    return known('7', evidence(undefined, say`GOARM is not set: 7 in a cross build`));
  const certainty = state.image.family === 'golang' ? host.certainty : 'presumed';
  const because = [evidence(undefined, say`GOARM is not set: that of the build stage`)];
  return { certainty, value: ofPlatform(host.value), because };
}

export function crossCompiles(goos: Fact<string>, goarch: Fact<string>, host: Fact<Platform>): boolean | undefined {
  if (!isSettled(host)) return undefined;
  const osDiffers = isSettled(goos) ? goos.value !== host.value.os : undefined;
  const archDiffers = isSettled(goarch) ? goarch.value !== host.value.architecture : undefined;
  if (osDiffers === true || archDiffers === true) return true;
  return osDiffers === undefined || archDiffers === undefined ? undefined : false;
}

/** Flags of a C compiler that change neither what it links against nor how. */
const plainCompilerFlag =
  /^-(?:O.?|g\d?|m(?:64|32|arch=.*|tune=.*|cpu=.*)|W[a-z].*|f[a-z].*|[ID].*|pthread|pipe|std=.*)$/;

/** Flags that give a C compiler another target, or other files of the C library. */
const redirectingFlag = /^--?target\b|^--sysroot|^-B/;

/** The words of CGO_CFLAGS and its like, as far as they are known; go hands them to each call of the compiler. */
export function compilerFlagsOf(settings: GoSettings): readonly string[] {
  return ['CGO_CFLAGS', 'CGO_CPPFLAGS', 'CGO_CXXFLAGS', 'CGO_FFLAGS'].flatMap((name) => wordsOf(settings, name));
}

function wordsOf(settings: GoSettings, name: string): readonly string[] {
  const value = settings.value(name);
  return ((value && valueOf(value)) ?? '').split(/\s+/).filter((word) => word !== '');
}

/** Where a command of this name stands: at its path, or in the directories of PATH; undefined if PATH cannot be told. */
function placesOf(state: StageState, settings: GoSettings, path: string): readonly string[] | undefined {
  if (path.includes('/')) return [resolvePath(valueOf(state.workdir) ?? '/', path)];
  const searched = settings.value('PATH');
  if (!searched) return [];
  if (!isSettled(searched)) return undefined;
  const folders = searched.value.split(':').filter((folder) => folder.startsWith('/') && !goCommandFolders.has(folder));
  return folders.map((folder) => resolvePath(folder, path));
}

/** Debian and its like call their own gcc so too: package gcc brings these links (`dpkg -L gcc`). */
const ownTriplets: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  386: 'i686-linux-gnu',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
};

/** `gcc` for `x86_64-linux-gnu-gcc` on amd64; any other name as it is. */
function withoutOwnTriplet(name: string, distribution: string | undefined, host: string | undefined): string {
  const triplet = host === undefined ? undefined : ownValue(ownTriplets, host);
  if (triplet === undefined || (distribution !== 'debian' && distribution !== 'ubuntu')) return name;
  return name === `${triplet}-gcc` || name === `${triplet}-g++` ? name.slice(triplet.length + 1) : name;
}

/** What CC or CXX resolves to in the stage. */
export function findCompiler(
  state: StageState,
  settings: GoSettings,
  variable: 'CC' | 'CXX',
  fallback: string,
): CompilerFound {
  const set = settings.value(variable);
  const { image } = state;
  const certainty = image.compiler.certainty === 'known' ? 'known' : 'presumed';
  const open = { found: undefined, libc: undefined, glibc: undefined, goarch: undefined, certainty } as const;
  if (set && !isSettled(set)) return { name: variable, ...open };
  const words = (set?.value ?? fallback).trim().split(/\s+/);
  if (words[0] === 'ccache') words.shift();
  const [path = fallback, ...flags] = words;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const custom = { name, ...open, custom: true };
  const given = [...compilerFlagsOf(settings), ...wordsOf(settings, 'CGO_LDFLAGS')];
  if (!flags.every((flag) => plainCompilerFlag.test(flag)) || given.some((flag) => redirectingFlag.test(flag)))
    return custom;
  const places = placesOf(state, settings, path);
  // What the Dockerfile itself puts there may be anything: a link to another compiler, a script around one.
  if (places?.some((place) => isPutAt(state.files, place)) === true) return custom;
  const mayBeBrought = (): boolean =>
    places === undefined ||
    places.some((place) => {
      const found = lookUp(state.files, place);
      return found.state === 'unknown' && found.span !== undefined;
    });
  if (path.includes('/') && mayBeBrought()) return custom;
  const host = valueOf(state.platform)?.architecture;
  const known = withoutOwnTriplet(name, image.distribution, host);
  const provided = image.cCompilers?.get(known);
  // Base images and packages put it there, where nothing is known to be absent unless it was removed.
  const isRemoved = image.files === 'system' && lookUp(state.files, `/usr/bin/${name}`).state === 'absent';
  if (isRemoved) return { name, ...open, found: false };
  const alsoFor = host === 'amd64' && image.installedPackages?.some(brings32Bit) === true ? ['386'] : [];
  if (provided && provided.libc !== 'other') {
    const { libc, arch } = provided;
    const glibc = libc === 'glibc' ? glibcOf(state) : undefined;
    if (arch !== undefined) return { name, found: true, libc, glibc, goarch: arch, certainty: 'known' };
    return { name, found: true, libc, glibc, goarch: host, alsoFor, certainty: 'known' };
  }
  if (!isSettled(image.compiler)) return { name, ...open };
  const isDefault = ['gcc', 'g++', 'c++'].includes(known);
  if (isDefault && image.compiler.value) {
    const libc = valueOf(image.libc)?.kind;
    return { name, found: true, libc, glibc: glibcOf(state), goarch: host, alsoFor, certainty };
  }
  // Names of compilers that packages of the tables bring; others may come from anywhere.
  const listed = isDefault || /^(musl-gcc|clang|[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*-(gcc|g\+\+))$/.test(name);
  if (!listed || mayBeBrought()) return custom;
  return { name, ...open, found: false, certainty: image.mayHaveOtherCompilers === true ? 'presumed' : certainty };
}

/** Packages with which `gcc -m32` links on amd64: of Debian and Ubuntu, of Fedora and RHEL, of openSUSE. */
function brings32Bit(name: string): boolean {
  return /^(?:gcc|g\+\+)(?:-\d+)?-multilib$|^libc6-dev-i386$|\.i686$|-32bit$/.test(name);
}

export function glibcOf(state: StageState): string | undefined {
  return valueOf(state.image.libc)?.kind === 'glibc' ? valueOf(libcVersionOf(state.image)) : undefined;
}

/** libc6-compat and gcompat put a glibc loader path on Alpine; cmd/link prefers it when no C compiler decides. */
export function hasGlibcLoader(state: StageState): boolean {
  return (
    state.image.otherLoaders?.has('libc6-compat') === true ||
    state.image.otherLoaders?.has('gcompat') === true ||
    lookUp(state.files, '/lib64/ld-linux-x86-64.so.2').state === 'entry'
  );
}
