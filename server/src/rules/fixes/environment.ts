import type { EnvInstruction } from '../../dockerfile/instruction';
import type { BuildModel } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { removeInstruction } from './instructions';

/**
 * Takes one variable out of an ENV, the whole instruction if it is the only one.
 * @returns undefined if a comment between the lines would go with it
 */
export function removeVariable(
  model: BuildModel,
  instruction: EnvInstruction,
  pair: EnvInstruction['pairs'][number],
): Edit | undefined {
  const { pairs } = instruction;
  if (pairs.length === 1) return removeInstruction(model, instruction);
  const index = pairs.indexOf(pair);
  const before = pairs[index - 1];
  const after = pairs[index + 1];
  const span = before
    ? { start: before.span.end, end: pair.span.end }
    : { start: pair.span.start, end: after?.span.start ?? pair.span.end };
  return model.dockerfile.text.slice(span.start, span.end).includes('#') ? undefined : { span, newText: '' };
}

/** Whether a text expands a variable: `$NAME`, `${NAME:-x}`. */
export function readsVariable(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    if ((before.endsWith('$') || before === '${') && !/\w/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}
