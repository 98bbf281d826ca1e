import type { GoBuild } from '../model/buildModel';
import { everyCommand } from '../shell/everyCommand';
import { parseScript } from '../shell/parse';

/**
 * Whether a word stands in front of go that is a variable and came to nothing: `ARG OTEL=` with `RUN $OTEL go build` lets whoever
 * builds choose a tool, and here none is chosen.
 */
export function hasEmptyFront({ instruction, command }: GoBuild): boolean {
  const [first] = command.argv;
  const script = instruction.exec ? undefined : instruction.script;
  if (!first?.word || !script || command.approximate) return false;
  const { start } = first.span;
  return everyCommand(parseScript(script).statements).some(({ words }) => {
    const before = words[words.findIndex(({ span }) => span.start === start) - 1];
    return before !== undefined && before.parts.length > 0 && before.parts.every(({ kind }) => kind === 'variable');
  });
}
