import { describe, expect, test } from 'vitest';
import { createProgressReader } from '../../../src/docker/progress';

const buildKit = [
  '#0 building with "default" instance using docker driver',
  '',
  '#1 [internal] load build definition from Dockerfile',
  '#1 transferring dockerfile: 207B done',
  '#1 DONE 0.0s',
  '',
  '#4 [build 1/3] FROM docker.io/library/golang:1.26@sha256:fc76',
  '#4 sha256:aaaa 12.58MB / 60.3MB 1.2s',
  '#4 DONE 5.1s',
  '',
  '#5 [stage-1 1/2] WORKDIR /',
  '#5 CACHED',
  '',
  '#6 [build  2/3] COPY . .',
  '#6 DONE 0.1s',
  '',
  '#7 [build 3/3] RUN go build ./...',
  '#7 0.271 # example.com/a',
  '#7 0.271',
  '#7 0.280 ./main.go:7:14: undefined: x',
  '#7 ERROR: process "/bin/sh -c go build ./..." did not complete successfully: exit code: 1',
  '------',
  'ERROR: failed to solve: process',
  '',
].join('\n');

const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

describe('the progress of BuildKit', () => {
  const shown = [
    '#0 building with "default" instance using docker driver',
    '[internal] load build definition from Dockerfile',
    '[build 1/3] FROM docker.io/library/golang:1.26@sha256:fc76',
    '  sha256:aaaa 12.58MB / 60.3MB 1.2s',
    '  DONE 5.1s',
    '[stage-1 1/2] WORKDIR /',
    '  CACHED',
    '[build  2/3] COPY . .',
    '[build 3/3] RUN go build ./...',
    '  # example.com/a',
    '  ',
    '  ./main.go:7:14: undefined: x',
    '  process "/bin/sh -c go build ./..." did not complete successfully: exit code: 1',
    '------',
    'ERROR: failed to solve: process',
  ];

  test.each([1, 2, 7, 64, 100_000])('is shown so that it can be read, in pieces of %i characters', (size) => {
    const reader = createProgressReader();
    let text = '';
    for (let at = 0; at < buildKit.length; at += size) text += reader.read(buildKit.slice(at, at + size));
    text += reader.end();
    const [first, ...others] = plain(text).trimEnd().split('\n');
    expect(first).toContain('building with');
    expect(others).toEqual(shown.slice(1));
  });

  test('tells the step, what is fetched and how far it is', () => {
    const reader = createProgressReader();
    const after = (line: string) => {
      reader.read(buildKit.slice(0, buildKit.indexOf(line) + line.length + 1).slice(seen));
      seen = buildKit.indexOf(line) + line.length + 1;
      return reader.step();
    };
    let seen = 0;
    expect(reader.step()).toBeUndefined();
    expect(after('#1 DONE 0.0s')).toMatchObject({ name: '[internal] load build definition from Dockerfile', total: 0 });
    expect(after('60.3MB 1.2s')).toMatchObject({ download: '12.58MB / 60.3MB', done: 0, total: 3 });
    expect(after('#5 CACHED')).toMatchObject({ name: '[stage-1 1/2] WORKDIR /', done: 2, total: 5 });
    expect(after('undefined: x')).toEqual({ name: '[build 3/3] RUN go build ./...', done: 3, total: 5 });
  });

  test('a step that another one interrupts is named again', () => {
    const reader = createProgressReader();
    const text = reader.read('#1 [a 1/1] RUN x\n#2 [b 1/1] RUN y\n#1 0.1 one\n#2 0.2 two\n');
    expect(plain(text)).toBe('[a 1/1] RUN x\n[b 1/1] RUN y\n[a 1/1] RUN x\n  one\n[b 1/1] RUN y\n  two\n');
  });
});

test.each([
  ['STEP 3/7: RUN go build', { done: 2, total: 7 }],
  ['[1/2] STEP 3/7: RUN go build', { done: 2, total: 7 }],
  ['[linux/arm64] STEP 3/7: RUN go build', { done: 2, total: 7 }],
  ['[linux/arm/v7] [1/2] STEP 3/7: RUN go build', { done: 2, total: 7 }],
  ['Step 3/7 : RUN go build', { done: 2, total: 7 }],
])('%s', (line, expected) => {
  const reader = createProgressReader();
  expect(plain(reader.read(`${line}\nsays\n`))).toBe(`${line}\nsays\n`);
  expect(reader.step()).toEqual({ name: line, ...expected });
});
