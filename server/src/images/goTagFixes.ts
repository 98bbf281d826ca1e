import {
  debianSuites,
  goImageRows,
  hasSuffix,
  isMaintained,
  isPrerelease,
  minorOf,
  parseGoTag,
  rowsOf,
  windowsSuffixesOf,
} from './goTags';
import type { GoImageRow, GoTag } from './goTags';
import { compareVersions } from '../facts/libc';
import { rememberedByText } from '../text/remembered';

/**
 * Whether the golang image was ever published under a tag. Undefined if the table cannot tell: a tag that may have
 * come after the table's date, or one of a form it does not list (Windows builds, `rc`, `tip`).
 */
export const goTagExists: (tag: string) => boolean | undefined = rememberedByText(100, (tag) => {
  const parsed = parseGoTag(tag);
  if (parsed === undefined) return existsWithUnknownSuffix(tag);
  if (parsed.precision === 'tip' || parsed.precision === 'rc' || parsed.base.kind === 'other') return undefined;
  const rows = rowsOf(parsed);
  if (parsed.base.kind === 'windows') return existsOnWindows(parsed, rows);
  if (rows.some((row) => hasSuffix(row, parsed.suffix))) return true;
  const mayCome = rows.length === 0 ? mayVersionCome(parsed) : rows.some((row) => maySuffixCome(row, parsed.suffix));
  return mayCome ? undefined : false;
});

/** `1.22-slim`: false if that Go release gets no images any more, as nothing can have been added since. */
function existsWithUnknownSuffix(tag: string): boolean | undefined {
  const version = /^(\d+\.\d+(?:\.\d+)?)-/.exec(tag)?.[1];
  if (version === undefined) return undefined;
  const parsed = parseGoTag(version);
  if (parsed === undefined || rowsOf(parsed).length === 0) return undefined;
  return isMaintained(minorOf(version)) ? undefined : false;
}

function existsOnWindows(tag: GoTag, rows: readonly GoImageRow[]): boolean | undefined {
  const first = rows[0];
  if (first === undefined || tag.suffix === undefined) return undefined;
  const suffix = tag.suffix;
  const listed = windowsSuffixesOf(minorOf(first.version)).some(
    (name) => name === suffix || name.startsWith(`${suffix}-`),
  );
  return listed && tag.precision === 'minor' ? true : undefined;
}

/** Whether a version that the table lacks may have been published after the table's date. */
function mayVersionCome(tag: GoTag): boolean {
  const version = tag.version;
  if (version === undefined) return true;
  const newest = goImageRows[0];
  const oldest = goImageRows.at(-1);
  if (newest === undefined || oldest === undefined) return true;
  const minor = minorOf(version);
  if (compareVersions(minor, minorOf(newest.version)) > 0) return true;
  // The first images had other names, and the table does not go back to them.
  if (compareVersions(minor, minorOf(oldest.version)) <= 0) return true;
  const newestOfMinor = goImageRows.find((row) => minorOf(row.version) === minor);
  if (!isMaintained(minor)) return minor === droppedLast && isNewerThan(version, newestOfMinor);
  return newestOfMinor === undefined || compareVersions(version, newestOfMinor.version) > 0;
}

/** The series that got images until shortly before the table's date: one more release of it is unlikely, and possible. */
const droppedLast = goImageRows.map((row) => minorOf(row.version)).find((minor) => !isMaintained(minor));

function isNewerThan(version: string, row: GoImageRow | undefined): boolean {
  return row !== undefined && compareVersions(version, row.version) > 0;
}

/** Whether an existing version may have got this suffix after the table's date: only the newest ones of a living series. */
function maySuffixCome(row: GoImageRow, suffix: string | undefined): boolean {
  if (suffix === undefined || suffix === 'alpine') return false;
  const minor = minorOf(row.version);
  if (!isMaintained(minor)) return false;
  const newestOfMinor = goImageRows.find((other) => minorOf(other.version) === minor && !isPrerelease(other.version));
  if (newestOfMinor?.version !== row.version) return false;
  const alpine = /^alpine(\d+\.\d+)$/.exec(suffix)?.[1];
  if (alpine === undefined) return !debianSuites.includes(suffix);
  return row.alpine === undefined || compareVersions(alpine, row.alpine) > 0;
}

/** A Go version as go.mod asks for it. */
export interface WantedGo {
  readonly major: number;
  readonly minor: number;
  readonly patch: number | undefined;
  readonly prerelease?: string | undefined;
}

export interface GoTagProposal {
  readonly tag: string;
  /** Whether the suite (or Alpine release) is the one that the present tag names. */
  readonly sameSuite: boolean;
}

/**
 * An existing golang tag in the style of `presentTag` (as exact as that one, same kind of suffix) whose Go is at least
 * `wanted`: the newest release on the same suite, as an older one would soon be without security fixes, or be so already.
 * If none there is new enough, it is the newest one on the default suite of the same distribution. Undefined if the table
 * has no Go that new, or if the present tag is of no known form.
 */
export function golangTagFor(wanted: WantedGo, presentTag: string): GoTagProposal | undefined {
  const present = parseGoTag(presentTag);
  if (present === undefined || present.base.kind === 'other') return undefined;
  const stable = goImageRows.filter((row) => !isPrerelease(row.version) && isAtLeast(row.version, wanted));
  // One row for each 1.N: its newest patch release. Rows come newest first.
  const minors = [...new Set(stable.map((row) => minorOf(row.version)))];
  if (present.base.kind === 'windows') return onWindows(minors, stable, present);
  for (const minor of minors) {
    const row = stable.find(
      (candidate) => minorOf(candidate.version) === minor && hasSuffix(candidate, present.suffix),
    );
    if (row !== undefined) return { tag: writeTag(row, present, present.suffix), sameSuite: true };
  }
  const first = minors[0];
  const row = stable.find((candidate) => minorOf(candidate.version) === first);
  if (row === undefined) return undefined;
  const suffix =
    present.base.kind === 'alpine' ? (row.alpine === undefined ? undefined : `alpine${row.alpine}`) : row.debian;
  return suffix === undefined ? undefined : { tag: writeTag(row, present, suffix), sameSuite: false };
}

function onWindows(minors: readonly string[], rows: readonly GoImageRow[], present: GoTag): GoTagProposal | undefined {
  const suffix = present.suffix ?? '';
  const minor = minors.find((name) =>
    windowsSuffixesOf(name).some((other) => other === suffix || other.startsWith(`${suffix}-`)),
  );
  const row = rows.find((candidate) => minorOf(candidate.version) === minor);
  return row === undefined ? undefined : { tag: writeTag(row, present, suffix), sameSuite: true };
}

function isAtLeast(version: string, wanted: WantedGo): boolean {
  return compareVersions(version, `${wanted.major}.${wanted.minor}.${wanted.patch ?? 0}`) >= 0;
}

function writeTag(row: GoImageRow, present: GoTag, suffix: string | undefined): string {
  const version = present.precision === 'exact' ? row.version : minorOf(row.version);
  return suffix === undefined ? version : `${version}-${suffix}`;
}

/**
 * The existing tag next to one that never existed: the same Go on the nearest suite (`1.27-alpine3.22` →
 * `1.27-alpine3.23`, `1.26-bullseye` → `1.26-bookworm`), or the newest patch release (`1.22.99` → `1.22.12`). Undefined
 * if the tag exists, may exist, or names no Go of the table.
 */
export function nearestGolangTag(tag: string): string | undefined {
  if (goTagExists(tag) !== false) return undefined;
  const bare = /^(\d+\.\d+(?:\.\d+)?)-/.exec(tag)?.[1];
  const parsed = parseGoTag(tag) ?? (bare === undefined ? undefined : parseGoTag(bare));
  if (parsed?.version === undefined) return undefined;
  const rows = rowsOf(parsed);
  const minor = minorOf(parsed.version);
  const candidates =
    rows.length > 0 ? rows : goImageRows.filter((row) => minorOf(row.version) === minor && !isPrerelease(row.version));
  const row = candidates.find((candidate) => hasSuffix(candidate, parsed.suffix)) ?? candidates[0];
  if (row === undefined) return undefined;
  return writeTag(row, parsed, hasSuffix(row, parsed.suffix) ? parsed.suffix : nearestSuffix(row, parsed));
}

/** The suffix of the row that is closest to the one asked for, of the same distribution; on a tie the newer one. */
function nearestSuffix(row: GoImageRow, tag: GoTag): string | undefined {
  const rank = rankOf(tag.suffix);
  const same = [...row.suffixes].filter((suffix) => suffix.startsWith('alpine') === (tag.base.kind === 'alpine'));
  if (rank === undefined) return undefined;
  return same
    .map((suffix) => ({ suffix, rank: rankOf(suffix) ?? -1 }))
    .toSorted((a, b) => Math.abs(a.rank - rank) - Math.abs(b.rank - rank) || b.rank - a.rank)[0]?.suffix;
}

function rankOf(suffix: string | undefined): number | undefined {
  if (suffix === undefined) return undefined;
  const alpine = /^alpine\d+\.(\d+)$/.exec(suffix)?.[1];
  if (alpine !== undefined) return Number(alpine);
  const index = [...debianSuites, 'forky'].indexOf(suffix);
  return index < 0 ? undefined : index;
}

/** Newest published Go version that has the suffix (`bookworm`, `alpine`, `alpine3.22`, undefined for the plain tag). */
export function newestGoVersion(suffix: string | undefined): string | undefined {
  return goImageRows.find((row) => !isPrerelease(row.version) && hasSuffix(row, suffix))?.version;
}
