import { createHash } from 'node:crypto';
import { listOf, memberOf, parseJson, textOf } from './json';
import { readPlatform } from './platforms';

/** The image of one platform. */
export interface PlatformImage {
  /** `linux/arm/v7`; empty if the manifest stands alone, and does not say. */
  readonly platform: string;
  readonly digest: string;
  /** Of the manifest, in bytes, as `docker manifest inspect` has it; undefined if it is not told. */
  readonly manifestSize: number | undefined;
  /** Of what is pulled, in bytes: layers and configuration, compressed as they are; undefined if it is not told. */
  readonly imageSize: number | undefined;
}

/** What a name stands for. */
export interface ManifestList {
  readonly mediaType: string;
  /** Of the list itself. */
  readonly digest: string;
  readonly images: readonly PlatformImage[];
  /** Manifests that describe the images, such as provenance; nothing runs from them. */
  readonly attestations: number;
}

/**
 * Reads a list of manifests (OCI image index, or Docker's manifest list), or a single manifest.
 * @param text exactly as it is in the registry, as its digest is worked out from it
 * @returns undefined if it is neither
 */
export function readManifestList(text: string): ManifestList | undefined {
  const value = parseJson(text);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const mediaType = textOf(memberOf(value, 'mediaType'));
  const manifests = memberOf(value, 'manifests');
  if (manifests === undefined) {
    if (memberOf(value, 'layers') === undefined) return undefined;
    const image = { platform: '', digest, manifestSize: Buffer.byteLength(text), imageSize: readImageSize(text) };
    return { mediaType, digest, images: [image], attestations: 0 };
  }
  const images = listOf(manifests).map(readDescriptor);
  const shown = images.filter(({ platform }) => platform !== 'unknown/unknown');
  return { mediaType, digest, images: shown, attestations: images.length - shown.length };
}

/** What a manifest's layers and configuration take, in bytes; undefined if it is no manifest of an image. */
export function readImageSize(manifest: string): number | undefined {
  const value = parseJson(manifest);
  const layers = memberOf(value, 'layers');
  if (!Array.isArray(layers)) return undefined;
  return [...listOf(layers), memberOf(value, 'config')].reduce<number>((sum, part) => sum + (sizeOf(part) ?? 0), 0);
}

/** What `docker image inspect` says of an image in the engine's own store. */
export function readLoadedImage(text: string): PlatformImage | undefined {
  const value = parseJson(text);
  const [image] = Array.isArray(value) ? listOf(value) : [value];
  const os = textOf(memberOf(image, 'Os'));
  if (os === '') return undefined;
  const descriptor = memberOf(image, 'Descriptor');
  const platform = platformText(os, textOf(memberOf(image, 'Architecture')), textOf(memberOf(image, 'Variant')));
  const digest = textOf(memberOf(descriptor, 'digest')) || textOf(memberOf(image, 'Id'));
  const size = memberOf(image, 'Size');
  return { platform, digest, manifestSize: sizeOf(descriptor), imageSize: typeof size === 'number' ? size : undefined };
}

function readDescriptor(value: unknown): PlatformImage {
  const platform = memberOf(value, 'platform');
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((name) => textOf(memberOf(platform, name)));
  return {
    platform: platformText(os ?? '', architecture ?? '', variant ?? ''),
    digest: textOf(memberOf(value, 'digest')),
    manifestSize: sizeOf(value),
    imageSize: undefined,
  };
}

function platformText(os: string, architecture: string, variant: string): string {
  if (os === '') return '';
  const normal = readPlatform([os, architecture, variant].filter((part) => part !== '').join('/')).variant;
  return [os, architecture, normal].filter((part) => part !== '').join('/');
}

function sizeOf(value: unknown): number | undefined {
  const size = memberOf(value, 'size');
  return typeof size === 'number' ? size : undefined;
}
