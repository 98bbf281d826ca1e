import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const server = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n';
const module = 'module example.com/app\n\ngo 1.22\n';

const withC = (directive: string): string =>
  `package main\n\n/*\n${directive}static int one(void) { return 1; }\n*/\nimport "C"\n\nfunc main() { println(C.one()) }\n`;

const importing = (path: string): string => `package main\n\nimport _ "${path}"\n\nfunc main() {}\n`;

interface Case {
  readonly name: string;
  readonly run: string;
  readonly outcome: string;
  readonly error?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Ways of writing a build that were once read wrongly: what stands between the source and the verdict. */
const cases: readonly Case[] = [
  {
    name: '-race is refused before any package is looked for',
    run: 'RUN CGO_ENABLED=0 go build -race -o /app ./cmd/missing',
    outcome: 'fails-to-build',
    error: 'go: -race requires cgo; enable cgo by setting CGO_ENABLED=1',
    files: {},
  },
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
    name: 'the defaults that Go itself brings are changed',
    run: 'RUN echo CGO_ENABLED=0 >> "$(go env GOROOT)/go.env"\nRUN go build -o /app .',
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
    name: 'go.work is off',
    run: 'ENV GOWORK=off\nRUN go mod download && CGO_ENABLED=0 go build -o /app .',
    outcome: 'runs',
    files: { 'go.work': 'go 1.99\n\nuse .\n' },
  },
  {
    name: 'go.work asks for a newer Go',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: go.work requires go >= 1.99',
    files: { 'go.work': 'go 1.99\n\nuse .\n' },
  },
  {
    name: 'go.work lists an older Go than a module of it asks for',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error:
      'go: module lib listed in go.work file requires go >= 1.25, but go.work lists go 1.22; to update it:\n\tgo work use',
    files: { 'go.work': 'go 1.22\n\nuse (\n\t.\n\t./lib\n)\n', 'lib/go.mod': 'module example.com/lib\n\ngo 1.25\n' },
  },
  {
    name: 'go.work without a go line',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error:
      'go: module . listed in go.work file requires go >= 1.22, but go.work implicitly requires go 1.18; to update it:\n\tgo work use',
    files: { 'go.work': 'use .\n' },
  },
  {
    name: '-mod=mod in a workspace',
    run: 'RUN CGO_ENABLED=0 go build -mod=mod -o /app .',
    outcome: 'fails-to-build',
    error: 'go: -mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"',
    files: { 'go.work': 'go 1.22\n\nuse .\n' },
  },
  {
    name: 'a module of go.work that was not copied',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: cannot load module lib listed in go.work file: open lib/go.mod: no such file or directory',
    files: { 'go.work': 'go 1.22\n\nuse (\n\t.\n\t./lib\n)\n' },
  },
  {
    name: 'a module of a folder that asks for a newer Go',
    run: 'RUN go mod download\nRUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: example.com/dep@v1.0.0: module ./dep requires go >= 1.99',
    files: {
      'go.mod': `${module}\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n`,
      'dep/go.mod': 'module example.com/dep\n\ngo 1.99\n',
    },
  },
  {
    name: 'such a module that nothing requires',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'runs',
    files: {
      'go.mod': `${module}\nreplace example.com/dep => ./dep\n`,
      'dep/go.mod': 'module example.com/dep\n\ngo 1.99\n',
    },
  },
  {
    name: 'an operating system that Go calls otherwise',
    run: 'RUN GOOS=Linux CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: unsupported GOOS/GOARCH pair Linux/amd64',
    files: {},
  },
  {
    name: 'an architecture that Go calls otherwise',
    run: 'ENV GOARCH=x86_64\nRUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'go: unsupported GOOS/GOARCH pair linux/x86_64',
    files: {},
  },
  {
    name: '~ in the path of the output',
    run: 'RUN CGO_ENABLED=0 go build -o ~/app . && cp ~/app /',
    outcome: 'runs',
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
    // It may be generated before docker build runs.
    name: 'a package of the module that the build context does not hold',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'unknown',
    files: { 'main.go': 'package main\n\nimport "example.com/app/internal/x"\n\nfunc main() { x.F() }\n' },
  },
  {
    name: 'a package of a module that go.mod does not require',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error: 'no required module provides package github.com/gorilla/mux; to add it:\n\tgo get github.com/gorilla/mux',
    files: { 'go.sum': 'github.com/lib/pq v1.8.0 h1:x=\n', 'main.go': importing('github.com/gorilla/mux') },
  },
  {
    name: 'a module that go.sum has no entry of',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'fails-to-build',
    error:
      'missing go.sum entry for module providing package github.com/gorilla/mux (imported by example.com/app); to add:\n\tgo get example.com/app',
    files: {
      'go.mod': `${module}\nrequire github.com/gorilla/mux v1.8.0\n`,
      'go.sum': 'github.com/lib/pq v1.8.0 h1:x=\ngithub.com/lib/pq v1.8.0/go.mod h1:x=\n',
      'main.go': importing('github.com/gorilla/mux'),
    },
  },
  {
    name: 'a module whose entry go mod download writes',
    run: 'RUN go mod download\nRUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'runs',
    files: {
      'go.mod': `${module}\nrequire github.com/gorilla/mux v1.8.0\n`,
      'main.go': importing('github.com/gorilla/mux'),
    },
  },
  {
    name: 'a module with an entry in go.sum',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'runs',
    files: {
      'go.mod': `${module}\nrequire github.com/gorilla/mux v1.8.0\n`,
      'go.sum': 'github.com/gorilla/mux v1.8.0 h1:x=\ngithub.com/gorilla/mux v1.8.0/go.mod h1:x=\n',
      'main.go': importing('github.com/gorilla/mux'),
    },
  },
  {
    // It may be made there before each build.
    name: 'an embedded file that the build context does not hold',
    run: 'RUN CGO_ENABLED=0 go build -o /app .',
    outcome: 'unknown',
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
];

describe('builds', () => {
  test.each<Case>(cases)('$name', ({ run, outcome, files, error }) => {
    const text = `FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\n${run}\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`;
    const context = memoryTree({ 'go.mod': module, 'main.go': server, ...files });
    const { verdict } = analyse({ text, context }).model;
    expect({ outcome: verdict.outcome, because: verdict.because.map(({ says }) => says) }).toMatchObject({ outcome });
    if (error !== undefined) expect(verdict.error).toBe(error);
  });
});

test('a go.mod that cannot be read leaves the build open, and is named', () => {
  const text = `FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /app .\n`;
  const files = memoryTree({ 'go.mod': module, 'main.go': server });
  const context = { ...files, read: (path: string) => (path.endsWith('go.mod') ? undefined : files.read(path)) };
  const { model, findings } = analyse({ text, context });
  expect(model.verdict.outcome).toBe('unknown');
  expect(findings.map(({ rule, severity, message }) => [rule.id, severity, message])).toEqual([
    [
      'go-command-fails',
      'warning',
      expect.stringContaining('go.mod of the build context cannot be read') as unknown as string,
    ],
  ]);
});
