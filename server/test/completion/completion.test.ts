import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { complete } from '../../src/features/completion/completion';
import type { Completion, CompletionItem } from '../../src/features/completion/item';
import { portsOf } from '../../src/golang/ports';
import { lookUpImage } from '../../src/images/catalogue';
import { goTagExists } from '../../src/images/goTagFixes';
import { parseImageReference } from '../../src/dockerfile/imageReference';
import { applyEdits } from '../../src/text/edit';
import { isSettled } from '../../src/facts/fact';
import { memoryTree, type SourceTree } from '../../src/workspace/sourceTree';

const main = `package main

import "net/http"

var version = "dev"

var (
	commit, date string
	port = 8080
)

func main() { http.ListenAndServe(":8080", nil) }
`;

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.26\n',
  'go.sum': '',
  'main.go': main,
  'cmd/tool/main.go': '//go:build extras\n\npackage main\n\nvar Version string\n\nfunc main() {}\n',
  'cmd/serve/main.go': 'package main\n\nfunc main() {}\n',
  'internal/build/build.go': 'package build\n\nvar Commit = "none"\n\nvar level = 3\n',
});

const builder = `ARG GO_VERSION=1.26
FROM golang:1.26-bookworm AS build
ARG TARGETARCH
WORKDIR /src
COPY . .
`;
const crossBuilder = `FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY . .
`;
const dynamic = `${builder}RUN go build -o /app .\n\n`;
const isStatic = `${builder}RUN CGO_ENABLED=0 go build -o /app .\n\n`;

interface Asked {
  readonly tree?: SourceTree | undefined;
  readonly completesKeywords?: boolean;
  readonly trigger?: string;
}

function ask(marked: string, { tree = context, completesKeywords = false, trigger }: Asked = {}) {
  const offset = marked.lastIndexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const analysis = analyse({ text, context: tree });
  return { text, offset, analysis, completion: complete(analysis, offset, { completesKeywords, trigger }) };
}

function labels(marked: string, asked?: Asked): readonly string[] {
  return ask(marked, asked).completion?.items.map(({ label }) => label) ?? [];
}

/** The text once an item is accepted. */
function accept(text: string, { replace }: Completion, { newText, also = [] }: CompletionItem): string {
  return applyEdits(text, [...also, { span: replace, newText }]);
}

describe('the first items', () => {
  test.each<readonly [string, readonly string[]]>([
    // Images to build with: the Go of go.mod, on a suite that does not move.
    ['FROM |', ['golang:1.26-trixie', 'golang:1.26-bookworm']],
    ['FROM golang:|', ['1.26-trixie', '1.26-bookworm', '1.26-alpine3.24']],
    // The suite of the image that is shipped.
    ['FROM golang:| AS build\n\nFROM debian:bookworm-slim\n', ['1.26-bookworm']],
    ['FROM golang:| AS build\n\nFROM alpine:3.23\n', ['1.26-alpine3.23', '1.26-alpine']],
    // That of another stage with Go.
    ['FROM golang:1.26-bookworm AS tools\n\nFROM golang:|', ['1.26-bookworm']],
    // Images to run in.
    [
      `${dynamic}FROM |`,
      ['build', 'debian:trixie-slim', 'debian:bookworm-slim', 'gcr.io/distroless/base-debian13:nonroot'],
    ],
    [`${isStatic}FROM |`, ['build', 'gcr.io/distroless/static-debian13:nonroot']],
    [`${dynamic}FROM debian:|`, ['trixie-slim', 'trixie', 'bookworm-slim', 'bookworm', 'bullseye-slim', 'bullseye']],
    [`${isStatic}FROM alpine:|`, ['3.24', '3.23', '3.22', '3.21']],
    [`${isStatic}FROM gcr.io/distroless/|`, ['static-debian13:nonroot', 'static-debian12:nonroot']],
    [`${isStatic}FROM gcr.io/distroless/static-debian12:|`, ['nonroot', 'latest', 'debug-nonroot', 'debug']],
    ['FROM --platform=|', ['$BUILDPLATFORM', 'linux/amd64', 'linux/arm64']],
    // Versions for which all tags exist that are made from them.
    ['ARG GO_VERSION=|\nFROM golang:${GO_VERSION}-alpine3.24\n', ['1.26', '1.27']],
    ['ARG GO_VERSION=1.26\nFROM golang:${GO_VERSION}-|', ['trixie', 'bookworm', 'alpine3.24', 'alpine3.23', 'alpine']],
    ['ARG GO_VERSION=1.26.4\nFROM golang:$GO_VERSION-alp|', ['trixie', 'bookworm', 'alpine3.24']],
    // Stages.
    [`${isStatic}FROM scratch AS other\n\nFROM scratch AS last\nCOPY --from=|`, ['other', 'build']],
    [`${isStatic}FROM scratch\nRUN --mount=type=bind,from=|`, ['build']],
    // Paths.
    [
      `${isStatic}FROM scratch\nCOPY --from=build |`,
      ['/app', '/etc/ssl/certs/ca-certificates.crt', '/usr/share/zoneinfo'],
    ],
    [`${isStatic}FROM scratch\nCOPY --from=0 /a|`, ['/app']],
    [`${isStatic}FROM scratch\nCOPY --from=build /src/|`, ['/src/cmd', '/src/go.mod', '/src/go.sum']],
    [`${isStatic}FROM scratch\nCOPY --from=build /app |`, ['/app', '/usr/local/bin/app']],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /bin/server\nENTRYPOINT ["|`, ['/bin/server']],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /bin/server\nENTRYPOINT ["/|"]`, ['/bin/server']],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /bin/server\nCMD |`, ['["/bin/server"]']],
    // Variables.
    [`${builder}ARG |`, ['GO_VERSION', 'TARGETOS', 'TARGETPLATFORM']],
    [`${builder}ENV |`, ['CGO_ENABLED', 'GOOS', 'GOARCH']],
    [`${builder}ENV X=$|`, ['TARGETARCH', 'PATH', 'GOPATH']],
    [`${builder}RUN X=1; echo \${|`, ['X', 'TARGETARCH']],
    ['ARG A=1\nFROM golang:$|', ['A', 'BUILDPLATFORM']],
    // Values.
    [`${builder}RUN CGO_ENABLED=|`, ['0', '1']],
    [`${builder}RUN GOOS=|`, ['linux', 'darwin', 'windows']],
    // What the stage declares for it goes first.
    [`${builder}RUN GOOS=windows GOARCH=|`, ['$TARGETARCH', 'amd64', 'arm64', '386']],
    [`${crossBuilder}RUN GOOS=|`, ['$TARGETOS', 'linux']],
    [`${crossBuilder}RUN GOOS=$TARGETOS GOARCH=|`, ['$TARGETARCH', 'amd64']],
    // In quotes as well, where they expand.
    [`${builder}ENV GOFLAGS="|"`, ['-trimpath', '-buildvcs=false']],
    [`${builder}ENV GOFLAGS="-trimpath -|"`, ['-buildvcs=false', '-mod=readonly']],
    [`${builder}ENV GOFLAGS='-|'`, ['-trimpath']],
    [`${builder}ENV CGO_ENABLED="|"`, ['0', '1']],
    [`${builder}RUN GOARCH="|" go build`, ['$TARGETARCH', 'amd64']],
    [`${builder}RUN GOARCH='|' go build`, ['amd64', 'arm64']],
    [`${builder}RUN GOFLAGS="-trimpath -|" go build`, ['-buildvcs=false']],
    [`${builder}RUN sh -c "GOARCH=|`, ['$TARGETARCH', 'amd64']],
    [`${isStatic}FROM scratch\nCOPY --from="|`, ['build']],
    [`${isStatic}FROM scratch\nCOPY --from="build" /a|`, ['/app']],
    [`${isStatic}FROM scratch\nCOPY --from=build ["|", "/x"]`, ['/app', '/etc/ssl/certs/ca-certificates.crt']],
    [`${isStatic}FROM scratch\nCOPY --from=build ["/app", "|"]`, ['/app', '/usr/local/bin/app']],
    [`${isStatic}FROM scratch\nCOPY --from=build [|]`, ['"/app"']],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /app\nENTRYPOINT [|]`, ['"/app"']],
    [`${builder}RUN ["|"]`, ['go']],
    [`${builder}RUN [|]`, ['"go"']],
    [`${builder}RUN ["go", |]`, ['"build"', '"mod"']],
    // One more source, as the destination is there.
    [`${isStatic}FROM scratch\nCOPY --from=build /app | /bin/`, ['/etc/ssl/certs/ca-certificates.crt']],
    // The parts of a tag: those of go.mod first, as in the tag itself.
    [`ARG GO_VERSION=|\nFROM golang:\${GO_VERSION}-bookworm\n`, ['1.26', '1.27']],
    [`ARG SUITE=|\nFROM golang:1.26-\${SUITE}\n`, ['trixie', 'bookworm']],
    [`ARG GO=1.26\nARG SUITE=|\nFROM golang:$GO-$SUITE\nFROM debian:bookworm-slim\n`, ['bookworm', 'trixie']],
    // A mirror of the same image.
    ['FROM public.ecr.aws/docker/library/golang:|', ['1.26-trixie', '1.26-bookworm']],
    ['FROM mirror.gcr.io/library/alpine:|', ['3.24']],
    ['ARG V=1.26\nFROM public.ecr.aws/docker/library/golang:$V-|', ['trixie', 'bookworm']],
    // Packages as they are called in the folder where the command runs.
    [`${builder}RUN cd cmd && go build ./|`, ['./serve', '..']],
    [`${builder}RUN cd /src/cmd/serve; go build -o /app |`, ['.', '../..']],
    [`${builder}RUN (cd cmd && true) && go build |`, ['.', './cmd/serve']],
    [`${builder}RUN if true; then cd cmd; go build |`, ['./serve', '..']],
    [`${builder}RUN sh -c "cd cmd && go build |`, ['./serve', '..']],
    [`${builder}WORKDIR /src/cmd\nRUN go build ./|`, ['./serve', '..']],
    [`${builder}RUN go build -C cmd ./|`, ['./serve', '..']],
    [`${builder}RUN go -C=cmd build ./|`, ['./serve', '..']],
    // What works without cgo goes first.
    [
      `${builder}ENV CGO_ENABLED=0\nRUN go build -buildmode=|`,
      ['exe', 'default', 'pie', 'c-archive', 'archive', 'c-shared'],
    ],
    [`${builder}RUN CGO_ENABLED=0 go build -ldflags="-linkmode=|"`, ['internal', 'auto', 'external']],
    [`${builder}RUN go env -w GO|`, ['CGO_ENABLED', 'GOOS']],
    // Names alone behind export; none a second time.
    [`${builder}RUN export GO|`, ['CGO_ENABLED', 'GOOS', 'GOARCH']],
    [`${builder}RUN GOOS=linux GOARCH=amd64 GO|`, ['go build', 'go mod download', 'CGO_ENABLED', 'GOARM']],
    [`${builder}RUN GOARCH=wasm GOOS=|`, ['js', 'wasip1']],
    [`${builder}ENV GOARCH=wasm\nRUN GOOS=|`, ['js', 'wasip1']],
    [`${builder}ENV GOAMD64=|`, ['v1', 'v2', 'v3', 'v4']],
    [`${builder}ENV GOAMD64 |`, ['v1', 'v2', 'v3', 'v4']],
    [`${builder}ENV GOFLAGS=|`, ['-trimpath', '-buildvcs=false', '-mod=readonly']],
    [
      `${builder}RUN apt-get update && apt-get install -y gcc-aarch64-linux-gnu\nRUN CC=|`,
      ['gcc', 'cc', 'aarch64-linux-gnu-gcc'],
    ],
    [`${builder}ENV GOARM=|`, ['5', '6', '7', '5,hardfloat']],
    [`${builder}RUN go env -w GOTOOLCHAIN=|`, ['local', 'auto', 'path']],
    // The go command.
    [`${builder}RUN |`, ['go build', 'go mod download']],
    [`${builder}RUN go |`, ['build', 'mod', 'install']],
    [`${builder}RUN go mod |`, ['download', 'verify']],
    [`${builder}RUN cd /src && time go build -|`, ['-o', '-trimpath', '-ldflags']],
    [`${builder}RUN go build -o x -|`, ['-trimpath', '-ldflags', '-tags']],
    [`${builder}RUN ["go", "build", "-|"]`, ['-o', '-trimpath', '-ldflags']],
    [`${builder}RUN <<EOF\ngo build -buildmode=|\nEOF`, ['pie', 'exe', 'c-shared']],
    [`${builder}RUN GOOS=plan9 go build -buildmode=|`, ['exe', 'archive', 'default']],
    [`${builder}RUN GOOS=linux GOARCH=$TARGETARCH go build -buildmode=|`, ['pie', 'exe', 'c-shared']],
    [`${builder}RUN go build -mod=|`, ['readonly', 'mod']],
    [`${builder}RUN go build -tags=|`, ['extras', 'netgo', 'osusergo', 'timetzdata']],
    [`${builder}RUN go build -tags=netgo,|`, ['extras', 'osusergo', 'timetzdata']],
    [`${builder}RUN go build -buildvcs=|`, ['auto', 'true', 'false']],
    [`${builder}RUN go build -o /app |`, ['.', './cmd/serve']],
    // The linker.
    [`${builder}RUN go build -ldflags=|`, ['"-s -w"', '"-s -w -X main.version="', '"-X main.version="']],
    [`${builder}RUN go build -ldflags |`, ['"-s -w"']],
    [`${builder}RUN sh -c "go build -ldflags=|`, ["'-s -w'"]],
    [`${builder}RUN go build -ldflags="|"`, ['-s -w', '-s', '-w', '-X', '-linkmode']],
    [`${builder}RUN go build -ldflags="-s |"`, ['-w', '-X', '-linkmode']],
    [`${builder}RUN go build -ldflags='-X |'`, ['main.version', 'main.commit', 'main.date', 'main.Version']],
    [`${builder}RUN go build -ldflags="-linkmode=|"`, ['internal', 'external', 'auto']],
    // Mounts.
    [`${builder}RUN --|`, ['Go caches', 'Go module cache', 'Go build cache', 'secret: .netrc']],
    [`${builder}RUN --mount=|`, ['Go caches', 'Go module cache', 'Go build cache']],
    [`${builder}RUN --mount=type=cache,target=/go/pkg/mod --|`, ['Go build cache', 'secret: .netrc']],
    [`${builder}RUN --mount=type=cache,target=|`, ['/go/pkg/mod', '/root/.cache/go-build']],
    [`${builder}RUN --mount=type=cache,sharing=|`, ['shared', 'private', 'locked']],
    [`${builder}RUN --mount=type=secret,id=x,|`, ['target', 'source', 'mode', 'uid', 'gid', 'required', 'env']],
    // Comments.
    [`${builder}# go|`, ['go-dockerfile ignore=', 'go-dockerfile ignore-file=']],
    ['# |', ['syntax=docker/dockerfile:1', 'check=error=true']],
    ['# syntax=docker/dockerfile:1\n# |', ['check=error=true']],
  ])('%j', (marked, expected) => {
    expect(labels(marked).slice(0, expected.length)).toEqual(expected);
  });
});

describe('nothing is offered', () => {
  test.each([
    ['FROM golang:1.26 |'],
    ['FROM golang:1.26 AS |'],
    ['FROM example.com/app:|'],
    [`${builder}|`],
    [`${builder}RUN apt-get |`],
    [`${builder}RUN apt-get install -|`],
    [`${builder}RUN echo '$|'`],
    [`${builder}RUN echo \\$|`],
    [`${builder}RUN go build -o |`],
    [`${builder}RUN go build > |`],
    [`${builder}LABEL |`],
    [`${builder}WORKDIR /|`],
    [`${builder}# a comment |`],
    [`${builder}COPY --from=|`],
    [`${builder}COPY |`],
    [`${builder}ENV A='$|'`],
    [`${builder}CMD ["/a", "$|"]`],
    ['FROM debian:bookworm\nRUN |'],
    ['FROM a\nRUN echo go build \\\n  x-|'],
    // Behind the mark that joins the next line.
    [`${builder}RUN cd $X && go build |`],
    [`${builder}RUN if a; then cd x; else cd cmd; fi; go build |`],
    [`${builder}RUN go build -trimpath \\|\n  -o /app .`],
    [`${builder}RUN go build -trimpath \\ |\n  -o /app .`],
    [`${builder}RUN --mount=type=ssh \\|`],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /x |`],
    [`${isStatic}FROM scratch\nCOPY --from=build ["/app"|]`],
  ])('%j', (marked) => {
    expect(labels(marked)).toEqual([]);
  });
});

test('a blank behind RUN is no question, and a letter is', () => {
  expect(labels(`${builder}RUN |`, { trigger: ' ' })).toEqual([]);
  expect(labels(`${builder}RUN C|`)).toContain('CGO_ENABLED');
});

describe('several modules', () => {
  const tree = memoryTree({
    'go.work': 'go 1.26\n\nuse (\n\t./svc/a\n\t./svc/b\n)\n',
    'svc/a/go.mod': 'module example.com/a\n\ngo 1.26\n',
    'svc/a/cmd/a/main.go': 'package main\n\nfunc main() {}\n',
    'svc/b/go.mod': 'module example.com/b\n\ngo 1.26\n',
    'svc/b/main.go': 'package main\n\nvar version string\n\nfunc main() {}\n',
  });
  test.each<readonly [string, readonly string[]]>([
    [`${builder}RUN go build |`, ['./svc/a/cmd/a', './svc/b']],
    [`${builder}RUN cd svc/a && go build ./|`, ['./cmd/a']],
    [`${builder}RUN go build -C svc/b |`, ['.']],
    [`${builder}RUN go build -C svc/b -ldflags="-X |`, ['main.version']],
    [`${builder}RUN cd svc/a && go build -ldflags="-X |`, []],
  ])('%j', (marked, expected) => {
    expect(labels(marked, { tree })).toEqual(expected);
  });
});

test('where the destination of COPY is to stand, no file of the other stage is offered', () => {
  expect(labels(`${isStatic}FROM scratch\nCOPY --from=build /app |`)).toEqual(['/app', '/usr/local/bin/app']);
});

test('no version of Go is offered that is older than go.mod asks for', () => {
  expect(labels('ARG V=|\nFROM golang:$V\n')).toEqual(['1.26', '1.27']);
});

test('behind ONBUILD stands no FROM and no second ONBUILD', () => {
  const found = labels(`${builder}ONBUILD |`, { completesKeywords: true });
  expect(found).toContain('RUN');
  expect(found.filter((label) => /^(?:FROM|ONBUILD)$/.test(label))).toEqual([]);
});

test('keywords and flags of instructions are left to others, unless there are none', () => {
  expect(labels(`${builder}CO|`)).toEqual([]);
  expect(labels(`${builder}COPY --|`)).toEqual([]);
  expect(labels(`${builder}CO|`, { completesKeywords: true })).toContain('COPY');
  expect(labels(`${builder}co|`, { completesKeywords: true })).toContain('copy');
  expect(labels(`${builder}COPY --|`, { completesKeywords: true })).toContain('--from=');
  expect(labels('|', { completesKeywords: true })).toEqual(['FROM', 'ARG']);
});

describe('what an item says', () => {
  test.each([
    [`${dynamic}FROM debian:|`, 'bookworm-slim', 'glibc 2.36, new enough for /app'],
    [`${dynamic}FROM debian:|`, 'bullseye-slim', 'glibc 2.31, too old: /app needs glibc 2.34'],
    [`${dynamic}FROM alpine:|`, '3.24', 'musl 1.2.6, /app needs glibc'],
    [`${isStatic}FROM scr|`, 'scratch', 'no C library, /app is static'],
    ['FROM golang:|', '1.26-bookworm', 'Debian bookworm, glibc 2.36, gcc, as go.mod: go 1.26'],
    [`${builder}ENV X=$|`, 'TARGETARCH', 'amd64, a platform argument'],
    [`${builder}ENV X=1\nENV Y=$|`, 'X', '1, ENV'],
    ['FROM golang:1.26-bookworm\nRUN CGO_ENABLED=0 go build -|', '-race', 'needs cgo, which is off here'],
    ['FROM golang:1.26-bookworm\nENV CGO_ENABLED=0\nRUN go build -|', '-msan', 'needs cgo, which is off here'],
    ['FROM golang:1.26-alpine\nRUN go build -|', '-race', 'needs gcc, which is not in this stage'],
    [`${builder}RUN CGO_ENABLED=0 go build -buildmode=|`, 'plugin', 'needs cgo, which is off here'],
    [`${builder}RUN CGO_ENABLED=0 go build -buildmode=|`, 'pie', 'asks for a dynamic loader in the image'],
    [`${builder}RUN CGO_ENABLED=0 go build -ldflags="-linkmode |"`, 'external', 'needs cgo, which is off here'],
    ['FROM golang:1.26-alpine\nRUN CGO_ENABLED=|', '1', 'needs gcc, which is not in this stage'],
    [
      `${builder}# go-dockerfile ignore=|`,
      'floating-suite',
      'Build image may move to another Debian release than the final image',
    ],
  ])('%j: %s', (marked, label, detail) => {
    const item = ask(marked).completion?.items.find((candidate) => candidate.label === label);
    expect(item?.detail).toBe(detail);
  });

  test('every item of a flag, a verb, a variable and a mount has documentation', () => {
    const places = [
      'RUN go |',
      'RUN go build -|',
      'RUN go build -ldflags="|',
      'ENV |',
      'ARG |',
      'RUN --mount=|',
      'FROM |',
    ];
    for (const place of places) {
      for (const { label, documentation } of ask(`${builder}${place}`).completion?.items ?? []) {
        expect(documentation?.(), `${place} ${label}`).toBeTruthy();
      }
    }
  });
});

test.each([
  [`${builder}RUN echo \${TARGETA|}`, 'TARGETARCH', '${TARGETARCH}'],
  [`${builder}RUN ["go", "build", "-|"]`, '-o', '["go", "build", "-o"]'],
  [`${builder}RUN [|]`, '"go"', 'RUN ["go"]'],
  [`${builder}RUN CGO_EN|=0 go build`, 'CGO_ENABLED', 'CGO_ENABLED=0'],
  [`${builder}RUN --mount=type=cache,targ|=/x true`, 'target', 'target=/x'],
])('inserting at %j leaves no mark twice', (marked, label, expected) => {
  const { text, completion } = ask(marked);
  const item = completion?.items.find((candidate) => candidate.label === label);
  if (!completion || !item) throw new Error('nothing is offered');
  expect(applyEdits(text, [{ span: completion.insert, newText: item.newText }])).toContain(expected);
});

describe('what is replaced', () => {
  test.each([
    ['FROM golang:1.2|2-alpine AS x', '1.2', '2-alpine'],
    ['FROM gol|ang:1.22', 'gol', 'ang:1.22'],
    [`${builder}RUN go bu|ild -o x`, 'bu', 'ild'],
    [`${builder}RUN go build -trim|path -o x`, '-trim', 'path'],
    [`${builder}RUN go build -ldflags="-s -li|nkmode=external"`, '-li', 'nkmode='],
    [`${builder}RUN CGO_ENABLED=|1 go build`, '', '1'],
    [`${builder}RUN echo \${TARG|ETARCH}/x`, 'TARG', 'ETARCH}'],
    [`${builder}# go-dockerfile ignore=a,float|ing-suite, b`, 'float', 'ing-suite'],
    [`${isStatic}FROM scratch\nCOPY --from=bu|ild /app /`, 'bu', 'ild'],
    [`${isStatic}FROM scratch\nCOPY --from=build /a|pp /x`, '/a', 'pp'],
    [`${isStatic}FROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/a|pp"]`, '/a', 'pp'],
    [`${builder}RUN --mount=type=cache,ta|rget=/x go build`, 'ta', 'rget='],
  ])('%j', (marked, typed, rest) => {
    const { text, offset, completion } = ask(marked);
    expect(completion && text.slice(completion.insert.start, completion.insert.end)).toBe(typed);
    expect(completion && text.slice(offset, completion.replace.end)).toBe(rest);
  });
});

describe('what is offered exists', () => {
  test.each(['FROM golang:|', 'FROM golang:1.26.|', 'FROM golang:1.21.|', `${dynamic}FROM golang:|`])(
    'tags at %j',
    (marked) => {
      for (const tree of [context, undefined]) {
        const tags = ask(marked, { tree }).completion?.items ?? [];
        expect(tags.length).toBeGreaterThan(5);
        for (const { label } of tags) expect(goTagExists(label), label).toBe(true);
      }
    },
  );

  test.each([
    ['FROM |', ''],
    [`${isStatic}FROM |`, ''],
    [`${isStatic}FROM debian:|`, 'debian:'],
    [`${isStatic}FROM ubuntu:|`, 'ubuntu:'],
    [`${isStatic}FROM alpine:|`, 'alpine:'],
    [`${isStatic}FROM gcr.io/distroless/|`, 'gcr.io/distroless/'],
    [`${isStatic}FROM gcr.io/distroless/base:|`, 'gcr.io/distroless/base:'],
  ])('images at %j', (marked, prefix) => {
    const images = ask(marked).completion?.items.filter(({ kind }) => kind === 'image') ?? [];
    expect(images.length).toBeGreaterThan(2);
    for (const { label } of images) {
      const reference = parseImageReference(prefix + label);
      const facts = reference && lookUpImage(reference);
      expect(facts?.family ?? (label === 'tonistiigi/xx' ? 'xx' : undefined), label).toBeDefined();
      if (facts?.distribution && facts.distribution !== 'none') expect(isSettled(facts.release), label).toBe(true);
    }
  });

  test('none is older than go.mod asks for', () => {
    const tree = memoryTree({ 'go.mod': 'module a\n\ngo 1.26.3\n' });
    const tags = labels('FROM golang:1.26.|', { tree });
    expect(tags).toContain('1.26.3-bookworm');
    expect(tags.filter((tag) => /^1\.(?:2[0-5]|26\.[0-2])(?:\D|$)/.test(tag))).toEqual([]);
  });

  const isLiteral = (label: string): boolean => !label.startsWith('$');

  test.each(['golang:1.26', 'golang:1.22', 'golang:1.20-alpine'])('systems and architectures in %s', (image) => {
    const head = `FROM ${image}\nRUN `;
    const { analysis } = ask(`${head}|`);
    const goVersion = analysis.model.stages[0]?.goVersion;
    const pairs = portsOf(goVersion && isSettled(goVersion) ? goVersion.value : undefined).map(
      ({ goos, goarch }) => `${goos}/${goarch}`,
    );
    for (const system of labels(`${head}GOOS=|`).filter(isLiteral)) {
      const [goos = '', goarch] = system.split(' GOARCH=');
      expect(pairs).toContain(`${goos}/${goarch ?? 'amd64'}`);
      for (const architecture of labels(`${head}GOOS=${goos} GOARCH=|`).filter(isLiteral))
        expect(pairs).toContain(`${goos}/${architecture}`);
    }
  });

  test.each([
    ['1.26', ['-trimpath', '-json', '-C', '-pgo'], []],
    ['1.19', ['-trimpath', '-i'], ['-C', '-pgo', '-json', '-cover']],
  ])('flags of Go %s', (version, known, unknown) => {
    const flags = labels(`FROM golang:${version}\nRUN go build -|`);
    expect(flags).toEqual(expect.arrayContaining(known));
    for (const flag of unknown) expect(flags).not.toContain(flag);
  });
});

describe('what is accepted is no new error', () => {
  const shipped = `${isStatic}FROM scratch\nCOPY --from=build /app /app\n`;
  test.each([
    ['FROM golang:| AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nENTRYPOINT ["/app"]\n'],
    ['FROM | AS build\nWORKDIR /src\n'],
    [`${dynamic}FROM |\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`],
    [`${isStatic}FROM alpine:|\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`],
    [`${isStatic}FROM gcr.io/distroless/|\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`],
    ['FROM --platform=| golang:1.26-bookworm\n'],
    [`${isStatic}FROM scratch\nCOPY --from=| /app /app\n`],
    [`${isStatic}FROM scratch\nCOPY --from=build | /there\n`],
    [`${isStatic}FROM scratch\nCOPY --from=build /app |\n`],
    [`${shipped}ENTRYPOINT ["|"]\n`],
    [`${shipped}ENTRYPOINT |\n`],
    [`${builder}ARG |\nRUN CGO_ENABLED=0 go build -o /app .\n`],
    [`${builder}ENV |\n`],
    [`${builder}ENV CGO_ENABLED=|\nRUN go build -o /app .\n`],
    [`${builder}ENV GOAMD64=|\nRUN go build -o /app .\n`],
    [`${builder}RUN GOOS=| go build -o /app .\n`],
    [`${builder}RUN GOOS=windows GOARCH=| go build -o /app .\n`],
    [`${builder}RUN go build -tags=| -o /app .\n`],
    [`${builder}RUN go build -mod=| -o /app .\n`],
    [`${builder}RUN go build -buildmode=| -o /app .\n`],
    [`${builder}RUN go build -buildvcs=| -o /app .\n`],
    [`${builder}RUN go build -ldflags=| -o /app .\n`],
    [`${builder}RUN go build -ldflags="-s -X |dev" -o /app .\n`],
    [`${builder}RUN go build -ldflags="-linkmode=|" -o /app .\n`],
    [`${builder}RUN go build -o /app |\n`],
    [`${builder}RUN --mount=| go build -o /app .\n`],
    [`${builder}RUN --| go build -o /app .\n`],
    [`${builder}RUN --mount=type=cache,target=| go build -o /app .\n`],
    [`${builder}# go-dockerfile ignore=|\nRUN go build -o /app .\n`],
    ['# |\nFROM golang:1.26-bookworm\n'],
  ])('%j', (marked) => {
    const errorsOf = (text: string): readonly string[] =>
      analyse({ text, context })
        .findings.filter(({ severity }) => severity === 'error')
        .map(({ rule, message }) => `${rule.id}: ${message}`);
    const { text, completion } = ask(marked);
    expect(completion?.items.length).toBeGreaterThan(0);
    if (!completion) return;
    const before = new Set(errorsOf(text).map((message) => message.slice(0, message.indexOf(':'))));
    for (const item of completion.items) {
      const after = errorsOf(accept(text, completion, item));
      expect(
        after.filter((message) => !before.has(message.slice(0, message.indexOf(':')))),
        item.newText,
      ).toEqual([]);
    }
  });
});

test('the ids of rules that found something here come first, and those that are named are left out', () => {
  const [first] = labels('# go-dockerfile ignore=|\nFROM golang:1.20\nRUN go build -o /app .\n');
  expect(first).toBe('end-of-life-base');
  expect(labels('# go-dockerfile ignore=floating-suite,|\nFROM golang:1.26\n')).not.toContain('floating-suite');
});

test('folders of caches follow the environment and the user', () => {
  const head = 'FROM golang:1.26-bookworm\nENV GOCACHE=/cache GOMODCACHE=/modules\n';
  expect(labels(`${head}RUN --mount=type=cache,target=|`)).toEqual(['/modules', '/cache']);
  const item = ask(`${head}RUN useradd -u 1234 -m me\nUSER me\nRUN --mount=|`).completion?.items[1];
  expect(item?.newText).toBe('type=cache,target=/modules,uid=1234');
});

test('agents have their variables where they are read', () => {
  const final = labels(`${isStatic}FROM scratch\nENV |`);
  expect(final).toEqual(expect.arrayContaining(['ARMS_ENABLE', 'OTEL_SERVICE_NAME', 'GOMEMLIMIT']));
  expect(final).not.toContain('CGO_ENABLED');
  expect(final).not.toContain('ARMS_LICENSE_KEY');
  const build = labels(`${builder}ENV |\n\nFROM scratch\n`);
  expect(build).toEqual(expect.arrayContaining(['CGO_ENABLED', 'INSTGO_EXTRA_RULES']));
  expect(build).not.toContain('ARMS_ENABLE');
});

test('without sources -X has what is usual, with the path of the module', () => {
  const tree = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.26\n' });
  const text = 'FROM golang:1.26\nWORKDIR /src\nCOPY go.mod ./\nRUN go build -ldflags="-X |"\n';
  expect(labels(text, { tree })).toEqual([
    'main.version',
    'main.commit',
    'main.date',
    'example.com/app/version.Version',
  ]);
});

test('an argument of the platform comes with its ARG', () => {
  const { text, completion } = ask('FROM golang:1.26-bookworm\nWORKDIR /src\n# the program\nRUN GOARCH=| go build\n');
  const item = completion?.items.find(({ label }) => label === '$TARGETARCH');
  expect(item?.detail).toBe('amd64, adds ARG TARGETARCH');
  expect(labels('FROM golang:1.26-bookworm\nRUN GOARCH=$T| go build\n')).toContain('TARGETARCH');
  expect(completion && item && accept(text, completion, item)).toBe(
    'FROM golang:1.26-bookworm\nWORKDIR /src\n# the program\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build\n',
  );
});
