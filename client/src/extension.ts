import type { ExtensionContext } from 'vscode';
import { registerDockerCommands } from './docker/commands';
import { createLanguageClient } from './languageClient';
import { start, stop, type GoDockerfileApi } from './start';

/** Called by VS Code when the first Dockerfile is opened, or a workspace that has one. */
export function activate(context: ExtensionContext): GoDockerfileApi {
  return start(context, createLanguageClient, registerDockerCommands);
}

/** Called by VS Code before it unloads the extension. */
export function deactivate(): Promise<void> {
  return stop();
}
