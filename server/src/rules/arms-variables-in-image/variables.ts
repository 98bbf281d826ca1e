import { expandWord } from '../../dockerfile/expand';
import type { EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import type { BuildModel } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { readsVariable, removeVariables } from '../fixes/environment';
import { chain } from '../fixes/images';

/**
 * What ack-onepilot gives to a container by labels of its pod: licence key, region, name and workspace of the application, and
 * whether the agent is on (Alibaba Cloud, "ack-onepilot: how it works"). Other ARMS_ variables it is not known to give.
 */
const given: ReadonlySet<string> = new Set([
  'ARMS_ENABLE',
  'ARMS_APP_NAME',
  'ARMS_REGION_ID',
  'ARMS_LICENSE_KEY',
  'ARMS_WORKSPACE',
]);

export interface ArmsVariable {
  readonly instruction: EnvInstruction;
  readonly pair: EnvInstruction['pairs'][number];
}

/** The variables of the image that is shipped that ack-onepilot would give, in the order of the text. None if no Go program is built. */
export function armsVariables(model: BuildModel): readonly ArmsVariable[] {
  const { target, goBuilds, recipeBuilds, observability } = model;
  if (!target || goBuilds.length + recipeBuilds.length === 0 || !observability.profiles.has('arms')) return [];
  return chain(model, target)
    .flatMap(({ steps }) =>
      steps.flatMap(({ instruction }) =>
        instruction.kind === 'ENV' && !instruction.onbuild
          ? instruction.pairs.filter(({ name }) => given.has(name)).map((pair) => ({ instruction, pair }))
          : [],
      ),
    )
    .sort((a, b) => a.pair.span.start - b.pair.span.start);
}

/** Takes the variables out of their ENVs. Undefined if something else reads one of them, or a comment would have to move. */
export function removeArmsVariables(
  model: BuildModel,
  variables: readonly ArmsVariable[],
): readonly Edit[] | undefined {
  const { text } = model.dockerfile;
  if (variables.some(({ pair }) => readsVariable(text, pair.name))) return undefined;
  const edits: Edit[] = [];
  for (const instruction of new Set(variables.map((variable) => variable.instruction))) {
    const own = variables.filter((variable) => variable.instruction === instruction).map(({ pair }) => pair);
    const removed = removeVariables(model, instruction, own);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  return edits;
}

/** The literal value of a variable; undefined if it is not there, computed, empty, or a placeholder such as `{AppName}`. */
export function literalOf(model: BuildModel, variables: readonly ArmsVariable[], name: string): string | undefined {
  const raw = variables.findLast(({ pair }) => pair.name === name)?.pair.value.raw;
  if (raw === undefined || raw.includes('$')) return undefined;
  const value = valueOf(expandWord(raw, () => undefined, model.dockerfile.escape));
  return value === undefined || value === '' || /[{}<>[\]]|^your|^xxx/i.test(value) ? undefined : value;
}
