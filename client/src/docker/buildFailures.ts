import { l10n } from 'vscode';
import type { OutputProblem } from '../protocol';
import { lastWords, linesOfBuilder } from './buildOutput';
import { buildFailure } from './failureRows';
import { type Failure, knownFailure, type KnownFailure } from './failures';
import type { Ended } from './process';

/** Why an image was not built. */
export interface BuildReason {
  /** One sentence or more; undefined if nothing was printed. */
  readonly message: string | undefined;
  /** The problem that says so, or else the first there is. */
  readonly problem: OutputProblem | undefined;
  /** Set if the engine or the machine is at fault. */
  readonly failure: Failure | undefined;
}

/**
 * Why an image was not built: an error in a source file beats what is known of engines, which beats what the Dockerfile has to
 * do with it, as that is often only where the failure of the engine came to light.
 * @param dockerfile its URI, as the problems have it
 * @param own what is known of a build of a particular kind
 */
export function whyNotBuilt(
  { output, failure: notStarted }: Pick<Ended, 'output' | 'failure'>,
  problems: readonly OutputProblem[],
  dockerfile: string,
  own?: Failure,
): BuildReason {
  const inSource = problems.find(({ uri, severity }) => severity === 'error' && uri !== dockerfile);
  if (inSource) return { message: `${placeOf(inSource)}: ${inSource.message}`, problem: inSource, failure: undefined };
  const failure = own ?? buildFailure(output) ?? knownFailure(linesOfBuilder(output), buildFailures);
  const [problem] = problems;
  const message = failure?.message ?? problem?.message ?? notStarted ?? lastWords(output);
  return { message, problem, failure };
}

/** `main.go:8` */
function placeOf({ uri, range }: OutputProblem): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return `${decodeURIComponent(name)}:${range.start.line + 1}`;
}

/** Why the engine did not even begin, or could not, as far as it is not the Dockerfile's fault. The first row that fits counts. */
export const buildFailures: readonly KnownFailure[] = [
  {
    id: 'no-buildx',
    text: /buildx component is missing or broken|unknown flag: --progress|'buildx' is not a docker command|the --mount option requires BuildKit/,
    says: () =>
      l10n.t(
        'This docker has no buildx, so that it builds without BuildKit: mounts, secrets, caches and several platforms are not to be had. Install the package docker-buildx-plugin.',
      ),
    source: 'docker/cli, cmd/docker/builder.go',
  },
  {
    id: 'unknown-flag',
    text: /^(?:ERROR: |Error: )?unknown (?:shorthand )?flag: (.*)$/m,
    says: ([, flag = '']) =>
      l10n.t(
        'The command line does not know the flag {0}. Change "args" of the task, or update the command line.',
        flag,
      ),
    source: 'spf13/pflag, as docker, podman and nerdctl print it',
  },
  {
    id: 'secret-file',
    text: /failed to stat (.+?): (?:stat|CreateFile) /,
    says: ([, path = '']) =>
      l10n.t(
        'The file of a secret or key is not there: {0}. Choose another one with "Go Dockerfile: Build with…".',
        path,
      ),
    source: 'docker/buildx, util/buildflags and BuildKit, session/secrets/secretsprovider',
  },
  {
    id: 'ssh-agent',
    text: /invalid empty ssh agent socket|failed to (?:open|parse) .*ssh|could not parse ssh/,
    says: () =>
      l10n.t(
        'No SSH agent runs for VS Code (SSH_AUTH_SOCK is not set). Start one, or choose a key file with "Go Dockerfile: Build with…".',
      ),
    source: 'BuildKit, session/sshforward/sshprovider',
  },
];
