import { registerDockerCommands } from './docker/commands';
import { createLanguageClient } from './languageClient';
import type { LateParts } from './languageServer';

/** A bundle of its own (see bundles.mjs): what the extension on Node does without until a document for the server is open. */
export const nodeParts: LateParts = { createClient: createLanguageClient, registerCommands: registerDockerCommands };
