import { serveBrowser } from '../lsp/serveBrowser';
import { loadCore } from './core';

/** Serves the client that started this worker; returns at once. To be loaded once it is known where other bundles are. */
export function serve(): void {
  serveBrowser(loadCore);
}
