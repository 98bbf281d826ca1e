import { valueOf } from '../../facts/fact';
import type { BuildModel, Effect, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { join, type Span } from '../../text/span';
import type { Fix } from '../rule';
import { isEnvText } from './assignments';
import { insertAfter } from './instructions';

/**
 * The fixes of an assignment in a RUN that no later command sees: those that give it the effect it was written for.
 * @param name what their titles call it, where the finding is about something else
 */
export function giveEffect(model: BuildModel, step: Step, effect: Effect, name: string): readonly Fix[] {
  return effect.commandsAfter.length === 0 ? makeEnv(model, step, effect, name) : passOn(model, effect, name);
}

/** The assignment of a variable in a RUN of the stage that nothing reads, with the value that it should have had. */
export function lostAssignment(
  stage: Stage,
  name: string,
  value: string,
): { readonly step: Step; readonly effect: Effect } | undefined {
  for (const step of stage.steps) {
    for (const effect of step.execution?.effects ?? []) {
      if (effect.kind === 'cd' || effect.read || effect.name !== name || valueOf(effect.value) !== value) continue;
      if (effect.commandsAfter.length === 0 || (effect.kind === 'assignment' && !effect.exported))
        return { step, effect };
    }
  }
  return undefined;
}

/** The first word of a command, if known. */
export function nameOf(command: ExecutedCommand): string | undefined {
  const [first] = command.argv;
  return first && valueOf(first.value);
}

/** `CGO_ENABLED=0 && go build` becomes `CGO_ENABLED=0 go build`, or `export CGO_ENABLED=0 && …` where more commands follow. */
export function passOn(model: BuildModel, effect: Effect, name?: string): readonly Fix[] {
  const { text } = model.dockerfile;
  const [only, ...others] = effect.commandsAfter;
  const rest = only && text.slice(effect.span.end, only.span.start);
  const operator = rest === undefined ? null : /^(?:\s+\w+=[^\s;&|]*)*(\s*(?:&&|;)\s*)$/.exec(rest);
  if (only && others.length === 0 && operator?.[1] !== undefined && only.approximate !== true) {
    const span = { start: only.span.start - operator[1].length, end: only.span.start };
    const command = nameOf(only) ?? say`the command`;
    const title = name === undefined ? say`Put it in front of ${command}` : say`Put ${name} in front of ${command}`;
    return [{ title, safety: 'review', edits: [{ span, newText: ' ' }] }];
  }
  if (effect.span.start !== effect.nameSpan.start || /\w=\S*\s+$/.test(text.slice(0, effect.span.start))) return [];
  const place = effect.span.start;
  const title = name === undefined ? say`Export it` : say`Export ${name}`;
  return [{ title, safety: 'review', edits: [{ span: { start: place, end: place }, newText: 'export ' }] }];
}

/** The RUN as an ENV line; or an ENV line behind it, for what its last command sets. */
export function makeEnv(model: BuildModel, step: Step, effect: Effect, name?: string): readonly Fix[] {
  const { text } = model.dockerfile;
  const { instruction, execution } = step;
  if (instruction.kind !== 'RUN' || instruction.heredocs.length > 0 || !execution) return [];
  const own = text.slice(effect.nameSpan.start, effect.span.end);
  if (execution.commands.length === 0) {
    const [first] = execution.effects;
    const pairs = first && text.slice(first.nameSpan.start, instruction.span.end);
    if (!first || pairs === undefined || !isEnvText(pairs)) return [];
    const span = { start: instruction.span.start, end: first.nameSpan.start };
    const title = name === undefined ? say`Make it an ENV instruction` : say`Make ${name} an ENV instruction`;
    return [{ title, safety: 'review', edits: [{ span, newText: 'ENV ' }] }];
  }
  const tail = isEnvText(own) ? tailOf(text, instruction.span, effect.span) : undefined;
  if (!tail) return [];
  const edits = [{ span: tail, newText: '' }, insertAfter(model, instruction, `ENV ${own}`)];
  return [{ title: say`Set ${effect.name} by an ENV instruction`, safety: 'review', edits: mergedEdits(edits) }];
}

/** Edits that touch each other as one, so that their order is beyond doubt. */
export function mergedEdits([removal, insertion]: readonly Edit[]): readonly Edit[] {
  if (!removal || !insertion) return [];
  return [{ span: join(removal.span, insertion.span), newText: insertion.newText }];
}

/** The end of a RUN from the operator on: ` && cd x`. Undefined if more follows, or something else stands before. */
export function tailOf(text: string, instruction: Span, effect: Span): Span | undefined {
  if (effect.end !== instruction.end) return undefined;
  const before = /(?<!\s|\\(?=\r?\n))(?:\s|\\\r?\n)*(?:&&|;)(?:\s|\\\r?\n)*$/.exec(
    text.slice(instruction.start, effect.start),
  );
  return before ? { start: instruction.start + before.index, end: effect.end } : undefined;
}
