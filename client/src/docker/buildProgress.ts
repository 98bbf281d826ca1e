import { ProgressLocation, window } from 'vscode';
import type { BuildStep } from './progress';

/**
 * Shows a notification with the step that a build is at, and a button that cancels it.
 * @param over resolves when the notification is to go
 * @returns to be called with each step
 */
export function showBuildProgress(
  title: string,
  abort: AbortController,
  over: Promise<unknown>,
): (step: BuildStep | undefined) => void {
  let report: (step: BuildStep | undefined) => void = () => undefined;
  void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
    let reached = 0;
    token.onCancellationRequested(() => abort.abort());
    report = (step) => {
      if (!step) return;
      const now = step.total === 0 ? 0 : (100 * step.done) / step.total;
      progress.report({ message: describe(step), increment: Math.max(0, now - reached) });
      reached = Math.max(reached, now);
    };
    return over;
  });
  return (step) => report(step);
}

/** `3/7 [build 2/5] RUN go build`. */
function describe({ name, download, done, total }: BuildStep): string {
  const count = total === 0 ? '' : `${Math.min(done + 1, total)}/${total} `;
  const words = name.length > 90 ? `${name.slice(0, 90)}…` : name;
  return `${count}${words}${download === undefined ? '' : ` (${download})`}`;
}
