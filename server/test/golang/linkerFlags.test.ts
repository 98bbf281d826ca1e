import { describe, expect, test } from 'vitest';
import { parseLinkerFlags } from '../../src/golang/linkerFlags';
import { splitQuoted } from '../../src/golang/quoted';
import type { LinkerFlags } from '../../src/golang/types';

describe('splitQuoted', () => {
  test.each([
    ['', []],
    ['  -s\t-w\n', ['-s', '-w']],
    [`-X 'main.v=a b'`, ['-X', 'main.v=a b']],
    [`-X "main.v=it's"`, ['-X', "main.v=it's"]],
    [`-X main.v="a b"`, ['-X', 'main.v="a', 'b"']],
    [`'a''b'`, ['a', 'b']],
  ])('%j', (text, fields) => {
    expect(splitQuoted(text).fields.map((field) => field.text)).toEqual(fields);
  });

  test('an unterminated quote', () => {
    expect(splitQuoted(`-s 'x`).unterminated).toBe("unterminated ' string");
  });
});

describe('what the flags say', () => {
  const cases: readonly (readonly [string, Partial<LinkerFlags>])[] = [
    ['', { linkmode: undefined, static: false, stripsSymbols: false, stripsDwarf: false, incomplete: false }],
    ['-s -w', { stripsSymbols: true, stripsDwarf: true }],
    ['-s', { stripsSymbols: true, stripsDwarf: true }],
    ['-s -w=0', { stripsSymbols: true, stripsDwarf: false }],
    ['-s=false', { stripsSymbols: false, stripsDwarf: false }],
    ['--s', { stripsSymbols: true }],
    ['-linkmode external', { linkmode: 'external' }],
    ['-linkmode=external -linkmode internal', { linkmode: 'internal' }],
    ['-extldflags "-static -lfoo"', { extldflags: ['-static', '-lfoo'], static: true }],
    [`-extldflags '-static'`, { extldflags: ['-static'], static: true }],
    ['-extldflags=-static', { extldflags: ['-static'], static: true }],
    [`-s '-extldflags=-static -s'`, { extldflags: ['-static', '-s'], static: true }],
    ['-extldflags -static-pie', { staticPie: true, static: false }],
    ['-linkmode external -extldflags "-fno-PIC -static"', { linkmode: 'external', static: true }],
    ['all=-s -w', { pattern: 'all', stripsSymbols: true, stripsDwarf: true }],
    ['  -s', { stripsSymbols: true }],
    ['-X main.a=1 -X=main.b=2', { definitions: ['main.a=1', 'main.b=2'] }],
    [`-X 'main.a=1 2'`, { definitions: ['main.a=1 2'] }],
    ['-linkshared', { linkshared: true }],
    ['-buildmode=pie', { buildmode: 'pie' }],
    ['-buildid= -r /x -I /lib/ld.so', { malformed: undefined }],
    // A pattern that matches nothing: Go says nothing, and nothing is linked externally.
    ['linkmode=external', { pattern: 'linkmode', linkmode: undefined }],
    ['-X main.v=\uFFFC -s', { stripsSymbols: true, incomplete: false, definitions: ['main.v=\uFFFC'] }],
    ['\uFFFC -s', { stripsSymbols: true, incomplete: true }],
    ['-linkmode \uFFFC', { incomplete: true, malformed: undefined }],
    ['\uFFFC', { incomplete: true }],
  ];
  test.each(cases)('%j', (value, expected) => {
    expect(parseLinkerFlags(value)).toMatchObject(expected);
  });
});

// The messages are those of Go 1.26; `usage` stands for the help of cmd/link, which begins so.
describe('what is refused', () => {
  test.each([
    [
      '-linkmode = external',
      '-linkmode = external',
      'invalid value "=" for flag -linkmode: invalid linkmode: "="',
      '-linkmode=external',
    ],
    [
      '-s -linkmode=extern',
      '-linkmode=extern',
      'invalid value "extern" for flag -linkmode: invalid linkmode: "extern"',
      undefined,
    ],
    [
      '-linkmode',
      '-linkmode',
      'invalid value "-extld=gcc" for flag -linkmode: invalid linkmode: "-extld=gcc"',
      undefined,
    ],
    [
      'linkmode external',
      'linkmode external',
      'invalid value "linkmode external" for flag -ldflags: missing =<value> in <pattern>=<value>',
      '-linkmode=external',
    ],
    ['-s linkmode external -w', 'linkmode external', 'usage: link [options] main.o', '-linkmode=external'],
    ['-linkmod=external', '-linkmod=external', 'flag provided but not defined: -linkmod', undefined],
    ['-static', '-static', 'flag provided but not defined: -static', undefined],
    ['-extldflags -static -lfoo', '-lfoo', 'flag provided but not defined: -lfoo', undefined],
    ['-s-w', '-s-w', 'flag provided but not defined: -s-w', '-s -w'],
    ['-X main.v', '-X main.v', '-X flag requires argument of the form importpath.name=value', undefined],
    ['-s -X main.v=a b -w', '-X main.v=a b', 'usage: link [options] main.o', "-X 'main.v=a b'"],
    ['-s=maybe', '-s=maybe', 'invalid boolean value "maybe" for -s: parse error', undefined],
    [
      '-w=maybe',
      '-w=maybe',
      'invalid boolean value "maybe" for -w: strconv.ParseBool: parsing "maybe": invalid syntax',
      undefined,
    ],
    [
      '-buildmode=foo',
      '-buildmode=foo',
      'invalid value "foo" for flag -buildmode: invalid buildmode: "foo"',
      undefined,
    ],
    ['---s', '---s', 'bad flag syntax: ---s', undefined],
    ['=-s', '=-s', 'invalid value "=-s" for flag -ldflags: missing <pattern> in <pattern>=<value>', undefined],
    [`'-s -w'`, `'-s -w'`, `invalid value "'-s -w'" for flag -ldflags: missing =<value> in <pattern>=<value>`, '-s -w'],
    [
      `-extldflags '-static`,
      `-extldflags '-static`,
      `invalid value "-extldflags '-static" for flag -ldflags: unterminated ' string`,
      undefined,
    ],
    [
      '-w -extldflags="-static -s"',
      '-extldflags="-static -s"',
      'invalid value "\\"-static" for flag -extldflags: unterminated " string',
      '"-extldflags=-static -s"',
    ],
  ])('%s', (value, part, message, corrected) => {
    const { malformed } = parseLinkerFlags(value);
    expect(malformed && value.slice(malformed.start, malformed.end)).toBe(part);
    expect(malformed?.message).toBe(message);
    expect(malformed?.corrected).toBe(corrected);
  });

  test.each([
    ['-linkmode = external'],
    ['linkmode external'],
    ['-s linkmode external -w'],
    ['-s-w'],
    ['-s -X main.v=a b -w'],
    [`'-s -w'`],
    ['-w -extldflags="-static -s"'],
  ])('the correction of %s is accepted', (value) => {
    const { malformed } = parseLinkerFlags(value);
    const mended =
      malformed && value.slice(0, malformed.start) + (malformed.corrected ?? '') + value.slice(malformed.end);
    expect(mended !== undefined && parseLinkerFlags(mended).malformed).toBeUndefined();
  });
});
