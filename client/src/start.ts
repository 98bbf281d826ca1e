import { commands, type Disposable, type ExtensionContext, l10n, languages, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { registerCopyLabels } from './copyLabels';
import { documentSelector } from './clientOptions';
import { type BuildGraphPanel, registerBuildGraph } from './graph/panel';
import { registerShowVerdict } from './showVerdict';
import { createStatusItem } from './statusItem';
import { collectVerdicts, type Verdicts } from './verdicts';

/** What other extensions, and the end-to-end tests, may use. */
export interface GoDockerfileApi {
  readonly verdicts: Verdicts;
  readonly buildGraph: BuildGraphPanel;
}

let running: BaseLanguageClient | undefined;

/**
 * Shows what the language server has to say, on Node and in browsers alike. The server starts with the first document that is
 * for it; nobody waits for that.
 * @param create makes the client; `onGivenUp` is for it to call when the server has ended too often to be started again
 * @param registerOthers registers the commands that are not to be had everywhere
 */
export function start(
  context: ExtensionContext,
  create: (context: ExtensionContext, onGivenUp: () => void) => BaseLanguageClient,
  registerOthers: (client: BaseLanguageClient, context: ExtensionContext) => Disposable = () => ({
    dispose: () => undefined,
  }),
): GoDockerfileApi {
  const client = create(context, () => {
    void reportFailure(
      client,
      l10n.t('The language server of Go Dockerfile ended several times in a row, so Dockerfiles are not checked.'),
    );
  });
  const verdicts = collectVerdicts(client);
  const waiting = whenNeeded(() => {
    // The reason is in the output.
    client
      .start()
      .catch(() =>
        reportFailure(
          client,
          l10n.t('The language server of Go Dockerfile did not start, so Dockerfiles are not checked.'),
        ),
      );
  });
  const buildGraph = registerBuildGraph(context, client, verdicts);
  context.subscriptions.push(
    verdicts,
    createStatusItem(verdicts),
    registerCopyLabels(client),
    registerShowVerdict(client),
    buildGraph,
    registerOthers(client, context),
    tellFirst(verdicts),
    waiting,
  );
  running = client;
  return { verdicts, buildGraph };
}

/** Sets the context that completes the first step of the walkthrough. */
function tellFirst(verdicts: Verdicts): Disposable {
  const subscription = verdicts.onDidChange(() => {
    subscription.dispose();
    void commands.executeCommand('setContext', 'goDockerfile.hasVerdict', true);
  });
  return subscription;
}

/** Stops the language server. */
export async function stop(): Promise<void> {
  if (running?.isRunning()) await running.stop();
  running = undefined;
}

/** Does it once: now, if a document for the server is open, or else when the first is opened. */
function whenNeeded(action: () => void): Disposable {
  const selector = documentSelector();
  const isOpen = () => workspace.textDocuments.some((document) => languages.match(selector, document) > 0);
  if (isOpen()) {
    action();
    return { dispose: () => undefined };
  }
  const subscription = workspace.onDidOpenTextDocument(() => {
    if (!isOpen()) return;
    subscription.dispose();
    action();
  });
  return subscription;
}

async function reportFailure(client: BaseLanguageClient, what: string): Promise<void> {
  const showOutput = l10n.t('Show Output');
  const reload = l10n.t('Reload Window');
  const answer = await window.showErrorMessage(
    `${what} ${l10n.t('Its output says why; reloading the window starts it again.')}`,
    showOutput,
    reload,
  );
  if (answer === showOutput) client.outputChannel.show();
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
