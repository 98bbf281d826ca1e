import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const server = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n';
const module = 'module example.com/app\n\ngo 1.22\n';

/** Ways of writing a build that were once read wrongly: what stands between the source and the verdict. */
const cases = [
  {
    name: 'go env -w GOFLAGS counts for later commands',
    run: 'RUN go env -w GOFLAGS=-tags=netgo\nRUN go build -o /app .',
    outcome: 'runs',
    files: {},
  },
  {
    name: 'a variable may come from the file that go env -w writes',
    run: 'RUN mkdir -p /root/.config/go && echo CGO_ENABLED=0 > /root/.config/go/env\nRUN go build -o /app .',
    outcome: 'unknown',
    files: {},
  },
  { name: 'GOENV names a file', run: 'ENV GOENV=/src/go.env\nRUN go build -o /app .', outcome: 'unknown', files: {} },
  {
    name: 'after a cd that fails, where the command runs is open',
    run: 'RUN cd nosuch; CGO_ENABLED=0 go build -o /app .',
    outcome: 'unknown',
    files: {},
  },
  {
    name: 'env with words from a file',
    run: 'RUN env $(cat build.env) go build -o /app .',
    outcome: 'unknown',
    files: {},
  },
  {
    name: '-modfile stands for go.mod',
    run: 'RUN CGO_ENABLED=0 go build -modfile=other.mod -o /app .',
    outcome: 'runs',
    files: { 'go.mod': 'module example.com/app\n\ngo 1.99\n', 'other.mod': module },
  },
  {
    name: 'a package of the module that was not copied',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    files: { 'main.go': 'package main\n\nimport "example.com/app/internal/x"\n\nfunc main() { x.F() }\n' },
  },
  {
    name: 'an embedded file that was not copied',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    files: {
      'main.go':
        'package main\n\nimport _ "embed"\n\n//go:embed page.html\nvar page string\n\nfunc main() { println(page) }\n',
    },
  },
  {
    name: 'an embedded file that an earlier command makes',
    run: 'RUN ./make-page.sh\nRUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'runs',
    files: {
      'main.go':
        'package main\n\nimport _ "embed"\n\n//go:embed page.html\nvar page string\n\nfunc main() { println(page) }\n',
    },
  },
] as const;

describe('builds', () => {
  test.each(cases)('$name', ({ run, outcome, files }) => {
    const text = `FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\n${run}\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`;
    const context = memoryTree({ 'go.mod': module, 'main.go': server, ...files });
    const { verdict } = analyse({ text, context }).model;
    expect({ outcome: verdict.outcome, because: verdict.because.map(({ says }) => says) }).toMatchObject({ outcome });
  });
});
