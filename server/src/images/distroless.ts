import { known, unknown } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import data from './data/distroless.json';
import { noCompilers } from './debian';
import { defaultPath } from '../facts/searchPath';
import { directoryLinksOf } from './directoryLinks';
import { imageWith, settled } from './facts';
import type { ImageFacts } from './imageFacts';
import { words } from './words';

interface DebianRow {
  readonly glibc: string;
  readonly base: string;
  readonly platforms?: string;
  readonly source: string;
}

interface VariantRow {
  readonly libc: boolean;
  readonly libraries?: string;
  readonly source: string;
}

const debianRows: Readonly<Record<string, DebianRow>> = data.debian;
const variants: Readonly<Record<string, VariantRow>> = data.images;

/** `gcr.io/distroless/static-debian12`: the variant and the Debian number; undefined for other repositories. */
function variantOf(repository: string): { readonly name: string; readonly debian: string | undefined } | undefined {
  const match = /^gcr\.io\/distroless\/([a-z0-9-]+?)(?:-debian(\d+))?$/.exec(repository);
  const name = match?.[1];
  if (name === undefined) return undefined;
  return { name: name.replace(/^(java|nodejs)\d+$/, '$1'), debian: match?.[2] };
}

/** An image of GoogleContainerTools/distroless; undefined if the repository is none of theirs. */
export function distrolessImage(repository: string, tag: string | undefined): ImageFacts | undefined {
  const variant = variantOf(repository);
  if (variant === undefined) return undefined;
  const row = ownValue(variants, variant.name);
  const sources = [...data.sources, ...(row === undefined ? [] : [row.source])];
  const family = `distroless-${variant.name}`;
  if (row === undefined) return { ...imageWith({ family, sources }), configurationKnown: false };

  const number = variant.debian ?? data.default.debian;
  const debian = ownValue(debianRows, number);
  const certainty = variant.debian === undefined ? 'presumed' : 'known';
  const oldCertainty = certainty === 'known' && Number(number) >= 12 ? 'known' : 'presumed';
  const label = say`${`distroless ${variant.name}`} on ${`Debian ${number}`}`;
  const mode = modeOf(tag);
  const isDebug = mode?.includes('debug');
  const isNonroot = mode?.includes('nonroot') === true;
  const plain = ['static', 'base-nossl', 'base', 'cc'].includes(variant.name);
  const libraries = librariesOf(row, debian);
  // Names without a number have meant Debian 12 and 13.
  const links = directoryLinksOf('distroless', variant.debian, false);
  return imageWith({
    family,
    title: label,
    distribution: 'debian',
    release: settled(certainty, number, say`the image is ${label}`),
    libc: row.libc
      ? settled(
          'known',
          { kind: 'glibc', version: certainty === 'known' ? debian?.glibc : undefined },
          say`${label} has glibc`,
        )
      : settled('known', { kind: 'none', version: undefined }, say`distroless static has no C library and no loader`),
    ...(row.libc &&
      debian !== undefined && {
        libcVersion: settled(certainty, debian.glibc, say`Debian ${number} has glibc ${debian.glibc}`),
      }),
    goVersion: known(undefined),
    compiler: known(false),
    cCompilers: noCompilers,
    libcHeaders: known(false),
    tools: toolsOf(isDebug, plain),
    caCertificates: settled('known', true, say`distroless images bring CA certificates`),
    timeZoneData: settled('known', true, say`distroless images bring tzdata`),
    // /busybox/sh of the debug images is not where the shell form looks: it starts /bin/sh.
    shell: isDebug === undefined ? unknown('not-modelled') : known(undefined),
    shells: isDebug === undefined ? unknown('not-modelled') : known(isDebug ? ['/busybox/sh', '/busybox/ash'] : []),
    users: settled(oldCertainty, words(data.users), say`distroless: common/BUILD.bazel, passwd`),
    groups: settled(oldCertainty, words(data.groups), say`distroless: common/BUILD.bazel, group`),
    env: { PATH: isDebug === true ? `${defaultPath}:/busybox` : defaultPath, ...data.env },
    workdir: isNonroot ? '/home/nonroot' : '/',
    user: isNonroot ? data.nonroot : '0',
    entrypoint: entrypointOf(isDebug, plain),
    cmd: plain ? known(undefined) : unknown('not-modelled'),
    libraries:
      libraries === undefined
        ? unknown('not-modelled')
        : settled(oldCertainty, libraries, say`the packages of ${label}`),
    files: 'system',
    ...(links && { directoryLinks: links }),
    ...(debian?.platforms !== undefined && {
      platforms: settled(certainty, words(debian.platforms), say`distroless: README.md, Architecture Suffixes`),
    }),
    sources: debian === undefined ? sources : [...sources, debian.source],
    configurationKnown: mode !== undefined,
  });
}

/** `latest`, `nonroot`, `debug`, `debug-nonroot`, each also with an architecture; undefined for other tags. */
function modeOf(tag: string | undefined): string | undefined {
  return /^(latest|nonroot|debug|debug-nonroot)(?:-(?:amd64|arm64|arm|s390x|ppc64le|riscv64))?$/.exec(
    tag ?? 'latest',
  )?.[1];
}

function librariesOf(row: VariantRow, debian: DebianRow | undefined): ReadonlySet<string> | undefined {
  if (row.libraries === undefined) return undefined;
  const names = words(row.libraries);
  if (names.includes('base') && debian === undefined) return undefined;
  return new Set(names.flatMap((name) => (name === 'base' ? words(debian?.base ?? '') : [name])));
}

function toolsOf(isDebug: boolean | undefined, plain: boolean): ImageFacts['tools'] {
  if (isDebug === undefined || !plain) return unknown('not-modelled');
  const busybox = ['wget', 'nc', 'adduser', 'addgroup', 'vi', 'tar', 'gzip', 'unzip', 'sed', 'awk', 'ping', 'ps', 'id'];
  return settled('known', new Set(isDebug ? busybox : []), say`distroless: experimental/busybox/commands.bzl`);
}

function entrypointOf(isDebug: boolean | undefined, plain: boolean): ImageFacts['entrypoint'] {
  if (isDebug === true) return known(['/busybox/sh']);
  return isDebug === false && plain ? known(undefined) : unknown('not-modelled');
}

/** Every row with its source, for tests. */
export const distrolessRows: readonly { readonly name: string; readonly source: string }[] = [
  ...Object.entries(debianRows).map(([name, row]) => ({ name: `distroless debian${name}`, source: row.source })),
  ...Object.entries(variants).map(([name, row]) => ({ name: `distroless ${name}`, source: row.source })),
];
