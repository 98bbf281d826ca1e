import { extensions, type ExtensionContext } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';

import { copyLabelsCommand, lensCommands } from './protocol';

/**
 * Schemes whose documents are files of a workspace, or are to become one. The left side of a comparison (`git:`) is
 * none: what it reports cannot be mended.
 */
const schemes = ['file', 'untitled', 'vscode-vfs'];

/** How often the server may end unasked within `crashPeriod` milliseconds and is started again. */
const crashLimit = 3;
const crashPeriod = 180_000;

/**
 * A client for the language server in the extension's own folder, which talks over the IPC channel of a Node process
 * that the client starts. Nothing runs before `start()`.
 * @param onGivenUp called when the server has ended too often to be started again
 */
export function createLanguageClient(context: ExtensionContext, onGivenUp: () => void): LanguageClient {
  const module = context.asAbsolutePath('out/server/server.js');
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: schemes.flatMap((scheme) => [
      { scheme, language: 'dockerfile' },
      { scheme, language: 'yaml' },
    ]),
    initializationOptions: {
      commands: [copyLabelsCommand, ...Object.values(lensCommands)],
      completesKeywords: !isCompletedByOthers(),
    },
    // Without a handler the library shows the bare error as a message of its own.
    initializationFailedHandler: () => false,
    errorHandler: createErrorHandler(() => client.isRunning(), onGivenUp),
  };
  const client = new QuietLanguageClient('goDockerfile', 'Go Dockerfile', serverOptions, clientOptions);
  return client;
}

/** Extensions that complete keywords and flags of instructions: those of Microsoft and of Docker. */
const dockerExtensions = ['ms-azuretools.vscode-docker', 'ms-azuretools.vscode-containers', 'docker.docker'];

/** Whether one of them is installed and not disabled. All start with the first Dockerfile, as this one does. */
function isCompletedByOthers(): boolean {
  return dockerExtensions.some((id) => extensions.getExtension(id) !== undefined);
}

/** Writes errors to the output alone: the library would show several messages for one failure, none with a next step. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

function createErrorHandler(isRunning: () => boolean, onGivenUp: () => void): ErrorHandler {
  const crashes: number[] = [];
  let everRan = false;
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= crashLimit ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed() {
      everRan ||= isRunning();
      // Before the first start is over, the promise of `start()` brings the failure.
      if (!everRan) return { action: CloseAction.DoNotRestart, handled: true };
      const now = Date.now();
      crashes.push(now);
      if (crashes.filter((time) => now - time < crashPeriod).length <= crashLimit) {
        return { action: CloseAction.Restart, handled: true };
      }
      onGivenUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
