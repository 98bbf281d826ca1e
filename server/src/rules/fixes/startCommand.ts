import type { CommandInstruction, CopyInstruction, Flag, HealthcheckInstruction } from '../../dockerfile/instruction';
import { isSettled, unknown } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { execute } from '../../shell/execute';
import { parseScript } from '../../shell/parse';
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
 * without a shell: `["/app","serve"]`. Undefined for anything that only a shell understands. What was meant to be the exec form,
 * but is no JSON for its single quotes, is written with double quotes.
 */
export function asExecForm(
  model: BuildModel,
  instruction: CommandInstruction | HealthcheckInstruction,
): Edit | undefined {
  const script = instruction.kind === 'HEALTHCHECK' ? instruction.script : instruction.argument;
  if (instruction.exec || !script || instruction.heredocs.length > 0) return undefined;
  const quoted = inDoubleQuotes(model, { start: script.start, end: instruction.span.end });
  if (quoted) return quoted;
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

/** `['/app', 'serve']` as JSON; undefined if the text there is nothing of that kind. */
export function inDoubleQuotes(model: BuildModel, place: Span): Edit | undefined {
  const text = model.dockerfile.text.slice(place.start, place.end);
  if (!/^\[\s*'[^'"\\\n]*'(?:\s*,\s*'[^'"\\\n]*')*\s*\]\s*$/.test(text)) return undefined;
  const words = [...text.matchAll(/'([^']*)'/g)].map(([, word = '']) => JSON.stringify(word));
  return { span: place, newText: `[${words.join(', ')}]` };
}

const noSubstitution = { substitute: () => unknown('shell-computed') };

/** What a rule needs of the instruction that holds a place. */
export function instructionAt(
  model: BuildModel,
  place: Span,
): { readonly step: Step; readonly stage: Stage } | undefined {
  for (const stage of model.stages) {
    const step = stage.steps.find(({ instruction }) => contains(instruction.span, place));
    if (step) return { step, stage };
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

/** Takes a flag of COPY or ADD out, with the blank behind it. */
export function dropCopyFlag(model: BuildModel, flag: Flag): Edit {
  const { start, end } = flag.span;
  const blank = model.dockerfile.text[end] === ' ' ? 1 : 0;
  return { span: { start, end: end + blank }, newText: '' };
}

/**
 * Writes several words where one stands in the exec form. Undefined if the text there is no JSON string: there a shell
 * would read the words.
 */
export function replaceWithWords(model: BuildModel, span: Span, words: readonly string[]): Edit | undefined {
  const written = model.dockerfile.text.slice(span.start, span.end);
  if (!/^".*"$/.test(written)) return undefined;
  return { span, newText: words.map((word) => JSON.stringify(word)).join(', ') };
}
