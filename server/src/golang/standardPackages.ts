import table from './data/standardPackages.json';

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
