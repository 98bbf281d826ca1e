import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as UnbashModule from 'unbash';
import type * as OutlineModule from '../src/dockerfile/outline';
import type * as SplitModule from '../src/dockerfile/splitCommand';
import type * as ProgramModule from '../src/golang/program';
import type * as StageModule from '../src/model/walkStage';
import type * as ShellModule from '../src/shell/parse';
import { createScratch, type Scratch } from './support/files';

const nothing = { outlined: 0, read: 0, walked: 0 };
const counted = { ...nothing };
/** Shell scripts that were read, by whom ever; those of them that the parser was given; programs whose sources were read. */
const work = { scripts: 0, parsed: 0, programs: 0 };

// The modules do their own work; only how often they are asked is counted.
vi.mock('../src/dockerfile/outline', async (original) => {
  const outline = await original<typeof OutlineModule>();
  const outlineInstructions: typeof outline.outlineInstructions = (text, statements, from) => {
    counted.outlined += statements.length;
    return outline.outlineInstructions(text, statements, from);
  };
  return { ...outline, outlineInstructions };
});
vi.mock('../src/dockerfile/splitCommand', async (original) => {
  const split = await original<typeof SplitModule>();
  const splitCommand: typeof split.splitCommand = (...args) => {
    counted.read++;
    return split.splitCommand(...args);
  };
  return { ...split, splitCommand };
});
vi.mock('../src/model/walkStage', async (original) => {
  const stage = await original<typeof StageModule>();
  const walkInstruction: typeof stage.walkInstruction = (...args) => {
    counted.walked++;
    stage.walkInstruction(...args);
  };
  return { ...stage, walkInstruction };
});

vi.mock('unbash', async (original) => {
  const unbash = await original<typeof UnbashModule>();
  const parse: typeof unbash.parse = (...args) => {
    work.parsed++;
    return unbash.parse(...args);
  };
  return { ...unbash, parse };
});
vi.mock('../src/golang/program', async (original) => {
  const program = await original<typeof ProgramModule>();
  const scanProgram: typeof program.scanProgram = (...args) => {
    work.programs++;
    return program.scanProgram(...args);
  };
  return { ...program, scanProgram };
});
vi.mock('../src/shell/parse', async (original) => {
  const shell = await original<typeof ShellModule>();
  const parseScript: typeof shell.parseScript = (...args) => {
    work.scripts++;
    return shell.parseScript(...args);
  };
  const parseUnquotedScript: typeof shell.parseUnquotedScript = (...args) => {
    work.scripts++;
    return shell.parseUnquotedScript(...args);
  };
  return { ...shell, parseScript, parseUnquotedScript };
});

const { createAnalyser } = await import('../src/analyse');
const { loadCore } = await import('../src/host/core');
const { connectInProcess } = await import('./support/inProcess');
const { memoryTree } = await import('../src/workspace/sourceTree');

function reset(): void {
  Object.assign(counted, nothing);
  Object.assign(work, { scripts: 0, parsed: 0, programs: 0 });
}
beforeEach(reset);

/** Four stages of 25 instructions, each from nothing: 100 lines, 100 instructions. */
const stage = (name: string): readonly string[] => [
  `FROM alpine:3.22 AS ${name}`,
  ...Array.from({ length: 24 }, (_, step) => `ENV ${name.toUpperCase()}_${step}=x`),
];
const lines = ['one', 'two', 'three', 'four'].flatMap(stage);
const textOf = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const text = textOf(lines);

/** The text with something else on a line, counted from one. */
function withLine(number: number, line: string): string {
  return textOf(lines.with(number - 1, line));
}

test.each([
  { what: 'nothing', next: text, expected: nothing },
  { what: 'the last line', next: withLine(100, 'ENV Y=y'), expected: { outlined: 1, read: 1, walked: 1 } },
  // What stands below has moved, and is read again; dockerfile-ast need not look at it.
  { what: 'a line with 30 below it', next: withLine(70, 'ENV Y=y'), expected: { outlined: 1, read: 31, walked: 30 } },
  {
    what: 'the first line of the last stage',
    next: withLine(76, 'FROM busybox AS four'),
    expected: { outlined: 1, read: 25, walked: 24 },
  },
  { what: 'a new line at the end', next: `${text}USER app\n`, expected: { outlined: 1, read: 1, walked: 1 } },
  {
    what: 'the last line is taken away',
    next: textOf(lines.slice(0, -1)),
    expected: nothing,
  },
])('$what: no instruction before the change is looked at again', ({ next, expected }) => {
  const analyse = createAnalyser();
  const given = { text, context: undefined };
  analyse(given);
  // FROM makes the stage, and is not walked.
  expect(counted).toEqual({ outlined: 100, read: 100, walked: 96 });
  reset();
  analyse({ ...given, text: next });
  expect(counted).toEqual(expected);
});

test('a key that is struck again and again costs what one costs', () => {
  const analyse = createAnalyser();
  analyse({ text, context: undefined });
  reset();
  for (let stroke = 1; stroke <= 50; stroke++)
    analyse({ text: withLine(100, `ENV Y=${'y'.repeat(stroke)}`), context: undefined });
  expect(counted).toEqual({ outlined: 50, read: 50, walked: 50 });
});

describe('through the language server, in a folder with sources', () => {
  const stages = ['tools', 'api', 'worker', 'final'];
  const built = (name: string): readonly string[] => [
    `FROM golang:1.26 AS ${name}`,
    'WORKDIR /src',
    'ENV CGO_ENABLED=0',
    'COPY go.mod ./',
    'RUN go mod download',
    'COPY . .',
    `RUN --mount=type=cache,target=/root/.cache/go-build go vet ./... && go build -trimpath -o /out/${name} .`,
  ];
  const rows = [
    ...stages.slice(0, -1).flatMap(built),
    'FROM debian:bookworm-slim AS final',
    ...stages.slice(0, -1).map((name) => `COPY --from=${name} /out/${name} /usr/local/bin/${name}`),
    'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates',
    'USER 65532',
    'ENTRYPOINT ["/usr/local/bin/api"]',
  ];
  let scratch: Scratch | undefined;
  let client: Awaited<ReturnType<typeof connectInProcess>> | undefined;
  afterEach(() => {
    client?.dispose();
    scratch?.remove();
  });

  test('a key stroke costs what stands behind it', async () => {
    scratch = createScratch({
      'go.mod': 'module example.com/app\n\ngo 1.26\n',
      'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("https://example.com") }\n',
      '.dockerignore': 'docs\n',
    });
    const uri = pathToFileURL(scratch.path('Dockerfile')).href;
    const connected = await connectInProcess(() => loadCore(), { textDocument: { diagnostic: {} } });
    client = connected;
    let version = 1;
    const pull = async () => {
      reset();
      await connected.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
      return { ...counted, ...work };
    };
    const change = async (to: readonly string[]) => {
      const contentChanges = [{ text: textOf(to) }];
      await connected.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges,
      });
      return pull();
    };
    const textDocument = { uri, languageId: 'dockerfile', version, text: textOf(rows) };
    await connected.sendNotification('textDocument/didOpen', { textDocument });
    // The three builds ask the same of the same sources.
    expect(await pull()).toEqual({ outlined: 28, read: 28, walked: 24, scripts: 7, parsed: 5, programs: 1 });
    expect(await pull()).toEqual({ ...nothing, scripts: 0, parsed: 0, programs: 0 });
    // Each of them changes the text that stood there at first.
    const strokes = [
      { line: 28, text: 'ENTRYPOINT ["/usr/local/bin/worker"]', costs: { read: 1, walked: 1, scripts: 0 }, parsed: 0 },
      { line: 26, text: 'RUN apt-get update', costs: { read: 3, walked: 3, scripts: 1 }, parsed: 1 },
      // The last stage copies out of this one.
      {
        line: 21,
        text: 'RUN go build -trimpath -o /out/worker .',
        costs: { read: 8, walked: 7, scripts: 2 },
        parsed: 1,
      },
      // What stands below has moved, but is not parsed again; nor are the sources read, which are what they were.
      { line: 18, text: 'COPY go.mod ./.', costs: { read: 11, walked: 10, scripts: 3 }, parsed: 0 },
    ];
    for (const { line, text, costs, parsed } of strokes) {
      expect(await change(rows.with(line - 1, text)), text).toEqual({ outlined: 1, ...costs, parsed, programs: 0 });
      expect(await change(rows), text).toEqual({ outlined: 1, ...costs, parsed: 0, programs: 0 });
    }
    const tagged = await change(rows.with(20, 'RUN go build -tags netgo -o /out/worker .'));
    expect(tagged).toMatchObject({ parsed: 1, programs: 1 });
  });
});

test('sources that change are read again', () => {
  const dockerfile = [
    'FROM golang:1.26 AS build',
    'WORKDIR /src',
    'COPY . .',
    'RUN go build -o /app ./cmd/app',
    'FROM scratch',
    'COPY --from=build /app /app',
    'ENTRYPOINT ["/app"]',
  ];
  const plain = {
    'go.mod': 'module example.com/app\n\ngo 1.26\n',
    'cmd/app/main.go': 'package main\n\nfunc main() {}\n',
  };
  const projects: readonly Readonly<Record<string, string>>[] = [
    plain,
    { ...plain, 'cmd/app/main.go': 'package main\n\nimport _ "net"\n\nfunc main() {}\n' },
    { ...plain, 'cmd/app/c.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n' },
    { ...plain, 'cmd/app/other_windows.go': 'package main\n\nimport _ "net"\n' },
    { ...plain, 'go.mod': 'module example.com/other\n\ngo 1.99\n' },
    { 'go.mod': plain['go.mod'], 'cmd/app/main.go': 'package app\n' },
    { 'go.mod': plain['go.mod'] },
    plain,
  ];
  const again = createAnalyser();
  for (const [index, project] of projects.entries()) {
    for (const text of [textOf(dockerfile), textOf(['# A comment', ...dockerfile])]) {
      const given = { text, context: memoryTree(project) };
      const { model } = again(given);
      const { model: afresh } = createAnalyser()(given);
      expect(model.verdict, `project ${index}`).toEqual(afresh.verdict);
      expect(model.goBuilds.map(({ programs }) => programs)).toEqual(afresh.goBuilds.map(({ programs }) => programs));
    }
  }
});
