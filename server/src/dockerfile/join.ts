import type { Span } from '../text/span';
import { continuationAt, isCommentLine, skipSpace, type SourceLine } from './lines';
import type { LogicalText, Segment } from './logicalText';

/** One instruction's lines, joined as BuildKit's Parse joins them; here-documents are not part of it. */
export interface JoinedLines {
  readonly logical: LogicalText;
  /** Index of the first line that does not belong to the instruction. */
  readonly nextLine: number;
  /** End of the last line that gave text to the instruction. */
  readonly end: number;
  /** Indices of the comment lines within. */
  readonly commentLines: readonly number[];
  /** Offsets of the escape characters that continue a line. */
  readonly continuations: readonly number[];
}

/**
 * Joins the instruction that starts on line `first`, which is neither blank nor a comment. The leading white space of the
 * first line is dropped, that of continuation lines is kept; comment lines and blank lines between are dropped; the escape character and
 * the blanks behind it are dropped (BuildKit: Parse, processLine, trimContinuationCharacter in parser.go).
 */
export function joinContinuations(
  text: string,
  lines: readonly SourceLine[],
  first: number,
  escape: string,
): JoinedLines {
  const pieces: Span[] = [];
  const commentLines: number[] = [];
  const continuations: number[] = [];
  let index = first;
  let end = lines[first]?.end ?? 0;
  for (; index < lines.length; index++) {
    const line = lines[index];
    if (!line) break;
    if (index > first) {
      if (isCommentLine(text, line)) {
        commentLines.push(index);
        continue;
      }
      if (skipSpace(text, line.start, line.end) === line.end) continue;
    }
    const start = index === first ? skipSpace(text, line.start, line.end) : line.start;
    const continuation = continuationAt(text, start, line.end, escape);
    pieces.push({ start, end: continuation ?? line.end });
    end = line.end;
    if (continuation === undefined) {
      index++;
      break;
    }
    continuations.push(continuation);
  }
  return { logical: fromPieces(text, pieces, end), nextLine: index, end, commentLines, continuations };
}

/** The text of `[start, end)` unchanged, or for `<<-` without the tabs at the start of each line (ChompHeredocContent). */
export function heredocBody(text: string, body: Span, stripTabs: boolean): LogicalText {
  if (!stripTabs) return fromPieces(text, [body], body.start);
  const pieces: Span[] = [];
  for (let start = body.start; start < body.end;) {
    const lineFeed = text.indexOf('\n', start);
    const end = lineFeed < 0 || lineFeed >= body.end ? body.end : lineFeed + 1;
    let from = start;
    while (from < end && text.charCodeAt(from) === 9) from++;
    pieces.push({ start: from, end });
    start = end;
  }
  return fromPieces(text, pieces, body.start);
}

/** One logical text out of several, in order. */
export function concatenate(parts: readonly LogicalText[]): LogicalText {
  const segments: Segment[] = [];
  let joined = '';
  for (const part of parts) {
    for (const segment of part.segments) segments.push({ ...segment, logical: segment.logical + joined.length });
    joined += part.text;
  }
  return { text: joined, segments, start: parts[0]?.start ?? 0 };
}

/** The text of the given source spans, one behind the other; `emptyAt` is the place of an empty result. */
export function fromPieces(text: string, pieces: readonly Span[], emptyAt: number): LogicalText {
  const segments: Segment[] = [];
  let joined = '';
  for (const piece of pieces) {
    if (piece.end <= piece.start) continue;
    segments.push({ logical: joined.length, source: piece.start, length: piece.end - piece.start });
    joined += text.slice(piece.start, piece.end);
  }
  return { text: joined, segments, start: segments[0]?.source ?? emptyAt };
}
