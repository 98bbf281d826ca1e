import { describe, expect, test } from 'vitest';
import { oldGoProblems, parseModuleFile, parseWorkFile } from '../../src/golang/moduleFile';
import { parseGoVersion } from '../../src/golang/version';
import { parseVendorModules } from '../../src/golang/vendorModules';

const text = `// A comment.
module "example.com/app" // trailing

go 1.22.3

toolchain go1.23.1

require github.com/google/uuid v1.6.0
require (
	golang.org/x/net v0.30.0
	golang.org/x/text v0.19.0 // indirect
	example.com/lib v0.0.0 // indirect; for tools
)

replace example.com/lib => ./lib
replace (
	golang.org/x/net v0.30.0 => example.com/net v1.0.0
	"example.com/quoted" => \`../quoted dir\`
)

exclude golang.org/x/net v0.1.0
retract [v1.0.0, v1.1.0] // broken
retract (
	v1.2.0
)
godebug default=go1.21
tool example.com/lib/cmd/gen
ignore ./node_modules
`;

test('a go.mod with all there is', () => {
  expect(parseModuleFile(text)).toEqual({
    module: 'example.com/app',
    go: { text: '1.22.3', version: parseGoVersion('1.22.3'), line: 3 },
    toolchain: { text: 'go1.23.1', line: 5 },
    requires: [
      { path: 'github.com/google/uuid', version: 'v1.6.0', indirect: false, line: 7 },
      { path: 'golang.org/x/net', version: 'v0.30.0', indirect: false, line: 9 },
      { path: 'golang.org/x/text', version: 'v0.19.0', indirect: true, line: 10 },
      { path: 'example.com/lib', version: 'v0.0.0', indirect: true, line: 11 },
    ],
    replaces: [
      { path: 'example.com/lib', version: undefined, target: './lib', targetVersion: undefined, line: 14 },
      { path: 'golang.org/x/net', version: 'v0.30.0', target: 'example.com/net', targetVersion: 'v1.0.0', line: 16 },
      { path: 'example.com/quoted', version: undefined, target: '../quoted dir', targetVersion: undefined, line: 17 },
    ],
    tools: ['example.com/lib/cmd/gen'],
    newer: [
      { verb: 'godebug', line: 25 },
      { verb: 'tool', line: 26 },
      { verb: 'ignore', line: 27 },
    ],
    problems: [],
  });
});

test('line ends of Windows', () => {
  expect(parseModuleFile('module a\r\n\r\ngo 1.21\r\n').go).toMatchObject({ text: '1.21', line: 2 });
});

// As Go 1.26 prints them.
describe('problems', () => {
  test.each([
    ['module a\n\ngo 1.x\n', "invalid go version '1.x': must match format 1.23.0"],
    ['module a\n\ngo 1.21 1.22\n', 'go directive expects exactly one argument'],
    ['module a\n\nfoo bar\n', 'unknown directive: foo'],
    ['module a\n\ntoolchain foo\n', "invalid toolchain version 'foo': must match format go1.23.0 or default"],
    ['module a\nmodule b\n', 'repeated module statement'],
    ['module a\nrequire x\n', 'usage: require module/path v1.2.3'],
    ['module a\n)\n', 'unknown directive: )'],
    ['module a\ngo 1.21\ngo 1.22\n', 'repeated go statement'],
  ])('%j', (content, message) => {
    expect(parseModuleFile(content).problems.map((problem) => problem.message)).toEqual([message]);
  });

  test.each(['', 'module', 'require (', '"', '`', '(((', 'replace => =>', '\u0000', 'module a // x\n// y'])(
    'no harm from %j',
    (content) => {
      expect(() => parseModuleFile(content)).not.toThrow();
      expect(() => parseWorkFile(content)).not.toThrow();
    },
  );
});

describe('what Go before 1.21 says', () => {
  test.each([
    ['module a\n\ngo 1.21.0\n', '1.19', [{ line: 2, message: "invalid go version '1.21.0': must match format 1.23" }]],
    [
      'module a\n\ngo 1.99.0\n\ntoolchain go1.99.0\n',
      '1.19',
      [
        { line: 2, message: "invalid go version '1.99.0': must match format 1.23" },
        { line: 4, message: 'unknown directive: toolchain' },
      ],
    ],
    ['module a\n\ngo 1.24\n', '1.19', []],
    [
      'module a\n\ngo 1.21rc1\n',
      '1.20',
      [{ line: 2, message: "invalid go version '1.21rc1': must match format 1.23" }],
    ],
    ['module a\n\ngo 1.21.0\n', '1.21', []],
  ])('%j, Go %s', (content, go, expected) => {
    expect(
      oldGoProblems(
        parseModuleFile(content),
        parseGoVersion(go) ?? { major: 1, minor: 0, patch: 0, prerelease: undefined },
      ),
    ).toEqual(expected);
  });
});

test('a go.work', () => {
  expect(parseWorkFile('go 1.22\n\nuse ./a\nuse (\n\t./b // two\n\t.\n)\nreplace x => ./x\n')).toEqual({
    go: { text: '1.22', version: parseGoVersion('1.22'), line: 0 },
    toolchain: undefined,
    uses: [
      { path: './a', line: 2 },
      { path: './b', line: 4 },
      { path: '.', line: 5 },
    ],
    replaces: [{ path: 'x', version: undefined, target: './x', targetVersion: undefined, line: 7 }],
    problems: [],
  });
});

test('vendor/modules.txt', () => {
  const list = `# github.com/google/uuid v1.6.0
## explicit; go 1.19
github.com/google/uuid
# golang.org/x/net v0.30.0 => example.com/net v1.0.0
## explicit
golang.org/x/net/html
golang.org/x/net/html/atom
# golang.org/x/text v0.19.0
# example.com/lib => ./lib
`;
  const { modules, workspace } = parseVendorModules(list);
  expect(workspace).toBe(false);
  expect(modules).toEqual([
    {
      path: 'github.com/google/uuid',
      version: 'v1.6.0',
      explicit: true,
      go: '1.19',
      replacement: undefined,
      packages: ['github.com/google/uuid'],
      line: 0,
    },
    {
      path: 'golang.org/x/net',
      version: 'v0.30.0',
      explicit: true,
      go: undefined,
      replacement: { path: 'example.com/net', version: 'v1.0.0' },
      packages: ['golang.org/x/net/html', 'golang.org/x/net/html/atom'],
      line: 3,
    },
    {
      path: 'golang.org/x/text',
      version: 'v0.19.0',
      explicit: false,
      go: undefined,
      replacement: undefined,
      packages: [],
      line: 7,
    },
    {
      path: 'example.com/lib',
      version: undefined,
      explicit: false,
      go: undefined,
      replacement: { path: './lib', version: undefined },
      packages: [],
      line: 8,
    },
  ]);
  expect(parseVendorModules('## workspace\n# a v1.0.0\n').workspace).toBe(true);
});
