import type { Fact } from '../facts/fact';
import type { Span } from '../text/span';

/** `1.22`, `1.22.5`, `1.23rc1`. `patch` is undefined for a two-part version. */
export interface GoVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number | undefined;
  /** `rc1`, `beta2`. */
  readonly prerelease: string | undefined;
}

/** One flag of a go command, or of GOFLAGS, in the order in which Go reads them (GOFLAGS first). */
export interface GoFlag {
  /** Without dashes: `ldflags`. */
  readonly name: string;
  /** `true`/`false` for boolean flags; unknown if the value is computed. */
  readonly value: Fact<string>;
  /** Name and value; for `-o app` both words. */
  readonly span: Span;
  /** Of the value; empty at the end of the flag if there is none. */
  readonly valueSpan: Span;
  /** The value as far as it can be read, with U+FFFC for each part that cannot: what `parseLinkerFlags` takes if `value` is unknown. */
  readonly partial?: string;
  readonly from: 'command line' | 'GOFLAGS';
}

/**
 * A tool that has a say in how go compiles: it stands in front of the go command (`instgo go build`, `xx-go build`), go runs its
 * own tools through it (`-toolexec`), or the image has it in the place of go. What go builds, and where to, stays the same.
 */
export interface GoFront {
  readonly name: 'instgo' | 'otel' | 'otelc' | 'orchestrion' | 'xx-go' | 'other';
  readonly via: 'prefix' | 'toolexec' | 'image';
  /** The words that name it; of an image's, the verb. */
  readonly span: Span;
}

/** `go build -o app ./cmd/app`, understood as cmd/go understands it; `instgo go build …` likewise. */
export interface GoCommand {
  /** Undefined: plain go. */
  readonly front: GoFront | undefined;
  /** `build`, `install`, `test`, `mod download`, `env` … */
  readonly verb: string;
  readonly verbSpan: Span;
  readonly flags: readonly GoFlag[];
  /** Packages or files for build, install, run, test, get; other arguments for other verbs. */
  readonly args: readonly { readonly value: Fact<string>; readonly span: Span }[];
  /** For run and test: what the program or the test binary gets. */
  readonly programArguments?: readonly { readonly value: Fact<string>; readonly span: Span }[];
  /** `-C dir`. */
  readonly directory: Fact<string> | undefined;
  /** Of -C and its value: right behind the verb, or in front of it. */
  readonly directorySpan?: Span;
  /** `flag provided but not defined: -x`: what go itself would say. */
  readonly problems: readonly {
    readonly span: Span;
    readonly message: string;
    /** go has no flag of the name that is written there. */
    readonly isUnknownFlag?: true;
  }[];
  /** True if a word could not be read, so that more flags or packages may hide in it. */
  readonly incomplete: boolean;
}

/** What -ldflags says. */
export interface LinkerFlags {
  readonly linkmode: 'internal' | 'external' | 'auto' | undefined;
  /** The words given to the external linker. */
  readonly extldflags: readonly string[];
  readonly static: boolean;
  readonly staticPie: boolean;
  /** -s */
  readonly stripsSymbols: boolean;
  /** -w (which -s implies since Go 1.22) */
  readonly stripsDwarf: boolean;
  readonly linkshared: boolean;
  readonly definitions: readonly string[];
  /** `all` of `-ldflags=all=-s`: the packages meant; undefined for those named on the command line. */
  readonly pattern?: string;
  /** -buildmode given to the linker itself. */
  readonly buildmode?: string;
  /** Every flag in order, `-s` as `{ name: 's', value: 'true' }`; offsets are within the -ldflags value. */
  readonly flags?: readonly {
    readonly name: string;
    readonly value: string;
    readonly start: number;
    readonly end: number;
  }[];
  /** Why `go tool link` will refuse it, with the text it prints; offsets are within the -ldflags value. */
  readonly malformed:
    | {
        readonly start: number;
        readonly end: number;
        readonly message: string;
        readonly corrected: string | undefined;
        /** A word that is no flag, so that the linker takes it for a file. */
        readonly isStrayWord?: true;
      }
    | undefined;
  /** True if a part could not be read. */
  readonly incomplete: boolean;
}

/** The platform and switches a build is made for: what build constraints ask about. */
export interface BuildContext {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
  readonly tags: readonly string[];
  readonly compiler: 'gc' | 'gccgo';
  readonly go: GoVersion | undefined;
  /** -mod=…, as given or by default. */
  readonly mod: 'vendor' | 'mod' | 'readonly' | undefined;
  readonly race: boolean;
}

/** Which packages of Go's own use cgo, among those that a program pulls in. */
export interface CgoUse {
  /** net, os/user, plugin, runtime/race …: standard packages with cgo files that the program reaches. */
  readonly standard: ReadonlySet<'net' | 'os/user' | 'plugin'>;
  /** Packages outside the standard library with `import "C"` that are compiled under this build context. */
  readonly foreign: readonly CgoPackage[];
  /** Packages that break the build when cgo is off: all their Go files are excluded, or others use what only cgo files declare. */
  readonly requiring: readonly CgoPackage[];
  /** With cgo off: the packages that have files with `import "C"`, which are left out now. `foreign` is then empty. */
  readonly leftOut?: readonly CgoPackage[];
  /** False if modules are unread that may add to these lists. */
  readonly complete?: boolean;
}

/** A package of the program outside the standard library whose sources were read. */
export interface ProgramPackage {
  readonly importPath: string;
  readonly directory: string;
  /** Names of the Go files that are compiled. */
  readonly files: readonly string[];
  /** What `//go:embed` lines name; lines are zero-based. */
  readonly embeds: readonly { readonly file: string; readonly line: number; readonly pattern: string }[];
  readonly imports: readonly string[];
  /** What its files call of the standard library that the image decides about; absent if nothing, or if it is not of a main module. */
  readonly uses?: readonly StandardUse[];
}

/** A call of a standard function that needs something of the image; see `findStandardUses`. */
export interface StandardUse {
  /**
   * `time.LoadLocation`, `net/http.Get`; `method Get` where the type is not known; `roots`: the package deals with
   * certificates itself; `Go variable`: string literals name the variables of `texts`.
   */
  readonly name: string;
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  /** The first argument if it is a string literal. */
  readonly first: string | undefined;
  /** String literals in the arguments, and those that names in the arguments are bound to in the package. */
  readonly texts: readonly string[];
}

export interface CgoPackage {
  readonly importPath: string;
  /** Directory in the tree; undefined if known from the table of cgo modules only. */
  readonly directory: string | undefined;
  readonly cxx: boolean;
  /** `-lz` of `#cgo LDFLAGS`, and of pkg-config. */
  readonly libraries: readonly string[];
  /** Those of them that only the folders of the system can hold: no flag names another one. Absent: none is known to be. */
  readonly fromSystem?: readonly string[];
  /** What `#include <…>` lines before `import "C"` name. */
  readonly includes?: readonly string[];
  /** `#cgo LDFLAGS: -static`. */
  readonly linksStatic?: boolean;
  /** Functions of the C library that it names and that got a new symbol version after glibc 2.34: `fmod` → 2.38. */
  readonly newSymbols: readonly { readonly name: string; readonly glibc: string }[];
  /** The import chain from the program, first the program's package. */
  readonly importedBy: readonly string[];
  /** What it does without cgo: fails to compile, or is a stub that fails when called (go-sqlite3). */
  readonly withoutCgo: 'excluded' | 'stub' | 'undefined-symbols' | 'fine';
}

/** What is known about the program that a go command builds. */
export interface ProgramFacts {
  /** Directory of the package, in the tree's terms. */
  readonly directory: string;
  /** `example.com/app/cmd/app`, or `command-line-arguments`. */
  readonly importPath: string | undefined;
  /** `main`, or the name of a package that is no program; unknown if no source is readable. */
  readonly packageName: Fact<string>;
  readonly cgo: Fact<CgoUse>;
  /** All standard packages reached, as far as could be read. */
  readonly standardPackages: ReadonlySet<string>;
  /** Modules whose sources could not be read: the reason why `cgo` is not known. */
  readonly unread: readonly string[];
  /** The module that the package belongs to. */
  readonly module: ModuleFacts | undefined;
  /** go.work in force, if any. */
  readonly workspace: Workspace | undefined;
  /** The packages whose sources were read, that of the program first. Those of a vendor folder or module cache are among them. */
  readonly packages?: readonly ProgramPackage[];
  /** Names of the Go files given instead of a package. */
  readonly files?: readonly string[];
  /** What go build says before it compiles anything: `no Go files in /src`, a missing go.mod … */
  readonly problem:
    | {
        readonly kind:
          | 'no-go-mod'
          | 'no-go-files'
          | 'only-tests'
          | 'no-such-package'
          | 'outside-modules'
          | 'excluded-by-constraints'
          | 'no-embedded-files'
          | 'files-left-out';
        readonly message: string;
        /** The file with the `//go:embed` line, and the file or directory that it needs; absolute. `empty`: a directory without files to embed. */
        readonly embed?: { readonly file: string; readonly path: string; readonly empty?: true };
        readonly lacks?: Lack;
        /** Another release of Go may have what is missing. */
        readonly byRelease?: true;
        /** The package is there, with a go.mod of its own. */
        readonly inSight?: true;
      }
    | undefined;
}

/** What a module of the build lacks: the folder of a package of its own, or go.sum. */
export interface Lack {
  /** Its go.mod; absolute. */
  readonly file: string;
  /** What is not there; absolute. */
  readonly path: string;
  /** What go says, without the `go get` that it goes on to propose, which is no help here. */
  readonly error: string;
}

export interface ModuleFacts {
  /** Directory of go.mod in the tree's terms. */
  readonly directory: string;
  readonly file: ModuleFile;
  readonly vendored: boolean;
  /** Required modules that `replace` takes from a folder whose go.mod can be read. */
  readonly replacements: readonly ReplacedModule[];
}

/** A go.work and the modules it uses. */
export interface Workspace {
  readonly directory: string;
  readonly file: WorkFile;
  readonly members: readonly WorkspaceMember[];
}

/** A folder that a `use` line names. */
export interface WorkspaceMember {
  readonly directory: string;
  /** Its go.mod; undefined if it cannot be read. */
  readonly file: ModuleFile | undefined;
  /** There is surely no go.mod. */
  readonly missing: boolean;
}

export interface ReplacedModule {
  readonly path: string;
  readonly version: string;
  /** The folder as `replace` names it. */
  readonly target: string;
  readonly file: ModuleFile;
}

/** A parsed go.mod. Lines are zero-based. */
export interface ModuleFile {
  readonly module: string | undefined;
  readonly go: { readonly text: string; readonly version: GoVersion | undefined; readonly line: number } | undefined;
  readonly toolchain: { readonly text: string; readonly line: number } | undefined;
  readonly requires: readonly {
    readonly path: string;
    readonly version: string;
    readonly indirect: boolean;
    readonly line: number;
  }[];
  readonly replaces: readonly {
    readonly path: string;
    readonly version: string | undefined;
    readonly target: string;
    readonly targetVersion: string | undefined;
    readonly line: number;
  }[];
  readonly tools: readonly string[];
  /** Directives that not every Go knows, the first of each kind. */
  readonly newer: readonly { readonly verb: string; readonly line: number }[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** A parsed go.work. */
export interface WorkFile {
  readonly go: ModuleFile['go'];
  readonly toolchain: ModuleFile['toolchain'];
  readonly uses: readonly { readonly path: string; readonly line: number }[];
  readonly replaces: ModuleFile['replaces'];
  readonly problems: ModuleFile['problems'];
}
