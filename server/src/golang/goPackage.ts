import type { SourceTree } from '../workspace/sourceTree';
import { judgeFile, type FileVerdict } from './constraints';
import { readGoFile, type GoFile } from './imports';
import type { BuildContext } from './types';

/** One Go file of a package, with what a build makes of it. */
export interface PackageFile {
  readonly name: string;
  readonly verdict: FileVerdict;
  readonly file: GoFile | undefined;
}

/** The files of a package's directory, judged for one build context. */
export interface PackageSources {
  readonly tree: SourceTree;
  readonly directory: string;
  readonly files: readonly PackageFile[];
  /** Names of all other files: `x.c`, `x.cpp` … */
  readonly others: readonly string[];
  /** Names of Go files that exist but cannot be read. */
  readonly unreadable: readonly string[];
}

const parsed = new WeakMap<SourceTree, Map<string, GoFile | undefined>>();

/**
 * Lists and judges the files of a directory; undefined if it cannot be listed. With `names`, only those files count and
 * constraints do not, which is how cmd/go treats files given on the command line (GoFilesPackage).
 */
export function readPackage(
  tree: SourceTree,
  directory: string,
  context: BuildContext,
  names?: readonly string[],
): PackageSources | undefined {
  const listed = names ?? tree.list(directory);
  if (!listed) return undefined;
  const files: PackageFile[] = [];
  const others: string[] = [];
  const unreadable: string[] = [];
  for (const name of [...listed].sort()) {
    if (!name.endsWith('.go')) {
      others.push(name);
      continue;
    }
    const path = `${directory === '/' ? '' : directory}/${name}`;
    let file: GoFile | undefined;
    let failed = false;
    const read = (): GoFile => {
      file = readFile(tree, path);
      failed = file === undefined;
      return file ?? readGoFile('');
    };
    let verdict = names ? judgeNamedFile(name, read(), context) : judgeFile(name, read, context);
    if (failed) {
      if (tree.kind(path) === 'directory') continue;
      unreadable.push(name);
      verdict = 'constraint';
    }
    files.push({ name, verdict, file });
  }
  return { tree, directory, files, others: names ? [] : others, unreadable };
}

/** The Go files that the build compiles. */
export function compiledFiles(sources: PackageSources): readonly PackageFile[] {
  return sources.files.filter((file) => file.verdict === 'compiled');
}

function judgeNamedFile(name: string, file: GoFile, context: BuildContext): FileVerdict {
  if (name.endsWith('_test.go')) return 'test';
  return file.importsC && !context.cgo ? 'cgo-off' : 'compiled';
}

function readFile(tree: SourceTree, path: string): GoFile | undefined {
  let files = parsed.get(tree);
  if (!files) {
    files = new Map();
    parsed.set(tree, files);
  }
  if (!files.has(path)) {
    const text = tree.read(path);
    files.set(path, text === undefined ? undefined : readGoFile(text));
  }
  return files.get(path);
}
