import type { TextRange } from '../protocol';

/** A change of a document: what stood in the range is replaced by the text. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

/** Where a range is after a change: undefined if the change touches its lines, as what was said of them may no longer be so. */
export function moveRange(range: TextRange, { range: changed, text }: TextChange): TextRange | undefined {
  if (range.end.line < changed.start.line) return range;
  const added = text.split('\n').length - 1;
  // A line that is put in before the first character of another leaves that one as it is.
  const isAbove =
    changed.end.line < range.start.line ||
    (changed.end.line === range.start.line &&
      changed.end.character === 0 &&
      (added === 0 || text.endsWith('\n')) &&
      changed.start.character === 0);
  if (!isAbove) return undefined;
  const lines = added - (changed.end.line - changed.start.line);
  const move = ({ line, character }: TextRange['start']): TextRange['start'] => ({ line: line + lines, character });
  return { start: move(range.start), end: move(range.end) };
}
