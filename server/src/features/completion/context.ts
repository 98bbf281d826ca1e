import { isBlank } from '../../dockerfile/lines';
import type { Dockerfile } from '../../dockerfile/instruction';
import { scan, type Statement } from '../../dockerfile/scan';
import { splitCommand } from '../../dockerfile/splitCommand';
import { splitQuotedWords } from '../../dockerfile/words';
import { findShellPlace, type Quote, type ShellPlace } from './shellPlace';

/** The instruction that is being written. */
export interface InstructionPlace {
  /** Upper case; the trigger's, for ONBUILD. */
  readonly keyword: string;
  /** Where it starts in the source. */
  readonly start: number;
  /** The flags before the one or the word under way: `--from=build`. */
  readonly flags: readonly string[];
}

/** What is being written at a place of a Dockerfile. Text that is typed always ends at the cursor. */
export type CompletionContext =
  | {
      readonly kind: 'comment';
      /** Behind the `#` and the blanks. */
      readonly typed: string;
      /** Nothing but comments is above, so that a parser directive may stand here. */
      readonly isTop: boolean;
    }
  | {
      readonly kind: 'keyword';
      readonly typed: string;
      /** Behind ONBUILD. */
      readonly isTrigger: boolean;
    }
  /** `--mou`: the dashes are typed too. */
  | { readonly kind: 'flag'; readonly place: InstructionPlace; readonly typed: string }
  | {
      readonly kind: 'flag value';
      readonly place: InstructionPlace;
      /** Lower case, without dashes. */
      readonly flag: string;
      readonly typed: string;
    }
  | {
      readonly kind: 'word';
      readonly place: InstructionPlace;
      readonly words: readonly string[];
      /** As written, an opening quote included. */
      readonly typed: string;
      readonly quote: Quote;
    }
  /** Within the JSON array of an exec form. */
  | {
      readonly kind: 'exec';
      readonly place: InstructionPlace;
      readonly words: readonly string[];
      readonly typed: string;
      /** In a string of it, rather than where one can start. */
      readonly isInString: boolean;
    }
  | { readonly kind: 'shell'; readonly place: InstructionPlace; readonly shell: ShellPlace };

/** Instructions whose argument a shell reads, unless it is an exec form. */
const shellInstructions: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT']);
const execInstructions: ReadonlySet<string> = new Set([...shellInstructions, 'SHELL', 'VOLUME', 'COPY', 'ADD']);

/**
 * What is being written at an offset. It is found from the text before the cursor alone, joined and split as BuildKit does it:
 * what is being written is mostly unfinished, so that no parser can tell what it is.
 */
export function findContext({ text, instructions }: Dockerfile, offset: number): CompletionContext | undefined {
  const before = text.slice(0, offset);
  const { statements, comments, escape } = scan(before);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.slice(lineStart).trimStart();
  const statement = statements.at(-1);
  const heredoc = statement?.heredocs.at(-1);
  if (statement && heredoc && !heredoc.terminatorSpan && offset >= heredoc.bodySpan.start) {
    const whole = instructions.find(({ span }) => span.start === statement.span.start);
    const isScript = whole?.kind === 'RUN' && whole.script === whole.heredocs[0]?.body && !whole.interpreter;
    if (!isScript || statement.heredocs.length > 1) return undefined;
    return inShell(placeOf(statement, escape), heredoc.body.text);
  }
  if (line.startsWith('#')) {
    const isTop = statements.length === 0 && !/^[^\S\n]*(?:\n|[^#\s])/m.test(before.slice(0, lineStart));
    const typed = line.replace(/^#[ \t]*/, '');
    const isDirectiveSoFar = comments.length <= 1;
    return { kind: 'comment', typed, isTop: isTop && isDirectiveSoFar };
  }
  if (!statement || !isWithin(statement, before)) {
    return /^[A-Za-z]*$/.test(line) ? { kind: 'keyword', typed: line, isTrigger: false } : undefined;
  }
  // What stands behind it would end the line that goes on.
  if (continuesBefore(line, text.slice(offset), escape)) return undefined;
  return inInstruction(statement, escape);
}

/** Whether the end of the text belongs to its last instruction: the same line, or one that the instruction goes on to. */
function isWithin({ span, continuations }: Statement, before: string): boolean {
  if (!before.slice(span.end).includes('\n')) return true;
  const last = continuations.at(-1);
  return last !== undefined && !before.slice(last, span.end).includes('\n');
}

/** Whether the mark that joins the next line stands right before the end of a line so far, with blanks at most. */
function continuesBefore(line: string, rest: string, escape: string): boolean {
  const marks = /(?<![\\`])[\\`]+$/.exec(line.replace(/(?<![ \t])[ \t]+$/, ''))?.[0] ?? '';
  const isAtEnd = /^[ \t]*(?:\r?\n|$)/.test(rest);
  return marks.endsWith(escape) && isAtEnd && (marks.length - marks.replaceAll(escape, '').length) % 2 === 1;
}

function placeOf({ logical, span }: Statement, escape: string): InstructionPlace {
  const { keyword, flags } = splitCommand(logical.text, 0, logical.text.length, escape);
  return { keyword: keyword.text.toUpperCase(), start: span.start, flags: flags.map((flag) => flag.text) };
}

function inInstruction({ logical: { text }, span }: Statement, escape: string): CompletionContext | undefined {
  const outer = splitCommand(text, 0, text.length, escape);
  const isTrigger = outer.keyword.text.toUpperCase() === 'ONBUILD' && outer.keyword.end < text.length;
  const command = isTrigger ? splitCommand(text, outer.argument.start, text.length, escape) : outer;
  if (command.keyword.end === text.length || (isTrigger && command.keyword.end === command.keyword.start)) {
    return { kind: 'keyword', typed: command.keyword.text, isTrigger };
  }
  const last = command.flags.at(-1);
  const isInFlag = last?.end === text.length;
  const place: InstructionPlace = {
    keyword: command.keyword.text.toUpperCase(),
    start: span.start,
    flags: command.flags.slice(0, isInFlag ? -1 : undefined).map((flag) => flag.text),
  };
  if (isInFlag) {
    const equals = last.text.indexOf('=');
    if (equals < 0) return { kind: 'flag', place, typed: last.text };
    return {
      kind: 'flag value',
      place,
      flag: last.text.slice(2, equals).toLowerCase(),
      typed: last.text.slice(equals + 1),
    };
  }
  const argument = text.slice(command.argument.start);
  if (/^--?$/.test(argument) || (argument === '' && text.endsWith('--')))
    return { kind: 'flag', place, typed: argument === '' ? '--' : argument };
  if (execInstructions.has(place.keyword) && argument.startsWith('[')) return inExec(place, argument);
  if (shellInstructions.has(place.keyword)) return inShell(place, argument);
  if (place.keyword === 'HEALTHCHECK') {
    const cmd = /^CMD\s+/i.exec(argument);
    const rest = cmd && argument.slice(cmd[0].length);
    if (rest) return rest.startsWith('[') ? inExec(place, rest) : inShell(place, rest);
  }
  return inWords(place, argument, escape);
}

function inShell(place: InstructionPlace, script: string): CompletionContext | undefined {
  const shell = findShellPlace(script);
  return shell && { kind: 'shell', place, shell };
}

/** In a JSON array that is not finished; undefined right behind one of its strings, and behind its end. */
function inExec(place: InstructionPlace, array: string): CompletionContext | undefined {
  const words: string[] = [];
  let at = 1;
  for (;;) {
    const rest = array.slice(at);
    const string = /^[\s,]*"((?:[^"\\]|\\.)*)("?)/.exec(rest);
    if (!string) {
      const canStart = words.length === 0 ? /^\s*$/ : /^\s*,\s*$/;
      return canStart.test(rest) ? { kind: 'exec', place, words, typed: '', isInString: false } : undefined;
    }
    at += string[0].length;
    if (string[2] === '') return { kind: 'exec', place, words, typed: string[1] ?? '', isInString: true };
    words.push(string[1] ?? '');
  }
}

function inWords(place: InstructionPlace, argument: string, escape: string): CompletionContext {
  const found = splitQuotedWords(argument, { start: 0, end: argument.length }, escape);
  const last = found.at(-1);
  const endsInBlank = last === undefined || (last.end < argument.length && isBlank(argument.charCodeAt(last.end)));
  const words = (endsInBlank ? found : found.slice(0, -1)).map(({ text }) => text);
  const typed = endsInBlank ? '' : (last?.text ?? '');
  return { kind: 'word', place, words, typed, quote: openQuote(typed, escape) };
}

function openQuote(word: string, escape: string): Quote {
  let quote: Quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word.charAt(at);
    if (character === escape && quote !== "'") at++;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote;
}
