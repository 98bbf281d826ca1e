import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rules } from '../src/rules/registry';
import { LineIndex } from '../src/text/lineIndex';
import { advises, analyseFixture, readFixtures, type Fixture } from './support/fixtures';

/**
 * Ordinary Dockerfiles of Go programs, most of them right: what is found in them is what their caret lines say, and no more.
 * `# expects:` tells it in words and `# because:` why that is right, whatever the tool says today.
 */
const shapes = readFixtures(join(dirname(fileURLToPath(import.meta.url)), 'stress'));

const registered = rules.map((rule): string => rule.id);

test('there are at least 60', () => {
  expect(shapes.length).toBeGreaterThanOrEqual(60);
});

describe.each(shapes.map((shape) => ({ shape, name: shape.name })))('$name', ({ shape }) => {
  test('is annotated', () => {
    expect(shape.text).toMatch(/^# expects: \S/m);
    expect(shape.text).toMatch(/^# because: \S/m);
    expect(registered).toEqual(expect.arrayContaining(shape.expectations.map(({ rule }) => rule)));
  });

  test('has the findings of its caret lines', () => {
    expect(found(shape)).toEqual(
      shape.expectations.map(({ line, start, end, rule, message }) => ({
        place: `${line + 1}:${start}-${end} ${rule}`,
        message: expect.stringContaining(message),
      })),
    );
  });

  const { verdict, error } = shape.options;
  if (verdict === undefined) return;
  test('has its verdict', () => {
    const { outcome, because, error: said } = analyseFixture(shape).model.verdict;
    expect({ outcome, because: because.map((reason) => reason.says) }).toMatchObject({ outcome: verdict });
    if (error !== undefined) expect(said).toBe(error);
  });
});

/** Errors and warnings, and of the advice what the caret lines name, each with where it begins and the end on that line. */
function found(shape: Fixture): readonly { readonly place: string; readonly message: string }[] {
  const lines = new LineIndex(shape.text);
  const expected = shape.expectations.map(({ rule }) => rule);
  return analyseFixture(shape)
    .findings.filter(({ rule, severity }) => !advises({ ...rule, severity }) || expected.includes(rule.id))
    .map(({ rule, span, message }) => {
      const start = lines.positionAt(span.start);
      const end = lines.positionAt(span.end);
      const width = shape.text.split(/\r?\n/)[start.line]?.length ?? 0;
      const place = `${start.line + 1}:${start.character}-${end.line === start.line ? end.character : width} ${rule.id}`;
      return { place, message };
    });
}
