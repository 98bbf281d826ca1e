import { expect, test, vi } from 'vitest';
import { buildFailures } from '../../../src/docker/buildFailures';
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
