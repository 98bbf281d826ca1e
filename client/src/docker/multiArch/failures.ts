import { l10n } from 'vscode';
import { readBuildOutput } from '../buildOutput';
import { type Failure, knownFailure, type KnownFailure } from '../failures';
import { pushedBy, pushedNames, pushedText } from './pushed';

const measured = 'measured with Docker 28.5, buildx 0.29';

/** What builders and registries say. The more particular row stands first. */
const builderRows: readonly KnownFailure[] = [
  {
    id: 'cancelled',
    text: /^ERROR: (?:failed to build: )?(?:failed to solve: )?(?:Canceled: )?context canceled/m,
    says: () => l10n.t('The build was cancelled. Nothing was pushed or loaded; what was built so far is in the cache.'),
    source: measured,
  },
  {
    id: 'no-buildx',
    text: /unknown command: docker buildx|'buildx' is not a docker command/,
    says: () =>
      l10n.t(
        'This docker has no buildx, which builds for several platforms. Install the package docker-buildx-plugin (Docker Desktop has it), and try again.',
      ),
    source: 'docker/cli: cli-plugins/manager, cmd/docker/docker.go; "unknown command" measured with Docker 28.5',
  },
  {
    id: 'old-buildx',
    text: /unknown flag: --format/,
    says: () =>
      l10n.t(
        'This buildx is older than 0.13, and cannot list its builders for programs. Update Docker or docker-buildx-plugin.',
      ),
    source: 'buildx 0.13 release notes: ls --format',
  },
  {
    id: 'no-engine',
    text: /Cannot connect to the Docker daemon at (\S+?)\. Is the docker daemon running/,
    says: ([, address = '']) =>
      l10n.t(
        'No Docker engine answers at {0}. Start Docker, or choose another context (docker context use), and try again.',
        address,
      ),
    source: measured,
  },
  {
    id: 'no-builder',
    text: /no builder "([^"]+)" found/,
    says: ([, name = '']) =>
      l10n.t('There is no builder {0} any more. Start the command again, and choose another one.', name),
    source: 'buildx: store/storeutil/storeutil.go; measured',
  },
  {
    id: 'driver-several',
    text: /Multi-platform build is not supported for the (\S+) driver/,
    says: ([, driver = '']) =>
      l10n.t(
        'The driver {0} of this builder builds for several platforms only with the containerd image store. Turn that on (Docker Desktop: Settings, General; Docker Engine: "features": {"containerd-snapshotter": true} in daemon.json), or choose or create a builder of the driver docker-container.',
        driver,
      ),
    source: 'buildx: build/utils.go, notSupported; measured with the classic image store',
  },
  {
    id: 'driver-archive',
    text: /(?:OCI|Docker) exporter is not supported for the (\S+) driver/,
    says: ([, driver = '']) =>
      l10n.t(
        'The driver {0} of this builder writes archives only with the containerd image store. Turn that on, or choose or create a builder of the driver docker-container.',
        driver,
      ),
    source: 'buildx: build/utils.go, notSupported; measured with the classic image store',
  },
  {
    id: 'cannot-load',
    text: /docker exporter does not (?:currently )?support exporting manifest lists/,
    says: () =>
      l10n.t(
        'The image store of this Docker engine keeps one platform of an image, so several cannot be loaded. Turn on the containerd image store, push the image, or load a single platform.',
      ),
    source: 'buildx: build/opt.go',
  },
  {
    id: 'nodes-push',
    text: /multi-node push can't currently be performed with the docker driver/,
    says: () =>
      l10n.t(
        'A builder of several nodes cannot push with the driver docker. Choose a builder of the driver docker-container.',
      ),
    source: 'buildx: build/build.go',
  },
  {
    id: 'builder-image',
    text: /booting buildkit[\s\S]*failed to (?:resolve reference|copy)|booting buildkit[\s\S]*pull access denied/,
    says: () =>
      l10n.t(
        'The builder did not start, as its image moby/buildkit could not be pulled. Check the connection to Docker Hub, or create the builder with --driver-opt image=… of your own registry.',
      ),
    source: measured,
  },
  {
    id: 'builder-away',
    text: /waiting for connection[\s\S]*context deadline exceeded/,
    says: () =>
      l10n.t('The builder does not answer. Check its address with docker buildx inspect, or choose another builder.'),
    source: `${measured}, driver remote`,
  },
  {
    id: 'name-upper-case',
    text: /invalid tag "([^"]*)": repository name must be lowercase/,
    says: ([, name = '']) =>
      l10n.t('The name {0} has capital letters, which names of repositories may not have.', name),
    source: measured,
  },
  {
    id: 'name',
    text: /invalid tag "([^"]*)": invalid reference format/,
    says: ([, name = '']) => l10n.t('{0} is no name of an image. Names look like registry/team/name:tag.', name),
    source: measured,
  },
  {
    id: 'push-unauthorised',
    text: /failed to (?:push|authorize)(?:[^\n]*https?:\/\/([^/\s"]+)\/)?[^\n]*(?:401 Unauthorized|no basic auth credentials|insufficient_scope|authorization failed|unable to retrieve auth token)|failed to push (?!.*denied).*authentication required/,
    says: ([, registry]) =>
      registry === undefined
        ? l10n.t('The registry does not know who you are. Log in with docker login, and start the command again.')
        : l10n.t(
            'The registry {0} does not know who you are. Log in with docker login {0}, and start the command again.',
            registry,
          ),
    source: `${measured}; podman: containers/image, docker/errors.go; distribution: registry/api/errcode/register.go`,
  },
  {
    id: 'push-limit',
    text: /failed to push (\S+?): [^\n]*(?:429 Too Many Requests|toomanyrequests|too many requests)/i,
    says: ([, name = '']) =>
      l10n.t(
        'The registry takes no more requests for now, so {0} was not pushed. Wait, and start the command again.',
        name,
      ),
    source: 'RFC 6585, 429; distribution: registry/api/errcode/register.go; containers/image: docker/errors.go',
  },
  {
    id: 'push-too-large',
    text: /failed to push (\S+?): [^\n]*(?:413 (?:Request Entity|Content|Payload) Too Large|StatusCode: 413\b)/i,
    says: ([, name = '']) =>
      l10n.t(
        'A layer of the image is larger than the registry, or a proxy in front of it, takes, so {0} was not pushed. Raise the limit there (client_max_body_size of nginx), or make the layer smaller.',
        name,
      ),
    source: 'RFC 9110, 413; its older names; podman 4.3.1 with a registry that answers 413',
  },
  {
    id: 'push-denied',
    text: /failed to push (\S+?): [^\n]*(?:denied|403 Forbidden|unauthorized)/i,
    says: ([, name = '']) =>
      l10n.t(
        'The registry refuses the push to {0}. Check the name, whether the repository exists, and whether the account of docker login may write to it.',
        name,
      ),
    source: measured,
  },
  {
    id: 'insecure-registry',
    text: /(?:failed to|pinging container registry)[^\n]*https:\/\/([^/\s"]+)\/[^\n]*(?:http: server gave HTTP response to HTTPS client|tls: first record does not look like a TLS handshake)/,
    says: ([, registry = '']) =>
      l10n.t(
        'The registry {0} speaks HTTP without TLS, which only registries on localhost may. Give it a certificate, or allow it: "insecure-registries" in daemon.json for the driver docker, a buildkitd.toml with http = true for other builders.',
        registry,
      ),
    source: measured,
  },
  {
    id: 'registry-certificate',
    text: /(?:failed to|pinging container registry)[^\n]*https:\/\/([^/\s"]+)\/[^\n]*(?:x509: |tls: failed to verify certificate)/,
    says: ([, registry = '']) =>
      l10n.t(
        'The certificate of the registry {0} is not trusted by the builder. Add its authority to the engine or the builder.',
        registry,
      ),
    source: 'crypto/x509: verify.go; crypto/tls',
  },
  {
    id: 'registry-unknown',
    text: /failed to push (\S+?): [^\n]*lookup (\S+?)(?: on \S+)?: no such host/,
    says: ([, name = '', host = '']) =>
      l10n.t(
        'There is no registry {0}, or the builder cannot resolve its name, so {1} was not pushed. Check the name of the registry.',
        host,
        name,
      ),
    source: measured,
  },
  {
    id: 'registry-refused',
    text: /failed to push (\S+?): [^\n]*dial tcp (\S+?): (?:connect: connection refused|i\/o timeout|connect: no route to host)/,
    says: ([, name = '', address = '']) =>
      l10n.t(
        'No registry answers at {0}, so {1} was not pushed. Start it, or check its address; for a builder in a container, localhost is that container.',
        address,
        name,
      ),
    source: measured,
  },
  {
    id: 'image-lacks-platform',
    text: /ERROR: [^\n]*?(\S+): failed to resolve source metadata for \S+: no match for platform in manifest/,
    says: ([, image = '']) =>
      l10n.t('{0} is not published for one of the platforms. Leave that platform out, or take another image.', image),
    source: measured,
  },
  {
    id: 'no-folder',
    text: /failed to open open ([^\n]+): no such file or directory/,
    says: ([, path = '']) => l10n.t('There is no folder for {0}. Choose another place.', path),
    source: measured,
  },
];

/** What may be said by a command of a RUN as well, so that only the step that failed is asked. */
const stepRows: readonly KnownFailure[] = [
  {
    id: 'no-emulation',
    text: /^exec (\S+): exec format error|^exec container process[^\n]*: Exec format error/m,
    says: () =>
      l10n.t(
        'A command was to run on a platform that the builder cannot run. Build on $BUILDPLATFORM instead, choose a builder with such a machine, or install emulation: docker run --privileged --rm tonistiigi/binfmt --install all.',
      ),
    source: `${measured}, linux/riscv64 on amd64 without emulation; podman: crun, libcrun/container.c`,
  },
  {
    id: 'emulation-crash',
    text: /^qemu: uncaught target signal \d+/m,
    says: () =>
      l10n.t(
        'The emulation of another processor crashed, which happens to the Go compiler under QEMU. Build on $BUILDPLATFORM instead, or choose a builder with a machine of that platform.',
      ),
    source: 'QEMU: linux-user/signal.c; see the rule emulated-build',
  },
  {
    id: 'disk-full',
    text: /no space left on device/,
    says: () =>
      l10n.t(
        'The disk is full. Free space where the image is written, and in the build cache: docker buildx prune, docker system df.',
      ),
    source: `${measured}, archive in a small file system`,
  },
];

/** What goes wrong with an image for several platforms. */
export const multiArchFailures: readonly KnownFailure[] = [...builderRows, ...stepRows];

/** A failure that may be about what became of the image after it was built. */
export interface MultiArchFailure extends Failure {
  /** It was built, and could not be pushed. */
  readonly isPush?: boolean;
}

/**
 * Why there is no image for several platforms, if others than the Dockerfile and its sources are at fault.
 * @param output of the program that failed
 * @param begun the arguments of the programs that were started; that one is the last
 */
export function multiArchFailure(output: string, begun: readonly (readonly string[])[]): MultiArchFailure | undefined {
  const name = pushedBy(begun.at(-1) ?? []);
  const text = name === undefined ? output : asPush(name, output);
  const { engine, commands } = readBuildOutput(text);
  // What the builder did when it failed.
  const doing = text.match(/^(?:#\d+| >) \[internal\] .*$/gm) ?? [];
  const failure =
    knownFailure([...doing, ...engine].join('\n'), builderRows) ??
    knownFailure([...engine, ...commands].join('\n'), stepRows);
  const [line] = /failed to push [^\n]*/.exec(engine.join('\n')) ?? [];
  if (line === undefined) return failure;
  // What is said of base images is not meant here.
  const message = failure?.message ?? l10n.t('The registry or the builder said: {0}', line);
  const told = [message, pushedText(pushedNames(text, begun)) ?? ''].join(' ').trim();
  return { id: failure?.id ?? 'push', actions: failure?.actions ?? ['output'], message: told, isPush: true };
}

/** What podman and nerdctl say of a push, in the form of BuildKit: from the line on that begins as their errors do. */
function asPush(name: string, output: string): string {
  const lines = output.trim().split(/\r?\n/);
  const from = lines.findLastIndex((line) => /^(?:Error: |time=\S+ level=fatal |FATA\[)/.test(line));
  return `failed to push ${name}: ${lines.slice(from === -1 ? -1 : from).join(' ')}`;
}
