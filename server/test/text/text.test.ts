import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, composeEdits, conflict, type Edit, sortEdits } from '../../src/text/edit';
import { LineIndex } from '../../src/text/lineIndex';
import { rememberedByText } from '../../src/text/remembered';
import { contains, join, overlaps, slice, span, touches } from '../../src/text/span';

const edit = (start: number, end: number, newText: string): Edit => ({ span: { start, end }, newText });

describe('edits', () => {
  test.each<[string, Edit[], string]>([
    ['no edit', [], 'abcdef'],
    ['replacement', [edit(1, 3, 'X')], 'aXdef'],
    ['insertion at the end', [edit(6, 6, '!')], 'abcdef!'],
    ['in any order', [edit(4, 5, 'Y'), edit(0, 1, 'X')], 'XbcdYf'],
    ['insertions at one place keep their order', [edit(2, 2, '1'), edit(2, 2, '2')], 'ab12cdef'],
    ['insertion before a replacement at the same place', [edit(2, 4, 'X'), edit(2, 2, '1')], 'ab1Xef'],
    ['touching', [edit(0, 2, 'X'), edit(2, 4, 'Y')], 'XYef'],
  ])('%s', (_, edits, expected) => {
    expect(conflict(edits)).toBe(false);
    expect(applyEdits('abcdef', edits)).toBe(expected);
  });

  test.each<[string, Edit[]]>([
    ['overlap', [edit(0, 3, ''), edit(2, 4, '')]],
    ['insertion within a replacement', [edit(0, 3, ''), edit(1, 1, 'x')]],
    ['behind the end', [edit(5, 7, '')]],
    ['before the start', [edit(-1, 0, '')]],
    ['backwards', [edit(3, 2, '')]],
  ])('refuses %s', (_, edits) => {
    expect(() => applyEdits('abcdef', edits)).toThrow(RangeError);
  });

  test('sorting does not change the edits given', () => {
    const edits = [edit(4, 5, 'Y'), edit(0, 1, 'X')];
    expect(sortEdits(edits).map(({ span: { start } }) => start)).toEqual([0, 4]);
    expect(edits[0]?.span.start).toBe(4);
  });
});

test('two changes as one are what they are one after the other', () => {
  const text = 'abcdefghij';
  const changes = (length: number): fc.Arbitrary<Edit[]> =>
    fc
      .array(fc.tuple(fc.nat(length), fc.nat(3), fc.constantFrom('', 'X', 'YZ')), { maxLength: 4 })
      .map((found) => found.map(([start, size, newText]) => edit(start, Math.min(length, start + size), newText)))
      .filter((found) => !conflict(found));
  const pairs = changes(text.length).chain((first) =>
    fc.tuple(fc.constant(first), changes(applyEdits(text, first).length)),
  );
  fc.assert(
    fc.property(pairs, ([first, second]) => {
      const both = composeEdits(text, first, second);
      expect(conflict(both)).toBe(false);
      expect(applyEdits(text, both)).toBe(applyEdits(applyEdits(text, first), second));
    }),
  );
});

describe('spans', () => {
  test('containment, touch and overlap', () => {
    expect(contains(span(0, 5), span(0, 5))).toBe(true);
    expect(contains(span(0, 5), span(4, 6))).toBe(false);
    expect(touches(span(2, 4), 4)).toBe(true);
    expect(touches(span(2, 4), 5)).toBe(false);
    expect(overlaps(span(0, 2), span(2, 4))).toBe(false);
    expect(overlaps(span(0, 3), span(2, 4))).toBe(true);
  });

  test('join and slice', () => {
    expect(join(span(3, 4), span(1, 2), span(2, 6))).toEqual(span(1, 6));
    expect(slice('abcdef', span(1, 3))).toBe('bc');
  });
});

describe('lines', () => {
  const text = 'ab\ncd\r\n\re\n';

  test.each([
    [0, 0, 0],
    [2, 0, 2],
    [3, 1, 0],
    [5, 1, 2],
    [7, 2, 0],
    [8, 3, 0],
    [9, 3, 1],
    [10, 4, 0],
    [99, 4, 0],
    [-1, 0, 0],
  ])('offset %i is line %i, character %i', (offset, line, character) => {
    expect(new LineIndex(text).positionAt(offset)).toEqual({ line, character });
    expect(new LineIndex(text).lineAt(offset)).toBe(line);
  });

  test.each([
    [0, 1, 1],
    [0, 9, 2],
    [1, 9, 5],
    [2, 9, 7],
    [3, 9, 9],
    [4, 9, 10],
    [9, 0, 10],
    [-1, 5, 0],
  ])('line %i, character %i is offset %i', (line, character, offset) => {
    expect(new LineIndex(text).offsetAt({ line, character })).toBe(offset);
  });

  test('starts and ends', () => {
    const lines = new LineIndex(text);
    expect(lines.lineCount).toBe(5);
    expect([0, 1, 2, 3, 4, 5].map((line) => lines.lineStart(line))).toEqual([0, 3, 7, 8, 10, 10]);
    expect([0, 1, 2, 3, 4, 5].map((line) => lines.lineEnd(line))).toEqual([2, 5, 7, 9, 10, 10]);
  });

  test('there and back', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '😀') });
    fc.assert(
      fc.property(anyText, fc.nat(40), (sample, offset) => {
        const lines = new LineIndex(sample);
        const clamped = Math.min(offset, sample.length);
        const isInsideBreak = sample[clamped - 1] === '\r' && sample[clamped] === '\n';
        expect(lines.offsetAt(lines.positionAt(offset))).toBe(isInsideBreak ? clamped - 1 : clamped);
      }),
    );
  });
});

test('answers to a text are kept for as many texts as are asked for, and at least for those', () => {
  const asked: string[] = [];
  const lengthOf = rememberedByText(2, (text) => {
    asked.push(text);
    return text.length;
  });
  expect(['a', 'bb', 'a', 'bb'].map(lengthOf)).toEqual([1, 2, 1, 2]);
  expect(asked).toEqual(['a', 'bb']);
  // These two are the newest then, and what came before them is still known.
  expect(['ccc', 'a'].map(lengthOf)).toEqual([3, 1]);
  expect(asked).toEqual(['a', 'bb', 'ccc']);
  // Two more, and the first ones are forgotten.
  ['dddd', 'eeeee', 'bb'].map(lengthOf);
  expect(asked).toEqual(['a', 'bb', 'ccc', 'dddd', 'eeeee', 'bb']);
});
