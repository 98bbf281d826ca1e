import table from './data/standardPackages.json';
import type { GoVersion } from './types';
import { isAtLeast } from './version';

/** The packages of the standard library that use cgo themselves: all others get it through one of these. */
export type CgoBase = 'net' | 'os/user' | 'plugin';

const bases: readonly CgoBase[] = ['net', 'os/user', 'plugin'];
const imports: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(table.packages).map(([path, list]) => [path, list === '' ? [] : list.split(' ')]),
);
const reached = new Map<string, ReadonlySet<string>>();

/**
 * Whether an import path belongs to the standard library: in the table, or of its shape, the first element without a dot
 * (search.IsStandardImportPath). A module may have such a path too, so ask the modules first.
 */
export function isStandardPackage(importPath: string): boolean {
  return imports.has(importPath) || !(importPath.split('/')[0] ?? '').includes('.');
}

/** Whether the standard library of the Go release behind the table has this package. */
export function isKnownStandardPackage(importPath: string): boolean {
  return imports.has(importPath);
}

const broughtBy: ReadonlyMap<string, number> = new Map(Object.entries(table.since));
/** The minor release of Go that the tables were made with. */
export const newestKnownRelease = Number(/Go 1\.(\d+)/.exec(table.source)?.[1] ?? 0);

/** Packages that stand in GOROOT for those who ask for them by GOEXPERIMENT, since these releases (internal/goexperiment). */
const experiments: ReadonlyMap<string, number> = new Map([
  ['arena', 20],
  ['iter', 22],
  ['testing/synctest', 24],
  ['encoding/json/v2', 25],
  ['encoding/json/jsontext', 25],
  ['runtime/secret', 26],
  ['simd/archsimd', 26],
]);

/**
 * What go says of a path that only the standard library can provide, as its first element has no dot (search.IsStandardImportPath),
 * and that is not in it, or not yet (modload, ImportMissingError; measured with Go 1.19, 1.21, 1.22 and 1.26). Undefined if it
 * may be there: Go's own commands and internal packages, what experiments bring, and whatever a newer Go than the table's may have.
 */
export function missingStandardPackage(importPath: string, go: GoVersion | undefined): string | undefined {
  if (!go || !isAtLeast(go, 1, 16) || go.major > 1) return undefined;
  if (!/^[\w~][\w./~-]*$/.test(importPath) || (importPath.split('/')[0] ?? '').includes('.')) return undefined;
  if (importPath === 'C' || /(?:^|\/)(?:internal|vendor)(?:\/|$)/.test(importPath)) return undefined;
  const since = experiments.get(importPath) ?? broughtBy.get(importPath);
  const isThere =
    since === undefined
      ? imports.has(importPath) || go.minor > newestKnownRelease || isOwnCommand(importPath)
      : go.minor >= since;
  if (isThere) return undefined;
  return `package ${importPath} is not in ${isAtLeast(go, 1, 21) ? 'std' : 'GOROOT'}`;
}

/** `cmd/vet` and the like: the commands that Go brought with it since 1.16. */
function isOwnCommand(importPath: string): boolean {
  const [root, name = ''] = importPath.split('/');
  return root === 'cmd' && ownCommands.has(name);
}

const ownCommands: ReadonlySet<string> = new Set(
  (
    'addr2line api asm buildid cgo compile covdata cover dist distpack doc fix go gofmt link nm objdump pack pprof preprofile ' +
    'relnote test2json tools trace vet'
  ).split(' '),
);

/** The package itself and every importable standard package that it pulls in; just itself for an unknown one. */
export function standardPackagesReached(importPath: string): ReadonlySet<string> {
  const before = reached.get(importPath);
  if (before) return before;
  const found = new Set([importPath]);
  // A set that grows while it is walked is visited to its end.
  for (const path of found) for (const next of imports.get(path) ?? []) found.add(next);
  // Only what is in the table, as other names have no end while someone types.
  if (imports.has(importPath)) reached.set(importPath, found);
  return found;
}

/**
 * Which of net, os/user and plugin a standard package is or pulls in, when cgo is on. The list of those that pull in any
 * was the same in Go 1.15 to 1.26; archive/tar, crypto/x509, expvar and mime/multipart are the ones that surprise.
 */
export function cgoBasesReached(importPath: string): readonly CgoBase[] {
  const all = standardPackagesReached(importPath);
  return bases.filter((base) => all.has(base));
}
