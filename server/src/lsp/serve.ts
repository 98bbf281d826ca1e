import { createConnection } from 'vscode-languageserver/node';
import { handle } from './handlers';
import type { LoadingClient } from './loadingClient';
import { loadOnce } from './loadOnce';
import type { Core } from './session';

/**
 * Serves the client that started this process, over the transport that the process' arguments name (`--stdio`,
 * `--node-ipc`); returns at once.
 * @param load called with the client's locale when the first document is looked at, and again only if it failed
 */
export function serve(load: (locale: string | undefined) => Promise<Core>): void {
  handle(
    createConnection(),
    loadOnce(({ locale }: LoadingClient) => load(locale())),
  );
}
