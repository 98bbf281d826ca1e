import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { advises, analyseFixture, readFixtures } from './support/fixtures';

/** A final stage that a fix writes has to start the program as well as the stage did that it takes the place of. */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules/toolchain-in-final-image/fixtures');
const fixed = readFixtures(folder).flatMap((fixture) => {
  const golden = fixture.path.endsWith('.dockerfile')
    ? fixture.path.replace(/\.dockerfile$/, '.fixed.dockerfile')
    : `${fixture.path}.fixed`;
  return existsSync(golden) ? [{ fixture, name: fixture.name, text: readFileSync(golden, 'utf8') }] : [];
});

describe.each(fixed)('$name', ({ fixture, text }) => {
  const before = analyseFixture(fixture);
  const after = analyseFixture(fixture, text);

  test('the fixed form runs where the other one did', () => {
    expect(after.model.verdict.problem).toBeUndefined();
    if (before.model.verdict.outcome !== 'unknown') expect(after.model.verdict.outcome).toBe('runs');
  });

  test('the fixed form has no findings but advice', () => {
    expect(after.findings.filter(({ rule, severity }) => !advises({ ...rule, severity }))).toEqual([]);
  });
});
