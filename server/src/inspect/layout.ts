/**
 * Which image an archive or folder holds: OCI image layouts (image-spec, "Image Layout", "Image Index", "Image Manifest",
 * "Image Configuration"), and what `docker save` writes (moby image/spec/v1.2.md, "Combined Image JSON + Filesystem
 * Changeset Format"). Texts are given by the names of their files; all of them may be hostile.
 */
export interface LayoutTexts {
  readonly get: (name: string) => string | undefined;
}

/** An image of a layout. */
export interface LaidOutImage {
  readonly platform: string;
  /** Files of the layout with the layers, the lowest first. */
  readonly layers: readonly { readonly name: string; readonly digest: string | null; readonly size: number | null }[];
  readonly config: ImageConfig;
}

/** What a container of the image starts with, and how the image came about. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | null;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly path: string | null;
  readonly workdir: string;
  readonly user: string;
  /** The instructions that made a layer, in order. */
  readonly history: readonly string[];
}

export type LayoutAnswer =
  | { readonly kind: 'image'; readonly image: LaidOutImage; readonly platforms: readonly string[] }
  | { readonly kind: 'none' }
  /** No image of that platform; or several and none asked for. */
  | { readonly kind: 'platform'; readonly platforms: readonly string[] }
  /** The archive holds several images. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  | { readonly kind: 'broken'; readonly says: string };

const most = 1000;

/**
 * Chooses the image of a platform.
 * @param platform as `linux/arm64`, `linux/arm/v7`; undefined if nobody asked
 * @param otherwise the platform to take if there are several and nobody asked
 */
export function chooseImage(texts: LayoutTexts, platform: string | undefined, otherwise: string): LayoutAnswer {
  const index = readJson(texts.get('index.json'));
  const docker = readJson(texts.get('manifest.json'));
  if (index === undefined && docker === undefined) return { kind: 'none' };
  const roots = list(member(index, 'manifests'));
  const names = roots.map(nameOf);
  const digests = new Set(roots.map((root) => member(root, 'digest')));
  if (digests.size > 1 && new Set(names).size > 1) return { kind: 'several', names };
  const images = roots.length > 0 ? fromIndex(texts, roots) : fromDocker(texts, list(docker));
  if (typeof images === 'string') return { kind: 'broken', says: images };
  if (roots.length === 0 && list(docker).length > 1) {
    return { kind: 'several', names: list(docker).map((row) => strings(member(row, 'RepoTags'))[0] ?? '?') };
  }
  const platforms = [...new Set(images.map((image) => image.platform))];
  if (images.length === 0)
    return { kind: 'broken', says: 'it names no image whose manifest and configuration are in it' };
  const wanted = platform ?? (images.length === 1 ? undefined : otherwise);
  const image = wanted === undefined ? images[0] : images.find((candidate) => isFor(candidate, wanted));
  return image ? { kind: 'image', image, platforms } : { kind: 'platform', platforms };
}

function nameOf(descriptor: unknown): string {
  const annotations = member(descriptor, 'annotations');
  const name =
    text(member(annotations, 'io.containerd.image.name')) ??
    text(member(annotations, 'org.opencontainers.image.ref.name'));
  return name ?? '';
}

/** `linux/arm` is met by any variant, `linux/arm64` by v8, which is its only one. */
function isFor({ config }: LaidOutImage, platform: string): boolean {
  const [os, architecture, variant] = platform.split('/');
  if (config.os !== os || config.architecture !== architecture) return false;
  const own = config.variant ?? (architecture === 'arm64' ? 'v8' : null);
  return variant === undefined || own === variant || config.variant === null;
}

/** The manifests below an index, through indexes in it. Those that are not in the layout, as only some platforms were pulled, are left out. */
function fromIndex(texts: LayoutTexts, roots: readonly unknown[]): readonly LaidOutImage[] | string {
  const images: LaidOutImage[] = [];
  const seen = new Set<string>();
  const queue = [...roots];
  while (queue.length > 0 && seen.size < most) {
    const descriptor = queue.shift();
    const name = blobName(text(member(descriptor, 'digest')));
    if (name === undefined || seen.has(name) || isAttestation(descriptor)) continue;
    seen.add(name);
    const document = readJson(texts.get(name));
    if (document === undefined) continue;
    const inner = list(member(document, 'manifests'));
    if (inner.length > 0) queue.push(...inner.slice(0, most));
    else {
      const config = readConfig(texts, blobName(text(member(member(document, 'config'), 'digest'))));
      const layers = list(member(document, 'layers')).slice(0, most).map(layerOf);
      if (!config) continue;
      if (layers.some(({ name: layer }) => layer === '')) return 'a layer in its manifest has no digest';
      images.push({ platform: platformText(config), layers, config });
    }
  }
  return images;
}

/** BuildKit's attestations, such as provenance: https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
function isAttestation(descriptor: unknown): boolean {
  const type = member(member(descriptor, 'annotations'), 'vnd.docker.reference.type');
  return type === 'attestation-manifest' || member(member(descriptor, 'platform'), 'os') === 'unknown';
}

function layerOf(descriptor: unknown): LaidOutImage['layers'][number] {
  const digest = text(member(descriptor, 'digest')) ?? null;
  const size = member(descriptor, 'size');
  return { name: blobName(digest ?? undefined) ?? '', digest, size: typeof size === 'number' ? size : null };
}

function fromDocker(texts: LayoutTexts, rows: readonly unknown[]): readonly LaidOutImage[] | string {
  return rows.slice(0, most).flatMap((row) => {
    const config = readConfig(texts, text(member(row, 'Config')));
    const layers = strings(member(row, 'Layers')).slice(0, most);
    if (!config) return [];
    return [
      {
        platform: platformText(config),
        layers: layers.map((name) => ({ name, digest: digestOf(name), size: null })),
        config,
      },
    ];
  });
}

/** `sha256:…` to `blobs/sha256/…`; undefined for what is no digest, or would lead elsewhere. */
function blobName(digest: string | undefined): string | undefined {
  const match = /^([a-z0-9+._-]+):([A-Za-z0-9=_-]+)$/.exec(digest ?? '');
  return match && !match[1]?.includes('..') ? `blobs/${match[1] ?? ''}/${match[2] ?? ''}` : undefined;
}

function digestOf(name: string): string | null {
  const match = /^blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(name);
  return match ? `${match[1] ?? ''}:${match[2] ?? ''}` : null;
}

function readConfig(texts: LayoutTexts, name: string | undefined): ImageConfig | undefined {
  const document = name === undefined ? undefined : readJson(texts.get(name));
  const os = text(member(document, 'os'));
  const architecture = text(member(document, 'architecture'));
  if (os === undefined || architecture === undefined) return undefined;
  const config = member(document, 'config');
  const env = strings(member(config, 'Env'));
  return {
    os,
    architecture,
    variant: text(member(document, 'variant')) || null,
    entrypoint: strings(member(config, 'Entrypoint')),
    cmd: strings(member(config, 'Cmd')),
    path: env.findLast((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? null,
    workdir: text(member(config, 'WorkingDir')) || '/',
    user: text(member(config, 'User')) ?? '',
    history: list(member(document, 'history'))
      .filter((row) => member(row, 'empty_layer') !== true)
      .map((row) => instructionText(text(member(row, 'created_by')) ?? '')),
  };
}

/** `RUN /bin/sh -c apt-get update # buildkit`, and the older `/bin/sh -c #(nop) COPY …`, as the Dockerfile had it. */
function instructionText(createdBy: string): string {
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/(?<!\s)\s+# buildkit$/, '')
    .replace(/^(?:RUN )?(?:\|\d+ .*?)?\/bin\/sh -c /, 'RUN ')
    .trim();
}

function platformText({ os, architecture, variant }: ImageConfig): string {
  return [os, architecture, ...(variant === null ? [] : [variant])].join('/');
}

function readJson(source: string | undefined): unknown {
  try {
    return source === undefined ? undefined : JSON.parse(source);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return list(value).filter((entry): entry is string => typeof entry === 'string');
}
