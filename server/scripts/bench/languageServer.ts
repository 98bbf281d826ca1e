import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';

/** A language server as a process, driven over the protocol by what an editor would send. */
export interface ServerCommand {
  readonly name: string;
  /** Arguments for Node. */
  readonly args: readonly string[];
}

export interface ServerSession {
  /** From the start of the process to the answer to `initialize`, in milliseconds. */
  readonly initialized: number;
  /** Opens a document; resolves when its diagnostics are there. */
  open(path: string, text: string): Promise<void>;
  /** Types one letter at the end of a line, or takes it away again; resolves when the diagnostics of that version are there. */
  type(path: string, line: number, column: number, typed: boolean): Promise<void>;
  /** Resident memory of the process, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Milliseconds for one version of one document. */
const longestWait = 120_000;

/** The only part of the answers that is read here. */
interface Answer {
  readonly capabilities: { readonly diagnosticProvider?: unknown };
}

/** Starts a server for the folder of a document, as VS Code does: diagnostics are asked for where it answers, and awaited where not. */
export async function startServer({ args }: ServerCommand, document: string): Promise<ServerSession> {
  const started = performance.now();
  const child = spawn(process.execPath, [...args, '--stdio']);
  const connection = createMessageConnection(child.stdout, child.stdin);
  let published = (): void => undefined;
  connection.onNotification('textDocument/publishDiagnostics', () => published());
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const folder = pathToFileURL(dirname(document)).href;
  const answer = await connection.sendRequest<Answer>('initialize', {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'bench' }],
    capabilities: {
      textDocument: { diagnostic: {}, publishDiagnostics: {}, synchronization: {} },
      workspace: { configuration: true, workspaceFolders: true },
    },
  });
  const initialized = performance.now() - started;
  await connection.sendNotification('initialized', {});
  const isAsked = answer.capabilities.diagnosticProvider !== undefined;
  let version = 1;

  async function diagnosed(uri: string, method: string, params: object): Promise<void> {
    const awaited = new Promise<void>((resolve) => (published = resolve));
    await connection.sendNotification(method, params);
    if (isAsked) await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    else await Promise.race([awaited, tooLate(method)]);
  }

  return {
    initialized,
    open: (path, text) => {
      const uri = pathToFileURL(path).href;
      return diagnosed(uri, 'textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version, text } });
    },
    type: (path, line, column, typed) => {
      const uri = pathToFileURL(path).href;
      const range = { start: { line, character: column }, end: { line, character: typed ? column : column + 1 } };
      return diagnosed(uri, 'textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text: typed ? 'x' : '' }],
      });
    },
    memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024,
    stop: () => stop(child, connection),
  };
}

/** A server that sends nothing must not keep the measurement waiting for ever. */
function tooLate(method: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No diagnostics came after ${method}.`)), longestWait).unref();
  });
}

async function stop(child: ChildProcessWithoutNullStreams, connection: MessageConnection): Promise<void> {
  const ended = once(child, 'exit');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
}
