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

/**
 * Two changes, one after the other, as one.
 * @param first edits of `text`
 * @param second edits of what `first` makes of it
 * @returns edits of `text` that do both; what the second changes of the first, or next to it, is one edit
 * @throws RangeError as `applyEdits` does
 */
export function composeEdits(text: string, first: readonly Edit[], second: readonly Edit[]): readonly Edit[] {
  const between = applyEdits(text, first);
  if (conflict(second)) throw new RangeError('overlapping edits');
  let shift = 0;
  const places: { start: number; end: number; before: Edit | undefined; after: Edit | undefined }[] = [];
  const shifts: { readonly from: number; readonly by: number }[] = [];
  for (const edit of sortEdits(first)) {
    const start = edit.span.start + shift;
    places.push({ start, end: start + edit.newText.length, before: edit, after: undefined });
    shift += edit.newText.length - (edit.span.end - edit.span.start);
    shifts.push({ from: start + edit.newText.length, by: shift });
  }
  for (const edit of second) places.push({ ...edit.span, before: undefined, after: edit });
  places.sort((a, b) => a.start - b.start || a.end - b.end);
  const origin = (place: number): number => place - (shifts.findLast(({ from }) => from <= place)?.by ?? 0);
  const groups: (typeof places)[] = [];
  let reach = -1;
  for (const place of places) {
    const last = groups.at(-1);
    if (last && place.start <= reach) last.push(place);
    else groups.push([place]);
    reach = Math.max(reach, place.end);
  }
  return groups.map((group) => {
    const [start, end] = [Math.min(...group.map((each) => each.start)), Math.max(...group.map((each) => each.end))];
    const [opening] = group.flatMap(({ start: own, before }) => (before && own === start ? [before] : []));
    const later = group.flatMap(({ after }) => (after ? [after] : []));
    const inside = later.map(({ span, newText }) => ({
      span: { start: span.start - start, end: span.end - start },
      newText,
    }));
    return {
      span: { start: opening ? opening.span.start : origin(start), end: origin(end) },
      newText: applyEdits(between.slice(start, end), inside),
    };
  });
}
