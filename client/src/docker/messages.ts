import { commands, env, l10n, Uri, window } from 'vscode';
import type { Failure, FailureAction } from './failures';

/** Buttons of a message, and what each does. */
export type Buttons = Readonly<Record<string, () => Thenable<unknown>>>;

/** Shows a message with buttons, and does what the chosen one is for. */
export async function offer(message: string, buttons: Buttons): Promise<void> {
  const answer = await window.showWarningMessage(message, ...Object.keys(buttons));
  if (answer !== undefined) await buttons[answer]?.();
}

export function openSettings(): Thenable<unknown> {
  return commands.executeCommand('workbench.action.openSettings', 'goDockerfile.docker');
}

export function showInstallation(): Thenable<unknown> {
  return env.openExternal(Uri.parse('https://docs.docker.com/get-started/get-docker/'));
}

/** What `retry` and `output` are in the case at hand; without, there is no such button. */
export interface FailureContext {
  readonly retry?: () => Thenable<unknown>;
  readonly output?: () => Thenable<unknown>;
}

/** The buttons for actions, in their order. */
export function buttonsFor(actions: readonly FailureAction[], { retry, output }: FailureContext): Buttons {
  const all: Readonly<Record<FailureAction, readonly [label: string, does: (() => Thenable<unknown>) | undefined]>> = {
    settings: [l10n.t('Open Settings'), openSettings],
    install: [l10n.t('How to Install Docker'), showInstallation],
    retry: [l10n.t('Try Again'), retry],
    output: [l10n.t('Show Output'), output],
  };
  return Object.fromEntries(
    actions.flatMap((action) => {
      const [label, does] = all[action];
      return does ? [[label, does]] : [];
    }),
  );
}

/** Shows a failure with its buttons, and does what the chosen one is for. */
export async function showFailure({ message, actions }: Pick<Failure, 'message' | 'actions'>, context: FailureContext) {
  const buttons = buttonsFor(actions, context);
  const answer = await window.showErrorMessage(message, ...Object.keys(buttons));
  if (answer !== undefined) await buttons[answer]?.();
}
