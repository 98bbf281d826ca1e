import type { Instruction, UnknownInstruction } from '../../dockerfile/instruction';
import type { BuildModel } from '../../model/buildModel';
import { say } from '../../text/say';
import { isEnvText } from '../fixes/assignments';
import { replace } from '../fixes/instructions';
import { defineRule, type Fix } from '../rule';
import { shellKindOf, type ShellKind } from '../shellKinds';

export const shellCommandAsInstruction = defineRule({
  id: 'shell-command-as-instruction',
  title: 'Shell command written as an instruction',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const { instructions, text } = model.dockerfile;
    for (const [index, instruction] of instructions.entries()) {
      if (instruction.kind !== 'UNKNOWN') continue;
      const word = text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
      const previous = instructions[index - 1];
      const what = shellKindOf(word, previous);
      if (what === undefined) continue;
      const continues = what === 'continues' ? previous : undefined;
      yield {
        span: instruction.keywordSpan,
        certainty: 'known',
        message: say`${describe(word, what)} The build stops before anything runs: "unknown instruction: ${word}".`,
        ...(continues && { related: [{ span: continues.keywordSpan, message: say`the command that it belongs to` }] }),
        fixes: () => fixes(model, instruction, word, what, continues),
      };
    }
  },
});

function describe(word: string, what: ShellKind): string {
  switch (what) {
    case 'continues':
      return say`This line belongs to the command above, which ends without a backslash.`;
    case 'assignment':
      return say`${word.split('=')[0] ?? word} is assigned as in a shell, which is no Dockerfile instruction.`;
    case 'command':
      return say`${word} is a shell command, not a Dockerfile instruction.`;
  }
}

function fixes(
  model: BuildModel,
  instruction: UnknownInstruction,
  word: string,
  what: ShellKind,
  continued: Instruction | undefined,
): readonly Fix[] {
  const { keywordSpan, argument } = instruction;
  const rest = argument.text.trim();
  const prefix = (keyword: string): Fix => ({
    title: keyword === 'ENV' ? say`Make it an ENV instruction` : say`Make it a ${keyword} instruction`,
    safety: 'safe',
    edits: [{ span: { start: keywordSpan.start, end: keywordSpan.start }, newText: `${keyword} ` }],
  });
  const swap = (keyword: string): Fix => ({
    title: say`Replace ${word} by ${keyword}`,
    safety: 'safe',
    edits: [replace(keywordSpan, keyword)],
  });
  if (continued) {
    const { escape } = model.dockerfile;
    const place = continued.span.end;
    const edits = [{ span: { start: place, end: place }, newText: ` ${escape}` }];
    return continued.heredocs.length > 0 ? [] : [{ title: say`Join it to the command above`, safety: 'safe', edits }];
  }
  if (what === 'assignment') {
    if (isEnvText(`${word} ${rest}`.trim())) return [prefix('ENV')];
    return /^\S*[`$(]/.test(word) ? [] : [prefix('RUN')];
  }
  switch (word.toLowerCase()) {
    case 'export':
      return isEnvText(rest) ? [swap('ENV')] : [];
    case 'cd':
      return /^[^\s;&|`$()~*?<>"'-][^\s;&|`()~*?<>"']*$/.test(rest)
        ? [swap('WORKDIR')]
        : rest === ''
          ? []
          : [prefix('RUN')];
    // In a RUN of their own they would do nothing for what comes after it.
    case 'set':
    case 'unset':
    case 'source':
    case '.':
    case 'su':
    case 'systemctl':
    case 'service':
      return [];
    case 'sudo':
      return rest === '' || rest.startsWith('-') ? [] : [swap('RUN')];
    default:
      return [prefix('RUN')];
  }
}
