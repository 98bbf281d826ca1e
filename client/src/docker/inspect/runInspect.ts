import { execPath } from 'node:process';
import { type Ended, runProgram } from '../process';
import { isSecretArgument } from '../secretArguments';

/** What is to be looked into. */
export interface InspectQuestion {
  /** The command line that comes with the extension. */
  readonly cli: string;
  /** An image, or the path of a program, a tar archive or a folder with an image layout. */
  readonly subject: string;
  /** Undefined: that of the machine, if there are several. */
  readonly platform: string | undefined;
  /** Absolute path of docker, podman or nerdctl. */
  readonly engine: string;
  /** The variables that it gets. */
  readonly environment: NodeJS.ProcessEnv;
  /** In which paths are read. */
  readonly folder: string;
  /** The build to compare with. */
  readonly build?: ComparedBuild | undefined;
}

export interface ComparedBuild {
  /** Absolute paths. */
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** What `node` is told. Values are joined to their options, so that none that begins with a dash is taken for one. */
export function inspectArguments({ cli, subject, platform, engine, build }: InspectQuestion): readonly string[] {
  const compared = build
    ? [
        `--dockerfile=${build.dockerfile}`,
        `--context=${build.context}`,
        ...(build.target === undefined ? [] : [`--target=${build.target}`]),
        // Lists of processes show arguments, and what is predicted does not hang on secrets.
        ...Object.entries(build.buildArgs)
          .filter(([name, value]) => !isSecretArgument(name, value))
          .map(([name, value]) => `--build-arg=${name}=${value}`),
      ]
    : [];
  const chosen = platform === undefined ? [] : [`--platform=${platform}`];
  return [cli, 'inspect', '--json', ...chosen, `--engine=${engine}`, ...compared, '--', subject];
}

/** More than the JSON of programs with thousands of modules takes. */
const mostOutput = 64_000_000;

/** Runs `go-dockerfile inspect` of the extension as a Node process; it starts the engine where the subject is an image's name. */
export function runInspect(question: InspectQuestion, signal: AbortSignal): Promise<Ended> {
  return runProgram(
    {
      executable: execPath,
      args: inspectArguments(question),
      folder: question.folder,
      environment: { ...question.environment, ELECTRON_RUN_AS_NODE: '1' },
    },
    { signal, keep: mostOutput },
  );
}
