import { extensions } from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { documentSelector } from './documents';
import { copyLabelsCommand, lensCommands } from './protocol';

/** How often the server may end unasked within `crashPeriod` milliseconds and is started again. */
const crashLimit = 3;
const crashPeriod = 180_000;

/**
 * What is the same wherever the server runs.
 * @param isRunning whether the client that gets these options is
 * @param onGivenUp called when the server has ended too often to be started again
 * @param ownCommands those that are carried out here and not everywhere
 */
export function clientOptions(
  isRunning: () => boolean,
  onGivenUp: () => void,
  ownCommands: readonly string[] = [],
): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    initializationOptions: {
      commands: [...new Set([copyLabelsCommand, lensCommands.showVerdict, ...ownCommands])],
      completesKeywords: !isCompletedByOthers(),
    },
    // Without a handler the library shows the bare error as a message of its own.
    initializationFailedHandler: () => false,
    errorHandler: createErrorHandler(isRunning, onGivenUp),
  };
}

/** Extensions that complete keywords and flags of instructions: those of Microsoft and of Docker. */
const dockerExtensions = ['ms-azuretools.vscode-docker', 'ms-azuretools.vscode-containers', 'docker.docker'];

/** Whether one of them is installed and not disabled. All start with the first Dockerfile, as this one does. */
function isCompletedByOthers(): boolean {
  return dockerExtensions.some((id) => extensions.getExtension(id) !== undefined);
}

/** Has errors written to the output alone: the library would show several messages for one failure, none with a next step. */
export function keepErrorsInOutput(client: BaseLanguageClient): void {
  const error = client.error.bind(client);
  client.error = (message, data) => error(message, data, false);
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
