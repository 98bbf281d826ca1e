import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';
import programs from '../data/programs.json';

/** What real files of public repositories do that was once judged wrongly, each as small as it can be. */
const cases: readonly {
  readonly name: string;
  readonly text: readonly string[];
  readonly outcome: string;
  /** Kinds and certainties of the problems. */
  readonly problems?: readonly string[];
}[] = [
  {
    name: 'a program that is put into the context before the build may be there then',
    text: ['FROM scratch', 'COPY server /', 'ENTRYPOINT ["/server"]'],
    outcome: 'unknown',
  },
  {
    name: 'the same by way of another stage, and in a folder that a pattern names',
    text: [
      'FROM debian:bookworm AS caps',
      'COPY dist/*/server /opt/x/server',
      'RUN setcap cap_net_bind_service=+ep /opt/x/server',
      'FROM scratch',
      'COPY --from=caps /opt/x/server /server',
      'ENTRYPOINT ["/server"]',
    ],
    outcome: 'unknown',
  },
  {
    name: 'a file whose name is a pattern is copied by that pattern, once',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'COPY . .',
      "RUN CGO_ENABLED=0 go build -o '/out/*' .",
      'FROM scratch',
      'COPY --from=build /out/* /',
      'ENTRYPOINT ["/*"]',
    ],
    outcome: 'runs',
  },
  {
    name: 'a file with an extension that only the context could bring is presumed to be missing',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /app .',
      'FROM scratch',
      'COPY --from=build /src/config.yaml /app /',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'unknown',
    problems: ['entrypoint-not-in-image presumed'],
  },
  {
    name: 'a program that go build writes elsewhere is known to be missing',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /app .',
      'FROM scratch',
      'COPY --from=build /src/app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'fails-to-build',
    problems: ['entrypoint-not-in-image known'],
  },
  {
    name: 'ADD fetches a repository whose address has a query',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'ADD https://example.com/tool.git?ref=v1&keep-git-dir=1 /go/src/tool',
      'RUN cd /go/src/tool && GOBIN=/out CGO_ENABLED=0 go install ./cmd/tool',
      'FROM scratch',
      'COPY --from=build /out /',
      'ENTRYPOINT ["/tool"]',
    ],
    outcome: 'unknown',
  },
  {
    name: 'what a go command prints goes into a file',
    text: [
      'FROM golang:1.26-bookworm AS env',
      'RUN go env GOARCH > /goarch',
      'FROM golang:1.26-bookworm AS build',
      'COPY --from=env /goarch /',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /app .',
      'FROM scratch',
      'COPY --from=build /app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'runs',
  },
  {
    name: 'a bind mount without a target stands in the working directory',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'RUN --mount=type=bind,source=. CGO_ENABLED=0 go build -o /app .',
      'FROM scratch',
      'COPY --from=build /app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'runs',
  },
  {
    name: 'linker flags that are computed leave a build without cgo static',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -ldflags "$(./flags.sh) -s" -o /app .',
      'FROM scratch',
      'COPY --from=build /app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'runs',
  },
  {
    name: 'and one with cgo open',
    text: [
      'FROM golang:1.26-bookworm AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN go build -ldflags "$(./flags.sh) -s" -o /app .',
      'FROM scratch',
      'COPY --from=build /app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'unknown',
  },
  {
    name: 'xx-go --wrap makes go build for the target',
    text: [
      'FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx',
      'FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build',
      'COPY --from=xx / /',
      'WORKDIR /src',
      'COPY . .',
      'RUN xx-go --wrap && CGO_ENABLED=0 go build -o /app .',
      'FROM scratch',
      'COPY --from=build /app /app',
      'ENTRYPOINT ["/app"]',
    ],
    outcome: 'runs',
  },
];

describe('real files', () => {
  test.each(cases)('$name', ({ text, outcome, problems }) => {
    const context = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.19\n', ...programs.nethttp });
    const { model } = analyse({ text: text.join('\n'), context, platform: 'linux/amd64' });
    expect(model.verdict.outcome, model.verdict.because.map(({ says }) => says).join('; ')).toBe(outcome);
    const found = model.problems.filter(({ kind }) => kind !== 'source-not-copied');
    expect(found.map(({ kind, certainty }) => `${kind} ${certainty}`)).toEqual(problems ?? []);
  });

  test('xx-go --wrap makes go build for another target, too', () => {
    const wrapped = cases.find(({ name }) => name.startsWith('xx-go --wrap'));
    const context = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.19\n', ...programs.nethttp });
    const { model, findings } = analyse({ text: wrapped?.text.join('\n') ?? '', context, platform: 'linux/arm64' });
    expect(model.goBuilds[0]?.goarch).toMatchObject({ value: 'arm64' });
    expect(findings.filter(({ rule }) => rule.id === 'wrong-architecture')).toEqual([]);
  });
});
