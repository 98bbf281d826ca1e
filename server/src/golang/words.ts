import { isSettled, valueOf } from '../facts/fact';
import type { Argument, ShellVariable } from '../shell/execution';
import type { ShellWord, WordPart } from '../shell/script';

/** Stands in `CommandWord.partial` for each part that could not be read. */
export const unreadPart = '\uFFFC';

/** One word of a command, as far as it can be read. */
export interface CommandWord {
  readonly argument: Argument;
  /** Its text; undefined if a part of it is unknown. */
  readonly value: string | undefined;
  /** Its text, with `unreadPart` for every part that is unknown. */
  readonly partial: string;
  /** What stands before the first unknown part. */
  readonly start: string;
  /** Whether an unknown part stands outside of quotes, so that the word may be none, or several. */
  readonly splits: boolean;
}

/** Reads a word; variables that the environment holds are filled in even where the word as a whole is unknown. */
export function readWord(argument: Argument, environment: ReadonlyMap<string, ShellVariable>): CommandWord {
  if (isSettled(argument.value)) {
    const text = argument.value.value;
    return { argument, value: text, partial: text, start: text, splits: false };
  }
  if (!argument.word) return { argument, value: undefined, partial: unreadPart, start: '', splits: true };
  const partial = readable(argument.word, environment);
  const unread = partial.indexOf(unreadPart);
  return {
    argument,
    value: undefined,
    partial,
    start: unread < 0 ? partial : partial.slice(0, unread),
    splits: argument.word.parts.some((part) => part.kind !== 'literal' && !part.quoted),
  };
}

function readable(word: ShellWord, environment: ReadonlyMap<string, ShellVariable>): string {
  return word.parts.map((part) => textOf(part, environment)).join('');
}

function textOf(part: WordPart, environment: ReadonlyMap<string, ShellVariable>): string {
  if (part.kind === 'literal') return part.text;
  if (part.kind !== 'variable' || part.operator !== undefined) return unreadPart;
  const variable = environment.get(part.name);
  return (variable && valueOf(variable.value)) ?? unreadPart;
}
