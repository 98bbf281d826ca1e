import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Dockerfile } from '../dockerfile/instruction';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { diskTree, isReadableFolder, readSmallFile } from './diskTree';
import { ignoreFilter } from './dockerIgnore';
import { upward } from './projectFile';

/**
 * The folder that is most likely given to `docker build` for a Dockerfile. In this order: the one that the settings
 * name; the Dockerfile's own; a folder above it, with a Go module, if only there the COPY and ADD sources exist.
 * @param dockerfilePath absolute
 * @param setting absolute, or undefined
 * @param sources paths that the Dockerfile copies from the context; asked for only where they matter
 * @param top folder not to leave; the root of the Git repository if undefined
 */
export function findContext(
  dockerfilePath: string,
  setting: string | undefined,
  sources: () => readonly string[],
  top: string | undefined,
): string {
  if (setting !== undefined) return setting;
  const own = dirname(dockerfilePath);
  const above = upward(own, top).slice(1);
  if (above.length === 0) return own;
  const wanted = sources();
  if (holds(own, wanted)) return own;
  return above.find((folder) => holds(folder, wanted) && (namesFile(wanted) || isModule(folder))) ?? own;
}

/**
 * The sources of COPY and ADD that name one thing of the build context: no variables, no wildcards, no addresses,
 * nothing from other stages.
 */
export function contextSources({ instructions }: Dockerfile): readonly string[] {
  return instructions.flatMap((instruction) => {
    if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return [];
    if (instruction.onbuild || instruction.flags.some(({ name }) => name === 'from')) return [];
    return instruction.sources.map(({ raw }) => raw).filter((raw) => !/[$*?[\]\\"'`]|^[a-z+]+:\/\/|^git@/i.test(raw));
  });
}

/** The build context as Docker sees it: without what the .dockerignore file in force keeps out. */
export function contextTree(folder: string, dockerfilePath: string): SourceTree | undefined {
  if (!isReadableFolder(folder)) return undefined;
  const ignoreText =
    readSmallFile(join(dirname(dockerfilePath), `${basename(dockerfilePath)}.dockerignore`)) ??
    readSmallFile(join(folder, '.dockerignore'));
  const tree = diskTree(folder);
  return ignoreText === undefined ? tree : ignoreFilter(tree, ignoreText);
}

/** Whether all sources exist in a folder. The whole folder (`.`) counts only if there are Go files to copy in it. */
function holds(folder: string, sources: readonly string[]): boolean {
  return sources.every((source) => {
    const path = normalise(source);
    return path === '' ? holdsGo(folder) : existsSync(join(folder, path));
  });
}

function namesFile(sources: readonly string[]): boolean {
  return sources.some((source) => normalise(source) !== '');
}

function isModule(folder: string): boolean {
  return existsSync(join(folder, 'go.mod')) || existsSync(join(folder, 'go.work'));
}

function holdsGo(folder: string): boolean {
  try {
    return isModule(folder) || readdirSync(folder).some((name) => name.endsWith('.go'));
  } catch {
    return false;
  }
}
