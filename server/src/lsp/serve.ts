import { createConnection } from 'vscode-languageserver/node';
import { handle } from './handlers';
import { loadOnce } from './loadOnce';
import type { Core } from './session';

/**
 * Serves the client that started this process, over the transport that the process' arguments name (`--stdio`,
 * `--node-ipc`); returns at once.
 * @param load called when the first document is looked at, and again only if it failed
 */
export function serve(load: () => Promise<Core>): void {
  handle(createConnection(), loadOnce(load));
}
