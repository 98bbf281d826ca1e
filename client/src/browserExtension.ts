import type { ExtensionContext } from 'vscode';
import { createBrowserLanguageClient } from './browserLanguageClient';
import { start, stop, type GoDockerfileApi } from './start';

/** As in `extension.ts`, where VS Code runs in a browser: there are no processes, and files are those of any file system. */
export function activate(context: ExtensionContext): GoDockerfileApi {
  return start(context, createBrowserLanguageClient);
}

export function deactivate(): Promise<void> {
  return stop();
}
