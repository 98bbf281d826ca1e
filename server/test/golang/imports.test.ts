import { describe, expect, test } from 'vitest';
import { readCgoDirectives, readGoFile } from '../../src/golang/imports';

describe('readGoFile', () => {
  test('all forms of imports', () => {
    const file = readGoFile(`// Package main.
package main // it is

import "fmt"; import f "net/http"
import (
	. "os/user" // dot
	_ "embed"
	// import "not/this"
	\`raw/path\`
)
import "strings"

var s = "import \\"nor/that\\""
import "too/late"
`);
    expect(file.packageName).toBe('main');
    expect(file.imports).toEqual(['fmt', 'net/http', 'os/user', 'embed', 'raw/path', 'strings']);
    expect([...file.importNames]).toEqual([
      ['net/http', 'f'],
      ['os/user', '.'],
      ['embed', '_'],
    ]);
    expect(file.importsC).toBe(false);
  });

  test.each([
    [
      'block comment',
      '/*\n#cgo LDFLAGS: -lz\n#include <zlib.h>\n*/\nimport "C"',
      '\n#cgo LDFLAGS: -lz\n#include <zlib.h>\n',
    ],
    [
      'line comments',
      '// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport "C"',
      ' #cgo LDFLAGS: -lz\n #include <zlib.h>',
    ],
    ['blank line between', '// #include <zlib.h>\n\nimport "C"', ''],
    ['inside a group', 'import (\n\t"fmt"\n\t// #include <x.h>\n\t"C"\n)', ' #include <x.h>'],
    ['only the nearest group', '// far\n\n// near\nimport "C"', ' near'],
  ])('preamble: %s', (_name, text, preamble) => {
    const file = readGoFile(`package a\n\n${text}\n`);
    expect(file.importsC).toBe(true);
    expect(file.preambles).toEqual([preamble]);
  });

  test('embed patterns', () => {
    const text =
      'package a\n\nimport _ "embed"\n\n//go:embed a.txt "b c.txt" all:dist\nvar s string\n\t//go:embed `d`\n// go:embed no\n';
    expect(readGoFile(text).embeds).toEqual([
      { pattern: 'a.txt', line: 4 },
      { pattern: 'b c.txt', line: 4 },
      { pattern: 'all:dist', line: 4 },
      { pattern: 'd', line: 6 },
    ]);
    expect(readGoFile(text.replace('import _ "embed"', '')).embeds).toEqual([]);
  });

  test.each([
    '',
    'package',
    'package main\nimport (',
    'import "C',
    '/* never closed',
    '\uFEFFpackage a\n',
    '"',
    '`',
    'package a; import "',
  ])('no harm from %j', (text) => {
    expect(() => readGoFile(text)).not.toThrow();
  });

  test('a byte order mark', () => {
    expect(readGoFile('\uFEFFpackage a\n').packageName).toBe('a');
  });
});

test('#cgo lines', () => {
  const preamble =
    '\n#cgo LDFLAGS: -lz -L/opt/x\n #cgo linux,amd64 !musl CFLAGS: -DX="a b"\n#cgo pkg-config: vips >= 8\n#include <z.h>\n';
  expect(readCgoDirectives(preamble)).toEqual([
    { conditions: '', variable: 'LDFLAGS', words: ['-lz', '-L/opt/x'] },
    { conditions: 'linux,amd64 !musl', variable: 'CFLAGS', words: ['-DX=a b'] },
    { conditions: '', variable: 'pkg-config', words: ['vips', '>=', '8'] },
  ]);
});
