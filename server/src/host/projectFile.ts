import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { parseSettings, type ParsedSettings } from '../settings';
import { say } from '../text/say';
import { exists, leadsOut, readSmallFile } from './diskTree';
import { dirname, isAbsolute, join, relative, resolve, sep } from './paths';

export const projectFileName = '.go-dockerfile.yaml';

export interface ProjectFile extends ParsedSettings {
  /** Absolute; `context` in the settings is so too. */
  readonly path: string;
}

/**
 * The project file in force for files of a folder: the nearest one from there upward, as far as `top`, or else as far as
 * the root of the Git repository. Undefined if there is none. Never throws: what cannot be read is among its problems.
 * @param top absolute path of a folder not to leave, such as the workspace folder
 */
export function findProjectFile(
  folder: string,
  top: string | undefined,
  ruleIds: () => readonly string[],
): ProjectFile | undefined {
  const folders = upward(folder, top);
  for (const candidate of folders) {
    const path = join(candidate, projectFileName);
    if (exists(path)) return readProjectFile(path, folders.at(-1) ?? folder, ruleIds);
  }
  return undefined;
}

/**
 * A folder and those above it, nearest first, up to and including `top`, or the root of the Git repository if `top` is
 * undefined. Without either, the folder alone: nothing says that those above belong to the project.
 */
export function upward(folder: string, top: string | undefined): readonly string[] {
  const folders: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    folders.push(current);
    if (current === top || (top === undefined && exists(join(current, '.git')))) return folders;
    if (dirname(current) === current) return [folder];
  }
}

/** @param top folder that the settings may not lead out of: the file may come with a repository of other people */
function readProjectFile(path: string, top: string, ruleIds: () => readonly string[]): ProjectFile {
  const failed = (problem: string): ProjectFile => ({ path, settings: {}, problems: [problem] });
  // Through links as well: what can be reached by the way that the Dockerfile was is the project's.
  const project = [top, dirname(path)];
  try {
    if (leadsOut(path, project))
      return failed(say`It is a link that leads out of the project, which starts at ${top}. Put a file in its place.`);
    const text = readSmallFile(path);
    if (text === undefined) return failed(say`It cannot be read.`);
    // The library would compare each key with all others, which takes the square of their number.
    const document = parseDocument(text, { uniqueKeys: false });
    const repeated = repeatedKey(document.contents);
    const error = document.errors[0]?.message ?? (repeated === undefined ? undefined : explainRepeated(text, repeated));
    if (error !== undefined) return failed(say`It is not valid YAML: ${firstLine(error)}`);
    const value: unknown = document.toJS();
    const parsed = parseSettings(value, ruleIds());
    const { context, ...others } = parsed.settings;
    if (context === undefined) return { path, ...parsed };
    const folder = resolve(dirname(path), context);
    if (isWithin(folder, top) && !leadsOut(folder, project))
      return { path, problems: parsed.problems, settings: { ...others, context: folder } };
    const problem = say`The setting 'context' leads out of the project, which starts at ${top}.`;
    return { path, problems: [...parsed.problems, problem], settings: others };
  } catch (error) {
    return failed(say`It cannot be read: ${error instanceof Error ? firstLine(error.message) : String(error)}`);
  }
}

/** Where a key stands that the same mapping has already; undefined if there is none. */
function repeatedKey(node: unknown): number | undefined {
  const seen = new Set<unknown>();
  for (const { key, value } of isMap(node) ? node.items : []) {
    if (isScalar(key) && seen.has(key.value)) return key.range?.[0] ?? 0;
    if (isScalar(key)) seen.add(key.value);
    const below = repeatedKey(value);
    if (below !== undefined) return below;
  }
  for (const item of isSeq(node) ? node.items : []) {
    const below = repeatedKey(item);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** What the library says of such a key. */
function explainRepeated(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `Map keys must be unique at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}:`;
}

function isWithin(folder: string, top: string): boolean {
  const inner = relative(top, folder);
  return inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
