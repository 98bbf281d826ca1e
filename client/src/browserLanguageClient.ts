import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions, keepErrorsInOutput } from './clientOptions';
import { readFolder } from './readFolder';
import { readFolderRequest } from './protocol';

/** A web worker, as far as it is of use here: the types of browsers would come with all their globals. */
declare class Worker {
  constructor(address: string);
}

/**
 * A client for the language server as a web worker. The worker starts with `start()`, asks for the files around Dockerfiles, and
 * fetches its other bundles from beside its own.
 * @param onGivenUp called when the server has ended too often to be started again
 */
export function createBrowserLanguageClient(context: ExtensionContext, onGivenUp: () => void): LanguageClient {
  const address = (name: string) => Uri.joinPath(context.extensionUri, 'out', 'server', name).toString(true);
  const options = clientOptions(() => client.isRunning(), onGivenUp);
  const client = new LanguageClient(
    'goDockerfile',
    'Go Dockerfile',
    () => Promise.resolve(new Worker(address('browserServer.js'))),
    {
      ...options,
      initializationOptions: { ...options.initializationOptions, readsFolders: true, bundles: address('') },
    },
  );
  keepErrorsInOutput(client);
  context.subscriptions.push(
    client.onRequest(readFolderRequest, ({ uri }: { readonly uri: string }) => readFolder(Uri.parse(uri))),
  );
  return client;
}
