import type { LibcKind } from '../facts/libc';
import type { CgoPackage, CgoUse, GoVersion, LinkerFlags } from './types';

/** A build, as far as it decides how it links. */
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
  /** CGO_CFLAGS and its like hold flags for which go leaves linking to gcc. */
  readonly prefersExternal: boolean;
  /** The C library of the build stage: what a loader path refers to if no C compiler decides it. */
  readonly stageLibc: LibcKind;
  readonly stageGlibc: string | undefined;
  /** What the build stage's library of `-lNAME` is called for the loader; undefined if it is not known. */
  readonly sonameOf?: (library: string) => string | undefined;
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
  /** Other architectures whose libraries it has been given too, so that `gcc -m32` links. */
  readonly alsoFor?: readonly string[];
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

/** What holds of a program if it is built at all. */
interface Linked {
  readonly row: LinkRow;
  /** The build fails without a C compiler, and whether there is one is not known. */
  readonly restsOnCompiler?: true;
}

export type Linkage =
  | ({ readonly kind: 'static'; readonly libc: LibcKind; readonly crashesAtStart: boolean } & Linked)
  | ({ readonly kind: 'dynamic'; readonly libc: LibcKind; readonly needs: RuntimeNeeds } & Linked)
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

/** The row of the linkage table that has decided. */
export interface LinkRow {
  readonly id: string;
  readonly measured: string;
  /** The reason in the words of a hover. */
  readonly says: string;
}

/** P: no package with cgo; N: only packages of the standard library (Go links them itself); C: `import "C"`, or plugin. */
export type ProgramClass = 'P' | 'N' | 'C';

/** Whether cgo is on, by what reason. Source: go/build (cgoEnabled) and linkage measurement, section 1. */
export interface CgoDecision {
  readonly on: boolean | undefined;
  readonly says: string;
}
