import { afterEach, describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { Analysis } from '../src/analysis';
import { parseDockerfile } from '../src/dockerfile/parse';
import { createWorkspace } from '../src/host/workspace';
import { mergeSettings } from '../src/settings';
import { buildReaders } from '../src/project/buildReaders';
import { createScratch, type Scratch } from './support/files';

let scratch: Scratch;
afterEach(() => scratch?.remove());

const main = 'package main\n\nfunc main() {}\n';
const newModule = 'module example.com/m\n\ngo 1.26\n';

/** An analysis of x/Dockerfile, with a Go that is older than the module at the root of the repository asks for. */
function look(files: Readonly<Record<string, string>>, lines: readonly string[], context?: string): Analysis {
  const text = ['FROM golang:1.22-alpine3.20', 'ENV GOTOOLCHAIN=local', 'WORKDIR /s', ...lines].join('\n');
  scratch = createScratch({ '.git/HEAD': '', 'go.mod': newModule, 'main.go': main, ...files, 'x/Dockerfile': text });
  const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
  const settings = { ...mergeSettings(), ...(context !== undefined && { context: scratch.path(context) }) };
  const path = scratch.path('x/Dockerfile');
  return analyse({ text, ...workspace.surroundings(path, text, settings, undefined) });
}

function gravest({ findings }: Analysis): readonly string[] {
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, severity }) => `${severity} ${rule.id}`);
}

const own = ['COPY . .', 'RUN go build -o /a a.go', 'CMD ["/a"]'];
const whole = ['COPY . .', 'RUN go build -o /a ./x', 'CMD ["/a"]'];
const behind = ['error go-version-behind-module'];

describe('a build context that nobody names', () => {
  test('carries no error that another folder would not have', () => {
    const analysis = look({ 'x/a.go': main }, own);
    expect(gravest(analysis).filter((each) => each.startsWith('error'))).toEqual([]);
    expect(analysis.model.verdict).toMatchObject({ outcome: 'unknown', likely: undefined });
    expect(analysis.findings.find(({ severity }) => severity === 'warning')?.message).toContain(
      'This depends on which folder is the build context',
    );
  });

  test('is known if no other folder would do', () => {
    expect(gravest(look({ 'x/a.go': main }, whole))).toEqual(behind);
    expect(gravest(look({}, ['COPY go.mod main.go ./', 'RUN go build -o /a .', 'CMD ["/a"]']))).toEqual(behind);
    const beside = { 'x/go.mod': newModule, 'x/a.go': main };
    expect(gravest(look(beside, ['COPY go.mod a.go ./', 'RUN go build -o /a .', 'CMD ["/a"]']))).toEqual(behind);
  });

  test('is not known where the sources beside the Dockerfile may be meant, though go.mod is further up', () => {
    const modules = ['COPY go.mod ./', 'RUN go mod download', 'COPY . .'];
    expect(gravest(look({ 'x/a.go': main }, [...modules, 'RUN go build -o /a *.go']))).toEqual([
      'warning go-version-behind-module',
    ]);
    expect(gravest(look({ 'x/a.go': main }, [...modules, 'RUN go build -o /a ./x']))).toEqual(behind);
    expect(gravest(look({}, [...modules, 'RUN go build -o /a .']))).toEqual(behind);
  });

  test('does not matter to what holds with each folder', () => {
    expect(gravest(look({ 'x/go.mod': newModule, 'x/a.go': main }, ['COPY . .', 'RUN go build -o /a .']))).toEqual(
      behind,
    );
  });
});

test('a build context that a file of the project or a setting names is known', () => {
  const compose = { 'compose.yaml': 'services: {a: {build: {context: ., dockerfile: x/Dockerfile}}}' };
  const lines = ['COPY . .', 'RUN go build -o /a .', 'CMD ["/a"]'];
  const older = { 'x/go.mod': newModule.replace('1.26', '1.20'), 'x/a.go': main };
  expect(gravest(look(older, lines))).not.toContain(behind[0]);
  expect(gravest(look({ ...older, ...compose }, lines))).toEqual(behind);
  expect(gravest(look(older, lines, '.'))).toEqual(behind);
});
