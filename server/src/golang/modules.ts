import type { SourceTree } from '../workspace/sourceTree';
import { parseModuleFile, parseWorkFile } from './moduleFile';
import { isKnownStandardPackage, isStandardPackage } from './standardPackages';
import type { BuildContext, ModuleFacts, ModuleFile, ReplacedModule, Workspace } from './types';
import { parseVendorModules } from './vendorModules';
import { isAtLeast } from './version';

/** Where a package's sources are. */
export type PackageLocation =
  | { readonly kind: 'standard' }
  | { readonly kind: 'directory'; readonly tree: SourceTree; readonly directory: string; readonly module: string }
  /** The module is known, its sources cannot be read. */
  | { readonly kind: 'unread'; readonly module: string }
  /** No module of the build provides it, as far as can be told. */
  | { readonly kind: 'missing' };

/** A main module: the one of go.mod, or one that go.work uses. */
export interface MainModule {
  readonly path: string;
  readonly directory: string;
  readonly file: ModuleFile;
}

export interface ModuleSet {
  /** The module that the working directory belongs to; undefined if there is none. */
  readonly current: ModuleFacts | undefined;
  /** go.work in force, if any. */
  readonly workspace: Workspace | undefined;
  /** False if there may be a go.mod that cannot be seen. */
  readonly certain: boolean;
  /** Whether all that provides packages is in sight: no go.mod, go.work or vendor folder that cannot be seen, and no GOPATH. */
  readonly decides: boolean;
  readonly mains: readonly MainModule[];
  locate(importPath: string): PackageLocation;
}

export interface ModuleRequest {
  readonly tree: SourceTree;
  readonly moduleCache: SourceTree | undefined;
  /** Absolute, without a slash at its end unless it is the root. */
  readonly directory: string;
  readonly context: BuildContext;
  readonly goPath: string;
  /** GOWORK: `off`, a file, or undefined for the go.work found upwards. */
  readonly goWork?: string | undefined;
  /** GO111MODULE=off: no module at all, packages come from GOPATH. */
  readonly modulesOff?: boolean | undefined;
}

/** A module that may provide packages: a directory of the tree, or one of the module cache. */
interface Provider {
  readonly path: string;
  readonly tree: SourceTree | undefined;
  readonly directory: string;
}

/**
 * Finds the modules that a go command sees in a directory: go.mod and go.work upwards, replacements, vendor folder and
 * module cache, as cmd/go/internal/modload does.
 */
export function findModules(request: ModuleRequest): ModuleSet {
  if (request.modulesOff) return gopathModules(request);
  const { tree, directory } = request;
  const found = findUpwards(tree, directory, 'go.mod');
  const workspace = findWorkspace(request);
  if (found.directory === undefined && !workspace) {
    const decides = found.certain && !mayHaveWorkspace(request);
    return { current: undefined, workspace, certain: found.certain, decides, mains: [], locate: locateStandard };
  }
  const own = found.directory === undefined ? undefined : readModule(tree, found.directory);
  const used = workspace?.members.flatMap(({ directory: at, file }) => (file ? mainModule(at, file) : [])) ?? [];
  const mains = workspace ? used : own ? [own] : [];
  const vendorRoot = findVendorRoot(request, workspace, own);
  const current: ModuleFacts | undefined = own && {
    directory: own.directory,
    file: own.file,
    vendored: vendorRoot !== undefined,
    replacements: readReplacements(tree, own),
  };
  const providers = listProviders(request, mains, workspace);
  const locate = (importPath: string): PackageLocation => locatePackage(importPath, mains, providers, vendorRoot, tree);
  // A go.mod that is there but cannot be read may be of any kind.
  const certain = found.certain && (found.directory === undefined || own !== undefined);
  const areRead = workspace?.members.every(({ file }) => file !== undefined) ?? !mayHaveWorkspace(request);
  return { current, workspace, certain, decides: certain && areRead, mains, locate };
}

/** `a/b` behind `/x/y`; an absolute path stays as it is. The result is absolute and has no `..`. */
export function joinPath(base: string, path: string): string {
  const result: string[] = [];
  for (const segment of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') result.pop();
    else result.push(segment);
  }
  return `/${result.join('/')}`;
}

/** The path of a module in the module cache: capitals become `!` and the small letter (module.EscapePath). */
export function escapeModulePath(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

interface Upwards {
  readonly directory: string | undefined;
  /** False if on the way up something could not be seen. */
  readonly certain: boolean;
}

export function findUpwards(tree: SourceTree, directory: string, name: string): Upwards {
  let certain = true;
  let at = joinPath('/', directory);
  for (;;) {
    const kind = tree.kind(joinPath(at, name));
    if (kind === 'file') return { directory: at, certain };
    if (kind === 'unknown') certain = false;
    if (at === '/') return { directory: undefined, certain };
    at = joinPath(at, '..');
  }
}

/** Whether a go.work may be in force that cannot be seen, or not be read. */
function mayHaveWorkspace({ tree, directory, goWork }: ModuleRequest): boolean {
  if (goWork === 'off') return false;
  const found = findUpwards(tree, directory, 'go.work');
  return !found.certain || found.directory !== undefined || (goWork ?? '') !== '';
}

/** go.work counts since Go 1.18; GOWORK=off switches it off. */
function findWorkspace(request: ModuleRequest): Workspace | undefined {
  const { tree, directory, context, goWork } = request;
  if (goWork === 'off' || (context.go && !isAtLeast(context.go, 1, 18))) return undefined;
  const path = goWork !== undefined && goWork !== '' ? goWork : undefined;
  const at = path === undefined ? findUpwards(tree, directory, 'go.work').directory : joinPath(path, '..');
  if (at === undefined) return undefined;
  const text = tree.read(path ?? joinPath(at, 'go.work'));
  if (text === undefined) return undefined;
  const file = parseWorkFile(text);
  const members = file.uses.map((use) => {
    const member = joinPath(at, use.path);
    const missing = tree.kind(joinPath(member, 'go.mod')) === undefined;
    return { directory: member, file: readModule(tree, member)?.file, missing };
  });
  return { directory: at, file, members };
}

/** The modules of go.mod that stand in a folder. A replacement that nothing requires is not read. */
function readReplacements(tree: SourceTree, { directory, file }: MainModule): readonly ReplacedModule[] {
  const requires = firstOf(file.requires, (required) => required.path);
  return file.replaces.flatMap(({ path, version, target, targetVersion }) => {
    const required = requires.get(path);
    if (targetVersion !== undefined || !required || (version !== undefined && version !== required.version)) return [];
    const module = readModule(tree, joinPath(directory, target));
    return module ? [{ path, version: required.version, target, file: module.file }] : [];
  });
}

function readModule(tree: SourceTree, directory: string): MainModule | undefined {
  const text = tree.read(joinPath(directory, 'go.mod'));
  if (text === undefined) return undefined;
  return mainModule(directory, parseModuleFile(text));
}

function mainModule(directory: string, file: ModuleFile): MainModule {
  return { path: file.module ?? '', directory, file };
}

/** setDefaultBuildMod of cmd/go/internal/modload/init.go. */
function findVendorRoot(
  request: ModuleRequest,
  workspace: Workspace | undefined,
  own: MainModule | undefined,
): string | undefined {
  const { tree, context } = request;
  const root = workspace?.directory ?? own?.directory;
  if (root === undefined || context.mod === 'mod' || context.mod === 'readonly') return undefined;
  const vendor = joinPath(root, 'vendor');
  if (context.mod === 'vendor') return vendor;
  const go = (workspace?.file.go ?? own?.file.go)?.version;
  if (tree.kind(vendor) !== 'directory' || !go || !isAtLeast(go, 1, 14)) return undefined;
  const list = tree.read(joinPath(vendor, 'modules.txt'));
  const forWorkspace = list !== undefined && parseVendorModules(list).workspace;
  return forWorkspace === (workspace !== undefined) ? vendor : undefined;
}

/** All modules that may provide a package, by their paths. */
function listProviders(
  request: ModuleRequest,
  mains: readonly MainModule[],
  workspace: Workspace | undefined,
): ReadonlyMap<string, Provider> {
  const { tree, moduleCache } = request;
  const providers = new Map<string, Provider>();
  const replaces = [
    ...(workspace?.file.replaces.map((replace) => ({ ...replace, base: workspace.directory })) ?? []),
    ...mains.flatMap((main) => main.file.replaces.map((replace) => ({ ...replace, base: main.directory }))),
  ];
  const replaced = firstOf(replaces, ({ path, version }) => moduleKey(path, version));
  const add = (path: string, version: string): void => {
    const replace = replaced.get(moduleKey(path, version)) ?? replaced.get(moduleKey(path, undefined));
    if (replace && replace.targetVersion === undefined) {
      providers.set(path, { path, tree, directory: joinPath(replace.base, replace.target) });
      return;
    }
    const name = escapeModulePath(replace?.target ?? path);
    const directory = `${name}@${escapeModulePath(replace?.targetVersion ?? version)}`;
    providers.set(path, {
      path,
      tree: moduleCache?.kind(directory) === 'directory' ? moduleCache : undefined,
      directory,
    });
  };
  for (const [path, version] of listedInSums(tree, mains, workspace)) add(path, version);
  for (const main of mains) for (const required of main.file.requires) add(required.path, required.version);
  for (const replace of replaces) if (!providers.has(replace.path)) add(replace.path, replace.version ?? '');
  for (const main of mains) providers.set(main.path, { path: main.path, tree, directory: main.directory });
  providers.delete('');
  return providers;
}

/** Both stand on one line of the file. */
function moduleKey(path: string, version: string | undefined): string {
  return version === undefined ? path : `${path}\n${version}`;
}

/** The first item of each key: a file may have tens of thousands, too many to be looked through for each other one. */
function firstOf<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return found;
}

/**
 * Modules that go.sum holds sources of. A go.mod before Go 1.17 does not name the indirect ones; the highest version
 * in go.sum is then the likeliest.
 */
function listedInSums(
  tree: SourceTree,
  mains: readonly MainModule[],
  workspace: { readonly directory: string } | undefined,
): ReadonlyMap<string, string> {
  const files = [...mains.map((main) => joinPath(main.directory, 'go.sum'))];
  if (workspace) files.push(joinPath(workspace.directory, 'go.work.sum'));
  const versions = new Map<string, string>();
  for (const file of files) {
    for (const line of (tree.read(file) ?? '').split('\n')) {
      const [path, version] = line.split(' ');
      if (path === undefined || version === undefined || version === '' || version.endsWith('/go.mod')) continue;
      const before = versions.get(path);
      if (before === undefined || compareModuleVersions(before, version) < 0) versions.set(path, version);
    }
  }
  return versions;
}

/** Order of `v1.2.3` and `v1.2.3-pre`; enough to choose among the versions of one go.sum. */
function compareModuleVersions(a: string, b: string): number {
  const [coreA, coreB] = [a, b].map(
    (version) => version.replace(/^v/, '').split(/[-+]/)[0]?.split('.').map(Number) ?? [],
  );
  for (let index = 0; index < 3; index++) {
    const difference = (coreA?.[index] ?? 0) - (coreB?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const [preA, preB] = [a, b].map((version) => /-([^+]*)/.exec(version)?.[1]);
  if (preA === preB) return 0;
  if (preA === undefined || preB === undefined) return preA === undefined ? 1 : -1;
  return preA < preB ? -1 : 1;
}

function locatePackage(
  importPath: string,
  mains: readonly MainModule[],
  providers: ReadonlyMap<string, Provider>,
  vendorRoot: string | undefined,
  tree: SourceTree,
): PackageLocation {
  if (isKnownStandardPackage(importPath)) return { kind: 'standard' };
  let unread: string | undefined;
  for (const path of pathsAbove(importPath)) {
    const provider = providers.get(path);
    if (!provider) continue;
    const { tree: holder, directory } = provider;
    const rest = importPath.slice(path.length + 1);
    if (vendorRoot !== undefined && !mains.some((main) => main.path === path)) continue;
    if (!holder) {
      unread ??= path;
      continue;
    }
    const place = holder === tree ? joinPath(directory, rest) : rest === '' ? directory : `${directory}/${rest}`;
    const kind = holder.kind(place);
    if (kind === 'directory') return { kind: 'directory', tree: holder, directory: place, module: path };
    if (kind === 'unknown') unread ??= path;
  }
  if (unread !== undefined) return { kind: 'unread', module: unread };
  if (vendorRoot !== undefined) {
    const place = joinPath(vendorRoot, importPath);
    const kind = tree.kind(place);
    if (kind === 'directory') return { kind: 'directory', tree, directory: place, module: importPath };
    if (kind === 'unknown') return { kind: 'unread', module: importPath };
  }
  return isStandardPackage(importPath) ? { kind: 'standard' } : { kind: 'missing' };
}

/** The paths of the modules that can hold an import path, the longest first: `a/b/c`, `a/b`, `a`. */
function* pathsAbove(importPath: string): Iterable<string> {
  for (let end = importPath.length; end > 0; end = importPath.lastIndexOf('/', end - 1)) yield importPath.slice(0, end);
}

function locateStandard(importPath: string): PackageLocation {
  return isStandardPackage(importPath) ? { kind: 'standard' } : { kind: 'missing' };
}

function gopathModules(request: ModuleRequest): ModuleSet {
  const { tree, goPath } = request;
  const locate = (importPath: string): PackageLocation => {
    if (isKnownStandardPackage(importPath)) return { kind: 'standard' };
    for (const root of goPath.split(':')) {
      const directory = joinPath(root, `src/${importPath}`);
      if (tree.kind(directory) === 'directory') return { kind: 'directory', tree, directory, module: importPath };
    }
    return locateStandard(importPath);
  };
  return { current: undefined, workspace: undefined, certain: true, decides: false, mains: [], locate };
}
