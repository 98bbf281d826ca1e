import type { Span } from '../text/span';
import { isBlank, isSpace } from './lines';

/** A part of a joined line: the text that counts, and where it stands. */
export interface LineWord extends Span {
  readonly text: string;
}

/** Words between blanks, quotes without meaning (BuildKit: parseStringsWhitespaceDelimited). */
export function splitAtBlanks(line: string, range: Span): LineWord[] {
  const words: LineWord[] = [];
  for (let at = range.start; at < range.end;) {
    while (at < range.end && isBlank(line.charCodeAt(at))) at++;
    const start = at;
    while (at < range.end && !isBlank(line.charCodeAt(at))) at++;
    if (at > start) words.push({ text: line.slice(start, at), start, end: at });
  }
  return words;
}

/**
 * Words of ARG, ENV and LABEL: white space in quotes or behind the escape character does not part them; quotes and escapes
 * stay in the text (BuildKit: parseWords). A lone escape character at the very end is dropped.
 */
export function splitQuotedWords(line: string, range: Span, escape: string): LineWord[] {
  const words: LineWord[] = [];
  let at = range.start;
  while (at < range.end) {
    while (at < range.end && isSpace(line.charCodeAt(at))) at++;
    if (at >= range.end) break;
    const start = at;
    let quote = '';
    let textEnd = range.end;
    for (; at < range.end; at++) {
      const character = line.charAt(at);
      if (quote === '' && isSpace(line.charCodeAt(at))) break;
      if (character === escape && quote !== "'") {
        if (at + 1 >= range.end) textEnd = at;
        else at++;
      } else if (quote === '') {
        if (character === '"' || character === "'") quote = character;
      } else if (character === quote) quote = '';
    }
    at = Math.min(at, range.end);
    textEnd = Math.min(textEnd, at);
    if (textEnd > start) words.push({ text: line.slice(start, textEnd), start, end: at });
  }
  return words;
}
