import { evidence, known, presumed, unknown, type Fact } from '../facts/fact';
import { say } from '../text/say';
import type { SourceTree } from '../workspace/sourceTree';
import { compiledFiles, readPackage, type PackageSources } from './goPackage';
import { findModules, joinPath, type MainModule, type ModuleSet } from './modules';
import { isInside, noModule, outsideModules, patternStart, relativePath } from './outsideModules';
import { walkImports, type Walk } from './importWalk';
import { matchesPattern } from './flagValues';
import { undefinedName } from './missingSymbols';
import { missingStandardPackage } from './standardPackages';
import { isJoinOf } from '../text/wildcards';
import type { BuildContext, CgoUse, ModuleFacts, ProgramFacts } from './types';

/** What is asked of a program: where its sources are, and how they are built. */
export interface ProgramRequest {
  /** The file system of the build stage; absolute paths. */
  readonly tree: SourceTree;
  /** `golang.org/x/net@v0.30.0/…`, capitals escaped; undefined if there is none to read. */
  readonly moduleCache: SourceTree | undefined;
  /** Working directory of the go command, -C applied. */
  readonly directory: string;
  /** A package (`.`, `./cmd/app`, `example.com/x/cmd/app`), or the Go files given instead of one. */
  readonly packageArgument: string | readonly string[];
  readonly context: BuildContext;
  readonly goPath: string;
  /** GOWORK, if set. */
  readonly goWork?: string | undefined;
  /** GO111MODULE=off. */
  readonly modulesOff?: boolean | undefined;
}

/** What a package argument names. */
interface Target {
  /** Undefined if the sources are nowhere to be read. */
  readonly tree: SourceTree | undefined;
  readonly directory: string;
  readonly importPath: string | undefined;
  readonly names: readonly string[] | undefined;
  readonly problem: ProgramFacts['problem'];
}

/**
 * Reads what can be read of the program that one package argument names: its imports through module, workspace, vendor
 * folder and module cache, and from them which packages use cgo. Never fails; `cgo` is as certain as the sources allow:
 * known if all are readable, or if what is readable settles the matter (`complete` is then false); else presumed to use
 * net, as nearly all programs do.
 */
export function scanProgram(request: ProgramRequest): ProgramFacts {
  const modules = findModules(request);
  const target = findTarget(request, modules);
  if (target.problem && target.problem.kind !== 'no-go-files') return emptyFacts(target, modules, target.problem);

  const sources = target.tree && readPackage(target.tree, target.directory, request.context, target.names);
  const complete = target.tree?.isComplete?.(target.directory) !== false;
  const problem = sources && complete ? problemOf(sources, target) : target.problem;
  if (!sources || sources.files.length === 0 || sources.unreadable.length === sources.files.length) {
    return emptyFacts(target, modules, problem);
  }
  const walk = walkImports({
    ...request,
    modules,
    importPath: target.importPath ?? 'command-line-arguments',
    sources,
    names: target.names,
  });
  const name = packageNameOf(sources);
  return {
    directory: target.directory,
    importPath: target.importPath,
    packageName: name === undefined ? unknown('unreadable') : known(name),
    cgo: cgoFact(walk),
    standardPackages: walk.standardPackages,
    unread: walk.unread,
    module: modules.current,
    workspace: modules.workspace,
    problem:
      problem ??
      absentPackage(walk) ??
      absentEmbed(walk, target.tree) ??
      filesLeftOut(sources, request.context, target),
    packages: walk.packages,
    ...(target.names ? { files: namesWithCgoLast(target.names, sources) } : {}),
  };
}

/**
 * The module that a directory belongs to, with the workspace around it: go.mod upwards, as every go command looks for it.
 * Undefined if there is none, 'unknown' if a go.mod may be there that cannot be seen.
 */
export function findModule(tree: SourceTree, directory: string): ModuleFacts | 'unknown' | undefined {
  const modules = modulesFrom(tree, directory);
  if (modules.current) return modules.current;
  return modules.certain ? undefined : 'unknown';
}

/** The module that a directory belongs to; without one, those that the workspace around it uses. */
export function mainModules(tree: SourceTree, directory: string): readonly Pick<MainModule, 'directory' | 'file'>[] {
  const { current, mains } = modulesFrom(tree, directory);
  return current ? [current] : mains;
}

function modulesFrom(tree: SourceTree, directory: string): ModuleSet {
  const context: BuildContext = {
    goos: 'linux',
    goarch: 'amd64',
    cgo: true,
    tags: [],
    compiler: 'gc',
    go: undefined,
    mod: undefined,
    race: false,
  };
  return findModules({ tree, moduleCache: undefined, directory, context, goPath: '' });
}

function absentPackage({ absent: [first] }: Walk): ProgramFacts['problem'] {
  return first && { kind: 'no-such-package', ...first };
}

/** `go build main.go` compiles that file alone: what the others of its package declare is not there. */
function filesLeftOut(sources: PackageSources, context: BuildContext, target: Target): ProgramFacts['problem'] {
  if (!target.names || sources.unreadable.length > 0) return undefined;
  const whole = readPackage(sources.tree, sources.directory, context);
  const name = whole && undefinedName(whole, sources);
  return name === undefined ? undefined : { kind: 'files-left-out', message: `undefined: ${name}` };
}

/**
 * `//go:embed` of a file or directory that surely is not there, of a pattern with wildcards the directory before them; and of a
 * directory that has nothing to embed: names that begin with a dot or an underscore count with `all:` only.
 */
function absentEmbed({ packages }: Walk, tree: SourceTree): ProgramFacts['problem'] {
  for (const { directory, embeds } of packages) {
    for (const { pattern, file } of embeds) {
      const text = pattern.replace(/^all:/, '');
      if (/[\\"`]/.test(text)) continue;
      const wildcard = text.search(/[*?[]/);
      const plain = (wildcard < 0 ? text : text.slice(0, text.lastIndexOf('/', wildcard) + 1)).replace(/\/$/, '');
      const path = joinPath(directory, plain);
      if (plain === '' || tree.kind(directory) !== 'directory') continue;
      if (plain === text && hasNothingToEmbed(tree, path, pattern !== text)) {
        const message = `pattern ${pattern}: cannot embed directory ${plain}: contains no embeddable files`;
        return { kind: 'no-embedded-files', message, embed: { file: joinPath(directory, file), path, empty: true } };
      }
      const isThere = wildcard < 0 ? tree.kind(path) !== undefined : mayMatch(tree, directory, text);
      if (isThere) continue;
      const message = `pattern ${pattern}: no matching files found`;
      const absent = tree.kind(path) === undefined ? path : joinPath(directory, text);
      return { kind: 'no-embedded-files', message, embed: { file: joinPath(directory, file), path: absent } };
    }
  }
  return undefined;
}

/** Whether a pattern may match something: only stars in the last element are looked at (path.Match). */
function mayMatch(tree: SourceTree, directory: string, pattern: string): boolean {
  const slash = pattern.lastIndexOf('/');
  const folder = joinPath(directory, pattern.slice(0, Math.max(slash, 0)));
  if (/[*?[]/.test(pattern.slice(0, Math.max(slash, 0)))) return true;
  if (tree.kind(folder) === undefined) return false;
  const names = tree.kind(folder) === 'directory' ? tree.list(folder) : undefined;
  if (!names || tree.isComplete?.(folder) === false || /[?[]/.test(pattern)) return true;
  return names.some((name) => isJoinOf(pattern.slice(slash + 1).split('*'), name));
}

/** Whether a directory surely holds no file that go:embed takes (resolveEmbed in cmd/go/internal/load). */
function hasNothingToEmbed(tree: SourceTree, directory: string, all: boolean, depth = 0): boolean {
  const names = tree.kind(directory) === 'directory' && depth < 20 ? tree.list(directory) : undefined;
  if (!names || tree.isComplete?.(directory) === false) return false;
  // The files of another module are none of this one's.
  if (depth > 0 && names.includes('go.mod')) return true;
  return names.every((name) => {
    if (!all && /^[._]/.test(name)) return true;
    const kind = tree.kind(joinPath(directory, name));
    return kind === 'directory' && hasNothingToEmbed(tree, joinPath(directory, name), all, depth + 1);
  });
}

/**
 * The packages that a pattern with `...` matches, as arguments for `scanProgram`: `./x` for directories of the module,
 * in the order of their paths. Folders that cmd/go passes over are left out (vendor, testdata, `_x`, `.x`, nested
 * modules), and those without a Go file to compile. Other patterns come back as they are.
 */
export function matchPackages(
  request: Omit<ProgramRequest, 'packageArgument'> & { readonly pattern: string },
): readonly string[] {
  const { pattern, tree, directory, context } = request;
  if (!pattern.includes('...')) return [pattern];
  const modules = findModules(request);
  const relative = pattern.startsWith('.') || pattern.startsWith('/');
  const matches: string[] = [];
  const visit = (at: string, root: string, importPath: string): void => {
    const entries = tree.list(at);
    if (!entries) return;
    const matched = relative ? matchesPattern(joinPath(directory, pattern), at) : matchesPattern(pattern, importPath);
    if (matched) {
      const sources = readPackage(tree, at, context);
      if (sources && compiledFiles(sources).length > 0)
        matches.push(relative ? relativePath(directory, at) : importPath);
    }
    for (const name of [...entries].sort()) {
      if (name.startsWith('_') || name.startsWith('.') || name === 'testdata' || name === 'vendor') continue;
      const child = joinPath(at, name);
      if (tree.kind(child) !== 'directory' || tree.kind(joinPath(child, 'go.mod')) === 'file') continue;
      visit(child, root, `${importPath}/${name}`);
    }
  };
  if (relative) {
    if (outsideModules(request, modules, pattern)) return [pattern];
    const start = joinPath(directory, patternStart(pattern));
    visit(start, start, '');
  } else {
    for (const main of modules.mains) visit(main.directory, main.directory, main.path);
  }
  return matches;
}

function findTarget(request: ProgramRequest, modules: ModuleSet): Target {
  const { tree, directory, packageArgument } = request;
  const nowhere = { tree, names: undefined, problem: undefined };
  const files =
    typeof packageArgument === 'string'
      ? packageArgument.endsWith('.go')
        ? [packageArgument]
        : undefined
      : packageArgument;
  if (files) {
    const first = files[0] ?? '';
    const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
    const problem = problemOfFiles(request, modules, files);
    return { ...nowhere, directory: joinPath(directory, `${first}/..`), importPath: undefined, names, problem };
  }
  const argument = typeof packageArgument === 'string' ? packageArgument : '';
  const local = /^\.{1,2}(?:\/|$)|^\//.test(argument);
  if (local) {
    const at = joinPath(directory, argument);
    if (argument.includes('...')) {
      const problem = outsideModules(request, modules, argument);
      return { ...nowhere, tree: undefined, directory: at, importPath: undefined, problem };
    }
    const importPath = request.modulesOff ? goPathImportPath(at, request.goPath) : importPathOf(at, modules);
    return { ...nowhere, directory: at, importPath, problem: problemOfDirectory(request, modules, at) };
  }
  // `go install example.com/x@latest` ignores the module around it.
  const path = argument.replace(/@[^]*$/, '');
  if (path !== argument) return { ...nowhere, tree: undefined, directory: '', importPath: path };
  const location = modules.locate(path);
  if (location.kind === 'directory')
    return { ...nowhere, tree: location.tree, directory: location.directory, importPath: path };
  const missing =
    location.kind === 'standard' && modules.decides
      ? missingStandardPackage(path.replace(/\/+$/, ''), request.context.go)
      : undefined;
  if (missing !== undefined) {
    const problem = { kind: 'no-such-package', message: missing, byRelease: true } as const;
    return { ...nowhere, tree: undefined, directory: '', importPath: path, problem };
  }
  if (location.kind === 'missing' && modules.certain) {
    const problem = { kind: 'no-such-package', message: notProvided(path, modules) } as const;
    return { ...nowhere, tree: undefined, directory: '', importPath: path, problem };
  }
  return { ...nowhere, tree: undefined, directory: '', importPath: path };
}

/** The import path of a directory inside a main module. */
function importPathOf(directory: string, modules: ModuleSet): string | undefined {
  const main = [...modules.mains]
    .sort((a, b) => b.directory.length - a.directory.length)
    .find((candidate) => isInside(directory, candidate.directory));
  if (!main || main.path === '') return undefined;
  const rest = directory.slice(main.directory === '/' ? 1 : main.directory.length + 1);
  return rest === '' ? main.path : `${main.path}/${rest}`;
}

/** The import path of a directory where there are no modules: below GOPATH/src, else made of the whole path (go/build, ImportDir). */
function goPathImportPath(directory: string, goPath: string): string {
  const roots = goPath.split(':').map((root) => joinPath(root, 'src'));
  const root = roots.find((each) => directory !== each && isInside(directory, each));
  return root === undefined ? `_${directory}` : directory.slice(root.length + 1);
}

function problemOfDirectory(request: ProgramRequest, modules: ModuleSet, directory: string): ProgramFacts['problem'] {
  if (modules.mains.length === 0 && modules.certain && request.modulesOff !== true) {
    const nested = outsideModules(request, modules, directory);
    return nested ?? { kind: 'no-go-mod', message: noModule };
  }
  const kind = request.tree.kind(directory);
  if (kind === undefined || kind === 'file') {
    return { kind: 'no-such-package', message: `stat ${directory}: directory not found` };
  }
  const entries = kind === 'directory' ? request.tree.list(directory) : undefined;
  const complete = request.tree.isComplete?.(directory) !== false;
  if (entries && complete && !entries.some((name) => name.endsWith('.go'))) {
    return { kind: 'no-go-files', message: `no Go files in ${directory}` };
  }
  return outsideModules(request, modules, directory);
}

/**
 * Files that are not there. Where none is, go takes the first for a package (load.PackagesAndErrors; `go run` does not, which
 * the other text is of). Measured with Go 1.21, 1.22 and 1.26.
 */
function problemOfFiles(
  { tree, directory, context, modulesOff }: ProgramRequest,
  modules: ModuleSet,
  files: readonly string[],
): ProgramFacts['problem'] {
  const absent = files.filter((file) => tree.kind(joinPath(directory, file)) === undefined);
  const [first] = absent;
  if (first === undefined || modulesOff === true) return undefined;
  const kind = 'no-such-package';
  if (absent.length < files.length) return { kind, message: `stat ${first}: no such file or directory` };
  if (/^\.{0,2}\//.test(first)) return { kind, message: `stat ${joinPath(directory, first)}: directory not found` };
  const standard = missingStandardPackage(first, context.go);
  if (standard !== undefined) return { kind, message: standard };
  if (first.includes('/') || !modules.certain) return undefined;
  return { kind, message: notProvided(first, modules) };
}

function notProvided(path: string, { current, workspace }: ModuleSet): string {
  const error = `no required module provides package ${path}`;
  return current || workspace
    ? `${error}; to add it:\n\tgo get ${path}`
    : `${error}: go.mod file not found in current directory or any parent directory; see 'go help modules'`;
}

/** What go build says of a package none of whose files it compiles. */
function problemOf(sources: PackageSources, target: Target): ProgramFacts['problem'] {
  if (target.problem) return target.problem;
  if (compiledFiles(sources).length > 0 || sources.unreadable.length > 0) return undefined;
  const { directory } = sources;
  if (target.names) {
    const gone = sources.files.every((file) => file.verdict === 'cgo-off');
    return gone && sources.files.length > 0
      ? { kind: 'excluded-by-constraints', message: 'go: no Go source files' }
      : undefined;
  }
  const verdicts = new Set(sources.files.map((file) => file.verdict));
  if (verdicts.has('constraint') || verdicts.has('file-name') || verdicts.has('cgo-off')) {
    const message = `package ${target.importPath ?? '.'}: build constraints exclude all Go files in ${directory}`;
    return { kind: 'excluded-by-constraints', message };
  }
  return verdicts.has('test')
    ? { kind: 'only-tests', message: `no non-test Go files in ${directory}` }
    : { kind: 'no-go-files', message: `no Go files in ${directory}` };
}

function packageNameOf(sources: PackageSources): string | undefined {
  const compiled = compiledFiles(sources);
  const readable = compiled.length > 0 ? compiled : sources.files.filter((file) => file.verdict === 'cgo-off');
  return readable.find((file) => file.file?.packageName !== undefined)?.file?.packageName;
}

function emptyFacts(target: Target, modules: ModuleSet, problem: ProgramFacts['problem']): ProgramFacts {
  const says = say`the sources of the program cannot be read; nearly all programs use the net package`;
  return {
    directory: target.directory,
    importPath: target.importPath,
    packageName: unknown('unreadable'),
    cgo: presumed(presumedUse, evidence(undefined, says)),
    standardPackages: new Set(),
    unread: target.importPath === undefined ? [] : [target.importPath],
    module: modules.current,
    workspace: modules.workspace,
    problem,
    ...(target.names ? { files: target.names } : {}),
  };
}

const presumedUse: CgoUse = { standard: new Set(['net']), foreign: [], requiring: [], complete: false };

function cgoFact(walk: Walk): Fact<CgoUse> {
  const use: CgoUse = {
    standard: walk.standard,
    foreign: walk.foreign,
    requiring: walk.requiring,
    leftOut: walk.leftOut,
    complete: walk.unread.length === 0,
  };
  // Whatever unread modules hold, the program needs the C library if cgo is on.
  const settled = walk.standard.has('net') || walk.foreign.length > 0 || walk.leftOut.length > 0;
  if (settled) return known(use, ...walk.evidence);
  if (walk.unread.length === 0) {
    if (walk.fromTable.length === 0 || walk.standard.size > 0) return known(use, ...walk.evidence);
    // Other versions of these modules may import more.
    const names = walk.fromTable.join(', ');
    const says = walk.fromTable.length === 1 ? say`${names} uses no cgo` : say`${names} use no cgo`;
    return presumed(use, ...walk.evidence, evidence(undefined, says));
  }
  const names = walk.unread.slice(0, 3).join(', ') + (walk.unread.length > 3 ? say` and others` : '');
  const says = say`the sources of ${names} cannot be read; most modules use the net package`;
  return presumed(
    { ...use, standard: new Set([...walk.standard, 'net']) },
    ...walk.evidence,
    evidence(undefined, says),
  );
}

/** Files in the order in which Package.exeFromFiles looks for the first one: those with `import "C"` come last. */
function namesWithCgoLast(names: readonly string[], sources: PackageSources): readonly string[] {
  const importsC = (name: string): boolean => sources.files.find((file) => file.name === name)?.file?.importsC === true;
  return [...names.filter((name) => !importsC(name)), ...names.filter(importsC)];
}
