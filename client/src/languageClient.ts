import { type ExtensionContext, workspace } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';

/**
 * Schemes whose documents are files of a workspace, or are to become one. The left side of a comparison (`git:`) is
 * none: what it reports cannot be mended.
 */
const schemes = ['file', 'untitled', 'vscode-vfs'];

/** The files besides the Dockerfile that a verdict rests on: a change of one may change the findings. */
const watchedFiles = '**/{go.mod,go.sum,go.work,*.go,.dockerignore,*.dockerignore,modules.txt,Makefile}';

/**
 * A client for the language server in the extension's own folder, which talks over the IPC channel of a Node process
 * that the client starts. Nothing runs before `start()`.
 */
export function createLanguageClient(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath('out/server/server.js');
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const watcher = workspace.createFileSystemWatcher(watchedFiles);
  context.subscriptions.push(watcher);
  const clientOptions: LanguageClientOptions = {
    documentSelector: schemes.map((scheme) => ({ scheme, language: 'dockerfile' })),
    synchronize: { fileEvents: watcher },
  };
  return new LanguageClient('goDockerfile', 'Go Dockerfile', serverOptions, clientOptions);
}
