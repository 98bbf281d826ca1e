import { expect, test } from 'vitest';
import { formatPlatform, isSamePlatform, parsePlatform } from '../../src/dockerfile/platform';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  ['linux/aarch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/9', 'linux/arm64/v9'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/armel', 'linux/arm/v6'],
  ['linux/i386', 'linux/386'],
  ['Linux/ARM64', 'linux/arm64'],
  ['linux/constructor', 'linux/constructor'],
  ['arm64', 'linux/arm64'],
  ['aarch64', 'linux/arm64'],
  ['linux', 'linux/amd64'],
  ['macos/arm64', 'darwin/arm64'],
  ['windows(10.0.17763)/amd64', 'windows/amd64'],
])('%s is %s', (text, expected) => {
  const platform = parsePlatform(text);
  expect(platform && formatPlatform(platform)).toBe(expected);
});

test.each(['', 'nonsense', 'a/b/c/d', 'linux/*', 'linux/', '/amd64', 'linux/amd 64', 'li nux/amd64'])(
  '%j is no platform',
  (text) => {
    expect(parsePlatform(text)).toBeUndefined();
  },
);

test('comparison', () => {
  const [plain, written] = [parsePlatform('linux/arm64'), { os: 'linux', architecture: 'aarch64', variant: 'v8' }];
  expect(plain && isSamePlatform(plain, written)).toBe(true);
});
