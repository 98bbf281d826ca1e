import type { BuildGraph, GraphNode, GraphStep } from '../protocol';
import type { Box, Layout, Line, Point } from './layout';
import { fontSize, labelPadding, lineHeight, padding } from './sizes';
import { standaloneStyle } from './standaloneStyle';
import { escapeMarkup } from './text';

/** Of the first baseline below the upper edge of a line. */
const ascent = 12.5;
const corner = 5;
const arrow = { length: 8, halfWidth: 4 };
/** Of the bar at the left of a program or a verdict, which shows its tone. */
const barWidth = 4;

/**
 * The picture as the content of a page: every node and every step can be focused, in reading order, and says what it is. Its
 * colours are those of the page's style sheet.
 */
export function renderPicture({ title }: Pick<BuildGraph, 'title'>, layout: Layout): string {
  const { width, height } = layout;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
    ` font-size="${fontSize}" role="group" aria-label="${escapeMarkup(title)}">${renderContents(layout, interactive)}</svg>`
  );
}

/** The picture as a file of its own, with its own colours. */
export function renderFile({ title, nodes }: Pick<BuildGraph, 'title' | 'nodes'>, layout: Layout): string {
  const { width, height } = layout;
  const description = nodes.map(({ says }) => says).join(' ');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
    ` font-size="${fontSize}" role="img">\n<title>${escapeMarkup(title)}</title>\n<desc>${escapeMarkup(description)}</desc>\n` +
    `<style>${standaloneStyle}</style>\n<rect class="paper" width="${width}" height="${height}"/>\n` +
    `${renderContents(layout, () => '')}</svg>\n`
  );
}

/** The attributes of what can be pointed at. */
type Attributes = (item: GraphNode | GraphStep, key: string) => string;

const interactive: Attributes = (item, key) =>
  ` data-id="${escapeMarkup(item.id)}" data-key="${escapeMarkup(key)}" tabindex="0" role="button" aria-label="${escapeMarkup(item.says)}"`;

/** Reading order: what leads to a box, then the box, then what is in it. */
function renderContents({ boxes, lines }: Layout, attributes: Attributes): string {
  const arriving = new Map<string, Line[]>();
  for (const line of lines) {
    const [upper, lower] = line.ends;
    const end = line.upwards ? upper : lower;
    arriving.set(end, [...(arriving.get(end) ?? []), line]);
  }
  return boxes
    .map((box) => [
      ...(arriving.get(box.key) ?? []).map((line) => renderLine(line, attributes)),
      renderBox(box, attributes),
      ...box.programs.map((program) => renderBox(program, attributes)),
    ])
    .flat()
    .join('');
}

function renderBox(box: Box, attributes: Attributes): string {
  const { node, x, y, width, height, caption, titleLines, factLines } = box;
  const classes = [
    'node',
    node.kind,
    node.tone,
    ...(node.mark ? [node.mark] : []),
    ...(node.needed ? [] : ['unneeded']),
  ];
  const showsTone = node.kind === 'program' || node.kind === 'verdict';
  const rows = [
    ...(caption === '' ? [] : [{ text: caption, kind: 'caption' }]),
    ...titleLines.map((text) => ({ text, kind: 'title' })),
    ...factLines.map((text) => ({ text, kind: 'fact' })),
  ];
  return (
    `<g class="${classes.join(' ')}"${attributes(node, box.key)}><title>${escapeMarkup(node.says)}</title>` +
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="${corner}"/>` +
    (showsTone
      ? `<rect class="bar" x="${x}" y="${y}" width="${barWidth}" height="${height}" rx="${barWidth / 2}"/>`
      : '') +
    rows
      .map(({ text, kind }, index) => renderText(kind, text, x + padding, y + padding + index * lineHeight + ascent))
      .join('') +
    '</g>\n'
  );
}

function renderLine({ edge, upwards, points, label }: Line, attributes: Attributes): string {
  const classes = ['line', ...(edge.bringsProgram ? ['program-way'] : []), ...(edge.needed ? [] : ['unneeded'])];
  let y = label.y + labelPadding;
  const steps = label.rows.map(({ lines, step }) => {
    const top = y;
    y += lines.length * lineHeight;
    const texts = lines.map((text, index) =>
      renderText('label', text, label.x + labelPadding, top + index * lineHeight + ascent),
    );
    return (
      `<g class="step ${step.kind}"${attributes(step, step.id)}><title>${escapeMarkup(step.says)}</title>` +
      `<rect class="box" x="${label.x}" y="${top + 0.5}" width="${label.width}" height="${lines.length * lineHeight - 1}" rx="3"/>` +
      `${texts.join('')}</g>`
    );
  });
  const ends = upwards ? [...points].reverse() : points;
  const ground = `<rect class="ground" x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}"/>`;
  return `<g class="${classes.join(' ')}"><path class="wire" d="${pathThrough(ends)}"/>${arrowHead(ends)}${ground}${steps.join('')}</g>\n`;
}

function renderText(kind: string, text: string, x: number, y: number): string {
  // Without xml:space a renderer may drop the second of two blanks, and the columns would no longer be as counted.
  return `<text class="${kind}" x="${x}" y="${y}" xml:space="preserve">${escapeMarkup(text)}</text>`;
}

/** Vertical tangents at every point, so that a line enters and leaves rows upright. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let before = first;
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    // The head of the arrow covers the end.
    const end =
      index === rest.length - 1
        ? { x: point.x, y: point.y - Math.sign(point.y - before.y) * (arrow.length - 1) }
        : point;
    const middle = (before.y + point.y) / 2;
    path += before.x === end.x ? `V${end.y}` : `C${before.x} ${middle} ${end.x} ${middle} ${end.x} ${end.y}`;
    before = point;
  });
  return path;
}

function arrowHead(points: readonly Point[]): string {
  const [before, tip] = points.slice(-2);
  if (!before || !tip) return '';
  const base = tip.y - (points.at(0)?.y ?? 0) >= 0 ? tip.y - arrow.length : tip.y + arrow.length;
  return `<path class="arrow" d="M${tip.x} ${tip.y}L${tip.x - arrow.halfWidth} ${base}L${tip.x + arrow.halfWidth} ${base}Z"/>`;
}
