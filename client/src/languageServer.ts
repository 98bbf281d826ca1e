import { commands, Disposable, type ExtensionContext, l10n, type TaskProvider, tasks, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { isDockerfileOpen } from './documents';
import { taskType, type VerdictParams, verdictNotification } from './protocol';

/** What is loaded once the extension is active, because it is big, or because most never call it. */
export interface LateParts {
  /** @param onGivenUp called when the server has ended too often to be started again */
  createClient(context: ExtensionContext, onGivenUp: () => void): BaseLanguageClient;
  /** Registers the commands that stand-ins were there for. */
  registerCommands(client: BaseLanguageClient, context: ExtensionContext): LateCommands;
}

/** What is carried out by what is loaded late. */
export interface LateCommands extends Disposable {
  /** Tasks of the manifest's type; absent where there are no processes. */
  readonly tasks?: TaskProvider;
}

/** The language server as commands and panels see it, which are there before the library that speaks to it is loaded. */
export interface LanguageServer extends Disposable {
  /**
   * The answer to a request. Waits for a server that is about to run. Undefined if there is none, as no document for it was
   * opened, or as it did not start or has ended.
   * @throws as requests of the client do
   */
  ask<R>(method: string, params: { readonly uri: string }): Promise<R | undefined>;
  /** Stops it, also in the middle of its start. */
  stop(): Promise<void>;
}

/**
 * Starts the language server with the first Dockerfile; nobody waits for that.
 * @param load loads what is not needed before
 * @param lateCommands those that are carried out by what is loaded late: when one is called before, it waits
 */
export function startWhenNeeded(
  context: ExtensionContext,
  load: () => Promise<LateParts>,
  lateCommands: readonly string[],
  onVerdict: (params: VerdictParams) => void,
): LanguageServer {
  let loaded: Promise<BaseLanguageClient> | undefined;
  let running: Promise<BaseLanguageClient | undefined> | undefined;
  let stopped = false;
  const standIns = lateCommands.map((command) =>
    commands.registerCommand(command, async (...given: unknown[]) => {
      await Promise.all([loadClient(), running]);
      return commands.executeCommand(command, ...given);
    }),
  );
  let lateTasks: TaskProvider | undefined;
  const taskProvider = tasks.registerTaskProvider(taskType, {
    provideTasks: async (token) => {
      await loadClient();
      return lateTasks?.provideTasks(token);
    },
    resolveTask: async (task, token) => {
      await loadClient();
      return lateTasks?.resolveTask(task, token);
    },
  });
  const opened = workspace.onDidOpenTextDocument(runIfNeeded);
  runIfNeeded();

  return {
    async ask<R>(method: string, params: object) {
      const client = await running;
      return client?.isRunning() ? client.sendRequest<R>(method, params) : undefined;
    },
    async stop() {
      stopped = true;
      const client = await running;
      if (client?.isRunning()) await client.stop();
    },
    dispose: () => Disposable.from(opened, taskProvider, ...standIns).dispose(),
  };

  function runIfNeeded(): void {
    if (running || !isDockerfileOpen()) return;
    running = run();
    opened.dispose();
  }

  /** The client once it runs; undefined if it does not come to that, which the user is told. */
  async function run(): Promise<BaseLanguageClient | undefined> {
    // A task of its own: VS Code starts one extension after the other, and the next need not wait for the loading.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (stopped) return undefined;
    let client: BaseLanguageClient | undefined;
    try {
      client = await loadClient();
      await client.start();
      return client;
    } catch {
      // The reason is in the output.
      void reportFailure(
        l10n.t('The language server of Go Dockerfile did not start, so Dockerfiles are not checked.'),
        client,
      );
      return undefined;
    }
  }

  function loadClient(): Promise<BaseLanguageClient> {
    loaded ??= load().then(({ createClient, registerCommands }) => {
      const client = createClient(context, () => {
        void reportFailure(
          l10n.t('The language server of Go Dockerfile ended several times in a row, so Dockerfiles are not checked.'),
          client,
        );
      });
      // Two commands of the same name cannot be.
      for (const standIn of standIns) standIn.dispose();
      const late = registerCommands(client, context);
      lateTasks = late.tasks;
      context.subscriptions.push(client.onNotification(verdictNotification, onVerdict), late);
      return client;
    });
    return loaded;
  }
}

/** @param client has the output; undefined if it could not even be loaded */
async function reportFailure(what: string, client: BaseLanguageClient | undefined): Promise<void> {
  const showOutput = l10n.t('Show Output');
  const reload = l10n.t('Reload Window');
  const why = l10n.t('Its output says why; reloading the window starts it again.');
  const answer = await (client
    ? window.showErrorMessage(`${what} ${why}`, showOutput, reload)
    : window.showErrorMessage(what, reload));
  if (answer === showOutput) client?.outputChannel.show();
  if (answer === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
