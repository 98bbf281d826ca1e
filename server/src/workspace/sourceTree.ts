/**
 * Files as the model sees them, without a disk: a build context, the file system of a build stage, a module cache.
 * Paths are POSIX. Which root they refer to is the business of whoever hands the tree out; `''` and `/` name the root.
 * All functions are synchronous and pure for one analysis: a host that reads a disk caches.
 */
export interface SourceTree {
  /** What stands at the path, links followed; undefined if nothing does; 'unknown' if it cannot be told. */
  kind(path: string): 'file' | 'directory' | 'unknown' | undefined;
  /** The text of a file; undefined if there is none, it is too big, or it cannot be read. */
  read(path: string): string | undefined;
  /** Names of the entries of a directory, unsorted; undefined if there is no such directory or it cannot be read. */
  list(path: string): readonly string[] | undefined;
  /** Whether the file has an execute bit; undefined where the host cannot tell (Windows, memory). */
  executable?(path: string): boolean | undefined;
  /** Whether a link stands at the path itself, wherever it leads. */
  isLink?(path: string): boolean;
  /** False if a directory may hold entries that `list` does not name. */
  isComplete?(path: string): boolean;
  /** Whether something is at the path that .dockerignore keeps out of the tree. */
  isIgnored?(path: string): boolean;
  /** Names of the entries of a directory that .dockerignore keeps out of the tree. */
  ignoredIn?(path: string): readonly string[];
  /** Whether .dockerignore keeps the path out of the tree, be something there or not. */
  keepsOut?(path: string): boolean;
  /** Whether what is not at the path may be made there before the build: Git ignores it. */
  mayBeMade?(path: string): boolean;
}

/** A tree of the given files, for tests and for texts without a folder. Keys are paths relative to the root. */
export function memoryTree(files: Readonly<Record<string, string>>): SourceTree {
  const contents = new Map<string, string>();
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const [name, text] of Object.entries(files)) {
    const path = normalise(name);
    contents.set(path, text);
    const segments = path.split('/');
    for (let depth = segments.length - 1; depth >= 0; depth--) {
      const parent = segments.slice(0, depth).join('/');
      const entries = directories.get(parent) ?? new Set();
      entries.add(segments[depth] ?? '');
      directories.set(parent, entries);
    }
  }
  return {
    kind: (path) =>
      contents.has(normalise(path)) ? 'file' : directories.has(normalise(path)) ? 'directory' : undefined,
    read: (path) => contents.get(normalise(path)),
    list: (path) => {
      const entries = directories.get(normalise(path));
      return entries && [...entries];
    },
  };
}

/** Linux gives a program no path of more bytes (PATH_MAX in linux/limits.h). */
const longestPath = 4096;

/** Directories within one another. What is looked up in one is looked up in all around it, so that each costs as many as all before. */
const deepestDirectory = 200;

/** Whether a directory is so deep that nothing is said of what is in it: nobody works there, and it takes too long to look. */
export function isTooDeep(path: string): boolean {
  return path.length > longestPath || (path.length > deepestDirectory && path.split('/').length > deepestDirectory);
}

/** A segment that is empty, `.` or `..`. */
const needless = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** `./a//b/../c/` becomes `a/c`; what would climb above the root stays at the root. */
export function normalise(path: string): string {
  // Most paths are in order already, and each look into a tree comes by here.
  const relative = path.startsWith('/') ? path.slice(1) : path;
  if (relative === '' || !needless.test(relative)) return relative;
  const result: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') result.pop();
    else result.push(segment);
  }
  return result.join('/');
}
