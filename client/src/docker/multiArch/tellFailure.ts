import { l10n, window } from 'vscode';
import { lastWords } from '../buildOutput';
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

export function sentenceOf({ output, failure }: Pick<Ended, 'output' | 'failure'>, otherwise: string): string {
  const known = failureOf(output);
  if (known) return known.message;
  const line = failure ?? lastWords(output) ?? '';
  return line === '' ? otherwise : l10n.t('{0} It said: {1}', otherwise, line);
}
