import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeLens,
  type InlayHint,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { lensCommands } from '../src/features/codeLenses';
import { loadCore } from '../src/host/core';
import { handle } from '../src/lsp/handlers';
import { createScratch, type Scratch } from './support/files';

const dockerfile = `FROM golang:1.26.1-bookworm AS build
ENV CGO_ENABLED=0
WORKDIR /src
COPY . .
RUN go build -o /app .
FROM scratch AS ship
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;
const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const able: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown'] },
    inlayHint: { resolveSupport: { properties: ['tooltip', 'label.location'] } },
  },
  workspace: { inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } },
};

let client: ProtocolConnection;
let scratch: Scratch | undefined;
afterEach(() => {
  client.dispose();
  scratch?.remove();
  scratch = undefined;
});

interface Opened {
  readonly capabilities?: ClientCapabilities;
  readonly options?: unknown;
  readonly uri?: string;
  readonly text?: string;
}

/** A client and a server in this process, with one Dockerfile open. */
async function open({ capabilities = able, options, uri = 'untitled:Dockerfile', text = dockerfile }: Opened = {}) {
  const up = new PassThrough();
  const down = new PassThrough();
  handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), () => loadCore());
  client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions: options,
  });
  await client.sendNotification('initialized', {});
  const textDocument = { uri, languageId: 'dockerfile', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  return { uri };
}

const hints = (uri: string, range = everything): Promise<InlayHint[]> =>
  client.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });

const lenses = (uri: string): Promise<CodeLens[]> =>
  client.sendRequest('textDocument/codeLens', { textDocument: { uri } });

const labelOf = ({ label }: InlayHint): string =>
  typeof label === 'string' ? label : label.map(({ value }) => value).join('');

describe('inlay hints', () => {
  test('stand behind what they are about, and explain themselves when asked', async () => {
    const { uri } = await open();
    const found = await hints(uri);
    expect(found.map((hint) => `${hint.position.line}: ${labelOf(hint)}`)).toEqual([
      '0: glibc 2.36',
      '4: static',
      '4: cgo off, linux/amd64',
      '5: no libc',
      '7: builds and starts',
    ]);
    expect(found.every(({ tooltip }) => tooltip === undefined)).toBe(true);
    const resolved = await client.sendRequest<InlayHint>('inlayHint/resolve', found[1]);
    expect(resolved.tooltip).toEqual({
      kind: 'markdown',
      value: '**A static binary**\n\n- CGO_ENABLED=0 turns cgo off (line 2)\n- cgo is off (line 5)',
    });
  });

  test('lead to the place that a fact comes from', async () => {
    const { uri } = await open();
    const [, , environment] = await hints(uri);
    expect(environment?.label).toEqual([
      {
        value: 'cgo off',
        location: { uri, range: { start: { line: 1, character: 4 }, end: { line: 1, character: 17 } } },
      },
      { value: ', linux/amd64' },
    ]);
  });

  test('are only those of the range', async () => {
    const { uri } = await open();
    const found = await hints(uri, { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } });
    expect(found.map(labelOf)).toEqual(['static', 'cgo off, linux/amd64']);
  });

  test('are plain for a client of few abilities', async () => {
    const { uri } = await open({ capabilities: {} });
    const [, linkage, environment] = await hints(uri);
    expect(environment?.label).toBe('cgo off, linux/amd64');
    expect(linkage?.tooltip).toMatchObject({ kind: 'plaintext' });
  });

  test('are not explained by another version of the text', async () => {
    const { uri } = await open();
    const [first] = await hints(uri);
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: 'FROM alpine\n' }],
    });
    expect(await client.sendRequest('inlayHint/resolve', first)).toEqual(first);
  });
});

test('settings turn hints and lenses off, and the client hears that they changed', async () => {
  const { uri } = await open({ options: { commands: Object.values(lensCommands) } });
  expect(await lenses(uri)).not.toEqual([]);
  const refreshed = ['workspace/inlayHint/refresh', 'workspace/codeLens/refresh'].map(
    (method) => new Promise<void>((done) => client.onRequest(method, () => (done(), null))),
  );
  await client.sendNotification('workspace/didChangeConfiguration', {
    settings: { goDockerfile: { inlayHints: { image: false, environment: false, verdict: false }, codeLens: false } },
  });
  await Promise.all(refreshed);
  expect((await hints(uri)).map(labelOf)).toEqual(['static']);
  expect(await lenses(uri)).toEqual([]);
});

describe('code lenses', () => {
  test('name the commands of the client, with the stage', async () => {
    const { uri } = await open({ options: { commands: Object.values(lensCommands) } });
    expect((await lenses(uri)).map(({ range, command }) => [range.start.line, command])).toEqual([
      [0, { title: 'Build this stage', command: 'goDockerfile.build', arguments: [{ uri, stage: 'build' }] }],
      [
        5,
        {
          title: 'Builds and starts',
          command: 'goDockerfile.showVerdict',
          arguments: [{ uri, position: { line: 7, character: 0 } }],
        },
      ],
      [5, { title: 'Build', command: 'goDockerfile.build', arguments: [{ uri }] }],
      [5, { title: 'Build and run', command: 'goDockerfile.buildAndRun', arguments: [{ uri }] }],
      [5, { title: 'Build multi-arch', command: 'goDockerfile.buildMultiArch', arguments: [{ uri }] }],
    ]);
  });

  test.each([
    ['no commands', undefined, []],
    ['other commands', { commands: ['other'] }, []],
    ['some of them', { commands: ['goDockerfile.showVerdict'] }, ['Builds and starts']],
  ])('a client that carries out %s', async (_, options, titles) => {
    const { uri } = await open({ options });
    expect((await lenses(uri)).map(({ command }) => command?.title)).toEqual(titles);
  });
});

describe('what a build is given', () => {
  const compose = (platforms: string) =>
    `services:\n  web:\n    build:\n      context: .\n      dockerfile: build/Dockerfile\n${platforms}`;
  const files = { 'go.mod': 'module example.com/app\n\ngo 1.26\n', 'main.go': 'package main\n\nfunc main() {}\n' };

  test.each([
    ['the context that the analysis uses', {}, {}, { context: '' }],
    [
      'the platforms of a compose file',
      { 'compose.yaml': compose('      platforms: [linux/amd64, linux/arm64, linux/arm/v7]\n') },
      {},
      { platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] },
    ],
    [
      'the only platform of a compose file',
      { 'compose.yaml': compose('      platforms: [linux/riscv64]\n') },
      {},
      { platform: 'linux/riscv64', platforms: ['linux/riscv64', 'linux/amd64', 'linux/arm64'] },
    ],
    [
      'the settings',
      {},
      { platform: 'linux/arm64', target: 'build', buildArgs: { A: '1' } },
      { platform: 'linux/arm64', target: 'build', buildArgs: { A: '1' }, stages: [] },
    ],
    [
      'the platforms of the settings',
      {},
      { platforms: ['linux/arm64', 'linux/s390x'] },
      { platforms: ['linux/arm64', 'linux/s390x'] },
    ],
    ['static monitoring', {}, { oneagent: { staticMonitoring: true } }, { capabilities: ['SYS_PTRACE'] }],
    [
      'static monitoring of an agent that is not there',
      {},
      { oneagent: { staticMonitoring: true }, observability: 'arms' },
      { capabilities: [] },
    ],
    ['a target that the file does not have', {}, { target: 'nosuch' }, { target: null }],
    ['the context of the settings', {}, { context: '.' }, { context: 'build' }],
  ])('%s', async (_, more, settings, expected) => {
    scratch = createScratch({ ...files, ...more, 'build/Dockerfile': dockerfile, '.git/HEAD': '' });
    const folder = scratch.root;
    const uri = pathToFileURL(`${folder}/build/Dockerfile`).href;
    await open({ uri, options: { goDockerfile: settings } });
    const context = 'context' in expected ? expected.context : '';
    expect(await client.sendRequest('goDockerfile/buildInputs', { uri })).toEqual({
      dockerfile: `${folder}/build/Dockerfile`,
      target: null,
      platform: null,
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: {},
      capabilities: [],
      missingArgs: [],
      secrets: [],
      ssh: [],
      stages: ['build'],
      buildsGo: true,
      ports: [],
      listens: [],
      healthcheck: false,
      ...expected,
      context: context === '' ? folder : `${folder}/${context}`,
    });
  });

  test('what it can be built for, and what is found then', async () => {
    const text =
      'FROM golang:1.26 AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n';
    const { uri } = await open({ text });
    const { candidates, runsOnTarget } = await client.sendRequest<{
      candidates: readonly { platform: string; whyNot: string | null }[];
      runsOnTarget: boolean;
    }>('goDockerfile/platforms', { uri, platforms: [] });
    expect(runsOnTarget).toBe(true);
    expect(candidates[0]).toEqual({ platform: 'linux/amd64', as: 'image', whyNot: null });
    expect(candidates.find(({ platform }) => platform === 'linux/loong64')?.whyNot).toContain('not published');
    const platforms = ['linux/amd64', 'linux/arm64'];
    const found = await client.sendRequest<readonly { rule: string; fix: unknown }[]>('goDockerfile/platformFindings', {
      uri,
      platforms,
    });
    expect(found.map(({ rule }) => rule)).toEqual(['emulated-build']);
    expect(found[0]?.fix).toMatchObject({ version: 1 });
    expect(await client.sendRequest('goDockerfile/platforms', null)).toBeNull();
    expect(await client.sendRequest('goDockerfile/platformFindings', { uri, platforms: 1 })).toEqual([]);
  });

  test('nothing, for a document that is no file', async () => {
    const { uri } = await open();
    expect(await client.sendRequest('goDockerfile/buildInputs', { uri })).toBeNull();
    expect(await client.sendRequest('goDockerfile/buildInputs', null)).toBeNull();
  });
});
