import { known } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import debian from './data/debian.json';
import ubuntu from './data/ubuntu.json';
import { defaultPath } from '../facts/searchPath';
import { directoryLinksOf } from './directoryLinks';
import { imageWith, settled, unknownImage } from './facts';
import type { CCompiler, ImageFacts } from './imageFacts';
import { compareVersions } from '../facts/libc';
import { words } from './words';

interface SuiteRow {
  readonly number: string;
  readonly glibc: string;
  readonly adduser?: boolean;
  readonly libraries?: string;
  readonly source: string;
}

const suites: Readonly<Record<string, SuiteRow>> = debian.suites;
const suiteAliases: Readonly<Record<string, string>> = debian.aliases;

interface UbuntuRow {
  readonly codename: string;
  readonly glibc?: string;
  readonly source: string;
}

const ubuntuReleases: Readonly<Record<string, UbuntuRow>> = ubuntu.releases;
const ubuntuAliases: Readonly<Record<string, string>> = ubuntu.aliases;

export const noCompilers: ReadonlyMap<string, CCompiler> = new Map();

/** Which release a tag names, and whether the tag may name another one tomorrow. */
export interface NamedRelease {
  readonly name: string;
  readonly floating: boolean;
}

/**
 * Resolves `bookworm`, `bookworm-slim`, `12.5-slim`, `stable-20260803`, `latest` to a Debian suite. Undefined for names
 * that Debian does not have.
 */
export function debianSuiteOf(tag: string | undefined): NamedRelease | undefined {
  const name = (tag ?? 'latest').replace(/-(?:slim|backports)\b/, '').replace(/-\d{8}(?:\.\d+)?\b/, '');
  const bare = name === 'slim' ? 'latest' : name;
  if (ownValue(suites, bare) !== undefined) return { name: bare, floating: debian.unreleased.includes(bare) };
  if (debian.rolling.includes(bare)) return { name: bare, floating: true };
  const alias = ownValue(suiteAliases, bare);
  if (alias !== undefined) return { name: alias, floating: true };
  const number = /^(\d+)(?:\.\d+)*$/.exec(bare)?.[1];
  const suite = Object.entries(suites).find(([, row]) => row.number === number);
  return suite === undefined ? undefined : { name: suite[0], floating: false };
}

/** `debian:bookworm-slim` and the like; also what golang, buildpack-deps and others stand on. */
export function debianImage(tag: string | undefined): ImageFacts {
  const suite = debianSuiteOf(tag);
  if (suite === undefined) {
    return { ...unknownImage('not-modelled', say`no Debian suite is called ${tag ?? 'latest'}`), family: 'debian' };
  }
  return debianSuite(suite);
}

/** The facts of a Debian base image of a suite; all that the suite decides is presumed if it is a floating one. */
export function debianSuite(suite: NamedRelease): ImageFacts {
  const row = ownValue(suites, suite.name);
  const certainty = suite.floating ? 'presumed' : 'known';
  const label = row === undefined ? `Debian ${suite.name}` : `Debian ${row.number} (${suite.name})`;
  const says = say`the image is ${label}`;
  const moves = debian.unreleased.includes(suite.name) || debian.rolling.includes(suite.name);
  const glibc = row === undefined || moves ? undefined : row.glibc;
  const names = words(debian.tools.names);
  const tools = new Set(row?.adduser === false ? names : [...names, 'adduser', 'addgroup', 'deluser', 'delgroup']);
  // sid and experimental are what comes after the newest suite.
  const number = row?.number ?? (debian.rolling.includes(suite.name) ? suites[debian.stable]?.number : undefined);
  const links = directoryLinksOf('debian', number, suite.floating);
  const extraUsers = row !== undefined && Number(row.number) <= 11 ? ['gnats', '_apt'] : ['_apt'];
  return imageWith({
    family: 'debian',
    title: label,
    distribution: 'debian',
    release: settled(certainty, suite.name, says),
    libc: settled('known', { kind: 'glibc', version: suite.floating ? undefined : glibc }, say`${label} has glibc`),
    ...(row !== undefined && { libcVersion: settled(certainty, row.glibc, say`${label} has glibc ${row.glibc}`) }),
    goVersion: known(undefined),
    compiler: known(false),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    tools: settled(certainty, tools, says),
    caCertificates: settled('known', false, say`Debian images bring no CA certificates`),
    timeZoneData: settled('known', true, say`Debian images bring tzdata`),
    shell: known('/bin/sh'),
    shells: known(['/bin/sh', '/bin/bash', '/bin/dash']),
    users: settled(certainty, [...words(debian.users.names), ...extraUsers], says),
    groups: settled(certainty, words(debian.groups.names), says),
    env: { PATH: defaultPath },
    entrypoint: known(undefined),
    cmd: known(['bash']),
    ...(row?.libraries !== undefined && { libraries: settled(certainty, new Set(words(row.libraries)), says) }),
    files: 'system',
    ...(links && { directoryLinks: links }),
    sources: [...debian.sources, ...(row === undefined ? [] : [row.source])],
  });
}

/** Resolves `22.04`, `jammy`, `jammy-20260810`, `latest` to a release number of Ubuntu. */
export function ubuntuReleaseOf(tag: string | undefined): NamedRelease | undefined {
  const bare = (tag ?? 'latest').replace(/-\d{8}(?:\.\d+)?$/, '');
  const alias = bare === 'devel' ? ubuntu.development : ownValue(ubuntuAliases, bare);
  if (alias !== undefined) return { name: alias, floating: true };
  const number = /^\d+\.\d+/.exec(bare)?.[0];
  if (number !== undefined)
    return ownValue(ubuntuReleases, number) === undefined ? undefined : { name: number, floating: false };
  const byName = Object.entries(ubuntuReleases).find(([, row]) => row.codename === bare);
  return byName === undefined ? undefined : { name: byName[0], floating: false };
}

/** `ubuntu:22.04` and the like. */
export function ubuntuImage(tag: string | undefined): ImageFacts {
  const release = ubuntuReleaseOf(tag);
  const row = release === undefined ? undefined : ownValue(ubuntuReleases, release.name);
  const floating = release === undefined || release.floating;
  const certainty = floating ? 'presumed' : 'known';
  const label = release === undefined ? 'Ubuntu' : `Ubuntu ${release.name}`;
  const hasUbuntuUser = release === undefined || compareVersions(release.name, ubuntu.ubuntuUser.since) >= 0;
  const base = debianSuite({ name: debian.stable, floating: true });
  const links = directoryLinksOf('ubuntu', release?.name, floating);
  return imageWith({
    family: 'ubuntu',
    title: label,
    distribution: 'ubuntu',
    ...(release !== undefined && { release: settled(certainty, release.name, say`the image is ${label}`) }),
    libc: settled('known', { kind: 'glibc', version: floating ? undefined : row?.glibc }, say`Ubuntu has glibc`),
    ...(row?.glibc !== undefined && {
      libcVersion: settled(certainty, row.glibc, say`${label} has glibc ${row.glibc}`),
    }),
    goVersion: known(undefined),
    compiler: known(false),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    tools: settled('presumed', new Set([...words(debian.tools.names), 'adduser', 'addgroup']), say`as in Debian`),
    caCertificates: settled('known', ubuntu.caCertificates.value, say`Ubuntu images bring no CA certificates`),
    timeZoneData: settled('known', ubuntu.timeZoneData.value, say`Ubuntu images bring no tzdata`),
    shell: known('/bin/sh'),
    shells: base.shells,
    users: settled(
      certainty,
      [...words(debian.users.names), '_apt', ...(hasUbuntuUser ? ['ubuntu'] : [])],
      say`the users of ${label}`,
    ),
    groups: settled(
      certainty,
      [...words(debian.groups.names), ...(hasUbuntuUser ? ['ubuntu'] : [])],
      say`the groups of ${label}`,
    ),
    env: { PATH: defaultPath },
    entrypoint: known(undefined),
    cmd: known(['/bin/bash']),
    libraries: settled('presumed', new Set(words(ubuntu.libraries.names)), say`what apt and dpkg rest on`),
    files: 'system',
    ...(links && { directoryLinks: links }),
    platforms: settled('presumed', words(ubuntu.platforms.names), ubuntu.platforms.source),
    sources: [...ubuntu.sources, ...(row === undefined ? [] : [row.source])],
  });
}

/** Every row of the two tables with its source, for tests. */
export const debianRows: readonly { readonly name: string; readonly source: string }[] = [
  ...Object.entries(suites).map(([name, row]) => ({ name: `debian:${name}`, source: row.source })),
  ...Object.entries(ubuntuReleases).map(([name, row]) => ({ name: `ubuntu:${name}`, source: row.source })),
];
