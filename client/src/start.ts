import { commands, type Disposable, type ExtensionContext } from 'vscode';
import { registerCopyLabels } from './copyLabels';
import { type BuildGraphPanel, registerBuildGraph } from './graph/panel';
import { type LanguageServer, type LateParts, startWhenNeeded } from './languageServer';
import { registerShowVerdict } from './showVerdict';
import { createStatusItem } from './statusItem';
import { keepVerdicts, type Verdicts } from './verdicts';

/** What other extensions, and the end-to-end tests, may use. */
export interface GoDockerfileApi {
  readonly verdicts: Verdicts;
  readonly buildGraph: BuildGraphPanel;
}

let server: LanguageServer | undefined;

/**
 * Shows what the language server has to say, on Node and in browsers alike. Returns at once: what takes time to load is loaded
 * later.
 * @param load loads what is not needed before the first document for the server is open
 * @param lateCommands those that it registers
 */
export function start(
  context: ExtensionContext,
  load: () => Promise<LateParts>,
  lateCommands: readonly string[],
): GoDockerfileApi {
  const verdicts = keepVerdicts();
  server = startWhenNeeded(context, load, lateCommands, verdicts.tell);
  const buildGraph = registerBuildGraph(context, server, verdicts);
  context.subscriptions.push(
    verdicts,
    createStatusItem(verdicts),
    registerCopyLabels(server),
    registerShowVerdict(),
    buildGraph,
    tellFirst(verdicts),
    server,
  );
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
  await server?.stop();
  server = undefined;
}
