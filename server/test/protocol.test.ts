import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
  RegistrationParams,
} from 'vscode-languageserver/node';
import { toSpan } from '../src/lsp/toProtocol';
import { applyEdits } from '../src/text/edit';
import { LineIndex } from '../src/text/lineIndex';
import { buildBundles, type Bundles } from './support/bundles';
import { createScratch, type Scratch } from './support/files';
import { startServer, type TestClient } from './support/languageClient';

let bundles: Bundles;
let scratch: Scratch;
let client: TestClient;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.remove());
afterEach(() => scratch?.remove());

const rule = 'unrecognised-ignore';
const misspelt = '# go-dockerfile ignore=unrecognized-ignore\n';
const sound = `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
USER 65532:65532
`;
const goFiles = { 'go.mod': 'module example.com/app\n\ngo 1.26\n', 'main.go': 'package main\n\nfunc main() {}\n' };

const classic = sound.replace('CGO_ENABLED=0 ', '');
const classicFiles = {
  ...goFiles,
  'main.go': 'package main\n\nimport "net"\n\nfunc main() { net.Dial("tcp", "a:1") }\n',
};

/** The text after a code action, all of whose edits are to one document. */
function edited(text: string, action: CodeAction | undefined): string {
  const index = new LineIndex(text);
  const [change] = action?.edit?.documentChanges ?? [];
  const edits = change && 'edits' in change ? change.edits : [];
  return applyEdits(
    text,
    edits.flatMap((edit) => ('newText' in edit ? [{ span: toSpan(index, edit.range), newText: edit.newText }] : [])),
  );
}

/** What an editor of today says of itself; `pull` adds that it asks for diagnostics. */
function capabilities(pull: boolean) {
  return {
    textDocument: {
      publishDiagnostics: { relatedInformation: true },
      hover: { contentFormat: ['markdown'] },
      codeAction: { resolveSupport: { properties: ['edit'] }, disabledSupport: true },
      ...(pull && { diagnostic: { dynamicRegistration: false } }),
    },
    workspace: {
      configuration: true,
      workspaceFolders: true,
      workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
    },
  };
}

interface Started {
  readonly result: InitializeResult;
  readonly uri: (name: string) => string;
}

async function start(
  files: Readonly<Record<string, string>>,
  options: {
    readonly pull: boolean;
    readonly settings?: () => unknown;
    readonly cli?: boolean;
    readonly folders?: readonly string[];
  },
): Promise<Started> {
  scratch = createScratch(files);
  client = startServer(options.cli ? [bundles.cli, 'lsp'] : [bundles.server], {
    'workspace/configuration': () => [options.settings?.() ?? {}],
  });
  const uri = (name: string): string => pathToFileURL(scratch.path(name)).href;
  const result = await client.connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: (options.folders ?? ['']).map((name) => ({
      uri: uri(name).replace(/\/$/, ''),
      name: name || 'root',
    })),
    capabilities: capabilities(options.pull),
  });
  await client.connection.sendNotification('initialized', {});
  return { result, uri };
}

async function open(uri: string, text: string, languageId = 'dockerfile'): Promise<void> {
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId, version: 1, text },
  });
}

async function change(
  uri: string,
  version: number,
  ...contentChanges: { range?: Range; text: string }[]
): Promise<void> {
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges,
  });
}

const pull = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  client.connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
    ...(previousResultId && { previousResultId }),
  });

const published = (uri: string, version: number): Promise<PublishDiagnosticsParams> =>
  client.next<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    (params) => params.uri === uri && params.version === version,
  );

const own = (diagnostics: readonly Diagnostic[]): Diagnostic[] => diagnostics.filter(({ code }) => code === rule);

async function end(): Promise<void> {
  expect(await client.stop()).toBe(0);
  expect(client.errors()).toBe('');
}

describe.each([{ pull: false }, { pull: true }])('a client that pulls: $pull', (options) => {
  test('is told what the server can do', async () => {
    const { result } = await start({}, options);
    expect(result.serverInfo?.name).toBe('go-dockerfile');
    expect(result.capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      codeActionProvider: {
        codeActionKinds: [
          'quickfix',
          'source.fixAll.go-dockerfile',
          'refactor.rewrite.go-dockerfile',
          'refactor.rewrite.go-dockerfile.instgo',
        ],
        resolveProvider: true,
      },
    });
    expect('diagnosticProvider' in result.capabilities).toBe(options.pull);
    await end();
  });

  test('learns the verdict of each version', async () => {
    const { uri } = await start(goFiles, options);
    const file = uri('Dockerfile');
    await open(file, sound);
    const first = await client.next<{ uri: string; outcome: string }>('goDockerfile/verdict');
    expect(first).toMatchObject({ uri: file, version: 1, outcome: 'runs', summary: 'Builds and starts' });
    await change(file, 2, { text: sound.replace('/app"]', '/nope"]') });
    const second = await client.next<{ outcome: string }>('goDockerfile/verdict');
    expect(second).toMatchObject({
      uri: file,
      version: 2,
      outcome: 'fails-to-start',
      detail: expect.stringContaining('line '),
    });
    await end();
  });
});

test('diagnostics are pushed, with what editors show of them', async () => {
  const { uri } = await start({}, { pull: false });
  const file = uri('Dockerfile');
  await open(file, misspelt + sound);
  const [diagnostic] = own((await published(file, 1)).diagnostics);
  expect(diagnostic).toMatchObject({
    range: { start: { line: 0, character: 23 }, end: { line: 0, character: 42 } },
    severity: 4,
    code: rule,
    codeDescription: { href: expect.stringContaining(`/${rule}/README.md`) },
    source: 'go-dockerfile',
  });
  await change(file, 2, { range: { start: { line: 0, character: 32 }, end: { line: 0, character: 33 } }, text: 's' });
  expect(own((await published(file, 2)).diagnostics)).toEqual([]);
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: file } });
  expect(await client.next('textDocument/publishDiagnostics')).toEqual({ uri: file, diagnostics: [] });
  await end();
});

test('diagnostics are pulled, and the same ones not sent twice', async () => {
  const { uri } = await start({}, { pull: true });
  const file = uri('Dockerfile');
  await open(file, misspelt + sound);
  const first = await pull(file);
  expect(first.kind === 'full' && own(first.items)).toHaveLength(1);
  expect(await pull(file, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  await change(file, 2, { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text: '' });
  const second = await pull(file, first.resultId);
  expect(second.kind === 'full' && own(second.items)).toEqual([]);
  expect(second.resultId).not.toBe(first.resultId);
  await end();
});

test('documents that are no Dockerfiles, or not open, have none', async () => {
  const { uri } = await start({}, { pull: true });
  await open(uri('main.go'), misspelt, 'go');
  await open(uri('a.Dockerfile'), misspelt + sound, 'plaintext');
  expect(await pull(uri('main.go'))).toEqual({ kind: 'full', items: [] });
  expect(await pull(uri('nothing'))).toEqual({ kind: 'full', items: [] });
  const named = await pull(uri('a.Dockerfile'));
  expect(named.kind === 'full' && own(named.items)).toHaveLength(1);
  expect(
    await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uri('main.go') },
      position: { line: 0, character: 0 },
    }),
  ).toBeNull();
  await end();
});

test('documents without a file are checked on their own', async () => {
  await start({}, { pull: true });
  await open('untitled:Untitled-1', misspelt + sound);
  const report = await pull('untitled:Untitled-1');
  expect(report.kind === 'full' && own(report.items)).toHaveLength(1);
  await end();
});

describe('code actions', () => {
  const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const ask = (file: string, range: Range, only?: string[], diagnostics: Diagnostic[] = []): Promise<CodeAction[]> =>
    client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: file },
      range,
      context: { diagnostics, ...(only && { only }) },
    });

  test('mend and silence', async () => {
    const { uri } = await start(classicFiles, { pull: true });
    const file = uri('Dockerfile');
    await open(file, classic);
    const report = await pull(file);
    const diagnostics = report.kind === 'full' ? report.items : [];
    const [diagnostic] = diagnostics;
    expect(diagnostics).toMatchObject([
      {
        code: 'dynamic-binary-in-scratch',
        severity: 1,
        relatedInformation: expect.arrayContaining([
          expect.objectContaining({ location: expect.objectContaining({ uri: file }) }),
        ]),
      },
    ]);
    const actions = await ask(file, diagnostic?.range ?? everywhere, ['quickfix'], diagnostics);
    const titled = (title: string): CodeAction | undefined => actions.find((action) => action.title === title);
    expect(actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title)).toEqual(['Set CGO_ENABLED=0']);
    expect(titled('Set CGO_ENABLED=0')).toMatchObject({ kind: 'quickfix', diagnostics: [diagnostic] });
    expect(edited(classic, titled('Set CGO_ENABLED=0'))).toBe(classic.replace('go build', 'CGO_ENABLED=0 go build'));
    expect(edited(classic, titled('Ignore dynamic-binary-in-scratch on this line'))).toBe(
      classic.replace('ENTRYPOINT', '# go-dockerfile ignore=dynamic-binary-in-scratch\nENTRYPOINT'),
    );
    expect(edited(classic, titled('Ignore dynamic-binary-in-scratch in this file'))).toBe(
      `# go-dockerfile ignore-file=dynamic-binary-in-scratch\n${classic}`,
    );
    for (const { edit } of actions)
      expect(edit?.documentChanges).toMatchObject([{ textDocument: { uri: file, version: 1 } }]);
    await end();
  });

  test('mend all that is safe, once the user chose to', async () => {
    const { uri } = await start(classicFiles, { pull: true });
    const file = uri('Dockerfile');
    await open(file, classic);
    for (const only of [['source.fixAll'], ['source'], ['source.fixAll.go-dockerfile']]) {
      expect((await ask(file, everywhere, only)).map(({ kind }) => kind)).toEqual(['source.fixAll.go-dockerfile']);
    }
    const [action] = await ask(file, everywhere, ['source.fixAll']);
    expect(action).not.toHaveProperty('edit');
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect(edited(classic, resolved)).toBe(classic.replace('go build', 'CGO_ENABLED=0 go build'));
    await end();
  });

  test('make one refactoring of all fixes, which the editor shows before it is applied', async () => {
    const { uri } = await start(classicFiles, { pull: true });
    const file = uri('Dockerfile');
    await open(file, classic);
    const [action] = await ask(file, everywhere, ['refactor.rewrite']);
    expect(action).toMatchObject({ title: 'Modernise this Dockerfile', kind: 'refactor.rewrite.go-dockerfile' });
    expect(action).not.toHaveProperty('edit');
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect(edited(classic, resolved)).toContain('CGO_ENABLED=0 go build');
    expect(resolved.edit?.changeAnnotations).toEqual({
      'go-dockerfile': {
        label: 'Modernise this Dockerfile',
        description: expect.stringContaining('Set CGO_ENABLED=0') as unknown,
        needsConfirmation: true,
      },
    });
    await end();
  });

  test('put instgo in front of go', async () => {
    const { uri } = await start({}, { pull: true });
    const file = uri('Dockerfile');
    await open(file, sound);
    const actions = await ask(file, everywhere, ['refactor.rewrite.go-dockerfile.instgo']);
    expect(actions.filter(({ disabled }) => !disabled).map(({ title }) => title)).toEqual([
      'Instrument with instgo (ARMS): download it and build with instgo go build',
    ]);
    const [download, ...others] = actions;
    expect(download && edited(sound, download)).toContain('instgo go build');
    // What cannot be done says why to whoever asks for refactorings, and to nobody else.
    expect(others).toEqual([
      {
        title: 'Instrument with instgo (ARMS): build in the golangbuilder image',
        kind: 'refactor.rewrite.go-dockerfile.instgo',
        disabled: { reason: expect.stringContaining('golang on Alpine') as unknown },
      },
    ]);
    expect((await ask(file, everywhere)).filter(({ disabled }) => disabled)).toEqual([]);
    await end();
  });

  test('are only those of the kinds and the place asked for', async () => {
    const { uri } = await start({}, { pull: true });
    const file = uri('Dockerfile');
    await open(file, misspelt + sound);
    const away = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
    const kinds = async (range: Range, only?: string[]) =>
      new Set((await ask(file, range, only)).map(({ kind }) => kind));
    expect(await kinds(everywhere, ['quickfix'])).toEqual(new Set(['quickfix']));
    expect(await kinds(everywhere, ['refactor'])).toEqual(
      new Set(['refactor.rewrite.go-dockerfile', 'refactor.rewrite.go-dockerfile.instgo']),
    );
    expect(await kinds(everywhere, ['refactor.extract'])).toEqual(new Set());
    expect(await kinds(everywhere, ['source.organizeImports'])).toEqual(new Set());
    expect(await kinds(away, ['quickfix'])).toEqual(new Set());
    await end();
  });
});

test('a hover answers where something is known', async () => {
  const { uri } = await start(goFiles, { pull: true });
  const file = uri('Dockerfile');
  await open(file, sound);
  const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri: file },
    position: { line: 0, character: 7 },
  });
  expect(hover.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('Go 1.26') });
  expect(hover.range?.start.line).toBe(0);
  await end();
});

describe('settings', () => {
  test('of the editor apply, and their changes', async () => {
    let severity = 'off';
    const { uri } = await start({}, { pull: false, settings: () => ({ rules: { [rule]: severity } }) });
    const file = uri('Dockerfile');
    await open(file, misspelt + sound);
    expect(own((await published(file, 1)).diagnostics)).toEqual([]);
    severity = 'error';
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(own((await published(file, 1)).diagnostics)).toMatchObject([{ severity: 1 }]);
    await end();
  });

  test('of a project file apply, those of the editor weigh more', async () => {
    const files = {
      'a/.go-dockerfile.yaml': `rules: { ${rule}: error }`,
      'b/.go-dockerfile.yaml': `rules: { ${rule}: information }`,
    };
    const { uri } = await start(files, { pull: true, folders: ['a', 'b'] });
    for (const [folder, severity] of [
      ['a', 1],
      ['b', 3],
    ] as const) {
      await open(uri(`${folder}/Dockerfile`), misspelt + sound);
      const report = await pull(uri(`${folder}/Dockerfile`));
      expect(report.kind === 'full' && own(report.items)).toMatchObject([{ severity }]);
    }
    await end();
  });

  test('that cannot be read are told once', async () => {
    const { uri } = await start({}, { pull: true, settings: () => ({ platform: 'pdp11' }) });
    await open(uri('Dockerfile'), sound);
    await open(uri('b.dockerfile'), sound);
    await pull(uri('Dockerfile'));
    await pull(uri('b.dockerfile'));
    expect(await client.next('window/showMessage')).toMatchObject({
      type: 2,
      message: expect.stringContaining("'platform' has to be"),
    });
    await end();
  });
});

test('files that change beside the Dockerfile void what was concluded from them', async () => {
  const { uri } = await start(goFiles, { pull: true });
  const file = uri('Dockerfile');
  await open(file, sound);
  expect(await client.next('goDockerfile/verdict')).toMatchObject({ outcome: 'runs' });
  const before = await pull(file);
  writeFileSync(scratch.path('main.go'), 'package lib\n');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uri('main.go'), type: 2 }],
  });
  expect(await client.next('goDockerfile/verdict')).not.toMatchObject({ outcome: 'runs' });
  expect(await pull(file, before.resultId)).toMatchObject({ kind: 'full' });
  expect(client.requests.map(({ method }) => method)).toContain('workspace/diagnostic/refresh');
  const registered = client.requests.flatMap(({ method, params }) =>
    method === 'client/registerCapability'
      ? (params as RegistrationParams).registrations.map((entry) => entry.method)
      : [],
  );
  expect(registered).toEqual(
    expect.arrayContaining(['workspace/didChangeWatchedFiles', 'workspace/didChangeConfiguration']),
  );
  await end();
});

test('workspace folders may come later', async () => {
  const { uri } = await start({ 'a/Dockerfile': '' }, { pull: true, folders: [] });
  const file = uri('a/inner/Dockerfile');
  mkdirSync(scratch.path('a/inner'));
  scratch.write('a/.go-dockerfile.yaml', `rules: { ${rule}: error }`);
  await open(file, misspelt + sound);
  const alone = await pull(file);
  expect(alone.kind === 'full' && own(alone.items)).toMatchObject([{ severity: 4 }]);
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: uri('a'), name: 'a' }], removed: [] },
  });
  const within = await pull(file);
  expect(within.kind === 'full' && own(within.items)).toMatchObject([{ severity: 1 }]);
  await end();
});

test('a cancelled request is answered as such, and the next one as ever', async () => {
  const { uri } = await start({}, { pull: true });
  const file = uri('Dockerfile');
  await open(file, misspelt + sound);
  const source = new CancellationTokenSource();
  const asked = client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: file } }, source.token);
  source.cancel();
  await expect(asked).rejects.toMatchObject({ code: -32800 });
  await expect(asked).rejects.toBeInstanceOf(ResponseError);
  expect((await pull(file)).kind).toBe('full');
  await end();
});

test('many changes at once leave the last one', async () => {
  const { uri } = await start({}, { pull: false });
  const file = uri('Dockerfile');
  await open(file, sound);
  for (let version = 2; version <= 50; version++) {
    await change(file, version, {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      text: '# x\n',
    });
  }
  await change(file, 51, {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    text: misspelt,
  });
  const { diagnostics } = await published(file, 51);
  expect(own(diagnostics)).toHaveLength(1);
  await end();
});

test('the command line serves, too', async () => {
  const { uri } = await start({}, { pull: true, cli: true });
  await open(uri('Dockerfile'), misspelt + sound);
  expect((await pull(uri('Dockerfile'))).kind).toBe('full');
  await end();
});
