import { evidence, isSettled, known, unknown } from '../facts/fact';
import type { Fact } from '../facts/fact';
import { say } from '../text/say';
import { alpineImage, alpineRelease } from './alpine';
import library from './data/library.json';
import { debianImage, debianSuiteOf, ubuntuImage } from './debian';
import { distrolessImage } from './distroless';
import { presumeAll, settled, unknownImage } from './facts';
import { golangImage, golangOfUnknownTag } from './golang';
import type { ImageFacts, LibcKind } from './imageFacts';
import { buildpackDepsImage, busyboxImage, chainguardImage, instgoImage, scratchImage, xxImage } from './others';
import { canonicalRepository, mirroredRepository } from './reference';
import type { ImageName } from './reference';
import { rpmImage } from './rpm';
import { words } from './words';

export interface LookUpOptions {
  /** Platform that the stage is built for, as `os/arch[/variant]`. */
  readonly platform?: string;
}

type Family = (tag: string | undefined, platform: string | undefined) => ImageFacts;

const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['scratch', () => scratchImage],
  ['golang', (tag, platform) => golangImage(tag, platform)],
  ['alpine', (tag) => alpineImage(tag)],
  ['debian', (tag) => debianImage(tag)],
  ['ubuntu', (tag) => ubuntuImage(tag)],
  ['buildpack-deps', (tag) => buildpackDepsImage(tag)],
  ['busybox', (tag) => busyboxImage(tag)],
  ['tonistiigi/xx', () => xxImage],
  ['registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64', () => instgoImage()],
]);

/** C libraries that all tags of a repository share, so that a digest alone tells it. */
const kindOfEveryTag: ReadonlyMap<string, LibcKind> = new Map([
  ['alpine', 'musl'],
  ['debian', 'glibc'],
  ['ubuntu', 'glibc'],
  ['buildpack-deps', 'glibc'],
]);

const officialNames: ReadonlySet<string> = new Set(words(library.names));

/**
 * What the catalogue knows of the image that a FROM names, before any instruction runs. Images that it does not list
 * have unknown facts throughout. A digest decides which image it is, so that the facts of a tag next to it are
 * presumed, and a digest alone tells no more than what all images of the repository share.
 */
export function lookUpImage(reference: ImageName, options: LookUpOptions = {}): ImageFacts {
  const key = JSON.stringify([reference.repository, reference.tag, reference.digest, options.platform]);
  const found = remembered.get(key);
  if (found) return found;
  const facts = readCatalogue(reference, options);
  if (remembered.size >= rememberedAtMost) remembered.clear();
  remembered.set(key, facts);
  return facts;
}

/** Facts never change, and the same few images are asked for with every keystroke. */
const remembered = new Map<string, ImageFacts>();
const rememberedAtMost = 200;

function readCatalogue(reference: ImageName, options: LookUpOptions): ImageFacts {
  const { name, platform } = canonicalRepository(reference.repository);
  const wanted = options.platform ?? platform;
  const mirrored = mirroredRepository(name);
  if (mirrored !== undefined && families.has(mirrored)) return presumeMirrored(mirrored, reference, options);
  const facts =
    reference.digest !== undefined && reference.tag === undefined
      ? digestOnly(name, wanted)
      : byTag(name, reference.tag, wanted);
  const pinned =
    reference.digest !== undefined && reference.tag !== undefined && name !== 'scratch'
      ? presumeAll(facts, say`the digest decides which image it is, the tag only hints at it`)
      : facts;
  return platform === undefined ? pinned : { ...pinned, platforms: known([platform]) };
}

/** Somebody may have put another image there, so that no file is known to be absent, nor what a compiler of some name makes. */
function presumeMirrored(name: string, reference: ImageName, options: LookUpOptions): ImageFacts {
  const facts = readCatalogue({ ...reference, repository: name }, options);
  const { cCompilers: _, ...presumed } = presumeAll(
    facts,
    say`the registry presumably mirrors the official image ${name}`,
  );
  return { ...presumed, files: 'unknown' };
}

function byTag(name: string, tag: string | undefined, platform: string | undefined): ImageFacts {
  const family = families.get(name);
  if (family !== undefined) return family(tag, platform);
  return (
    distrolessImage(name, tag) ??
    rpmImage(name, tag) ??
    chainguardImage(name, tag) ??
    officialImage(name, tag) ??
    foreignImage(name)
  );
}

/** Chainguard's images are all Wolfi, whose apk does not mean Alpine and musl. */
function foreignImage(name: string): ImageFacts {
  const isChainguard = name.startsWith('cgr.dev/');
  return isChainguard ? { ...unknownImage(), family: 'chainguard', distribution: 'wolfi' } : unknownImage();
}

/** An image pinned by digest alone: what every image of the repository has, presumed. */
function digestOnly(name: string, platform: string | undefined): ImageFacts {
  const says = say`a digest does not tell which release it is`;
  if (name === 'golang') return golangOfUnknownTag(undefined);
  if (name === 'scratch') return scratchImage;
  const latest = byTag(name, undefined, platform);
  const kind = kindOfEveryTag.get(name) ?? constantKind(name, latest);
  const nothing = unknownImage('not-modelled', says);
  const libc: Fact<{ kind: LibcKind; version: undefined }> =
    kind === undefined
      ? unknown('not-modelled', evidence(undefined, says))
      : settled('presumed', { kind, version: undefined }, says);
  // Distroless images keep their users, CA certificates and zone data whatever the tag.
  const isDistroless = latest.family?.startsWith('distroless-') === true;
  const weak = presumeAll(latest, says);
  return {
    ...nothing,
    family: latest.family,
    title: latest.family === undefined ? undefined : say`${latest.family} of an unknown tag`,
    distribution: latest.distribution,
    libc,
    ...(isDistroless && {
      users: weak.users,
      groups: weak.groups,
      caCertificates: weak.caCertificates,
      timeZoneData: weak.timeZoneData,
    }),
    goVersion: weak.goVersion,
    compiler: weak.compiler,
    sources: latest.sources,
  };
}

/** Distroless and Chainguard images have one kind of C library by name; so do rpm distributions. */
function constantKind(name: string, latest: ImageFacts): LibcKind | undefined {
  const isNamed = name.startsWith('gcr.io/distroless/') || name.startsWith('cgr.dev/') || latest.distribution === 'rpm';
  return isNamed && isSettled(latest.libc) ? latest.libc.value.kind : undefined;
}

/**
 * Other official images: a tag that ends in `-alpine` or `-alpine3.N` stands on Alpine, one that ends in a Debian suite
 * stands on Debian. What was added on top is unknown.
 */
function officialImage(name: string, tag: string | undefined): ImageFacts | undefined {
  if (!officialNames.has(name)) return undefined;
  const alpine = /(?:^|-)alpine(\d+\.\d+)?(?:-|$)/.exec(tag ?? '');
  const base =
    alpine !== null
      ? alpineRelease(alpine[1] === undefined ? undefined : { name: alpine[1], floating: false })
      : debianSuiteInTag(tag);
  const foreign = unknownImage('foreign-image');
  if (base === undefined) return { ...foreign, family: name };
  return {
    ...foreign,
    family: name,
    title: say`${name} on ${base.title ?? ''}`,
    distribution: base.distribution,
    release: base.release,
    libc: base.libc,
    ...(base.libcVersion !== undefined && { libcVersion: base.libcVersion }),
    shell: base.shell,
    shells: base.shells,
    sources: [...library.sources, ...base.sources],
  };
}

function debianSuiteInTag(tag: string | undefined): ImageFacts | undefined {
  const suite = (tag ?? '').split('-').find((word) => /^[a-z]+$/.test(word) && isPinnedSuite(word));
  return suite === undefined ? undefined : debianImage(suite);
}

function isPinnedSuite(word: string): boolean {
  const suite = debianSuiteOf(word);
  return suite !== undefined && !suite.floating && suite.name === word;
}
