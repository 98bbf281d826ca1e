import { beforeEach, expect, test, vi } from 'vitest';
import type * as OutlineModule from '../src/dockerfile/outline';
import type * as SplitModule from '../src/dockerfile/splitCommand';
import type * as StageModule from '../src/model/walkStage';

const counted = { outlined: 0, read: 0, walked: 0 };

// The modules do their own work; only how often they are asked is counted.
vi.mock('../src/dockerfile/outline', async (original) => {
  const outline = await original<typeof OutlineModule>();
  const outlineInstructions: typeof outline.outlineInstructions = (text, statements, from) => {
    counted.outlined += statements.length;
    return outline.outlineInstructions(text, statements, from);
  };
  return { ...outline, outlineInstructions };
});
vi.mock('../src/dockerfile/splitCommand', async (original) => {
  const split = await original<typeof SplitModule>();
  const splitCommand: typeof split.splitCommand = (...args) => {
    counted.read++;
    return split.splitCommand(...args);
  };
  return { ...split, splitCommand };
});
vi.mock('../src/model/walkStage', async (original) => {
  const stage = await original<typeof StageModule>();
  const walkInstruction: typeof stage.walkInstruction = (...args) => {
    counted.walked++;
    stage.walkInstruction(...args);
  };
  return { ...stage, walkInstruction };
});

const { createAnalyser } = await import('../src/analyse');

beforeEach(() => Object.assign(counted, { outlined: 0, read: 0, walked: 0 }));

/** Four stages of 25 instructions, each from nothing: 100 lines, 100 instructions. */
const stage = (name: string): readonly string[] => [
  `FROM alpine:3.22 AS ${name}`,
  ...Array.from({ length: 24 }, (_, step) => `ENV ${name.toUpperCase()}_${step}=x`),
];
const lines = ['one', 'two', 'three', 'four'].flatMap(stage);
const textOf = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const text = textOf(lines);

/** The text with something else on a line, counted from one. */
function withLine(number: number, line: string): string {
  return textOf(lines.with(number - 1, line));
}

test.each([
  { what: 'nothing', next: text, expected: { outlined: 0, read: 0, walked: 0 } },
  { what: 'the last line', next: withLine(100, 'ENV Y=y'), expected: { outlined: 1, read: 1, walked: 1 } },
  // What stands below has moved, and is read again; dockerfile-ast need not look at it.
  { what: 'a line with 30 below it', next: withLine(70, 'ENV Y=y'), expected: { outlined: 1, read: 31, walked: 30 } },
  {
    what: 'the first line of the last stage',
    next: withLine(76, 'FROM busybox AS four'),
    expected: { outlined: 1, read: 25, walked: 24 },
  },
  { what: 'a new line at the end', next: `${text}USER app\n`, expected: { outlined: 1, read: 1, walked: 1 } },
  {
    what: 'the last line is taken away',
    next: textOf(lines.slice(0, -1)),
    expected: { outlined: 0, read: 0, walked: 0 },
  },
])('$what: no instruction before the change is looked at again', ({ next, expected }) => {
  const analyse = createAnalyser();
  const given = { text, context: undefined };
  analyse(given);
  // FROM makes the stage, and is not walked.
  expect(counted).toEqual({ outlined: 100, read: 100, walked: 96 });
  Object.assign(counted, { outlined: 0, read: 0, walked: 0 });
  analyse({ ...given, text: next });
  expect(counted).toEqual(expected);
});

test('a key that is struck again and again costs what one costs', () => {
  const analyse = createAnalyser();
  analyse({ text, context: undefined });
  Object.assign(counted, { outlined: 0, read: 0, walked: 0 });
  for (let stroke = 1; stroke <= 50; stroke++)
    analyse({ text: withLine(100, `ENV Y=${'y'.repeat(stroke)}`), context: undefined });
  expect(counted).toEqual({ outlined: 50, read: 50, walked: 50 });
});
