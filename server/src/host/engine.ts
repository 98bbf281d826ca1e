import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findExecutable } from './findExecutable';

/** Something that the user can do something about: the sentence says what. */
export class InspectProblem extends Error {}

/** The engine answers, and has no image of that name. */
export class MissingImage extends InspectProblem {}

/** What the engine's command says of an image. */
export interface EngineImage {
  readonly platform: string;
  /** ENTRYPOINT and CMD. */
  readonly words: readonly string[];
}

/** A container engine by its command line: docker, podman, nerdctl. Nothing goes through a shell. */
export interface Engine {
  /** Throws InspectProblem if the engine, or an image of that name, is not there. */
  readonly describe: (image: string) => Promise<EngineImage>;
  /** The image as a tar archive, piece by piece; throws InspectProblem at the end if it could not be had. */
  readonly save: (image: string, platform: string | undefined) => AsyncIterable<Uint8Array>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the command of an engine. Throws InspectProblem. */
export function findEngine(name: string, env: Environment): Engine {
  const executable = findExecutable(name, env);
  if (executable === undefined) {
    throw new InspectProblem(
      `There is no executable '${name}' on PATH. Install it, or name another one with --engine (docker, podman, nerdctl, or an absolute path).`,
    );
  }
  return {
    describe: (image) => describe(executable, name, image, env),
    save: (image, platform) => save(executable, name, image, platform, env),
  };
}

async function describe(executable: string, name: string, image: string, env: Environment): Promise<EngineImage> {
  const child = start(executable, ['image', 'inspect', '--', image], env);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    if (text.length < 16_000_000) text += piece;
  });
  const failure = await ended(child);
  if (failure !== undefined) throw engineProblem(name, image, undefined, failure);
  return readDescription(text);
}

function readDescription(text: string): EngineImage {
  const nothing = { platform: '', words: [] };
  try {
    const [found] = JSON.parse(text) as readonly {
      readonly Os?: unknown;
      readonly Architecture?: unknown;
      readonly Config?: { readonly Entrypoint?: unknown; readonly Cmd?: unknown };
    }[];
    const words = [found?.Config?.Entrypoint, found?.Config?.Cmd].flat();
    return {
      platform: [found?.Os, found?.Architecture].join('/'),
      words: words.filter((word) => typeof word === 'string'),
    };
  } catch {
    return nothing;
  }
}

async function* save(
  executable: string,
  name: string,
  image: string,
  platform: string | undefined,
  env: Environment,
): AsyncIterable<Uint8Array> {
  // Podman keeps one platform under a name, and has no such option.
  const chosen = platform === undefined || /podman/.test(name) ? [] : ['--platform', platform];
  const child = start(executable, ['save', ...chosen, '--', image], env);
  const end = ended(child);
  try {
    for await (const piece of child.stdout as AsyncIterable<Uint8Array>) yield piece;
    const failure = await end;
    if (failure !== undefined) throw engineProblem(name, image, platform, failure);
  } finally {
    child.kill();
  }
}

function start(
  executable: string,
  args: readonly string[],
  env: Environment,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, shell: false });
}

/** What the process complained about; undefined if it ended well. */
function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string | undefined> {
  return new Promise((resolve) => {
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      if (complaint.length < 100_000) complaint += piece;
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) => resolve(status === 0 ? undefined : complaint.trim() || `exit code ${status}`));
  });
}

/** Complaints of the engines, and what helps. Texts: docker/cli, containers/podman, containerd/nerdctl. */
const complaints: readonly {
  readonly match: RegExp;
  readonly says: (engine: string, image: string, platform: string) => string;
  readonly isMissing?: true;
}[] = [
  {
    match: /permission denied.*(?:sock|daemon)|(?:sock|daemon).*permission denied/is,
    says: (engine) =>
      `You may not use the engine of '${engine}': permission is denied on its socket. Join its group (docker), or run as a user who may.`,
  },
  {
    match:
      /cannot connect to (?:the docker daemon|podman)|error during connect|connection refused|rootless containerd not running|cannot access containerd socket|docker daemon is not running/i,
    says: (engine) =>
      `No engine answers to '${engine}'. Start it (Docker Desktop, systemctl start docker, podman machine start), or check DOCKER_HOST and the context.`,
  },
  {
    match:
      /does not provide the specified platform|no suitable export target|no match for platform|platform.*not found/i,
    says: (engine, image, platform) =>
      `The image '${image}' is not there for ${platform || 'that platform'}. Build it for that, or fetch it with: ${engine} pull --platform ${platform || 'PLATFORM'} ${image}`,
  },
  {
    match:
      /no such (?:image|object)|image not known|reference does not exist|image.*not found|not found.*image|no image(?: was)? found|unable to (?:find|inspect)/i,
    says: (engine, image) =>
      `There is no image '${image}' in the engine, and no file of that name. Build it, or fetch it with: ${engine} pull ${image}`,
    isMissing: true,
  },
  {
    match: /invalid reference format|repository name.*must be|invalid repository name/i,
    says: (_, image) => `'${image}' is neither a file nor a name that an image can have. Check it.`,
    isMissing: true,
  },
  {
    match: /unknown flag: --platform/i,
    says: (engine) =>
      `This ${engine} cannot save one platform of an image (Docker 28 can). Leave out --platform, or update it.`,
  },
  {
    match: /no space left on device/i,
    says: (engine) => `The disk of '${engine}' is full. Free some space.`,
  },
];

function engineProblem(name: string, image: string, platform: string | undefined, complaint: string): InspectProblem {
  const row = complaints.find(({ match }) => match.test(complaint));
  if (row) return new (row.isMissing ? MissingImage : InspectProblem)(row.says(name, image, platform ?? ''));
  const [line = ''] = complaint
    .split('\n')
    .filter((text) => text.trim() !== '')
    .slice(-1);
  return new InspectProblem(`'${name}' could not give the image '${image}': ${line.trim()}`);
}
