import debian from './data/debian.json';
import alpine from './data/alpine.json';
import distroless from './data/distroless.json';
import ubuntu from './data/ubuntu.json';
import { compareVersions } from '../facts/libc';
import { endOfRelease } from './endOfLife';
import { goImageRows, hasSuffix, isPrerelease, minorOf, type GoImageRow } from './goTags';

/** A tag of the golang image that the table has. */
export interface ListedGoTag {
  readonly tag: string;
  /** `1.26`, `1.26.5`. */
  readonly version: string;
  readonly minor: string;
  readonly suffix: string | undefined;
}

/**
 * Tags under which the golang image has been published, the newest Go first; release candidates are left out. `1.N` tags on the
 * suites that the newest release of it came on, and the exact tags of one minor release if that is asked for.
 * @param exact `1.26`: with `1.26.5`, `1.26.4-bookworm` and so on
 */
export function listedGoTags(exact?: string): readonly ListedGoTag[] {
  const stable = goImageRows.filter(({ version }) => !isPrerelease(version));
  const minors = [...new Set(stable.map(({ version }) => minorOf(version)))];
  const newest = minors.flatMap((minor) => {
    const row = stable.find(({ version }) => minorOf(version) === minor);
    return row ? tagsOf(row, minor) : [];
  });
  const patches = stable.filter(({ version }) => minorOf(version) === exact);
  return [...newest, ...patches.flatMap((row) => tagsOf(row, row.version))];
}

function tagsOf(row: GoImageRow, version: string): readonly ListedGoTag[] {
  const suffixes = [...row.suffixes, 'alpine', undefined].filter((suffix) => hasSuffix(row, suffix));
  return suffixes.map((suffix) => ({
    tag: suffix === undefined ? version : `${version}-${suffix}`,
    version,
    minor: minorOf(row.version),
    suffix,
  }));
}

/** Releases of Debian that are published and still supported, the newest first: `trixie`, `bookworm`. */
export const listedDebianSuites: readonly string[] = Object.keys(debian.suites)
  .filter((name) => !debian.unreleased.includes(name) && !endOfRelease('debian', name))
  .sort((a, b) => Number(numberOf(b)) - Number(numberOf(a)));

function numberOf(suite: string): string {
  return Object.entries(debian.suites).find(([name]) => name === suite)?.[1].number ?? '0';
}

/** The same of Alpine: `3.24`. */
export const listedAlpineReleases: readonly string[] = Object.keys(alpine.releases)
  .filter((name) => /^3\.\d+$/.test(name) && isSupportedAlpine(name))
  .sort((a, b) => compareVersions(b, a));

/** The oldest ones are not in the table of ends. */
function isSupportedAlpine(release: string): boolean {
  const later = Object.keys(alpine.releases).filter((other) => compareVersions(other, release) >= 0);
  return !later.some((other) => endOfRelease('alpine', other));
}

/** Ubuntu's releases with long support that the table has, from 22.04 on, the newest first. */
export const listedUbuntuReleases: readonly string[] = Object.keys(ubuntu.releases)
  .filter((name) => /^\d[02468]\.04$/.test(name) && compareVersions(name, '22.04') >= 0)
  .sort((a, b) => compareVersions(b, a));

/** Releases of Debian that distroless images are built on now (README.md names their platforms), the newest first. */
export const listedDistrolessDebians: readonly string[] = Object.entries(distroless.debian)
  .flatMap(([number, row]) => ('platforms' in row ? [number] : []))
  .sort((a, b) => Number(b) - Number(a));

/** Variants of distroless that a Go program can run in. */
export const listedDistrolessVariants: readonly string[] = ['static', 'base-nossl', 'base', 'cc'];

/** Tags of each of them. Source: distroless, README.md, "What images are available". */
export const listedDistrolessTags: readonly string[] = ['nonroot', 'latest', 'debug-nonroot', 'debug'];
