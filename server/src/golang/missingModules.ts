import type { SourceTree } from '../workspace/sourceTree';
import { joinPath, type ModuleSet, type PackageLocation } from './modules';
import type { BuildContext, Lack } from './types';
import { isAtLeast } from './version';

/** An import by a package of the main module. */
export interface DirectImport {
  readonly importPath: string;
  readonly importer: string;
  readonly location: PackageLocation;
}

export interface MissingModule {
  readonly message: string;
  /** The go.sum that would have it, if there is none at all. */
  readonly sums?: Omit<Lack, 'file'>;
}

/**
 * What go says of an import that go.mod requires no module for, or whose module go.sum has no entry of (modload,
 * ImportMissingError and ImportMissingSumError; measured with Go 1.19 and 1.26). Undefined if it says nothing, or if that cannot be told: in workspaces, in vendored modules, and for go.mod files before Go 1.17, which do not name all modules.
 */
export function missingModule(
  modules: ModuleSet,
  tree: SourceTree,
  context: BuildContext,
  { importPath, importer, location }: DirectImport,
): MissingModule | undefined {
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
  const file = joinPath(main.directory, 'go.sum');
  const sums = tree.read(file);
  const isAbsent = sums === undefined && tree.kind(file) === undefined;
  if (!isAbsent && (sums === undefined || sums.trim() === '')) return undefined;
  if (location.kind === 'missing') {
    const message = `no required module provides package ${importPath}; to add it:\n\tgo get ${importPath}`;
    return isAbsent ? undefined : { message };
  }
  if (location.kind === 'standard') return undefined;
  const { module } = location;
  const isReplaced = main.file.replaces.some((replace) => replace.path === module);
  if (isReplaced || !main.file.requires.some((required) => required.path === module)) return undefined;
  if (sums?.split('\n').some((line) => line.startsWith(`${module} `)) === true) return undefined;
  const error = `missing go.sum entry for module providing package ${importPath} (imported by ${importer})`;
  const message = `${error}; to add:\n\tgo get ${importer}`;
  return isAbsent ? { message, sums: { path: file, error } } : { message };
}
