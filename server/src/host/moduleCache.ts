import type { SourceTree } from '../workspace/sourceTree';
import { diskTree, exists } from './diskTree';
import { delimiter, join } from './paths';

/**
 * The module cache of the Go installation that these environment variables belong to: GOMODCACHE, else pkg/mod below the
 * first folder of GOPATH, else go/pkg/mod in the home folder ("go help environment"). The disk is not touched before
 * the first question. Undefined if the variables name no place at all.
 */
export function moduleCacheTree(env: Readonly<Record<string, string | undefined>>): SourceTree | undefined {
  const folder = moduleCacheFolder(env);
  if (folder === undefined) return undefined;
  let tree: SourceTree | undefined;
  const made = (): SourceTree => (tree ??= exists(folder) ? diskTree(folder) : nothing);
  return {
    kind: (path) => made().kind(path),
    read: (path) => made().read(path),
    list: (path) => made().list(path),
    executable: (path) => made().executable?.(path),
  };
}

function moduleCacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env['GOMODCACHE']) return env['GOMODCACHE'];
  const [first] = (env['GOPATH'] ?? '').split(delimiter);
  if (first) return join(first, 'pkg', 'mod');
  const home = env['HOME'] ?? env['USERPROFILE'];
  return home ? join(home, 'go', 'pkg', 'mod') : undefined;
}

const nothing: SourceTree = { kind: () => undefined, read: () => undefined, list: () => undefined };
