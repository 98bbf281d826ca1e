import type { Analysis } from '../../analysis';
import type { CommandInstruction, HealthcheckInstruction, ShellInstruction } from '../../dockerfile/instruction';
import { toSource } from '../../dockerfile/logicalText';
import { isSettled } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { startWords } from '../../model/startWords';
import { say } from '../../text/say';
import { touches, type Span } from '../../text/span';
import { instructionTexts } from '../texts/instructionTexts';
import { textOf } from '../texts/textRow';
import { describeVerdict } from '../wording';
import { code, evidenceList, lineAt, toHover, type Hover } from './card';
import { hoverInstructionFlag, hoverKeyword } from './instructionFlag';
import { referenceAt } from './references';
import { hoverStartReference } from './variableHover';

const shellName = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;

/** ENTRYPOINT or CMD: the command that both make, and whether it starts. */
export function hoverStart({ model }: Analysis, instruction: CommandInstruction, stage: Stage, offset: number): Hover {
  const word = instruction.exec?.words.find(({ span }) => touches(span, offset));
  const isKeyword = touches(instruction.keywordSpan, offset);
  if (!isKeyword) {
    const reference = hoverVariable(model, instruction, stage, word?.span, offset);
    if (reference) return reference;
  }
  const argument = instruction.exec?.span ?? argumentSpan(instruction);
  const row = textOf(instructionTexts, instruction.keyword);
  const isShipped = stage === model.target;
  return toHover(isKeyword ? instruction.keywordSpan : (word?.span ?? argument), {
    title: instruction.keyword,
    says: row?.text,
    lines: startLines(model, instruction, stage, isShipped),
    paragraphs: isShipped ? [describeVerdict(model), evidenceList(model, model.verdict.because)] : [],
    sources: row ? [row.source] : [],
  });
}

function argumentSpan({ argument, keywordSpan }: CommandInstruction): Span {
  return argument.text === '' ? keywordSpan : toSource(argument, { start: 0, end: argument.text.trimEnd().length });
}

function startLines(
  model: BuildModel,
  instruction: CommandInstruction,
  stage: Stage,
  isShipped: boolean,
): readonly (string | undefined)[] {
  const { entrypoint, cmd } = stage;
  const own = instruction.kind === 'CMD' ? cmd : entrypoint;
  if (own?.instruction && own.instruction.span.start !== instruction.span.start)
    return [say`Without effect: line ${lineAt(model, own.instruction.span)} replaces it`];
  if (instruction.kind === 'CMD' && !own?.instruction) return [say`Without effect in this stage`];
  const words = startWords(stage);
  const hasEntrypoint = entrypoint?.words === undefined || entrypoint.words.length > 0;
  const isIgnored =
    instruction.kind === 'CMD' && entrypoint !== undefined && hasEntrypoint && entrypoint.form === 'shell';
  return [
    isIgnored ? say`Ignored, as ENTRYPOINT has the shell form` : undefined,
    words === undefined
      ? say`What the container starts is not known: the base image decides`
      : words.length === 0
        ? say`Together, ENTRYPOINT and CMD name no command`
        : isShipped
          ? say`The container starts ${code(words.map(({ value }) => quoted(value)).join(' '))}`
          : say`A container of this stage starts ${code(words.map(({ value }) => quoted(value)).join(' '))}`,
    own?.form === 'shell' && !/^\s*exec\s/.test(instruction.argument.text)
      ? say`Shell form: a shell starts it, and may keep the signals of \`docker stop\` from it; a command that begins with \`exec\` gets them`
      : undefined,
    isSettled(stage.workdir) && words && words.length > 0 ? say`In ${code(stage.workdir.value)}` : undefined,
  ];
}

/** A word as one would type it, so that its limits are seen. */
function quoted(word: string): string {
  return /^[\w@%+=:,./$-]+$/.test(word) ? word : JSON.stringify(word);
}

function hoverVariable(
  model: BuildModel,
  instruction: CommandInstruction,
  stage: Stage,
  word: Span | undefined,
  offset: number,
): Hover | undefined {
  const [first] = instruction.exec?.words ?? [];
  const isRead = !instruction.exec || (first !== undefined && shellName.test(first.value));
  if (isRead) return hoverStartReference(model, stage, word ? inside(word) : argumentSpan(instruction), offset);
  const reference = word && referenceAt(model.dockerfile.text, inside(word), offset, { escape: '\\', quotes: false });
  return (
    reference &&
    toHover(reference.span, {
      title: code(`$${reference.name}`),
      says: say`no shell reads this, so that it stays as it is.`,
      lines: [say`The exec form hands each word to the program unchanged; the shell form expands variables`],
      sources: [textOf(instructionTexts, instruction.keyword)?.source].filter((source) => source !== undefined),
    })
  );
}

/** A word of JSON without its quotes. */
function inside({ start, end }: Span): Span {
  return { start: start + 1, end: Math.max(start + 1, end - 1) };
}

/** HEALTHCHECK: an option, or the check. */
export function hoverHealthcheck(
  { model }: Analysis,
  instruction: HealthcheckInstruction,
  stage: Stage,
  offset: number,
): Hover | undefined {
  const flag = instruction.flags.find(({ span }) => touches(span, offset));
  if (flag) return hoverInstructionFlag(instruction, flag);
  const later = stage.healthcheck;
  const keyword = hoverKeyword(instruction, [
    later && later.span.start !== instruction.span.start
      ? say`Without effect: line ${lineAt(model, later.span)} replaces it`
      : undefined,
    instruction.none ? say`NONE: a check of the base image does not run` : undefined,
    instruction.exec ? say`Exec form: no shell is needed` : undefined,
    instruction.script ? say`Shell form: ${code(stage.shell.words.join(' '))} has to be in the image` : undefined,
  ]);
  if (!keyword || touches(instruction.keywordSpan, offset)) return keyword;
  const { argument } = instruction;
  if (argument.text === '') return undefined;
  const whole = toSource(argument, { start: 0, end: argument.text.trimEnd().length });
  return touches(whole, offset) ? { ...keyword, span: whole } : undefined;
}

/** SHELL: what shell forms are given to from here on. */
export function hoverShell(instruction: ShellInstruction, offset: number): Hover | undefined {
  const words = instruction.exec?.words.map(({ value }) => quoted(value));
  const keyword = hoverKeyword(instruction, [words && say`Here: ${code(`${words.join(' ')} "…"`)}`]);
  const at = instruction.exec && touches(instruction.exec.span, offset) ? instruction.exec.span : undefined;
  return keyword && (at ? { ...keyword, span: at } : keyword);
}
