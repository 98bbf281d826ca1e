import type {
  CommandInstruction,
  CopyInstruction,
  HealthcheckInstruction,
  RunInstruction,
} from '../../dockerfile/instruction';
import { isSettled } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { execute } from '../../shell/execute';
import { parseScript } from '../../shell/parse';
import { unknown } from '../../facts/fact';
import type { Edit } from '../../text/edit';
import { contains, type Span } from '../../text/span';

/**
 * Writes another word where a word stands: a JSON string of the exec form, or a plain word of a shell or of COPY.
 * @returns undefined if the text there is not that word to the letter (a variable, a part of a longer text)
 */
export function replaceWord(model: BuildModel, span: Span, word: string, by: string): Edit | undefined {
  const written = model.dockerfile.text.slice(span.start, span.end);
  if (written === JSON.stringify(word)) return { span, newText: JSON.stringify(by) };
  if (written === word && /^[\w./+:@%-]+$/.test(by)) return { span, newText: by };
  return undefined;
}

/**
 * The exec form of a shell-form instruction, if it is one simple command of literal words, which then does the same
 * without a shell: `["/app","serve"]`. Undefined for anything that only a shell understands.
 */
export function asExecForm(
  model: BuildModel,
  instruction: CommandInstruction | HealthcheckInstruction | RunInstruction,
): Edit | undefined {
  const script =
    instruction.kind === 'CMD' || instruction.kind === 'ENTRYPOINT' ? instruction.argument : instruction.script;
  if (instruction.exec || !script || instruction.heredocs.length > 0) return undefined;
  const parsed = parseScript(script);
  const [statement, ...more] = parsed.statements;
  if (more.length > 0 || parsed.errors.length > 0 || statement?.kind !== 'command') return undefined;
  const execution = execute(parsed, { variables: new Map(), workdir: unknown('not-modelled') }, noSubstitution);
  const [command, ...others] = execution.commands;
  if (!command || others.length > 0 || command.redirects.length > 0 || command.assignments.length > 0) return undefined;
  if (command.wrappers.some(({ name }) => name !== 'exec')) return undefined;
  // A variable, a pattern or a comment is the shell's to read.
  const start = script.start;
  const end = instruction.span.end;
  const text = model.dockerfile.text.slice(start, end);
  if (/[$`*?[\]~{}#\n\r;&|<>()!]/.test(text)) return undefined;
  const words: string[] = [];
  for (const argument of command.argv) {
    if (!isSettled(argument.value)) return undefined;
    words.push(argument.value.value);
  }
  return { span: { start, end }, newText: `[${words.map((word) => JSON.stringify(word)).join(', ')}]` };
}

const noSubstitution = { substitute: () => unknown('shell-computed') };

/** The COPY or ADD, of any stage, that the place belongs to, with the step's state. */
export function copyAt(
  model: BuildModel,
  place: Span,
): { readonly step: Step; readonly instruction: CopyInstruction; readonly stage: Stage } | undefined {
  for (const stage of model.stages) {
    for (const step of stage.steps) {
      const { instruction } = step;
      if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') continue;
      if (contains(instruction.span, place)) return { step, instruction, stage };
    }
  }
  return undefined;
}

/** Gives a COPY or ADD an execute bit, or corrects the one that it denies. */
export function makeExecutable(instruction: CopyInstruction): Edit {
  const flag = instruction.flags.find(({ name }) => name === 'chmod');
  if (flag) return { span: flag.valueSpan, newText: '0755' };
  const place = instruction.keywordSpan.end;
  return { span: { start: place, end: place }, newText: ' --chmod=0755' };
}
