import { compareVersions } from '../facts/libc';
import data from './data/directoryLinks.json';

/**
 * Whether /bin, /sbin, /lib and the like are links to the directories of the same names in /usr ('merged'), or directories of
 * their own ('split').
 */
export type DirectoryLinks = 'merged' | 'split';

interface Row {
  readonly since: string;
  readonly before?: string;
  readonly layout: string;
  readonly source: string;
}

const rows: Readonly<Record<keyof typeof data, readonly Row[]>> = data;

/**
 * What the images of a distribution's release have; undefined if that is not known. Releases never go back from links to
 * directories, so that a floating tag whose release has links will have them tomorrow.
 * @param release its number; undefined if not even the likely one is known
 */
export function directoryLinksOf(
  distribution: keyof typeof data,
  release: string | undefined,
  floating: boolean,
): DirectoryLinks | undefined {
  if (release === undefined || !/^\d/.test(release)) return undefined;
  const row = rows[distribution].find(
    ({ since, before }) =>
      compareVersions(release, since) >= 0 && (before === undefined || compareVersions(release, before) < 0),
  );
  if (!row || (floating && (row.layout !== 'merged' || row.before !== undefined))) return undefined;
  return row.layout === 'merged' ? 'merged' : 'split';
}

/** Every row with its source, for tests. */
export const directoryLinkRows: readonly { readonly name: string; readonly source: string }[] = Object.entries(
  rows,
).flatMap(([name, list]) => list.map(({ since, source }) => ({ name: `${name} ${since}`, source })));
