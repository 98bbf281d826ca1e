import { expect, test, vi } from 'vitest';
import { knownFailure } from '../../../../src/docker/failures';
import { multiArchFailures } from '../../../../src/docker/multiArch/failures';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? ''),
  },
}));

const solving = 'ERROR: failed to build: failed to solve: ';
const head = (host: string): string => `failed to do request: Head "https://${host}/v2/h7/a/blobs/sha256:8397fb1e": `;

/** What Docker 28.5 with buildx 0.29 printed; the row, and a word of what is said. */
const cases: readonly (readonly [id: string | undefined, output: string, says?: string])[] = [
  ['cancelled', `#8 CANCELED\n${solving}Canceled: context canceled`, 'cancelled'],
  ['no-buildx', "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information", 'buildx'],
  ['no-buildx', "docker: 'buildx' is not a docker command.\nSee 'docker --help'"],
  ['old-buildx', 'unknown flag: --format\nSee docker buildx ls --help'],
  [
    'no-engine',
    'ERROR: Cannot connect to the Docker daemon at unix:///tmp/dd.sock. Is the docker daemon running?',
    'at unix:///tmp/dd.sock.',
  ],
  ['no-builder', 'ERROR: no builder "farm" found', 'farm'],
  [
    'driver-several',
    'ERROR: failed to build: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    'The driver docker of',
  ],
  ['driver-archive', 'ERROR: failed to build: OCI exporter is not supported for the docker driver.', 'archives'],
  ['cannot-load', 'ERROR: docker exporter does not currently support exporting manifest lists', 'loaded'],
  [
    'builder-image',
    '#1 [internal] booting buildkit\n#1 ERROR: Error response from daemon: failed to resolve reference "docker.io/moby/buildkit:buildx-stable-1": failed to do request',
    'moby/buildkit',
  ],
  ['builder-away', ' > [internal] waiting for connection:\n------\nERROR: failed to build: context deadline exceeded'],
  [
    'name-upper-case',
    'ERROR: failed to build: invalid tag "127.0.0.1:5000/h7/A:b": repository name must be lowercase',
    '127.0.0.1:5000/h7/A:b',
  ],
  ['name', 'ERROR: failed to build: invalid tag "127.0.0.1:5000/h7/a:b/c": invalid reference format'],
  [
    'push-unauthorised',
    `${solving}failed to push 127.0.0.1:5971/h7/a:b: unexpected status from HEAD request to http://127.0.0.1:5971/v2/h7/a/blobs/sha256:27: 401 Unauthorized`,
    'docker login 127.0.0.1:5971',
  ],
  [
    'push-unauthorised',
    `${solving}failed to push a/b:c: push access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
    'docker login',
  ],
  ['push-denied', `${solving}failed to push 127.0.0.1:5972/h7/a:b: denied`, '127.0.0.1:5972/h7/a:b'],
  ['push-denied', `${solving}failed to push a/b:c: server message: denied: requested access to the resource is denied`],
  [
    'insecure-registry',
    `${solving}failed to push 192.0.2.2:5974/h7/a:b: ${head('192.0.2.2:5974')}http: server gave HTTP response to HTTPS client`,
    'registry 192.0.2.2:5974 speaks',
  ],
  [
    'registry-certificate',
    `${solving}failed to push r.example/a:b: ${head('r.example')}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    'r.example',
  ],
  [
    'registry-unknown',
    `${solving}failed to push registry.invalid/h7/a:b: ${head('registry.invalid')}dial tcp: lookup registry.invalid on 10.0.0.53:53: no such host`,
    'no registry registry.invalid,',
  ],
  [
    'registry-refused',
    `${solving}failed to push 127.0.0.1:5973/h7/a:b: ${head('127.0.0.1:5973')}dial tcp 127.0.0.1:5973: connect: connection refused`,
    'at 127.0.0.1:5973, so 127.0.0.1:5973/h7/a:b',
  ],
  ['no-emulation', '#5 [2/2] RUN ["/app"]\n#5 0.083 exec /app: exec format error', 'tonistiigi/binfmt'],
  ['emulation-crash', 'qemu: uncaught target signal 11 (Segmentation fault) - core dumped'],
  [
    'image-lacks-platform',
    `${solving}busybox: failed to resolve source metadata for docker.io/library/busybox:latest: no match for platform in manifest: not found`,
    'busybox is not',
  ],
  [
    'disk-full',
    `${solving}ResourceExhausted: failed to copy to tar: rpc error: code = ResourceExhausted desc = write /x.tar: no space left on device`,
  ],
  ['no-folder', 'ERROR: failed to build: failed to open open /a b/x.tar: no such file or directory', '/a b/x.tar'],
  [undefined, `${solving}process "/bin/sh -c go build" did not complete successfully: exit code: 1`],
  [undefined, ''],
];

test.each(cases.map(([id, output, says = '']) => ({ id, output, says })))('$id: $output', ({ id, output, says }) => {
  const failure = knownFailure(output, multiArchFailures);
  expect(failure?.id).toBe(id);
  expect(failure?.message ?? '').toContain(says);
});

test('every row is tried, and has a source', () => {
  const tried = new Set(cases.flatMap(([id]) => id ?? []));
  expect(multiArchFailures.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual(['nodes-push']);
  expect(multiArchFailures.every(({ source }) => source !== '')).toBe(true);
});
