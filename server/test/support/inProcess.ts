import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { handle } from '../../src/lsp/handlers';
import type { Core } from '../../src/lsp/session';

/** A client of a language server that shares this process, past the first greetings. */
export async function connectInProcess(
  load: () => Promise<Core>,
  capabilities: ClientCapabilities = {},
): Promise<ProtocolConnection> {
  const up = new PassThrough();
  const down = new PassThrough();
  handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), load);
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
  await client.sendNotification('initialized', {});
  return client;
}
