import { isSpace, skipSpace } from './lines';
import type { LineWord } from './words';

/** What parseJSON in BuildKit's line_parsers.go makes of an argument; offsets into the joined line. */
export type ExecFormResult =
  | { readonly kind: 'exec'; readonly words: readonly LineWord[] }
  /** Not JSON: the shell form, or words between blanks. `textAfter` is where text behind a sound array of strings starts. */
  | { readonly kind: 'shell'; readonly textAfter: number | undefined }
  /** A JSON array that holds something else than strings: an error. */
  | { readonly kind: 'not-strings' };

/** Reads `[start, end)` of the line as a JSON array of strings. A word's offsets include its quotes. */
export function parseExecForm(line: string, start: number, end: number): ExecFormResult {
  const from = skipSpace(line, start, end);
  if (line[from] !== '[' || from >= end) return { kind: 'shell', textAfter: undefined };
  const values = parseArray(line.slice(from, end));
  if (values) {
    const strings = findStrings(line, from, end);
    const words = values.flatMap((value, index) => {
      const place = strings[index];
      return typeof value === 'string' && place ? [{ text: value, ...place }] : [];
    });
    return words.length === values.length ? { kind: 'exec', words } : { kind: 'not-strings' };
  }
  return { kind: 'shell', textAfter: findTextAfter(line, from, end) };
}

function parseArray(json: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The string tokens, quotes included, of a text that starts with a JSON array. */
function findStrings(line: string, from: number, end: number): { start: number; end: number }[] {
  const strings: { start: number; end: number }[] = [];
  for (let at = from; at < end; at++) {
    if (line[at] !== '"') continue;
    const start = at;
    for (at++; at < end && line[at] !== '"'; at++) if (line[at] === '\\') at++;
    strings.push({ start, end: Math.min(at + 1, end) });
  }
  return strings;
}

/** Until July 2024 BuildKit read the array and ignored the rest of the line; now the whole line is given to the shell. */
function findTextAfter(line: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at++) {
    if (line[at] === '"') {
      for (at++; at < end && line[at] !== '"'; at++) if (line[at] === '\\') at++;
    } else if (line[at] === ']') {
      const values = parseArray(line.slice(from, at + 1));
      if (!values?.every((value) => typeof value === 'string')) return undefined;
      let after = at + 1;
      while (after < end && isSpace(line.charCodeAt(after))) after++;
      return after < end ? after : undefined;
    }
  }
  return undefined;
}
