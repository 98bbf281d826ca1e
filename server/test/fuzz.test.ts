import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execPath } from 'node:process';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { common } from '../../bundles.mjs';
import { minimise } from '../scripts/fuzz/minimise';
import { makeInput, readSeeds } from '../scripts/fuzz/input';
import { examine } from '../scripts/fuzz/examine';

/** In a process of its own, as a text that is never done with could not be stopped here. */
describe('random Dockerfiles', () => {
  let folder = '';
  let script = '';
  beforeAll(async () => {
    folder = resolve(mkdtempSync(join('node_modules', '.fuzz-')));
    script = join(folder, 'fuzz.js');
    await build({ ...common, entryPoints: ['server/scripts/fuzz.ts'], outfile: script, sourcemap: 'inline' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fuzz = (...args: string[]): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(execPath, ['--enable-source-maps', script, ...args], { encoding: 'utf8' });

  test('are analysed, mended, explained and reported without a fault', { timeout: 1_200_000 }, () => {
    const { status, stdout } = fuzz('--inputs', '5000', '--seed', '20261121');
    expect(stdout).toContain('5000 inputs, 0 failures');
    expect(status).toBe(0);
  });

  test('that are never done with are named', { timeout: 120_000 }, () => {
    const { status, stdout } = fuzz('--inputs', '2', '--seconds', '1', '--hang', '1');
    expect(stdout).toContain('--seed 1 --one 1: takes longer than 1 s');
    expect(stdout).toContain('2 inputs, 1 failures');
    expect(status).toBe(1);
  });
});

test('an input is the same whenever it is made', () => {
  const seeds = readSeeds();
  expect(seeds.length).toBeGreaterThan(400);
  for (const number of [0, 1, 4711, 199_999]) expect(makeInput(3, number, seeds)).toEqual(makeInput(3, number, seeds));
  expect(makeInput(3, 0, seeds)).not.toEqual(makeInput(4, 0, seeds));
});

test('what fails is made small', () => {
  const [input] = [makeInput(1, 7, readSeeds())];
  const versions = ['FROM alpine\n', `FROM alpine\n${'RUN x\n'.repeat(20)}RUN bad thing\n${'RUN y\n'.repeat(20)}`];
  const smallest = minimise({ ...input, versions }, ({ versions: [...texts] }) =>
    texts.some((text) => text.includes('bad')),
  );
  expect(smallest.versions).toEqual(['bad']);
  expect(smallest.files).toBeUndefined();
});

/** What random texts have brought to light. */
test.each([
  ['a name of an ARG that is no name', 'ARG x)\n'],
  ['a name of an ARG with a bracket', 'ARG ["a",\n'],
  ['an ARG of a stage that is no name', 'FROM a\nARG x)\n'],
  ['characters that turn the direction of writing', 'FROM \u202Egnp\nRUN\u2067 x\nR\u001B]0;x\u0007\n'],
])('%s', (_, text) => {
  examine({ versions: [text], files: undefined, settings: {}, places: [0, 0.5, 1] });
});
