import { isBlank, isSpace, skipSpace, skipSpaceBack } from './lines';
import type { Span } from '../text/span';

/** A flag as extracted: quotes and escapes removed; offsets into the joined line. */
export interface CommandFlag {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Command {
  readonly keyword: Span & { readonly text: string };
  readonly flags: readonly CommandFlag[];
  /** What is left, without white space around. */
  readonly argument: Span;
}

/** Keyword, flags and argument of the joined line's part `[from, to)`; offsets into the line (BuildKit: splitCommand). */
export function splitCommand(line: string, from: number, to: number, escape: string): Command {
  const start = skipSpace(line, from, to);
  const end = skipSpaceBack(line, start, to);
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(line.charCodeAt(keywordEnd))) keywordEnd++;
  let rest = keywordEnd;
  while (rest < end && isBlank(line.charCodeAt(rest))) rest++;
  const { flags, argumentStart } = extractFlags(line, rest, end, escape);
  const argument = skipSpace(line, argumentStart, end);
  return {
    keyword: { start, end: keywordEnd, text: line.slice(start, keywordEnd) },
    flags,
    argument: { start: argument, end },
  };
}

/**
 * The words at the beginning that start with `--`, up to a word `--` (BuildKit: extractBuilderFlags). Quotes join and vanish, the escape
 * character makes the next character an ordinary one, in single quotes too.
 */
function extractFlags(
  line: string,
  from: number,
  end: number,
  escape: string,
): { flags: CommandFlag[]; argumentStart: number } {
  const flags: CommandFlag[] = [];
  let at = from;
  for (;;) {
    at = skipSpace(line, at, end);
    if (at >= end || !line.startsWith('--', at) || at + 2 > end) return { flags, argumentStart: at };
    const start = at;
    let text = '';
    let quote = '';
    for (; at < end; at++) {
      const character = line.charAt(at);
      if (quote !== '' && character === quote) quote = '';
      else if (quote === '' && isSpace(line.charCodeAt(at))) break;
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === escape) {
        at++;
        if (at < end) text += line.charAt(at);
      } else text += character;
    }
    at = Math.min(at, end);
    if (text === '--') return { flags, argumentStart: at };
    flags.push({ text, start, end: at });
  }
}
