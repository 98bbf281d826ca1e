import type { Span } from '../text/span';
import { isBlank, skipSpace } from './lines';
import type { LogicalText } from './logicalText';
import type { Scan } from './scan';

interface Change extends Span {
  readonly apply: (part: string) => string;
}

/**
 * A copy of the text that dockerfile-ast delimits as BuildKit does: of equal length, with equal line breaks, so that every
 * offset in it is one in the source. dockerfile-ast 0.7.1 misreads escapes in comments (its issue 123), doubled escapes at the end
 * of a line, `<<` in quotes, `<< EOF` (its issue 120), `5<<EOF` and some more. In the copy
 *
 * - directives, the lines of here-documents and comments within an instruction are blank;
 * - a comment between instructions is a `#` with letters behind it, which is no directive;
 * - what stands behind a keyword is one word of letters, as dockerfile-ast splits it at once, in quadratic time;
 * - a backslash is nowhere but at the very end of each line that goes on, whatever the escape character of the source is;
 * - the rare white space at which BuildKit splits is an ordinary blank.
 *
 * It serves to delimit instructions and keywords; nothing else is to be read from it.
 * @param from offset of a line at which a statement starts: the copy is of the text from there on. The whole text by default
 * @param to offset of a line at which a statement starts: the copy ends there
 */
export function createShadow(
  text: string,
  { directives, comments, statements }: Scan,
  from = 0,
  to = text.length,
): string {
  const plain = text
    .slice(from, to)
    .replace(/[\\\uFEFF]/g, fill)
    .replace(/\r(?!\n)|[\v\f]/g, ' ');
  const changes: Change[] = [{ start: 0, end: text.startsWith('\uFEFF') ? 1 : 0, apply: blank }];
  for (const { span } of directives) changes.push({ ...span, apply: blank });
  let next = 0;
  for (const { span } of comments) {
    if (span.start < from || span.start >= to) continue;
    while ((statements[next]?.span.end ?? Infinity) < span.start) next++;
    const isWithin = (statements[next]?.span.start ?? Infinity) < span.start;
    changes.push({ ...span, apply: isWithin ? blank : (part) => `#${fill(part.slice(1))}` });
  }
  for (const { lineStart, span, logical, heredocLines, continuations } of statements) {
    if (lineStart < from || lineStart >= to) continue;
    changes.push({ start: lineStart, end: span.start, apply: blank });
    for (const argument of argumentPieces(logical)) changes.push({ ...argument, apply: fill });
    for (const start of continuations) {
      if (start >= span.start) changes.push({ start, end: lineEnd(text, start), apply: escapeAtEnd });
    }
    if (heredocLines) changes.push({ ...heredocLines, apply: blank });
  }
  return applyChanges(plain, from, changes);
}

/** The source spans of what stands behind the keyword and the blank that ends it. */
function argumentPieces({ text, segments }: LogicalText): Span[] {
  let start = skipSpace(text, 0, text.length);
  while (start < text.length && !isBlank(text.charCodeAt(start))) start++;
  start++;
  return segments.flatMap(({ logical, source, length }) => {
    const skipped = Math.max(0, start - logical);
    return skipped < length ? [{ start: source + skipped, end: source + length }] : [];
  });
}

/** @param origin offset in the source at which the text starts; changes before it are left out */
function applyChanges(text: string, origin: number, changes: Change[]): string {
  changes.sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: string[] = [];
  let done = origin;
  for (const { start, end, apply } of changes) {
    // A comment between an escape character and the keyword is blank already.
    if (start < done) continue;
    pieces.push(text.slice(done - origin, start - origin), apply(text.slice(start - origin, end - origin)));
    done = end;
  }
  pieces.push(text.slice(done - origin));
  return pieces.join('');
}

function lineEnd(text: string, from: number): number {
  const lineFeed = text.indexOf('\n', from);
  if (lineFeed < 0) return text.length;
  return lineFeed > from && text[lineFeed - 1] === '\r' ? lineFeed - 1 : lineFeed;
}

function fill(part: string): string {
  return 'x'.repeat(part.length);
}

function escapeAtEnd(part: string): string {
  return `${' '.repeat(part.length - 1)}\\`;
}

function blank(part: string): string {
  return part.replace(/[^\r\n]/g, ' ');
}
