import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type FullDocumentDiagnosticReport,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { bundleServer } from '../../bundles.mjs';
import { loadCore } from '../src/browser/core';
import { diskTree, entriesIn, exists, isReadableFolder, mount, readSmallFile } from '../src/browser/diskTree';
import * as paths from '../src/browser/paths';
import { places } from '../src/browser/places';
import { readFolderRequest, toFolderFiles, type FolderFiles } from '../src/lsp/loadingClient';
import { handle } from '../src/lsp/handlers';
import { loadOnce } from '../src/lsp/loadOnce';
import { packTranslations } from '../src/host/translations';
import { speak } from '../src/text/say';

// As the worker's bundle has it.
vi.mock('../src/host/diskTree', () => import('../src/browser/diskTree'));
vi.mock('../src/host/paths', () => import('../src/browser/paths'));

describe('paths are those of POSIX', () => {
  const samples = ['/', '/a', '/a/b', '/a/b/../c.d', '/a//b/./', '/memfs:/app', '/vscode-vfs:github/o/r'];
  const inner = ['', '.', '..', 'x', './x/y', '../x', '../../../x'];
  test.each(samples)('%s', (path) => {
    expect(paths.dirname(path)).toBe(posix.dirname(posix.resolve(path)));
    expect(paths.basename(path)).toBe(posix.basename(path));
    expect(inner.map((name) => paths.join(path, name))).toEqual(
      inner.map((name) => posix.resolve('/', `./${path}/${name}`)),
    );
    expect([...inner, '/abs'].map((name) => paths.resolve(path, name))).toEqual(
      [...inner, '/abs'].map((name) => posix.resolve(path, name)),
    );
    expect(samples.map((other) => paths.relative(path, other))).toEqual(
      samples.map((other) => posix.relative(path, other)),
    );
  });
});

describe('documents of any file system have a path', () => {
  test.each([
    ['vscode-vfs://github/owner/repo/Dockerfile', '/vscode-vfs:github/owner/repo/Dockerfile'],
    ['memfs:/app/Dockerfile.dev', '/memfs:/app/Dockerfile.dev'],
    ['file:///home/me/a%20b/Dockerfile', '/file:/home/me/a b/Dockerfile'],
    ['vscode-vfs://github%2B7b22/o/r/%28x%29/100%25', '/vscode-vfs:github%2B7b22/o/r/(x)/100%'],
  ])('%s', (uri, path) => {
    expect(places.toPath(uri)).toBe(path);
    expect(places.toUri(path)).toBe(uri);
  });
  test.each(['untitled:Untitled-1', 'untitled:/app/Dockerfile', 'Dockerfile'])('but not %s', (uri) => {
    expect(places.toPath(uri)).toBeUndefined();
  });
});

describe('a folder that the client handed over', () => {
  const root = '/memfs:/app';
  const tree = diskTree(root);
  mount(root, {
    files: [
      ['go.mod', 'module example.com/app'],
      ['cmd/big.go', null],
    ],
    folders: ['', 'cmd', 'empty'],
    unknown: ['.git', 'cmd/link'],
  });
  test('has its files and folders', () => {
    expect(tree.kind('')).toBe('directory');
    expect(tree.read('./go.mod')).toBe('module example.com/app');
    expect([...(tree.list('') ?? [])].sort()).toEqual(['.git', 'cmd', 'empty', 'go.mod']);
    expect(tree.list('empty')).toEqual([]);
    expect(entriesIn(`${root}/cmd`)).toContainEqual({ name: 'big.go', isFolder: false });
    expect(isReadableFolder(root)).toBe(true);
  });
  test('has files without a text, and what cannot be told is unknown', () => {
    expect([tree.kind('cmd/big.go'), tree.read('cmd/big.go')]).toEqual(['file', undefined]);
    expect([tree.kind('.git'), tree.kind('.git/HEAD'), tree.list('.git')]).toEqual(['unknown', 'unknown', undefined]);
    expect([tree.kind('cmd/link'), tree.kind('cmd/link/x')]).toEqual(['unknown', 'unknown']);
  });
  test('holds nothing else', () => {
    expect([tree.kind('main.go'), tree.kind('empty/x')]).toEqual([undefined, undefined]);
    expect(exists('/memfs:/application/go.mod')).toBe(false);
    expect(readSmallFile('/elsewhere/go.mod')).toBeUndefined();
  });
});

test('what the client sends instead of files is no folder', () => {
  const sent = [null, 1, {}, { files: [['a']], folders: [], unknown: [] }, { files: [], folders: [1], unknown: [] }];
  expect(sent.map(toFolderFiles)).toEqual(sent.map(() => undefined));
});

describe('with a client that reads folders', () => {
  let client: ProtocolConnection;
  afterEach(() => client.dispose());

  const uri = 'memfs:/app/Dockerfile';
  const text =
    'FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n';
  const folder = (version: string): FolderFiles => ({
    files: [
      ['Dockerfile', text],
      ['go.mod', `module example.com/app\n\ngo ${version}\n`],
      ['main.go', 'package main\n\nfunc main() {}\n'],
    ],
    folders: [''],
    unknown: [],
  });

  /** Rules that report something, in the order in which the server sends them. */
  async function connect(read: (folder: string) => FolderFiles | null): Promise<() => Promise<readonly string[]>> {
    const up = new PassThrough();
    const down = new PassThrough();
    handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), loadCore);
    client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const sent: (readonly string[])[] = [];
    const waiting: ((codes: readonly string[]) => void)[] = [];
    client.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: { diagnostics: Diagnostic[] }) => {
      const codes = diagnostics.map(({ code }) => String(code));
      const next = waiting.shift();
      if (next) next(codes);
      else sent.push(codes);
    });
    client.onRequest(readFolderRequest, ({ uri: asked }: { uri: string }) => read(asked));
    client.listen();
    await client.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: 'memfs:/app', name: 'app' }],
      initializationOptions: { readsFolders: true },
    });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    return () => {
      const codes = sent.shift();
      return codes ? Promise.resolve(codes) : new Promise((resolveNext) => waiting.push(resolveNext));
    };
  }

  test('findings rest on its files once they are there, and again once they changed', async () => {
    let version = '1.26';
    const asked: string[] = [];
    const next = await connect((from) => {
      asked.push(from);
      return folder(version);
    });
    expect(await next(), 'before the files are there').not.toContain('go-version-behind-module');
    expect(await next()).toContain('go-version-behind-module');
    version = '1.22';
    await client.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    expect(await next(), 'what is known is looked at at once').toContain('go-version-behind-module');
    expect(await next()).not.toContain('go-version-behind-module');
    expect(asked).toEqual(['memfs:/app', 'memfs:/app']);
  });

  test('a folder that cannot be read leaves the Dockerfile on its own', async () => {
    let asked = 0;
    const next = await connect(() => {
      asked++;
      return null;
    });
    expect(await next()).not.toContain('go-version-behind-module');
    await client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 6 } });
    expect(asked, 'nobody asks in vain twice').toBe(1);
  });
});

describe('with a locale', () => {
  let client: ProtocolConnection;
  beforeEach(() => {
    // As in a worker of its own: tables are worded while they are loaded.
    vi.resetModules();
  });
  afterEach(() => {
    client.dispose();
    vi.unstubAllGlobals();
    speak(undefined);
  });

  const uri = 'untitled:Dockerfile';
  const chinese = {
    '{0} is a shell command, not a Dockerfile instruction.': '{0} 是 shell 命令，不是 Dockerfile 指令。',
  };
  const served = 'https://example.com/ext/out/server/translations.json';
  const packed = packTranslations(Object.keys(chinese), { 'zh-cn': chinese });

  test.each([
    { locale: 'zh-cn', asked: [served], message: /^mkdir 是 shell 命令/ },
    { locale: 'ru', asked: [served], message: /^mkdir is a shell command/ },
    { locale: 'en', asked: [], message: /^mkdir is a shell command/ },
    { locale: undefined, asked: [], message: /^mkdir is a shell command/ },
  ])('$locale: speaks it if its bundle can be fetched', async ({ locale, asked, message }) => {
    const fetched: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      fetched.push(url);
      return Promise.resolve({ ok: url === served, text: () => Promise.resolve(JSON.stringify(packed)) });
    });
    const { handle: handleAnew } = await import('../src/lsp/handlers');
    const { loadCore: loadAnew } = await import('../src/browser/core');
    const up = new PassThrough();
    const down = new PassThrough();
    handleAnew(
      createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)),
      loadOnce((asking) => loadAnew(asking, 'https://example.com/ext/out/server/')),
    );
    client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    client.listen();
    await client.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
      ...(locale !== undefined && { locale }),
    });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text: 'FROM golang:1.26\nmkdir /x\n' },
    });
    const { items } = await client.sendRequest<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(items.map((item) => item.message)).toEqual([expect.stringMatching(message)]);
    expect(fetched).toEqual(asked);
  });
});

test('no bundle that runs in a browser asks for a module of Node', async () => {
  const out = resolve(mkdtempSync(join('node_modules', '.bundles-')));
  try {
    await bundleServer(out, { logLevel: 'error' });
    const inBrowser = ['browserServer', 'lsp', 'core', 'rules', 'editor', 'yaml'];
    const required = inBrowser.flatMap((name) => {
      const code = readFileSync(join(out, 'server', `${name}.js`), 'utf8');
      return [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, specifier = '']) => specifier);
    });
    expect(required.filter((specifier) => isBuiltin(specifier))).toEqual([]);
    expect([...new Set(required)].sort()).toEqual(['./core.js', './editor.js', './lsp.js', './rules.js', './yaml.js']);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
