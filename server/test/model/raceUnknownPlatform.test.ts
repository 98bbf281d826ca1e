import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const context = memoryTree({ 'go.mod': 'module x\n\ngo 1.26\n', 'main.go': 'package main\n\nfunc main() {}\n' });

test.each([
  { os: 'linux', ends: true },
  // macOS needs no cgo for the race detector.
  { os: '$(cat /etc/target-os)', ends: false },
])('-race without cgo for GOOS=$os is an error: $ends', ({ os, ends }) => {
  const text = `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN OS=${os} && GOOS=$OS CGO_ENABLED=0 go build -race -o /app .
FROM scratch
COPY --from=build /app /app
`;
  const { findings } = analyse({ text, context });
  expect(findings.some(({ severity, message }) => severity === 'error' && message.includes('-race'))).toBe(ends);
});
