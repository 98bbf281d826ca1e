import { known, unknown } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import others from './data/others.json';
import { alpineRelease } from './alpine';
import { debianImage, debianSuiteOf, noCompilers, ubuntuImage, ubuntuReleaseOf } from './debian';
import { defaultPath } from '../facts/searchPath';
import { imageWith, settled, unknownImage } from './facts';
import { nativeCompilers } from './golang';
import type { ImageFacts } from './imageFacts';
import { compareVersions } from '../facts/libc';
import { words } from './words';

/** `FROM scratch`: no file at all. */
export const scratchImage: ImageFacts = {
  ...imageWith({ family: 'scratch', sources: ['Docker documentation, "Create a minimal base image using scratch"'] }),
  title: say`the empty image scratch`,
  distribution: 'none',
  release: unknown('not-modelled'),
  libc: settled('known', { kind: 'none', version: undefined }, say`scratch is empty`),
  goVersion: known(undefined),
  compiler: settled('known', false, say`scratch is empty`),
  cCompilers: noCompilers,
  libcHeaders: known(false),
  tools: settled('known', new Set<string>(), say`scratch is empty`),
  caCertificates: settled('known', false, say`scratch is empty`),
  timeZoneData: settled('known', false, say`scratch is empty`),
  shell: known(undefined),
  shells: settled('known', [], say`scratch is empty`),
  users: settled('known', [], say`scratch has no /etc/passwd`),
  groups: settled('known', [], say`scratch has no /etc/group`),
  env: { PATH: defaultPath },
  entrypoint: known(undefined),
  cmd: known(undefined),
  libraries: settled('known', new Set<string>(), say`scratch is empty`),
  files: 'empty',
  directoryLinks: 'split',
};

/** The busybox image: its glibc flavour has a loader, the static musl and uclibc flavours have none. */
export function busyboxImage(tag: string | undefined): ImageFacts {
  const { sources, glibcIsDefaultSince, users, tools } = others.busybox;
  const flavour = /(?:^|-)(glibc|musl|uclibc)$/.exec(tag ?? '')?.[1];
  const version = /^(\d+\.\d+)/.exec(tag ?? '')?.[1];
  const isRecent = version === undefined || compareVersions(version, glibcIsDefaultSince) >= 0;
  return imageWith({
    family: 'busybox',
    title: flavour === undefined ? 'BusyBox' : `BusyBox (${flavour})`,
    distribution: 'busybox',
    libc: busyboxLibc(flavour, isRecent),
    goVersion: known(undefined),
    compiler: known(false),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    tools: settled('known', new Set(words(tools)), 'busybox'),
    caCertificates: settled('known', false, say`busybox images bring no CA certificates`),
    timeZoneData: settled('known', false, say`busybox images bring UTC as /etc/localtime only`),
    shell: known('/bin/sh'),
    shells: known(['/bin/sh', '/bin/ash']),
    users: settled('presumed', words(users), say`passwd of buildroot`),
    env: { PATH: defaultPath },
    entrypoint: known(undefined),
    cmd: known(['sh']),
    libraries: settled('known', new Set<string>(), say`busybox images bring no library but those of glibc`),
    files: 'system',
    sources,
  });
}

function busyboxLibc(flavour: string | undefined, isRecent: boolean): ImageFacts['libc'] {
  if (flavour === 'glibc')
    return settled('known', { kind: 'glibc', version: undefined }, say`this flavour brings glibc and its loader`);
  if (flavour !== undefined)
    return settled(
      'known',
      { kind: 'none', version: undefined },
      say`this flavour is one static program, without a loader`,
    );
  if (!isRecent) return unknown('not-modelled');
  return settled(
    'presumed',
    { kind: 'glibc', version: undefined },
    say`the flavour without suffix is glibc on most platforms since 2023`,
  );
}

interface ChainguardRow {
  readonly libc: string;
  readonly version?: string;
  readonly tz?: boolean;
  readonly shell: boolean;
  readonly user: string;
  readonly libraries?: string;
  readonly go?: boolean;
  readonly source: string;
}

const chainguardImages: Readonly<Record<string, ChainguardRow>> = others.chainguard.images;

/** `cgr.dev/chainguard/static` and its sisters; only `latest` can be pulled without an account. */
export function chainguardImage(repository: string, tag: string | undefined): ImageFacts | undefined {
  const name = /^cgr\.dev\/chainguard\/([a-z0-9-]+)$/.exec(repository)?.[1];
  const row = name === undefined ? undefined : ownValue(chainguardImages, name);
  if (name === undefined || row === undefined) return undefined;
  const base =
    row.libc === 'none'
      ? ({ kind: 'none', version: undefined } as const)
      : ({ kind: 'glibc', version: undefined } as const);
  const isLatest = tag === undefined || tag === 'latest';
  const says = say`chainguard/${name} at 2026-08-22`;
  const certainty = isLatest ? 'known' : 'presumed';
  return imageWith({
    family: `chainguard-${name}`,
    title: `Chainguard ${name}`,
    distribution: 'wolfi',
    libc: settled(certainty, base, says),
    ...(row.version !== undefined && { libcVersion: settled('presumed', row.version, says) }),
    goVersion: row.go === true ? unknown('not-modelled') : known(undefined),
    compiler: settled('known', row.go === true, says),
    cCompilers: row.go === true ? nativeCompilers('glibc', ['gcc', 'cc', 'g++', 'c++']) : noCompilers,
    libcHeaders: settled('known', row.go === true, says),
    tools: chainguardTools(row),
    caCertificates: settled(certainty, true, says),
    timeZoneData: row.tz === undefined ? unknown('not-modelled') : settled(certainty, row.tz, says),
    shell: settled(isLatest ? 'known' : 'presumed', row.shell ? '/bin/sh' : undefined, says),
    shells: settled(isLatest ? 'known' : 'presumed', row.shell ? ['/bin/sh'] : [], says),
    users: settled('presumed', ['root', 'nonroot', 'nobody'], says),
    env: { PATH: defaultPath },
    user: row.user,
    entrypoint: row.go === true ? unknown('not-modelled') : known(undefined),
    ...(row.libraries !== undefined && { libraries: settled('presumed', new Set(words(row.libraries)), says) }),
    files: 'system',
    sources: [...others.chainguard.sources, row.source],
    configurationKnown: isLatest,
  });
}

function chainguardTools(row: ChainguardRow): ImageFacts['tools'] {
  if (!row.shell) return settled('presumed', new Set<string>(), say`images without busybox have no programs`);
  if (row.go === true)
    return settled(
      'presumed',
      new Set(['go', 'gofmt', 'git', 'gcc', 'g++', 'cc', 'c++', 'make', 'wget']),
      say`its packages`,
    );
  return unknown('not-modelled');
}

/** buildpack-deps: `bookworm`, `bookworm-scm`, `bookworm-curl`, on Debian or Ubuntu. */
export function buildpackDepsImage(tag: string | undefined): ImageFacts {
  const flavour = /(?:^|-)(curl|scm)$/.exec(tag ?? '')?.[1];
  const bare = (tag ?? 'latest').replace(/-?(?:curl|scm)$/, '');
  const release = bare === '' ? 'latest' : bare;
  const base =
    debianSuiteOf(release) !== undefined
      ? debianImage(release)
      : ubuntuReleaseOf(release) !== undefined
        ? ubuntuImage(release)
        : undefined;
  if (base === undefined) return { ...unknownImage('not-modelled'), family: 'buildpack-deps' };
  const hasCompiler = flavour === undefined;
  const tools = ['curl', 'wget', 'gpg', ...(flavour === 'curl' ? [] : ['git', 'hg', 'svn', 'ssh', 'ps'])];
  return {
    ...base,
    family: 'buildpack-deps',
    title: say`${'buildpack-deps'} on ${base.title ?? release}`,
    compiler: settled('known', hasCompiler, say`buildpack-deps without suffix brings gcc and g++`),
    cCompilers: hasCompiler ? nativeCompilers('glibc', ['gcc', 'cc', 'g++', 'c++']) : noCompilers,
    libcHeaders: known(hasCompiler),
    tools:
      base.tools.certainty === 'unknown'
        ? base.tools
        : {
            ...base.tools,
            value: new Set([
              ...base.tools.value,
              ...tools,
              ...(hasCompiler ? ['gcc', 'g++', 'cc', 'c++', 'make', 'unzip', 'file'] : []),
            ]),
          },
    caCertificates: settled('known', true, say`buildpack-deps brings ca-certificates`),
    timeZoneData: settled('known', true, say`buildpack-deps brings tzdata`),
    libraries: unknown('not-modelled'),
    sources: [...base.sources, 'docker-library/buildpack-deps: Dockerfile*.template'],
  };
}

/** tonistiigi/xx: shell scripts on scratch, to be copied. */
export const xxImage: ImageFacts = {
  ...scratchImage,
  family: 'xx',
  title: 'tonistiigi/xx',
  files: 'unknown',
  sources: others.single['tonistiigi/xx'].sources,
};

/** Alibaba Cloud's builder: Go on Alpine whose `go` is a wrapper that instruments; for amd64 only. */
export function instgoImage(): ImageFacts {
  const alpine = alpineRelease(undefined);
  const row = others.single['registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64'];
  return {
    ...unknownImage('not-modelled'),
    family: 'instgo',
    title: row.title,
    distribution: alpine.distribution,
    libc: alpine.libc,
    shell: alpine.shell,
    shells: alpine.shells,
    env: { PATH: `/go/bin:/usr/local/go/bin:${defaultPath}`, GOPATH: '/go' },
    workdir: '/go',
    files: 'system',
    platforms: settled('presumed', ['linux/amd64'], say`the name of the image`),
    sources: row.sources,
  };
}

/** Every row with its source, for tests. */
export const otherRows: readonly { readonly name: string; readonly source: string }[] = Object.entries(
  chainguardImages,
).map(([name, row]) => ({ name: `chainguard/${name}`, source: row.source }));
