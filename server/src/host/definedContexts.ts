import type { GivenNames } from '../features/navigation/givenNames';
import type { BuildReader } from '../project/buildReaders';
import { globMatcher } from '../model/copy';
import type { BuildDefinition } from '../project/definition';
import { entriesIn, leadsOut, readSmallFile } from './diskTree';
import { dirname, join, posix, relative, sep } from './paths';

/** A folder that a file of the project gives to the build of a Dockerfile. */
export interface DefinedContext {
  /** Absolute. */
  readonly folder: string;
  /** The file that says so, from the top folder on, and what in it does: `compose.yaml, service web`. */
  readonly where: string;
  /** Whether links lead to it out of the project, so that it is not to be read. */
  readonly isOutside: boolean;
  /** Those that it is built for there; empty if nothing is said. */
  readonly platforms: readonly string[];
  /** The names of the build arguments that it gives. */
  readonly args: readonly string[];
  /** The stage that is built there, as it is written; undefined for the last one. */
  readonly stage: string | undefined;
}

/**
 * What the project's files say of the build context of a Dockerfile: compose files, bake files, VS Code tasks, Makefiles and
 * GitHub workflows, those nearer to the Dockerfile first. Never throws: a file that cannot be read says nothing.
 * @param dockerfilePath absolute
 * @param folders the Dockerfile's folder and those above it that belong to the project, nearest first
 */
export function* definedContexts(
  dockerfilePath: string,
  folders: readonly string[],
  readers: readonly BuildReader[],
): Iterable<DefinedContext> {
  const top = folders.at(-1);
  if (top === undefined) return;
  const dockerfile = inProject(top, dockerfilePath);
  for (const found of definitions(top, folders, readers)) {
    if (found.dockerfile !== dockerfile) continue;
    const folder = join(top, found.context.slice(1));
    yield {
      folder,
      isOutside: leadsOut(folder, [top, dirname(dockerfilePath)]),
      where: `${found.file}, ${found.what}`,
      platforms: found.platforms,
      args: found.names.flatMap(({ kind, name }) => (kind === 'argument' ? [name] : [])),
      stage: found.names.find(({ kind }) => kind === 'target')?.name,
    };
  }
}

/** What the project's files call the image of a Dockerfile, and those of its others. */
export function definedTags(
  dockerfilePath: string,
  folders: readonly string[],
  readers: readonly BuildReader[],
): { readonly own: readonly string[]; readonly others: readonly string[] } {
  const top = folders.at(-1);
  if (top === undefined) return { own: [], others: [] };
  const dockerfile = inProject(top, dockerfilePath);
  const all = [...definitions(top, folders, readers)];
  return {
    own: all.filter((found) => found.dockerfile === dockerfile).flatMap(({ tags }) => tags),
    others: all.filter((found) => found.dockerfile !== dockerfile).flatMap(({ tags }) => tags),
  };
}

/**
 * What the project's files name of a Dockerfile when they build it, by file.
 * @param textOf what an editor holds of a file; undefined for one that is not open
 */
export function givenNames(
  dockerfilePath: string,
  folders: readonly string[],
  readers: readonly BuildReader[],
  textOf: (path: string) => string | undefined,
): readonly GivenNames[] {
  const top = folders.at(-1);
  if (top === undefined) return [];
  const dockerfile = inProject(top, dockerfilePath);
  const read = (path: string, within: readonly string[]): string | undefined =>
    textOf(path) ?? readSmallFile(path, within);
  const found = [...definitions(top, folders, readers, read)];
  return [...new Set(found.map(({ file }) => file))].map((file) => {
    const inFile = found.filter((each) => each.file === file);
    const of = (isOwn: boolean) =>
      inFile.filter((each) => (each.dockerfile === dockerfile) === isOwn).flatMap(({ names }) => names);
    const text = inFile[0]?.text ?? '';
    return { title: file, file: { path: join(top, file), text }, names: of(true), others: of(false) };
  });
}

/** As a path that starts at the top folder of the project. */
function inProject(top: string, path: string): string {
  return posix.resolve('/', relative(top, path).split(sep).join('/'));
}

/** All builds that the files in these folders define, each with the file, from the top folder on. */
function* definitions(
  top: string,
  folders: readonly string[],
  readers: readonly BuildReader[],
  textOf: (path: string, within: readonly string[]) => string | undefined = readSmallFile,
): Iterable<BuildDefinition & { readonly file: string; readonly text: string }> {
  for (const { names, folder, mentions, includes, read } of readers) {
    for (const place of folder === undefined ? folders : [join(top, folder)]) {
      // What the Dockerfile was reached through belongs to the project, links or not.
      const within = folder === undefined ? [top, place] : [top];
      if (folder !== undefined && leadsOut(place, within)) continue;
      for (const name of namesIn(place).filter((candidate) => names.test(candidate))) {
        const text = textOf(join(place, name), within);
        if (text === undefined) continue;
        const included = includes ? includedTexts(text, place, includes, { top, within, textOf }) : [];
        const whole = [text, ...included].join('\n');
        if (!mentions.test(whole)) continue;
        for (const found of tryTo(() => read({ text: whole, folder: inProject(top, place) }))) {
          yield { ...found, text, file: inProject(top, join(place, name)).slice(1) };
        }
      }
    }
  }
}

/** More files than any project includes. */
const mostIncluded = 100;

interface Reading {
  readonly top: string;
  /** Folders that what is read has to be in, once links are followed. */
  readonly within: readonly string[];
  readonly textOf: (path: string, within: readonly string[]) => string | undefined;
}

/** The texts of the files that a file includes, and of those that they include; each is read once. */
function includedTexts(
  text: string,
  place: string,
  includes: (text: string) => readonly string[],
  reading: Reading,
): readonly string[] {
  const texts = new Map<string, string>();
  const queue = [text];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const names = includes(next).slice(0, mostIncluded);
    for (const path of names.flatMap((name) => filesCalled(place, name, reading))) {
      if (texts.has(path) || texts.size >= mostIncluded) continue;
      const found = reading.textOf(path, reading.within) ?? '';
      texts.set(path, found);
      queue.push(found);
    }
  }
  return [...texts.values()];
}

/** The paths of files in the project that a name stands for: `build/*.mk`. */
function filesCalled(folder: string, name: string, { top, within }: Reading): readonly string[] {
  let paths = [folder];
  for (const part of name.split('/')) {
    const fits = part.includes('*') ? globMatcher(part) : undefined;
    paths = paths
      .flatMap((path) => {
        if (!fits) return [join(path, part)];
        if (leadsOut(path, within)) return [];
        return namesIn(path).flatMap((entry) => (fits(entry) && !entry.startsWith('.') ? [join(path, entry)] : []));
      })
      .filter((path) => !relative(top, path).startsWith('..'))
      .slice(0, mostIncluded);
  }
  return paths;
}

function namesIn(folder: string): readonly string[] {
  return entriesIn(folder)
    .map(({ name }) => name)
    .sort();
}

/** Whoever is in the middle of writing a YAML file has it broken. */
function tryTo(read: () => readonly BuildDefinition[]): readonly BuildDefinition[] {
  try {
    return read();
  } catch {
    return [];
  }
}
