import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type DocumentSymbol,
  type InitializeResult,
  type ProtocolConnection,
  type SymbolInformation,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { handle } from '../../src/lsp/handlers';
import type { Core } from '../../src/lsp/session';
import { bareCore } from '../support/core';

const uri = 'untitled:Dockerfile';
const textDocument = { uri };
const text = `FROM golang:1.26 AS build
RUN go build -o /app .
FROM scratch
COPY --from=build /app /app
`;
let client: ProtocolConnection;
afterEach(() => client?.dispose());

async function open(capabilities: ClientCapabilities, core = bareCore): Promise<InitializeResult['capabilities']> {
  const up = new PassThrough();
  const down = new PassThrough();
  const connection = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  handle(connection, () => Promise.resolve(core));
  client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  const asked = { processId: null, rootUri: null, capabilities };
  const answer: InitializeResult = await client.sendRequest('initialize', asked);
  await client.sendNotification('initialized', {});
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  return answer.capabilities;
}

const able: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true } },
  textDocument: {
    definition: { linkSupport: true },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};
/** On `build` of COPY. */
const position = { line: 3, character: 14 };
const line = (number: number, start: number, end: number) => ({
  start: { line: number, character: start },
  end: { line: number, character: end },
});

describe('a client that can do much', () => {
  test('is told what there is', async () => {
    expect(await open(able)).toMatchObject({
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      documentLinkProvider: { resolveProvider: false },
    });
  });

  test('gets definitions with the range that led there', async () => {
    await open(able);
    expect(await client.sendRequest('textDocument/definition', { textDocument, position })).toEqual([
      {
        originSelectionRange: line(3, 12, 17),
        targetUri: uri,
        targetRange: line(0, 0, 25),
        targetSelectionRange: line(0, 20, 25),
      },
    ]);
    const nowhere = { textDocument, position: { line: 2, character: 8 } };
    expect(await client.sendRequest('textDocument/definition', nowhere)).toBeNull();
  });

  test('gets references with and without the declaration, and highlights', async () => {
    await open(able);
    const ask = (includeDeclaration: boolean) =>
      client.sendRequest('textDocument/references', { textDocument, position, context: { includeDeclaration } });
    expect(await ask(true)).toEqual([
      { uri, range: line(0, 20, 25) },
      { uri, range: line(3, 12, 17) },
    ]);
    expect(await ask(false)).toEqual([{ uri, range: line(3, 12, 17) }]);
    expect(await client.sendRequest('textDocument/documentHighlight', { textDocument, position })).toEqual([
      { range: line(0, 20, 25), kind: 3 },
      { range: line(3, 12, 17), kind: 2 },
    ]);
  });

  test('renames, and hears why not', async () => {
    await open(able);
    const rename = (newName: string): Promise<WorkspaceEdit> =>
      client.sendRequest('textDocument/rename', { textDocument, position, newName });
    expect(await client.sendRequest('textDocument/prepareRename', { textDocument, position })).toEqual({
      range: line(3, 12, 17),
      placeholder: 'build',
    });
    expect(await rename('make')).toEqual({
      documentChanges: [
        {
          textDocument: { uri, version: 1 },
          edits: [
            { range: line(0, 20, 25), newText: 'make' },
            { range: line(3, 12, 17), newText: 'make' },
          ],
        },
      ],
    });
    await expect(rename('scratch')).rejects.toThrow('scratch cannot name a stage');
    const nowhere = { textDocument, position: { line: 2, character: 2 } };
    expect(await client.sendRequest('textDocument/prepareRename', nowhere)).toBeNull();
    await expect(client.sendRequest('textDocument/rename', { ...nowhere, newName: 'a' })).rejects.toThrow(
      'Only stages, variables and programs',
    );
    // The file of -o is presumed to be a file: its name can be changed.
    const program = { textDocument, position: { line: 1, character: 19 } };
    expect(await client.sendRequest('textDocument/prepareRename', program)).toEqual({
      range: line(1, 17, 20),
      placeholder: 'app',
    });
  });

  test('renames in files that give the name, as they are in the editor', async () => {
    const path = '/p/compose.yaml';
    const compose = 'services: {a: {build: {target: build}}}\n';
    const span = { start: compose.indexOf(' build}') + 1, end: compose.indexOf('}') };
    const workspace: Core['workspace'] = {
      ...bareCore.workspace,
      givenNames: (_path, _top, textOf) => [
        {
          title: 'compose.yaml',
          file: { path, text: textOf(path) ?? '' },
          names: [{ kind: 'target', name: 'build', span }],
          others: [],
        },
      ],
    };
    const places = { ...bareCore.places, toPath: () => '/p/Dockerfile' };
    await open(able, { ...bareCore, workspace, places });
    const opened = bareCore.places.toUri(path);
    const document = { uri: opened, languageId: 'yaml', version: 7, text: compose };
    await client.sendNotification('textDocument/didOpen', { textDocument: document });
    const asked = { textDocument, position, newName: 'make' };
    const edit: WorkspaceEdit = await client.sendRequest('textDocument/rename', asked);
    expect(edit.documentChanges?.[1]).toEqual({
      textDocument: { uri: opened, version: 7 },
      edits: [{ range: line(0, span.start, span.end), newText: 'make' }],
    });
  });

  test('gets symbols as a tree, folds, selections and links', async () => {
    await open(able);
    const symbols: DocumentSymbol[] = await client.sendRequest('textDocument/documentSymbol', { textDocument });
    expect(symbols.map(({ name, kind, children }) => [name, kind, children?.length])).toEqual([
      ['build', 2, 1],
      ['stage 1', 2, 1],
    ]);
    expect(symbols[0]?.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 1, character: 22 } });
    expect(await client.sendRequest('textDocument/foldingRange', { textDocument })).toEqual([
      { startLine: 0, endLine: 1, kind: 'region' },
      { startLine: 2, endLine: 3, kind: 'region' },
    ]);
    expect(
      await client.sendRequest('textDocument/selectionRange', { textDocument, positions: [position] }),
    ).toMatchObject([{ range: line(3, 12, 17), parent: { range: line(3, 5, 17), parent: { range: line(3, 0, 27) } } }]);
    expect(await client.sendRequest('textDocument/documentLink', { textDocument })).toEqual([
      { range: line(0, 5, 16), target: 'https://hub.docker.com/_/golang', tooltip: 'The page of golang' },
    ]);
  });
});

describe('a client that can do little', () => {
  test('gets plain locations, edits and symbols', async () => {
    expect(await open({})).toMatchObject({ renameProvider: true });
    expect(await client.sendRequest('textDocument/definition', { textDocument, position })).toEqual([
      { uri, range: line(0, 20, 25) },
    ]);
    expect(await client.sendRequest('textDocument/rename', { textDocument, position, newName: 'make' })).toMatchObject({
      changes: { [uri]: [{ newText: 'make' }, { newText: 'make' }] },
    });
    const symbols: SymbolInformation[] = await client.sendRequest('textDocument/documentSymbol', { textDocument });
    expect(symbols.map(({ name, containerName }) => [name, containerName])).toEqual([
      ['build', undefined],
      ['RUN go build -o /app .', 'build'],
      ['stage 1', undefined],
      ['COPY --from=build /app /app', 'stage 1'],
    ]);
  });
});
