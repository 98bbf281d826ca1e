import { spawn } from 'node:child_process';

/** What a command came to. */
export interface Ended {
  /** Null if it was stopped because its time was over. */
  readonly status: number | null;
  /** All that it printed, both streams in the order in which it came. */
  readonly output: string;
}

/** How a container ended; 'still-running' is as good as status 0 for a server. */
export interface Ran {
  readonly state: 'exited' | 'still-running';
  readonly status: number;
  readonly output: string;
}

/** By this label everything that a run makes is found again: `go-dockerfile-engine:name` is labelled with what is before the colon. */
const labelOf = (image: string): string => `go-dockerfile.test=${image.split(':', 1)[0] ?? ''}`;

/** Never the legacy builder: its messages are others. */
const environment = { ...process.env, DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };

/** The cases are measured for this platform; an emulated one words some errors in its own way. */
const wanted = 'linux/amd64';

/** Why no engine can be used here, as a hint to whoever runs the tests; undefined if there is one. */
export async function whyNoEngine(): Promise<string | undefined> {
  const version = await docker(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], 30_000);
  if (version.status === 127) return 'there is no docker command: install Docker';
  if (version.status !== 0) return 'no Docker engine answers: start Docker';
  const platform = version.output.trim().split('\n').at(-1) ?? '';
  if (platform !== wanted) return `the Docker engine is ${platform}, and the cases are for ${wanted}`;
  const buildx = await docker(['buildx', 'version'], 30_000);
  return buildx.status === 0 ? undefined : 'docker buildx is not installed: BuildKit cannot be used';
}

/** The version of the engine, `28.5.2`, without what a distribution adds to it. */
export async function engineVersion(): Promise<string> {
  const { output } = await docker(['version', '--format', '{{.Server.Version}}'], 30_000);
  return /\d+(?:\.\d+)*/.exec(output)?.[0] ?? 'of an unknown version';
}

/**
 * Builds an image with BuildKit and keeps it under the name given.
 * @param online whether RUN instructions may reach a network: `apk add` needs one
 * @param more further words for docker
 */
export async function buildImage(
  image: string,
  dockerfile: string,
  context: string,
  online: boolean,
  more: readonly string[] = [],
): Promise<Ended> {
  const network = online ? more : ['--network', 'none', ...more];
  const place = ['--file', dockerfile, context];
  return docker(
    ['build', ...network, '--progress', 'plain', '--load', '--label', labelOf(image), '--tag', image, ...place],
    540_000,
  );
}

/** Starts a container without network, and waits for its end for some seconds. The container is gone afterwards. */
export async function runImage(image: string): Promise<Ran> {
  const name = image.replace(/[^\w.-]+/g, '-');
  const run = ['run', '--rm', '--network', 'none', '--label', labelOf(image), '--name', name, image];
  const { status, output } = await docker(run, 20_000);
  if (status !== null) return { state: 'exited', status, output };
  const { status: running } = await docker(['rm', '--force', name], 30_000);
  if (running !== 0) throw new Error(`the container ${name} neither ended nor could be removed:\n${output}`);
  return { state: 'still-running', status: 0, output };
}

/** Removes the images `repository:…` that the tests made, those that an interrupted run left behind included. */
export async function removeImages(repository: string): Promise<void> {
  const list = await docker(['image', 'ls', '--quiet', '--filter', `label=${labelOf(repository)}`], 30_000);
  const images = [...new Set(list.output.split('\n').filter(Boolean))];
  if (list.status === 0 && images.length > 0) await docker(['image', 'rm', '--force', ...images], 60_000);
}

/** Removes one image, if it is there. */
export async function removeImage(image: string): Promise<void> {
  await docker(['image', 'rm', '--force', image], 60_000);
}

/** Runs docker; status 127, as a shell gives it, if there is no such command. */
function docker(args: readonly string[], timeout: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('docker', args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (output += text));
    }
    child.on('error', (error) => resolve({ status: 127, output: `${output}${error.message}` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
