import { existsSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isDockerfileName } from '../workspace/dockerfileName';
import { readSmallFile } from './diskTree';
import { upward } from './projectFile';
import { explainFileError } from './readDockerfile';

export interface FoundFiles {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  /** Folders that could not be looked into. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** The patterns of one .gitignore file, and the folder they are relative to. */
interface GitIgnore {
  readonly folder: string;
  readonly patterns: Ignore;
}

const skippedFolders = new Set(['.git', 'node_modules']);

/**
 * The Dockerfiles in and below a folder, by name, and other files that are wanted. What .gitignore files of the repository keep out is left out, unless
 * the folder itself is such a thing: then it was named on purpose. Links to folders are not followed.
 * @param folder absolute path
 * @param isWanted asked with the absolute path of each file that is no Dockerfile and not ignored
 */
export function findDockerfiles(folder: string, isWanted: (path: string) => boolean = () => false): FoundFiles {
  const files: string[] = [];
  const problems: { path: string; problem: string }[] = [];
  const visit = (current: string, inherited: readonly GitIgnore[]): void => {
    const entries = listFolder(current);
    if ('problem' in entries) {
      problems.push({ path: current, problem: entries.problem });
      return;
    }
    const ignores = [...inherited, ...gitIgnoreIn(current)];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !isGitIgnored(ignores, path, true)) visit(path, ignores);
      } else if (isFile(entry, path) && !isGitIgnored(ignores, path, false)) {
        if (isDockerfileName(entry.name) || isWanted(path)) files.push(path);
      }
    }
  };
  const above = upward(folder, undefined).slice(1).reverse().flatMap(gitIgnoreIn);
  visit(folder, isGitIgnored(above, folder, true) ? [] : above);
  return { files, problems };
}

function listFolder(path: string): Dirent[] | { readonly problem: string } {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return { problem: explainFileError(error) };
  }
}

function isFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return existsSync(path) && statSync(path).isFile();
}

function gitIgnoreIn(folder: string): readonly GitIgnore[] {
  const text = readSmallFile(join(folder, '.gitignore'));
  return text === undefined ? [] : [{ folder, patterns: ignore().add(text) }];
}

/** The innermost file that has something to say decides, as in Git. */
function isGitIgnored(ignores: readonly GitIgnore[], path: string, isFolder: boolean): boolean {
  for (const { folder, patterns } of [...ignores].reverse()) {
    const inner = relative(folder, path).split(sep).join('/');
    const { ignored, unignored } = patterns.test(isFolder ? `${inner}/` : inner);
    if (ignored || unignored) return ignored;
  }
  return false;
}
