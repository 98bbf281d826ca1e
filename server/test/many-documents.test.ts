import { afterEach, expect, test } from 'vitest';
import type {
  DocumentDiagnosticReport,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { createAnalyser } from '../src/analyse';
import { bareCore } from './support/core';
import { connectInProcess } from './support/inProcess';

let client: ProtocolConnection | undefined;
afterEach(() => client?.dispose());

const unsound = 'FROM golang:1.26\nRUN go build -race -o /app .\nFROM scratch\nCOPY --from=0 /app /app\nCMD ["/app"]\n';

/** What the server asked the analysis for: one analyser a document, and the texts. */
function count() {
  const texts: string[] = [];
  const counted = { analysers: 0, texts };
  const core: typeof bareCore = {
    ...bareCore,
    createAnalyser: () => {
      const analyse = createAnalyser();
      counted.analysers++;
      return (input) => {
        texts.push(input.text);
        return analyse(input);
      };
    },
  };
  return { counted, load: () => Promise.resolve(core) };
}

test('a Dockerfile of 5 MB is refused in words, at each change, and others are answered beside it', async () => {
  const { counted, load } = count();
  const connected = await connectInProcess(load, { textDocument: { diagnostic: {} } });
  client = connected;
  const messages: string[] = [];
  connected.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
    messages.push(message);
  });
  const [big, other] = ['untitled:big/Dockerfile', 'untitled:other/Dockerfile'];
  const open = (uri: string, text: string): Promise<void> =>
    connected.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
  const pull = (uri: string): Promise<DocumentDiagnosticReport> =>
    connected.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  await open(big, `FROM golang:1.26\n${'RUN go build -o /app ./cmd/app && true\n'.repeat(5_000_000 / 39)}`);
  await open(other, unsound);
  for (let version = 2; version <= 4; version++) {
    const [refused, answered] = await Promise.all([pull(big), pull(other)]);
    expect(refused).toEqual({ kind: 'full', items: [] });
    expect(answered.kind === 'full' && answered.items.map(({ code }) => code)).toContain('dynamic-binary-in-scratch');
    const position = { line: 1, character: 0 };
    await connected.sendNotification('textDocument/didChange', {
      textDocument: { uri: big, version },
      contentChanges: [{ range: { start: position, end: position }, text: '#' }],
    });
  }
  expect(messages).toEqual(['Dockerfile: This file is larger than 1 MB, so it is not read as a Dockerfile.']);
  expect(counted.texts).toEqual([unsound]);
  // Once it is small enough, it is a Dockerfile like any other.
  await connected.sendNotification('textDocument/didChange', {
    textDocument: { uri: big, version: 5 },
    contentChanges: [{ text: unsound }],
  });
  const read = await pull(big);
  expect(read.kind === 'full' && read.items.map(({ code }) => code)).toContain('dynamic-binary-in-scratch');
  expect(counted.texts).toEqual([unsound, unsound]);
});

test('200 open Dockerfiles get their own diagnostics, and are forgotten once they are closed', async () => {
  const { counted, load } = count();
  const connected = await connectInProcess(load);
  client = connected;
  const uris = Array.from({ length: 200 }, (_, number) => `untitled:${number}/Dockerfile`);
  const shown = new Map<string, PublishDiagnosticsParams['diagnostics']>();
  let wake = (): void => undefined;
  connected.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    shown.set(uri, diagnostics);
    if (shown.size === uris.length) wake();
  });
  const allShown = (): Promise<void> => {
    shown.clear();
    return new Promise((resolve) => (wake = resolve));
  };
  // Each has the fault on a line of its own.
  const textOf = (number: number): string => `${'\n'.repeat(number)}${unsound}`;
  const open = (uri: string, number: number): Promise<void> =>
    connected.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text: textOf(number) },
    });
  const opened = allShown();
  for (const [number, uri] of uris.entries()) await open(uri, number);
  await opened;
  for (const [number, uri] of uris.entries()) {
    const fault = shown.get(uri)?.find(({ code }) => code === 'dynamic-binary-in-scratch');
    expect(fault?.range.start.line, uri).toBe(number + 4);
  }
  expect(counted).toMatchObject({ analysers: 200, texts: { length: 200 } });

  const closed = allShown();
  for (const uri of uris) await connected.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await closed;
  expect([...shown.values()].flat()).toEqual([]);
  // Settings that change make nothing new of what is closed, and what is opened again starts from nothing.
  await connected.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  const again = allShown();
  for (const [number, uri] of uris.entries()) await open(uri, number);
  await again;
  expect(counted).toMatchObject({ analysers: 400, texts: { length: 400 } });
});
