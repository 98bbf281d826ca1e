import { serveBrowser } from '../lsp/serveBrowser';
import { loadCore } from './core';

/**
 * Serves the client that started this worker; returns at once. To be loaded once it is known where other bundles are.
 * @param bundles address of their folder, with a slash at the end
 */
export function serve(bundles: string): void {
  serveBrowser((client) => loadCore(client, bundles));
}
