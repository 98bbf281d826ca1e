import type { LibcKind } from '../facts/libc';
import type { BuildFailure, LinkQuestion, LinkRow, ProgramClass } from './linkage';
import type { CgoPackage } from './types';

/** A build as the rows of the linkage table see it. */
export interface Situation extends LinkQuestion {
  readonly cgo: boolean;
  readonly program: ProgramClass;
  readonly os: readonly ('net' | 'os/user')[];
  readonly external: boolean;
  readonly static: boolean;
  readonly pie: boolean;
  readonly before: (minor: number) => boolean;
}

/** What a row says of the builds it applies to. */
export type Outcome =
  | { readonly static: LibcKind; readonly crashes?: boolean }
  | { readonly dynamic: 'compiler' | 'stage' | 'loader only' }
  | {
      readonly fails: BuildFailure;
      readonly error?: (s: Situation) => string | undefined;
      readonly culprit?: CgoPackage;
    }
  | 'unknown';

/** The first row that applies decides. */
export interface TableRow extends LinkRow {
  readonly when: (s: Situation) => boolean;
  readonly then: (s: Situation) => Outcome;
}

export const compilerMissing = (s: Situation): boolean => s.cgo && s.compiler.found === false;
export const needsCgoToLink = (s: Situation): boolean =>
  s.program !== 'P' || s.race || s.external || s.buildmode === 'plugin' || s.buildmode === 'c-shared' || s.linkshared;

/**
 * internal/platform/supported.go, RaceDetectorSupported, as far as Go 1.19, 1.22 and 1.26 agree; riscv64 and loong64 came in
 * between.
 */
export const lacksRaceDetector = ({ goos = 'linux', goarch }: Situation): boolean =>
  (goos === 'linux' && ['386', 'arm', 'mips', 'mipsle', 'mips64', 'mips64le', 'ppc64'].includes(goarch)) ||
  (['freebsd', 'netbsd', 'windows'].includes(goos) && goarch !== 'amd64');

/** Whether the compiler is there, and surely makes code for another machine than the one that is built for. */
export const compilesForAnother = ({ compiler, goarch }: Situation): boolean =>
  compiler.goarch !== undefined && compiler.goarch !== goarch && compiler.alsoFor?.includes(goarch) !== true;

export const linksWithGcc = (s: Situation): boolean =>
  s.external || (s.program === 'C' && s.linker.linkmode !== 'internal');

/** cmd/go/internal/load/pkg.go, externalLinkingReason: the flag that forces external linking, as Go names it. */
export function externalLinkingReason(s: Situation): string | undefined {
  if (s.buildmode === 'plugin' || s.buildmode === 'c-shared') return `-buildmode=${s.buildmode}`;
  if (s.linkshared) return '-linkshared';
  if (s.pie && !['amd64', 'arm64', 'loong64', 'ppc64le'].includes(s.goarch)) return '-buildmode=pie';
  return s.external ? s.linkmodeSpelling : undefined;
}

/** Only packages outside the standard library hold C++; then Go links with CXX (L20d). */
export function hasCxx(s: Situation): boolean {
  return s.use.foreign.some((p) => p.cxx);
}
