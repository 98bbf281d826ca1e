import { differenceOf } from './fixAll';
import type { Edit } from '../text/edit';

/** Texts with more changed lines than this on either side become one edit: the comparison is quadratic. */
const maximumLines = 2000;

/**
 * The edits that turn one text into the other, one for each run of lines that differ, so that they can be looked at one by
 * one. Sorted, none overlapping; empty if the texts are equal.
 */
export function lineEdits(before: string, after: string): readonly Edit[] {
  const [old, changed] = [splitLines(before), splitLines(after)];
  if (old.length > maximumLines || changed.length > maximumLines) {
    const whole = differenceOf(before, after);
    return whole ? [whole] : [];
  }
  const common = longestCommon(old, changed);
  const edits: Edit[] = [];
  let [row, column, offset] = [0, 0, 0];
  while (row < old.length || column < changed.length) {
    if (row < old.length && column < changed.length && old[row] === changed[column]) {
      offset += old[row]?.length ?? 0;
      row++;
      column++;
      continue;
    }
    const start = offset;
    let newText = '';
    while ((row < old.length || column < changed.length) && old[row] !== changed[column]) {
      const removes = common[row + 1]?.[column] ?? -1;
      const inserts = common[row]?.[column + 1] ?? -1;
      if (column >= changed.length || (row < old.length && removes >= inserts)) offset += old[row++]?.length ?? 0;
      else newText += changed[column++] ?? '';
    }
    edits.push({ span: { start, end: offset }, newText });
  }
  return edits;
}

/** Lines with their line breaks. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** For each pair of places the length of the longest common subsequence behind them. */
function longestCommon(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      const below = table[row + 1]?.[column] ?? 0;
      const beside = table[row]?.[column + 1] ?? 0;
      const both = (table[row + 1]?.[column + 1] ?? 0) + 1;
      const here = table[row];
      if (here) here[column] = a[row] === b[column] ? both : Math.max(below, beside);
    }
  }
  return table;
}
