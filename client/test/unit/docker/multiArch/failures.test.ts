import { expect, test, vi } from 'vitest';
import { multiArchFailure, multiArchFailures } from '../../../../src/docker/multiArch/failures';
import { failureOf, sentenceOf } from '../../../../src/docker/multiArch/tellFailure';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? ''),
  },
}));

const build = ['build'];
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
  [
    'builder-away',
    '------\n > [internal] waiting for connection:\n------\nERROR: failed to build: context deadline exceeded',
  ],
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
    'insecure-registry',
    `${solving}failed to push 127.0.0.1:5987/h8/a:b: ${head('127.0.0.1:5987')}tls: first record does not look like a TLS handshake`,
    'registry 127.0.0.1:5987 speaks',
  ],
  [
    'push-limit',
    `${solving}failed to push r.io/a:b: unexpected status from PUT request to https://r.io/v2/a: 429 Too Many Requests`,
    'r.io/a:b',
  ],
  [
    'push-too-large',
    `${solving}failed to push r.io/a:b: unexpected status from PATCH request to https://r.io/v2/a: 413 Request Entity Too Large`,
    'r.io/a:b',
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
  [
    'no-emulation',
    '#5 [2/2] RUN ["/app"]\n#5 0.083 exec /app: exec format error\n#5 ERROR: process "/app" did not complete',
    'tonistiigi/binfmt',
  ],
  [
    'emulation-crash',
    '#5 [2/2] RUN go build\n#5 9.1 qemu: uncaught target signal 11 (Segmentation fault) - core dumped\n#5 ERROR: process',
  ],
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
  const failure = multiArchFailure(output, [build]);
  expect(failure?.id).toBe(id);
  expect(failure?.message ?? '').toContain(says);
});

const manifestPush = ['manifest', 'push', '--all', 'r.io/a:b', 'docker://r.io/a:b'];
const nerdctlPush = ['push', '--all-platforms', 'r.io/a:b'];
const go = '#9 [linux/amd64 build 4/4] RUN go test ./... && go build';

/** What was said where it does not mean that, or by others; what the message says, or that nothing is known but the output. */
test.each<[id: string | undefined, args: readonly string[], output: string, says?: string]>([
  // The certificate of a proxy for modules, in a RUN: that is no registry of images.
  [
    undefined,
    build,
    `${go}\n#9 0.5 go: example.com/x: Get "https://goproxy.example.com/x": tls: failed to verify certificate: x509: certificate signed by unknown authority\n#9 ERROR: process did not complete successfully: exit code: 1`,
  ],
  [
    undefined,
    build,
    `STEP 4/4: RUN go mod download\ngo: Get "https://goproxy.example.com/x": x509: unknown authority\nError: building at STEP "RUN go mod download"`,
  ],
  // A test has printed it that has passed, or that is not about the machine.
  [
    undefined,
    build,
    `${go}\n#9 0.5 PASS TestX exec /foo: exec format error\n#9 0.6 ./main.go:3:1: syntax error\n#9 ERROR: process`,
  ],
  [
    undefined,
    build,
    `#8 [build 3/4] RUN echo\n#8 0.1 PASS: write /x: no space left on device\n#8 DONE 0.1s\n${go}\n#9 ERROR: process`,
  ],
  [
    undefined,
    build,
    `#8 [build 3/4] RUN x || true\n#8 0.1 exec /app: exec format error\n#8 DONE 0.1s\n${go}\n#9 ERROR: process`,
  ],
  [
    'no-emulation',
    build,
    '#9 [linux/s390x 2/2] RUN /app\n#9 0.083 exec /app: exec format error\n#9 ERROR: process "/app" did not complete',
  ],
  [
    'no-emulation',
    build,
    '[linux/arm64] STEP 2/2: RUN x\nexec container process `/bin/sh`: Exec format error\nError: building at STEP "RUN x"',
  ],
  // podman (a public report of each form) and nerdctl say what they push, and not that they do.
  [
    'push-denied',
    manifestPush,
    'Getting image list signatures\nError: error pushing image "r.io/a:b": writing blob: initiating layer upload to /v2/a/blobs/uploads/ in r.io: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n',
    'push to r.io/a:b',
  ],
  [
    'push-unauthorised',
    manifestPush,
    'Error: pushing: trying to reuse blob sha256:1 at destination: checking whether a blob sha256:1 exists in r.io/a: authentication required\n',
    'docker login',
  ],
  // podman 4.3.1 with registries that answer 401, 403, 413, in plain HTTP, and not at all.
  [
    'push-unauthorised',
    manifestPush,
    'Error: copying image 1/1 from manifest list: trying to reuse blob sha256:ef at destination: checking whether a blob sha256:ef exists in 127.0.0.1:5981/h2/shop: unauthorized: authentication required\n',
  ],
  [
    'push-denied',
    manifestPush,
    'Copying blob sha256:ef\nError: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/h2/shop/blobs/uploads/ in 127.0.0.1:5982: denied\n',
  ],
  [
    'push-too-large',
    manifestPush,
    'Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/h2/shop/blobs/uploads/ in 127.0.0.1:5984: StatusCode: 413, \n',
  ],
  [
    'registry-refused',
    manifestPush,
    'Error: copying image 1/1 from manifest list: trying to reuse blob sha256:ef at destination: pinging container registry 127.0.0.1:5985: Get "http://127.0.0.1:5985/v2/": dial tcp 127.0.0.1:5985: connect: connection refused\n',
    'at 127.0.0.1:5985, so r.io/a:b was not pushed',
  ],
  ['push-limit', manifestPush, 'Error: writing blob: too many requests to registry\n'],
  [
    'insecure-registry',
    manifestPush,
    'Error: pushing: pinging container registry r.io: Get "https://r.io/v2/": http: server gave HTTP response to HTTPS client\n',
    'registry r.io speaks',
  ],
  [
    'push-denied',
    nerdctlPush,
    'INFO[0000] pushing as a reduced-platform image\nFATA[0001] unexpected status from POST request to https://r.io/v2/a/blobs/uploads/: 403 Forbidden\n',
    'r.io/a:b',
  ],
  // Not a word of base images.
  ['push', nerdctlPush, 'FATA[0001] something new, pull access denies nothing\n', 'FATA[0001] something new'],
  [
    'push',
    build,
    `#9 ERROR: failed to push r.io/a:b: something new\n${solving}failed to push r.io/a:b: something new`,
    'something new',
  ],
])('%s, of %j %s', (id, args, output, says = '') => {
  const failure = multiArchFailure(output, [build, args]);
  expect(failure?.id).toBe(id);
  expect(failure?.message ?? '').toContain(says);
  expect(failure?.isPush ?? false).toBe(/^(?:push|insecure|registry)/.test(id ?? ''));
});

test('what is in the registry by then is told', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const output = `#9 pushing manifest for r.io/a:1@${digest} 0.2s done\n#9 pushing manifest for r.io/a:2@${digest} 0.1s done\n#9 ERROR: failed to push r.io/a:2: denied\n${solving}failed to push r.io/a:2: denied`;
  expect(multiArchFailure(output, [build])?.message).toMatch(/Pushed before that: r\.io\/a:1\.$/);
  expect(multiArchFailure(`${solving}failed to push r.io/a:1: denied`, [build])?.message).not.toContain('before that');
});

/** What Build knows and multi-arch has no row for. */
test.each([
  [
    'rate-limit',
    `${solving}x: failed to resolve source metadata for docker.io/library/x:latest: unexpected status from HEAD request to https://r/v2/x: 429 Too Many Requests`,
  ],
  [
    'unauthorized',
    `${solving}x: failed to resolve source metadata for docker.io/x/y:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  ],
  [
    'unauthorized',
    `${solving}x: failed to resolve source metadata for r/x:1: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://r/token: 403 Forbidden`,
  ],
  [
    'image-not-found',
    `${solving}localhost:5000/h8/none:1: failed to resolve source metadata for localhost:5000/h8/none:1: localhost:5000/h8/none:1: not found`,
  ],
  [
    'daemon-down',
    'ERROR: failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running',
  ],
  [
    'socket-permission',
    'ERROR: permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
  ],
])('%s is left to the rows of all builds', (id, output) => {
  expect(multiArchFailure(output, [build])).toBeUndefined();
  expect(failureOf(output)?.id).toBe(id);
});

test.each([
  ['View build details: docker-desktop://dashboard/build/default/default/abc', 'Docker does not. It said: x'],
  ["See 'docker buildx ls --help'", 'Docker does not. It said: x'],
  ['', 'Docker does not. It said: x'],
])('the last line of an output that says something, and not %j', (trailer, expected) => {
  expect(sentenceOf({ output: `ERROR: x\n\n${trailer}\n` }, 'Docker does not.')).toBe(expected);
});

test('every row is tried, and has a source', () => {
  const tried = new Set(cases.flatMap(([id]) => id ?? []));
  expect(multiArchFailures.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual(['nodes-push']);
  expect(multiArchFailures.every(({ source }) => source !== '')).toBe(true);
});
