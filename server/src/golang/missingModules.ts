import type { SourceTree } from '../workspace/sourceTree';
import { joinPath, type ModuleSet, type PackageLocation } from './modules';
import type { BuildContext } from './types';
import { isAtLeast } from './version';

/** An import by a package of the main module. */
export interface DirectImport {
  readonly importPath: string;
  readonly importer: string;
  readonly location: PackageLocation;
}

/**
 * What go says of an import that go.mod requires no module for, or whose module go.sum has no entry of (modload,
 * ImportMissingError and ImportMissingSumError; measured with Go 1.19 and 1.26). Undefined if it says nothing, or if that
 * cannot be told: in workspaces, in vendored modules, and for go.mod files before Go 1.17, which do not name all modules.
 */
export function missingModule(
  modules: ModuleSet,
  tree: SourceTree,
  context: BuildContext,
  { importPath, importer, location }: DirectImport,
): string | undefined {
  const main = modules.current;
  if (!main || modules.workspace || main.vendored || context.mod === 'mod' || context.mod === 'vendor')
    return undefined;
  const { module: path, go } = main.file;
  if (path === undefined || !go?.version || !isAtLeast(go.version, 1, 17)) return undefined;
  if (!context.go || !isAtLeast(context.go, 1, 17) || main.file.problems.length > 0) return undefined;
  const isOwn = (name: string): boolean => name === path || name.startsWith(`${path}/`);
  if ((!isOwn(importer) && importer !== 'command-line-arguments') || isOwn(importPath)) return undefined;
  if (!(importPath.split('/')[0] ?? '').includes('.')) return undefined;
  // Without entries in go.sum the sources at hand are a sketch, or a command that is not followed makes it.
  const sums = tree.read(joinPath(main.directory, 'go.sum'));
  if (sums === undefined || sums.trim() === '') return undefined;
  if (location.kind === 'missing') {
    return `no required module provides package ${importPath}; to add it:\n\tgo get ${importPath}`;
  }
  if (location.kind === 'standard') return undefined;
  const { module } = location;
  const isReplaced = main.file.replaces.some((replace) => replace.path === module);
  if (isReplaced || !main.file.requires.some((required) => required.path === module)) return undefined;
  if (sums.split('\n').some((line) => line.startsWith(`${module} `))) return undefined;
  return `missing go.sum entry for module providing package ${importPath} (imported by ${importer}); to add:\n\tgo get ${importer}`;
}
