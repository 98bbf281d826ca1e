import { describe, expect, test } from 'vitest';
import {
  compareGoVersions,
  formatGoVersion,
  goDirectiveSatisfied,
  parseGoVersion,
  parseToolchainName,
} from '../../src/golang/version';
import type { GoVersion } from '../../src/golang/types';

function version(text: string): GoVersion {
  const parsed = parseGoVersion(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('parseGoVersion', () => {
  test.each([
    ['1.22', 1, 22, undefined, undefined],
    ['1.22.5', 1, 22, 5, undefined],
    ['go1.22.5', 1, 22, 5, undefined],
    ['1.23rc1', 1, 23, undefined, 'rc1'],
    ['1.21beta2', 1, 21, undefined, 'beta2'],
    ['1', 1, 0, 0, undefined],
  ])('%s', (text, major, minor, patch, prerelease) => {
    expect(parseGoVersion(text)).toEqual({ major, minor, patch, prerelease });
  });

  test.each(['', '1.', '1.22.', '01.2', '1.022', '1.22.5rc1', 'latest', '1.22-alpine', '1.x', 'v1.22', '1.22.3.4'])(
    'refuses %j',
    (text) => {
      expect(parseGoVersion(text)).toBeUndefined();
    },
  );

  test.each(['1.22', '1.22.0', '1.23rc1'])('formats %s back', (text) => {
    expect(formatGoVersion(version(text))).toBe(text);
  });

  test.each([
    ['go1.22.3', '1.22.3'],
    ['go1.22.3-bigcorp', '1.22.3'],
    ['default', undefined],
    ['local', undefined],
  ])('toolchain %s', (name, expected) => {
    const parsed = parseToolchainName(name);
    expect(parsed && formatGoVersion(parsed)).toBe(expected);
  });
});

// The order of the tests in internal/gover.
test.each([
  ['1.9', '1.10', -1],
  ['1.19', '1.19.0', 0],
  ['1.20rc1', '1.20', -1],
  ['1.20beta1', '1.20rc1', -1],
  ['1.21', '1.21rc1', -1],
  ['1.21rc1', '1.21rc2', -1],
  ['1.21rc2', '1.21rc10', -1],
  ['1.21rc2', '1.21.0', -1],
  ['1.21', '1.21.0', -1],
  ['1.21.3', '1.21.3', 0],
  ['2', '1.99.9', 1],
])('%s against %s', (a, b, expected) => {
  expect(Math.sign(compareGoVersions(version(a), version(b)))).toBe(expected);
  expect(Math.sign(compareGoVersions(version(b), version(a)))).toBe(expected === 0 ? 0 : -expected);
});

test.each([
  ['1.24', '1.24.7', true],
  ['1.24.3', '1.24.7', false],
  ['1.24.7', '1.24.7', true],
  ['1.24.3', '1.24', true],
  ['1.23', '1.24', false],
  ['1.25', '1.24.9', true],
  ['1.24rc1', '1.24', true],
  ['1.24rc1', '1.24.0', false],
  ['1.20', '1.20.5', true],
])('an image with Go %s and go %s in go.mod: %s', (image, directive, expected) => {
  expect(goDirectiveSatisfied(version(image), version(directive))).toBe(expected);
});
