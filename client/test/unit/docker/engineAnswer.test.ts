import { expect, test } from 'vitest';
import { runBriefly } from '../../../src/docker/brief';
import { explainAnswer } from '../../../src/docker/engineAnswer';
import type { Engine } from '../../../src/docker/engine';
import type { Ended } from '../../../src/docker/process';

const engine: Engine = { kind: 'docker', executable: '/usr/bin/docker', environment: {} };
const ended = (code: number | undefined, stderr: string, failure?: string): Ended => ({
  code,
  output: `{"Client":{}}\n${stderr}`,
  stdout: '{"Client":{}}\n',
  stderr,
  ...(failure !== undefined && { failure }),
});

test.each<[Ended | undefined, string | undefined, string]>([
  [ended(0, ''), undefined, ''],
  [undefined, 'no-answer', 'docker did not answer within 15 s'],
  [ended(undefined, '', 'EACCES'), 'not-started', '/usr/bin/docker could not be started (EACCES)'],
  [
    ended(1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n'),
    'daemon-down',
    '/var/run/docker.sock',
  ],
  [ended(1, 'warning: x\nsomething new\n'), 'unusable', 'nothing was built or run: something new'],
])('the answer of an engine: %j', (answer, id, words) => {
  const failure = explainAnswer(engine, answer);
  expect(failure?.id).toBe(id);
  expect(failure?.message ?? '').toContain(words);
});

test('a program that does not end in time is killed', async () => {
  const program = { executable: process.execPath, folder: process.cwd() };
  const deaf = "process.on('SIGINT', () => {}); setInterval(() => {}, 1000)";
  expect(await runBriefly({ ...program, args: ['-e', deaf] }, 200)).toBeUndefined();
  expect((await runBriefly({ ...program, args: ['-e', 'console.log(1)'] }, 30_000))?.stdout).toBe('1\n');
});
