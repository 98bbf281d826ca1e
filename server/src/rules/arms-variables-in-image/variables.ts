import { expandWord, namesIn } from '../../dockerfile/expand';
import type { EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { readsVariableAfter, removeUnreadArguments, removeVariables } from '../fixes/environment';
import { chain } from '../fixes/images';

/**
 * What ack-onepilot gives to a container by labels of its pod: licence key, region, name and workspace of the application, and
 * whether the agent is on (Alibaba Cloud, "ack-onepilot: how it works"). Other ARMS_ variables it is not known to give.
 */
export const givenByOnepilot: ReadonlySet<string> = new Set([
  'ARMS_ENABLE',
  'ARMS_APP_NAME',
  'ARMS_REGION_ID',
  'ARMS_LICENSE_KEY',
  'ARMS_WORKSPACE',
]);

/**
 * What the agent in the running program reads. ARMS_LICENSE_KEY and ARMS_LOG_LEVEL are not among them, as instgo reads them when
 * it compiles (Alibaba Cloud, "instgo tool introduction").
 */
const readByAgent: ReadonlySet<string> = new Set(['ARMS_ENABLE', 'ARMS_APP_NAME', 'ARMS_REGION_ID', 'ARMS_WORKSPACE']);

export interface ArmsVariable {
  readonly instruction: EnvInstruction;
  readonly pair: EnvInstruction['pairs'][number];
}

/** The variables of the image that is shipped that ack-onepilot would give, in the order of the text. None if no Go program is built. */
export function armsVariables(model: BuildModel): readonly ArmsVariable[] {
  const { target, goBuilds, recipeBuilds, observability } = model;
  if (!target || goBuilds.length + recipeBuilds.length === 0 || !observability.profiles.has('arms')) return [];
  return chain(model, target)
    .flatMap(({ steps }) => variablesIn(steps, givenByOnepilot))
    .sort((a, b) => a.pair.span.start - b.pair.span.start);
}

/** The variables for the agent in stages that only build, where it does not see them; in the order of the text. */
export function armsVariablesOfBuild(model: BuildModel): readonly ArmsVariable[] {
  const { target, stages, observability } = model;
  if (!target || !observability.profiles.has('arms')) return [];
  const shipped = new Set(chain(model, target));
  return stages
    .filter((stage) => stage.needed && !shipped.has(stage))
    .flatMap(({ steps }) => variablesIn(steps, readByAgent));
}

function variablesIn(steps: Stage['steps'], names: ReadonlySet<string>): readonly ArmsVariable[] {
  return steps.flatMap(({ instruction }) =>
    instruction.kind === 'ENV' && !instruction.onbuild
      ? instruction.pairs.filter(({ name }) => names.has(name)).map((pair) => ({ instruction, pair }))
      : [],
  );
}

/**
 * Takes the variables out of their ENVs, with the ARGs that were there for them, and those of the agent that have no effect in a
 * stage that only builds.
 * @returns a sentence that tells why it cannot be done: something else reads one of them, or a comment would have to go
 */
export function removeArmsVariables(model: BuildModel, shipped: readonly ArmsVariable[]): readonly Edit[] | string {
  const { text, escape } = model.dockerfile;
  const variables = [...shipped, ...armsVariablesOfBuild(model)];
  const edits: Edit[] = [];
  for (const instruction of new Set(variables.map((variable) => variable.instruction))) {
    const own = variables.filter((variable) => variable.instruction === instruction).map(({ pair }) => pair);
    const removed = removeVariables(model, instruction, own);
    if (!removed) return say`A value goes on over several lines, in an ENV with comments.`;
    edits.push(...removed);
  }
  const read = variables.find(({ pair }) => readsVariableAfter(text, edits, pair.name));
  if (read) return say`Something else in the Dockerfile reads ${read.pair.name}.`;
  const names = new Set(variables.flatMap(({ pair }) => namesIn(pair.value.raw, escape)));
  return [...edits, ...removeUnreadArguments(model, edits, names)];
}

/** The literal value of a variable; undefined if it is not there, computed, empty, or a placeholder such as `{AppName}`. */
export function literalOf(model: BuildModel, variables: readonly ArmsVariable[], name: string): string | undefined {
  const raw = variables.findLast(({ pair }) => pair.name === name)?.pair.value.raw;
  if (raw === undefined || raw.includes('$')) return undefined;
  const value = valueOf(expandWord(raw, () => undefined, model.dockerfile.escape));
  return value === undefined || value === '' || /[{}<>[\]]|^your|^xxx/i.test(value) ? undefined : value;
}
