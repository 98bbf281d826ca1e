import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { missingLine, readmeCommands, trialsOf } from '../../scripts/readmeCommands';

/** What `npm run release:check` tries of the README. */
const readme = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../../README.md'), 'utf8');
const commands = readmeCommands(readme);

test('each command of the README is tried, or it is said why not', () => {
  expect(commands.map(({ command }) => command)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^go-dockerfile explain examples\//), 'npm ci && npm start']),
  );
  for (const one of commands) expect(trialsOf(one), one.command).toBeDefined();
  // Every line that stands behind a prompt or in a block for shells is a command: none is read past.
  const prompts = readme.match(/^\$ /gm) ?? [];
  const blocks = readme.match(/^```(?:sh|bash|shell|console)$/gm) ?? [];
  expect(commands.length).toBe(prompts.length + blocks.length);
});

test('a command that nobody has heard of is not passed over', () => {
  const text = '```sh\nnpm ci && npm start\ngo-dockerfile frobnicate\n```\n';
  const found = readmeCommands(text);
  expect(found.map(({ command }) => command)).toEqual(['npm ci && npm start', 'go-dockerfile frobnicate']);
  expect(found.map((one) => trialsOf(one) === undefined)).toEqual([false, true]);
});

test('what it prints is read with the command', () => {
  expect(readmeCommands('```text\n$ a b\nout\n   more\n$ c\n```\n')).toEqual([
    { command: 'a b', shows: ['out', '   more'] },
    { command: 'c', shows: [] },
  ]);
});

test.each([
  { printed: 'a\nb\nc\n', shows: ['a', 'c'], missing: undefined },
  { printed: 'a\nb\nc\n', shows: ['c', 'a'], missing: 'a' },
  { printed: 'a\n', shows: ['a', 'a'], missing: 'a' },
  { printed: 'a, and more\n', shows: ['a'], missing: 'a' },
])('$shows in $printed: $missing', ({ printed, shows, missing }) => {
  expect(missingLine(printed, shows)).toBe(missing);
});
