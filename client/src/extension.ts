import { commands, type ExtensionContext, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createLanguageClient } from './languageClient';
import { createStatusItem } from './statusItem';
import { collectVerdicts, type Verdicts } from './verdicts';

/** What other extensions, and the end-to-end tests, may use. */
export interface GoDockerfileApi {
  readonly verdicts: Verdicts;
}

let running: LanguageClient | undefined;

/** Starts the language server and shows its verdicts. Called by VS Code when the first Dockerfile is opened. */
export async function activate(context: ExtensionContext): Promise<GoDockerfileApi> {
  const client = createLanguageClient(context);
  const verdicts = collectVerdicts(client);
  context.subscriptions.push(verdicts, createStatusItem(verdicts));
  running = client;
  try {
    await client.start();
  } catch (error) {
    // Not awaited: activation ends although nobody has answered the message yet.
    void reportFailedStart(client, error);
  }
  return { verdicts };
}

/** Stops the language server. Called by VS Code before it unloads the extension. */
export async function deactivate(): Promise<void> {
  if (running?.isRunning()) await running.stop();
  running = undefined;
}

async function reportFailedStart(client: LanguageClient, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const showOutput = 'Show Output';
  const reload = 'Reload Window';
  const answer = await window.showErrorMessage(
    `The language server of Go Dockerfile did not start, so Dockerfiles are not checked: ${reason}. ` +
      'Its output says more; reloading the window starts it again.',
    showOutput,
    reload,
  );
  if (answer === showOutput) client.outputChannel.show();
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
