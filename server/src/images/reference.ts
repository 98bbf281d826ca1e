import { ownValue } from '../text/ownValue';

/** An image reference as far as the catalogue needs it. */
export interface ImageName {
  /** Familiar name: `golang`, `gcr.io/distroless/static-debian12`, `registry.access.redhat.com/ubi9/ubi-minimal`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** A repository as the catalogue lists it, and the platform that the name itself fixes. */
export interface CanonicalRepository {
  /** `golang` for every official image, whatever registry it is pulled from. */
  readonly name: string;
  /** `linux/arm64` for `arm64v8/golang`; undefined if the name says nothing. */
  readonly platform: string | undefined;
}

/** Registries and mirrors that serve the official images under a prefix. */
const officialPrefixes: readonly string[] = [
  'docker.io/library/',
  'index.docker.io/library/',
  'registry-1.docker.io/library/',
  'registry.hub.docker.com/library/',
  'public.ecr.aws/docker/library/',
  'mirror.gcr.io/library/',
  'library/',
];

/** Prefixes behind which the rest is a familiar name with its own namespace. */
const hubPrefixes: readonly string[] = [
  'docker.io/',
  'index.docker.io/',
  'registry-1.docker.io/',
  'registry.hub.docker.com/',
  'mirror.gcr.io/',
];

/** The per-architecture namespaces of the official images (docker-library/official-images, "Architectures other than amd64"). */
const architectureNamespaces: Readonly<Record<string, string>> = {
  amd64: 'linux/amd64',
  arm32v5: 'linux/arm/v5',
  arm32v6: 'linux/arm/v6',
  arm32v7: 'linux/arm/v7',
  arm64v8: 'linux/arm64',
  i386: 'linux/386',
  mips64le: 'linux/mips64le',
  ppc64le: 'linux/ppc64le',
  riscv64: 'linux/riscv64',
  s390x: 'linux/s390x',
  'windows-amd64': 'windows/amd64',
};

/**
 * Strips registries, mirrors and architecture namespaces from a repository name, so that one row of the catalogue
 * serves all names of an image. Names of other registries are kept.
 */
export function canonicalRepository(repository: string): CanonicalRepository {
  const lower = repository.toLowerCase();
  const official = officialPrefixes.find((prefix) => lower.startsWith(prefix));
  const hub = official ?? hubPrefixes.find((prefix) => lower.startsWith(prefix));
  const rest = hub === undefined ? lower : lower.slice(hub.length);
  const [namespace, name, ...more] = rest.split('/');
  const platform = namespace === undefined ? undefined : ownValue(architectureNamespaces, namespace);
  if (platform !== undefined && name !== undefined && more.length === 0) return { name, platform };
  return { name: rest, platform: undefined };
}

/**
 * The official image that a name with `library/` behind a registry of another name is presumed to be: mirrors and caches keep the
 * path that Docker Hub has (`docker.m.daocloud.io/library/golang`, `harbor.example.com/proxy/library/alpine`).
 */
export function mirroredRepository(repository: string): string | undefined {
  return /^[^/]*[.:][^/]*\/(?:[^/]+\/)*library\/([^/]+)$/.exec(repository.toLowerCase())?.[1];
}
