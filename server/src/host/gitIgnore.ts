import ignore, { type Ignore } from 'ignore';
import { normalise } from '../workspace/sourceTree';
import { readSmallFile } from './diskTree';
import { dirname, join, relative, sep } from './paths';
import { upward } from './projectFile';

/** The patterns of one .gitignore file, and the folder they are relative to. */
export interface GitIgnore {
  readonly folder: string;
  readonly patterns: Ignore;
}

/**
 * What a folder's own .gitignore says.
 * @param cheap leaves out what takes long to ask: the file may come with a repository that means harm
 */
export function gitIgnoreIn(folder: string, cheap = false): readonly GitIgnore[] {
  const text = readSmallFile(join(folder, '.gitignore'), [folder]);
  if (text === undefined) return [];
  const lines = cheap ? text.split(/\r?\n/).filter(isCheap).slice(0, mostPatterns) : text;
  return [{ folder, patterns: ignore().add(lines) }];
}

/** The library makes regular expressions of patterns: each wildcard may try all places that are left. */
function isCheap(line: string): boolean {
  return line !== '' && !line.startsWith('#') && line.length <= longest && (line.match(/[*?]+/g)?.length ?? 0) <= 3;
}

const mostPatterns = 1000;
const longest = 200;

/** The innermost file that has something to say decides, as in Git. */
export function isGitIgnored(ignores: readonly GitIgnore[], path: string, isFolder: boolean): boolean {
  for (const { folder, patterns } of [...ignores].reverse()) {
    const inner = relative(folder, path).split(sep).join('/');
    const { ignored, unignored } = patterns.test(isFolder ? `${inner}/` : inner);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/**
 * Whether Git ignores what would be at a path, be it a file or a folder: what a build makes is kept out of the repository.
 * @param root absolute path of the folder that paths are relative to
 */
export function gitIgnores(root: string): (path: string) => boolean {
  const found = new Map<string, readonly GitIgnore[]>();
  const around = (folder: string): readonly GitIgnore[] => {
    let known = found.get(folder);
    if (!known) {
      const read = (each: string): readonly GitIgnore[] => gitIgnoreIn(each, true);
      const outer =
        folder === root ? upward(root, undefined).slice(1).reverse().flatMap(read) : around(dirname(folder));
      found.set(folder, (known = [...outer, ...read(folder)]));
    }
    return known;
  };
  return (path) => {
    const clean = normalise(path);
    if (clean === '' || clean.length > longest) return false;
    const absolute = join(root, clean);
    const ignores = around(dirname(absolute));
    return ignores.length > 0 && (isGitIgnored(ignores, absolute, false) || isGitIgnored(ignores, absolute, true));
  };
}
