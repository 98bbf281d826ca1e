import { valueOf } from '../../facts/fact';
import { booleanFlag } from '../../golang/flagValues';
import type { GoBuild, Step } from '../../model/buildModel';
import { isWithin } from '../../model/files';
import { say } from '../../text/say';
import { addMount, cacheMount } from '../fixes/cacheMount';
import {
  byStage,
  cacheFolder,
  clears,
  isBuiltWithoutMounts,
  isFilledByCopy,
  isInImage,
  isTaken,
  mountOver,
  stepsOf,
  storesSettings,
  type PlacedStep,
} from '../moduleCommands';
import { defineRule } from '../rule';

export const buildCacheNotMounted = defineRule({
  id: 'build-cache-not-mounted',
  title: 'Build cache that is not mounted',
  severity: 'hint',
  fix: 'always',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    if (isBuiltWithoutMounts(model)) return;
    const builds = [...model.goBuilds, ...model.recipeBuilds].filter(compilesSource);
    if (builds.length === 0) return;
    const building = new Set(builds.map(({ instruction }) => instruction));
    const buildsOf = byStage(builds);
    for (const stage of model.stages) {
      const own = buildsOf.get(stage.index) ?? [];
      if (own.length === 0 || !stage.needed || valueOf(stage.platform)?.os === 'windows') continue;
      if (isInImage(model, stage)) continue;
      const steps = stepsOf(model, stage);
      const runs = steps.filter(({ step: { instruction } }) => instruction.kind === 'RUN' && building.has(instruction));
      // Turned round, so that it is the first build of each RUN that stays.
      const firstOf = new Map([...own].reverse().map((build) => [build.instruction, build]));
      const taken = new Map<string, boolean>();
      const isOutside = (folder: string): boolean => {
        const known = taken.get(folder) ?? (isTaken(model, stage, folder) || isFilledByCopy(steps, folder));
        taken.set(folder, known);
        return known;
      };
      if (storesSettings(steps) || isFilledBeforehand(steps, runs)) continue;
      for (const placed of runs.filter((run) => run.stage === stage)) {
        const { instruction } = placed.step;
        const build = instruction.kind === 'RUN' ? firstOf.get(instruction) : undefined;
        const finding = build && unmounted(steps, placed.step, build, isOutside);
        if (!finding) continue;
        const { folder, mount } = finding;
        yield {
          span: build.go.verbSpan,
          certainty: build.index < 0 ? 'presumed' : 'known',
          message: say`${folder} is not a cache mount, so that each change of the source makes go compile every package again. With one it compiles only what has changed.`,
          fixes: [
            {
              title: say`Mount the build cache`,
              safety: 'review',
              edits: [addMount(model, build.instruction, mount)],
            },
          ],
        };
      }
    }
  },
});

/** Not `go install PACKAGE@VERSION`, whose layer is kept; and -a leaves the cache out of use. */
function compilesSource({ go, command }: GoBuild): boolean {
  if (!['build', 'install', 'test'].includes(go.verb) || (go.front !== undefined && go.front.name !== 'xx-go'))
    return false;
  if (command.runs !== 'always' || go.args.some(({ value }) => valueOf(value)?.includes('@') === true)) return false;
  return valueOf(booleanFlag(go, 'a')) === false;
}

/** A RUN that compiles before more of the source is copied: it fills the cache of its layer for those behind it. */
function isFilledBeforehand(steps: readonly PlacedStep[], runs: readonly PlacedStep[]): boolean {
  const [first] = runs;
  const last = runs.at(-1);
  if (!first || !last || first === last) return false;
  return steps
    .slice(steps.indexOf(first), steps.indexOf(last))
    .some(({ step: { copy } }) => copy?.from.kind === 'context');
}

function unmounted(
  steps: readonly PlacedStep[],
  step: Step,
  { command }: GoBuild,
  isOutside: (folder: string) => boolean,
): { readonly folder: string; readonly mount: string } | undefined {
  const folder = cacheFolder(command, 'GOCACHE');
  const mount = folder === undefined ? undefined : cacheMount(folder, step);
  if (folder === undefined || mount === undefined || mountOver(step.mounts, folder)) return undefined;
  if (!isFromContext(steps, step, valueOf(command.workdir) ?? '') || clears(step, folder)) return undefined;
  return isOutside(folder) ? undefined : { folder, mount };
}

/** Whether the folder has been copied from the build context, or is mounted from it: what is cloned stays in its layer. */
function isFromContext(steps: readonly PlacedStep[], step: Step, folder: string): boolean {
  const isBound = step.mounts.some(({ type, options }) => type === 'bind' && options['from'] === undefined);
  return (
    isBound ||
    steps.some(({ step: { copy } }) => {
      const destination = copy?.from.kind === 'context' ? valueOf(copy.destination) : undefined;
      return destination !== undefined && (isWithin(folder, destination) || isWithin(destination, folder));
    })
  );
}
