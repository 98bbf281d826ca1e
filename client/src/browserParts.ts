import { Disposable } from 'vscode';
import { createBrowserLanguageClient } from './browserLanguageClient';
import type { LateParts } from './languageServer';

/** What the extension in a browser does without until a document for the server is open. There are no further commands. */
export const browserParts: LateParts = {
  createClient: createBrowserLanguageClient,
  registerCommands: () => Disposable.from(),
};
