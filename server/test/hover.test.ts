import { expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { hover } from '../src/features/hover';
import { memoryTree } from '../src/workspace/sourceTree';

const text = `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN go build -o /app .
`;

test.each([
  ['..', '`..`'],
  ['.', 'the folder of this file'],
])('COPY tells which build context it copies from, and why: %s', (folder, shown) => {
  const contextOrigin = { folder, why: 'compose.yaml, service api, builds this file with it' };
  const analysis = analyse({ text, context: memoryTree({ 'go.mod': 'module a' }), contextOrigin });
  const told = `**Build context**: ${shown}, as compose.yaml, service api, builds this file with it`;
  expect(hover(analysis, text.indexOf('COPY'))?.markdown).toContain(told);
  expect(hover(analysis, text.indexOf('. .'))?.markdown).toContain(told);
});

test('without a build context there is nothing to tell of it', () => {
  const shown = hover(analyse({ text, context: undefined }), text.indexOf('COPY'))?.markdown;
  expect(shown).not.toContain('Build context');
});

test.each([
  [
    'appoptima',
    false,
    'RUN CGO_ENABLED=0 go build -o /app .',
    'does not look into static programs',
    'docs.expert-apm.ru',
  ],
  ['appoptima', true, 'RUN CGO_ENABLED=0 go build -o /app .', '--cap-add=SYS_PTRACE', 'docs.expert-apm.ru'],
  ['oneagent', false, 'RUN go build -o /app .', 'threadcreate', 'docs.dynatrace.com'],
  ['oneagent', false, 'RUN go build -o /app .', 'nothing speaks against monitoring /app', 'docs.dynatrace.com'],
] as const)('a go build under %s (static monitoring: %s) tells what the agent makes of it', (...row) => {
  const [observability, staticMonitoring, run, shown, source] = row;
  const dockerfile = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
${run}

FROM debian:bookworm-slim
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;
  const main = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
  const context = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': main });
  const at = dockerfile.indexOf('go build');
  const observed = hover(analyse({ text: dockerfile, context, observability, staticMonitoring }), at)?.markdown;
  expect(observed).toContain(shown);
  expect(observed).toContain(source);
  const unobserved = hover(analyse({ text: dockerfile, context, observability: 'none' }), at)?.markdown;
  expect(unobserved).not.toContain('agent');
});
