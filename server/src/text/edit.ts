import type { Span } from './span';

/** Replace the text of `span` by `newText`; an empty span inserts. Offsets refer to the text before any edit. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** Sorted by place; two insertions at one place keep their order. */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index)
    .map(({ edit }) => edit);
}

/** Whether two of the edits change the same characters; touching edits do not conflict. */
export function conflict(edits: readonly Edit[]): boolean {
  const sorted = sortEdits(edits);
  return sorted.some((edit, index) => {
    const next = sorted[index + 1];
    return next !== undefined && next.span.start < edit.span.end;
  });
}

/**
 * The text after all the edits.
 * @throws RangeError if two edits overlap or one lies outside the text: the caller chose wrongly, there is no right answer.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = sortEdits(edits);
  if (conflict(sorted)) throw new RangeError('overlapping edits');
  let result = '';
  let from = 0;
  for (const { span, newText } of sorted) {
    if (span.start < 0 || span.end > text.length || span.end < span.start)
      throw new RangeError('edit outside the text');
    result += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return result + text.slice(from);
}
