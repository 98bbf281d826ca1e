import { known, unknown } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import data from './data/rpm.json';
import { noCompilers } from './debian';
import { defaultPath } from '../facts/searchPath';
import { directoryLinksOf } from './directoryLinks';
import { imageWith, settled, unknownImage } from './facts';
import type { ImageFacts } from './imageFacts';

interface RpmRow {
  readonly title: string;
  readonly kind: string;
  readonly latest?: string;
  readonly release?: string;
  readonly source: string;
}

const images: Readonly<Record<string, RpmRow>> = data.images;

/** glibc by release; none for those whose tables state no version. */
function glibcOf(kind: string, release: string): string | undefined {
  const table: Readonly<Record<string, string>> =
    kind === 'enterprise'
      ? data.enterprise.glibc
      : kind === 'amazon' || kind === 'lambda'
        ? data.amazon.glibc
        : kind === 'fedora'
          ? data.fedora.glibc
          : kind === 'photon'
            ? data.photon.glibc
            : {};
  return ownValue(table, release);
}

/** Images of rpm distributions: UBI, AlmaLinux, Rocky, CentOS, Oracle, Amazon Linux, Fedora, Photon, openSUSE. */
export function rpmImage(repository: string, tag: string | undefined): ImageFacts | undefined {
  const ubi = ubiImage(repository, tag);
  if (ubi !== undefined) return ubi;
  const row = ownValue(images, repository);
  if (row === undefined) return undefined;
  const fromTag = releaseOf(row.kind, tag);
  const isFloating = fromTag === undefined && row.release === undefined;
  const release = row.release ?? fromTag ?? (isLatest(tag) ? row.latest : undefined);
  const facts = rpmFacts(repository, row.title, row.kind, release, isFloating ? 'presumed' : 'known', row.source);
  const { env, workdir, source } = data.lambda;
  // Its own entrypoint, a script, starts what Lambda's settings name.
  return row.kind === 'lambda'
    ? { ...facts, env, workdir, entrypoint: unknown('not-modelled'), sources: [...facts.sources, source] }
    : facts;
}

function isLatest(tag: string | undefined): boolean {
  return tag === undefined || tag === 'latest' || tag === 'minimal';
}

/** `2023` of the Lambda images' `al2023.2024.05.01.11`, `9` of `9.3-minimal`, `7` of `centos7.9.2009`, `9` of `stream9`, `2023` of `2023.12.20260817.0`. */
function releaseOf(kind: string, tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  if (kind === 'lambda') return /^al(2023|2)(?:[.-]|$)/.exec(tag)?.[1];
  if (kind === 'amazon') {
    // Amazon Linux 1 has tags by year and month, up to 2018.03.
    const number = /^(\d+)(?:[.-]|$)/.exec(tag)?.[1];
    return number === '2' || number === '2023' ? number : undefined;
  }
  return /^(?:centos|stream)?(\d+)(?:[.-]|$)/.exec(tag)?.[1];
}

/** `registry.access.redhat.com/ubi9/ubi-minimal`, `redhat/ubi9-minimal`, `…/ubi9`: the number is in the name. */
function ubiImage(repository: string, tag: string | undefined): ImageFacts | undefined {
  const registry = data.ubi.registries.find((prefix) => repository.startsWith(prefix));
  if (registry === undefined) return undefined;
  const match = /^ubi(\d+)(?:\/(ubi(?:-(?:minimal|micro|init))?)|-(minimal|micro|init))?$/.exec(
    repository.slice(registry.length),
  );
  const number = match?.[1];
  if (number === undefined) return ubiLanguageImage(repository.slice(registry.length), tag);
  const flavour = (match?.[2] ?? match?.[3] ?? 'ubi').replace(/^ubi-?/, '');
  const title = flavour === '' ? 'UBI' : `UBI ${flavour}`;
  return rpmFacts(repository, title, 'enterprise', number, 'known', data.ubi.source, flavour === 'micro');
}

/** `ubi9/go-toolset:1.22.9`, `ubi8/nodejs-20`: the C library is UBI's, what else they hold is not known. */
function ubiLanguageImage(name: string, tag: string | undefined): ImageFacts | undefined {
  const match = /^ubi(\d+)\/([a-z0-9-]+)$/.exec(name);
  const number = match?.[1];
  const image = match?.[2];
  if (number === undefined || image === undefined) return undefined;
  const glibc = glibcOf('enterprise', number);
  const go = image === 'go-toolset' ? /^\d+\.\d+(?:\.\d+)?/.exec(tag ?? '')?.[0] : undefined;
  return {
    ...unknownImage('not-modelled'),
    family: image,
    title: say`${image} on ${`UBI ${number}`}`,
    distribution: 'rpm',
    release: settled('known', number, say`the name says UBI ${number}`),
    libc: settled('known', { kind: 'glibc', version: glibc }, say`UBI ${number} has glibc`),
    ...(go !== undefined && { goVersion: settled('presumed', go, say`the tag of go-toolset is its Go version`) }),
    shell: settled('presumed', '/bin/sh', say`UBI has bash`),
    sources: [...data.sources, data.ubi.source],
  };
}

function rpmFacts(
  repository: string,
  name: string,
  kind: string,
  release: string | undefined,
  certainty: 'known' | 'presumed',
  source: string,
  isMicro = false,
): ImageFacts {
  const title = release === undefined ? name : `${name} ${release}`;
  const glibc = release === undefined ? undefined : glibcOf(kind, release);
  const links =
    kind === 'enterprise' || kind === 'fedora' ? directoryLinksOf(kind, release, certainty === 'presumed') : undefined;
  return imageWith({
    family: repository.includes('ubi') ? 'ubi' : (repository.split('/').at(-1) ?? repository),
    title,
    distribution: 'rpm',
    ...(release !== undefined && { release: settled(certainty, release, say`the image is ${title}`) }),
    libc: settled(
      'known',
      { kind: 'glibc', version: certainty === 'known' ? glibc : undefined },
      say`${name} has glibc`,
    ),
    ...(glibc !== undefined && { libcVersion: settled(certainty, glibc, say`${title} has glibc ${glibc}`) }),
    goVersion: known(undefined),
    compiler: settled('known', false, say`${name} base images bring no compiler`),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    // openssl and dnf bring the bundle; micro images have neither.
    caCertificates: isMicro
      ? unknown('not-modelled')
      : settled('presumed', true, say`openssl-libs or dnf needs ca-certificates`),
    shell: settled(isMicro ? 'presumed' : 'known', '/bin/sh', say`${name} has bash`),
    shells: settled(isMicro ? 'presumed' : 'known', ['/bin/sh', '/bin/bash'], say`${name} has bash`),
    env: { PATH: defaultPath },
    // Base images have a CMD only: a shell, or /sbin/init.
    entrypoint: known(undefined),
    files: 'system',
    ...(links && { directoryLinks: links }),
    sources: [...data.sources, source],
  });
}

/** Every row with its source, for tests. */
export const rpmRows: readonly { readonly name: string; readonly source: string }[] = [
  ...Object.entries(images).map(([name, row]) => ({ name, source: row.source })),
  { name: 'enterprise', source: data.enterprise.source },
  { name: 'amazon', source: data.amazon.source },
  { name: 'fedora', source: data.fedora.source },
  { name: 'photon', source: data.photon.source },
  { name: 'lambda', source: data.lambda.source },
  { name: 'ubi', source: data.ubi.source },
];
