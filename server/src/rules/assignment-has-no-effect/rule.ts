import { isSettled, valueOf } from '../../facts/fact';
import { isGoVariable } from '../../golang/variables';
import type { BuildModel, Effect, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import { insertAfter } from '../fixes/instructions';
import { makeEnv, mergedEdits, nameOf, passOn, tailOf } from '../fixes/lostAssignments';
import { defineRule, type Finding, type Fix } from '../rule';

export const assignmentHasNoEffect = defineRule({
  id: 'assignment-has-no-effect',
  title: 'Assignment or cd that nothing notices',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      for (const step of stage.steps) {
        if (!step.execution || step.execution.errors.length > 0) continue;
        if (step.execution.effects.length > 0) {
          yield* lostVariables(model, step);
          yield* lostDirectories(model, stage, step);
        }
        for (const command of step.execution.commands) {
          const finding = commandInsteadOfAssignment(model, command);
          if (finding) yield finding;
        }
      }
    }
  },
});

function* lostVariables(model: BuildModel, step: Step): Iterable<Finding> {
  for (const effect of step.execution?.effects ?? []) {
    if (effect.kind === 'cd' || effect.read || effect.valueSpan === undefined) continue;
    const { name, commandsAfter } = effect;
    if (commandsAfter.length === 0) {
      // A loop's or a condition's leftovers are of no interest, a RUN that was written for the variable is.
      if (effect.kind === 'assignment' && (step.execution?.commands.length ?? 0) > 0 && !isGoVariable(name)) continue;
      yield {
        span: { start: effect.nameSpan.start, end: effect.valueSpan.end },
        certainty: 'known',
        message: say`${name} is set for the shell of this RUN alone, which ends here. The instructions that follow do not see it.`,
        fixes: () => makeEnv(model, step, effect),
      };
    } else if (effect.kind === 'assignment' && !effect.exported && isGoVariable(name)) {
      // A sourced file reads the shell's own variables.
      if (commandsAfter.some((command) => ['.', 'source', 'eval'].includes(nameOf(command) ?? '.'))) continue;
      const [next] = commandsAfter;
      yield {
        span: { start: effect.nameSpan.start, end: effect.valueSpan.end },
        certainty: 'known',
        message: say`${name} is set in the shell but not exported, so ${(next && nameOf(next)) ?? say`the command`} runs without it.`,
        fixes: () => passOn(model, effect),
      };
    }
  }
}

function* lostDirectories(model: BuildModel, stage: Stage, step: Step): Iterable<Finding> {
  const changes = (step.execution?.effects ?? []).filter((effect) => effect.kind === 'cd');
  const [effect] = changes;
  // `cd x && make && cd ..` goes back, and `cd x || exit` asks whether x is there.
  if (!effect || changes.length > 1 || effect.commandsAfter.length > 0 || effect.read) return;
  if (effect.followedBy !== undefined || effect.valueSpan === undefined) return;
  const to = valueOf(effect.value);
  const from = valueOf(step.workdir);
  if (to !== undefined && to === from) return;
  const later = stage.steps.slice(stage.steps.indexOf(step) + 1);
  const [next] = later;
  if (next?.instruction.kind === 'WORKDIR') return;
  yield {
    span: effect.span,
    certainty: 'known',
    message: say`cd holds for the shell of this RUN alone, which ends here. The next instruction works in ${from ?? say`the WORKDIR`} again.`,
    fixes: () => makeWorkdir(model, later, step, effect),
  };
}

function makeWorkdir(model: BuildModel, later: readonly Step[], step: Step, effect: Effect): readonly Fix[] {
  const { text } = model.dockerfile;
  const { instruction, execution } = step;
  if (instruction.kind !== 'RUN' || instruction.heredocs.length > 0 || !effect.valueSpan) return [];
  // Where later commands change the directory themselves, a WORKDIR would lead them astray.
  const changed = later.some(({ execution: other }) => other?.effects.some((found) => found.kind === 'cd'));
  const directory = text.slice(effect.valueSpan.start, effect.valueSpan.end);
  if (changed || !isSettled(effect.value) || !/^[\w./@%+-]+$/.test(directory)) return [];
  if (execution?.commands.length === 0 && execution.effects.length === 1 && effect.span.end === instruction.span.end) {
    const span = { start: instruction.span.start, end: effect.valueSpan.start };
    return [{ title: say`Make it a WORKDIR instruction`, safety: 'review', edits: [{ span, newText: 'WORKDIR ' }] }];
  }
  const tail = tailOf(text, instruction.span, effect.span);
  if (!tail) return [];
  const edits = [{ span: tail, newText: '' }, insertAfter(model, instruction, `WORKDIR ${directory}`)];
  return [{ title: say`Change the directory by WORKDIR ${directory}`, safety: 'review', edits: mergedEdits(edits) }];
}

/** `CGO_ENABLED = 0`: to a shell that is a command with two arguments. */
function commandInsteadOfAssignment(model: BuildModel, command: ExecutedCommand): Finding | undefined {
  const [first, second, third] = command.argv;
  const name = first && valueOf(first.value);
  if (!first || !second || name === undefined || !/^[A-Z][A-Z0-9_]*$/.test(name)) return undefined;
  if (valueOf(second.value)?.startsWith('=') !== true || command.wrappers.length > 0) return undefined;
  const { text } = model.dockerfile;
  const last = valueOf(second.value) === '=' ? (third ?? second) : second;
  const value = text.slice(second.span.start, last.span.end).replace(/^=\s*/, '');
  const simple = command.approximate !== true && /^[\w./:@%+-]*$/.test(value);
  const span = { start: first.span.start, end: last.span.end };
  return {
    span,
    certainty: 'known',
    message: say`To a shell this is a command called ${name}, as blanks stand around the equals sign. It ends with "${name}: not found".`,
    fixes: simple
      ? [{ title: say`Drop the blanks`, safety: 'review', edits: [{ span, newText: `${name}=${value}` }] }]
      : [],
  };
}
