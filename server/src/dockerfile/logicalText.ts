import type { Span } from '../text/span';

/** A run of characters that stands unchanged in the source: `length` characters from `logical` on stem from `source` on. */
export interface Segment {
  readonly logical: number;
  readonly source: number;
  readonly length: number;
}

/**
 * Text joined from several source lines, as BuildKit joins an instruction (continuations, comment lines and blank lines
 * between dropped) or takes a here-document's body (verbatim, tabs stripped for `<<-`), with the way back to the source.
 */
export interface LogicalText {
  readonly text: string;
  /** Ascending, contiguous in `logical`. */
  readonly segments: readonly Segment[];
  /** Where the text starts in the source; the place of an empty text. */
  readonly start: number;
}

/**
 * The source span of a span of the logical text. The end is found through the last character, so that it never jumps
 * over a line break behind the span; an empty span maps to the place behind the character before it.
 */
export function toSource(logical: LogicalText, range: Span): Span {
  if (range.end > range.start)
    return { start: mapOffset(logical, range.start), end: mapOffset(logical, range.end - 1) + 1 };
  if (range.start > 0) {
    const place = mapOffset(logical, range.start - 1) + 1;
    return { start: place, end: place };
  }
  const place = logical.text.length > 0 ? mapOffset(logical, 0) : logical.start;
  return { start: place, end: place };
}

/** The offset in the logical text of a place in the source; undefined if the character there is not part of it. */
export function toLogical({ segments }: LogicalText, offset: number): number | undefined {
  const segment = segments.find(({ source, length }) => source <= offset && offset < source + length);
  return segment && segment.logical + offset - segment.source;
}

/** The part `[start, end)` of a logical text as a logical text of its own. */
export function sliceLogical(logical: LogicalText, range: Span): LogicalText {
  const segments: Segment[] = [];
  for (const segment of logical.segments) {
    const from = Math.max(segment.logical, range.start);
    const to = Math.min(segment.logical + segment.length, range.end);
    if (from < to)
      segments.push({
        logical: from - range.start,
        source: segment.source + from - segment.logical,
        length: to - from,
      });
  }
  return {
    text: logical.text.slice(range.start, range.end),
    segments,
    start: toSource(logical, { start: range.start, end: range.start }).start,
  };
}

/** A logical text that is the source text from `start` on, unchanged. */
export function verbatim(text: string, start: number): LogicalText {
  return { text, segments: text.length > 0 ? [{ logical: 0, source: start, length: text.length }] : [], start };
}

function mapOffset(logical: LogicalText, offset: number): number {
  let low = 0;
  let high = logical.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((logical.segments[middle]?.logical ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = logical.segments[low];
  return segment ? segment.source + Math.min(offset - segment.logical, segment.length) : logical.start;
}
