import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { parseSettings, type ParsedSettings } from '../settings';

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
  ruleIds: readonly string[],
): ProjectFile | undefined {
  for (const candidate of upward(folder, top)) {
    const path = join(candidate, projectFileName);
    if (existsSync(path)) return readProjectFile(path, ruleIds);
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
    if (current === top || (top === undefined && existsSync(join(current, '.git')))) return folders;
    if (dirname(current) === current) return [folder];
  }
}

function readProjectFile(path: string, ruleIds: readonly string[]): ProjectFile {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { prettyErrors: true });
    const [error] = document.errors;
    if (error) return { path, settings: {}, problems: [`It is not valid YAML: ${firstLine(error.message)}`] };
    const value: unknown = document.toJS();
    const { settings, problems } = parseSettings(value, ruleIds);
    const { context } = settings;
    return {
      path,
      problems,
      settings: context === undefined ? settings : { ...settings, context: resolve(dirname(path), context) },
    };
  } catch (error) {
    return {
      path,
      settings: {},
      problems: [`It cannot be read: ${error instanceof Error ? firstLine(error.message) : 'unknown error'}`],
    };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
