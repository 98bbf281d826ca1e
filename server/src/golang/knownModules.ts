import table from './data/knownModules.json';
import { libraryNames } from './libraries';
import type { CgoBase } from './standardPackages';
import type { CgoPackage } from './types';
import { ownValue } from '../text/ownValue';

/** What a package of a well-known module pulls in, all modules that it requires included. */
export interface KnownPackage {
  /** Module of the row. */
  readonly module: string;
  /** Version that was looked at: the newest when the table was made. */
  readonly version: string;
  readonly standard: readonly CgoBase[];
  /** Packages with cgo that it is or pulls in; `importedBy` is empty. */
  readonly cgo: readonly CgoPackage[];
  /** Those among them without which it does not compile, or offers less: they break the build when cgo is off. */
  readonly requiring: readonly CgoPackage[];
}

type WithoutCgo = CgoPackage['withoutCgo'];

interface ModuleRow {
  readonly version: string;
  /** What is reached, by path below the module; `.` is the module itself, `*` stands for all of its packages. */
  readonly packages: Readonly<Record<string, string | undefined>>;
}

interface CgoRow {
  readonly libraries: readonly string[];
  readonly cxx: boolean;
  readonly withoutCgo: string;
}

/** Build tags that make a package link a shared library instead of what it brings along. */
const taggedLibraries: readonly { readonly prefix: string; readonly tag: string; readonly library: string }[] = [
  // kafka/build_dynamic.go
  { prefix: 'github.com/confluentinc/confluent-kafka-go/', tag: 'dynamic', library: 'pkg-config:rdkafka' },
  // sqlite3_libsqlite3.go
  { prefix: 'github.com/mattn/go-sqlite3', tag: 'libsqlite3', library: 'sqlite3' },
];

const listed = Object.entries<ModuleRow>(table.modules).map(([path, row]) => ({ path, ...row }));
const modules: ReadonlyMap<string, ModuleRow & { readonly path: string }> = new Map(
  listed.map((row) => [row.path, row]),
);
const modulesOfAnyMajor: typeof modules = new Map(listed.map((row) => [withoutMajor(row.path), row]));
const cgoRows: ReadonlyMap<string, CgoRow> = new Map(Object.entries<CgoRow>(table.cgo));
const bases: readonly CgoBase[] = ['net', 'os/user', 'plugin'];

/**
 * The row of a package, for programs whose modules cannot be read. Undefined if the table does not have it. A later major
 * version of a module counts as the module itself. `tags` are the build tags. Made by server/scripts/known-modules.mjs with `go list -deps`.
 */
export function findKnownPackage(importPath: string, tags: readonly string[] = []): KnownPackage | undefined {
  const found = findRow(importPath, modules) ?? findRow(withoutMajor(importPath), modulesOfAnyMajor);
  if (!found) return undefined;
  const words = found.reached.split(' ').filter((word) => word !== '');
  const named = (pattern: RegExp): readonly CgoPackage[] =>
    words.filter((word) => pattern.test(word)).map((word) => describeCgo(word.slice(word.indexOf(':') + 1), tags));
  return {
    module: found.module,
    version: found.version,
    standard: bases.filter((base) => words.includes(base)),
    cgo: named(/^(?:cgo|needs):/),
    requiring: named(/^needs:/),
  };
}

/** What the table says of a package with cgo when cgo is off; undefined if it is not in the table. */
export function knownWithoutCgo(importPath: string): WithoutCgo | undefined {
  const row = cgoRows.get(importPath);
  return row && asWithoutCgo(row.withoutCgo);
}

/** `github.com/x/y/v2/z` without its major version. */
function withoutMajor(path: string): string {
  return path.replace(/\/v\d+(?=\/|$)/, '');
}

function findRow(
  importPath: string,
  rows: ReadonlyMap<string, ModuleRow & { readonly path: string }>,
): { readonly module: string; readonly version: string; readonly reached: string } | undefined {
  let module = importPath;
  for (;;) {
    const row = rows.get(module);
    if (row) {
      const rest = importPath === module ? '.' : importPath.slice(module.length + 1);
      const reached = ownValue(row.packages, rest) ?? row.packages['*'];
      return reached === undefined ? undefined : { module: row.path, version: row.version, reached };
    }
    const slash = module.lastIndexOf('/');
    if (slash < 0) return undefined;
    module = module.slice(0, slash);
  }
}

function describeCgo(importPath: string, tags: readonly string[]): CgoPackage {
  const row = cgoRows.get(importPath);
  const tagged = taggedLibraries.filter(({ prefix, tag }) => importPath.startsWith(prefix) && tags.includes(tag));
  const libraries = libraryNames([...(row?.libraries ?? []), ...tagged.map(({ library }) => library)]);
  return {
    importPath,
    directory: undefined,
    cxx: row?.cxx ?? false,
    libraries,
    fromSystem: libraries,
    newSymbols: [],
    importedBy: [],
    withoutCgo: asWithoutCgo(row?.withoutCgo ?? ''),
  };
}

function asWithoutCgo(text: string): WithoutCgo {
  const kinds: readonly WithoutCgo[] = ['excluded', 'stub', 'undefined-symbols', 'fine'];
  return kinds.find((kind) => kind === text) ?? 'fine';
}
