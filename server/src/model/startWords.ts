import { isSettled } from '../facts/fact';
import type { ExecutedCommand } from '../shell/execution';
import type { Span } from '../text/span';
import type { Stage, StartCommand } from './buildModel';

/** A word of the command line, as the program gets it; the span is that in the Dockerfile, if it comes from there. */
export interface Word {
  readonly value: string;
  readonly span: Span | undefined;
}

/**
 * ENTRYPOINT and CMD as one command line. A shell-form ENTRYPOINT ignores CMD; CMD gives arguments to an exec-form
 * ENTRYPOINT (Dockerfile reference, "Understand how CMD and ENTRYPOINT interact").
 */
export function startWords(stage: Stage): readonly Word[] | undefined {
  const { entrypoint, cmd } = stage;
  if (entrypoint && (entrypoint.words === undefined || entrypoint.words.length > 0)) {
    if (!entrypoint.words) return undefined;
    if (entrypoint.form === 'shell') return entrypoint.words;
    return [...entrypoint.words, ...(cmd?.words ?? [])];
  }
  if (!cmd) return [];
  return cmd.words;
}

/** The instruction behind the words: what a finding without a better place underlines. */
export function startSpan(stage: Stage, words: readonly Word[]): Span {
  const own = words.find((word) => word.span)?.span;
  if (own) return own;
  const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
  return instruction?.span ?? stage.from.span;
}

/** The words of a command that can be told; undefined if not even the first can. */
export function settledWords(command: ExecutedCommand): readonly Word[] | undefined {
  const result: Word[] = [];
  for (const [index, argument] of command.argv.entries()) {
    if (isSettled(argument.value)) result.push({ value: argument.value.value, span: argument.span });
    else if (index === 0) return undefined;
  }
  return result;
}

/** Whether the words are those of an ENTRYPOINT or CMD in shell form. */
export function isShellForm(stage: Stage, words: readonly Word[]): boolean {
  const command = stage.entrypoint?.words && stage.entrypoint.words.length > 0 ? stage.entrypoint : stage.cmd;
  return command?.form === 'shell' && command.words === words;
}

/** The stage as seen by a command that the shell form has led to: it is no shell form itself. */
export function withoutShellForm(stage: Stage): Stage {
  const exec = (command: StartCommand | undefined): StartCommand | undefined => command && { ...command, form: 'exec' };
  return { ...stage, entrypoint: exec(stage.entrypoint), cmd: exec(stage.cmd) };
}
