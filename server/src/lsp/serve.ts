import { createConnection } from 'vscode-languageserver/node';
import { handle } from './handlers';
import type { Core } from './session';

/**
 * Serves the client that started this process, over the transport that the process' arguments name (`--stdio`,
 * `--node-ipc`); returns at once.
 * @param load called when the first document is looked at, and again only if it failed
 */
export function serve(load: () => Promise<Core>): void {
  let loaded: Promise<Core> | undefined;
  handle(createConnection(), () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  });
}
