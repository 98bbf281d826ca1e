import type { BuildGraph, GraphNode, GraphStep, TextPosition, TextRange } from '../protocol';
import type { Layout, Rectangle } from './layout';

/** All that a graph shows, by id. */
export function itemsById({ nodes, edges }: BuildGraph): ReadonlyMap<string, GraphNode | GraphStep> {
  const items = [...nodes, ...edges.flatMap(({ steps }) => steps)];
  return new Map(items.map((item) => [item.id, item]));
}

/**
 * What is written at a place of the text: ids, the one with the shortest text first. An instruction is in its stage, so there
 * are often two.
 */
export function itemsAt(graph: BuildGraph, place: TextPosition): readonly string[] {
  return [...itemsById(graph).values()]
    .flatMap(({ id, extent }) => (extent && holds(extent, place) ? [{ id, extent }] : []))
    .sort((a, b) => compareLength(a.extent, b.extent))
    .map(({ id }) => id);
}

/** A cursor right behind the last character still belongs to the text. */
function holds({ start, end }: TextRange, place: TextPosition): boolean {
  return compare(start, place) <= 0 && compare(place, end) <= 0;
}

function compare(a: TextPosition, b: TextPosition): number {
  return a.line - b.line || a.character - b.character;
}

function compareLength(a: TextRange, b: TextRange): number {
  const lines = (range: TextRange): number => range.end.line - range.start.line;
  return lines(a) - lines(b) || a.end.character - a.start.character - (b.end.character - b.start.character);
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Sideways distance weighs more, so that an arrow key goes on in its direction. */
const sideways = 2;

/**
 * The box that an arrow key leads to: the nearest in that direction. Up and down lead to other rows, and into and out of the
 * programs of a stage; left and right to boxes at the same height. Undefined at the edge.
 * @param from key of a box
 */
export function neighbourOf({ boxes }: Layout, from: string, direction: Direction): string | undefined {
  const all = boxes.flatMap((box) => [box, ...box.programs]);
  const here = all.find(({ key }) => key === from);
  if (!here) return all[0]?.key;
  const vertical = direction === 'up' || direction === 'down';
  const sign = direction === 'down' || direction === 'right' ? 1 : -1;
  let nearest: { readonly key: string; readonly distance: number } | undefined;
  for (const other of all) {
    const inside = contains(here, other) || contains(other, here);
    if (other.key === from || (inside && !vertical) || sharesHeight(here, other) !== (vertical ? inside : true))
      continue;
    const [ahead, beside] = vertical
      ? [sign * (other.y - here.y), Math.abs(middle(other) - middle(here))]
      : [sign * (middle(other) - middle(here)), Math.abs(other.y - here.y)];
    if (ahead <= 0) continue;
    const distance = ahead + sideways * beside;
    if (!nearest || distance < nearest.distance) nearest = { key: other.key, distance };
  }
  return nearest?.key;
}

function middle({ x, width }: Rectangle): number {
  return x + width / 2;
}

function sharesHeight(a: Rectangle, b: Rectangle): boolean {
  return a.y < b.y + b.height && b.y < a.y + a.height;
}

function contains(outer: Rectangle, inner: Rectangle): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
