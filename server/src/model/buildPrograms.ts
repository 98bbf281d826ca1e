import { isSettled, known, valueOf, type Fact } from '../facts/fact';
import { findModule, matchPackages, scanProgram } from '../golang/program';
import type { BuildContext, GoCommand, GoVersion, ProgramFacts } from '../golang/types';
import { isAtLeast } from '../golang/version';
import type { ExecutedCommand } from '../shell/execution';
import type { SourceTree } from '../workspace/sourceTree';
import { asTree, resolvePath } from './files';
import type { GoSettings } from './goSettings';
import type { StageState, Walk } from './stageState';

/** The packages that a go command names, as its sources in the stage have them; none if they cannot be told. */
export function findPrograms(
  walk: Walk,
  state: StageState,
  command: ExecutedCommand,
  go: GoCommand,
  context: BuildContext,
  settings: GoSettings,
): readonly ProgramFacts[] {
  if (!isSettled(command.workdir)) return [];
  const directory =
    go.directory && isSettled(go.directory)
      ? resolvePath(command.workdir.value, go.directory.value)
      : command.workdir.value;
  if (go.directory && !isSettled(go.directory)) return [];
  const words = go.args.length > 0 ? go.args.map((argument) => argument.value) : [known('.')];
  if (go.incomplete && go.args.length === 0) return [];
  const settled = words.map((word) => (isSettled(word) ? word.value : undefined));
  if (settled.some((word) => word === undefined)) return [];
  const packages = settled.map((word) => word ?? '');
  // Names of sets of packages (cmd/go, "Package lists and patterns"); none of those is a program of its own.
  if (packages.some((word) => ['all', 'std', 'cmd', 'tool', 'work'].includes(word))) return [];
  const goPath = valueOf(settings.value('GOPATH') ?? known('/root/go')) ?? '/root/go';
  const goWork = valueOf(settings.value('GOWORK') ?? known(''));
  const setting = settings.value('GO111MODULE');
  const modules = setting && { value: valueOf(setting) };
  const request = JSON.stringify([packages, directory, goPath, goWork, modules, context]);
  return walk.programs.programs(request, asTree(state.files), (tree) => {
    const modulesOff = ignoresModules(tree, directory, setting, context.go);
    const base = { tree, moduleCache: walk.input.moduleCache, directory, context, goPath, goWork, modulesOff };
    if (packages.every((word) => word.endsWith('.go'))) return [scanProgram({ ...base, packageArgument: packages })];
    const matched = packages.flatMap((word) =>
      word.includes('...') ? matchPackages({ ...base, pattern: word }) : [word],
    );
    return onlyOnce(matched.slice(0, 100).map((word) => scanProgram({ ...base, packageArgument: word })));
  });
}

/** A package that several arguments name counts once (cmd/go/internal/load, PackagesAndErrors). */
function onlyOnce(programs: readonly ProgramFacts[]): readonly ProgramFacts[] {
  const seen = new Set<string>();
  return programs.filter(({ directory, importPath = '' }) => {
    const key = `${directory}\n${importPath}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * Whether the go command works without a module: GO111MODULE=off, or where it may be `auto` and there is no go.mod. That
 * is the default before Go 1.16 (Go 1.16 release notes, "Modules").
 */
export function ignoresModules(
  tree: SourceTree,
  directory: string,
  setting: Fact<string> | undefined,
  go: GoVersion | undefined,
): boolean {
  const value = setting === undefined ? '' : valueOf(setting);
  if (value === 'off') return true;
  const mayBeAuto = value === undefined || value === 'auto' || (value === '' && (!go || !isAtLeast(go, 1, 16)));
  return mayBeAuto && findModule(tree, directory) === undefined;
}
