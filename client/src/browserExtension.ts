import type { ExtensionContext } from 'vscode';
import { type GoDockerfileApi, start, stop } from './start';

/**
 * As in `extension.ts`, where VS Code runs in a browser: there are no processes, and files are those of any file system. No
 * second file can be loaded there, so what is for later is in the same bundle, and evaluated late.
 */
export function activate(context: ExtensionContext): GoDockerfileApi {
  return start(context, async () => (await import('./browserParts')).browserParts, []);
}

export function deactivate(): Promise<void> {
  return stop();
}
