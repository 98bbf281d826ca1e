import { findUpwards, joinPath, type ModuleRequest, type ModuleSet } from './modules';
import type { ProgramFacts } from './types';

export const noModule = "go: go.mod file not found in current directory or any parent directory; see 'go help modules'";

/**
 * A directory, or the one that a pattern begins with, that belongs to a module which this command does not work on
 * (modload, resolveLocalPackage and matchLocalDirs; measured with Go 1.22 and 1.26).
 */
export function outsideModules(
  { tree, directory, goPath }: Pick<ModuleRequest, 'tree' | 'directory' | 'goPath'>,
  modules: ModuleSet,
  argument: string,
): ProgramFacts['problem'] {
  const { mains, workspace } = modules;
  if (!modules.decides) return undefined;
  const isPattern = argument.includes('...');
  const at = joinPath(directory, isPattern ? patternStart(argument) : argument);
  const owner = findUpwards(tree, at, 'go.mod');
  if (!owner.certain || (owner.directory === undefined && mains.length === 0)) return undefined;
  if (mains.some((main) => main.directory === owner.directory)) return undefined;
  const around = mains
    .filter((main) => isInside(at, main.directory))
    .toSorted((a, b) => b.directory.length - a.directory.length)[0];
  const kind = 'outside-modules';
  const shown = shortest(directory, at);
  // Go's own sources and those of the module cache are packages, too, and so are replacements that no main module is around.
  const folders = ['/usr', ...goPath.split(':').map((root) => joinPath(root, 'pkg'))];
  const isElsewhere = folders.some((folder) => isInside(at, folder)) && !isInside(at, directory);
  const replaces = [...mains.flatMap((main) => main.file.replaces), ...(workspace?.file.replaces ?? [])];
  if (isElsewhere || ((!around || isPattern) && replaces.some(({ targetVersion }) => targetVersion === undefined)))
    return undefined;
  if (isPattern) {
    const scope = workspace ? 'modules listed in go.work or their' : 'main module or its';
    const text = `directory prefix ${shown} does not contain ${scope} selected dependencies`;
    return { kind, message: `pattern ${argument}: ${text}` };
  }
  if (mains.length === 0) return { kind: 'no-go-mod', message: noModule, inSight: true };
  if (around) {
    const path = `${around.path}/${at.slice(around.directory === '/' ? 1 : around.directory.length + 1)}`;
    return { kind, message: `main module (${around.path}) does not contain package ${path}` };
  }
  const place = shown === '.' ? 'current directory' : `directory ${shown}`;
  if (!workspace) return { kind, message: `${place} outside main module or its selected dependencies` };
  if (owner.directory === undefined)
    return { kind, message: `${place} outside modules listed in go.work or their selected dependencies` };
  const use = `go work use ${shortest(directory, owner.directory)}`;
  const says = 'is contained in a module that is not one of the workspace modules listed in go.work';
  return { kind, message: `${place} ${says}. You can add the module to the workspace using:\n\t${use}` };
}

/** The directory that a pattern such as `./cmd/...` begins with. */
export function patternStart(pattern: string): string {
  return pattern.slice(0, pattern.indexOf('...')).replace(/[^/]*$/, '');
}

/** As go shows a path: from the working directory, if that is shorter (base.ShortPath). */
function shortest(from: string, path: string): string {
  const relative = relativePath(from, path).replace(/^\.\//, '');
  return relative.length < path.length ? relative : path;
}

/** Whether an absolute path is `root` or below it. */
export function isInside(directory: string, root: string): boolean {
  return directory === root || root === '/' || directory.startsWith(`${root}/`);
}

/** `./x` for what is below, else the path itself. */
export function relativePath(from: string, to: string): string {
  if (from === to) return '.';
  const base = from === '/' ? '/' : `${from}/`;
  return to.startsWith(base) ? `./${to.slice(base.length)}` : to;
}
