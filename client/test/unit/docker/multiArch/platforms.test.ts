import { expect, test } from 'vitest';
import { type Candidate, groupChoices, isSamePlatform } from '../../../../src/docker/multiArch/platforms';

test.each([
  ['linux/arm', 'linux/arm/v7', true],
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/amd64', 'linux/amd64/v1', true],
  ['linux/amd64', 'linux/amd64/v2', false],
  ['linux/arm/v6', 'linux/arm/v7', false],
  ['linux/arm64', 'darwin/arm64', false],
])('%s and %s are the same: %s', (a, b, same) => {
  expect(isSamePlatform(a, b)).toBe(same);
});

test('possible platforms stand before files, and what is not possible says why', () => {
  const candidates: readonly Candidate[] = [
    { platform: 'linux/amd64', as: 'image', whyNot: null },
    { platform: 'linux/arm64', as: 'image', whyNot: null },
    { platform: 'linux/arm/v7', as: 'image', whyNot: null },
    { platform: 'linux/arm/v6', as: 'image', whyNot: null },
    { platform: 'linux/arm/v5', as: 'image', whyNot: 'alpine is not published for it' },
    { platform: 'darwin/arm64', as: 'files', whyNot: null },
    { platform: 'windows/amd64', as: 'files', whyNot: 'no' },
  ];
  const { images, files, impossible } = groupChoices(candidates, ['linux/amd64', 'linux/arm', 'windows/amd64']);
  expect(images.map(({ name, isPicked }) => `${name} ${isPicked}`)).toEqual([
    'linux/amd64 true',
    'linux/arm64 false',
    'linux/arm true',
  ]);
  expect(images[2]?.platforms.map(({ platform }) => platform)).toEqual(['linux/arm/v7', 'linux/arm/v6']);
  expect(files.map(({ name }) => name)).toEqual(['darwin/arm64']);
  expect(impossible.map(({ name, isPicked }) => `${name} ${isPicked}`)).toEqual([
    'linux/arm/v5 false',
    'windows/amd64 false',
  ]);
});
