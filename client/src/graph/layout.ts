import type { BuildGraph, GraphEdge, GraphNode } from '../protocol';
import { orderRows, placeRows, type RowItem } from './order';
import { rankNodes, type Link, type Placement } from './ranks';
import { columnWidth, sizeBox, sizeLabel, type SizedBox, type SizedLabel } from './sizes';

/** Where everything of the picture is; lengths in CSS pixels at zoom 1, from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In reading order. */
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Box extends Rectangle, Omit<SizedBox, 'programs'> {
  /** Unique in the picture; several boxes may show the same node. */
  readonly key: string;
  readonly node: GraphNode;
  /** The programs that are built in it, inside its rectangle. */
  readonly programs: readonly Box[];
}

export interface Line {
  readonly edge: GraphEdge;
  /** Keys of the boxes that it joins, the upper one first. */
  readonly ends: readonly [string, string];
  readonly upwards: boolean;
  /** From the border of one box to that of the other: vertical within the rows, curved between them. */
  readonly points: readonly Point[];
  readonly label: Rectangle & SizedLabel;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const margin = 20;
/** Between two rows: room for the curves. */
const rowGap = 20;
const boxGap = 28;
const labelGap = 14;
const laneGap = 8;
/** Of a line that passes a row. */
const laneWidth = 10;
/** Between the ends of two lines at the same box. */
const portGap = 26;
/** What comes from outside goes where there is room beside the stages, which line up below each other. */
const pullOfSource = 0.1;

interface Item extends RowItem {
  readonly row: number;
  readonly height: number;
  readonly box?: { readonly placement: Placement; readonly size: SizedBox };
  readonly label?: SizedLabel;
}

/**
 * A layered layout: boxes in rows below what they are made of, labels of lines in rows of their own between them, so that
 * nothing can lie over anything else. Pure, and the same for the same graph.
 */
export function layOut(graph: BuildGraph): Layout {
  const { placements, links } = rankNodes(graph);
  const programs = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.kind !== 'program' || node.inside === undefined) continue;
    programs.set(node.inside, [...(programs.get(node.inside) ?? []), node]);
  }
  const rows: Item[][] = [];
  const add = (item: Item): Item => {
    while (rows.length <= item.row) rows.push([]);
    rows[item.row]?.push(item);
    return item;
  };
  const items = new Map<string, Item>();
  for (const placement of placements) {
    const size = sizeBox(placement.node, programs.get(placement.node.id) ?? []);
    const pull = isSource(placement.node) ? pullOfSource : 1;
    const shared = { width: size.width, height: size.height, gap: boxGap, passes: false, pull };
    items.set(placement.key, add({ ...fresh(2 * placement.rank), ...shared, box: { placement, size } }));
  }
  const ways = routeLinks(links, items, add);
  orderRows(rows);
  placeRows(rows);
  return measure(rows, ways, placements, items);
}

function isSource({ kind }: GraphNode): boolean {
  return kind === 'context' || kind === 'image' || kind === 'download';
}

function fresh(row: number): Pick<Item, 'row' | 'above' | 'below' | 'x' | 'place'> {
  return { row, above: [], below: [], x: 0, place: 0 };
}

interface Way {
  readonly link: Link;
  /** From the upper box to the lower one, one item for each row. */
  readonly items: readonly Item[];
}

/** A line has an item in every row that it passes; one of them is its label. */
function routeLinks(
  links: readonly Link[],
  items: ReadonlyMap<string, Item>,
  add: (item: Item) => Item,
): readonly Way[] {
  const leaving = new Map<string, number>();
  const arriving = new Map<string, number>();
  for (const { upper, lower } of links) {
    leaving.set(upper, (leaving.get(upper) ?? 0) + 1);
    arriving.set(lower, (arriving.get(lower) ?? 0) + 1);
  }
  return links.flatMap((link) => {
    const [upper, lower] = [items.get(link.upper), items.get(link.lower)];
    if (!upper || !lower) return [];
    // At the end where fewer lines meet, there is more room for the label.
    const atUpper = (leaving.get(link.upper) ?? 0) <= (arriving.get(link.lower) ?? 0);
    const labelRow = atUpper ? upper.row + 1 : lower.row - 1;
    const way = [upper];
    const { pull } = upper;
    for (let row = upper.row + 1; row < lower.row; row++) {
      if (row === labelRow) {
        const label = sizeLabel(link.edge.steps);
        const { width, height } = label;
        way.push(add({ ...fresh(row), width, height, gap: labelGap, passes: true, pull, label }));
      } else way.push(add({ ...fresh(row), width: laneWidth, height: 0, gap: laneGap, passes: true, pull }));
    }
    way.push(lower);
    way.forEach((item, index) => {
      const next = way[index + 1];
      if (!next) return;
      item.below.push(next);
      next.above.push(item);
    });
    return [{ link, items: way }];
  });
}

function measure(
  rows: readonly (readonly Item[])[],
  ways: readonly Way[],
  placements: readonly Placement[],
  items: ReadonlyMap<string, Item>,
): Layout {
  const all = rows.flat();
  if (all.length === 0) return { width: 0, height: 0, boxes: [], lines: [] };
  const left = Math.min(...all.map(({ x, width }) => x - width / 2)) - margin;
  const right = Math.max(...all.map(({ x, width }) => x + width / 2)) + margin;
  const bands: { readonly top: number; readonly height: number }[] = [];
  let y = margin;
  for (const row of rows) {
    const height = Math.max(0, ...row.map((item) => item.height));
    bands.push({ top: y, height });
    y += height + rowGap;
  }
  const rectangle = (item: Item): Rectangle => {
    const band = bands[item.row] ?? { top: 0, height: 0 };
    return {
      x: round(item.x - item.width / 2 - left),
      y: round(band.top + (band.height - item.height) / 2),
      width: item.width,
      height: item.height,
    };
  };
  const ports = placePorts(ways);
  const boxes = placements.flatMap(({ key, node }) => {
    const item = items.get(key);
    return item?.box ? [toBox(key, node, rectangle(item), item.box.size)] : [];
  });
  const lines = ways.flatMap(({ link, items: passed }) => {
    const label = passed.find((item) => item.label);
    const { edge, upper, lower, upwards } = link;
    if (!label?.label) return [];
    const points = passed.flatMap((item, index): Point[] => {
      const x = round((ports.get(link)?.[index === 0 ? 'upper' : 'lower'] ?? item.x) - left);
      const band = bands[item.row] ?? { top: 0, height: 0 };
      const { y: top, height } = rectangle(item);
      if (index === 0)
        return [
          { x, y: top + height },
          { x, y: band.top + band.height },
        ];
      if (index === passed.length - 1)
        return [
          { x, y: band.top },
          { x, y: top },
        ];
      const middle = round(item.x - left);
      return [
        { x: middle, y: band.top },
        { x: middle, y: band.top + band.height },
      ];
    });
    return [{ edge, ends: [upper, lower] as const, upwards, points, label: { ...rectangle(label), ...label.label } }];
  });
  return { width: Math.ceil(right - left), height: Math.ceil(Math.max(0, y - rowGap + margin)), boxes, lines };
}

/** Lines that meet at a box end side by side, in the order in which they come. */
function placePorts(ways: readonly Way[]): ReadonlyMap<Link, { readonly upper: number; readonly lower: number }> {
  const ports = new Map<Link, { upper: number; lower: number }>();
  const spread = (end: 'upper' | 'lower'): void => {
    const meeting = new Map<Item, Way[]>();
    for (const way of ways) {
      const box = end === 'upper' ? way.items[0] : way.items.at(-1);
      if (box) meeting.set(box, [...(meeting.get(box) ?? []), way]);
    }
    for (const [box, joined] of meeting) {
      const next = ({ items }: Way): number => (end === 'upper' ? items[1] : items.at(-2))?.x ?? 0;
      const sorted = [...joined].sort((a, b) => next(a) - next(b));
      const gap = Math.min(portGap, (box.width - 2 * columnWidth) / Math.max(1, sorted.length));
      sorted.forEach(({ link }, index) => {
        const x = box.x + (index - (sorted.length - 1) / 2) * gap;
        const port = ports.get(link) ?? { upper: x, lower: x };
        port[end] = x;
        ports.set(link, port);
      });
    }
  };
  spread('upper');
  spread('lower');
  return ports;
}

function toBox(key: string, node: GraphNode, place: Rectangle, { programs, ...size }: SizedBox): Box {
  return {
    ...size,
    ...place,
    key,
    node,
    programs: programs.map(({ node: program, x, y, ...inner }) =>
      toBox(program.id, program, { x: place.x + x, y: place.y + y, width: inner.width, height: inner.height }, inner),
    ),
  };
}

function round(length: number): number {
  return Math.round(length * 2) / 2;
}
