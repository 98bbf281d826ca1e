import { l10n } from 'vscode';
import { readBuildOutput } from './buildOutput';
import { type Failure, knownFailure, type KnownFailure, linesOfEngine } from './failures';

/** Texts of an engine that cannot be reached, or that cannot build. */
const engineRows: readonly KnownFailure[] = [
  {
    id: 'socket-permission',
    text: /permission denied while trying to connect to the [Dd]ocker (?:daemon socket|API) at (?:unix:\/\/)?(\S+?)(?::|\s|$)/,
    says: ([, socket = '']) =>
      l10n.t(
        'Docker is there, but this user may not use {0}, so nothing was built or run. Add the user to the group "docker" (sudo usermod -aG docker <user>), log in again, and start VS Code again.',
        socket,
      ),
    source: 'Docker 28.5 with another user; from 29 on "docker API" (moby, client/request.go)',
    actions: ['retry', 'output'],
  },
  {
    id: 'containerd-permission',
    text: /cannot access containerd socket [^\n]*permission denied/,
    says: () =>
      l10n.t(
        'containerd does not answer this user, so nothing was built or run. Start it for the user (containerd-rootless-setuptool.sh install), or give the user access to its socket.',
      ),
    source: 'nerdctl, pkg/clientutil/client.go; Linux, EACCES',
    actions: ['retry', 'output'],
  },
  {
    id: 'no-containerd',
    text: /cannot access containerd socket \\?"([^"\\]*)/,
    says: ([, socket = '']) =>
      l10n.t(
        'containerd does not answer at {0}, so nothing was built or run. Start it (sudo systemctl start containerd), and try again.',
        socket,
      ),
    source: 'nerdctl, pkg/clientutil/client.go',
    actions: ['retry', 'output'],
  },
  {
    id: 'desktop-not-started',
    text: /pipe\/(?:docker_engine|dockerDesktop\w*)|\/(?:\.docker\/run|\.docker\/desktop|Library\/Containers\/com\.docker\.docker)\S*\.sock\b[^\n]*(?:Is the docker daemon running|check if)/,
    says: () =>
      l10n.t(
        'Docker Desktop does not run, so nothing was built or run. Start it, wait until it says that its engine runs, and try again.',
      ),
    source:
      'Docker on Windows: open //./pipe/docker_engine (moby, client/request.go); on macOS the socket in ~/.docker/run',
    actions: ['retry', 'output'],
  },
  {
    id: 'remote-engine-down',
    text: /(?:Cannot connect to the Docker daemon at|failed to connect to the docker API at) ((?:tcp|https?|ssh):\/\/[^\s;]+?)(?:\. |;|: |$)/m,
    says: ([, host = '']) =>
      l10n.t(
        'No Docker engine answers at {0}, which DOCKER_HOST or the Docker context names, so nothing was built or run. Start that engine, or correct the address.',
        host,
      ),
    source: 'Docker 28.5 with DOCKER_HOST=tcp://127.0.0.1:1',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'daemon-down',
    text: /(?:Cannot connect to the Docker daemon at|failed to connect to the docker API at) (?:unix:\/\/)?([^\s;]+?)(?:\. |;|: |$)/m,
    says: ([, socket = '']) =>
      l10n.t(
        'The Docker engine does not run: nothing answers at {0}, so nothing was built or run. Start it (sudo systemctl start docker, or Docker Desktop), and try again.',
        socket,
      ),
    source: 'Docker 28.5 with DOCKER_HOST=unix:///nonexistent.sock; from 29 on "docker API" (moby, client/request.go)',
    actions: ['retry', 'install', 'output'],
  },
  {
    id: 'ssh-engine',
    text: /error during connect:[^\n]*command \[ssh [^\]]*\] has exited[^\n]*stderr=([^\n]*)/,
    says: ([, stderr = '']) =>
      l10n.t(
        'The Docker engine behind ssh, which DOCKER_HOST or the Docker context names, cannot be reached, so nothing was built or run: {0}',
        stderr,
      ),
    source: 'Docker 28.5 with DOCKER_HOST=ssh://nobody@127.0.0.1',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'host-unknown',
    text: /error during connect:[^\n]*lookup (\S+)[^\n]*no such host/,
    says: ([, host = '']) =>
      l10n.t(
        'DOCKER_HOST or the Docker context names the machine {0}, which is not known here, so nothing was built or run. Correct the address.',
        host,
      ),
    source: 'Docker 28.5 with DOCKER_HOST=tcp://no-such-host.invalid:2375',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'host-invalid',
    text: /invalid bind address format: (\S+)|unable to parse docker host `([^`]*)`/,
    says: ([, format, host]) =>
      l10n.t(
        'DOCKER_HOST is "{0}", which is no address of a Docker engine, so nothing was built or run. Write it as unix:///path, tcp://host:port or ssh://user@host.',
        format ?? host ?? '',
      ),
    source: 'Docker 28.5 with DOCKER_HOST=foo://x; moby, client/client.go (ParseHostURL)',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'context-unknown',
    text: /context "([^"]+)": context not found|no builder "([^"]+)" found/,
    says: ([, context, builder]) =>
      l10n.t(
        'There is no Docker context or builder "{0}", so nothing was built or run. "docker context ls" and "docker buildx ls" list them; DOCKER_CONTEXT, BUILDX_BUILDER or "docker context use" choose one.',
        context ?? builder ?? '',
      ),
    source: 'Docker 28.5 with DOCKER_CONTEXT=nope: version and build',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'tls-files',
    text: /unable to resolve docker endpoint: open ([^\n]*\.pem): no such file/,
    says: ([, file = '']) =>
      l10n.t(
        'The Docker engine is to be reached with TLS, and {0} is not there, so nothing was built or run. Put the certificates there, or set DOCKER_CERT_PATH.',
        file,
      ),
    source: 'Docker 28.5 with DOCKER_TLS_VERIFY=1',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'tls-mismatch',
    text: /error during connect:[^\n]*server gave HTTP response to HTTPS client|Client sent an HTTP request to an HTTPS server/,
    says: () =>
      l10n.t(
        'One side of the connection to the Docker engine uses TLS and the other does not, so nothing was built or run. Set DOCKER_TLS_VERIFY as the engine asks for it.',
      ),
    source: 'Go, net/http: the transport and the server of the client and the engine',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'tls-unknown-authority',
    text: /(?:failed to solve: (?!process )|failed to resolve|error during connect|pinging container registry)[^\n]*x509: ([^\n]+)/,
    says: ([, reason = '']) =>
      l10n.t(
        'The certificate of the other side is not accepted here, so the connection was given up: {0}. Add the authority that signed it to those that the engine trusts.',
        reason.replace(/"?\s*$/, ''),
      ),
    source: 'Go, crypto/x509 (verify.go)',
    actions: ['output'],
  },
  {
    id: 'podman-unreachable',
    text: /unable to connect to Podman(?: socket)?: ([^\n]*)|failed to resolve active destination: "([^"]*)"/,
    says: ([, reason, destination]) =>
      l10n.t(
        'Podman cannot be reached ({0}), so nothing was built or run. Start its machine (podman machine start), or correct CONTAINER_HOST; "podman system connection list" shows what there is.',
        reason ?? destination ?? '',
      ),
    source: 'podman 4.3 --remote with CONTAINER_HOST=unix:///nonexistent.sock, and --connection nope',
    actions: ['retry', 'settings', 'output'],
  },
  {
    id: 'no-buildkitd',
    text: /`buildctl` needs to be installed and `buildkitd` needs to be running/,
    says: () =>
      l10n.t(
        'nerdctl builds with BuildKit, which does not run, so nothing was built. Install it and start buildkitd (containerd-rootless-setuptool.sh install-buildkit for a user).',
      ),
    source: 'nerdctl, pkg/buildkitutil/buildkitutil.go (getHint)',
    actions: ['retry', 'output'],
  },
  {
    id: 'no-buildx',
    text: /buildx component is missing or broken|unknown command: docker buildx|'buildx' is not a docker command|Install the buildx component to build images with BuildKit/,
    says: () =>
      l10n.t(
        'Docker has no buildx here, without which it builds for one platform at most, and without BuildKit. Install the package docker-buildx (docker-buildx-plugin in the packages of Docker), and try again.',
      ),
    source: 'Docker 28.5 without its plugins: build, DOCKER_BUILDKIT=1 build, buildx build',
    actions: ['install', 'retry', 'output'],
  },
  {
    id: 'no-buildkit',
    text: /BuildKit is currently disabled|the --(?:mount|chmod|link|checksum|exclude|parents) (?:option|flag) requires BuildKit/,
    says: () =>
      l10n.t(
        'BuildKit is turned off (DOCKER_BUILDKIT=0), so the image was not built as it is written. Remove DOCKER_BUILDKIT from the environment of VS Code or from goDockerfile.docker.environment.',
      ),
    source: 'Docker 28.5 with DOCKER_BUILDKIT=0; moby, daemon/builder/dockerfile/dispatchers.go',
    actions: ['settings', 'retry', 'output'],
  },
];

/** Texts about images that are fetched. */
const imageRows: readonly KnownFailure[] = [
  {
    id: 'rate-limit',
    text: /(?:429 Too Many Requests|toomanyrequests|pull rate limit)/,
    says: () =>
      l10n.t(
        'The registry refuses further pulls for now (429 Too Many Requests), so the base image could not be fetched. Log in with "docker login", which raises the limit, or wait, or use a mirror.',
      ),
    source: 'Docker 28.5 with a registry that answers 429; the body of Docker Hub says "toomanyrequests"',
    actions: ['retry', 'output'],
  },
  {
    id: 'no-platform',
    text: /(?:failed to solve: ([^\s:]+(?:\/\S+)?(?::[\w.-]+)?): failed to resolve source metadata[^\n]*)?no match for platform in manifest|image with reference (\S+) was found but does not provide the specified platform \(([^)]*)\)|no image found in (?:manifest list|image index) for architecture/,
    says: ([, base, image]) =>
      l10n.t(
        'The image {0} is not there for the platform asked for, so nothing was built or run. Choose another platform (goDockerfile.platform), or an image that is made for it.',
        base ?? image ?? '',
      ),
    source:
      'Docker 28.5 with --platform linux/s390x: build and run --pull never; podman: containers/image, manifest/docker_schema2_list.go',
    actions: ['settings', 'output'],
  },
  {
    id: 'unauthorized',
    text: /(?:failed to solve: (?!process )|resolve reference|initializing source)[^\n]*(?:401 Unauthorized|403 Forbidden|pull access denied|insufficient_scope|authentication required|unauthorized:|denied:)/,
    says: () =>
      l10n.t(
        'The registry does not give out the base image: it does not exist there, or is only for those who are logged in. Check its name, or log in with "docker login <registry>", and try again.',
      ),
    source:
      'Docker 28.5 with a registry that answers 401 and 403; "pull access denied" and "insufficient_scope": containerd, core/remotes/docker; BuildKit, util/resolver/authorizer.go',
    actions: ['retry', 'output'],
  },
  {
    id: 'no-network',
    text: /(?:failed to do request|pinging container registry)[^\n]*?(?:lookup (\S+)|dial tcp ([^\s:]+:?\d*))[^\n]*(?:no such host|server misbehaving|connection refused|i\/o timeout|network is unreachable|TLS handshake timeout|Temporary failure)/,
    says: ([, name, address]) =>
      l10n.t(
        'The registry {0} cannot be reached, so the base image could not be fetched. Check the network, the proxy of the engine, and the name of the image.',
        name ?? address ?? '',
      ),
    source: 'Docker 28.5 and podman 4.3 without network',
    actions: ['retry', 'output'],
  },
  {
    id: 'image-not-found',
    text: /failed to solve: ([^\n]+?): failed to resolve source metadata[^\n]*: not found|failed to resolve reference "([^"]+)"[^\n]*: not found|reading manifest \S+ in (\S+): manifest unknown/,
    says: (found) =>
      l10n.t(
        'There is no image {0}, so nothing was built or run. Check its name and tag for a misprint, and whether the tag still exists.',
        found.slice(1).find((name) => name !== undefined) ?? '',
      ),
    source:
      'Docker 28.5 with a registry that answers 404: build and run; podman: containers/image, docker/docker_image_src.go',
    actions: ['retry', 'output'],
  },
  {
    id: 'short-name',
    text: /short-name "([^"]+)" did not resolve to an alias/,
    says: ([, name = '']) =>
      l10n.t(
        'Podman does not know in which registry to look for {0}, so it could not be fetched. Write the registry in the FROM (docker.io/library/{0}), or name it in registries.conf.',
        name,
      ),
    source: 'podman 4.3 without unqualified-search-registries',
    actions: ['output'],
  },
];

/** Texts about the machine. */
const machineRows: readonly KnownFailure[] = [
  {
    id: 'disk-full',
    text: /no space left on device/i,
    says: () =>
      l10n.t(
        'The disk of the engine is full (no space left on device), so it could not go on. "docker system df" shows what takes the space, "docker builder prune" and "docker image prune" give some back; Docker Desktop can be given a larger disk.',
      ),
    source: 'Linux, ENOSPC: dd onto a full tmpfs in a container',
    actions: ['retry', 'output'],
  },
  {
    id: 'out-of-memory',
    text: /cannot allocate memory|signal: killed|ResourceExhausted: process[^\n]*cannot allocate memory|exit code: 137/,
    says: () =>
      l10n.t(
        'A process of the build was killed, in all likelihood because memory ran out: compilers and linkers of large Go programs need some. Give the engine more memory, or build with fewer processes at a time (go build -p 1).',
      ),
    source:
      'Linux, ENOMEM and SIGKILL; go build prints "signal: killed" of its compiler; BuildKit prints "exit code: 137"',
    actions: ['retry', 'output'],
  },
  {
    id: 'dockerfile-not-there',
    text: /failed to read dockerfile: open ([^\n]*): no such file|unable to prepare context: path "([^"]*)" not found|resolve : lstat (\S+): no such file/,
    says: ([, file, folder, above]) =>
      l10n.t(
        '{0} is not there where the engine looks for it, so nothing was built. Save the file, and check goDockerfile.context.',
        file ?? folder ?? above ?? '',
      ),
    source: 'Docker 28.5: build -f /nope, build -f /nope/Dockerfile, build /nope',
    actions: ['settings', 'output'],
  },
];

/** What a container may print of its own, too, but an engine prints for the same reason. */
const diskRows = machineRows.filter(({ id }) => id === 'disk-full');

/** What commands of a build say when the machine is at fault. */
const commandRows = machineRows.filter(({ id }) => id !== 'dockerfile-not-there');

/** Texts about a container that is not started. */
const containerRows: readonly KnownFailure[] = [
  {
    id: 'image-not-loaded',
    text: /No such image: (\S+)|Error: ([^\n]+): image not known/,
    says: ([, docker, podman]) =>
      l10n.t(
        'The image {0} is not among those of the engine, so no container was started: the builder that built it keeps it to itself. Choose the engine\'s own with "docker buildx use default", or have the builder load what it builds.',
        docker ?? podman ?? '',
      ),
    source: 'Docker 28.5 and podman 4.3 with run --pull=never',
    actions: ['retry', 'output'],
  },
  {
    id: 'port-taken',
    text: /Bind for \S+?:(\d+) failed: port is already allocated|failed to bind host port (?:for )?\S+?:(\d+)[:/][^\n]*address already in use|cannot listen on the \w+ port: listen \w+ \S*:(\d+): bind: address already in use|[Pp]orts are not available: exposing port \w+ \S+?:(\d+) [^\n]*(?:address already in use|Only one usage of each socket address)/,
    says: (found) =>
      l10n.t(
        'Port {0} of this machine is taken by another program or container, so the container was not started. Stop that one, or publish the port under another number.',
        found.slice(1).find((port) => port !== undefined) ?? '',
      ),
    source:
      'Docker 28.5: a port of another container, a port of a program; podman 4.3; Docker Desktop: "ports are not available: exposing port"',
    actions: ['retry', 'output'],
  },
  {
    id: 'port-not-allowed',
    text: /rootlessport cannot expose privileged port (\d+)|exposing port \w+ \S+?:(\d+) [^\n]*bind: (?:permission denied|An attempt was made to access a socket in a way forbidden)/,
    says: (found) =>
      l10n.t(
        'Port {0} of this machine may not be published by this user, so the container was not started. Publish it under another number, from 1024 on.',
        found.slice(1).find((port) => port !== undefined) ?? '',
      ),
    source: 'podman without root, -p 80:80; Docker Desktop, where Windows keeps the port for itself (WSAEACCES)',
    actions: ['retry', 'output'],
  },
  {
    id: 'port-invalid',
    text: /(?:Invalid (?:hostPort|containerPort|port): ?(\S+)|port numbers must be between 1 and 65535 \(inclusive\), got (\d+)|invalid (?:hostPort|containerPort): (\S+))/,
    says: (found) =>
      l10n.t(
        '{0} is no port, so the container was not started. Ports are numbers from 1 to 65535.',
        found.slice(1).find((port) => port !== undefined) ?? '',
      ),
    source: 'Docker 28.5 and podman 4.3 with -p 99999:80',
    actions: ['retry', 'output'],
  },
  {
    id: 'name-taken',
    text: /(?:The container name \\?"\/?([^"\\]+)\\?" is already in use|the container name \\?"([^"\\]+)\\?" is already in use|name \\?"([^"\\]+)\\?" is already used by ID)/,
    says: (found) =>
      l10n.t(
        'There is a container named {0} already, so another could not be started. Choose another name, or remove that container.',
        found.slice(1).find((name) => name !== undefined) ?? '',
      ),
    source: 'Docker 28.5 and podman 4.3: run --name of one that runs; nerdctl, pkg/namestore/namestore.go',
    actions: ['retry', 'output'],
  },
  {
    id: 'env-file-missing',
    text: /(?:docker: open ([^\n]+): (?:no such file or directory|The system cannot find)|parsing env file \\?"([^"\\]+)\\?": open [^\n]*no such file|failed to open env file ([^\n:]+))/,
    says: (found) =>
      l10n.t(
        'The environment file {0} is not there, so the container was not started. Create it, or run without it.',
        found.slice(1).find((name) => name !== undefined) ?? '',
      ),
    source: 'Docker 28.5 and podman 4.3 with --env-file /nope.env',
    actions: ['retry', 'output'],
  },
  {
    id: 'env-file-invalid',
    text: /(?:invalid env file \(([^)]*)\): ([^\n]+)|parsing env file \\?"([^"\\]+)\\?": (invalid environment variable[^\n]*))/,
    says: ([, docker, why, podman, whyNot]) =>
      l10n.t(
        'The environment file {0} cannot be read ({1}), so the container was not started. Each line is NAME=value: without "export", and quotes become part of the value.',
        docker ?? podman ?? '',
        (why ?? whyNot ?? '').trim(),
      ),
    source: 'Docker 28.5 and podman 4.3 with --env-file of "A b=1", "export A=1", "=1"',
    actions: ['retry', 'output'],
  },
  {
    id: 'capability-unknown',
    text: /invalid CapAdd: unknown capability: \\?"([^"\\]+)/,
    says: ([, name = '']) =>
      l10n.t('The engine does not know the capability {0}, so the container was not started.', name),
    source: 'Docker 28.5 with --cap-add=NOPE',
    actions: ['output'],
  },
];

/** Every row, for tests. */
export const failureRows: readonly KnownFailure[] = [...engineRows, ...imageRows, ...machineRows, ...containerRows];

/** Why an engine does not answer at all, from what its command line printed. */
export function engineFailure(output: string): Failure | undefined {
  return knownFailure(output, engineRows);
}

/** Why a build failed, if it is for other reasons than what the Dockerfile and its sources say. */
export function buildFailure(output: string): Failure | undefined {
  const { engine, commands } = readBuildOutput(output);
  return (
    knownFailure(engine.join('\n'), [...engineRows, ...imageRows, ...machineRows]) ??
    knownFailure(commands.join('\n'), commandRows)
  );
}

/** Why the engine did not start a container. What the program in it prints counts for nothing. */
export function runFailure(output: string): Failure | undefined {
  return knownFailure(linesOfEngine(output), [...containerRows, ...engineRows, ...imageRows, ...diskRows]);
}
