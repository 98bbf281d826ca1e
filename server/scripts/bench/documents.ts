/** The Dockerfiles that are measured: two stages of a Go service, with as many small steps as make the lines up. */

const head = [
  'ARG GO_VERSION=1.26',
  'FROM golang:${GO_VERSION} AS build',
  'ARG VERSION=dev',
  'WORKDIR /src',
  'COPY . .',
];

const buildLine =
  'RUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -ldflags "-s -w -X main.v=$VERSION" -o /app .';

const tail = [
  buildLine,
  '',
  'FROM alpine:3.22',
  'RUN apk add --no-cache ca-certificates tzdata',
  'COPY --from=build /app /usr/local/bin/app',
  'USER 65534',
  'EXPOSE 8080',
  'ENTRYPOINT ["/usr/local/bin/app"]',
];

/** What long files consist of, by the line; the number makes each of its own. */
const steps: readonly ((step: number) => string)[] = [
  (step) => `# Step ${step}`,
  (step) => `ENV STEP_${step}=$VERSION`,
  (step) => `RUN mkdir -p /steps/${step} \\`,
  (step) => `    && touch /steps/${step}/done`,
  (step) => `COPY assets/${step % 7} /assets/${step}/`,
  (step) => `LABEL step.${step}=done`,
];

/** No more than the two stages. */
const shortest = head.length + tail.length;

/** @param lines at least `shortest` */
export function dockerfileOf(lines: number): string {
  const between = Array.from({ length: lines - shortest }, (_, index) => {
    const write = steps[index % steps.length];
    return write?.(Math.floor(index / steps.length)) ?? '';
  });
  // A line that goes on needs the next one.
  if (between.at(-1)?.endsWith('\\')) between[between.length - 1] = '# The end';
  return [...head, ...between, ...tail].join('\n');
}

/** A line in the middle, behind which something is typed: the first one from there that is a step of one line. */
export function typingLine(text: string): number {
  const lines = text.split('\n');
  const middle = Math.floor(lines.length / 2);
  const step = lines.findIndex((line, index) => index >= middle && /^(?:ENV|LABEL) STEP|^LABEL step|^USER/i.test(line));
  return step < 0 ? middle : step;
}

/** The module beside the Dockerfile. */
export const sources: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/bench\n\ngo 1.26\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
  ...Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`assets/${index}/logo.svg`, '<svg/>'])),
};
