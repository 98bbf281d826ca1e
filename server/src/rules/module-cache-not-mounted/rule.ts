import { valueOf } from '../../facts/fact';
import { flagValue } from '../../golang/flagValues';
import type { BuildModel, Mount, Stage } from '../../model/buildModel';
import { isWithin, resolvePath } from '../../model/files';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { remembered } from '../../text/remembered';
import { slice } from '../../text/span';
import { addMount, cacheMount } from '../fixes/cacheMount';
import {
  cacheFolder,
  clears,
  countDownloads,
  goCommandsOf,
  hasNoNetwork,
  isBuiltWithoutMounts,
  isFilledByCopy,
  isInImage,
  isTaken,
  modulesOf,
  mountOver,
  needsModules,
  stepsOf,
  storesSettings,
  type PlacedGoCommand,
  type PlacedStep,
} from '../moduleCommands';
import { defineRule, type Finding } from '../rule';

export const moduleCacheNotMounted = defineRule({
  id: 'module-cache-not-mounted',
  title: 'Module cache that is not mounted',
  severity: 'hint',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    if (isBuiltWithoutMounts(model)) return;
    const seen = new Set<number>();
    for (const stage of model.stages) {
      if (!stage.needed || valueOf(stage.platform)?.os === 'windows' || isKept(model, stage)) continue;
      for (const finding of unmounted(model, stage)) {
        if (seen.has(finding.span.start)) continue;
        seen.add(finding.span.start);
        yield finding;
      }
    }
  },
});

/** Whether what is in the stage's layers is used beyond the commands that are read here. */
function isKept(model: BuildModel, stage: Stage): boolean {
  return isInImage(model, stage) || behindUnneeded(model).has(stage);
}

/** The stages that those come from which the target does not need, and these themselves. */
const behindUnneeded = remembered(
  (model: BuildModel): ReadonlySet<Stage> =>
    new Set(model.stages.flatMap((other) => (other.needed ? [] : stepsOf(model, other).map((placed) => placed.stage)))),
);

/** A RUN that needs modules. */
interface Use {
  readonly placed: PlacedStep;
  readonly found: PlacedGoCommand;
  readonly folder: string;
  readonly mount: Mount | undefined;
  /** It surely has modules to download; undefined if go.mod cannot be read. */
  readonly downloads: boolean | undefined;
}

function unmounted(model: BuildModel, stage: Stage): readonly Finding[] {
  const steps = stepsOf(model, stage);
  const uses = steps.flatMap((placed) => useOf(placed) ?? []);
  const [first] = uses;
  if (!first || storesSettings(steps) || uses.some(({ folder }) => folder !== first.folder)) return [];
  const { folder } = first;
  if (isTaken(model, stage, folder) || isFilledByCopy(steps, folder)) return [];
  if (uses.some(({ placed }) => clears(placed.step, folder) || hasNoNetwork(placed.step.instruction.flags))) return [];
  const mounted = uses.find(({ mount }) => mount !== undefined);
  if (mounted && !isOwnCache(mounted.mount)) return [];
  const late = uses.flatMap((use, index) => {
    const message = messageFor(use, uses.slice(0, index), uses.slice(index + 1));
    return message === undefined ? [] : [{ use, message }];
  });
  return late.map(({ use, message }) => ({
    span: use.found.go.verbSpan,
    certainty: use.downloads === undefined ? 'presumed' : 'known',
    message,
    ...(mounted?.mount && { related: [{ span: mounted.mount.span, message: say`the module cache is mounted here` }] }),
    fixes: () => {
      const without = uses.filter(({ mount }) => mount === undefined);
      const edits = without.flatMap((each) => mountFor(model, each, mounted) ?? []);
      return edits.length === without.length ? [{ title: say`Mount the module cache`, safety: 'review', edits }] : [];
    },
  }));
}

function useOf(placed: PlacedStep): Use | undefined {
  const { stage, step } = placed;
  for (const found of goCommandsOf(step)) {
    const folder = needsModules(found.go) ? cacheFolder(found.command, 'GOMODCACHE') : undefined;
    if (folder === undefined || found.command.runs !== 'always') continue;
    const mod = flagValue(found.go, 'mod');
    if (mod && valueOf(mod) !== 'mod' && valueOf(mod) !== 'readonly') continue;
    const modules = modulesOf(stage, step, found);
    if (modules?.current?.vendored === true) continue;
    const downloads = modules && countDownloads(modules) > 0;
    if (downloads === false) continue;
    return { placed, found, folder, mount: mountOver(step.mounts, folder), downloads };
  }
  return undefined;
}

function isOwnCache(mount: Mount | undefined): boolean {
  return mount?.type === 'cache' && mount.options['from'] === undefined;
}

/** Undefined if the modules are where the next command looks for them. */
function messageFor(
  { mount, placed, found, folder, downloads }: Use,
  before: readonly Use[],
  after: readonly Use[],
): string | undefined {
  if (mount) return undefined;
  if (after.some((use) => use.mount))
    return say`The modules that are downloaded here are put into ${folder}, which the cache mount of a later RUN hides. Go downloads them there once more.`;
  if (before.some((use) => !use.mount)) return undefined;
  if (before.length > 0)
    return say`${folder} is a cache mount in an earlier RUN and not in this one, so that its modules are not there. Go downloads them again each time this runs.`;
  return downloads === true && isMounted(placed, found)
    ? say`${folder} is not a cache mount, so that each change of the mounted files makes go download all modules again.`
    : undefined;
}

/** Whether the sources are mounted rather than copied. */
function isMounted({ step }: PlacedStep, { command }: PlacedGoCommand): boolean {
  const at = valueOf(command.workdir);
  return step.mounts.some(({ type, target, options }) => {
    const path = valueOf(target);
    if (type !== 'bind' || options['from'] !== undefined || path === undefined || at === undefined) return false;
    // Of go.mod and go.sum alone the layer is as good as a copy.
    const source = resolvePath('/', options['source'] ?? options['src'] ?? '.');
    return !/\.(?:mod|sum|work)$/.test(source) && isWithin(at, path);
  });
}

/** The mount that the others have, else one of its own. */
function mountFor(model: BuildModel, { placed, folder }: Use, mounted: Use | undefined): Edit | undefined {
  const { instruction, user } = placed.step;
  if (instruction.kind !== 'RUN') return undefined;
  const { text } = model.dockerfile;
  const shared = mounted?.mount;
  if (shared && (valueOf(shared.target) !== folder || valueOf(user) !== valueOf(mounted.placed.step.user)))
    return undefined;
  const mount = shared ? slice(text, shared.span) : cacheMount(folder, placed.step);
  return mount === undefined ? undefined : addMount(model, instruction, mount);
}
