import data from './data/golang.json';

/** One published version of the golang image: which suites it came on, the default ones first. */
export interface GoImageRow {
  /** `1.22.5`, `1.27rc1`. */
  readonly version: string;
  /** Day of the first publication, ISO. */
  readonly date: string;
  /** Debian suite behind the tag without suffix. */
  readonly debian: string;
  /** Alpine release behind `-alpine`: `3.22`; undefined where there was no alpine image. */
  readonly alpine: string | undefined;
  /** Suffixes that have a tag of their own: `bookworm`, `alpine3.22`. */
  readonly suffixes: ReadonlySet<string>;
}

/** A golang tag taken apart. */
export interface GoTag {
  /** `1.22.5`, `1.22`, `1.27rc1`, `1`; undefined for `latest`, `bookworm`, `alpine`. */
  readonly version: string | undefined;
  readonly precision: 'none' | 'major' | 'minor' | 'exact' | 'tip' | 'rc';
  readonly suffix: string | undefined;
  readonly base:
    | { readonly kind: 'debian'; readonly suite: string | undefined }
    | { readonly kind: 'alpine'; readonly release: string | undefined }
    | { readonly kind: 'windows' }
    | { readonly kind: 'other' };
}

const rowPattern = /^(\S+) (.*?)(?: \+ (.*))?$/;

/** Newest first, as in the data file. */
export const goImageRows: readonly GoImageRow[] = Object.entries(data.versions).flatMap(([version, row]) => {
  const match = rowPattern.exec(row);
  const defaults = (match?.[2] ?? '').split(' ').filter((word) => word !== '');
  const others = (match?.[3] ?? '').split(' ').filter((word) => word !== '');
  // A suite in parentheses is what the unsuffixed tag stands on; no tag names it.
  const bare = defaults.map((word) => word.replace(/[()]/g, ''));
  const debian = bare.find((word) => !word.startsWith('alpine'));
  if (debian === undefined) return [];
  const named = [...defaults.filter((word) => !word.startsWith('(')), ...others];
  return [
    {
      version,
      date: match?.[1] ?? '',
      debian,
      alpine: bare.find((word) => word.startsWith('alpine'))?.slice('alpine'.length),
      suffixes: new Set(named),
    },
  ];
});

const rowsByVersion: ReadonlyMap<string, GoImageRow> = new Map(goImageRows.map((row) => [row.version, row]));

/** Suites of the golang images, oldest first. */
export const debianSuites: readonly string[] = [
  'wheezy',
  'jessie',
  'stretch',
  'buster',
  'bullseye',
  'bookworm',
  'trixie',
];

const tagPattern = /^(latest|tip-\d{8}|tip|rc|\d+(?:\.\d+){0,2}(?:-rc|(?:rc|beta)\d+)?)(?:-(.+))?$/;

/** Takes a golang tag apart; undefined if its version part or suffix is of no known form. */
export function parseGoTag(tag: string): GoTag | undefined {
  const match = tagPattern.exec(tag);
  const version = match?.[1];
  const suffix = match === null ? tag : match[2];
  const base = parseSuffix(suffix);
  if (base === undefined) return undefined;
  if (version === undefined || version === 'latest') return { version: undefined, precision: 'none', suffix, base };
  if (version.startsWith('tip')) return { version: undefined, precision: 'tip', suffix, base };
  if (version === 'rc') return { version: undefined, precision: 'rc', suffix, base };
  if (version.endsWith('-rc')) return { version: version.slice(0, -3), precision: 'rc', suffix, base };
  const exact = version.split('.').length === 3 || /rc|beta/.test(version);
  return { version, precision: exact ? 'exact' : version.includes('.') ? 'minor' : 'major', suffix, base };
}

function parseSuffix(suffix: string | undefined): GoTag['base'] | undefined {
  if (suffix === undefined) return { kind: 'debian', suite: undefined };
  if (suffix === 'alpine') return { kind: 'alpine', release: undefined };
  const alpine = /^alpine(\d+\.\d+)$/.exec(suffix);
  if (alpine !== null) return { kind: 'alpine', release: alpine[1] };
  if (/^(?:windowsservercore|nanoserver)(?:-|$)/.test(suffix)) return { kind: 'windows' };
  if (suffix === 'onbuild' || suffix === 'cross') return { kind: 'other' };
  // Debian names its releases in one word; a tag such as `1.26-slim` is no suite and never was one.
  if (debianSuites.includes(suffix) || suffix === 'forky') return { kind: 'debian', suite: suffix };
  return undefined;
}

export function isPrerelease(version: string): boolean {
  return /rc|beta/.test(version);
}

/** `1.22` of `1.22.5` and `1.22rc1`. */
export function minorOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/** Whether docker-library still publishes new images of this `1.N`, so that its tags may move. */
export function isMaintained(minor: string): boolean {
  return data.maintained.includes(minor);
}

/** Rows that a tag's version part stands for, newest first: all of a minor, all of `1`, or the one. */
export function rowsOf(tag: GoTag): readonly GoImageRow[] {
  const { version } = tag;
  switch (tag.precision) {
    case 'exact': {
      const row = version === undefined ? undefined : rowsByVersion.get(version);
      return row === undefined ? [] : [row];
    }
    case 'minor':
      return goImageRows.filter((row) => minorOf(row.version) === version && !isPrerelease(row.version));
    case 'rc':
      return goImageRows.filter(
        (row) => isPrerelease(row.version) && (version === undefined || minorOf(row.version) === version),
      );
    case 'tip':
      return [];
    case 'none':
    case 'major':
      return version === undefined || version === '1' ? goImageRows.filter((row) => !isPrerelease(row.version)) : [];
  }
}

/** Whether a row has a tag with this suffix. */
export function hasSuffix(row: GoImageRow, suffix: string | undefined): boolean {
  if (suffix === undefined) return true;
  return suffix === 'alpine' ? row.alpine !== undefined : row.suffixes.has(suffix);
}

/** The row behind a tag as of the table's date: the newest version that has the suffix. */
export function rowBehind(tag: GoTag): GoImageRow | undefined {
  return rowsOf(tag).find((row) => hasSuffix(row, tag.suffix));
}

/**
 * Whether the tag can still move to another release. Exact versions are frozen as soon as a newer patch release is
 * out, all tags of a Go release that docker-library has dropped are, and so is a suffix that newer versions lack.
 */
export function isFrozen(tag: GoTag): boolean {
  const row = rowBehind(tag);
  if (row === undefined || tag.precision === 'rc') return false;
  const minor = minorOf(row.version);
  const newest = goImageRows.find((other) => minorOf(other.version) === minor);
  if (tag.precision === 'exact') return !isMaintained(minor) || newest?.version !== row.version;
  if (tag.precision === 'minor')
    return !isMaintained(minor) || (newest !== undefined && !hasSuffix(newest, tag.suffix));
  // `1-bullseye` and `bullseye` go with the newest Go release, and stay behind once that one lacks the suite.
  const newestStable = goImageRows.find((other) => !isPrerelease(other.version));
  return newestStable !== undefined && !hasSuffix(newestStable, tag.suffix);
}

/** `nanoserver-ltsc2022` … of a minor. */
export function windowsSuffixesOf(minor: string): readonly string[] {
  return (
    Object.entries(data.windows)
      .find(([name]) => name === minor)?.[1]
      .split(' ') ?? []
  );
}

/** Default suites over time of tags that moved: `[['2025-02-11', 'bookworm'], ['2025-08-12', 'trixie']]`. */
export function suiteHistory(tag: string): readonly (readonly [date: string, suite: string])[] {
  const text = Object.entries(data.moved).find(([name]) => name === tag)?.[1];
  if (text === undefined) return [];
  return text.split(' ').map((entry) => {
    const [date = '', suite = ''] = entry.split(':');
    return [date, suite] as const;
  });
}

export const goTagSources: readonly string[] = data.sources;
