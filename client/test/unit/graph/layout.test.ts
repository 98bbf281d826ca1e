import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neighbourOf } from '../../../src/graph/find';
import { layOut, type Layout, type Rectangle } from '../../../src/graph/layout';
import { graphOf, type GivenStage } from './graphs';

const source = fc.oneof(fc.constantFrom('context', 'golang:1.26', 'alpine:3.22'), fc.nat(24));
const stages = fc.array(
  fc.record({ from: fc.uniqueArray(source, { minLength: 1, maxLength: 6 }), programs: fc.nat(3) }),
  { maxLength: 25 },
);

/** Ends of edges that no stage has, and circles, are part of what comes: nothing of it may break the picture. */
function checkLayout(given: readonly GivenStage[]): void {
  const graph = graphOf(given);
  const layout = layOut(graph);
  const drawn = layout.boxes.flatMap((box) => [box.node.id, ...box.programs.map((program) => program.node.id)]);
  expect(new Set(drawn)).toEqual(new Set(graph.nodes.map(({ id }) => id)));
  expectDisjoint([...layout.boxes, ...layout.lines.map(({ label }) => label)]);
  for (const box of layout.boxes) {
    expectDisjoint(box.programs);
    for (const program of box.programs) expect(isInside(program, box)).toBe(true);
  }
  expectConnected(layout);
  const paper = { x: 0, y: 0, width: layout.width, height: layout.height };
  for (const part of [...layout.boxes, ...layout.lines.map(({ label }) => label)])
    expect(isInside(part, paper)).toBe(true);
}

function expectDisjoint(parts: readonly Rectangle[]): void {
  const sorted = [...parts].sort((a, b) => a.y - b.y);
  sorted.forEach((part, index) => {
    for (const other of sorted.slice(index + 1)) {
      if (other.y >= part.y + part.height) break;
      const apart = other.x >= part.x + part.width || part.x >= other.x + other.width;
      if (!apart) expect.fail(`${JSON.stringify(part)} lies over ${JSON.stringify(other)}`);
    }
  });
}

/** Lines end at the borders of their boxes and, between the rows, keep clear of all others. */
function expectConnected({ boxes, lines }: Layout): void {
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  for (const { ends, points, edge } of lines) {
    const [upper, lower] = ends.map((key) => byKey.get(key));
    const [first, last] = [points.at(0), points.at(-1)];
    if (!upper || !lower || !first || !last) throw new Error(`The line ${edge.id} has no ends`);
    expect(new Set([upper.node.id, lower.node.id])).toEqual(new Set([edge.from, edge.to]));
    expect(first.y).toBe(upper.y + upper.height);
    expect(last.y).toBe(lower.y);
    for (const [end, box] of [
      [first, upper],
      [last, lower],
    ] as const) {
      expect(end.x).toBeGreaterThanOrEqual(box.x);
      expect(end.x).toBeLessThanOrEqual(box.x + box.width);
    }
    points.forEach((point, index) => {
      const next = points[index + 1];
      if (!next) return;
      if (next.y < point.y) expect.fail(`${edge.id} goes up`);
      // A piece is upright within a row, or lies between two rows.
      for (const box of boxes) {
        const [left, right] = [Math.min(point.x, next.x), Math.max(point.x, next.x)];
        const crosses = left < box.x + box.width && right > box.x && point.y < box.y + box.height && next.y > box.y;
        if (crosses) expect.fail(`${edge.id} crosses ${box.key}`);
      }
    });
  }
}

function isInside(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

describe('boxes and labels lie beside each other, and lines join them', () => {
  test('whatever the stages are made of', () => {
    fc.assert(fc.property(stages, checkLayout), { numRuns: 60 });
  });

  test.each<[string, readonly GivenStage[]]>([
    ['nothing', []],
    ['one stage', [{ from: ['scratch'] }]],
    ['a circle', [{ from: ['alpine', 1] }, { from: ['alpine', 0] }]],
    ['200 stages below each other', Array.from({ length: 200 }, (_, index) => ({ from: ['context', index - 1] }))],
    [
      '200 stages beside each other, all of which the last one takes from',
      [
        ...Array.from({ length: 200 }, () => ({ from: ['golang', 'context'], programs: 1 })),
        { from: ['alpine', ...Array.from({ length: 200 }, (_, index) => index)] },
      ],
    ],
  ])('%s', (_, given) => checkLayout(given));
});

test('the picture of a graph is always the same', () => {
  fc.assert(
    fc.property(stages, (given) => {
      expect(layOut(graphOf(given))).toEqual(layOut(graphOf(given)));
    }),
    { numRuns: 20 },
  );
});

test('stages stand below what they are made of', () => {
  const { boxes } = layOut(graphOf([{ from: ['golang'] }, { from: [0, 'context'] }, { from: ['alpine', 1] }]));
  const y = (id: string): number => boxes.find(({ node }) => node.id === id)?.y ?? Number.NaN;
  const order = ['golang', 'stage:0', 'stage:1', 'stage:2', 'verdict'].map(y);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test.each([
  ['golang', 'down', 'stage:0'],
  ['stage:0', 'up', 'context'],
  ['stage:0', 'down', 'program:0:0'],
  ['program:0:0', 'down', 'program:0:1'],
  ['program:0:0', 'up', 'stage:0'],
  ['program:0:1', 'down', 'stage:1'],
  ['golang', 'right', 'context'],
  ['context', 'left', 'golang'],
  ['context', 'right', undefined],
  ['verdict', 'down', undefined],
] as const)('from %s the arrow %s leads to %s', (from, direction, to) => {
  const layout = layOut(graphOf([{ from: ['golang', 'context'], programs: 2 }, { from: ['alpine', 0] }]));
  expect(neighbourOf(layout, from, direction)).toBe(to);
});
