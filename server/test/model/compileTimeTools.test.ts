import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { programFiles } from '../support/fixtures';
import { memoryTree } from '../../src/workspace/sourceTree';

/** What a go command comes to, whatever stands in front of it. */
function built(run: string, program: string) {
  const text = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
${run}
FROM scratch
COPY --from=build /out/nethttp /app
ENTRYPOINT ["/app"]
`;
  const { model } = analyse({ text, context: memoryTree(programFiles(program)) });
  const builds = model.goBuilds.map(({ go, linkage, outputs, cgo, tags, linker, goos, goarch, strips }) => ({
    verb: go.verb,
    linkage: linkage.certainty === 'unknown' ? 'unknown' : [linkage.certainty, linkage.value.kind],
    outputs: outputs.map(({ path, kind, linkage: own }) => [
      path.certainty === 'unknown' ? '?' : path.value,
      kind,
      own.certainty === 'unknown' ? '?' : own.value.kind,
    ]),
    cgo: cgo.certainty === 'unknown' ? '?' : cgo.value,
    tags,
    definitions: linker.definitions,
    platform: [goos, goarch].map((fact) => (fact.certainty === 'unknown' ? '?' : fact.value)),
    strips,
  }));
  return { builds, outcome: model.verdict.outcome, error: model.verdict.error };
}

/** Each way to have otel or otelc compile, with `@` where the go command's verb and all behind it stand. */
const ways: readonly (readonly [string, string])[] = [
  ['otel as a prefix', 'RUN # otel go @'],
  ['otel by its path', 'RUN # /src/otel go @'],
  ['otel as its file is released', 'RUN # ./otel-linux-amd64 go @'],
  ['otelc as a prefix', 'RUN # otelc go @'],
  ['otelc with flags of its own', 'RUN # otelc --debug go @'],
  ['otelc as a tool of go.mod', 'RUN # go tool otelc go @'],
  ['otelc as -toolexec', "RUN otelc setup && # go @ -toolexec='otelc toolexec' ."],
  ['otelc as -toolexec in GOFLAGS of ENV', 'ENV GOFLAGS="\'-toolexec=otelc toolexec\'"\nRUN # go @'],
  ['otelc as -toolexec in GOFLAGS of the command', 'RUN # GOFLAGS="\'-toolexec=otelc toolexec\'" go @'],
  ['otelc as -toolexec in an exported GOFLAGS', 'RUN export GOFLAGS="\'-toolexec=otelc toolexec\'" && # go @'],
];

/** The variables in front, and the words behind go. */
const commands: readonly (readonly [string, string, string])[] = [
  ['static', 'CGO_ENABLED=0', 'build -o /out/nethttp'],
  ['dynamic', '', 'build -o /out/nethttp'],
  ['static by gcc', '', `build -ldflags '-s -linkmode external -extldflags "-static"' -o /out/nethttp`],
  ['tags and definitions', 'CGO_ENABLED=0', 'build -tags netgo -ldflags "-s -w -X main.version=1" -o /out/nethttp'],
  ['another platform', 'CGO_ENABLED=0 GOARCH=arm64', 'build -trimpath -o /out/nethttp'],
  ['installed', 'CGO_ENABLED=0 GOBIN=/out', 'install'],
];

describe.each(commands)('%s', (_name, variables, words) => {
  const write = (way: string): string => way.replace('# ', variables === '' ? '' : `${variables} `).replace('@', words);
  const plain = built(write('RUN # go @'), 'nethttp');

  test.each(ways)('%s', (_way, text) => {
    expect(plain.builds).toHaveLength(1);
    expect(built(write(text), 'nethttp')).toEqual(plain);
  });
});

test.each([
  ['otel', 'RUN otel go build -o /out/nethttp .'],
  ['otelc', 'RUN go tool otelc go build -o /out/nethttp .'],
  ['otelc', "RUN go build -toolexec='/usr/local/bin/otelc toolexec' -o /out/nethttp ."],
])('%s is seen as what compiles: %s', (name, run) => {
  const text = `FROM golang:1.26\nWORKDIR /src\nCOPY . .\n${run}\n`;
  const { model } = analyse({ text, context: memoryTree(programFiles('pure')) });
  expect(model.goBuilds.map(({ go }) => go.front?.name)).toEqual([name]);
  expect([...model.observability.profiles]).toEqual(['otel']);
});
