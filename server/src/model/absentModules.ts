import { joinPath } from '../golang/modules';
import type { GoCommand, GoVersion, ModuleFacts, ProgramPackage } from '../golang/types';
import { isAtLeast } from '../golang/version';
import { valueOf } from '../facts/fact';
import { normalise } from '../workspace/sourceTree';
import type { Problem } from './buildModel';
import { contextOrigin } from './contextOrigin';
import { lookUp, resolvePath } from './files';
import type { StageState } from './stageState';

/**
 * Folders of modules that have not been brought, as a problem's details: `directories` where they belong in the stage,
 * `sources` where they stand in the build context (`lib`, or `lib|go.sum` with a go.sum), '' for what the context does
 * not hold; one per line each. `bringer` is the file that names them; if it is not of the build context `sources` is left out.
 * `reads` is `go.mod` or `folder`: what the command needs of them.
 */
export function absentFolders(
  state: StageState,
  go: GoCommand,
  bringer: string,
  directories: readonly string[],
): Problem['details'] {
  const reads = go.verb.startsWith('mod ') ? 'go.mod' : 'folder';
  const details = { directories: directories.join('\n'), reads };
  const origin = contextOrigin(state.files, bringer);
  if (!origin) return details;
  const from = bringer.slice(0, bringer.lastIndexOf('/'));
  const root = origin.path.split('/').slice(0, -1);
  const sources = directories.map((directory) => {
    const steps = stepsBetween(from, directory);
    const ups = steps.filter((step) => step === '..').length;
    // Above the root of the build context nothing can be copied.
    if (ups > root.length) return '';
    const folder = normalise([...root, ...steps].join('/'));
    if (folder === '' || origin.tree.kind(`${folder}/go.mod`) !== 'file') return '';
    return origin.tree.kind(`${folder}/go.sum`) === 'file' ? `${folder}|go.sum` : folder;
  });
  return { ...details, sources: sources.join('\n') };
}

function stepsBetween(from: string, to: string): readonly string[] {
  const [base, target] = [from, to].map((path) => path.split('/').filter((segment) => segment !== ''));
  let shared = 0;
  while (base && target && shared < base.length && base[shared] === target[shared]) shared++;
  return [...(base ?? []).slice(shared).map(() => '..'), ...(target ?? []).slice(shared)];
}

interface AbsentReplacement {
  readonly path: string;
  /** The version that go.mod requires. */
  readonly named: string;
  /** The folder as the replace line names it. */
  readonly target: string;
  readonly directory: string;
  /** The directories of all such modules. */
  readonly all: readonly string[];
  /** A package imports it, and that is where go stops. */
  readonly imports: boolean;
}

/** Commands of `go mod` that read the go.mod of every required module, whatever the module graph is pruned to. */
const graphVerbs: ReadonlySet<string> = new Set(['mod download', 'mod verify', 'mod graph']);
/** Those that read it only where the graph is not pruned, or if a package imports it. */
const buildVerbs: ReadonlySet<string> = new Set(['build', 'install', 'test', 'run', 'vet']);

/**
 * The first required module that a replace line takes from a folder that surely is not there, and that the command reads.
 * With a pruned module graph (go 1.17 in go.mod) a build reads only what it imports, and a replacement that nothing
 * requires is read by none.
 */
export function findAbsentReplacement(asked: {
  readonly state: StageState;
  readonly go: GoCommand;
  readonly version: GoVersion;
  readonly module: ModuleFacts;
  readonly packages: readonly ProgramPackage[];
}): AbsentReplacement | undefined {
  const { state, go, version, module, packages } = asked;
  const readsGraph = graphVerbs.has(go.verb);
  const isBuild = buildVerbs.has(go.verb);
  if ((!readsGraph && !isBuild) || (readsGraph && go.args.length > 0)) return undefined;
  // A vendor folder stands for all of them; so may one that a flag which cannot be read asks for.
  const mod = go.flags.find(({ name }) => name === 'mod');
  if (isBuild && (module.vendored || go.incomplete || (mod && valueOf(mod.value) !== 'mod'))) return undefined;
  if (!isAtLeast(version, 1, 16)) return undefined;
  const { file } = module;
  const isPruned = file.go?.version !== undefined && isAtLeast(file.go.version, 1, 17) && isAtLeast(version, 1, 17);
  const absent = file.requires.flatMap(({ path, version: named }) => {
    const replace =
      file.replaces.find((candidate) => candidate.path === path && candidate.version === named) ??
      file.replaces.find((candidate) => candidate.path === path && candidate.version === undefined);
    if (!replace || replace.targetVersion !== undefined || !/^(\.{0,2}\/|\.{1,2}$)/.test(replace.target)) return [];
    const directory = joinPath(module.directory, replace.target);
    if (lookUp(state.files, resolvePath(directory, 'go.mod')).state !== 'absent') return [];
    const imports = isPruned && !readsGraph;
    if (imports && lookUp(state.files, directory).state !== 'absent') return [];
    if (imports && !isImported(path, module, packages)) return [];
    return [{ path, named, target: replace.target, directory, imports }];
  });
  const [first] = absent;
  return first && { ...first, all: [...new Set(absent.map(({ directory }) => directory))] };
}

/** Whether a package of the main module imports one of a module, and no other module that is required could hold it. */
function isImported(path: string, { directory, file }: ModuleFacts, packages: readonly ProgramPackage[]): boolean {
  const holds = (module: string, importPath: string): boolean =>
    importPath === module || importPath.startsWith(`${module}/`);
  const longer = file.requires.filter((required) => required.path.startsWith(`${path}/`));
  return packages.some(
    ({ directory: at, imports }) =>
      (at === directory || at.startsWith(directory === '/' ? '/' : `${directory}/`)) &&
      imports.some((name) => holds(path, name) && !longer.some((required) => holds(required.path, name))),
  );
}
