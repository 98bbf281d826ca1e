import { known } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import alpine from './data/alpine.json';
import { noCompilers } from './debian';
import { defaultPath } from '../facts/searchPath';
import { directoryLinksOf } from './directoryLinks';
import { imageWith, settled } from './facts';
import type { ImageFacts } from './imageFacts';
import { compareVersions } from '../facts/libc';
import { words } from './words';

interface ReleaseRow {
  readonly musl?: string;
  readonly libraries?: string;
  readonly caCertificates?: boolean;
  readonly users?: string;
  readonly groups?: string;
  readonly source: string;
}

const releases: Readonly<Record<string, ReleaseRow>> = alpine.releases;

export const newestAlpine: string = alpine.latest;

/** The release that a tag of the alpine image names: `3.22` of `3.22.1`; `edge` of `edge` and of its snapshots. */
export function alpineReleaseOf(
  tag: string | undefined,
): { readonly name: string; readonly floating: boolean } | undefined {
  const bare = tag ?? 'latest';
  if (bare === 'latest' || bare === '3') return { name: newestAlpine, floating: true };
  if (bare === 'edge' || /^\d{8}$/.test(bare)) return { name: 'edge', floating: true };
  const number = /^(\d+\.\d+)(?:\.\d+)?(?:[-_].*)?$/.exec(bare)?.[1];
  return number === undefined ? undefined : { name: number, floating: false };
}

/** `alpine:3.22` and the like; also what golang:*-alpine stands on. */
export function alpineImage(tag: string | undefined): ImageFacts {
  return alpineRelease(alpineReleaseOf(tag));
}

/**
 * The facts of an alpine image of a release; of any alpine image if the release is not known. Alpine has used musl
 * since 3.0, so that the kind of C library is certain for every tag but the two of the 2.x series.
 */
export function alpineRelease(release: { readonly name: string; readonly floating: boolean } | undefined): ImageFacts {
  if (release?.name.startsWith('2.') === true) {
    return imageWith({
      family: 'alpine',
      title: `Alpine ${release.name}`,
      distribution: 'alpine',
      sources: alpine.sources,
    });
  }
  const row = release === undefined ? undefined : ownValue(releases, release.name);
  const floating = release === undefined || release.floating;
  const certainty = floating ? 'presumed' : 'known';
  const label = release === undefined ? 'Alpine' : `Alpine ${release.name}`;
  const says = say`the image is ${label}`;
  const isOld = isBeforeLikeRelease(release?.name);
  const likeRow = ownValue(releases, alpine.later.likeRelease);
  const users = row?.users ?? (isOld ? undefined : likeRow?.users);
  const groups = row?.groups ?? (isOld ? undefined : likeRow?.groups);
  const certaintyOf = (own: unknown): 'known' | 'presumed' => (own === undefined ? 'presumed' : certainty);
  const libraries =
    row?.libraries ?? (isOld ? undefined : `${likeRow?.libraries ?? ''} ${alpine.later.addedLibraries}`);
  const links = directoryLinksOf('alpine', release?.name, floating);
  const ca = row?.caCertificates ?? (isOld ? undefined : true);
  return imageWith({
    family: 'alpine',
    title: label,
    distribution: 'alpine',
    ...(release !== undefined && { release: settled(certainty, release.name, says) }),
    libc: settled('known', { kind: 'musl', version: floating ? undefined : row?.musl }, say`Alpine has musl`),
    ...(row?.musl !== undefined && { libcVersion: settled(certainty, row.musl, say`${label} has musl ${row.musl}`) }),
    goVersion: known(undefined),
    compiler: known(false),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    tools: settled('known', new Set(words(alpine.tools.names)), say`Alpine has busybox and apk`),
    ...(ca !== undefined && {
      caCertificates: settled(floating ? 'known' : certaintyOf(row?.caCertificates), ca, `${label}: /etc/ssl/cert.pem`),
    }),
    timeZoneData: settled('known', false, say`Alpine images bring no tzdata`),
    shell: known('/bin/sh'),
    shells: known(['/bin/sh', '/bin/ash']),
    ...(users !== undefined && { users: settled(certaintyOf(row?.users), words(users), says) }),
    ...(groups !== undefined && { groups: settled(certaintyOf(row?.groups), words(groups), says) }),
    env: { PATH: defaultPath },
    entrypoint: known(undefined),
    cmd: known(['/bin/sh']),
    ...(libraries !== undefined && {
      libraries: settled(certaintyOf(row?.libraries), new Set(words(libraries)), says),
    }),
    files: 'system',
    ...(links && { directoryLinks: links }),
    platforms: settled(
      row !== undefined && !isOld && compareVersions(release?.name ?? '', '3.21') >= 0 ? 'known' : 'presumed',
      words(alpine.platforms.names),
      alpine.platforms.source,
    ),
    sources: [...alpine.sources, ...(row === undefined ? [] : [row.source])],
  });
}

/** Whether a release is too old for its gaps to be filled from the later release that stands in for newer ones. */
function isBeforeLikeRelease(release: string | undefined): boolean {
  return release !== undefined && release !== 'edge' && compareVersions(release, alpine.later.likeRelease) < 0;
}

/** Every row with its source, for tests. */
export const alpineRows: readonly { readonly name: string; readonly source: string }[] = Object.entries(releases).map(
  ([name, row]) => ({ name: `alpine:${name}`, source: row.source }),
);
