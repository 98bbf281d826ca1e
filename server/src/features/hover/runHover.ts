import type { Analysis } from '../../analysis';
import { isSettled } from '../../facts/fact';
import type { Heredoc, RunInstruction } from '../../dockerfile/instruction';
import type { Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import { touches, type Span } from '../../text/span';
import { instructionTexts } from '../texts/instructionTexts';
import { reference, textOf } from '../texts/textRow';
import { code, toHover, unknownReasons, type Hover } from './card';
import { hoverGoCommand } from './goHover';
import { hoverInstructionFlag } from './instructionFlag';
import { hoverMount } from './mountHover';
import { notRunText, reasonAt, withAll } from './notRun';
import { userWords } from './userWords';
import { hoverAssignment, hoverEffect, hoverShellReference } from './variableHover';

/** A part of a RUN: a flag, a variable, an assignment, a go command. */
export function hoverRun(
  analysis: Analysis,
  instruction: RunInstruction,
  stage: Stage,
  step: Step,
  offset: number,
): Hover | undefined {
  const { model } = analysis;
  const flag = instruction.flags.find(({ span }) => touches(span, offset));
  if (flag?.name === 'mount') {
    return hoverMount(
      model,
      flag,
      step.mounts.find(({ span }) => span === flag.span),
      offset,
    );
  }
  if (flag) return hoverInstructionFlag(instruction, flag);
  if (touches(instruction.keywordSpan, offset)) return hoverKeyword(instruction, stage, step);
  const heredoc = instruction.heredocs.find(({ span, terminatorSpan }) =>
    [span, terminatorSpan].some((place) => place && touches(place, offset)),
  );
  if (heredoc) return hoverHeredoc(instruction, heredoc, offset);
  const inFull = withAll(step);
  const found = hoverScript(analysis, stage, inFull, offset);
  const reason = found && reasonAt(inFull, offset);
  return reason ? { ...found, markdown: withSecondBlock(found.markdown, notRunText(model, reason)) } : found;
}

function hoverScript(analysis: Analysis, stage: Stage, step: Step, offset: number): Hover | undefined {
  const { model } = analysis;
  for (const place of wordsAt(step, offset)) {
    const reference = hoverShellReference(model, stage, step, place, offset);
    if (reference) return reference;
  }
  const commands = (step.execution?.commands ?? []).filter(({ assignments }) =>
    assignments.some(({ span }) => touches(span, offset)),
  );
  if (commands.length > 0) {
    const builds = model.goBuilds.filter((each) => each.stage === stage.index && commands.includes(each.command));
    return hoverAssignment(model, stage, commands, builds, offset);
  }
  return hoverEffect(model, stage, step, offset) ?? hoverGoCommand(analysis, stage, step, offset);
}

/** Behind the title. */
function withSecondBlock(markdown: string, block: string): string {
  const [title = '', ...rest] = markdown.split('\n\n');
  return [title, block, ...rest].join('\n\n');
}

/** The words at the offset that the shell expands: arguments and the values of assignments. */
function wordsAt({ execution }: Step, offset: number): readonly Span[] {
  const commands = execution?.commands.filter(({ span, approximate }) => approximate !== true && touches(span, offset));
  const words = (commands ?? []).flatMap(({ argv, assignments }: ExecutedCommand) => [
    ...argv.flatMap(({ span, word }) => (word ? [span] : [])),
    ...assignments.map(({ span }) => span),
  ]);
  const values = (execution?.effects ?? []).map(({ span }) => span);
  // What expands to nothing is no word of the command any more.
  const whole = (commands ?? []).map(({ span }) => span);
  return [...words, ...values, ...whole].filter((span) => touches(span, offset));
}

/** The operator or the last line of a here-document. */
function hoverHeredoc({ script }: RunInstruction, heredoc: Heredoc, offset: number): Hover {
  const { name, span, terminatorSpan, expand } = heredoc;
  const isScript = script === heredoc.body;
  return toHover(terminatorSpan && touches(terminatorSpan, offset) ? terminatorSpan : span, {
    title: code(`<<${name}`),
    says: say`a here-document: the lines until ${code(name)}.`,
    lines: [
      isScript ? say`Here: the script of this RUN` : say`Here: what the command reads as its input`,
      isScript
        ? say`A line that fails does not end the RUN, unless that says \`set -e\` or is the last one`
        : expand
          ? say`The shell expands variables in it; with quotes around the name it would not`
          : undefined,
      lineEndText(heredoc),
    ],
    sources: [reference('Here-Documents')],
  });
}

/** Lines that end in CR LF: in a here-document the CR reaches the shell (BuildKit keeps the body as it is). */
function lineEndText({ body }: Heredoc): string | undefined {
  return body.text.includes('\r\n')
    ? say`Its lines end in CR LF: the shell takes the CR for a part of the last word of each line. Save the file with LF`
    : undefined;
}

function hoverKeyword({ keywordSpan, exec, heredocs }: RunInstruction, stage: Stage, step: Step): Hover {
  const row = textOf(instructionTexts, 'RUN');
  const { user, workdir } = step;
  const as = isSettled(user) ? userWords(user.value) : say`a user that is not known`;
  const where = !isSettled(workdir)
    ? say`a folder that is not known: ${unknownReasons[workdir.why]}`
    : workdir.certainty === 'presumed'
      ? say`${code(workdir.value)}, presumably`
      : code(workdir.value);
  return toHover(keywordSpan, {
    title: 'RUN',
    says: row?.text,
    lines: [
      say`Here: as ${as}, in ${where}`,
      exec
        ? say`Exec form: no shell, so nothing is expanded and \`&&\` has no meaning`
        : heredocs.length > 0
          ? say`With a here-document`
          : say`Shell form: ${code(shellBefore(stage, step).join(' '))}`,
      ...heredocs.map(lineEndText),
    ],
    sources: row ? [row.source] : [],
  });
}

/** The shell in force at a step: that of the last SHELL above it, in this stage or one that it is built on. */
function shellBefore(stage: Stage, step: Step): readonly string[] {
  const shells = stage.steps
    .slice(0, stage.steps.indexOf(step))
    .flatMap(({ instruction }) =>
      instruction.kind === 'SHELL' && !instruction.onbuild && instruction.exec ? [instruction.exec] : [],
    );
  const last = shells.at(-1);
  if (last) return last.words.map(({ value }) => value);
  const isOwn = stage.steps.some(({ instruction }) => instruction.span === stage.shell.span);
  return isOwn ? ['/bin/sh', '-c'] : stage.shell.words;
}
