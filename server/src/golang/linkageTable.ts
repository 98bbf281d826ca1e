import { say } from '../text/say';
import { compilerNotFound, excludedError, requiresCgo } from './linkErrors';
import {
  compilerMissing,
  compilesForAnother,
  externalLinkingReason,
  lacksRaceDetector,
  linksWithGcc,
  needsCgoToLink,
  type TableRow,
} from './linkSituation';

/** What is left when no other row applies. */
export const noCgoPackage: TableRow = {
  id: 'no-cgo-package',
  measured: 'L2 L5b L13 L13c',
  says: say`no package in it uses cgo`,
  when: () => true,
  then: () => ({ static: 'none' }),
};

/**
 * How `go build` links, as one table.
 *
 * Every row was measured on real builds; `measured` names the rows of the measurement (L1 … L24 are classes of builds
 * with Go 1.15 to 1.26 on glibc and musl). The first row that applies decides. Where Go's own source gives the reason it
 * is cited: cmd/go/internal/load/pkg.go (externalLinkingReason, LinkerDeps), cmd/go/internal/work/init.go (the -race
 * check), go/build (cgoEnabled), cmd/link/internal/ld/config.go (mustLinkExternal, determineLinkMode).
 *
 * Order matters: Go checks flags first, then loads packages, then compiles, then links.
 */
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
    then: (s) => {
      const culprit = s.use.requiring.find((p) => p.withoutCgo === 'excluded');
      return {
        fails: 'cgo-required-but-disabled',
        ...(culprit && { culprit, error: () => excludedError(s.importPath, culprit) }),
      };
    },
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
    when: (s) => s.cgo && needsCgoToLink(s) && compilesForAnother(s),
    then: () => ({
      fails: 'foreign-compiler',
      error: (s) =>
        s.goarch === 'arm64' && (s.goos ?? 'linux') === 'linux' && s.compiler.name.endsWith('gcc')
          ? 'gcc_arm64.S: Assembler messages:'
          : undefined,
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
    when: (s) => s.cgo && s.compiler.custom === true && (linksWithGcc(s) || s.program === 'C'),
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
    id: 'old-external-no-linker',
    measured: 'tried with Go 1.19; cmd/link/internal/ld/lib.go, hostlink, up to Go 1.21',
    says: say`Go before 1.22 lets gcc link this although cgo is off, and there is none`,
    when: (s) => s.external && !s.cgo && s.compiler.found === false,
    then: () => ({
      fails: 'external-link-without-cgo',
      error: (s) =>
        `link: running ${s.compiler.name} failed: exec: "${s.compiler.name}": executable file not found in $PATH`,
    }),
  },
  {
    id: 'old-external-foreign-linker',
    measured: 'tried with Go 1.19 for 386 and arm64',
    says: say`Go before 1.22 lets gcc link this although cgo is off, and that gcc links for another architecture`,
    when: (s) => s.external && !s.cgo && compilesForAnother(s),
    then: () => ({
      fails: 'external-link-without-cgo',
      error: (s) => `link: running ${s.compiler.name} failed: exit status 1`,
    }),
  },
  {
    id: 'old-external-multilib',
    measured: 'not measured',
    says: say`Go before 1.22 lets gcc link this although cgo is off; what it makes with -m32 was not measured`,
    when: (s) => s.external && !s.cgo && s.compiler.alsoFor?.includes(s.goarch) === true,
    then: () => 'unknown',
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
    id: 'flags-prefer-external',
    measured: 'tried with Go 1.26: -flto in CGO_CFLAGS and -extldflags -static link statically',
    says: say`with these CGO_CFLAGS Go may leave linking to gcc`,
    when: (s) => s.program === 'N' && s.static && s.prefersExternal,
    then: () => 'unknown',
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
  noCgoPackage,
];
