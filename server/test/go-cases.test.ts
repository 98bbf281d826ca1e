import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const main = 'package main\n\nfunc main() { println("ok") }\n';
const library = 'package lib\n\nfunc F() int { return 1 }\n';
const importing = (path: string): string => `package main\n\nimport _ "${path}"\n\nfunc main() {}\n`;
const embedding = (pattern: string): string =>
  `package main\n\nimport "embed"\n\n//go:embed ${pattern}\nvar files embed.FS\n\nfunc main() { _ = files }\n`;

/** A project with two programs and none at its root. */
const twoPrograms = { 'main.go': undefined, 'cmd/server/main.go': main, 'cmd/cli/main.go': main };

interface Case {
  readonly name: string;
  readonly run: string;
  /** What is copied out of the build stage; /app if undefined. */
  readonly program?: string;
  readonly outcome: string;
  readonly error?: string;
  /** golang:1.26-bookworm if undefined. */
  readonly image?: string;
  readonly files?: Readonly<Record<string, string | undefined>>;
}

/** What the go command makes of its words and of the modules around it, as builds with those releases showed. */
const cases: readonly Case[] = [
  {
    name: 'the shell puts folders in the place of a pattern',
    run: 'go build -o /out/ ./cmd/*',
    program: '/out/server',
    outcome: 'runs',
    files: twoPrograms,
  },
  {
    name: 'a pattern in the middle of a path, and what has no such file in it',
    run: 'go build -o /app ./*/server',
    outcome: 'runs',
    files: { ...twoPrograms, 'docs/readme.md': '' },
  },
  {
    name: 'files that a pattern stands for give the program the name of the first',
    run: 'go build cmd/server/*.go',
    program: '/src/extra',
    outcome: 'runs',
    files: { ...twoPrograms, 'cmd/server/extra.go': 'package main\n' },
  },
  {
    name: 'a quoted pattern reaches go as it is',
    run: 'go build -o /out/ "./cmd/*"',
    program: '/out/server',
    outcome: 'fails-to-build',
    error: 'stat /src/cmd/*: directory not found',
    files: twoPrograms,
  },
  {
    name: 'a pattern that matches what a command may have made',
    run: 'sh -c "$GENERATE" && go build -o /out/ ./cmd/*',
    program: '/out/server',
    outcome: 'unknown',
    files: twoPrograms,
  },
  {
    name: 'the folder of programs in GOPATH is there from the start',
    run: 'go build -o /go/bin ./cmd/...',
    program: '/go/bin/server',
    outcome: 'runs',
    files: twoPrograms,
  },
  {
    name: 'a folder without ./ is looked for in the standard library',
    run: 'go build -o /app cmd/server',
    outcome: 'fails-to-build',
    error: 'package cmd/server is not in std',
    files: twoPrograms,
  },
  { name: 'a command of Go itself', run: 'go build -o /app cmd/vet', outcome: 'runs' },
  {
    name: 'an import without a dot that no module has',
    run: 'go build -o /app .',
    outcome: 'fails-to-build',
    error: 'package app/lib is not in std',
    files: { 'main.go': importing('app/lib') },
  },
  {
    name: 'an import without a dot that go.mod replaces',
    run: 'go build -o /app .',
    outcome: 'runs',
    files: {
      'main.go': importing('app/lib'),
      'go.mod': 'module example.com/app\n\ngo 1.18\n\nrequire app/lib v0.0.0\n\nreplace app/lib => ./lib\n',
      'lib/go.mod': 'module app/lib\n',
    },
  },
  {
    name: 'a package of the standard library that is newer than Go',
    run: 'go build -o /app .',
    image: 'golang:1.19-bookworm',
    outcome: 'fails-to-build',
    error: 'package log/slog is not in GOROOT',
    files: { 'main.go': importing('log/slog') },
  },
  {
    name: 'the same in a file for newer releases only',
    run: 'go build -o /app .',
    image: 'golang:1.19-bookworm',
    outcome: 'runs',
    files: { 'log.go': `//go:build go1.21\n\n${importing('log/slog').replace('func main() {}\n', '')}` },
  },
  {
    name: 'a newer Go may be fetched that has the package',
    run: 'GOTOOLCHAIN=auto go build -o /app .',
    image: 'golang:1.22-bookworm',
    outcome: 'runs',
    files: { 'main.go': importing('weak'), 'go.mod': 'module example.com/app\n\ngo 1.24\n' },
  },
  {
    name: 'an experiment brings a package before its time',
    run: 'GOEXPERIMENT=synctest go build -o /app .',
    image: 'golang:1.24-bookworm',
    outcome: 'runs',
    files: { 'main.go': importing('testing/synctest') },
  },
  {
    name: 'a newer release than the table knows may have more packages',
    run: 'go build -o /app .',
    image: 'golang:1.99-bookworm',
    outcome: 'runs',
    files: { 'main.go': importing('quantum') },
  },
  {
    name: 'a relative import in a module',
    run: 'go build -o /app .',
    outcome: 'fails-to-build',
    error: '"./lib" is relative, but relative import paths are not supported in module mode',
    files: { 'main.go': importing('./lib') },
  },
  {
    name: 'a file that is not there is taken for a package',
    run: 'go build -o /app main.go',
    outcome: 'fails-to-build',
    error: 'no required module provides package main.go; to add it:\n\tgo get main.go',
    files: twoPrograms,
  },
  {
    name: 'one of several files is not there',
    run: 'go build -o /app main.go more.go',
    outcome: 'fails-to-build',
    error: 'stat more.go: no such file or directory',
  },
  {
    name: 'a file that a command may have made',
    run: 'sh -c "$GENERATE" && go build -o /app main.go made.go',
    outcome: 'runs',
  },
  {
    name: 'a package that is named twice is one program',
    run: 'go build -o /app . example.com/app',
    outcome: 'runs',
  },
  {
    name: 'a package of another module below',
    run: 'go build -o /app ./api',
    outcome: 'fails-to-build',
    error: 'main module (example.com/app) does not contain package example.com/app/api',
    files: { 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
  },
  {
    name: 'all packages of another module below',
    run: 'go build -o /app ./api/...',
    outcome: 'fails-to-build',
    error: 'pattern ./api/...: directory prefix api does not contain main module or its selected dependencies',
    files: { 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
  },
  {
    name: 'a package of a module below, where no module is',
    run: 'go build -o /app ./api',
    outcome: 'fails-to-build',
    error: "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
    files: { 'go.mod': undefined, 'main.go': undefined, 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
  },
  {
    name: 'a package of a module that go.work uses',
    run: 'go build -o /app ./api',
    outcome: 'runs',
    files: { 'go.work': 'go 1.18\n\nuse ./api\n', 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
  },
  {
    name: 'a module that go.work does not use',
    run: 'cd api && go build -o /app .',
    outcome: 'fails-to-build',
    error:
      'current directory is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use .',
    files: {
      ...{ 'go.mod': undefined, 'go.work': 'go 1.18\n\nuse ./lib\n', 'lib/go.mod': 'module example.com/lib\n' },
      ...{ 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
    },
  },
  {
    name: 'all packages of a folder with go.work and no go.mod',
    run: 'go build -o /out/ ./...',
    outcome: 'fails-to-build',
    error:
      'pattern ./...: directory prefix . does not contain modules listed in go.work or their selected dependencies',
    files: {
      ...{ 'go.mod': undefined, 'main.go': undefined, 'go.work': 'go 1.18\n\nuse ./api\n' },
      ...{ 'api/go.mod': 'module example.com/api\n', 'api/main.go': main },
    },
  },
  {
    name: 'a module outside that a replacement stands for',
    run: 'cd api && go build -o /app ../lib',
    outcome: 'runs',
    files: {
      'api/go.mod': 'module example.com/api\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n',
      'api/main.go': main,
      'lib/go.mod': 'module example.com/lib\n',
      'lib/lib.go': main,
    },
  },
  {
    name: 'a directive that this Go does not know',
    run: 'go build -o /app .',
    image: 'golang:1.22-bookworm',
    outcome: 'fails-to-build',
    error: 'go: errors parsing go.mod:\ngo.mod:5: unknown directive: tool',
    files: { 'go.mod': 'module example.com/app\n\ngo 1.22\n\ntool example.com/app/cmd/gen\n' },
  },
  {
    name: 'a newer directive, and a go line that asks for a newer Go',
    run: 'go build -o /app .',
    image: 'golang:1.22-bookworm',
    outcome: 'fails-to-build',
    error: 'go: go.mod requires go >= 1.24 (running go 1.22.12; GOTOOLCHAIN=local)',
    files: { 'go.mod': 'module example.com/app\n\ngo 1.24\n\ntool example.com/app/cmd/gen\n' },
  },
  {
    name: 'a go.mod with a byte order mark',
    run: 'go build -o /app .',
    outcome: 'fails-to-build',
    error: "go: errors parsing go.mod:\ngo.mod:1: unexpected input character '\\ufeff'",
    files: { 'go.mod': '\uFEFFmodule example.com/app\n\ngo 1.22\n' },
  },
  {
    name: 'go mod init where a go.mod is',
    run: 'go mod init app && go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: /src/go.mod already exists',
  },
  {
    name: 'the same where its failure does not matter',
    run: 'go mod init app || true; go build -o /app .',
    outcome: 'runs',
  },
  {
    name: 'go mod init behind a question',
    run: 'if [ ! -f go.mod ]; then go mod init app; fi && go build -o /app .',
    outcome: 'runs',
  },
  {
    name: 'go mod init without a path, outside of GOPATH',
    run: 'go mod init && go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: cannot determine module path for source directory /src (outside GOPATH, module path must be specified)',
    files: { 'go.mod': undefined },
  },
  {
    name: 'go mod init without a path, below GOPATH/src',
    run: 'mkdir -p /go/src/example.com && cp -r /src /go/src/example.com/tool && cd /go/src/example.com/tool && go mod init && go build',
    program: '/go/src/example.com/tool/tool',
    outcome: 'runs',
    files: { 'go.mod': undefined },
  },
  {
    name: 'go mod init finds the path in a Go file',
    run: 'go mod init && go build',
    program: '/src/tool',
    outcome: 'unknown',
    files: { 'go.mod': undefined, 'main.go': main.replace('main\n', 'main // import "example.com/tool"\n') },
  },
  {
    name: 'without modules the folder below GOPATH/src names the program',
    run: 'mkdir -p /go/src/example.com && cp -r /src /go/src/example.com/tool && cd /go/src/example.com/tool && GO111MODULE=off go install',
    program: '/go/bin/tool',
    outcome: 'runs',
  },
  {
    name: 'a command that go does not have',
    run: 'go biuld -o /app .',
    outcome: 'fails-to-build',
    error: 'go biuld: unknown command',
  },
  {
    name: 'a command of go mod that it does not have',
    run: 'go mod donwload && go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go mod: unknown command',
  },
  { name: 'the same where nothing depends on it', run: 'go mod donwload || true; go build -o /app .', outcome: 'runs' },
  {
    name: 'a command that a later Go may have',
    run: 'go deploy && go build -o /app .',
    image: 'golang:1.99-bookworm',
    outcome: 'runs',
  },
  {
    name: 'embedded files of a kind that the folder does not hold',
    run: 'go build -o /app .',
    // What is not in the build context may be put there before the build.
    outcome: 'unknown',
    files: { 'main.go': embedding('static/*.css'), 'static/a.txt': 'a' },
  },
  {
    name: 'embedded files that a pattern finds',
    run: 'go build -o /app .',
    outcome: 'runs',
    files: { 'main.go': embedding('static/*.t*t'), 'static/a.txt': 'a' },
  },
  {
    name: 'embedded files of a folder that a pattern finds',
    run: 'go build -o /app .',
    outcome: 'runs',
    files: { 'main.go': embedding('*/a.txt'), 'static/a.txt': 'a' },
  },
];

describe('go commands', () => {
  test.each<Case>(cases)(
    '$name',
    ({ run, program = '/app', image = 'golang:1.26-bookworm', outcome, error, files }) => {
      const text = `FROM ${image} AS build\nARG GENERATE\nENV CGO_ENABLED=0\nWORKDIR /src\nCOPY . .\nRUN ${run}\n\nFROM scratch\nCOPY --from=build ${program} /app\nENTRYPOINT ["/app"]\n`;
      const all = { 'go.mod': 'module example.com/app\n\ngo 1.18\n', 'main.go': main, 'lib/lib.go': library, ...files };
      const there = Object.entries(all).flatMap(([path, content]) => (content === undefined ? [] : [[path, content]]));
      const context = memoryTree(Object.fromEntries(there) as Record<string, string>);
      const { verdict } = analyse({ text, context }).model;
      expect({ outcome: verdict.outcome, because: verdict.because.map(({ says }) => says) }).toMatchObject({ outcome });
      if (error !== undefined) expect(verdict.error).toBe(error);
    },
  );
});
