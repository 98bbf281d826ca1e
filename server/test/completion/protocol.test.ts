import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { loadCore } from '../../src/host/core';
import { handle } from '../../src/lsp/handlers';
import { LineIndex } from '../../src/text/lineIndex';

let client: ProtocolConnection;
let loads = 0;
afterEach(() => client.dispose());

/** A client and a server that share this process. */
async function connect(
  capabilities: ClientCapabilities = {},
  initializationOptions?: unknown,
): Promise<InitializeResult> {
  const up = new PassThrough();
  const down = new PassThrough();
  loads = 0;
  const load = (): ReturnType<typeof loadCore> => {
    loads++;
    return loadCore();
  };
  handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), load);
  client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  const result = await client.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {}, ...capabilities.textDocument } },
    initializationOptions,
  });
  await client.sendNotification('initialized', {});
  return result;
}

/** Opens a text with a `|` in it, and asks there. */
async function complete(marked: string, languageId = 'dockerfile', trigger?: string): Promise<CompletionList | null> {
  const offset = marked.lastIndexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const uri = `untitled:${languageId}`;
  await client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  return client.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: new LineIndex(text).positionAt(offset),
    context: trigger === undefined ? { triggerKind: 1 } : { triggerKind: 2, triggerCharacter: trigger },
  });
}

const able: ClientCapabilities = {
  textDocument: {
    completion: {
      completionItem: {
        snippetSupport: true,
        insertReplaceSupport: true,
        labelDetailsSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
      },
    },
  },
};

const text = 'FROM golang:1.26-bookworm\nRUN go build -l|dfl=x\n';

test('completion is announced with what triggers it', async () => {
  const { capabilities } = await connect();
  expect(capabilities.completionProvider).toEqual({
    triggerCharacters: [' ', '=', ':', '$', '{', '-', '/', ','],
    resolveProvider: true,
  });
});

test('a client that can gets snippets, two ranges, and documentation when it asks', async () => {
  await connect(able);
  const list = await complete(text);
  const item = list?.items.find(({ label }) => label === '-ldflags');
  expect(item).toEqual({
    label: '-ldflags',
    kind: 10,
    labelDetails: { description: 'takes a value' },
    sortText: '02',
    filterText: '-ldflags',
    insertTextFormat: 2,
    textEdit: {
      newText: '-ldflags="$1"',
      insert: { start: { line: 1, character: 13 }, end: { line: 1, character: 15 } },
      replace: { start: { line: 1, character: 13 }, end: { line: 1, character: 19 } },
    },
    data: { list: 1, index: 2 },
  });
  expect(list?.items.map(({ sortText }) => sortText)).toEqual(list?.items.map(({ sortText }) => sortText).toSorted());
  const resolved = await client.sendRequest<CompletionItem>('completionItem/resolve', item);
  expect(resolved).toMatchObject({
    ...item,
    documentation: { kind: 'markdown', value: expect.stringContaining('linker') },
  });
});

test('another client gets plain text', async () => {
  await connect();
  const list = await complete(text);
  const item = list?.items.find(({ label }) => label === '-ldflags');
  expect(item).toMatchObject({
    detail: 'takes a value',
    insertTextFormat: 1,
    textEdit: {
      newText: '-ldflags=',
      range: { start: { line: 1, character: 13 }, end: { line: 1, character: 19 } },
    },
  });
  const resolved = await client.sendRequest<CompletionItem>('completionItem/resolve', item);
  expect(resolved.documentation).toMatchObject({ kind: 'plaintext' });
});

test('an item of a list that is gone is resolved to itself', async () => {
  await connect();
  const item = { label: 'x', data: { list: 7, index: 0 } };
  expect(await client.sendRequest('completionItem/resolve', item)).toEqual(item);
  expect(await client.sendRequest('completionItem/resolve', { label: 'x' })).toEqual({ label: 'x' });
});

test('keywords are completed if the client says that nothing else does', async () => {
  await connect();
  expect(await complete('FROM a\nCO|')).toBeNull();
  await connect({}, { completesKeywords: true });
  expect((await complete('FROM a\nCO|'))?.items.map(({ label }) => label)).toContain('COPY');
});

test('a blank behind RUN brings nothing', async () => {
  await connect();
  expect(await complete('FROM golang:1.26\nRUN |', 'dockerfile', ' ')).toBeNull();
});

test('labels in YAML; nothing is loaded elsewhere in it', async () => {
  await connect();
  const pod = 'kind: Pod\nmetadata:\n  name: shop\n';
  expect(await complete(`${pod}  la|`, 'yaml')).toBeNull();
  expect(loads).toBe(0);
  await client.sendNotification('textDocument/didClose', { textDocument: { uri: 'untitled:yaml' } });
  const list = await complete(`${pod}  labels:\n    arms|`, 'yaml');
  expect(list?.items.map(({ label }) => label)).toContain('armsPilotAutoEnable');
});
