import type { Flag } from '../dockerfile/instruction';
import { isSettled, valueOf } from '../facts/fact';
import { flagValue } from '../golang/flagValues';
import { parseGoCommand } from '../golang/goCommand';
import { findModules, type ModuleSet } from '../golang/modules';
import { ignoresModules } from '../model/buildPrograms';
import type { GoCommand } from '../golang/types';
import type { BuildModel, GoBuild, Mount, Stage, Step } from '../model/buildModel';
import { asTree, isWithin, resolvePath } from '../model/files';
import type { ExecutedCommand, Execution } from '../shell/execution';
import { remembered } from '../text/remembered';

/** One step with the stage that it stands in: a stage that comes from another one begins with the steps of that. */
export interface PlacedStep {
  readonly stage: Stage;
  readonly step: Step;
}

/** A chain of more stages is none that anyone wrote; the steps of each would be gone through for each of them. */
const longestChain = 100;

/** What has been gone through for one rule serves the others. */
const chainsOf = remembered((_model: BuildModel) => new Map<Stage, readonly PlacedStep[]>());

/** The steps of a stage, those of the stages it comes from first. */
export function stepsOf(model: BuildModel, stage: Stage): readonly PlacedStep[] {
  const chains = chainsOf(model);
  const before = chains.get(stage);
  if (before) return before;
  const steps = chainOf(model, stage);
  chains.set(stage, steps);
  return steps;
}

function chainOf(model: BuildModel, stage: Stage): readonly PlacedStep[] {
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at && chain.length < longestChain;) {
    chain.push(at);
    const parent: Stage | undefined = at.base.kind === 'stage' ? model.stages[at.base.index] : undefined;
    at = parent && parent.index < at.index ? parent : undefined;
  }
  return chain.reverse().flatMap(placedSteps);
}

const placedSteps = remembered((stage: Stage): readonly PlacedStep[] => stage.steps.map((step) => ({ stage, step })));

/** Builds by the index of the stage that they are in. */
export function byStage(builds: readonly GoBuild[]): ReadonlyMap<number, readonly GoBuild[]> {
  const groups = new Map<number, GoBuild[]>();
  for (const build of builds) {
    const group = groups.get(build.stage);
    if (group) group.push(build);
    else groups.set(build.stage, [build]);
  }
  return groups;
}

export interface PlacedGoCommand {
  readonly command: ExecutedCommand;
  readonly go: GoCommand;
}

/** The go commands of a RUN; several rules ask. */
export function goCommandsOf({ execution }: Step): readonly PlacedGoCommand[] {
  return execution ? goCommandsIn(execution) : none;
}

const none: readonly PlacedGoCommand[] = [];

const goCommandsIn: (execution: Execution) => readonly PlacedGoCommand[] = remembered(({ commands }) =>
  commands.flatMap((command) => {
    const go = parseGoCommand(command);
    return go ? [{ command, go }] : [];
  }),
);

/** Verbs that need the modules which go.mod requires. */
const moduleVerbs: ReadonlySet<string> = new Set([
  'build',
  'install',
  'test',
  'run',
  'vet',
  'get',
  'generate',
  'mod download',
  'mod tidy',
  'mod vendor',
  'mod verify',
]);

/** Whether a command downloads what the go.mod around it requires, if that has not been done. `go install PACKAGE@VERSION` has a module of its own. */
export function needsModules(go: GoCommand): boolean {
  if (!moduleVerbs.has(go.verb)) return false;
  if (go.args.some(({ value }) => valueOf(value)?.includes('@') !== false)) return false;
  return go.verb !== 'mod download' || go.args.length === 0;
}

const seen = new WeakMap<GoCommand, { readonly modules: ModuleSet | undefined }>();

/**
 * The modules that a command sees; undefined if there are none, or it is not known where it runs. Worked out once per command,
 * as several rules ask.
 */
export function modulesOf(stage: Stage, step: Step, placed: PlacedGoCommand): ModuleSet | undefined {
  const before = seen.get(placed.go);
  if (before) return before.modules;
  const modules = findModulesOf(stage, step, placed);
  seen.set(placed.go, { modules });
  return modules;
}

function findModulesOf(stage: Stage, step: Step, { command, go }: PlacedGoCommand): ModuleSet | undefined {
  const at = valueOf(command.workdir);
  if (at === undefined || (go.directory && !isSettled(go.directory))) return undefined;
  const directory = go.directory ? resolvePath(at, valueOf(go.directory) ?? '.') : at;
  const tree = asTree(step.files);
  const version = valueOf(stage.goVersion);
  const variable = command.environment.get('GO111MODULE');
  if (ignoresModules(tree, directory, variable?.value, version)) return undefined;
  const work = command.environment.get('GOWORK')?.value;
  if (work && !isSettled(work)) return undefined;
  const mod = flagValue(go, 'mod');
  const asked = mod && valueOf(mod);
  const found = findModules({
    tree,
    moduleCache: undefined,
    directory,
    context: {
      goos: 'linux',
      goarch: 'amd64',
      cgo: false,
      tags: [],
      compiler: 'gc',
      go: version,
      mod: asked === 'vendor' || asked === 'mod' || asked === 'readonly' ? asked : undefined,
      race: false,
    },
    goPath: '/go',
    goWork: work?.value,
  });
  return found.current || found.workspace ? found : undefined;
}

/** How many modules go has to download: what is required and neither replaced by a folder nor part of the workspace. */
export function countDownloads({ mains, workspace }: ModuleSet): number {
  const own = new Set(mains.map(({ path }) => path));
  const replaces = [...(workspace?.file.replaces ?? []), ...mains.flatMap(({ file }) => file.replaces)];
  const needed = mains.flatMap(({ file }) =>
    file.requires.filter(
      ({ path, version }) =>
        !own.has(path) &&
        !replaces.some(
          (replace) =>
            replace.path === path &&
            replace.targetVersion === undefined &&
            (replace.version === undefined || replace.version === version),
        ),
    ),
  );
  return new Set(needed.map(({ path }) => path)).size;
}

/** Whether the Dockerfile changes what go goes by in a file: `go env -w`. */
export function storesSettings(steps: readonly PlacedStep[]): boolean {
  return steps.some(({ step }) =>
    goCommandsOf(step).some(({ go }) => go.verb === 'env' && go.flags.some(({ name }) => name === 'w' || name === 'u')),
  );
}

/**
 * Where a go command keeps its modules, or what it has compiled (go help environment; os.UserCacheDir).
 * @returns undefined if that cannot be told
 */
export function cacheFolder(command: ExecutedCommand, name: 'GOMODCACHE' | 'GOCACHE'): string | undefined {
  if (command.environmentMayHoldMore === true) return undefined;
  const folder = (variable: string, below: string): string | undefined | null => {
    const value = command.environment.get(variable)?.value;
    if (!value || valueOf(value) === '') return null;
    if (!isSettled(value)) return undefined;
    const [first = ''] = variable === 'GOPATH' ? value.value.split(':') : [value.value];
    return /^\/[\w./@+-]+$/.test(first) ? resolvePath('/', `${first}${below}`) : undefined;
  };
  const places: readonly (readonly [string, string])[] =
    name === 'GOMODCACHE'
      ? [
          ['GOMODCACHE', ''],
          ['GOPATH', '/pkg/mod'],
          ['HOME', '/go/pkg/mod'],
        ]
      : [
          ['GOCACHE', ''],
          ['XDG_CACHE_HOME', '/go-build'],
          ['HOME', '/.cache/go-build'],
        ];
  for (const [variable, below] of places) {
    const found = folder(variable, below);
    if (found !== null) return found;
  }
  return undefined;
}

/** The mount of a RUN that holds a folder, or may. */
export function mountOver(mounts: readonly Mount[], folder: string): Mount | undefined {
  return mounts.find(
    ({ type, target }) => type !== 'secret' && type !== 'ssh' && (!isSettled(target) || isWithin(folder, target.value)),
  );
}

/** Whether a COPY or ADD fills a folder, or may. */
export function isFilledByCopy(steps: readonly PlacedStep[], folder: string): boolean {
  return steps.some(({ step: { copy } }) => {
    if (!copy) return false;
    if (!isSettled(copy.destination)) return true;
    const { value } = copy.destination;
    if (copy.from.kind === 'context') return isWithin(value, folder);
    return isWithin(folder, value) || isWithin(value, folder);
  });
}

/** `--network=none`. */
export function hasNoNetwork(flags: readonly Flag[]): boolean {
  return flags.some(({ name, value }) => name === 'network' && value === 'none');
}

/** Whether a comment says that the Dockerfile is built by something that knows no mounts. */
export function isBuiltWithoutMounts({ dockerfile }: BuildModel): boolean {
  return dockerfile.comments.some(({ text }) => /\bkaniko\b|DOCKER_BUILDKIT=0/i.test(text));
}

/** Whether the image that is shipped comes from the stage, so that what is in its caches is shipped as well. */
export function isInImage(model: BuildModel, stage: Stage): boolean {
  return inImage(model).has(stage);
}

const inImage = remembered(({ target, stages }: BuildModel): ReadonlySet<Stage> => {
  const found = new Set<Stage>();
  let at: Stage | undefined = target;
  while (at && !found.has(at)) {
    found.add(at);
    at = at.base.kind === 'stage' ? stages[at.base.index] : undefined;
  }
  return found;
});

/** Whether a mount is of the files of the stage; its name counts in any case (BuildKit: dispatchStates.findStateByName). */
export function isMountedFrom({ name, index }: Stage, { options }: Pick<Mount, 'options'>): boolean {
  const from = options['from']?.toLowerCase();
  return from !== undefined && (from === name || from === String(index));
}

/** Whether another stage copies or mounts a folder out of the stage, or one that holds it. */
export function isTaken({ stages }: BuildModel, stage: Stage, folder: string): boolean {
  return stages.some((other) =>
    other.steps.some(({ copy, mounts }) => {
      if (mounts.some((mount) => isMountedFrom(stage, mount))) return true;
      if (copy?.from.kind !== 'stage' || copy.from.index !== stage.index) return false;
      return copy.sources.some(({ path }) => {
        const source = valueOf(path);
        if (source === undefined) return true;
        const at = resolvePath('/', source.replace(/[*?[][^]*$/, ''));
        return isWithin(folder, at) || isWithin(at, folder);
      });
    }),
  );
}

/** Whether a RUN clears a folder, which cannot be done where something is mounted (rm and go clean -modcache then fail). */
export function clears(step: Step, folder: string): boolean {
  return (step.execution?.commands ?? []).some((command) => {
    const [name, ...words] = command.argv.map(({ value }) => valueOf(value));
    if (name === 'go' && words[0] === 'clean') return true;
    if (name !== 'rm' && name !== 'mv' && name !== 'chmod' && name !== 'chown') return false;
    return words.some((word) => {
      if (word === undefined) return true;
      if (word.startsWith('-')) return false;
      const at = resolvePath(valueOf(command.workdir) ?? '/', word.replace(/^~/, '/root').replace(/[*?[][^]*$/, ''));
      return isWithin(folder, at) || isWithin(at, folder);
    });
  });
}
