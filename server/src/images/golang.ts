import { isSettled, known, unknown } from '../facts/fact';
import type { Fact } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import { alpineRelease } from './alpine';
import { debianSuite } from './debian';
import { defaultPath } from '../facts/searchPath';
import { imageWith, settled, unknownImage } from './facts';
import {
  goImageRows,
  goTagSources,
  isFrozen,
  isMaintained,
  isPrerelease,
  minorOf,
  parseGoTag,
  rowBehind,
} from './goTags';
import type { GoImageRow, GoTag } from './goTags';
import type { CCompiler, ImageFacts } from './imageFacts';
import { compareVersions } from '../facts/libc';

/** Programs that buildpack-deps:scm and the golang image's own instructions add to Debian. */
const debianTools: readonly string[] = [
  'gcc',
  'g++',
  'cc',
  'c++',
  'make',
  'pkg-config',
  'git',
  'hg',
  'svn',
  'ssh',
  'curl',
  'wget',
  'gpg',
  'ps',
  'go',
  'gofmt',
];

/** What the names of a native GCC resolve to. */
export function nativeCompilers(libc: CCompiler['libc'], names: readonly string[]): ReadonlyMap<string, CCompiler> {
  return new Map(names.map((name) => [name, { language: /\+\+$/.test(name) ? 'c++' : 'c', libc }]));
}

/** The golang image behind a tag; options say which platform is built for, as `golang:1.26` is a Windows image too. */
export function golangImage(tagText: string | undefined, platform?: string): ImageFacts {
  const tag = parseGoTag(tagText ?? 'latest');
  if (tag === undefined) return golangOfUnknownTag(tagText);
  if (tag.base.kind === 'windows' || platform?.startsWith('windows/') === true) return golangOnWindows(tag);
  if (tag.base.kind === 'other') return golangOfUnknownTag(tagText);
  const row = rowBehind(tag) ?? nearestRow(tag);
  const listed = rowBehind(tag) !== undefined;
  const frozen = listed && isFrozen(tag);
  const base = baseOf(tag, row, frozen);
  return tag.base.kind === 'alpine' ? onAlpine(base, tag, row, frozen) : onDebian(base, tag, row, frozen);
}

/** A tag that the table lacks is newer than it, so it is presumed to stand on what the newest listed one stands on. */
function nearestRow(tag: GoTag): GoImageRow | undefined {
  const { version } = tag;
  if (version === undefined) return goImageRows[0];
  const minor = minorOf(version);
  return goImageRows.find((row) => minorOf(row.version) === minor) ?? (isNewer(version) ? goImageRows[0] : undefined);
}

function isNewer(version: string): boolean {
  const newest = goImageRows[0];
  return newest !== undefined && compareVersions(version, newest.version) > 0;
}

function baseOf(tag: GoTag, row: GoImageRow | undefined, frozen: boolean): ImageFacts {
  if (tag.base.kind === 'alpine') {
    const release = tag.base.release;
    if (release !== undefined) return alpineRelease({ name: release, floating: false });
    return alpineRelease(row?.alpine === undefined ? undefined : { name: row.alpine, floating: !frozen });
  }
  const suite = tag.base.kind === 'debian' ? tag.base.suite : undefined;
  if (suite !== undefined) return debianSuite({ name: suite, floating: false });
  if (row === undefined)
    return { ...debianSuite({ name: 'trixie', floating: true }), release: unknown('not-modelled') };
  return debianSuite({ name: row.debian, floating: !frozen });
}

/** The Go release as the tag names it, and the exact one behind it. */
function goVersions(tag: GoTag, frozen: boolean): Pick<ImageFacts, 'goVersion' | 'exactGoVersion'> {
  const { version } = tag;
  if (tag.precision === 'tip') return { goVersion: unknown('not-modelled') };
  if (tag.precision === 'exact' && version !== undefined) {
    const exact = settled('known', version, say`the tag names Go ${version}`);
    return { goVersion: exact, exactGoVersion: exact };
  }
  const listed = rowBehind(tag);
  const exactGoVersion =
    listed === undefined
      ? undefined
      : settled(
          frozen ? 'known' : 'presumed',
          listed.version,
          frozen
            ? say`the tag stays at Go ${listed.version}`
            : say`Go ${listed.version} was the newest one behind the tag`,
        );
  if (tag.precision === 'minor' && version !== undefined) {
    return {
      goVersion: settled('known', version, say`the tag names Go ${version}`),
      ...(exactGoVersion && { exactGoVersion }),
    };
  }
  if (listed === undefined || exactGoVersion === undefined) return { goVersion: unknown('not-modelled') };
  const goVersion = isPrerelease(listed.version) ? listed.version : minorOf(listed.version);
  return { goVersion: { ...exactGoVersion, value: goVersion }, exactGoVersion };
}

/** ENV of the Linux images. GOTOOLCHAIN=local is in 1.21.1 and later (docker-library/golang#472). */
function environment(tag: GoTag, row: GoImageRow | undefined, frozen: boolean): Record<string, string> {
  const version = tag.precision === 'exact' ? tag.version : row?.version;
  const pinsToolchain =
    version === undefined ||
    compareVersions(minorOf(version), '1.21') > 0 ||
    (minorOf(version) === '1.21' && !isPrerelease(version) && version !== '1.21.0');
  return {
    PATH: `/go/bin:/usr/local/go/bin:${defaultPath}`,
    GOPATH: '/go',
    ...(pinsToolchain && { GOTOOLCHAIN: 'local' }),
    ...(version !== undefined && (tag.precision === 'exact' || frozen) && { GOLANG_VERSION: releaseName(version) }),
  };
}

/** `mkdir -p "$GOPATH/src" "$GOPATH/bin"` of all Linux images (docker-library/golang, Dockerfile-linux.template). */
const goPathDirectories = ['/go/src', '/go/bin'];

/** Go's own name of a release: before 1.21 the first one of a series had no `.0`. */
function releaseName(version: string): string {
  return compareVersions(version, '1.21') < 0 ? version.replace(/^(\d+\.\d+)\.0$/, '$1') : version;
}

function titleOf(tag: GoTag, base: ImageFacts): string {
  return say`${nameOf(tag)} on ${base.title ?? 'Linux'}`;
}

function nameOf({ version }: GoTag): string {
  return version === undefined ? 'Go' : `Go ${version}`;
}

function onDebian(base: ImageFacts, tag: GoTag, row: GoImageRow | undefined, frozen: boolean): ImageFacts {
  const compilers = nativeCompilers('glibc', ['gcc', 'cc', 'g++', 'c++']);
  return {
    ...base,
    family: 'golang',
    title: titleOf(tag, base),
    ...goVersions(tag, frozen),
    compiler: settled('known', true, say`golang images on Debian bring gcc and g++`),
    cCompilers: compilers,
    libcHeaders: known(true),
    tools: addTools(base.tools, debianTools),
    caCertificates: settled('known', true, say`golang images on Debian bring ca-certificates`),
    env: environment(tag, row, frozen),
    workdir: '/go',
    directories: goPathDirectories,
    // git, subversion and the compilers pull in some 150 libraries that no table lists.
    libraries: unknown('not-modelled'),
    platforms: platformsOf(tag, row),
    sources: [
      ...goTagSources,
      'docker-library/buildpack-deps, Dockerfile-scm.template and Dockerfile-curl.template',
      ...base.sources,
    ],
  };
}

function onAlpine(base: ImageFacts, tag: GoTag, row: GoImageRow | undefined, frozen: boolean): ImageFacts {
  const hasBundle = row === undefined || compareVersions(minorOf(row.version), '1.7') >= 0;
  return {
    ...base,
    family: 'golang',
    title: titleOf(tag, base),
    ...goVersions(tag, frozen),
    compiler: settled('known', false, say`golang images on Alpine bring no C compiler`),
    tools: addTools(base.tools, ['go', 'gofmt']),
    caCertificates: hasBundle
      ? settled('known', true, say`golang images on Alpine bring ca-certificates`)
      : unknown('not-modelled'),
    env: environment(tag, row, frozen),
    workdir: '/go',
    directories: goPathDirectories,
    platforms: platformsOf(tag, row),
    sources: [...goTagSources, ...base.sources],
  };
}

function addTools(tools: Fact<ReadonlySet<string>>, names: readonly string[]): Fact<ReadonlySet<string>> {
  return isSettled(tools) ? { ...tools, value: new Set([...tools.value, ...names]) } : tools;
}

const suitePlatforms: Readonly<Record<string, readonly string[]>> = {
  trixie: ['linux/amd64', 'linux/arm/v7', 'linux/arm64', 'linux/386', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x'],
  bookworm: ['linux/amd64', 'linux/arm/v7', 'linux/arm64', 'linux/386', 'linux/ppc64le'],
};

/** library/golang, Architectures as of the table's date; older images had others. */
function platformsOf(tag: GoTag, row: GoImageRow | undefined): Fact<readonly string[]> {
  if (row === undefined || !isMaintained(minorOf(row.version))) return unknown('not-modelled');
  if (tag.base.kind === 'alpine') {
    const list = [
      'linux/amd64',
      'linux/arm/v6',
      'linux/arm/v7',
      'linux/arm64',
      'linux/386',
      'linux/ppc64le',
      'linux/riscv64',
      'linux/s390x',
    ];
    return settled('presumed', list, say`library/golang: Architectures`);
  }
  const suite = tag.base.kind === 'debian' ? (tag.base.suite ?? row.debian) : row.debian;
  const list = ownValue(suitePlatforms, suite);
  return list === undefined ? unknown('not-modelled') : settled('presumed', list, say`library/golang: Architectures`);
}

function golangOnWindows(tag: GoTag): ImageFacts {
  const onLinux: GoTag = { ...tag, suffix: undefined };
  return imageWith({
    family: 'golang',
    title: say`${nameOf(tag)} on ${'Windows'}`,
    distribution: 'windows',
    ...goVersions(onLinux, isFrozen(onLinux)),
    libc: unknown('not-modelled'),
    compiler: settled('known', false, say`golang images on Windows bring no C compiler`),
    cCompilers: new Map(),
    workdir: 'C:\\go',
    env: { GOPATH: 'C:\\go' },
    platforms: settled('known', ['windows/amd64'], say`library/golang: Architectures`),
    sources: goTagSources,
  });
}

/** A golang image of which only the family is sure: `golang@sha256:…`, or a tag of no known form. */
export function golangOfUnknownTag(tag: string | undefined): ImageFacts {
  const says = tag === undefined ? say`a digest does not tell the suite` : say`the tag ${tag} is of no known form`;
  return {
    ...unknownImage('not-modelled', says),
    family: 'golang',
    title: say`Go image of an unknown suite`,
    caCertificates: settled('presumed', true, say`golang images on Linux bring ca-certificates`),
    shell: settled('presumed', '/bin/sh', say`golang images on Linux bring a shell`),
    env: { PATH: `/go/bin:/usr/local/go/bin:${defaultPath}`, GOPATH: '/go', GOTOOLCHAIN: 'local' },
    workdir: '/go',
    directories: goPathDirectories,
    entrypoint: known(undefined),
    files: 'system',
    sources: goTagSources,
    configurationKnown: true,
  };
}
