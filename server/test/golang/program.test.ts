import { describe, expect, test } from 'vitest';
import { valueOf } from '../../src/facts/fact';
import { matchPackages, scanProgram, type ProgramRequest } from '../../src/golang/program';
import type { ProgramFacts } from '../../src/golang/types';
import { memoryTree } from '../../src/workspace/sourceTree';
import { buildContext } from './support';

type Files = Readonly<Record<string, string>>;

const goMod = 'module example.com/app\n\ngo 1.24\n';
const main = (...imports: readonly string[]): string =>
  `package main\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\nfunc main() {}\n`;

function scan(files: Files, changes: Partial<ProgramRequest> & { readonly cache?: Files } = {}): ProgramFacts {
  const { cache, ...rest } = changes;
  return scanProgram({
    tree: memoryTree(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path.startsWith('/') ? path : `/src/${path}`, text]),
      ),
    ),
    moduleCache: cache && memoryTree(cache),
    directory: '/src',
    packageArgument: '.',
    context: buildContext(),
    goPath: '/go',
    ...rest,
  });
}

const standardOf = (facts: ProgramFacts): readonly string[] => [...(valueOf(facts.cgo)?.standard ?? [])].sort();

describe('what the standard library brings', () => {
  test.each([
    ['fmt only', ['fmt', 'os'], []],
    ['net/http', ['net/http'], ['net']],
    ['os/user', ['os/user'], ['os/user']],
    ['plugin', ['plugin'], ['plugin']],
    ['archive/tar', ['archive/tar'], ['os/user']],
    ['crypto/tls and os/user', ['crypto/tls', 'os/user'], ['net', 'os/user']],
    ['net/url', ['net/url', 'html/template', 'database/sql'], []],
  ])('%s', (_name, imports, expected) => {
    const facts = scan({ 'go.mod': goMod, 'main.go': main(...imports) });
    expect(facts.cgo.certainty).toBe('known');
    expect(standardOf(facts)).toEqual(expected);
    expect(valueOf(facts.packageName)).toBe('main');
    expect(facts.importPath).toBe('example.com/app');
    expect(facts.problem).toBeUndefined();
  });
});

describe('where packages come from', () => {
  test('the own module, nested and under constraints', () => {
    const facts = scan(
      {
        'go.mod': goMod,
        'cmd/app/main.go': main('example.com/app/internal/a'),
        'internal/a/a.go': 'package a\n\nimport _ "example.com/app/internal/b"\n',
        'internal/a/a_windows.go': 'package a\n\nimport _ "net"\n',
        'internal/a/a_test.go': 'package a\n\nimport _ "net"\n',
        'internal/b/b.go': 'package b\n\nimport _ "os/user"\n',
      },
      { packageArgument: './cmd/app' },
    );
    expect(facts.importPath).toBe('example.com/app/cmd/app');
    expect(facts.cgo.certainty).toBe('known');
    expect(standardOf(facts)).toEqual(['os/user']);
    expect(facts.packages?.map((found) => found.importPath)).toEqual([
      'example.com/app/cmd/app',
      'example.com/app/internal/a',
      'example.com/app/internal/b',
    ]);
  });

  test('a package given by its import path', () => {
    const files = { 'go.mod': goMod, 'cmd/app/main.go': main('net') };
    expect(scan(files, { packageArgument: 'example.com/app/cmd/app' })).toMatchObject({
      directory: '/src/cmd/app',
      importPath: 'example.com/app/cmd/app',
    });
  });

  test('go.mod above the working directory', () => {
    const facts = scan({ 'go.mod': goMod, 'cmd/app/main.go': main('fmt') }, { directory: '/src/cmd/app' });
    expect([facts.importPath, facts.module?.directory]).toEqual(['example.com/app/cmd/app', '/src']);
  });

  test('a replacement with a local folder', () => {
    const facts = scan({
      'go.mod': `${goMod}\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ../lib\n`,
      'main.go': main('example.com/lib/sub'),
      '/lib/go.mod': 'module example.com/lib\n',
      '/lib/sub/sub.go': 'package sub\n\nimport _ "net/http"\n',
    });
    expect([facts.cgo.certainty, standardOf(facts)]).toEqual(['known', ['net']]);
  });

  test('a workspace', () => {
    const facts = scan(
      {
        'go.work': 'go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n',
        'app/go.mod': 'module example.com/app\n\ngo 1.24\n',
        'app/main.go': main('example.com/lib'),
        'lib/go.mod': 'module example.com/lib\n\ngo 1.24\n',
        'lib/lib.go': 'package lib\n\nimport _ "os/user"\n',
      },
      { directory: '/src/app' },
    );
    expect([facts.cgo.certainty, standardOf(facts)]).toEqual(['known', ['os/user']]);
    expect(facts.workspace?.directory).toBe('/src');
  });

  test.each([
    ['by itself', 'go 1.24', undefined, true],
    ['not before go 1.14 in go.mod', 'go 1.13', undefined, false],
    ['not with -mod=mod', 'go 1.24', 'mod', false],
    ['with -mod=vendor in any case', 'go 1.13', 'vendor', true],
  ] as const)('the vendor folder %s', (_name, line, mod, used) => {
    const facts = scan(
      {
        'go.mod': `module example.com/app\n\n${line}\n\nrequire example.net/lib v1.0.0\n`,
        'main.go': main('example.net/lib'),
        'vendor/modules.txt': '# example.net/lib v1.0.0\n## explicit\nexample.net/lib\n',
        'vendor/example.net/lib/lib.go': 'package lib\n\nimport _ "os/user"\n',
      },
      { context: buildContext({ mod }) },
    );
    expect(facts.module?.vendored).toBe(used);
    expect(facts.unread).toEqual(used ? [] : ['example.net/lib']);
    expect(facts.cgo.certainty).toBe(used ? 'known' : 'presumed');
  });

  test('the module cache, with capitals and a replacement by another module', () => {
    const facts = scan(
      {
        'go.mod': `${goMod}\nrequire (\n\texample.net/Lib v1.0.0\n\texample.net/old v1.0.0\n)\n\nreplace example.net/old => example.net/new v2.0.0\n`,
        'main.go': main('example.net/Lib/x', 'example.net/old'),
      },
      {
        cache: {
          'example.net/!lib@v1.0.0/x/x.go': 'package x\n\nimport _ "fmt"\n',
          'example.net/new@v2.0.0/new.go': 'package old\n\nimport _ "plugin"\n',
        },
      },
    );
    expect([facts.cgo.certainty, standardOf(facts), facts.unread]).toEqual(['known', ['plugin'], []]);
  });

  test('an indirect module that only go.sum names', () => {
    const facts = scan(
      {
        'go.mod': 'module example.com/app\n\ngo 1.16\n\nrequire example.net/a v1.0.0\n',
        'go.sum': 'example.net/b v1.0.0 h1:x\nexample.net/b v1.1.0 h1:x\nexample.net/b v1.2.0/go.mod h1:x\n',
        'main.go': main('example.net/a'),
      },
      {
        cache: {
          'example.net/a@v1.0.0/a.go': 'package a\n\nimport _ "example.net/b"\n',
          'example.net/b@v1.1.0/b.go': 'package b\n\nimport _ "net"\n',
        },
      },
    );
    expect([facts.cgo.certainty, standardOf(facts)]).toEqual(['known', ['net']]);
  });
});

describe('what cannot be read', () => {
  const requiring = (path: string): string => `${goMod}\nrequire ${path} v1.0.0\n`;

  test('a module without sources: net is presumed, and the module named', () => {
    const facts = scan({ 'go.mod': requiring('example.net/lib'), 'main.go': main('fmt', 'example.net/lib/x') });
    expect([facts.cgo.certainty, standardOf(facts), facts.unread]).toEqual(['presumed', ['net'], ['example.net/lib']]);
    expect(facts.cgo.because.map(({ says }) => says).join()).toContain('example.net/lib');
  });

  test('own sources settle it, whatever the module holds', () => {
    const facts = scan({ 'go.mod': requiring('example.net/lib'), 'main.go': main('net/http', 'example.net/lib') });
    expect([facts.cgo.certainty, standardOf(facts), valueOf(facts.cgo)?.complete]).toEqual(['known', ['net'], false]);
  });

  test('no source at all', () => {
    const facts = scanProgram({
      tree: { kind: () => 'unknown', read: () => undefined, list: () => undefined },
      moduleCache: undefined,
      directory: '/src',
      packageArgument: './cmd/app',
      context: buildContext(),
      goPath: '/go',
    });
    expect([facts.cgo.certainty, standardOf(facts), facts.packageName.certainty, facts.problem]).toEqual([
      'presumed',
      ['net'],
      'unknown',
      undefined,
    ]);
  });

  test('a tool that go install fetches', () => {
    const facts = scan(
      { 'go.mod': goMod, 'main.go': main('fmt') },
      { packageArgument: 'example.net/tool/cmd/x@v1.2.3' },
    );
    expect([facts.importPath, facts.cgo.certainty, facts.problem]).toEqual([
      'example.net/tool/cmd/x',
      'presumed',
      undefined,
    ]);
  });

  test('go-sqlite3 is in the table', () => {
    const facts = scan({
      'go.mod': requiring('github.com/mattn/go-sqlite3'),
      'main.go': main('database/sql', 'github.com/mattn/go-sqlite3'),
    });
    expect(facts.cgo.certainty).toBe('known');
    expect(facts.unread).toEqual([]);
    expect(valueOf(facts.cgo)?.foreign).toMatchObject([
      {
        importPath: 'github.com/mattn/go-sqlite3',
        directory: undefined,
        withoutCgo: 'stub',
        libraries: [],
        importedBy: ['example.com/app'],
      },
    ]);
    expect(valueOf(facts.cgo)?.requiring).toEqual([]);
  });

  test('with cgo off a stub is left out', () => {
    const facts = scan(
      { 'go.mod': requiring('github.com/mattn/go-sqlite3'), 'main.go': main('github.com/mattn/go-sqlite3') },
      { context: buildContext({ cgo: false }) },
    );
    expect(valueOf(facts.cgo)?.foreign).toEqual([]);
    expect(valueOf(facts.cgo)?.leftOut).toMatchObject([{ withoutCgo: 'stub' }]);
  });
});

describe('packages with import "C"', () => {
  const cgo =
    'package main\n\n/*\nstatic int add(int a, int b) { return a + b; }\n*/\nimport "C"\nimport "fmt"\n\nfunc main() { fmt.Println("cgo ok", C.add(2, 3)) }\n';
  const cgocxx =
    'package main\n\n/*\n#cgo LDFLAGS: -lstdc++\nint cxxlen(const char*);\n*/\nimport "C"\nimport "fmt"\n\nfunc main() { fmt.Println("cgocxx ok", C.cxxlen(C.CString("hello"))) }\n';
  const cgolibc =
    'package main\n\n/*\n#include <stdlib.h>\n#include <stdio.h>\nstatic long parse(const char *s) { int v = 0; sscanf(s, "%d", &v); return strtol(s, 0, 10) + v; }\n*/\nimport "C"\n\nfunc main() { C.parse(nil) }\n';
  const cgoz =
    'package main\n\n/*\n#cgo LDFLAGS: -lz -lm\n#cgo windows LDFLAGS: -lws2\n#include <zlib.h>\n*/\nimport "C"\n\nfunc main() { C.zlibVersion() }\n';

  test.each([
    ['plain', { 'main.go': cgo }, { cxx: false, libraries: [], newSymbols: [], withoutCgo: 'excluded' }],
    ['C++', { 'main.go': cgocxx, 'x.cpp': '#include <string>\n' }, { cxx: true, libraries: ['stdc++'] }],
    ['zlib', { 'main.go': cgoz }, { libraries: ['z'] }],
    [
      'pkg-config',
      { 'main.go': cgoz.replace('LDFLAGS: -lz -lm', 'pkg-config: zlib libpcap >= 1.0') },
      { libraries: ['z', 'pcap'] },
    ],
    [
      'a library that comes along',
      { 'main.go': cgoz.replace('-lz -lm', '-L${SRCDIR}/deps -lz -lcurl'), 'deps/libz.a': '' },
      { libraries: ['curl'] },
    ],
    // strtol and sscanf keep their old versions unless _GNU_SOURCE or C23 is asked for.
    ['strtol', { 'main.go': cgolibc }, { newSymbols: [] }],
    [
      'strtol with _GNU_SOURCE',
      { 'main.go': cgolibc.replace('#include <stdlib', '#define _GNU_SOURCE\n#include <stdlib') },
      {
        newSymbols: [
          { name: 'strtol', glibc: '2.38' },
          { name: 'sscanf', glibc: '2.38' },
        ],
      },
    ],
    [
      'strtol with gnu2x',
      { 'main.go': cgolibc.replace('#include <stdlib', '#cgo CFLAGS: -std=gnu2x\n#include <stdlib') },
      {
        newSymbols: [
          { name: 'strtol', glibc: '2.38' },
          { name: 'sscanf', glibc: '2.38' },
        ],
      },
    ],
    [
      'C.fmod',
      {
        'main.go':
          'package main\n\n// #include <math.h>\n// #cgo LDFLAGS: -lm\nimport "C"\n\nfunc main() { C.fmod(3, 2) }\n',
      },
      { newSymbols: [{ name: 'fmod', glibc: '2.38' }], libraries: [] },
    ],
    ['a comment about fmod', { 'main.go': cgo.replace('static int', '// fmod(1)\nstatic int') }, { newSymbols: [] }],
    [
      'C file',
      { 'main.go': cgo, 'x.c': 'double f(void) { return hypot(1, 2); }\n', 'x_windows.c': 'fmod(1)' },
      { newSymbols: [{ name: 'hypot', glibc: '2.35' }] },
    ],
    [
      'stays without cgo',
      { 'main.go': main('fmt'), 'c.go': 'package main\n\nimport "C"\n\nfunc helper() {}\n' },
      { withoutCgo: 'fine' },
    ],
    [
      'undefined without cgo',
      {
        'main.go': 'package main\n\nfunc main() { println(f()) }\n',
        'c.go': 'package main\n\nimport "C"\n\nfunc f() int { return 1 }\n',
      },
      { withoutCgo: 'undefined-symbols' },
    ],
    [
      'replaced without cgo',
      {
        'main.go': 'package main\n\nfunc main() { println(f()) }\n',
        'c.go': 'package main\n\nimport "C"\n\nfunc f() int { return 1 }\n',
        'n.go': '//go:build !cgo\n\npackage main\n\nfunc f() int { return 2 }\n',
      },
      { withoutCgo: 'fine' },
    ],
    [
      'a local name is no use',
      {
        'main.go': 'package main\n\nfunc main() { f := func() int { return 1 }; println(f()) }\n',
        'c.go': 'package main\n\nimport "C"\n\nfunc f() int { return 1 }\n',
      },
      { withoutCgo: 'fine' },
    ],
  ])('%s', (_name, files, expected) => {
    const facts = scan({ 'go.mod': goMod, ...files });
    expect(facts.cgo.certainty).toBe('known');
    expect(valueOf(facts.cgo)?.foreign).toMatchObject([
      { importPath: 'example.com/app', directory: '/src', ...expected },
    ]);
  });

  const withDependency = {
    'go.mod': goMod,
    'main.go': main('example.com/app/dep'),
    'dep/dep.go': 'package dep\n\nimport "C"\n',
  };

  test('a dependency, and the chain to it', () => {
    const facts = scan(withDependency);
    expect(valueOf(facts.cgo)?.foreign).toMatchObject([
      { importPath: 'example.com/app/dep', importedBy: ['example.com/app'], withoutCgo: 'excluded' },
    ]);
    expect(valueOf(facts.cgo)?.requiring).toMatchObject([{ importPath: 'example.com/app/dep' }]);
  });

  test('with cgo off it is required, not foreign', () => {
    const facts = scan(withDependency, { context: buildContext({ cgo: false }) });
    expect(valueOf(facts.cgo)).toMatchObject({
      foreign: [],
      requiring: [{ importPath: 'example.com/app/dep' }],
      leftOut: [{ importPath: 'example.com/app/dep' }],
    });
  });

  test('an importer that uses what is gone', () => {
    const facts = scan({
      'go.mod': goMod,
      'main.go': 'package main\n\nimport k "example.com/app/dep"\n\nfunc main() { k.New() }\n',
      'dep/doc.go': 'package dep\n',
      'dep/dep.go': 'package dep\n\nimport "C"\n\nfunc New() {}\n',
    });
    expect(valueOf(facts.cgo)?.requiring).toMatchObject([
      { importPath: 'example.com/app/dep', withoutCgo: 'undefined-symbols' },
    ]);
  });

  test('a package reached only with cgo is not required without', () => {
    const facts = scan({
      'go.mod': goMod,
      'main.go': main('fmt'),
      'with.go': '//go:build cgo\n\npackage main\n\nimport _ "example.com/app/dep"\n',
      'dep/dep.go': 'package dep\n\nimport "C"\n',
    });
    expect(valueOf(facts.cgo)).toMatchObject({ foreign: [{ importPath: 'example.com/app/dep' }], requiring: [] });
  });
});

// The texts of Go 1.26; where a directory is named, it is that of the case.
describe('problems', () => {
  const cases: readonly (readonly [string, Files, Partial<ProgramRequest>, string | undefined])[] = [
    [
      'no go.mod',
      { 'main.go': main('fmt') },
      {},
      "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
    ],
    ['files need no go.mod', { 'main.go': main('fmt') }, { packageArgument: ['main.go'] }, undefined],
    ['GO111MODULE=off', { 'main.go': main('fmt') }, { modulesOff: true }, undefined],
    ['no Go files', { 'go.mod': goMod, 'README.md': '' }, {}, 'no Go files in /src'],
    ['tests only', { 'go.mod': goMod, 'a_test.go': 'package a\n' }, {}, 'no non-test Go files in /src'],
    [
      'no such folder',
      { 'go.mod': goMod, 'main.go': main('fmt') },
      { packageArgument: './cmd/nosuch' },
      'stat /src/cmd/nosuch: directory not found',
    ],
    [
      'constraints',
      { 'go.mod': goMod, 'a_windows.go': 'package main\n' },
      {},
      'package example.com/app: build constraints exclude all Go files in /src',
    ],
    [
      'cgo off',
      { 'go.mod': goMod, 'a.go': 'package main\n\nimport "C"\n' },
      { context: buildContext({ cgo: false }) },
      'package example.com/app: build constraints exclude all Go files in /src',
    ],
    [
      'cgo off, a file',
      { 'a.go': 'package main\n\nimport "C"\n' },
      { context: buildContext({ cgo: false }), packageArgument: ['a.go'] },
      'go: no Go source files',
    ],
    [
      'not in a module',
      { 'go.mod': goMod, 'main.go': main('fmt') },
      { packageArgument: 'example.org/x' },
      'no required module provides package example.org/x; to add it:\n\tgo get example.org/x',
    ],
  ];
  test.each(cases)('%s', (_name, files, changes, message) => {
    expect(scan(files, changes).problem?.message).toBe(message);
  });

  test('files are compiled whatever their constraints say', () => {
    const facts = scan(
      { 'gen_windows.go': '//go:build ignore\n\npackage main\n\nimport _ "net"\n' },
      { packageArgument: ['gen_windows.go'] },
    );
    expect([facts.files, standardOf(facts), valueOf(facts.packageName), facts.importPath]).toEqual([
      ['gen_windows.go'],
      ['net'],
      'main',
      undefined,
    ]);
  });
});

test('embedded files are named with their packages', () => {
  const facts = scan({
    'go.mod': goMod,
    'main.go': 'package main\n\nimport _ "embed"\n\n//go:embed dist/*\nvar s string\n\nfunc main() {}\n',
  });
  expect(facts.packages?.[0]?.embeds).toEqual([{ file: 'main.go', line: 4, pattern: 'dist/*' }]);
});

test.each([
  ['./...', ['.', './cmd/a', './cmd/b', './lib']],
  ['./cmd/...', ['./cmd/a', './cmd/b']],
  ['example.com/app/cmd/...', ['example.com/app/cmd/a', 'example.com/app/cmd/b']],
  ['./cmd/a', ['./cmd/a']],
])('packages that match %s', (pattern, expected) => {
  const files = [
    ...[
      '/src/main.go',
      '/src/cmd/a/a.go',
      '/src/cmd/b/b.go',
      '/src/lib/lib.go',
      '/src/vendor/x/x.go',
      '/src/testdata/t.go',
    ],
    ...['/src/_x/x.go', '/src/.y/y.go', '/src/nested/n.go', '/src/win/w_windows.go', '/src/only/o_test.go'],
  ];
  const tree = memoryTree({
    ...Object.fromEntries(files.map((path) => [path, 'package x\n'])),
    '/src/go.mod': goMod,
    '/src/nested/go.mod': goMod,
  });
  expect(
    matchPackages({ tree, moduleCache: undefined, directory: '/src', pattern, context: buildContext(), goPath: '/go' }),
  ).toEqual(expected);
});
