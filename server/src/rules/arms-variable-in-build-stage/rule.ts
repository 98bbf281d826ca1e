import type { EnvInstruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { armsVariablesOfBuild } from '../arms-variables-in-image/variables';
import { readsVariable, removeVariable } from '../fixes/environment';
import { insertAtStageStart } from '../fixes/instructions';
import { defineRule, type Fix } from '../rule';
import { nameOfTarget, shippedPrograms } from '../shipped';

export const armsVariableInBuildStage = defineRule({
  id: 'arms-variable-in-build-stage',
  title: 'Variable for the ARMS agent in a stage that is not shipped',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target) return;
    for (const { instruction, pair } of armsVariablesOfBuild(model)) {
      if (target.imageEnvironment.has(pair.name)) continue;
      const [program] = shippedPrograms(model);
      yield {
        span: pair.nameSpan,
        certainty: 'known',
        message: say`${pair.name} is set in a stage that only builds. The agent reads it in the running program, and ${program?.path ?? 'that'} runs in ${nameOfTarget(target)}, where it is not set.`,
        related: [{ span: target.from.image?.span ?? target.from.span, message: say`the program runs in this image` }],
        fixes: () => move(model, target, instruction, pair),
      };
    }
  },
});

function move(
  model: BuildModel,
  target: Stage,
  instruction: EnvInstruction,
  pair: EnvInstruction['pairs'][number],
): readonly Fix[] {
  const removal = removeVariable(model, instruction, pair);
  const { raw } = pair.value;
  if (!removal || raw.includes('$') || raw.includes('\n') || readsVariable(model.dockerfile.text, pair.name)) return [];
  const value = instruction.legacy && /\s/.test(raw) ? JSON.stringify(raw) : raw;
  return [
    {
      title: say`Set ${pair.name} in the image that is shipped`,
      safety: 'review',
      edits: [removal, insertAtStageStart(model, target, `ENV ${pair.name}=${value}`)],
    },
  ];
}
