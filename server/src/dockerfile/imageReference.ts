/** An image reference, completed as Docker completes it. */
export interface ImageReference {
  /** `docker.io` where none is written, and for its old name `index.docker.io`. */
  readonly registry: string;
  /** Within the registry: `library/golang`, `distroless/static-debian12`. */
  readonly path: string;
  /** As Docker shows it: `golang`, `grafana/grafana`, `gcr.io/distroless/static-debian12`, `localhost:5000/app`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

const hostPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryText = new RegExp(`^(?:${hostPart}(?:\\.${hostPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const pathPart = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const pathText = new RegExp(`^${pathPart}(?:/${pathPart})*$`);
const tagText = /^\w[\w.-]{0,127}$/;
const digestText = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const longestName = 255;

/**
 * Reads the image of a FROM, variables expanded: the grammar of github.com/distribution/reference and its ParseNormalizedNamed. Undefined if
 * Docker would refuse it with "invalid reference format", for capital letters among others. `scratch` is read like any
 * other name; whether it means the empty image is the caller's to know.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const { registry, rest } = splitRegistry(named);
  const colon = rest.indexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const path = colon < 0 ? rest : rest.slice(0, colon);
  if (!registryText.test(registry) || !pathText.test(path) || registry.length + 1 + path.length > longestName)
    return undefined;
  if (tag !== undefined && !tagText.test(tag)) return undefined;
  if (digest !== undefined && !digestText.test(digest)) return undefined;
  return { registry, path, repository: toRepository(registry, path), tag, digest };
}

/** splitDockerDomain: the first part is a registry if it looks like a host, if it is `localhost`, or if it has capitals. */
function splitRegistry(name: string): { registry: string; rest: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = slash >= 0 && (first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first);
  const written = isHost ? first : 'docker.io';
  const registry = written === 'index.docker.io' ? 'docker.io' : written;
  const rest = isHost ? name.slice(slash + 1) : name;
  return { registry, rest: registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}

/** familiarizeName. */
function toRepository(registry: string, path: string): string {
  if (registry !== 'docker.io') return `${registry}/${path}`;
  const official = /^library\/([^/]+)$/.exec(path)?.[1];
  return official ?? path;
}

/** Where else the official images are served under their own names; documented by the registries. */
const officialPrefixes: readonly string[] = [
  'public.ecr.aws/docker/library/', // Amazon ECR Public, "Docker Official Images"
  'mirror.gcr.io/library/', // Google Artifact Registry, "Pull cached Docker Hub images"
  'registry.hub.docker.com/library/', // an alias of docker.io
  'registry-1.docker.io/library/', // the host behind docker.io
];

/**
 * The name by which people know the repository, whatever mirror it comes from: `golang` for docker.io/library/golang,
 * public.ecr.aws/docker/library/golang and mirror.gcr.io/library/golang; the repository itself otherwise.
 */
export function familiarName({ repository }: ImageReference): string {
  const prefix = officialPrefixes.find((candidate) => repository.startsWith(candidate));
  return prefix === undefined ? repository : repository.slice(prefix.length);
}

/** The reference in Docker's short form, tag and digest included. */
export function formatImageReference({ repository, tag, digest }: ImageReference): string {
  return repository + (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
