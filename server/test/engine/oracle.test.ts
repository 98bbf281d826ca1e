import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../scripts/oracle/docker';
import type { Memory } from '../../scripts/oracle/memory';
import { observe } from '../../scripts/oracle/observe';
import { complaintsOf } from '../../scripts/oracle/report';
import { runCases, type Result } from '../../scripts/oracle/run';
import { sample } from '../../scripts/oracle/sample';

/**
 * A small part of what `npm run oracle` does, on each machine anew: Dockerfiles drawn at random, built and run, and compared
 * with what is foretold; of one in four the fixes are applied, built and run as well. They share what go has compiled.
 */
const cases = sample(2, 64, true);
const isMended = ({ name }: { readonly name: string }): boolean => name.endsWith('.1');
/** So many have to be built for all that an engine in trouble leaves out. */
const fewest = 60;

const missing = await whyNoEngine();
// The macOS and Windows machines of CI services have no engine for Linux images.
const mayBeMissing = !process.env['CI'] || process.platform !== 'linux';

if (missing !== undefined && mayBeMissing) test.skip(`${cases.length} random cases on a Docker engine: ${missing}`);
else if (missing !== undefined) {
  test('there is a Docker engine', () => {
    expect.fail(missing);
  });
} else describe('the engine agrees on random Dockerfiles', compareAll);

function compareAll(): void {
  const results = new Map<string, Result>();
  const troubles: string[] = [];
  const nothing: Memory = { recall: () => undefined, keep: () => undefined };
  beforeAll(async () => {
    await runCases(cases, {
      observe,
      memory: nothing,
      workers: 2,
      goesOn: () => true,
      mends: isMended,
      onResult: (result) => results.set(result.given.name, result),
      onTrouble: (name, output) => troubles.push(`${name}: ${output.slice(-500)}`),
    });
  }, 1_200_000);
  afterAll(() => {
    const all = [...results.values()];
    const wrong = all.filter((result) => complaintsOf(result).length > 0);
    const tried = all.flatMap(({ mended }) => mended).length;
    console.log(
      `oracle: ${all.length} cases, ${tried} mended, ${wrong.length} wrong${troubles.map((text) => `\n  the engine was in trouble: ${text}`).join('')}`,
    );
  });

  test(`at least ${fewest} were built`, () => {
    expect(results.size, troubles.join('\n')).toBeGreaterThanOrEqual(fewest);
  });

  test('nearly all are decided, and some are mended', () => {
    const all = [...results.values()];
    const decided = all.filter(({ comparison }) => comparison.said !== 'unknown');
    expect(decided.length / all.length).toBeGreaterThanOrEqual(0.9);
    expect(all.flatMap(({ mended }) => mended.filter(({ promised }) => promised)).length).toBeGreaterThanOrEqual(5);
  });

  test.for(cases.map(({ name }) => ({ name })))('$name', ({ name }, { skip }) => {
    const result = results.get(name);
    if (!result) skip('the engine was in trouble twice');
    expect(result && complaintsOf(result).join('\n')).toBe('');
  });
}
