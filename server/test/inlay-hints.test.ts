import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput } from '../src/analysis';
import { inlayHints } from '../src/features/inlayHints';
import { defaultSettings, type InlayHintChoice } from '../src/settings';
import { LineIndex } from '../src/text/lineIndex';
import { memoryTree } from '../src/workspace/sourceTree';

const all = defaultSettings.inlayHints;

const net = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};
const plain = { 'go.mod': net['go.mod'], 'main.go': 'package main\n\nfunc main() { println(1) }\n' };
const cgo = {
  'go.mod': net['go.mod'],
  'main.go': 'package main\n\n// #include <stdlib.h>\nimport "C"\n\nfunc main() { C.free(nil) }\n',
};

interface Case extends Partial<Omit<AnalysisInput, 'text' | 'context'>> {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly chosen?: Partial<InlayHintChoice>;
  /** Behind `#>`: the hints of that line. */
  readonly text: string;
}

const cases: readonly Case[] = [
  {
    name: 'a Debian builder and an Alpine image',
    text: `
FROM golang:1.26 AS build #> likely glibc 2.41
WORKDIR /src
COPY . .
RUN go build -o /app . #> dynamic glibc >= 2.34 | cgo on, linux/amd64

FROM alpine:3.22 #> musl 1.2.5
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> fails to start
`,
  },
  {
    name: 'ENV decides',
    text: `
FROM golang:latest AS build #> likely glibc 2.41, Go 1.27
ENV CGO_ENABLED=0 GOARCH=arm64
COPY . .
RUN go build -o /app . #> static | cgo off, linux/arm64

FROM gcr.io/distroless/static-debian12 #> no libc
COPY --from=build /app /app
CMD ["/app"] #> fails to start
`,
  },
  {
    name: 'what the instruction says itself is not repeated',
    text: `
FROM golang:1.26.1-alpine3.22 AS build #> musl 1.2.5
COPY . .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /app . #> static
RUN CGO_ENABLED=0 GOOS=linux go build -o /app . #> static | GOARCH=amd64
RUN export CGO_ENABLED=0 && go build -o /app . && ls #> static | linux/amd64
RUN GOOS=linux GOARCH=amd64 \\
    go build \\
    -o /app . #> static | cgo off

FROM scratch #> no libc
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> builds and starts
CMD ["-v"]
`,
  },
  {
    name: 'facts that cannot be told',
    text: `
ARG GO
FROM golang:\${GO} AS build
COPY . .
RUN go build -o /app . #> unknown: CGO_ENABLED | likely linux/amd64
RUN CGO_ENABLED=0 go build -ldflags="-s $(more)" -o /app . #> likely static | likely linux/amd64
RUN CGO_ENABLED=1 GOOS=linux GOARCH=amd64 go build -ldflags="$(flags)" -o /app . #> unknown: -ldflags
RUN CGO_ENABLED=1 GOOS=$OS GOARCH=amd64 go build -o /app . #> unknown: GOOS

FROM example.com/base
COPY --from=build /app /app
CMD ["/app"] #> cannot be told
`,
  },
  {
    name: 'sources that cannot be read',
    files: {},
    text: `
FROM golang:1.26-bookworm AS build #> glibc 2.36
COPY . .
RUN go build -o /app . #> likely dynamic glibc | cgo on, linux/amd64
FROM scratch #> no libc
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> likely fails to start
`,
  },
  {
    name: 'C code on a builder whose release is presumed',
    files: cgo,
    text: `
FROM golang:1.26 AS build #> likely glibc 2.41
COPY . .
RUN go build -o /app . #> dynamic glibc | cgo on, linux/amd64
FROM golang:1.26-bookworm #> glibc 2.36
COPY . .
RUN go build -o /app . #> dynamic glibc >= 2.34 | cgo on, linux/amd64
ENTRYPOINT ["/app"] #> builds and starts
`,
  },
  {
    name: 'builds that fail, and static ones with a C library inside',
    files: cgo,
    text: `
FROM golang:1.26-alpine AS build #> likely musl 1.2.6
COPY . .
RUN CGO_ENABLED=1 go build -o /app . #> fails: no C compiler | linux/amd64
RUN go build -o /app . #> fails: needs cgo | cgo off, linux/amd64
RUN apk add --no-cache gcc musl-dev
RUN go build -ldflags '-extldflags "-static"' -o /app . #> static, musl inside | cgo on, linux/amd64
RUN go build -o /app . #> dynamic musl | cgo on, linux/amd64
ENTRYPOINT ["/app"] #> fails to build
`,
  },
  {
    name: 'an old builder',
    text: `
FROM golang:1.16-buster AS build #> glibc 2.28
COPY . .
RUN go build -o /app . #> dynamic glibc >= 2.3.2 | cgo on, linux/amd64
ENTRYPOINT ["/app"] #> fails to build
`,
  },
  {
    name: 'a recipe of a Makefile',
    files: {
      ...plain,
      Makefile:
        'build:\n\tCGO_ENABLED=0 go build -o /app .\n\tgo build -o /other .\nother:\n\tCGO_ENABLED=0 go build -o /a .\n\tgo build -o /b ./cmd\n',
      'cmd/main.go': net['main.go'],
    },
    text: `
FROM golang:1.26-bookworm AS build #> glibc 2.36
WORKDIR /src
COPY . .
RUN make build #> likely static
RUN make other
FROM build AS again #> glibc 2.36, Go 1.26
RUN go test ./... && go vet ./... && go install golang.org/x/tools/cmd/stringer@v0.30.0
RUN go install . #> static | cgo on, linux/amd64
FROM scratch #> no libc
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> builds and starts
`,
  },
  {
    name: 'commands that have one place in the text',
    text: `
FROM golang:1.26-bookworm #> glibc 2.36
COPY . .
RUN sh -c "CGO_ENABLED=0 go build -o \\"/app\\" . && CGO_ENABLED=0 go build -o \\"/other\\" ." #> static | linux/amd64
CMD ["/app"] #> builds and starts
`,
  },
  {
    name: 'another platform, and a name that is none',
    platform: 'linux/arm64',
    text: `
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build #> glibc 2.36
ARG TARGETOS TARGETARCH
COPY . .
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app . #> static | cgo off
ENV GOOS=averyveryverylongsystem
RUN go build -o /other . #> for another system | cgo off, averyvery…/amd64
RUN GOOS=windows go build -o /win.exe . #> for windows | cgo off, GOARCH=amd64
FROM scratch #> no libc
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> fails to build
`,
  },
  {
    name: 'the version of ARM, which decides where the program starts',
    platform: 'linux/arm/v6',
    text: `
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build #> glibc 2.36
ARG TARGETARCH TARGETVARIANT
ENV CGO_ENABLED=0 GOARM=6
COPY . .
RUN GOARCH=$TARGETARCH go build -o /app . #> static | cgo off, GOOS=linux, GOARM=6
RUN GOARCH=$TARGETARCH GOARM=5 go build -o /app . #> static | cgo off, GOOS=linux
ENV GOARCH=arm GOARM=
RUN go build -o /app . #> static | cgo off, linux/arm/v7
FROM scratch #> no libc
COPY --from=build /app /app
ENTRYPOINT ["/app"] #> builds and starts
`,
  },
  {
    name: 'what is not linked, and what is not built',
    text: `
FROM golang:1.26-bookworm #> glibc 2.36
COPY . .
RUN go build -buildmode=c-archive -o /x.a . #> not linked: an archive | cgo on, linux/amd64
RUN go build -n -o /app .
CMD ["/app"] #> likely fails to start
`,
  },
  {
    name: 'a build that does not run on this platform',
    text: `
FROM golang:1.26-bookworm #> glibc 2.36
ARG TARGETARCH
COPY . .
RUN if [ $TARGETARCH = arm64 ]; then \\
      go build -o /app .; \\ #> not run
    else GOOS=linux GOARCH=amd64 CGO_ENABLED=1 \\
      go build -o /app .; fi #> dynamic glibc >= 2.34
CMD ["/app"] #> builds and starts
`,
  },
  {
    name: 'kinds that are turned off',
    chosen: { image: false, environment: false, verdict: false },
    text: `
FROM golang:1.26
COPY . .
RUN go build -o /app . #> dynamic glibc >= 2.34
CMD ["/app"]
`,
  },
  {
    name: 'a file that builds no Go program',
    text: `
FROM node:22
CMD ["node"]
`,
  },
];

function hintsByLine(each: Case): string {
  const { source, analysis } = analyseCase(each);
  const lines = new LineIndex(source);
  const hints = inlayHints(analysis, { start: 0, end: source.length }, { ...all, ...each.chosen });
  return source
    .split('\n')
    .map((line, number) => {
      const here = hints.filter(({ offset }) => lines.lineAt(offset) === number);
      const shown = here.map(({ parts }) => parts.map((part) => part.text).join(', '));
      return shown.length === 0 ? line : `${line} #> ${shown.join(' | ')}`;
    })
    .join('\n');
}

function analyseCase({ text, files = net, chosen: _, name: __, ...input }: Case) {
  const source = text.trimStart().replace(/ *#>.*$/gm, '');
  return { source, analysis: analyse({ ...input, text: source, context: memoryTree(files) }) };
}

test.each(cases)('$name', (each) => {
  expect(hintsByLine(each)).toBe(each.text.trimStart());
});

describe('each hint', () => {
  test.each(cases)('$name', (each) => {
    const { source, analysis } = analyseCase(each);
    for (const { parts, tooltip } of inlayHints(analysis, { start: 0, end: source.length }, all)) {
      expect(parts.map(({ text }) => text).join(', ').length).toBeLessThan(40);
      expect(tooltip()).not.toBe('');
    }
    // What VS Code shows of a line by default: editor.inlayHints.maximumLength.
    for (const [, hints = ''] of hintsByLine(each).matchAll(/#> (.*)/g))
      expect(hints.replaceAll(' | ', '').length).toBeLessThanOrEqual(43);
  });
});

test('only the range that is asked for has hints', () => {
  const { source, analysis } = analyseCase(cases[0] ?? { name: '', text: '' });
  const start = source.indexOf('RUN');
  const hints = inlayHints(analysis, { start, end: source.indexOf('\n', start) }, all);
  expect(hints.map(({ kind }) => kind)).toEqual(['linkage', 'environment']);
});

test.each([
  ['environment', 0, 'CGO_ENABLED=0'],
  ['environment', 1, 'GOARCH=arm64'],
  ['linkage', 0, 'CGO_ENABLED=0'],
] as const)('the %s hint leads to what it rests on: part %d', (kind, part, origin) => {
  const { source, analysis } = analyseCase(cases[1] ?? { name: '', text: '' });
  const hint = inlayHints(analysis, { start: 0, end: source.length }, all).find((each) => each.kind === kind);
  const span = hint?.parts[part]?.origin;
  expect(span && source.slice(span.start, span.end)).toBe(origin);
});

test.each([
  ['RUN go build -o /app .', {}, 'it rests on sources that cannot all be read.'],
  [
    'RUN make build',
    { ...plain, Makefile: 'build:\n\tCGO_ENABLED=0 go build -o /app .\n' },
    'what can be read of the Makefile',
  ],
])('the tooltip says what a presumed linkage rests on: %s', (run, files, premise) => {
  const text = `FROM golang:1.26-bookworm\nWORKDIR /src\nCOPY . .\n${run}\n`;
  const hints = inlayHints(analyse({ text, context: memoryTree(files) }), { start: 0, end: text.length }, all);
  const tooltip = hints.find(({ kind }) => kind === 'linkage')?.tooltip();
  expect(tooltip).toContain(premise);
  expect(tooltip).not.toContain('tag');
});

test('the tooltip gives the chain of evidence with its lines', () => {
  const { source, analysis } = analyseCase(cases[0] ?? { name: '', text: '' });
  const hints = inlayHints(analysis, { start: 0, end: source.length }, all);
  expect(hints.find(({ kind }) => kind === 'linkage')?.tooltip()).toBe(
    [
      '**A dynamically linked binary that needs glibc**',
      '',
      'It starts with glibc 2.34 and newer: no symbol that it asks for is younger.',
      '',
      '- cgo is on by default, as the C compiler gcc is there (line 4)',
      '- it uses net: example.com/app imports net/http',
      '- cgo is on and a package of the standard library uses it (line 4)',
    ].join('\n'),
  );
  expect(hints[0]?.tooltip()).toContain('Likely, not certain');
});
