import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource, type ByteSource } from '../../src/inspect/bytes';
import { glibcVersionOf, inspectExecutable, type Executable } from '../../src/inspect/executable';
import { makeElf, type MadeElf } from './elfBuilder';

const modules = [
  'path\texample.com/shop/cmd/shop',
  'mod\texample.com/shop\tv1.2.3\th1:x=',
  'dep\tgolang.org/x/net\tv0.30.0\th1:y=',
  'dep\texample.com/old\tv1.0.0',
  '=>\texample.com/fork\tv1.0.1\th1:z=',
  'build\t-buildmode=exe',
  'build\t-ldflags="-s -w -X \'main.a=\\"b\\"\'"',
  'build\t-race=true',
  'build\tCGO_ENABLED=1',
  'build\tGOARCH=arm',
  'build\tGOARM=7',
  'build\tGOOS=linux',
  '',
].join('\n');
const go = { version: 'go1.26.1', modules, format: 'inline' } as const;

describe('what an ELF file is', () => {
  test.each<{ name: string; made: MadeElf; is: Partial<Executable> }>([
    {
      name: 'static',
      made: { symbols: true, debug: true },
      is: {
        type: 'executable',
        linkage: 'static',
        goarch: 'amd64',
        libc: null,
        interpreter: null,
        stripped: false,
        dwarf: true,
        go: null,
      },
    },
    { name: 'stripped', made: {}, is: { stripped: true, dwarf: false } },
    {
      name: 'dynamic, glibc',
      made: {
        interpreter: '/lib64/ld-linux-x86-64.so.2',
        needed: ['libresolv.so.2', 'libc.so.6'],
        versions: ['GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.4', 'GLIBC_PRIVATE'],
      },
      is: { linkage: 'dynamic', libc: 'glibc', glibc: '2.34', needed: ['libresolv.so.2', 'libc.so.6'] },
    },
    {
      name: 'dynamic, musl',
      made: { interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'] },
      is: { linkage: 'dynamic', libc: 'musl', glibc: null },
    },
    {
      name: 'pie of Go alone',
      made: { type: 3, interpreter: '/lib64/ld-linux-x86-64.so.2' },
      is: { type: 'pie', linkage: 'dynamic', libc: 'glibc', needed: [] },
    },
    { name: 'static pie', made: { type: 3, pie: true }, is: { type: 'pie', linkage: 'static', libc: null } },
    {
      name: 'shared library',
      made: { type: 3, needed: ['libc.so.6'] },
      is: { type: 'shared-library', linkage: 'dynamic', libc: 'glibc', interpreter: null },
    },
    {
      name: 'the C library itself',
      made: { type: 3, interpreter: '/lib64/ld-linux-x86-64.so.2', soname: 'libc.so.6' },
      is: { type: 'shared-library' },
    },
    {
      name: 'arm',
      made: { bits: 32, machine: 40, go },
      is: { goarch: 'arm', variant: '7', goos: 'linux', race: true, cgo: true },
    },
    {
      name: '386',
      made: { bits: 32, machine: 3, interpreter: '/lib/ld-linux.so.2' },
      is: { goarch: '386', libc: 'glibc' },
    },
    {
      name: 's390x',
      made: { bigEndian: true, machine: 22, go: { ...go, format: 'pointers' } },
      is: { goarch: 's390x', race: true },
    },
    { name: 'ppc64', made: { bigEndian: true, machine: 21 }, is: { goarch: 'ppc64' } },
    { name: 'ppc64le', made: { machine: 21 }, is: { goarch: 'ppc64le' } },
    { name: 'mips64le', made: { machine: 8 }, is: { goarch: 'mips64le' } },
    { name: 'another machine', made: { machine: 999 }, is: { goarch: null } },
    {
      name: 'before Go 1.18, 32 bits',
      made: {
        bits: 32,
        machine: 40,
        go: { version: 'go1.17.13', modules: 'path\tx\nmod\tx\t(devel)\t\n', format: 'pointers' },
      },
      is: {
        race: null,
        cgo: null,
        variant: null,
        go: {
          goVersion: 'go1.17.13',
          package: 'x',
          main: { path: 'x', version: '(devel)', replacedBy: null },
          dependencies: [],
          settings: {},
        },
      },
    },
    {
      name: 'without modules',
      made: { go: { version: 'go1.12', modules: '', format: 'inline' } },
      is: { go: { goVersion: 'go1.12', package: null, main: null, dependencies: [], settings: {} } },
    },
  ])('$name', ({ made, is }) => {
    expect(inspectExecutable(memorySource(makeElf(made)))).toMatchObject({ format: 'elf', truncated: false, ...is });
  });
});

test('build information is read as Go writes it', () => {
  expect(inspectExecutable(memorySource(makeElf({ go }))).go).toEqual({
    goVersion: 'go1.26.1',
    package: 'example.com/shop/cmd/shop',
    main: { path: 'example.com/shop', version: 'v1.2.3', replacedBy: null },
    dependencies: [
      { path: 'golang.org/x/net', version: 'v0.30.0', replacedBy: null },
      { path: 'example.com/old', version: 'v1.0.0', replacedBy: { path: 'example.com/fork', version: 'v1.0.1' } },
    ],
    settings: {
      '-buildmode': 'exe',
      '-ldflags': '-s -w -X \'main.a="b"\'',
      '-race': 'true',
      CGO_ENABLED: '1',
      GOARCH: 'arm',
      GOARM: '7',
      GOOS: 'linux',
    },
  });
});

describe('what is no ELF file', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const pe = `MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0\x64\x86`;
  test.each<{ name: string; file: string; is: Partial<Executable> }>([
    { name: 'a script', file: '#!/bin/sh -e\nexec "$@"\n', is: { format: 'script', interpreter: '/bin/sh -e' } },
    { name: 'nothing', file: '', is: { format: 'empty' } },
    { name: 'a Windows program', file: pe, is: { format: 'pe', goos: 'windows', goarch: 'amd64' } },
    { name: 'a DOS program', file: 'MZ\0\0', is: { format: 'other' } },
    {
      name: 'a macOS program',
      file: '\xcf\xfa\xed\xfe\x0c\0\0\x01',
      is: { format: 'mach-o', goos: 'darwin', goarch: 'arm64' },
    },
    { name: 'a universal binary', file: '\xca\xfe\xba\xbe\0\0\0\x02', is: { format: 'mach-o-fat', goos: 'darwin' } },
    { name: 'a Java class', file: '\xca\xfe\xba\xbe\0\0\0\x34', is: { format: 'other', goos: null } },
    { name: 'WebAssembly', file: '\0asm\x01\0\0\0', is: { format: 'wasm' } },
    { name: 'an archive', file: '!<arch>\nx', is: { format: 'archive' } },
    { name: 'text', file: 'hello', is: { format: 'other', go: null } },
  ])('$name', ({ file, is }) => {
    expect(inspectExecutable(memorySource(bytes(file)))).toMatchObject({ linkage: null, ...is });
  });
});

const complete: MadeElf = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6', 'libm.so.6'],
  versions: ['GLIBC_2.34', 'GLIBC_2.3'],
  symbols: true,
  go,
};

/** Complains of reads outside of the file, and of big ones. */
function guarded(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => {
      const isInside = Number.isInteger(offset) && offset >= 0 && offset < bytes.length;
      if (!isInside || !Number.isInteger(length) || length <= 0 || length > bytes.length - offset)
        throw new Error(`reads ${length} bytes from ${offset} of ${bytes.length}`);
      return bytes.subarray(offset, offset + length);
    },
  };
}

const files = [complete, { ...complete, bits: 32, bigEndian: true, go: { ...go, format: 'pointers' } }].map((made) =>
  makeElf(made as MadeElf),
);

describe('hostile files', () => {
  test('cut off anywhere', () => {
    for (const file of files)
      for (let length = 0; length < file.length; length += 7) {
        const { format, truncated } = inspectExecutable(guarded(file.slice(0, length)));
        if (length >= 4) expect([format, truncated]).toEqual(['elf', true]);
      }
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.constantFrom('', '\u007fELF\u0002\u0001', '\u007fELF\u0001\u0002', 'MZ'),
        (bytes, head) => {
          bytes.set([...head].map((letter) => letter.charCodeAt(0)).slice(0, bytes.length));
          inspectExecutable(guarded(bytes));
          glibcVersionOf(guarded(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('changed numbers', () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.constantFrom(1, 2, 4, 8));
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 12 }), (file, changes) => {
        const bytes = file.slice();
        for (const [at, value, length] of changes) bytes.fill(value, at % bytes.length, (at % bytes.length) + length);
        inspectExecutable(guarded(bytes));
        glibcVersionOf(guarded(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  test('numbers that are as big as can be, at any place', () => {
    const bytes = makeElf(complete);
    for (let place = 0; place < 0x600; place += 4) {
      const changed = bytes.slice();
      new DataView(changed.buffer).setUint32(place, 0xffffffff, true);
      inspectExecutable(guarded(changed));
    }
  });
});
