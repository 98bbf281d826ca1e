import { describe, expect, test } from 'vitest';
import { buildFailure, engineFailure, failureRows, runFailure } from '../../../src/docker/failureRows';

/** What the engine printed when it was asked for its version, the row, and words of the message. */
const engines: readonly (readonly [output: string, id: string, words: string])[] = [
  [
    'null\nCannot connect to the Docker daemon at unix:///nonexistent.sock. Is the docker daemon running?\n',
    'daemon-down',
    'nothing answers at /nonexistent.sock,',
  ],
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory\n',
    'daemon-down',
    'nothing answers at /var/run/docker.sock,',
  ],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/version": dial unix /var/run/docker.sock: connect: permission denied\n',
    'socket-permission',
    'may not use /var/run/docker.sock,',
  ],
  [
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock\n',
    'socket-permission',
    'may not use /var/run/docker.sock,',
  ],
  [
    'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?\n',
    'remote-engine-down',
    'answers at tcp://127.0.0.1:1,',
  ],
  [
    'failed to connect to the docker API at tcp://no-such-host.invalid:2375: lookup no-such-host.invalid on 10.0.0.1:53: no such host\n',
    'remote-engine-down',
    'answers at tcp://no-such-host.invalid:2375,',
  ],
  [
    'error during connect: Get "http://no-such-host.invalid:2375/v1.51/version": dial tcp: lookup no-such-host.invalid on 10.0.0.1:53: no such host\n',
    'host-unknown',
    'the machine no-such-host.invalid,',
  ],
  [
    'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: foo://x\n',
    'host-invalid',
    '"foo://x"',
  ],
  ['unable to parse docker host `foo`\n', 'host-invalid', '"foo"'],
  [
    'error during connect: Get "http://docker.example.com/v1.51/version": command [ssh -l nobody -o ConnectTimeout=30 -T -- 127.0.0.1 docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: connect to host 127.0.0.1 port 22: Connection refused\n',
    'ssh-engine',
    'ssh: connect to host 127.0.0.1 port 22: Connection refused',
  ],
  [
    'Failed to initialize: unable to resolve docker endpoint: context "nope": context not found: open /root/.docker/contexts/meta/ca/meta.json: no such file or directory\n',
    'context-unknown',
    '"nope"',
  ],
  ['ERROR: no builder "nope" found\n', 'context-unknown', '"nope"'],
  [
    'Failed to initialize: unable to resolve docker endpoint: open /root/.docker/ca.pem: no such file or directory\n',
    'tls-files',
    '/root/.docker/ca.pem is not there',
  ],
  [
    'error during connect: Get "https://127.0.0.1:5988/v1.51/version": http: server gave HTTP response to HTTPS client\n',
    'tls-mismatch',
    'TLS',
  ],
  [
    'error during connect: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.51/version": open //./pipe/docker_engine: The system cannot find the file specified.\n',
    'desktop-not-started',
    'Docker Desktop does not run',
  ],
  [
    'Cannot connect to the Docker daemon at unix:///Users/me/.docker/run/docker.sock. Is the docker daemon running?\n',
    'desktop-not-started',
    'Docker Desktop does not run',
  ],
  [
    'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\nError: unable to connect to Podman socket: Get "http://d/v4.3.1/libpod/_ping": dial unix /nonexistent.sock: connect: no such file or directory\n',
    'podman-unreachable',
    'podman machine start',
  ],
  [
    'Error: failed to resolve active destination: "nope" service destination not found\n',
    'podman-unreachable',
    '(nope)',
  ],
  [
    'time="2026-11-21T18:18:22Z" level=fatal msg="cannot access containerd socket \\"/run/containerd/containerd.sock\\": no such file or directory"\n',
    'no-containerd',
    'at /run/containerd/containerd.sock,',
  ],
  [
    'time="x" level=fatal msg="cannot access containerd socket \\"/run/containerd/containerd.sock\\": permission denied"\n',
    'containerd-permission',
    'access to its socket',
  ],
];

const solve = 'ERROR: failed to build: failed to solve: ';
const source = ': failed to resolve source metadata for ';

/** As BuildKit prints a RUN that fails. */
function failed(step: string, ...lines: readonly string[]): string {
  const process = `process "/bin/sh -c ${step.slice(4).replaceAll('"', '\\"')}" did not complete successfully: exit code: 1`;
  return [
    `#9 [4/4] ${step}`,
    ...lines.map((line) => `#9 0.5 ${line}`),
    `#9 ERROR: ${process}`,
    '------',
    ` > [4/4] ${step}:`,
    ...lines.map((line) => `0.5 ${line}`),
    ...lines,
    '------',
    'Dockerfile:4',
    '--------------------',
    '   3 |     COPY . .',
    `   4 | >>> ${step}`,
    '--------------------',
    `${solve}${process}`,
    '',
  ].join('\n');
}

const builds: readonly (readonly [output: string, id: string | undefined, words: string])[] = [
  [
    `${solve}127.0.0.1:5988/none:1${source}127.0.0.1:5988/none:1: 127.0.0.1:5988/none:1: not found\n`,
    'image-not-found',
    'no image 127.0.0.1:5988/none:1,',
  ],
  [
    `${solve}r.example/x:1${source}r.example/x:1: unexpected status from HEAD request to https://r.example/v2/x/manifests/1: 401 Unauthorized\n`,
    'unauthorized',
    'docker login',
  ],
  [
    `${solve}r.example/x:1${source}r.example/x:1: unexpected status from HEAD request to https://r.example/v2/x/manifests/1: 403 Forbidden\n`,
    'unauthorized',
    'docker login',
  ],
  [
    `${solve}me/x${source}docker.io/me/x:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed\n`,
    'unauthorized',
    'Check its name',
  ],
  [
    `${solve}golang${source}docker.io/library/golang:latest: unexpected status from HEAD request to https://registry/v2/x/manifests/1: 429 Too Many Requests\n`,
    'rate-limit',
    'docker login',
  ],
  [
    `${solve}x${source}nosuch.invalid/x:1: failed to do request: Head "https://nosuch.invalid/v2/x/manifests/1": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host\n`,
    'no-network',
    'nosuch.invalid cannot be reached',
  ],
  [
    `${solve}busybox${source}docker.io/library/busybox:latest: no match for platform in manifest: not found\n`,
    'no-platform',
    'The image busybox is not there for the platform',
  ],
  [
    `${solve}r.example/x${source}r.example/x:latest: failed to do request: Head "https://r.example/v2/x/manifests/latest": tls: failed to verify certificate: x509: certificate signed by unknown authority\n`,
    'tls-unknown-authority',
    'certificate signed by unknown authority',
  ],
  [
    'ERROR: BuildKit is enabled but the buildx component is missing or broken.\n       Install the buildx component to build images with BuildKit:\n',
    'no-buildx',
    'docker-buildx',
  ],
  [
    "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information\n",
    'no-buildx',
    'docker-buildx',
  ],
  [
    'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            environment-variable.\n',
    'no-buildkit',
    'DOCKER_BUILDKIT',
  ],
  [
    'time="x" level=error msg="`buildctl` needs to be installed and `buildkitd` needs to be running, see https://github.com/moby/buildkit"',
    'no-buildkitd',
    'buildkitd',
  ],
  [failed('RUN go build', 'write /root/.cache/go-build/a: no space left on device'), 'disk-full', 'docker system df'],
  [
    failed('RUN go build', 'net/http: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed'),
    'out-of-memory',
    'memory',
  ],
  [`${solve}process "/bin/sh -c go build" did not complete successfully: exit code: 137\n`, 'out-of-memory', 'memory'],
  [`${solve}failed to copy files: copy file range failed: no space left on device\n`, 'disk-full', 'docker system df'],
  [
    'ERROR: failed to build: resolve : lstat /gone: no such file or directory\n',
    'dockerfile-not-there',
    '/gone is not',
  ],
  [`${solve}failed to read dockerfile: open nope: no such file or directory\n`, 'dockerfile-not-there', 'nope is not'],
  [
    'ERROR: failed to build: unable to prepare context: path "/nope" not found\n',
    'dockerfile-not-there',
    '/nope is not',
  ],
  ['Error: short-name "nope:1" did not resolve to an alias and no …\n', 'short-name', 'docker.io/library/nope:1'],
  // A command of a RUN that cannot reach its own servers is no failure of the engine.
  ['#9 0.312 go: x509: certificate signed by unknown authority\n', undefined, ''],
  ['#9 0.312 curl: 429 Too Many Requests\n0.312 curl: 429 Too Many Requests\n', undefined, ''],
  [
    `${solve}process "/bin/sh -c curl http://x | grep 'denied:'" did not complete successfully: exit code: 1\n`,
    undefined,
    '',
  ],
  ['#9 0.3 ./main.go:8:2: undefined: fmt.Printl\n', undefined, ''],
  // A module that go cannot fetch is no error in the source that imports it.
  [
    failed(
      'RUN go build',
      'main.go:3:8: write /go/pkg/mod/cache/download/golang.org/x/text/@v/v0.14.0.zip: no space left on device',
    ),
    'disk-full',
    'docker system df',
  ],
  [
    failed(
      'RUN go build',
      'main.go:3:8: golang.org/x/text@v0.14.0: unzip /go/pkg/mod/cache/a.zip: write /go/pkg/mod/a.go: no space left on device',
    ),
    'disk-full',
    'docker system df',
  ],
  // What a program says of its own work, what did not fail, and what a command holds, is not said of the machine.
  [
    failed(
      'RUN go build',
      './main.go:6:14: invalid operation: "no space left on device" + 1 (mismatched types untyped string and untyped int)',
    ),
    undefined,
    '',
  ],
  [
    `#8 [3/4] RUN go test ./...\n#8 0.5 handled: signal: killed\n#8 DONE 0.1s\n${failed('RUN go build', './main.go:6:14: undefined: x')}`,
    undefined,
    '',
  ],
  [failed('RUN echo no space left on device && false'), undefined, ''],
  [failed('RUN go test', '--- PASS: TestFull: write /x: no space left on device', 'exit'), undefined, ''],
  [
    failed(
      'RUN mytool',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ),
    undefined,
    '',
  ],
  [
    'STEP 4/4: RUN go test\npanic: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\nError: building at STEP "RUN go test": while running runtime: exit status 1\n',
    undefined,
    '',
  ],
  [
    'STEP 4/4: RUN go test\nSTEP 1: running\nCannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\nError: building at STEP "RUN go test": while running runtime: exit status 1\n',
    undefined,
    '',
  ],
  [
    '[2/2] STEP 4/4: RUN go test\nError: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\nsee above\n',
    undefined,
    '',
  ],
  [
    'STEP 4/4: RUN go test\nok: no space left on device handled\n./main.go:3:4: undefined: x\nError: building at STEP "RUN go test": while running runtime: exit status 1\n',
    undefined,
    '',
  ],
  [
    'STEP 4/4: RUN go build\nwrite /tmp/a: no space left on device\nError: building at STEP "RUN go build": while running runtime: exit status 1\n',
    'disk-full',
    'docker system df',
  ],
  [
    'STEP 1/4: FROM nope:1\nError: creating build container: short-name "nope:1" did not resolve to an alias and no …\n',
    'short-name',
    'docker.io/library/nope:1',
  ],
  [
    "Step 2/2 : RUN apt-get update\nW: no space left on device\nThe command '/bin/sh -c apt-get update' returned a non-zero code: 100\n",
    'disk-full',
    'docker system df',
  ],
];

const daemon = 'docker: Error response from daemon: ';
const networking = `${daemon}failed to set up container networking: driver failed programming external connectivity on endpoint x (0a88): `;
const runs: readonly (readonly [output: string, id: string | undefined, words: string])[] = [
  [`${networking}Bind for 127.0.0.1:18088 failed: port is already allocated\n`, 'port-taken', 'Port 18088 of'],
  [
    `${networking}failed to bind host port for 0.0.0.0:5988:172.17.0.3:80/tcp: address already in use\n`,
    'port-taken',
    'Port 5988 of',
  ],
  [`${networking}failed to bind host port 0.0.0.0:8080/tcp: address already in use\n`, 'port-taken', 'Port 8080 of'],
  [
    'Error: cannot listen on the TCP port: listen tcp4 127.0.0.1:5000: bind: address already in use\n',
    'port-taken',
    'Port 5000 of',
  ],
  [
    `${daemon}Ports are not available: exposing port TCP 0.0.0.0:3000 -> 0.0.0.0:0: listen tcp4 0.0.0.0:3000: bind: address already in use\n`,
    'port-taken',
    'Port 3000 of',
  ],
  [
    `${daemon}Ports are not available: exposing port TCP 0.0.0.0:8900 -> 0.0.0.0:0: listen tcp 0.0.0.0:8900: bind: An attempt was made to access a socket in a way forbidden by its access permissions.\n`,
    'port-not-allowed',
    'Port 8900 of',
  ],
  [
    "Error: rootlessport cannot expose privileged port 80, you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf\n",
    'port-not-allowed',
    'Port 80 of',
  ],
  ['docker: Invalid hostPort: 99999\n', 'port-invalid', '99999 is no port'],
  [
    'Error: parsing host port: port numbers must be between 1 and 65535 (inclusive), got 99999\n',
    'port-invalid',
    '99999 is no port',
  ],
  [
    `${daemon}Conflict. The container name "/shop" is already in use by container "2da4". You have to remove (or rename) that container to be able to reuse that name.\n`,
    'name-taken',
    'named shop already',
  ],
  [
    'Error: creating container storage: the container name "shop" is already in use by abbb. You have to remove that container to be able to reuse that name: that name is already in use\n',
    'name-taken',
    'named shop already',
  ],
  [
    'time="x" level=fatal msg="name-store error\\nname \\"shop\\" is already used by ID \\"0a\\""\n',
    'name-taken',
    'named shop already',
  ],
  ['docker: open /nope.env: no such file or directory\n', 'env-file-missing', '/nope.env is not there'],
  [
    'Error: parsing env file "/nope.env": open /nope.env: no such file or directory\n',
    'env-file-missing',
    '/nope.env is not there',
  ],
  [
    "docker: invalid env file (bad.env): variable 'export A' contains whitespaces\n",
    'env-file-invalid',
    "bad.env cannot be read (variable 'export A' contains whitespaces)",
  ],
  [
    'Error: parsing env file "/b.env": invalid environment variable: "=1"\n',
    'env-file-invalid',
    '/b.env cannot be read',
  ],
  [`${daemon}invalid CapAdd: unknown capability: "CAP_NOPE"\n`, 'capability-unknown', 'CAP_NOPE'],
  [`${daemon}No such image: shop:dev\n`, 'image-not-loaded', 'The image shop:dev is not'],
  ['Error: nope:1: image not known\n', 'image-not-loaded', 'The image nope:1 is not'],
  [
    `${daemon}image with reference debian:bookworm was found but does not provide the specified platform (linux/s390x)\n`,
    'no-platform',
    'debian:bookworm',
  ],
  [
    'docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
    'daemon-down',
    'does not run',
  ],
  [`${daemon}mkdir /var/lib/docker/x: no space left on device\n`, 'disk-full', 'docker system df'],
  // What the program in the container prints is not the engine's.
  ['listen tcp :8080: bind: address already in use\n', undefined, ''],
  ['open /nope.env: no such file or directory\n', undefined, ''],
  ['write /data/x: no space left on device\n', undefined, ''],
  ['exec /app: no such file or directory\n', undefined, ''],
];

describe('why an engine does not answer', () => {
  test.each(engines)('%s', (output, id, words) => {
    expect(engineFailure(output)?.id).toBe(id);
    expect(engineFailure(output)?.message).toContain(words);
  });
});

describe('why a build failed', () => {
  test.each(builds)('%s', (output, id, words) => {
    expect(buildFailure(output)?.id).toBe(id);
    expect(buildFailure(output)?.message ?? '').toContain(words);
  });
});

describe('why a container was not started', () => {
  test.each(runs)('%s', (output, id, words) => {
    expect(runFailure(output)?.id).toBe(id);
    expect(runFailure(output)?.message ?? '').toContain(words);
  });
});

test('every row is met by a text, and says a whole sentence', () => {
  const met = new Set([
    ...engines.map(([output]) => engineFailure(output)?.id),
    ...builds.map(([output]) => buildFailure(output)?.id),
    ...runs.map(([output]) => runFailure(output)?.id),
  ]);
  expect(failureRows.map(({ id }) => id).filter((id) => !met.has(id))).toEqual([]);
  for (const [output] of runs) {
    const said = runFailure(output)?.message;
    if (said !== undefined) expect(said).toMatch(/^[A-Z\d/].*\.$/);
  }
});
