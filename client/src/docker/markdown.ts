/**
 * Text of others in Markdown that we show: names of images and modules, instructions, paths. It stands in code spans, in which
 * there is no markup, no link and no HTML.
 */

/** Characters that a reader would not see, or that change how others are shown: controls, directions, separators of lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const longest = 300;

/** A code span, the same inside and outside of a table; nothing for an empty text. Long texts are cut. */
export function code(text: string): string {
  const plain = text
    .replaceAll(/[\t\r\n ]+/g, ' ')
    .trim()
    .replaceAll(unseen, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
  if (plain === '') return '';
  const shown = plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
  const ticks = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  // One blank on each side is taken away again, if there is one on both (CommonMark, Code spans).
  const isPadded = shown.startsWith('`') || shown.endsWith('`');
  return isPadded ? `${ticks} ${shown} ${ticks}` : `${ticks}${shown}${ticks}`;
}

/** A table (GFM, Tables). Cells are Markdown; a bar in one is that of a text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `1.35 MB`, as Docker writes sizes: powers of ten. */
export function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power] ?? ''}`;
}
