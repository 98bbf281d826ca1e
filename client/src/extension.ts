import { commands, type ExtensionContext, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { registerCopyLabels } from './copyLabels';
import { registerDockerCommands } from './docker/commands';
import { type BuildGraphPanel, registerBuildGraph } from './graph/panel';
import { createLanguageClient } from './languageClient';
import { registerShowVerdict } from './showVerdict';
import { createStatusItem } from './statusItem';
import { collectVerdicts, type Verdicts } from './verdicts';

/** What other extensions, and the end-to-end tests, may use. */
export interface GoDockerfileApi {
  readonly verdicts: Verdicts;
  readonly buildGraph: BuildGraphPanel;
}

let running: LanguageClient | undefined;

/** Starts the language server and shows its verdicts. Called by VS Code when the first Dockerfile is opened. */
export async function activate(context: ExtensionContext): Promise<GoDockerfileApi> {
  const client = createLanguageClient(context, () => {
    void reportFailure(client, 'ended several times in a row');
  });
  const verdicts = collectVerdicts(client);
  const buildGraph = registerBuildGraph(context, client, verdicts);
  context.subscriptions.push(
    verdicts,
    createStatusItem(verdicts),
    registerCopyLabels(client),
    registerShowVerdict(client),
    registerDockerCommands(client),
    buildGraph,
  );
  running = client;
  try {
    await client.start();
  } catch {
    // The reason is in the output. Not awaited: activation ends although nobody has answered the message yet.
    void reportFailure(client, 'did not start');
  }
  return { verdicts, buildGraph };
}

/** Stops the language server. Called by VS Code before it unloads the extension. */
export async function deactivate(): Promise<void> {
  if (running?.isRunning()) await running.stop();
  running = undefined;
}

async function reportFailure(client: LanguageClient, what: string): Promise<void> {
  const showOutput = 'Show Output';
  const reload = 'Reload Window';
  const answer = await window.showErrorMessage(
    `The language server of Go Dockerfile ${what}, so Dockerfiles are not checked. ` +
      'Its output says why; reloading the window starts it again.',
    showOutput,
    reload,
  );
  if (answer === showOutput) client.outputChannel.show();
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
