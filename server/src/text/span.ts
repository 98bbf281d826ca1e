/**
 * Coordinates. Everything below `lsp/` and `report/` speaks of places in a Dockerfile as UTF-16 offsets into its text,
 * exactly as JavaScript indexes strings. Lines and characters exist only where a protocol asks for them.
 */

/** A half-open range `[start, end)` of UTF-16 offsets into one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span from `start` (included) to `end` (excluded). */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** Whether `inner` lies wholly inside `outer`; equal spans do. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the offset lies in the span, its end included, as an editor's cursor may stand right behind a word. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Whether two spans share at least one character. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The smallest span that holds all the given ones; at least one is needed. */
export function join(first: Span, ...others: readonly Span[]): Span {
  let { start, end } = first;
  for (const other of others) {
    start = Math.min(start, other.start);
    end = Math.max(end, other.end);
  }
  return { start, end };
}

/** The text that the span covers. */
export function slice(text: string, range: Span): string {
  return text.slice(range.start, range.end);
}
