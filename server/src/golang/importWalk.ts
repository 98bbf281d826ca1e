import { evidence, type Evidence } from '../facts/fact';
import { say } from '../text/say';
import type { SourceTree } from '../workspace/sourceTree';
import { describeCgoPackage } from './cgoPackages';
import { findKnownPackage, knownWithoutCgo } from './knownModules';
import { compiledFiles, readPackage, type PackageSources } from './goPackage';
import { type MissingModule, missingModule } from './missingModules';
import { exportedOnlyWithCgo, plainText } from './missingSymbols';
import type { ModuleSet } from './modules';
import { findStandardUses } from './standardUses';
import {
  cgoBasesReached,
  isKnownStandardPackage,
  missingStandardPackage,
  standardPackagesReached,
  type CgoBase,
} from './standardPackages';
import type { BuildContext, CgoPackage, Lack, ProgramPackage } from './types';

export interface WalkRequest {
  readonly modules: ModuleSet;
  readonly context: BuildContext;
  readonly importPath: string;
  /** The package to start from, judged under `context`. */
  readonly sources: PackageSources;
  /** The files that stand for the package, if it was given as files. */
  readonly names: readonly string[] | undefined;
}

/** What was found on the way through the imports. */
export interface Walk {
  readonly standard: ReadonlySet<CgoBase>;
  readonly standardPackages: ReadonlySet<string>;
  readonly foreign: readonly CgoPackage[];
  readonly requiring: readonly CgoPackage[];
  readonly leftOut: readonly CgoPackage[];
  readonly unread: readonly string[];
  /** Modules that the table of well-known ones stood in for, with the versions it knows. */
  readonly fromTable: readonly string[];
  /** What go says of imports that surely lead nowhere. */
  readonly absent: readonly Absence[];
  readonly packages: readonly ProgramPackage[];
  readonly evidence: readonly Evidence[];
}

/** An import that go does not find. */
export interface Absence {
  readonly message: string;
  readonly lacks?: Lack;
  /** Another release of Go may have it. */
  readonly byRelease?: true;
}

interface Visit {
  readonly importPath: string;
  readonly chain: readonly string[];
  readonly withCgo: PackageSources;
  readonly without: PackageSources;
}

/** Follows the imports of a package through everything that is readable. Each package is visited once. */
export function walkImports(request: WalkRequest): Walk {
  const { modules, context } = request;
  const standard = new Map<CgoBase, readonly string[]>();
  const standardPackages = new Set<string>();
  const unread = new Set<string>();
  const fromTable = new Set<string>();
  const absent = new Map<string, Absence>();
  const note = (absence: Absence | undefined): void => {
    if (absence && !absent.has(absence.message)) absent.set(absence.message, absence);
  };
  const known: CgoPackage[] = [];
  const knownToRequire: CgoPackage[] = [];
  const visits = visitAll(request, context, (importPath, chain, location) => {
    if (location.kind === 'standard') {
      for (const name of standardPackagesReached(importPath)) standardPackages.add(name);
      for (const base of cgoBasesReached(importPath))
        if (!standard.has(base)) standard.set(base, [...chain, importPath]);
      note(absentStandard(request, importPath));
      return;
    }
    note(absentPackage(request, importPath));
    const row = findKnownPackage(importPath, context.tags);
    if (row) {
      fromTable.add(`${row.module} ${row.version}`);
      for (const base of row.standard) {
        standardPackages.add(base);
        if (!standard.has(base)) standard.set(base, [...chain, importPath]);
      }
      known.push(...row.cgo.map((entry) => ({ ...entry, importedBy: chain })));
      knownToRequire.push(...row.requiring.map((entry) => ({ ...entry, importedBy: chain })));
    } else {
      unread.add(location.kind === 'unread' ? location.module : importPath);
    }
  });

  // What cmd/go calls `command-line-arguments` is, to people, the file that they named.
  const chainInWords = (chain: readonly string[]): string => {
    const [file] = request.names?.length === 1 ? request.names : [];
    return inWords(chain.map((path) => (path === 'command-line-arguments' ? (file ?? say`the program`) : path)));
  };
  const described = visits.filter(({ withCgo }) => usesCgo(withCgo)).map((visit) => describe(visit, context));
  const withoutCgo = context.cgo ? visitAll(request, { ...context, cgo: false }, () => undefined) : visits;
  const requiring = findRequiring(withoutCgo, described, knownToRequire, context);
  return {
    standard: new Set(standard.keys()),
    standardPackages,
    foreign: context.cgo ? [...described, ...known] : [],
    requiring,
    leftOut: context.cgo ? [] : [...described, ...known],
    unread: [...unread],
    fromTable: [...fromTable],
    absent: [...absent.values()],
    packages: visits.map(({ importPath, withCgo, without }) =>
      describePackage(importPath, context.cgo ? withCgo : without, isOwn(modules, importPath)),
    ),
    evidence: [
      ...[...standard].map(([base, chain]) => evidence(undefined, say`it uses ${base}: ${chainInWords(chain)}`)),
      ...[...described, ...known].map((found) =>
        evidence(
          undefined,
          say`${found.importPath} imports "C"${found.importedBy.length > 0 ? `: ${chainInWords([...found.importedBy, found.importPath])}` : ''}`,
        ),
      ),
    ],
  };

  /** Visits all readable packages reached under a context; `leave` gets those whose sources are not ours to read. */
  function visitAll(
    from: WalkRequest,
    under: BuildContext,
    leave: (
      importPath: string,
      chain: readonly string[],
      location: Exclude<ReturnType<ModuleSet['locate']>, { kind: 'directory' }>,
    ) => void,
  ): readonly Visit[] {
    const start = judge(from.sources, from.names);
    const queue: Visit[] = start ? [{ importPath: from.importPath, chain: [], ...start }] : [];
    const seen = new Set([from.importPath]);
    for (const visit of queue) {
      const chain = [...visit.chain, visit.importPath];
      for (const importPath of importsOf(under.cgo ? visit.withCgo : visit.without)) {
        if (seen.has(importPath)) continue;
        seen.add(importPath);
        const location = modules.locate(importPath);
        const { tree } = from.sources;
        const complaint = missingModule(modules, tree, context, { importPath, importer: visit.importPath, location });
        note(complaint && absenceOf(complaint, modules));
        // The text is that of modload.importFromBuildList.
        if (modules.decides && /^\.\.?\//.test(importPath)) {
          const says = 'is relative, but relative import paths are not supported in module mode';
          note({ message: `"${importPath}" ${says}` });
        }
        if (location.kind !== 'directory') {
          leave(importPath, chain, location);
          continue;
        }
        const sources = readPackage(location.tree, location.directory, under);
        if (sources?.files.length === 0) note(absentPackage(request, importPath));
        const judged = sources && judge(sources, undefined);
        if (!judged || sources.unreadable.length > 0)
          leave(importPath, chain, { kind: 'unread', module: location.module });
        if (judged) queue.push({ importPath, chain, ...judged });
      }
    }
    return queue;
  }

  function judge(
    sources: PackageSources,
    names: readonly string[] | undefined,
  ): Pick<Visit, 'withCgo' | 'without'> | undefined {
    const withCgo = readPackage(sources.tree, sources.directory, { ...context, cgo: true }, names);
    const without = readPackage(sources.tree, sources.directory, { ...context, cgo: false }, names);
    return withCgo && without && { withCgo, without };
  }
}

function absenceOf({ message, sums }: MissingModule, { current }: ModuleSet): Absence {
  if (!sums || !current) return { message };
  return { message, lacks: { file: `${current.directory.replace(/\/$/, '')}/go.mod`, ...sums } };
}

/**
 * A package that belongs to a main module by its path and that no other module can provide, where its directory is not there
 * or has no Go files at all (modload, dirInModule).
 */
function absentPackage({ modules, context, sources: { tree } }: WalkRequest, importPath: string): Absence | undefined {
  const main = modules.mains.find(({ path }) => importPath.startsWith(`${path}/`));
  if (!main) return undefined;
  const elsewhere = [...main.file.requires, ...main.file.replaces].some(
    ({ path }) => importPath === path || importPath.startsWith(`${path}/`),
  );
  const root = main.directory.replace(/\/$/, '');
  const path = `${root}/${importPath.slice(main.path.length + 1)}`;
  if (elsewhere || (tree.kind(path) !== undefined && !hasNoGoFiles(tree, path))) return undefined;
  const file = `${root}/go.mod`;
  const standard = missingStandardPackage(importPath, context.go);
  if (standard !== undefined) return { message: standard, lacks: { file, path, error: standard } };
  const error = `no required module provides package ${importPath}`;
  return { message: `${error}; to add it:\n\tgo get ${importPath}`, lacks: { file, path, error } };
}

/** An import that belongs to the standard library by its shape, and that neither that nor a module of the build has. */
function absentStandard(request: WalkRequest, importPath: string): Absence | undefined {
  const { modules, context } = request;
  const isOwnPath = modules.mains.some(({ path }) => importPath.startsWith(`${path}/`));
  if (isOwnPath) return isKnownStandardPackage(importPath) ? undefined : absentPackage(request, importPath);
  const message = modules.decides ? missingStandardPackage(importPath, context.go) : undefined;
  return message === undefined ? undefined : { message, byRelease: true };
}

function hasNoGoFiles(tree: SourceTree, directory: string): boolean {
  const names = tree.kind(directory) === 'directory' ? tree.list(directory) : undefined;
  return names !== undefined && tree.isComplete?.(directory) !== false && !names.some((name) => name.endsWith('.go'));
}

function usesCgo(sources: PackageSources): boolean {
  return compiledFiles(sources).some((file) => file.file?.importsC === true);
}

function importsOf(sources: PackageSources): ReadonlySet<string> {
  return new Set(compiledFiles(sources).flatMap((file) => file.file?.imports ?? []));
}

function describe(visit: Visit, context: BuildContext): CgoPackage {
  const described = describeCgoPackage(visit.importPath, visit.withCgo, visit.without, context, visit.chain);
  // A stub compiles and has all that is called; only the table knows that it does nothing.
  const isStub = described.withoutCgo !== 'excluded' && knownWithoutCgo(visit.importPath) === 'stub';
  return isStub ? { ...described, withoutCgo: 'stub' } : described;
}

/** The packages that break the build when cgo is off: by themselves, or because an importer uses what is gone. */
function findRequiring(
  visits: readonly Visit[],
  described: readonly CgoPackage[],
  known: readonly CgoPackage[],
  context: BuildContext,
): readonly CgoPackage[] {
  const requiring: CgoPackage[] = [...known];
  for (const visit of visits.filter(({ withCgo }) => usesCgo(withCgo))) {
    const found = described.find((entry) => entry.importPath === visit.importPath) ?? describe(visit, context);
    if (found.withoutCgo === 'excluded' || found.withoutCgo === 'undefined-symbols') requiring.push(found);
    else if (visits.some((importer) => needsWhatIsGone(importer, visit)))
      requiring.push({ ...found, withoutCgo: 'undefined-symbols' });
  }
  return requiring;
}

function needsWhatIsGone(importer: Visit, imported: Visit): boolean {
  const files = compiledFiles(importer.without).filter((file) => file.file?.imports.includes(imported.importPath));
  if (files.length === 0) return false;
  const gone = exportedOnlyWithCgo(imported.withCgo, imported.without);
  if (gone.length === 0) return false;
  const ownName = compiledFiles(imported.withCgo)[0]?.file?.packageName;
  return files.some((file) => {
    const name = file.file?.importNames.get(imported.importPath) ?? ownName;
    if (name === undefined || name === '_' || name === '.') return false;
    const text = plainText(importer.without, file);
    return gone.some((symbol) => new RegExp(`(?<![\\w.])${name}\\.${symbol}\\b`).test(text));
  });
}

/** Whether a package belongs to the sources that are built rather than to a module they require. */
function isOwn({ mains }: ModuleSet, importPath: string): boolean {
  if (mains.length === 0 || importPath === 'command-line-arguments') return true;
  return mains.some(({ path }) => importPath === path || importPath.startsWith(`${path}/`));
}

function describePackage(importPath: string, sources: PackageSources, own: boolean): ProgramPackage {
  const files = compiledFiles(sources);
  const uses = own ? findStandardUses(sources) : [];
  return {
    importPath,
    directory: sources.directory,
    files: files.map((file) => file.name),
    embeds: files.flatMap(({ name, file }) => (file?.embeds ?? []).map((embed) => ({ ...embed, file: name }))),
    imports: [...importsOf(sources)],
    ...(uses.length > 0 && { uses }),
  };
}

/** `a imports b imports c`. */
function inWords(chain: readonly string[]): string {
  return chain.reduce((importer, imported) => say`${importer} imports ${imported}`);
}
