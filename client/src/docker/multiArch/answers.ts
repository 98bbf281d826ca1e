import { listOf, memberOf, textOf, textsOf } from './json';
import { splitTags } from './reference';
import type { Destination } from './words';

/**
 * What the user is not asked any more, as the arguments of the command say it (for key bindings and tasks):
 * `{ "uri": "file:///shop/Dockerfile", "platforms": ["linux/amd64", "linux/arm64"], "destination": "push",
 *    "registry": "localhost:5000", "repository": "shop", "tags": ["1.2", "latest"], "builder": "default" }`;
 * the destinations `archive` and `files` have a `path` besides.
 */
export interface Answers {
  readonly platforms?: readonly string[];
  readonly destination?: Destination;
  /** Empty: Docker Hub. */
  readonly registry?: string;
  readonly repository?: string;
  readonly tags?: readonly string[];
  readonly builder?: string;
}

/** What fits of a value of unknown make; the rest is asked. */
export function readAnswers(given: unknown): Answers {
  const platforms = textsOf(memberOf(given, 'platforms'));
  const destination = readDestination(memberOf(given, 'destination'), textOf(memberOf(given, 'path')));
  const tags = memberOf(given, 'tags');
  const named = typeof tags === 'string' ? splitTags(tags) : textsOf(listOf(tags));
  const text = (name: 'registry' | 'repository' | 'builder'): Readonly<Record<string, string>> => {
    const value = memberOf(given, name);
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return {
    ...(platforms.length > 0 && { platforms }),
    ...(destination && { destination }),
    ...(named.length > 0 && { tags: named }),
    ...text('registry'),
    ...text('repository'),
    ...text('builder'),
  };
}

function readDestination(kind: unknown, path: string): Destination | undefined {
  if (kind === 'push' || kind === 'load') return { kind };
  return (kind === 'archive' || kind === 'files') && path !== '' ? { kind, path } : undefined;
}

/** The tag that stands for the commit in what is remembered, as that is another one the next time. */
const commitMark = '$commit';

/** What is remembered of answers, in a form that can be kept as JSON: as `readAnswers` reads it. */
export function rememberable(
  answers: Required<Omit<Answers, 'builder'>> & Answers,
  commit: string | undefined,
): object {
  const { destination, tags, ...rest } = answers;
  return {
    ...rest,
    destination: destination.kind,
    ...('path' in destination && { path: destination.path }),
    tags: tags.map((tag) => (tag === commit ? commitMark : tag)),
  };
}

/** The tags to propose: those of the last time, with the commit of today; or the commit and `latest`. */
export function proposedTags(remembered: readonly string[] | undefined, commit: string | undefined): readonly string[] {
  const tags = (remembered ?? [commitMark, 'latest']).flatMap((tag) => (tag === commitMark ? (commit ?? []) : [tag]));
  return tags.length > 0 ? tags : ['latest'];
}

/** Where names come from, the weightiest first: settings, the last time, the environment. */
export function proposedNames(
  settings: { readonly registry: string; readonly repository: string },
  remembered: Answers,
  environment: Readonly<Record<string, string | undefined>>,
  otherwise: string,
): { readonly registry: string; readonly repository: string } {
  return {
    registry: settings.registry || (remembered.registry ?? environment['DOCKER_REGISTRY'] ?? ''),
    repository: settings.repository || (remembered.repository ?? (environment['DOCKER_REPOSITORY'] || otherwise)),
  };
}
