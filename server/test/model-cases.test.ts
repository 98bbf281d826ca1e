import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const server = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n';
const module = 'module example.com/app\n\ngo 1.22\n';

const withC = (directive: string): string =>
  `package main\n\n/*\n${directive}static int one(void) { return 1; }\n*/\nimport "C"\n\nfunc main() { println(C.one()) }\n`;

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
  {
    name: 'GOENV names a file',
    run: 'ENV GOENV=/src/go.env\nRUN go build -o /app .',
    outcome: 'unknown',
    files: { 'go.env': 'CGO_ENABLED=0\n' },
  },
  {
    name: 'go env -u takes back what go env -w stored',
    run: 'RUN go env -w CGO_ENABLED=0\nRUN go env -u CGO_ENABLED\nRUN go build -o /app .',
    outcome: 'fails-to-start',
    files: {},
  },
  {
    name: 'what go env -w stores is for one user',
    run: 'RUN HOME=/home/dev go env -w CGO_ENABLED=0\nRUN go build -o /app .',
    outcome: 'fails-to-start',
    files: {},
  },
  {
    name: 'a script that says go env -w',
    run: 'RUN ./setup.sh\nRUN go build -o /app .',
    outcome: 'unknown',
    files: { 'setup.sh': '#!/bin/sh\nif true; then go env -w CGO_ENABLED=0; fi\n' },
  },
  {
    name: 'a C compiler with flags that decide how it links',
    run: 'ENV CC="gcc -static"\nRUN go build -o /app .',
    outcome: 'unknown',
    files: { 'main.go': withC('') },
  },
  {
    name: 'flags of a C compiler that is not asked to link',
    run: 'ENV CC="gcc -static"\nRUN go build -o /app .',
    outcome: 'fails-to-start',
    files: {},
  },
  {
    name: 'CGO_LDFLAGS=-static, with C code of its own',
    run: 'RUN CGO_LDFLAGS=-static go build -o /app .',
    outcome: 'runs',
    files: { 'main.go': withC('') },
  },
  {
    name: '#cgo LDFLAGS: -static',
    run: 'RUN go build -o /app .',
    outcome: 'runs',
    files: { 'main.go': withC('#cgo LDFLAGS: -static\n') },
  },
  {
    name: 'GOEXPERIMENT=boringcrypto',
    run: 'ENV GOEXPERIMENT=boringcrypto\nRUN go build -o /app .',
    outcome: 'unknown',
    files: { 'main.go': 'package main\n\nimport "crypto/sha256"\n\nfunc main() { println(sha256.New()) }\n' },
  },
  {
    name: 'a login shell reads a profile first',
    run: 'SHELL ["/bin/bash", "-lc"]\nRUN go build -o /app .',
    outcome: 'unknown',
    files: {},
  },
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
