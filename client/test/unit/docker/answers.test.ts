import { describe, expect, test } from 'vitest';
import { isImageName, noAnswers, openQuestions, readAnswers, toOptions } from '../../../src/docker/answers';
import { moveRange } from '../../../src/docker/movedRanges';
import { mergeOptions, readOptions } from '../../../src/docker/options';

const needs = {
  buildArgs: { GIVEN: '1' },
  missingArgs: ['VERSION'],
  secrets: [
    { id: 'token', required: true },
    { id: 'netrc', required: false },
  ],
  ssh: [{ id: 'default', required: false }],
};
const answered = {
  tag: 'shop:1',
  buildArgs: { VERSION: '1.2', GONE: 'x' },
  secrets: { token: { env: 'TOKEN' }, netrc: null, gone: { src: '/x' } },
  ssh: { default: '' },
};

test('asked is only what nobody has said', () => {
  const names = (...given: Parameters<typeof openQuestions>) => openQuestions(...given).map(({ name }) => name);
  expect(names(needs, {}, noAnswers)).toEqual(['VERSION', 'token', 'netrc', 'default']);
  expect(names(needs, {}, answered)).toEqual([]);
  const task = { buildArgs: { VERSION: '' }, secrets: [{ id: 'netrc', src: '/n' }], ssh: ['default=/key'] };
  expect(names(needs, task, noAnswers)).toEqual(['token']);
  expect(names({ ...needs, buildArgs: { VERSION: '2' } }, task, answered)).toEqual([]);
});

test('answers become options, as far as the Dockerfile still asks for them', () => {
  expect(toOptions(answered, needs)).toEqual({
    tags: ['shop:1'],
    buildArgs: { VERSION: '1.2' },
    secrets: [{ id: 'token', env: 'TOKEN' }],
    ssh: ['default'],
  });
  expect(toOptions({ ...noAnswers, ssh: { default: '/key' }, buildArgs: { VERSION: '' } }, needs)).toEqual({
    ssh: ['default=/key'],
  });
  expect(toOptions(noAnswers, needs)).toEqual({});
});

describe('what is remembered', () => {
  test('is read back', () => {
    expect(readAnswers(JSON.parse(JSON.stringify(answered)))).toEqual(answered);
  });

  test.each([
    undefined,
    null,
    1,
    'x',
    [],
    { secrets: 1, ssh: [], buildArgs: 'x', tag: 7 },
    { secrets: { a: { value: 's' } } },
  ])('is nothing where it has another shape: %j', (kept) => {
    expect(readAnswers(kept)).toEqual(noAnswers);
  });
});

describe('a task', () => {
  test('says what it says, and nothing else', () => {
    const given = {
      type: 'go-dockerfile',
      dockerfile: 'Dockerfile',
      target: 'ship',
      context: '',
      platform: 7,
      buildArgs: { A: '1', B: 2, C: null },
      tags: 'shop:1',
      secrets: [{ id: 'a', src: '/a' }, { src: '/b' }, 'c'],
      ssh: ['default', 1],
      cacheFrom: [],
      noCache: 'yes',
      pull: true,
      args: ['--quiet'],
    };
    expect(readOptions(given)).toEqual({
      ...{ target: 'ship', buildArgs: { A: '1', B: '2' }, tags: ['shop:1'], secrets: [{ id: 'a', src: '/a' }] },
      ...{ ssh: ['default'], pull: true, args: ['--quiet'] },
    });
    expect(readOptions(undefined)).toEqual({});
  });

  test('counts more than what was answered', () => {
    expect(
      mergeOptions(
        { tags: ['a'], buildArgs: { A: '1', B: '2' }, secrets: [{ id: 'x', env: 'X' }], pull: true },
        {
          tags: ['b'],
          buildArgs: { B: '3' },
          secrets: [
            { id: 'x', src: '/x' },
            { id: 'y', env: 'Y' },
          ],
        },
      ),
    ).toEqual({
      tags: ['b'],
      buildArgs: { A: '1', B: '3' },
      secrets: [
        { id: 'x', src: '/x' },
        { id: 'y', env: 'Y' },
      ],
      pull: true,
    });
  });
});

test.each([
  ['shop', true],
  ['shop:1.2-rc1', true],
  ['registry.example.com:5000/team/shop:dev', true],
  ['Shop:dev', false],
  ['shop:', false],
  ['-shop', false],
  ['--privileged/foo', false],
  ['-v/foo:1', false],
  ['.x/foo', false],
  ['localhost/foo', true],
  ['[::1]:5000/foo:1', true],
  ['ghcr.io/team/shop:' + 'x'.repeat(129), false],
  ['shop:dev; reboot', false],
])('%s is a name of an image: %s', (name, expected) => {
  expect(isImageName(name)).toBe(expected);
});

describe('a problem after a change', () => {
  const at = (line: number, from: number, to: number) => ({
    start: { line, character: from },
    end: { line, character: to },
  });
  const between = (start: [number, number], end: [number, number]) => ({
    start: { line: start[0], character: start[1] },
    end: { line: end[0], character: end[1] },
  });
  test.each([
    ['below', between([6, 0], [6, 3]), 'x', at(5, 2, 8)],
    ['above, in a line', between([4, 0], [4, 3]), 'x', at(5, 2, 8)],
    ['above, a line more', between([1, 0], [1, 0]), 'x\n', at(6, 2, 8)],
    ['above, two lines less', between([1, 0], [3, 0]), '', at(3, 2, 8)],
    ['a line put in right above', between([5, 0], [5, 0]), 'x\n', at(6, 2, 8)],
    ['in its line', between([5, 20], [5, 20]), 'x', undefined],
    ['over it', between([2, 0], [9, 0]), '', undefined],
    ['a line break in front of it', between([5, 1], [5, 1]), '\n', undefined],
  ])('%s', (_, range, text, expected) => {
    expect(moveRange(at(5, 2, 8), { range, text })).toEqual(expected);
  });
});
