import { describe, expect, test } from 'vitest';
import { evaluateConstraint, fileIsCompiled } from '../../src/golang/constraints';
import { buildContext } from './support';

describe('expressions', () => {
  test.each([
    ['linux', true],
    ['!linux', false],
    ['linux && amd64', true],
    ['linux && !cgo', false],
    ['windows || (linux && cgo)', true],
    ['!(windows || darwin)', true],
    ['!!linux', true],
    ['a || b && linux', false],
    ['linux ||', undefined],
    ['(linux', undefined],
    ['linux amd64', undefined],
    ['', undefined],
    ['linux, amd64', undefined],
  ])('%s', (expression, expected) => {
    const tags = new Set(['linux', 'amd64', 'cgo']);
    expect(evaluateConstraint(expression, (tag) => tags.has(tag))).toBe(expected);
  });
});

describe('files of a linux/amd64 build with Go 1.24', () => {
  test.each([
    ['a.go', '', true],
    ['a_linux.go', '', true],
    ['a_windows.go', '', false],
    ['a_linux_arm64.go', '', false],
    ['a_amd64.go', '', true],
    ['windows.go', '', true],
    ['a_unix.go', '', true],
    ['linux_amd64.go', '', true],
    ['arm64_x.go', '', true],
    ['a_test.go', '', false],
    ['_a.go', '', false],
    ['.a.go', '', false],
    ['a.txt', '', false],
    ['a.go', '//go:build windows\n\n', false],
    ['a.go', '// Comment.\n\n//go:build unix\n\n', true],
    ['a.go', '//go:build go1.24\n\n', true],
    ['a.go', '//go:build go1.25\n\n', false],
    ['a.go', '//go:build !go1.18\n\n', false],
    ['a.go', '//go:build gccgo\n\n', false],
    ['a.go', '//go:build ignore\n\n', false],
    ['a.go', '//go:build extra\n\n', true],
    ['a.go', '// +build windows\n\n', false],
    ['a.go', '// +build linux,386 darwin,!cgo\n\n', false],
    ['a.go', '// +build linux darwin\n// +build amd64\n\n', true],
    // Right above the package clause it is documentation, not a constraint.
    ['a.go', '// +build windows\n', true],
    ['a.go', '//go:build linux\n// +build windows\n\n', true],
    // Only comments before the package clause count.
    ['a.go', '/*\n//go:build windows\n*/\n', true],
  ])('%s %j', (name, head, expected) => {
    expect(fileIsCompiled(name, `${head}package a\n//go:build windows\n`, buildContext({ tags: ['extra'] }))).toBe(
      expected,
    );
  });

  test('import "C" needs cgo, and the tag cgo follows it', () => {
    const text = 'package a\n\nimport "C"\n';
    expect(fileIsCompiled('a.go', text, buildContext())).toBe(true);
    expect(fileIsCompiled('a.go', text, buildContext({ cgo: false }))).toBe(false);
    expect(fileIsCompiled('a.go', '//go:build !cgo\n\npackage a\n', buildContext({ cgo: false }))).toBe(true);
  });
});
