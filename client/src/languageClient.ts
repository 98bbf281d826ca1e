import type { ExtensionContext } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { clientOptions, keepErrorsInOutput } from './clientOptions';
import { lensCommands } from './protocol';

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
  const options = clientOptions(() => client.isRunning(), onGivenUp, Object.values(lensCommands));
  const client = new LanguageClient('goDockerfile', 'Go Dockerfile', serverOptions, options);
  keepErrorsInOutput(client);
  return client;
}
