import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput } from '../src/analysis';
import { codeLenses, lensCommands } from '../src/features/codeLenses';
import { LineIndex } from '../src/text/lineIndex';
import { memoryTree } from '../src/workspace/sourceTree';

const offered = new Set<string>(Object.values(lensCommands));

const files = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

interface Case extends Partial<Omit<AnalysisInput, 'text' | 'context'>> {
  readonly name: string;
  readonly offered?: ReadonlySet<string>;
  /** Behind `#>`: the lenses above that line, with the stage they build. */
  readonly text: string;
}

const verdictOnly = new Set<string>([lensCommands.showVerdict]);

const cases: readonly Case[] = [
  {
    name: 'the last stage is the target',
    text: `
FROM golang:1.26 AS Build #> Build this stage (build)
COPY . .
RUN go build -o /app .
FROM debian:12 #> Build this stage (1)
FROM alpine:3.22 #> Fails to start | Build | Build and run | Build multi-arch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
  },
  {
    name: 'the settings name the target',
    target: 'build',
    text: `
FROM golang:1.26 AS build #> Builds and starts | Build | Build and run | Build multi-arch
COPY . .
RUN CGO_ENABLED=0 go build -o /app .
CMD ["/app"]
FROM scratch AS ship #> Build this stage (ship)
COPY --from=build /app /app
`,
  },
  {
    name: 'a client that can only show verdicts',
    offered: verdictOnly,
    text: `
FROM golang:1.26 AS build
COPY . .
RUN go build -o /app .
FROM example.com/base #> Cannot be told
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
  },
  {
    name: 'a file that builds no Go program',
    text: `
FROM node:22 AS build
RUN npm ci
FROM node:22-slim
CMD ["node"]
`,
  },
  { name: 'an empty file', text: '' },
];

function lensesOf({ text, name: _, offered: commands = offered, ...input }: Case) {
  const source = text.trimStart().replace(/ *#>.*$/gm, '');
  const analysis = analyse({ ...input, text: source, context: memoryTree(files) });
  return { source, lenses: codeLenses(analysis, commands) };
}

test.each(cases)('$name', (each) => {
  const { source, lenses } = lensesOf(each);
  const lines = new LineIndex(source);
  const shown = source.split('\n').map((line, number) => {
    const here = lenses.filter(({ span }) => lines.lineAt(span.start) === number);
    const titles = here.map(({ title, stage }) => (stage === undefined ? title : `${title} (${stage})`));
    return titles.length === 0 ? line : `${line} #> ${titles.join(' | ')}`;
  });
  expect(shown.join('\n')).toBe(each.text.trimStart());
});

describe('the lens with the verdict leads to', () => {
  test.each([
    ['the problem that decides', 'ENTRYPOINT ["/app"]', '"/app"]'],
    ['the entrypoint, if there is none', 'ENTRYPOINT ["/nosuch"]\nENTRYPOINT ["/bin/sh"]', 'ENTRYPOINT ["/bin/sh"]'],
    ['FROM, if nothing is started', 'WORKDIR /', 'FROM alpine'],
  ])('%s', (_, last, place) => {
    const text = `FROM golang:1.26 AS build\nCOPY . .\nRUN go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /app\n${last}\n`;
    const { source, lenses } = lensesOf({ name: '', text });
    const at = lenses.find(({ command }) => command === lensCommands.showVerdict)?.at;
    expect(at).toBe(source.indexOf(place));
  });
});
