import type { GoVersion } from './types';

/**
 * Reads a Go version as `internal/gover.Parse` does: `1`, `1.22`, `1.22.5`, `1.23rc1`; a leading `go` is allowed, so that
 * the name of a release works too. Undefined for anything else, `1.22.5rc1` and `01.2` included.
 */
export function parseGoVersion(text: string): GoVersion | undefined {
  const match = /^(?:go)?(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)|([a-z]+(?:0|[1-9]\d*)?))?)?$/.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, prerelease] = match;
  // gover reads "1" as 1.0.0.
  if (minor === undefined) return { major: Number(major), minor: 0, patch: 0, prerelease: undefined };
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
    prerelease,
  };
}

/**
 * The version in the name of a toolchain, as `gover.FromToolchain` reads it: `go1.22.3`, `go1.22.3-vendor`.
 * Undefined for `default`, `local` and the like.
 */
export function parseToolchainName(name: string): GoVersion | undefined {
  if (!name.startsWith('go')) return undefined;
  return parseGoVersion(name.slice(2).replace(/[-\s].*$/s, ''));
}

/**
 * Negative, zero or positive as `a` is older than, equal to or newer than `b`, in the order of `internal/gover.Compare`:
 * 1.21 < 1.21rc1 < 1.21.0 from Go 1.21 on, where the two-part form names the language; before that, 1.20rc1 < 1.20 = 1.20.0.
 */
export function compareGoVersions(a: GoVersion, b: GoVersion): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    patchRank(a) - patchRank(b) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** `1.22`, `1.22.5`, `1.23rc1`: without the prefix `go`. */
export function formatGoVersion(version: GoVersion): string {
  const { major, minor, patch, prerelease } = version;
  return `${major}.${minor}${prerelease ?? (patch === undefined ? '' : `.${patch}`)}`;
}

/** Whether the version is at least `major.minor`, release candidates of it included. */
export function isAtLeast(version: GoVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

/**
 * Whether the go command of an image accepts `go <directive>` of a go.mod file without switching toolchains.
 * `image` comes from a tag: `1.24` floats and stands for the newest patch release, so it satisfies `go 1.24.7`, whereas
 * `1.24.3` does not. Source: cmd/go/internal/gover (`TooNewError` is raised when the local version compares less).
 */
export function goDirectiveSatisfied(image: GoVersion, directive: GoVersion): boolean {
  if (image.patch === undefined && image.prerelease === undefined) {
    return isAtLeast(image, directive.major, directive.minor);
  }
  return compareGoVersions(image, directive) >= 0;
}

function patchRank(version: GoVersion): number {
  if (version.patch !== undefined) return version.patch;
  return version.prerelease === undefined && !isAtLeast(version, 1, 21) ? 0 : -1;
}

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  const [kindA, numberA] = splitPrerelease(a);
  const [kindB, numberB] = splitPrerelease(b);
  // "" < alpha < beta < rc happens to be the alphabetical order; gover relies on the same.
  if (kindA !== kindB) return kindA < kindB ? -1 : 1;
  return numberA - numberB;
}

function splitPrerelease(text: string | undefined): readonly [string, number] {
  const match = /^([a-z]*)(\d*)$/.exec(text ?? '');
  return [match?.[1] ?? '', match?.[2] ? Number(match[2]) : -1];
}
