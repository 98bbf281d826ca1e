import { l10n, ProgressLocation, window } from 'vscode';
import type { Prepared } from '../prepare';
import { type Ended, type Program, runProgram } from '../process';

/** A program of the engine, in the folder of the build. */
export function programOf({ engine, build }: Prepared, args: readonly string[]): Program {
  return { executable: engine.executable, environment: engine.environment, args, folder: build.inputs.context };
}

/** Runs something of which the user sees a notification, and which the user can cancel; undefined if so. */
export async function withNotification<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const abort = new AbortController();
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title },
    (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return work(abort.signal);
    },
  );
  return abort.signal.aborted ? undefined : result;
}

/** Asks the engine something; undefined if the user cancels. */
export function askEngine(prepared: Prepared, args: readonly string[]): Promise<Ended | undefined> {
  const { kind } = prepared.engine;
  return withNotification(l10n.t('Asking {0}: {1}', kind, args.slice(0, 3).join(' ')), (signal) =>
    runProgram(programOf(prepared, args), { signal }),
  );
}
