import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nfunc main() {}\n',
});

const build = 'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\n';

/** What is said of a container of Debian, into which the lines bring the program, that starts so. */
function errorOf(lines: string, command: string): string | undefined {
  const text = `${build}FROM debian:bookworm-slim\n${lines}\n${command}\n`;
  const { verdict } = analyse({ text, context }).model;
  // Another directory of PATH might hold a program of the base image that has the same name.
  const said = verdict.likely ?? verdict;
  expect(said.outcome).toBe('fails-to-start');
  return said.error;
}

/**
 * How the same command comes to its end in exec form, in the shell of Debian, which is dash, and in bash; all measured, but
 * where nothing is said.
 */
const refusals: readonly (readonly [string, string, string, string, string | undefined, string | undefined])[] = [
  [
    'nothing of that path',
    'COPY --from=build /app /srv/app',
    '/app',
    'exec: "/app": stat /app: no such file or directory',
    '/app: not found',
    undefined,
  ],
  [
    'nothing of that name in PATH',
    'COPY --from=build /app /srv/app',
    'app',
    'exec: "app": executable file not found in $PATH',
    'app: not found',
    undefined,
  ],
  [
    'a file without execute bit in PATH',
    'COPY --chmod=644 --from=build /app /usr/local/bin/app',
    'app',
    'exec: "app": executable file not found in $PATH',
    'app: Permission denied',
    'app: Permission denied',
  ],
  [
    'a directory in PATH',
    'COPY --from=build /app /usr/local/bin/app/',
    'app',
    'exec: "app": executable file not found in $PATH',
    'app: Permission denied',
    undefined,
  ],
  [
    'a file without execute bit',
    'COPY --chmod=644 --from=build /app /app',
    '/app',
    'exec: "/app": permission denied',
    '/app: Permission denied',
    '/app: Permission denied',
  ],
  [
    'a directory',
    'COPY --from=build /app /app/',
    '/app',
    'exec: "/app": is a directory',
    '/app: Permission denied',
    '/app: Is a directory',
  ],
  [
    'a script without its interpreter',
    'COPY --chmod=755 <<EOF /app\n#!/bin/ash\nexec true\nEOF',
    '/app',
    'exec /app: no such file or directory',
    '/app: not found',
    undefined,
  ],
];

describe.each(refusals)('%s', (_, lines, word, runtime, dash, bash) => {
  test.each([
    ['exec form', `CMD ["${word}"]`, runtime],
    ['shell form', `CMD ${word}`, dash],
    ['shell form with exec', `CMD exec ${word}`, dash],
    ['sh by name', `CMD ["sh", "-c", "${word}"]`, dash],
    ['bash', `CMD ["/bin/bash", "-c", "${word}"]`, bash],
  ])('%s', (_form, command, error) => {
    expect(errorOf(lines, command)).toBe(error);
  });
});

/** Shells run it themselves: see startThroughShells.test.ts. */
test('a script without a #! line', () => {
  const script = 'COPY --chmod=755 <<EOF /app\nexec true\nEOF';
  expect(errorOf(script, 'CMD ["/app"]')).toBe('exec /app: exec format error');
});
