/** A line of the source as BuildKit's scanLines finds it: only `\n` ends a line. */
export interface SourceLine {
  readonly start: number;
  /** Behind the last character that is not part of the line break (trimNewline drops every trailing `\r`). */
  readonly end: number;
  /** Where the next line starts. */
  readonly next: number;
}

/** The lines of `text` from offset `from` on; a text that ends with a line break has no empty line behind it. */
export function splitLines(text: string, from: number): SourceLine[] {
  const lines: SourceLine[] = [];
  for (let start = from; start < text.length;) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    let end = lineFeed < 0 ? text.length : lineFeed;
    while (end > start && text.charCodeAt(end - 1) === 13) end--;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}

/** Whether the character is white space for Go's unicode.IsSpace, which differs from JavaScript's `\s` in U+0085 and U+FEFF. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Whether the character separates words of an instruction: reWhitespace in BuildKit's parser.go, `[\t\v\f\r ]`. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 13;
}

/** The first offset in `[start, end)` that is not white space, or `end`. */
export function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The offset behind the last character in `[start, end)` that is not white space, or `start`. */
export function skipSpaceBack(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Whether the line is a comment wherever it stands: BuildKit's isComment. */
export function isCommentLine(text: string, line: SourceLine): boolean {
  const at = skipSpace(text, line.start, line.end);
  return at < line.end && text.charCodeAt(at) === 35;
}

/**
 * The offset of the escape character that continues the line, or undefined. It must be the last character but for blanks
 * and tabs, and must not follow another escape character (BuildKit: lineContinuationRegex in setEscapeToken, which for want of a
 * look-behind takes any doubled escape at the end as an ordinary end of line, three in a row too).
 */
export function continuationAt(text: string, start: number, end: number, escape: string): number | undefined {
  let at = end - 1;
  while (at >= start && (text[at] === ' ' || text[at] === '\t')) at--;
  if (at < start || text[at] !== escape) return undefined;
  return at > start && text[at - 1] === escape ? undefined : at;
}
