import type { GraphNode, GraphStep } from '../protocol';
import { countColumns, wrap } from './text';

/** How big boxes and labels are, from the number of characters in them; lengths in CSS pixels. */

/** Of the font that all is set in, and of its lines. */
export const fontSize = 12;
export const lineHeight = 17;
/** Fonts whose characters are equally wide have them at 0.6 em, a few at 0.62. */
export const columnWidth = fontSize * 0.62;

const boxColumns = 36;
const labelColumns = 34;
const titleLines = 3;
const factLines = 3;
const labelLines = 2;
/** More steps than this are counted instead of listed. */
const labelSteps = 4;

/** Between the border of a box and what is in it. */
export const padding = 10;
/** Around the text of a label. */
export const labelPadding = 4;
const programGap = 8;

export interface SizedBox {
  readonly width: number;
  readonly height: number;
  /** What kind of thing it is, above the title; empty where the title says so. */
  readonly caption: string;
  readonly titleLines: readonly string[];
  readonly factLines: readonly string[];
  /** Relative to the box. */
  readonly programs: readonly SizedProgram[];
}

export interface SizedProgram extends SizedBox {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

export function sizeBox(node: GraphNode, programs: readonly GraphNode[]): SizedBox {
  const { caption } = node;
  const title = wrap(node.title, boxColumns, titleLines);
  const facts = node.facts.flatMap((fact) => wrap(fact, boxColumns, factLines));
  const own = textWidth([caption, ...title, ...facts]) + 2 * padding;
  const top = 2 * padding + lineHeight * ((caption === '' ? 0 : 1) + title.length + facts.length);
  const inner = programs.map((program) => ({ node: program, size: sizeBox(program, []) }));
  const width = Math.ceil(Math.max(own, ...inner.map(({ size }) => size.width + 2 * padding)));
  let y = top;
  const sized = inner.map(({ node: program, size }) => {
    const placed = { ...size, node: program, x: padding, y, width: width - 2 * padding };
    y += size.height + programGap;
    return placed;
  });
  const height = sized.length === 0 ? top : y - programGap + padding;
  return { width, height, caption, titleLines: title, factLines: facts, programs: sized };
}

export interface SizedLabel {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly { readonly lines: readonly string[]; readonly step: GraphStep }[];
}

/** @param steps of one edge; at least one */
export function sizeLabel(steps: readonly GraphStep[]): SizedLabel {
  const listed = steps.length > labelSteps ? steps.slice(0, labelSteps - 1) : steps;
  const rows = listed.map((step) => ({ step, lines: wrap(step.label, labelColumns, labelLines) }));
  const next = steps[listed.length];
  if (next) rows.push({ step: next, lines: [`and ${steps.length - listed.length} more`] });
  const lines = rows.flatMap((row) => row.lines);
  return {
    width: Math.ceil(textWidth(lines) + 2 * labelPadding),
    height: lines.length * lineHeight + 2 * labelPadding,
    rows,
  };
}

function textWidth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(countColumns)) * columnWidth;
}
