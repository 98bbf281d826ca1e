import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { ignoreFilter } from '../../src/workspace/dockerIgnore';
import { memoryTree } from '../../src/workspace/sourceTree';

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'cmd/server/main.go': 'package main\n\nfunc main() {}\n',
});

const sources = 'FROM golang:1.26-bookworm AS build\nWORKDIR /src\n';
const build = 'RUN CGO_ENABLED=0 go build -o /out/bin/server ./cmd/server\n';
const start = 'ENTRYPOINT ["/server"]\n';

function verdictOf(text: string) {
  return analyse({ text, context }).model.verdict;
}

/** How the program comes into an empty image, and what starting /server comes to. */
test.each([
  ['COPY --from=build /out/bin/server /', 'runs'],
  ['COPY --from=build --exclude=server /out/bin/ /', 'fails-to-start'],
  ['COPY --from=build --exclude=bin/server /out/bin/ /', 'runs'],
  ['COPY --from=build --exclude=* --exclude=!server /out/bin/ /', 'runs'],
  ['COPY --from=build --exclude=server /out/bin/server /', 'runs'],
  ['COPY --from=build --parents /out/bin/server /', 'fails-to-start'],
  ['COPY --from=build --parents /out/bin/./server /', 'runs'],
  ['COPY --from=build --parents /out/./*/server /\nCOPY --from=build /out/bin/server /server', 'runs'],
  ['COPY --from=build --chmod=644 /out/bin/server /', 'fails-to-start'],
  ['ARG MODE=644\nCOPY --from=build --chmod=$MODE /out/bin/server /', 'fails-to-start'],
  ['ARG MODE=755\nCOPY --from=build --chmod=${MODE} /out/bin/server /', 'runs'],
  ['ARG MODE\nCOPY --from=build --chmod=${MODE:?} /out/bin/server /', 'unknown'],
])('%s', (copy, outcome) => {
  expect(verdictOf(`${sources}COPY . .\n${build}\nFROM scratch\n${copy}\n${start}`).outcome).toBe(outcome);
});

test.each([
  ['/bin/server', '--parents /out/./bin/server /'],
  ['/bin/server', '--parents /out/./**/server /'],
  ['/out/bin/server', '--parents /out/*/server /'],
])('%s is where COPY %s puts it', (place, copy) => {
  const text = `${sources}COPY . .\n${build}\nFROM scratch\nCOPY --from=build ${copy}\nENTRYPOINT ["${place}"]\n`;
  expect(verdictOf(text).outcome).toBe('runs');
});

/** What go build finds of the sources. */
test.each([
  ['COPY --exclude=**/*_test.go --exclude=docs . .', 'runs'],
  ['COPY --exclude=**/*.go . .', 'fails-to-build'],
  ['COPY --exclude=cmd . .', 'fails-to-build'],
  ['COPY --exclude=*.go . .', 'runs'],
  ['COPY --exclude=main.go cmd/server/ ./cmd/server/\nCOPY go.mod ./', 'fails-to-build'],
  ['COPY --parents go.mod cmd/*/main.go ./', 'runs'],
  ['COPY --parents **/go.mod **/*.go ./', 'runs'],
  ['COPY --parents **/go.mod ./', 'fails-to-build'],
])('%s', (copy, outcome) => {
  const text = `${sources}${copy}\n${build}\nFROM scratch\nCOPY --from=build /out/bin/server /\n${start}`;
  expect(verdictOf(text).outcome).toBe(outcome);
});

describe('Docker expands a here-document whose name is not quoted', () => {
  const image = `${sources}COPY . .\n${build}\nFROM alpine:3.22\nCOPY --from=build /out/bin/server /usr/local/bin/\n`;
  test.each([
    ["<<'EOF'", 'exec "$@"', 'runs'],
    ['<<EOF', 'exec "\\$@"', 'runs'],
    ['<<EOF', 'exec "$@"', 'unknown'],
    ['<<EOF', 'exec $NAME', 'runs'],
    ['<<EOF', 'exec $OTHER', 'unknown'],
  ])('%s: %s', (name, line, outcome) => {
    const entry = `COPY --chmod=755 ${name} /entry.sh\n#!/bin/sh\n${line}\nEOF\n`;
    const text = `${image}ENV NAME=server\nARG OTHER\n${entry}ENTRYPOINT ["/entry.sh"]\nCMD ["server"]\n`;
    expect(verdictOf(text).outcome).toBe(outcome);
  });
});

test('--link with --chmod makes no layer of its own, so that names are looked up in the image', () => {
  const image = `${sources}COPY . .\n${build}\nFROM alpine:3.22\nRUN adduser -D app\n`;
  const copy = (flags: string) => `COPY --from=build --link ${flags} /out/bin/server /server\n${start}`;
  expect(verdictOf(image + copy('--chown=app --chmod=755')).outcome).toBe('runs');
  expect(verdictOf(image + copy('--chown=app')).outcome).toBe('fails-to-build');
});

test.each([
  ['source=/out/${DIR},target=/mnt', '/mnt/server', 'runs'],
  ['src=/out/${DIR}/server,target=/tmp/server', '/tmp/server', 'runs'],
  ['source=/srv/${DIR},target=/mnt', '/mnt/server', 'fails-to-build'],
])('RUN --mount=from=build,%s', (mount, from, outcome) => {
  const run = `ARG DIR=bin\nRUN --mount=type=bind,from=build,${mount} cp ${from} /server\n`;
  expect(verdictOf(`${sources}COPY . .\n${build}\nFROM alpine:3.22\n${run}${start}`).outcome).toBe(outcome);
});

test('a go.mod that .dockerignore keeps out is missing for certain', () => {
  const ignored = ignoreFilter(context, '*\n!cmd\n');
  const text = `${sources}COPY . .\n${build}\nFROM scratch\nCOPY --from=build /out/bin/server /\n${start}`;
  expect(analyse({ text, context: ignored }).model.verdict.outcome).toBe('fails-to-build');
});
