import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type FullDocumentDiagnosticReport,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { languageOf, packTranslations } from '../src/host/translations';
import { speak } from '../src/text/say';
import { createScratch, type Scratch } from './support/files';

const uri = 'untitled:Dockerfile';
const text = 'FROM golang:1.26\nmkdir /x\n';

const chinese = {
  '{0} The build stops before anything runs: "unknown instruction: {1}".':
    '{0}构建随即停止："unknown instruction: {1}"。',
  '{0} is a shell command, not a Dockerfile instruction.': '{0} 是 shell 命令，不是 Dockerfile 指令。',
  'Ignore {0} on this line': '在此行忽略 {0}',
};

const { keys, texts } = packTranslations(Object.keys(chinese), { 'zh-cn': chinese });

let scratch: Scratch;
let client: ProtocolConnection;
beforeEach(() => {
  // As in a process of its own: tables are worded while they are loaded.
  vi.resetModules();
  scratch = createScratch({
    'translations.json': JSON.stringify({ keys, texts: { ...texts, ru: 'this is no list' } }),
  });
});
afterEach(() => {
  client?.dispose();
  scratch.remove();
  speak(undefined);
});

describe('initialize with a locale', () => {
  test.each(['zh-cn', 'zh-Hans', 'zh_CN.UTF-8'])('%s: what has a translation is said in it', async (locale) => {
    await connect(locale);
    expect(await messages()).toEqual([
      'mkdir 是 shell 命令，不是 Dockerfile 指令。构建随即停止："unknown instruction: mkdir"。',
    ]);
    expect(await titles()).toEqual([
      'Make it a RUN instruction',
      '在此行忽略 shell-command-as-instruction',
      'Ignore shell-command-as-instruction in this file',
    ]);
  });

  test.each([
    { locale: 'en', what: 'English' },
    { locale: 'fr', what: 'a language without translations' },
    { locale: 'ru', what: 'one whose translations cannot be read' },
    { locale: undefined, what: 'not given' },
  ])('$locale: English, as it is $what', async ({ locale }) => {
    await connect(locale);
    expect(await messages()).toEqual([
      'mkdir is a shell command, not a Dockerfile instruction. The build stops before anything runs: "unknown instruction: mkdir".',
    ]);
  });
});

test.each([
  ['zh-cn', 'zh-cn'],
  ['zh', 'zh-cn'],
  ['zh-hans', 'zh-cn'],
  ['zh-Hans-CN', 'zh-cn'],
  ['zh-tw', undefined],
  ['zh-hant', undefined],
  ['ru', 'ru'],
  ['ru-RU', 'ru'],
  ['ru_RU.UTF-8', 'ru'],
  ['en-GB', undefined],
  ['run', undefined],
  ['', undefined],
])('the locale %s is served by %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});

/** A client of a server that is loaded anew. */
async function connect(locale: string | undefined): Promise<void> {
  const { handle } = await import('../src/lsp/handlers');
  const { loadCore } = await import('../src/host/core');
  const up = new PassThrough();
  const down = new PassThrough();
  handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), (asking) =>
    loadCore(asking.locale(), join(scratch.root, 'translations.json')),
  );
  client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  const capabilities = { textDocument: { diagnostic: {} } };
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities, ...(locale && { locale }) });
  await client.sendNotification('initialized', {});
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
}

async function messages(): Promise<readonly string[]> {
  const { items } = await client.sendRequest<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return items.map(({ message }) => (typeof message === 'string' ? message : message.value));
}

async function titles(): Promise<readonly string[]> {
  const place = { line: 1, character: 0 };
  const actions = await client.sendRequest<readonly CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: place, end: place },
    context: { diagnostics: [], only: ['quickfix'] },
  });
  return actions.map(({ title }) => title);
}
