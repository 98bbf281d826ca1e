import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { LoadingClient } from './loadingClient';
import { handle } from './handlers';
import { loadOnce } from './loadOnce';
import type { Core } from './session';

/**
 * Serves the client that started this worker, over the worker's own messages; returns at once.
 * @param load called when the first document is looked at, and again only if it failed
 */
export function serveBrowser(load: (client: LoadingClient) => Promise<Core>): void {
  const connection = createConnection(new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis));
  handle(connection, loadOnce(load));
}
