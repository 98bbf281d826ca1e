import { expect, test } from 'vitest';
import * as core from '../src/core';
import { checkTargets } from '../src/host/checkCommand';
import { checkInParts, sent, type CheckedTargets, type StartPart, type Target } from '../src/host/checkInParts';
import { jsonReport } from '../src/report/json';
import { sarifReport } from '../src/report/sarif';

const { rules } = core.loadChecks();
const surface = {
  cwd: '/nowhere',
  env: {},
  terminal: false,
  stdout: () => undefined,
  stderr: () => undefined,
  stdin: () => Promise.resolve(new Uint8Array()),
};

/** Texts that differ, so that a report in the wrong place shows; every seventh cannot be read. */
const targets = Array.from({ length: 350 }, (_, index): Target => {
  const path = `service-${index}/Dockerfile`;
  if (index % 7 === 3) return { path, problem: `There is no file ${index}.` };
  const user = index % 2 === 0 ? 'USER nobody\n' : '';
  const text = `FROM golang:1.26 AS build\nRUN go build -o /app-${index} .\nFROM scratch\n${user}COPY --from=build /app-${index} /app\nENTRYPOINT /app\n`;
  return { path, given: { text, byteOrderMark: false } };
});

const check = (share: readonly Target[]): CheckedTargets => checkTargets(share, undefined, surface, core);

/** As a thread answers: what cannot be copied between threads throws. */
const answer: StartPart = (share) => Promise.resolve(structuredClone(sent(check(share))));
const fail: StartPart = () => Promise.reject(new Error('out of memory'));

test.each([
  { name: 'one core', cores: 1, start: answer, threads: 0 },
  { name: 'two cores', cores: 2, start: answer, threads: 1 },
  { name: 'more cores than there is work for', cores: 64, start: answer, threads: 2 },
  { name: 'a thread that fails', cores: 3, start: fail, threads: 2 },
])('$name: the reports are those of one thread, in the same order', async ({ cores, start, threads }) => {
  let started = 0;
  const counting: StartPart = (share) => {
    started++;
    return start(share);
  };
  const { files } = await checkInParts(targets, check, counting, rules, cores);
  const { files: expected } = check(targets);
  expect(files.map(({ path }) => path)).toEqual(targets.map(({ path }) => path));
  expect(jsonReport(files)).toBe(jsonReport(expected));
  expect(sarifReport(files, rules, '0')).toBe(sarifReport(expected, rules, '0'));
  expect(started).toBe(threads);
});

test('what a thread says of a file with settings reaches the report', async () => {
  const problem = { path: '.go-dockerfile.yaml', text: undefined, findings: [], problem: 'There is no rule x.' };
  const noting = (share: readonly Target[]): CheckedTargets => ({
    ...check(share),
    projectFiles: share.some(({ path }) => path === 'service-1/Dockerfile') ? new Map([['/x', problem]]) : new Map(),
  });
  const { projectFiles } = await checkInParts(
    targets,
    noting,
    (share) => Promise.resolve(structuredClone(sent(noting(share)))),
    rules,
    2,
  );
  expect([...projectFiles.values()]).toEqual([problem]);
});
