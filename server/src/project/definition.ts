import type { GivenName } from '../features/navigation/givenNames';
import { resolvePath } from '../model/files';

/** A build that a file of the project describes. Paths are absolute in the project: `/` is its top folder. */
export interface BuildDefinition {
  readonly dockerfile: string;
  readonly context: string;
  /** What in the file says so: `service web`, `target image`, `job build`. */
  readonly what: string;
  /** Those that it is built for, as far as they are literal; empty if nothing is said. */
  readonly platforms: readonly string[];
  /** What the image is called, as written, variables and all; empty if nothing is said. */
  readonly tags: readonly string[];
  /** The stage and the arguments that it gives to the build. */
  readonly names: readonly GivenName[];
}

/** The file that may define builds: its text, and the folder that it stands in. */
export interface DefiningFile {
  readonly text: string;
  /** Absolute in the project. */
  readonly folder: string;
}

/**
 * A definition by what is written for it, as `docker build` reads that: the context is relative to a folder, the Dockerfile to
 * the context or to another folder. Undefined if the context is an address, comes from standard input, or holds a variable.
 */
export function define(
  what: string,
  folder: string,
  context: string,
  dockerfile: string | undefined,
  dockerfileFolder?: string,
  platforms: readonly string[] = [],
  tags: readonly (string | undefined)[] = [],
  names: readonly GivenName[] = [],
): BuildDefinition | undefined {
  if (!isPath(context) || (dockerfile !== undefined && !isPath(dockerfile))) return undefined;
  const at = resolvePath(folder, context);
  const path = resolvePath(dockerfileFolder ?? at, dockerfile ?? 'Dockerfile');
  return {
    what,
    context: at,
    dockerfile: path,
    platforms: platforms.filter((name) => /^[a-z][\w/.]*$/.test(name)),
    tags: tags.flatMap((tag) => tag || []),
    names,
  };
}

/** A stage and arguments that are not edited where they stand: `A=b` in a list, or members of an object. */
export function readNames(target: unknown, args: unknown): readonly GivenName[] {
  const stage = textOf(target);
  const pairs = [...entriesOf(args).map(([name]) => name), ...itemsOf(args).flatMap((item) => textOf(item) ?? [])];
  return [
    ...(stage === undefined || stage === '' ? [] : [{ kind: 'target', name: stage, span: undefined } as const]),
    ...pairs.map((pair) => ({ kind: 'argument', name: pair.replace(/=.*/s, ''), span: undefined }) as const),
  ];
}

/** Platforms between commas, as `--platform` takes them. */
export function splitPlatforms(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[,\n]/).map((name) => name.trim());
}

function isPath(text: string): boolean {
  return text !== '' && text !== '-' && !/[$`{]|^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|^target:/i.test(text);
}

/** A member of an object of unknown make. */
export function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** The members of an object of unknown make; none if it is no object. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of a list; none if it is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
