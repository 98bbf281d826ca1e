import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const sources = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nfunc main() {}\n',
  'default.pgo': '',
};

/** Go commands with one mistake, and what go prints of it. */
const commands: readonly (readonly [string, readonly string[]])[] = [
  [
    'go build -o /app -C cmd/server ./nosuch',
    ['invalid value "cmd/server" for flag -C: -C flag must be first flag on command line'],
  ],
  ['go build "" -o /app .', ['malformed import path "-o": leading dash']],
  ['go build ./nosuch -v', ['malformed import path "-v": leading dash']],
  ['go build -pgo=cpu.pprof .', ['open /src/cpu.pprof: no such file or directory']],
  ['go build -pgo=/tmp/cpu.pprof .', ['open /tmp/cpu.pprof: no such file or directory']],
  ['go build -pgo=./default.pgo .', []],
  ['go build -pgo=auto .', []],
  ['go build -o /app ./nosuch', ['stat /src/nosuch: directory not found']],
];

test.each(commands)('%s', (command, errors) => {
  const text = `FROM golang:1.26-bookworm\nWORKDIR /src\nCOPY . .\nRUN ${command}\n`;
  expect(analyse({ text, context: memoryTree(sources) }).model.problems.map(({ error }) => error)).toEqual(errors);
});
