import { l10n, window } from 'vscode';
import { buildFailure } from '../failureRows';
import { type Failure, knownFailure } from '../failures';
import type { Ended } from '../process';
import { multiArchFailures } from './failures';

/** What is known of an output, of several platforms or of all builds. */
export function failureOf(output: string): Failure | undefined {
  return knownFailure(output, multiArchFailures) ?? buildFailure(output);
}

/** Tells the user what went wrong, and what helps; by its last line if nothing is known of it. */
export async function tellFailure(ended: Ended, otherwise: string): Promise<void> {
  if (failureOf(ended.output)?.id === 'cancelled') return;
  await window.showErrorMessage(sentenceOf(ended, otherwise));
}

/** Lines behind an error that say nothing of it: of docker, of Docker Desktop. */
const trailer = /^(?:View build details: |See '.*--help'|Run '.*--help'|\s*$)/;

export function sentenceOf({ output, failure }: Ended, otherwise: string): string {
  const known = failureOf(output);
  if (known) return known.message;
  const line = failure ?? output.split(/\r?\n/).findLast((one) => !trailer.test(one)) ?? '';
  return line === '' ? otherwise : l10n.t('{0} It said: {1}', otherwise, line.trim());
}
