import { describe, expect, test, vi } from 'vitest';
import type { OutputProblem } from '../../../src/protocol';
import { buildFailures, whyNotBuilt } from '../../../src/docker/buildFailures';
import { lastWords } from '../../../src/docker/buildOutput';
import { knownFailure } from '../../../src/docker/failures';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly string[]) =>
      text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? ''),
  },
}));

/** As docker 28 with buildx 0.29, and without it, prints them. */
test.each([
  ['no-buildx', 'unknown flag: --progress\n\nUsage:  docker build [OPTIONS] PATH | URL | -\n', /no buildx/],
  ['no-buildx', 'ERROR: BuildKit is enabled but the buildx component is missing or broken.\n', /docker-buildx-plugin/],
  ['unknown-flag', 'unknown flag: --nosuch\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n', /--nosuch/],
  [
    'secret-file',
    'ERROR: failed to build: failed to stat /a b/x: stat /a b/x: no such file or directory\n',
    /: \/a b\/x\./,
  ],
  [
    'ssh-agent',
    'ERROR: failed to build: failed to convert agent config {default [] false}: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set\n',
    /SSH_AUTH_SOCK/,
  ],
])('%s', (id, output, says) => {
  const known = knownFailure(output, buildFailures);
  expect(known?.id).toBe(id);
  expect(known?.message).toMatch(says);
});

test('every row has its test above, and a source', () => {
  expect(buildFailures.map(({ id }) => id)).toEqual(['no-buildx', 'unknown-flag', 'secret-file', 'ssh-agent']);
});

const dockerfile = 'file:///w/Dockerfile';
const problem = (uri: string, message: string, line = 3): OutputProblem => {
  const place = { line, character: 0 };
  return { uri, message, quote: message, range: { start: place, end: place }, severity: 'error', rule: null };
};
const ofBuild = problem(dockerfile, 'This step failed');
const ofSource = problem('file:///w/cmd/my%20file.go', 'undefined: fmt.Printl', 5);
const down =
  'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
const exit =
  'ERROR: failed to build: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1\n';

describe('why an image was not built', () => {
  test.each<[string, string, readonly OutputProblem[], RegExp]>([
    [
      'an error in a source beats what is known of engines',
      down,
      [ofBuild, ofSource],
      /^my file\.go:6: undefined: fmt\.Printl$/,
    ],
    ['an engine that fails beats where that came to light', down, [ofBuild], /^The Docker engine does not run/],
    ['a problem beats the last line', exit, [ofBuild], /^This step failed$/],
    ['the last line is better than nothing', exit, [], /^process did not complete successfully: exit code: 1$/],
    [
      'nothing that a command prints is the command line of docker',
      `#9 [2/2] RUN mytool\n#9 0.5 Error: unknown flag: --progress\n#9 0.5 failed to parse the ssh url\n#9 0.5 failed to stat /x/y: stat /x/y: no such file\n#9 ERROR: process "x" did not\n${exit}`,
      [ofBuild],
      /^This step failed$/,
    ],
    ['the command line of docker is', 'unknown flag: --progress\n\nUsage:  docker build [OPTIONS]\n', [], /no buildx/],
  ])('%s', (_, output, problems, expected) => {
    expect(whyNotBuilt({ output }, problems, dockerfile).message).toMatch(expected);
  });
});

describe('the line that says why', () => {
  test.each([
    [
      `${exit}\nView build details: docker-desktop://dashboard/build/default/default/abc\n`,
      'process did not complete successfully: exit code: 1',
    ],
    [
      "ERROR: failed to build: odd\n\n\u001b[1mWhat's next:\u001b[0m\n    Debug this build failure with Gordon → docker ai\n",
      'odd',
    ],
    ['FATA[0012] no image was built\nhint\n', 'FATA[0012] no image was built'],
    ['error: failed to solve: odd\nFATA[0012] no image was built\n', 'odd'],
    ['#9 [2/2] RUN x\n#9 0.1 said by a program\n', undefined],
    ['', undefined],
  ])('%j', (output, expected) => {
    expect(lastWords(output)).toBe(expected);
  });
});

test('of a line that is data, only its ends are read', () => {
  expect(lastWords(`ERROR: ${'a'.repeat(1_000_000)} at last`)).toMatch(/^a+…a+ at last$/);
  expect(lastWords('a'.repeat(1_000_000))?.length).toBeLessThan(5000);
});
