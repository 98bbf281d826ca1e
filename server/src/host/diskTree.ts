import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { platform } from 'node:process';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { isAbsolute, join, relative, sep } from './paths';

/** Nothing that we read is bigger: go.mod files, Go sources, scripts. */
const sizeLimit = 2 * 1024 * 1024;

/**
 * The files below a folder of the disk. Each question is asked of the disk once: make a new tree to see changes.
 * Links are followed as long as they stay below the folder; what they reach outside of it is 'unknown' and not read.
 * Never throws: what cannot be read is 'unknown', or has no text.
 * @param root absolute path of a folder
 */
export function diskTree(root: string): SourceTree {
  const realRoot = tryTo(() => realpathSync(root));
  const place = remember((path: string) => locate(realRoot ?? root, join(root, path)));
  const statistics = remember((path: string): Stats | undefined => {
    const found = place(path);
    return found.state === 'inside' ? tryTo(() => statSync(found.path)) : undefined;
  });
  const kind = remember((path: string): 'file' | 'directory' | 'unknown' | undefined => {
    const found = place(path);
    if (found.state !== 'inside') return found.state === 'absent' ? undefined : 'unknown';
    const stats = statistics(path);
    return stats?.isDirectory() ? 'directory' : stats?.isFile() ? 'file' : 'unknown';
  });
  const read = remember((path: string): string | undefined => {
    const found = place(path);
    const stats = statistics(path);
    if (found.state !== 'inside' || !stats?.isFile() || stats.size > sizeLimit) return undefined;
    return tryTo(() => readFileSync(found.path, 'utf8'));
  });
  const list = remember((path: string): readonly string[] | undefined => {
    const found = place(path);
    return found.state === 'inside' && kind(path) === 'directory' ? tryTo(() => readdirSync(found.path)) : undefined;
  });
  const executable = remember((path: string): boolean | undefined => {
    const stats = platform === 'win32' ? undefined : statistics(path);
    return stats && (stats.mode & 0o111) !== 0;
  });
  const isLink = remember((path: string) => tryTo(() => lstatSync(join(root, path)).isSymbolicLink()) ?? false);
  return { kind, read, list, executable, isLink };
}

/**
 * Whether the path leads to a place that is in none of the folders, once links are followed: in it and in the paths of the
 * folders. False if nothing is there.
 */
export function leadsOut(path: string, folders: readonly string[]): boolean {
  const real = tryTo(() => realpathSync(path));
  return real !== undefined && folders.every((folder) => isOutside(tryTo(() => realpathSync(folder)) ?? folder, real));
}

/**
 * The text of a small file; undefined if there is none or it cannot be read.
 * @param within folders that it has to be in, once links are followed
 */
export function readSmallFile(path: string, within?: readonly string[]): string | undefined {
  return tryTo(() => {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > sizeLimit || (within && leadsOut(path, within))) return undefined;
    return readFileSync(path, 'utf8');
  });
}

/** Whether a folder is at the path and can be listed. */
export function isReadableFolder(path: string): boolean {
  return (
    tryTo(() => {
      accessSync(path, constants.R_OK);
      return statSync(path).isDirectory();
    }) ?? false
  );
}

/** Whether anything is at the path. */
export function exists(path: string): boolean {
  return existsSync(path);
}

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  /** False for links. */
  readonly isFolder: boolean;
}

/** What is in a folder, unsorted; nothing if there is no such folder or it cannot be read. */
export function entriesIn(folder: string): readonly FolderEntry[] {
  const entries = tryTo(() => readdirSync(folder, { withFileTypes: true }));
  return entries?.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })) ?? [];
}

type Place =
  { readonly state: 'inside'; readonly path: string } | { readonly state: 'absent' } | { readonly state: 'unreadable' };

/** Where a path leads once links are followed. */
function locate(root: string, path: string): Place {
  try {
    const real = realpathSync(path);
    return isOutside(root, real) ? { state: 'unreadable' } : { state: 'inside', path: real };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { state: 'absent' } : { state: 'unreadable' };
  }
}

function isOutside(folder: string, path: string): boolean {
  const inner = relative(folder, path);
  return inner === '..' || inner.startsWith(`..${sep}`) || isAbsolute(inner);
}

/** Answers the same question once. Paths are those of a SourceTree. */
function remember<T>(answer: (path: string) => T): (path: string) => T {
  const answers = new Map<string, { readonly value: T }>();
  return (path) => {
    const clean = normalise(path);
    const known = answers.get(clean);
    if (known) return known.value;
    const value = answer(clean);
    answers.set(clean, { value });
    return value;
  };
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
