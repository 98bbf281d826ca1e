import golang from './data/golang.json';
import table from './data/endOfLife.json';
import { compareVersions } from '../facts/libc';
import { goImageRows, isMaintained, minorOf } from './goTags';

/** The end of a release that lay in the past when the tables were made. */
export interface EndOfLife {
  /** `Alpine 3.16`, `Debian 10 (buster)`, `Go 1.22`. */
  readonly title: string;
  /** ISO day on which its last support ended; undefined if only that it had ended is known. */
  readonly until: string | undefined;
  readonly source: string;
}

const releases: Readonly<Record<string, EndOfLife>> = { ...table.alpine, ...table.debian };

/** The end of a release of Alpine (`3.16`) or Debian (`buster`); undefined if the table has none in the past of its date. */
export function endOfRelease(distribution: 'alpine' | 'debian', release: string): EndOfLife | undefined {
  const isAlpine = /^\d/.test(release);
  if (isAlpine !== (distribution === 'alpine') || !Object.hasOwn(releases, release)) return undefined;
  return releases[release];
}

/** The Go releases that get security fixes as of the table's date (go.dev/doc/devel/release: the two newest). */
export const maintainedGo: { readonly minors: readonly string[]; readonly asOf: string } = {
  minors: golang.maintained,
  asOf: golang.asOf,
};

/** The end of a Go release that the golang image has come with, and that was older than all maintained ones. */
export function endOfGo(version: string): EndOfLife | undefined {
  const minor = minorOf(version);
  if (isMaintained(minor) || !goImageRows.some((row) => minorOf(row.version) === minor)) return undefined;
  if (golang.maintained.some((other) => compareVersions(other, minor) < 0)) return undefined;
  return { title: `Go ${minor}`, until: undefined, source: 'go.dev/doc/devel/release: release policy' };
}
