import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions, keepErrorsInOutput } from './clientOptions';
import { readFolder } from './readFolder';
import { readFolderRequest } from './protocol';

/** A web worker, as far as it is of use here: the types of browsers would come with all their globals. */
declare const Worker: new (address: string) => { postMessage(message: unknown): void };

/**
 * A client for the language server as a web worker. The worker starts with `start()`, asks for the files around Dockerfiles, and
 * fetches its other bundles from beside its own.
 * @param onGivenUp called when the server has ended too often to be started again
 */
export function createBrowserLanguageClient(context: ExtensionContext, onGivenUp: () => void): LanguageClient {
  const bundles = `${Uri.joinPath(context.extensionUri, 'out', 'server').toString(true)}/`;
  const options = clientOptions(() => client.isRunning(), onGivenUp);
  const client = new LanguageClient(
    'goDockerfile',
    'Go Dockerfile',
    () => {
      // The library would not take the worker itself: VS Code has a constructor of its own, whose workers are no instances of it.
      const worker = new Worker(`${bundles}browserServer.js`);
      worker.postMessage({ bundles });
      return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
    },
    {
      ...options,
      initializationOptions: { ...options.initializationOptions, readsFolders: true },
    },
  );
  keepErrorsInOutput(client);
  context.subscriptions.push(
    client.onRequest(readFolderRequest, ({ uri }: { readonly uri: string }) => readFolder(Uri.parse(uri))),
  );
  return client;
}
