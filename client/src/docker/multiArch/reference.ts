/**
 * Names of images, as the grammar of distribution/reference has them (regexp.go, reference.go, normalize.go).
 */

/** Where an image goes: `ghcr.io/team/shop:1.2` has the registry `ghcr.io`, the repository `team/shop` and the tag `1.2`. */
export interface ImageNames {
  /** Host with or without port; empty for Docker Hub. */
  readonly registry: string;
  readonly repository: string;
  /** At least one. */
  readonly tags: readonly string[];
}

/** What is wrong with a part of a name. */
export type NameProblem =
  | { readonly kind: 'registry-form' | 'registry-taken-for-user' }
  | { readonly kind: 'repository-empty' | 'repository-upper-case' | 'repository-form' | 'repository-length' }
  | { readonly kind: 'repository-is-id' }
  | { readonly kind: 'tags-empty' }
  | { readonly kind: 'tag-form'; readonly tag: string };

const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryForm = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const repositoryForm = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;

/** reference.go: RepositoryNameTotalLengthMax. */
const longestRepository = 255;

/** Of a registry; the empty text is Docker Hub. */
export function problemOfRegistry(registry: string): NameProblem | undefined {
  if (registry === '') return undefined;
  if (!registryForm.test(registry)) return { kind: 'registry-form' };
  return isHost(registry) ? undefined : { kind: 'registry-taken-for-user' };
}

export function problemOfRepository(repository: string): NameProblem | undefined {
  if (repository === '') return { kind: 'repository-empty' };
  if (repositoryForm.test(repository)) {
    // reference.go: ParseNormalizedNamed refuses what looks like the id of an image.
    if (/^[a-f0-9]{64}$/.test(repository)) return { kind: 'repository-is-id' };
    return repository.length > longestRepository ? { kind: 'repository-length' } : undefined;
  }
  return { kind: repositoryForm.test(repository.toLowerCase()) ? 'repository-upper-case' : 'repository-form' };
}

export function problemOfTags(tags: readonly string[]): NameProblem | undefined {
  const wrong = tags.find((tag) => !tagForm.test(tag));
  if (wrong !== undefined) return { kind: 'tag-form', tag: wrong };
  return tags.length === 0 ? { kind: 'tags-empty' } : undefined;
}

/** Tags between commas or blanks. */
export function splitTags(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((tag) => tag !== ''))];
}

/** A name that begins with a registry, `ghcr.io/team/shop`, in two (normalize.go: splitDockerDomain). */
export function splitName(name: string): Pick<ImageNames, 'registry' | 'repository'> {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return isHost(first) && registryForm.test(first)
    ? { registry: first, repository: name.slice(slash + 1) }
    : { registry: '', repository: name };
}

/** `ghcr.io/team/shop:1.2` for each tag. */
export function fullNames({ registry, repository, tags }: ImageNames): readonly string[] {
  const name = registry === '' ? repository : `${registry}/${repository}`;
  return tags.map((tag) => `${name}:${tag}`);
}

/** normalize.go: a first part without dot, colon and upper case is the name of a user, unless it is localhost. */
function isHost(part: string): boolean {
  return part === 'localhost' || /[.:A-Z]/.test(part);
}
