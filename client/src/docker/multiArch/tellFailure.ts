import { l10n, window } from 'vscode';
import { knownFailure } from '../failures';
import type { Ended } from '../process';
import { multiArchFailures } from './failures';

/** Tells the user what went wrong, and what helps; by its last line if nothing is known of it. */
export async function tellFailure(ended: Ended, otherwise: string): Promise<void> {
  const known = knownFailure(ended.output, multiArchFailures);
  if (known?.id === 'cancelled') {
    void window.setStatusBarMessage(known.message, 10_000);
    return;
  }
  const line = ended.failure ?? ended.output.trim().split('\n').at(-1) ?? '';
  await window.showErrorMessage(
    known?.message ?? (line === '' ? otherwise : l10n.t('{0} It said: {1}', otherwise, line)),
  );
}
