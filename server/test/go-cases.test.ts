import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const main = 'package main\n\nfunc main() { println("ok") }\n';
const library = 'package lib\n\nfunc F() int { return 1 }\n';

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
