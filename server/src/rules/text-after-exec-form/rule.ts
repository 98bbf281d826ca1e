import type { CommandInstruction } from '../../dockerfile/instruction';
import type { BuildModel } from '../../model/buildModel';
import { lineBreak } from '../../text/lines';
import { say } from '../../text/say';
import { insertBefore } from '../fixes/instructions';
import type { Edit } from '../../text/edit';
import type { Span } from '../../text/span';
import { defineRule, type Fix } from '../rule';

export const textAfterExecForm = defineRule({
  id: 'text-after-exec-form',
  title: 'Text behind the exec form turns it into the shell form',
  severity: 'error',
  fix: 'always',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    const stage = model.target;
    const cmd = stage?.cmd?.instruction;
    const entrypoint = stage?.entrypoint?.instruction;
    for (const instruction of [entrypoint, cmd]) {
      const text = instruction?.textAfterExec;
      if (!stage || !instruction || !text) continue;
      // The shell form of ENTRYPOINT takes no arguments, so that CMD does not count next to it.
      if (instruction.kind === 'CMD' && stage.entrypoint) continue;
      const array = model.dockerfile.text.slice(instruction.argument.start, text.start).trim();
      const [first = array] = array.split(/\s/);
      const windows = stage.image.distribution === 'windows';
      yield {
        span: text,
        certainty: 'known',
        ...(windows && { severity: 'warning' }),
        message: say`Because of this text ${instruction.keyword} is no longer the exec form but a shell command that starts with ${first}. The container will not start with BuildKit of July 2024 or later: "/bin/sh: ${first}: not found", or no /bin/sh at all.`,
        fixes: () => [fixOf(model, instruction, text)],
      };
    }
  },
});

function written(model: BuildModel, span: Span): string {
  return model.dockerfile.text.slice(span.start, span.end);
}

function isInstruction(text: string): boolean {
  return /^(CMD|ENTRYPOINT)\s/i.test(text);
}

function fixOf(model: BuildModel, instruction: CommandInstruction, span: Span): Fix {
  const text = written(model, span);
  const edits = editsOf(model, instruction, span);
  if (text.startsWith('#')) return { title: say`Move the comment to a line of its own`, safety: 'safe', edits };
  if (isInstruction(text)) return { title: say`Give it a line of its own`, safety: 'safe', edits };
  const moved = moveIntoArray(model, instruction, span);
  // A stray comma or colon means nothing.
  if (!moved) return { title: say`Remove ${text}`, safety: /\w/.test(text) ? 'review' : 'safe', edits };
  return { title: say`Make ${text} part of the exec form`, safety: 'safe', edits: [moved] };
}

/** `["/app"] --port 80` becomes `["/app", "--port", "80"]`; undefined if a shell would do more with the words than split them. */
function moveIntoArray(model: BuildModel, instruction: CommandInstruction, span: Span): Edit | undefined {
  const { text } = model.dockerfile;
  const words = written(model, span).split(/[ \t]+/);
  if (!words.every((word) => /^[\w./-][\w@%+=:,./-]*$/.test(word))) return undefined;
  const end = text.lastIndexOf(']', span.start);
  if (end < instruction.argument.start) return undefined;
  const separator = text.slice(instruction.argument.start, end).includes(',') || text[end - 1] !== '[' ? ', ' : '';
  return {
    span: { start: end, end: span.end },
    newText: `${separator}${words.map((word) => `"${word}"`).join(', ')}]`,
  };
}

function editsOf(model: BuildModel, instruction: CommandInstruction, span: Span): readonly Edit[] {
  const text = written(model, span);
  let { start } = span;
  while (/[ \t]/.test(model.dockerfile.text[start - 1] ?? '')) start--;
  const removed = { start, end: span.end };
  if (isInstruction(text)) return [{ span: { start, end: span.start }, newText: lineBreak(model.dockerfile.text) }];
  const removal: Edit = { span: removed, newText: '' };
  return text.startsWith('#') && !/[\r\n]/.test(text) ? [insertBefore(model, instruction, text), removal] : [removal];
}
