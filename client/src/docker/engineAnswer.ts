import { l10n } from 'vscode';
import type { Engine } from './engine';
import { engineFailure } from './failureRows';
import type { Failure } from './failures';
import type { Ended } from './process';

/** Longest time that an engine may take to say who it is, in milliseconds. */
export const answerLimit = 15_000;

/** Asks a command line for its version and that of its engine: it fails if the engine does not answer. All kinds understand it. */
export const engineQuestion: readonly string[] = ['version', '--format', '{{json .}}'];

/**
 * Why an engine cannot be used; undefined if it can.
 * @param ended how the question ended; undefined if it did not in time
 */
export function explainAnswer({ kind, executable }: Engine, ended: Ended | undefined): Failure | undefined {
  if (ended?.code === 0) return undefined;
  if (ended === undefined) {
    return {
      id: 'no-answer',
      message: l10n.t(
        '{0} did not answer within {1} s, so nothing was built or run. Its engine may still be starting, or be too busy, or be behind a connection that hangs.',
        kind,
        answerLimit / 1000,
      ),
      actions: ['retry', 'settings'],
    };
  }
  if (ended.failure !== undefined) {
    return {
      id: 'not-started',
      message: l10n.t('{0} could not be started ({1}), so nothing was built or run.', executable, ended.failure),
      actions: ['retry', 'settings'],
    };
  }
  const said = ended.stderr.trim() || ended.output.trim();
  return (
    engineFailure(ended.output) ?? {
      id: 'unusable',
      message: l10n.t(
        '{0} cannot be used, so nothing was built or run: {1}',
        kind,
        said.split('\n').at(-1)?.slice(0, 300) ?? '',
      ),
      actions: ['retry', 'settings'],
    }
  );
}
