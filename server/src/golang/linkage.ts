import { compareVersions, type LibcKind } from '../facts/libc';
import { say } from '../text/say';
import type { CgoPackage, CgoUse, GoVersion, LinkerFlags } from './types';

/**
 * How `go build` links, as one table.
 *
 * Every row was measured on real builds; `measured` names the rows of the measurement (L1 … L24 are classes of builds
 * with Go 1.15 to 1.26 on glibc and musl). The first row that applies decides. Where Go's own source gives the reason it
 * is cited: cmd/go/internal/load/pkg.go (externalLinkingReason, LinkerDeps), cmd/go/internal/work/init.go (the -race
 * check), go/build (cgoEnabled), cmd/link/internal/ld/config.go (mustLinkExternal, determineLinkMode).
 */
export interface LinkQuestion {
  /** Undefined if it cannot be told; the answer is then given only where all versions agree. */
  readonly go: GoVersion | undefined;
  readonly goarch: string;
  /** Undefined if it is not known, which is taken for linux. */
  readonly goos?: string | undefined;
  /** Whether GOOS or GOARCH differ from those of the machine the build runs on. */
  readonly cross: boolean;
  /** CGO_ENABLED as Go reads it: only 0 and 1 count, everything else is as if unset. */
  readonly cgoEnabled: '0' | '1' | undefined;
  /** Whether CC is set, to whatever. */
  readonly ccSet: boolean;
  /** What CC (default gcc) resolves to. */
  readonly compiler: CompilerFound;
  /** What CXX (default g++) resolves to: it links when a package holds C++. */
  readonly cxxCompiler: CompilerFound;
  readonly use: CgoUse;
  readonly tags: readonly string[];
  readonly linker: LinkerFlags;
  /** How -linkmode=external was written: the text that Go repeats in its error. */
  readonly linkmodeSpelling: string;
  readonly buildmode: string;
  readonly race: boolean;
  /** -msan or -asan. */
  readonly sanitizer?: 'msan' | 'asan' | undefined;
  readonly linkshared: boolean;
  /** -a, -trimpath, -gcflags=all=… and the like: flags that make Go compile the standard library anew. */
  readonly rebuildsStandard: boolean;
  /** GOEXPERIMENT holds boringcrypto. */
  readonly boringcrypto: boolean;
  /** CGO_LDFLAGS holds -static. */
  readonly cgoLdflagsStatic: boolean;
  /** The C library of the build stage: what a loader path refers to if no C compiler decides it. */
  readonly stageLibc: LibcKind;
  readonly stageGlibc: string | undefined;
  /** A glibc loader path exists on a musl stage (libc6-compat, gcompat): cmd/link prefers it. */
  readonly glibcLoaderOnMusl: boolean;
  /** libstd.so has been installed by `go install -buildmode=shared std`. */
  readonly sharedStandardLibrary: boolean;
  /** The package that is built, for error texts. */
  readonly importPath: string;
  readonly directory: string;
}

export interface CompilerFound {
  /** `gcc`, `musl-gcc`, `aarch64-linux-gnu-gcc`. */
  readonly name: string;
  readonly found: boolean | undefined;
  /** What it links against; undefined if it was not found or is not known. */
  readonly libc: LibcKind | undefined;
  /** Version of that glibc, `2.36`. */
  readonly glibc: string | undefined;
  /** GOARCH it compiles for; undefined if not known. */
  readonly goarch: string | undefined;
  /** CC names something that no table knows, or gives it flags: it may link as it likes. */
  readonly custom?: boolean;
  /** Whether all this is sure, or the likeliest case: a package that no table lists may have brought another one. */
  readonly certainty: 'known' | 'presumed';
}

/** What a dynamically linked binary needs from the image it runs in. */
export interface RuntimeNeeds {
  /** The lowest glibc it may start on, and the lowest it starts on for certain; equal if both are sure. */
  readonly glibc: { readonly atLeast: string; readonly surely: string } | undefined;
  /** Sonames beyond those of the C library itself. */
  readonly libraries: readonly string[];
}

export type BuildFailure =
  | 'race-unsupported'
  | 'race-without-cgo'
  | 'external-link-without-cgo'
  | 'cgo-required-but-disabled'
  | 'cgo-without-compiler'
  | 'foreign-compiler'
  | 'linkshared-without-std'
  | 'static-internal-link';

export type Linkage =
  | { readonly kind: 'static'; readonly libc: LibcKind; readonly crashesAtStart: boolean; readonly row: LinkRow }
  | { readonly kind: 'dynamic'; readonly libc: LibcKind; readonly needs: RuntimeNeeds; readonly row: LinkRow }
  | {
      readonly kind: 'fails';
      readonly failure: BuildFailure;
      /** The text the user would see; undefined where it is not constant. */
      readonly error: string | undefined;
      /** The package at fault, if one is. */
      readonly culprit: CgoPackage | undefined;
      readonly row: LinkRow;
    }
  | { readonly kind: 'unknown'; readonly row: LinkRow | undefined };

interface LinkRow {
  readonly id: string;
  readonly measured: string;
  /** The reason in the words of a hover. */
  readonly says: string;
}

/** P: no package with cgo; N: only packages of the standard library (Go links them itself); C: `import "C"`, or plugin. */
export type ProgramClass = 'P' | 'N' | 'C';

interface Situation extends LinkQuestion {
  readonly cgo: boolean;
  readonly program: ProgramClass;
  readonly os: readonly ('net' | 'os/user')[];
  readonly external: boolean;
  readonly static: boolean;
  readonly pie: boolean;
  readonly before: (minor: number) => boolean;
}

type Outcome =
  | { readonly static: LibcKind; readonly crashes?: boolean }
  | { readonly dynamic: 'compiler' | 'stage' | 'loader only' }
  | {
      readonly fails: BuildFailure;
      readonly error?: (s: Situation) => string | undefined;
      readonly culprit?: CgoPackage;
    }
  | 'unknown';

interface TableRow extends LinkRow {
  readonly when: (s: Situation) => boolean;
  readonly then: (s: Situation) => Outcome;
}

const compilerMissing = (s: Situation): boolean => s.cgo && s.compiler.found === false;
const needsCgoToLink = (s: Situation): boolean =>
  s.program !== 'P' || s.race || s.external || s.buildmode === 'plugin' || s.buildmode === 'c-shared' || s.linkshared;
const compilerNotFound = (s: Situation): string =>
  `cgo: C compiler "${s.compiler.name}" not found: exec: "${s.compiler.name}": executable file not found in $PATH`;
/** cmd/go/internal/work/init.go, instrumentInit: the hint is added only when not cross compiling. */
const requiresCgo = (mode: string, s: Situation): string =>
  s.cross ? `go: -${mode} requires cgo` : `go: -${mode} requires cgo; enable cgo by setting CGO_ENABLED=1`;
/**
 * internal/platform/supported.go, RaceDetectorSupported, as far as Go 1.19, 1.22 and 1.26 agree; riscv64 and loong64 came in
 * between.
 */
const lacksRaceDetector = ({ goos = 'linux', goarch }: Situation): boolean =>
  (goos === 'linux' && ['386', 'arm', 'mips', 'mipsle', 'mips64', 'mips64le', 'ppc64'].includes(goarch)) ||
  (['freebsd', 'netbsd', 'windows'].includes(goos) && goarch !== 'amd64');
const linksWithGcc = (s: Situation): boolean => s.external || s.program === 'C';

/** The table. Order matters: Go checks flags first, then loads packages, then compiles, then links. */
export const linkageTable: readonly TableRow[] = [
  {
    id: 'race-unsupported',
    measured: 'tried with Go 1.19, 1.22 and 1.26',
    says: say`there is no race detector for this platform`,
    when: (s) => s.race && lacksRaceDetector(s),
    then: (s) => ({
      fails: 'race-unsupported',
      error: () => `-race is not supported on ${s.goos ?? 'linux'}/${s.goarch}`,
    }),
  },
  {
    id: 'race-without-cgo',
    measured: 'L16',
    says: say`-race needs cgo, and cgo is off`,
    // On macOS the race detector does without (since Go 1.20).
    when: (s) => s.race && !s.cgo && (s.goos !== 'darwin' || s.before(20)),
    then: () => ({ fails: 'race-without-cgo', error: (s) => requiresCgo('race', s) }),
  },
  {
    id: 'sanitizer-without-cgo',
    measured: 'tried with Go 1.26',
    says: say`-msan and -asan need cgo, and cgo is off`,
    when: (s) => s.sanitizer !== undefined && !s.cgo,
    then: (s) => ({ fails: 'race-without-cgo', error: () => requiresCgo(s.sanitizer ?? 'msan', s) }),
  },
  {
    id: 'sanitizer',
    measured: 'not measured',
    says: say`what a sanitizer links depends on the C compiler’s own libraries`,
    when: (s) => s.sanitizer !== undefined,
    then: () => 'unknown',
  },
  {
    id: 'cgo-package-excluded',
    measured: 'L6',
    says: say`a package consists of cgo files only, and cgo is off`,
    when: (s) => !s.cgo && s.use.requiring.some((p) => p.withoutCgo === 'excluded'),
    then: (s) => excluded(s),
  },
  {
    id: 'cgo-symbols-missing',
    measured: "L6'",
    says: say`a package defines in its cgo files what other files use, and cgo is off`,
    when: (s) => !s.cgo && s.use.requiring.some((p) => p.withoutCgo === 'undefined-symbols'),
    then: (s) => {
      const culprit = s.use.requiring.find((p) => p.withoutCgo === 'undefined-symbols');
      return { fails: 'cgo-required-but-disabled', ...(culprit && { culprit }) };
    },
  },
  {
    id: 'external-mode-without-cgo',
    measured: 'L12 L18',
    says: say`this link mode needs an external linker and with it cgo, and cgo is off (an error since Go 1.22)`,
    when: (s) => !s.cgo && !s.before(22) && externalLinkingReason(s) !== undefined,
    then: () => ({
      fails: 'external-link-without-cgo',
      error: (s) => `${externalLinkingReason(s)} requires external (cgo) linking, but cgo is not enabled`,
    }),
  },
  {
    id: 'old-external-shared-without-cgo',
    measured: 'E164-E166 E169',
    says: say`Go before 1.22 links this without the C runtime and only warns; what it yields was not measured`,
    when: (s) => !s.cgo && ['plugin', 'c-shared', 'c-archive', 'shared'].includes(s.buildmode),
    then: () => 'unknown',
  },
  {
    id: 'prebuilt-cgo-no-linker',
    measured: 'M0027',
    says: say`gcc has to link this, and there is none`,
    when: (s) =>
      compilerMissing(s) && s.before(20) && linksWithGcc(s) && s.use.foreign.length === 0 && !s.rebuildsStandard,
    then: () => ({
      fails: 'cgo-without-compiler',
      error: (s) =>
        `link: running ${s.compiler.name} failed: exec: "${s.compiler.name}": executable file not found in $PATH`,
    }),
  },
  {
    id: 'cgo-without-compiler',
    measured: 'L5 L4b L6b',
    says: say`cgo is on and needed, and there is no C compiler`,
    when: (s) =>
      compilerMissing(s) &&
      needsCgoToLink(s) &&
      (!s.before(20) || s.rebuildsStandard || s.use.foreign.length > 0 || s.race || (s.pie && s.program !== 'P')),
    then: () => ({ fails: 'cgo-without-compiler', error: compilerNotFound }),
  },
  {
    id: 'foreign-compiler',
    measured: 'L19b',
    says: say`cgo is on for another architecture, but the C compiler makes code for this one`,
    when: (s) => s.cgo && needsCgoToLink(s) && s.compiler.goarch !== undefined && s.compiler.goarch !== s.goarch,
    then: () => ({
      fails: 'foreign-compiler',
      error: (s) => (s.goarch === 'arm64' ? 'gcc_arm64.S: Assembler messages:' : undefined),
    }),
  },
  {
    id: 'compiler-not-known',
    measured: '',
    says: say`the C compiler is not known, and with it the C library`,
    when: (s) => s.cgo && needsCgoToLink(s) && s.compiler.found === undefined && s.stageLibc === 'none',
    then: () => 'unknown',
  },
  {
    id: 'linkshared-without-std',
    measured: 'L18b',
    says: say`-linkshared needs libstd.so, which \`go install -buildmode=shared std\` has to make first`,
    when: (s) => s.linkshared && !s.sharedStandardLibrary,
    then: () => ({
      fails: 'linkshared-without-std',
      error: () => 'link: cannot implicitly include runtime/cgo in a shared library',
    }),
  },
  {
    id: 'linkshared',
    measured: 'S1',
    says: say`-linkshared links against libstd.so`,
    when: (s) => s.linkshared,
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'cgo-ldflags-static',
    measured: 'L24',
    says: say`CGO_LDFLAGS=-static hides the symbols that Go links itself`,
    when: (s) => s.cgo && s.cgoLdflagsStatic && s.program === 'N' && !s.external,
    then: () => ({
      fails: 'static-internal-link',
      error: () => 'runtime.gcdata: missing Go type information for global symbol .dynsym: size 72',
    }),
  },
  {
    id: 'custom-compiler',
    measured: '',
    says: say`the program that CC names links it, and what that makes of it is not known`,
    when: (s) => s.cgo && s.compiler.custom === true && linksWithGcc(s),
    then: () => 'unknown',
  },
  {
    id: 'shared-object',
    measured: '',
    says: say`this build mode writes a library, not a program`,
    when: (s) => ['plugin', 'c-shared', 'shared'].includes(s.buildmode),
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'archive',
    measured: '',
    says: say`this build mode writes an archive, not a program`,
    when: (s) => s.buildmode === 'archive' || s.buildmode === 'c-archive',
    then: () => 'unknown',
  },
  {
    id: 'static-pie',
    measured: 'L15',
    says: say`linked by gcc with -static-pie`,
    when: (s) => s.pie && s.linker.staticPie && linksWithGcc(s) && s.cgo && s.compiler.libc === 'glibc',
    then: (s) => ({ static: 'glibc', crashes: s.before(20) && s.program === 'P' }),
  },
  {
    id: 'static-pie-musl',
    measured: 'L15b',
    says: say`what comes of -static-pie depends on how the C compiler was set up`,
    when: (s) => s.pie && (s.linker.staticPie || s.static) && linksWithGcc(s),
    then: (s) => (s.linker.staticPie && s.compiler.name === 'musl-gcc' ? { dynamic: 'compiler' } : 'unknown'),
  },
  {
    id: 'pie',
    measured: 'L14 L14c',
    says: say`-buildmode=pie always asks for a loader, even with cgo off`,
    when: (s) => s.pie && (!s.cgo || (s.program === 'P' && !s.external && !s.race)),
    then: () => ({ dynamic: 'loader only' }),
  },
  {
    id: 'pie-cgo',
    measured: 'L14',
    says: say`-buildmode=pie with cgo asks for a loader and a C library`,
    when: (s) => s.pie,
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'external-static-without-runtime-cgo',
    measured: 'L12b L12c R12 R12b',
    says: say`Go before 1.22 links this statically with gcc but without runtime/cgo`,
    when: (s) =>
      s.external && s.static && ((!s.cgo && s.before(22)) || (s.cgo && s.before(20) && s.program === 'P' && !s.race)),
    then: (s) =>
      s.compiler.found === false
        ? 'unknown'
        : s.compiler.libc === undefined
          ? 'unknown'
          : { static: s.compiler.libc, crashes: s.compiler.libc === 'glibc' },
  },
  {
    id: 'external-without-cgo',
    measured: 'L12b',
    says: say`Go before 1.22 lets gcc link this although cgo is off`,
    when: (s) => s.external && !s.cgo,
    then: (s) => (s.compiler.found === true ? { dynamic: 'compiler' } : 'unknown'),
  },
  {
    id: 'cgo-off',
    measured: 'L1 L19',
    says: say`cgo is off`,
    when: (s) => !s.cgo,
    then: () => ({ static: 'none' }),
  },
  {
    id: 'boringcrypto',
    measured: '',
    // crypto/internal/boring is C code, built where cgo is on; it may be out of reach of what the program calls.
    says: say`GOEXPERIMENT=boringcrypto brings C code into the crypto packages`,
    when: (s) => s.boringcrypto && s.program === 'P',
    then: () => 'unknown',
  },
  {
    id: 'static-by-gcc',
    measured: 'L8 L10',
    says: say`gcc links it, with -static`,
    when: (s) =>
      (s.static || s.cgoLdflagsStatic || s.use.foreign.some(({ linksStatic }) => linksStatic)) && linksWithGcc(s),
    then: (s) => ({ static: s.compiler.libc ?? s.stageLibc }),
  },
  {
    id: 'race',
    measured: 'L16b',
    says: say`-race brings in the race detector, which needs the C library`,
    when: (s) => s.race,
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'external',
    measured: 'L11',
    says: say`-linkmode=external lets gcc link it, dynamically`,
    when: (s) => s.external,
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'foreign-cgo',
    measured: 'L7 L20c',
    says: say`cgo is on and a package has C code`,
    when: (s) => s.program === 'C',
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'prebuilt-standard-cgo',
    measured: 'L4',
    says: say`Go before 1.20 brings its standard library compiled with cgo, even without a C compiler`,
    when: (s) => s.program === 'N' && compilerMissing(s),
    then: () => ({ dynamic: 'stage' }),
  },
  {
    id: 'static-flag-ignored',
    measured: 'L9',
    says: say`-extldflags -static does nothing here: Go links it itself, and only packages of Go’s own use cgo`,
    when: (s) => s.program === 'N' && s.static,
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'standard-cgo',
    measured: 'L3 L13b',
    says: say`cgo is on and a package of the standard library uses it`,
    when: (s) => s.program === 'N',
    then: () => ({ dynamic: 'compiler' }),
  },
  {
    id: 'no-cgo-package',
    measured: 'L2 L5b L13 L13c',
    says: say`no package in it uses cgo`,
    when: () => true,
    then: () => ({ static: 'none' }),
  },
];

/** Whether cgo is on, by what reason. Source: go/build (cgoEnabled) and linkage measurement, section 1. */
export interface CgoDecision {
  readonly on: boolean | undefined;
  readonly says: string;
}

/** Decides whether cgo is on for a build. `on` is undefined only if the compiler or the Go version had to be known. */
export function decideCgo(
  question: Pick<LinkQuestion, 'go' | 'cross' | 'cgoEnabled' | 'ccSet' | 'compiler'>,
): CgoDecision {
  if (question.cgoEnabled === '0') return { on: false, says: say`CGO_ENABLED=0 turns cgo off` };
  if (question.cgoEnabled === '1') return { on: true, says: say`CGO_ENABLED=1 turns cgo on` };
  if (question.cross) return { on: false, says: say`cgo is off by default when compiling for another platform` };
  if (question.ccSet) return { on: true, says: say`CC is set, so cgo is on by default` };
  const { name, found } = question.compiler;
  if (found === true) return { on: true, says: say`cgo is on by default, as the C compiler ${name} is there` };
  if (found === undefined)
    return { on: undefined, says: say`whether a C compiler is there, and with it cgo, is not known` };
  if (question.go === undefined)
    return { on: undefined, says: say`there is no C compiler; before Go 1.20 cgo is on all the same` };
  return isBefore(question.go, 20)
    ? { on: true, says: say`cgo is on by default before Go 1.20, even without a C compiler` }
    : { on: false, says: say`there is no C compiler (${name}), so cgo is off by default` };
}

/** What the program is to the linker once build tags have had their say. */
export function classify(
  use: CgoUse,
  tags: readonly string[],
): { program: ProgramClass; standard: readonly ('net' | 'os/user')[] } {
  const standard: ('net' | 'os/user')[] = [];
  // net/cgo_linux.go has `cgo && !netgo`, os/user/cgo_lookup_cgo.go `cgo && !osusergo`.
  if (use.standard.has('net') && !tags.includes('netgo')) standard.push('net');
  if (use.standard.has('os/user') && !tags.includes('osusergo')) standard.push('os/user');
  const program = use.foreign.length > 0 || use.standard.has('plugin') ? 'C' : standard.length > 0 ? 'N' : 'P';
  return { program, standard };
}

/**
 * How the binary is linked, or how the build fails.
 * With an unknown Go version the answer is that on which 1.19, 1.21 and 1.26 agree, the versions at which rules change.
 */
export function decideLinkage(question: LinkQuestion): Linkage {
  if (question.go !== undefined) return decideFor(question, question.go);
  const [oldest, ...others] = [19, 21, 26].map((minor) =>
    decideFor(question, { major: 1, minor, patch: undefined, prerelease: undefined }),
  );
  if (oldest === undefined) return { kind: 'unknown', row: undefined };
  return others.every((other) => agree(oldest, other)) ? oldest : { kind: 'unknown', row: undefined };
}

function decideFor(question: LinkQuestion, go: GoVersion): Linkage {
  const decision = decideCgo({ ...question, go });
  const { program, standard } = classify(question.use, question.tags);
  if (
    decision.on === undefined &&
    program === 'P' &&
    question.linker.linkmode !== 'external' &&
    question.buildmode !== 'pie' &&
    !question.race &&
    question.sanitizer === undefined
  ) {
    return { kind: 'static', libc: 'none', crashesAtStart: false, row: noCgoPackage };
  }
  if (decision.on === undefined || question.linker.incomplete) return { kind: 'unknown', row: undefined };
  const situation: Situation = {
    ...question,
    cgo: decision.on,
    program,
    os: standard,
    external: question.linker.linkmode === 'external',
    static: question.linker.static,
    pie: question.buildmode === 'pie',
    before: (minor) => isBefore(go, minor),
  };
  const row = linkageTable.find((candidate) => candidate.when(situation)) ?? noCgoPackage;
  return toLinkage(row, row.then(situation), situation);
}

const noCgoPackage: TableRow = linkageTable[linkageTable.length - 1] ?? {
  id: 'no-cgo-package',
  measured: 'L2',
  says: say`no package in it uses cgo`,
  when: () => true,
  then: () => ({ static: 'none' }),
};

function toLinkage(row: TableRow, outcome: Outcome, s: Situation): Linkage {
  if (outcome === 'unknown') return { kind: 'unknown', row };
  if ('fails' in outcome) {
    return { kind: 'fails', failure: outcome.fails, error: outcome.error?.(s), culprit: outcome.culprit, row };
  }
  if ('static' in outcome)
    return { kind: 'static', libc: outcome.static, crashesAtStart: outcome.crashes ?? false, row };
  if (outcome.dynamic === 'loader only') {
    const libc = s.stageLibc === 'musl' && s.glibcLoaderOnMusl ? 'glibc' : s.stageLibc;
    if (libc === 'none') return { kind: 'unknown', row };
    return { kind: 'dynamic', libc, needs: { glibc: undefined, libraries: [] }, row };
  }
  const linking = hasCxx(s) ? s.cxxCompiler : s.compiler;
  const libc = outcome.dynamic === 'stage' ? s.stageLibc : (linking.libc ?? s.stageLibc);
  if (libc === 'none') return { kind: 'unknown', row };
  return { kind: 'dynamic', libc, needs: runtimeNeeds(s, libc, linking), row };
}

/** Only packages outside the standard library hold C++; then Go links with CXX (L20d). */
function hasCxx(s: Situation): boolean {
  return s.use.foreign.some((p) => p.cxx);
}

/**
 * What the loader will ask for. glibc: since 2.34 pthread and start-up symbols carry that version, so whatever was linked
 * on 2.34 or newer needs at least that (L20); an older builder's binary starts on any glibc of that age (L20b). C code may
 * name newer symbols: known ones raise the floor, C++ or unread code leaves a gap up to the builder's version (L20c, R7).
 */
function runtimeNeeds(s: Situation, libc: LibcKind, linking: CompilerFound): RuntimeNeeds {
  const libraries = new Set<string>();
  for (const p of s.use.foreign) {
    for (const name of p.libraries) libraries.add(soname(name));
    if (p.cxx && !staticFlag(s, '-static-libstdc++')) libraries.add('libstdc++.so.6');
    if (p.cxx && !staticFlag(s, '-static-libgcc')) libraries.add('libgcc_s.so.1');
  }
  for (const core of coreLibraries) libraries.delete(core);
  const wanted = [...libraries].filter((name) => name !== '');
  if (libc !== 'glibc') return { glibc: undefined, libraries: wanted };
  const builder = linking.glibc ?? s.stageGlibc;
  if (builder === undefined) return { glibc: undefined, libraries: wanted };
  const plain = compareVersions(builder, '2.34') >= 0 ? '2.34' : '2.3.2';
  let atLeast = plain;
  for (const p of s.use.foreign) {
    for (const symbol of p.newSymbols) {
      if (compareVersions(symbol.glibc, builder) <= 0 && compareVersions(symbol.glibc, atLeast) > 0)
        atLeast = symbol.glibc;
    }
  }
  const unread = s.use.foreign.some((p) => p.cxx || p.directory === undefined);
  const readable = s.use.foreign.length > 0 && !unread;
  const surely =
    s.use.foreign.length === 0 ? plain : readable && compareVersions(builder, '2.34') >= 0 ? atLeast : builder;
  return { glibc: { atLeast, surely }, libraries: wanted };
}

/** Libraries that are part of the C library itself: every image that has the loader has them. */
const coreLibraries = ['libc.so.6', 'libm.so.6', 'libpthread.so.0', 'libdl.so.2', 'librt.so.1', 'libresolv.so.2'];

/** `z` or `libz.so.1` to a soname; '' for libraries that are linked statically or belong to the C library. */
function soname(library: string): string {
  if (library.includes('.so')) return library;
  return sonames[library] ?? (coreNames.has(library) ? '' : `lib${library}.so`);
}

const coreNames = new Set(['c', 'm', 'pthread', 'dl', 'rt', 'resolv', 'util', 'gcc']);

/** Sonames of libraries that cgo packages name often; from the distributions' package lists. */
const sonames: Readonly<Record<string, string>> = {
  z: 'libz.so.1',
  'stdc++': 'libstdc++.so.6',
  gcc_s: 'libgcc_s.so.1',
  ssl: 'libssl.so.3',
  crypto: 'libcrypto.so.3',
  sqlite3: 'libsqlite3.so.0',
  pcap: 'libpcap.so.0.8',
  rdkafka: 'librdkafka.so.1',
  usb: 'libusb-1.0.so.0',
  vips: 'libvips.so.42',
};

function staticFlag(s: Situation, flag: string): boolean {
  return s.linker.extldflags.includes(flag) && !s.use.foreign.some((p) => p.libraries.includes('stdc++'));
}

/** cmd/go/internal/load/pkg.go, externalLinkingReason: the flag that forces external linking, as Go names it. */
function externalLinkingReason(s: Situation): string | undefined {
  if (s.buildmode === 'plugin' || s.buildmode === 'c-shared') return `-buildmode=${s.buildmode}`;
  if (s.linkshared) return '-linkshared';
  if (s.pie && !['amd64', 'arm64', 'loong64', 'ppc64le'].includes(s.goarch)) return '-buildmode=pie';
  return s.external ? s.linkmodeSpelling : undefined;
}

function excluded(s: Situation): Outcome {
  const culprit = s.use.requiring.find((p) => p.withoutCgo === 'excluded');
  return {
    fails: 'cgo-required-but-disabled',
    ...(culprit && { culprit }),
    error: () => {
      if (!culprit?.directory) return undefined;
      const chain = culprit.importedBy;
      const where = `build constraints exclude all Go files in ${culprit.directory}`;
      if (culprit.importPath === s.importPath || chain.length === 0) return `package ${s.importPath}: ${where}`;
      const imports = [...chain.slice(1), culprit.importPath].map((path) => `\n\timports ${path}`).join('');
      return `package ${chain[0] ?? s.importPath}${imports}: ${where}`;
    },
  };
}

function isBefore(go: GoVersion, minor: number): boolean {
  return go.major < 1 || (go.major === 1 && go.minor < minor);
}

function agree(a: Linkage, b: Linkage): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'dynamic' && b.kind === 'dynamic') return a.libc === b.libc;
  if (a.kind === 'fails' && b.kind === 'fails') return a.failure === b.failure;
  if (a.kind === 'static' && b.kind === 'static') return a.crashesAtStart === b.crashesAtStart;
  return true;
}
