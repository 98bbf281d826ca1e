import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, sep } from 'node:path';
import { execPath, platform } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CodeAction, DocumentDiagnosticReport } from 'vscode-languageserver/node';
import { settingRows } from '../../src/settings';
import { buildBundles, type Bundles } from '../support/bundles';
import { createScratch, type Scratch } from '../support/files';
import { startServer, type TestClient } from '../support/languageClient';
import { hostileProjects } from './hostileFiles';

let bundles: Bundles;
let scratch: Scratch;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.remove());
afterEach(() => scratch?.remove());

const preload = fileURLToPath(new URL('forbid.cjs', import.meta.url));
const posix = platform !== 'win32';

/** Everything that may be asked of the server about a Dockerfile, a place in it included. */
async function askAll(client: TestClient, uri: string, text: string): Promise<void> {
  const textDocument = { uri };
  const ask = <T>(method: string, params: object = {}): Promise<T> =>
    client.connection.sendRequest(method, { textDocument, ...params });
  const lines = text.split('\n');
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const report = await ask<DocumentDiagnosticReport>('textDocument/diagnostic');
  expect(report.kind).toBe('full');
  const actions = await ask<CodeAction[]>('textDocument/codeAction', { range, context: { diagnostics: [] } });
  for (const action of actions) await client.connection.sendRequest('codeAction/resolve', action);
  for (const method of ['documentSymbol', 'foldingRange', 'documentLink', 'codeLens', 'inlayHint'])
    await ask(`textDocument/${method}`, { range });
  for (const [line, content] of lines.entries()) {
    const position = { line, character: Math.min(content.length, 8) };
    for (const method of ['hover', 'completion', 'definition']) await ask(`textDocument/${method}`, { position });
    // What cannot be renamed is said so by an error.
    await ask('textDocument/prepareRename', { position }).catch(() => undefined);
    await ask('textDocument/references', { position, context: { includeDeclaration: true } });
  }
  for (const method of ['onepilotLabels', 'buildInputs', 'buildGraph', 'multiArch'])
    await client.connection.sendRequest(`goDockerfile/${method}`, { uri, platforms: [] }).catch(() => undefined);
}

interface Served {
  readonly client: TestClient;
  readonly uri: (name: string) => string;
}

/** Lines of what was noted, by kind. */
function noted(kind: string): readonly string[] {
  return readFileSync(scratch.path('log'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : []));
}

/** Programs that leave a mark, before all others in the PATH, and what else there is in the environment. */
function setTraps(): Readonly<Record<string, string>> {
  for (const name of ['go', 'git', 'docker', 'podman', 'sh', 'bash', 'make', 'env', 'node', 'which', 'ldd', 'instgo']) {
    scratch.write(`bin/${name}`, `#!/bin/sh\necho started > '${scratch.path('started')}'\n`);
    chmodSync(scratch.path(`bin/${name}`), 0o755);
  }
  scratch.write('log', '');
  return {
    PATH: `${scratch.path('bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    FORBID_LOG: scratch.path('log'),
    GOMODCACHE: scratch.path('cache'),
    HOME: scratch.path('home'),
  };
}

/** Nothing was started, reached or written, and all that was read is in the workspace, the module cache, or our own code. */
function expectHarmless(): void {
  expect(noted('forbidden')).toEqual([]);
  expect(noted('write')).toEqual([]);
  expect(existsSync(scratch.path('started'))).toBe(false);
  const ours = [scratch.path('workspace'), scratch.path('cache')].flatMap((folder) => [folder, realpathSync(folder)]);
  const code = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  const elsewhere = noted('read').filter(
    (path) => ![...ours, code].some((folder) => path === folder || path.startsWith(folder + sep)),
  );
  expect(elsewhere).toEqual([]);
  const within = noted('read').filter((path) => path.startsWith(scratch.path('workspace')));
  expect(within).toContain(scratch.path('workspace/app/go.mod'));
  // Links lead to real paths before anything is read, and what is no ordinary file is never opened.
  expect(
    within.filter((path) =>
      /link|loop|zero|passwd|environ|pipe|away|deep.up|deep.root/.test(path.slice(scratch.path('workspace').length)),
    ),
  ).toEqual([]);
}

/** A server in which all that starts programs or reaches out is forbidden, with a PATH of programs that leave a mark. */
async function serve(): Promise<Served> {
  const traps = setTraps();
  const client = startServer(['--require', preload, bundles.server], { 'workspace/configuration': () => [{}] }, traps);
  const uri = (name: string): string => pathToFileURL(scratch.path(name)).href;
  await client.connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: uri('workspace'), name: 'workspace' }],
    capabilities: {
      textDocument: { diagnostic: {}, codeAction: { resolveSupport: { properties: ['edit'] } } },
      workspace: { configuration: true, workspaceFolders: true },
    },
    initializationOptions: { commands: ['goDockerfile.showVerdict', 'goDockerfile.build', 'goDockerfile.buildAndRun'] },
  });
  await client.connection.sendNotification('initialized', {});
  return { client, uri };
}

const text = `# syntax=docker/dockerfile:1
FROM golang:1.26 AS build
WORKDIR /src
ADD https://example.com/x.tar.gz /x
COPY ../../etc/passwd /passwd
COPY ../outside/secret.go link/secret.go loop/a pipe/go.mod zero deep/ /x/
COPY --from=example.com/image /a /b
COPY . .
RUN --mount=type=bind,source=../outside,target=/o --mount=type=secret,id=x go build -o /app ./cmd/app && git log && make build
RUN curl -fsSL https://example.com/install.sh | sh
RUN go install example.com/tool@latest && $(go env GOPATH)/bin/tool
FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/entrypoint.sh"]
`;

/** A project with all that is looked at, and with everything that could lead out of it. */
const files = {
  'workspace/app/Dockerfile': text,
  'workspace/app/go.mod':
    'module example.com/app\n\ngo 1.22\n\nrequire (\n\texample.com/out v1.0.0\n\texample.com/up v1.0.0\n\texample.com/x/../../../outside v1.0.0\n)\n\nreplace example.com/out => ../../outside\n\nreplace example.com/up => ../../..\n',
  'workspace/app/go.sum': '',
  'workspace/app/cmd/app/main.go':
    'package main\n\nimport (\n\t"embed"\n\t_ "example.com/out"\n\t_ "example.com/up"\n\t_ "example.com/x/../../../outside"\n\t_ "../../../../outside"\n)\n\n//go:embed ../../../../outside/*\nvar f embed.FS\n\nfunc main() {}\n',
  'workspace/app/vendor/modules.txt': '# example.com/out v1.0.0 => ../../outside\n',
  'workspace/app/Makefile':
    'include ../../outside/Makefile\nbuild:\n\tgo build -C ../../outside -o app $(shell cat /etc/passwd)\n',
  'workspace/app/.dockerignore': '../../outside\n/etc\n!../..\n**/../..\n',
  'workspace/app/entrypoint.sh': '#!/bin/sh\n. ../../outside/env.sh\nexec /app\n',
  'workspace/app/deep/a/b/c.go': 'package c\n',
  'workspace/go.work': 'go 1.22\n\nuse (\n\t./app\n\t../outside\n\t../..\n)\n',
  'workspace/compose.yaml':
    'services:\n  d:\n    build:\n      context: away\n      dockerfile: ../app/Dockerfile\n  a:\n    build:\n      context: ../../..\n      dockerfile: workspace/app/Dockerfile\n  b:\n    build:\n      context: ../outside\n      dockerfile: ../workspace/app/Dockerfile\n  c:\n    build: app\n    env_file: ../outside/env.sh\n    extends:\n      file: ../outside/compose.yaml\n',
  'workspace/docker-bake.hcl':
    'target "app" {\n  context = "../outside"\n  dockerfile = "../workspace/app/Dockerfile"\n}\n',
  'workspace/.go-dockerfile.yaml': 'context: ../outside\n',
  'workspace/.vscode/tasks.json': '{"tasks": [{"label": "x", "command": "docker build -f app/Dockerfile ../outside"}]}',
  'workspace/.github/workflows/ci.yml':
    'jobs:\n  a:\n    steps:\n      - run: cd ../outside && docker build -f app/Dockerfile ..\n',
  'workspace/deploy.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - image: app\n',
  'cache/example.com/out@v1.0.0/go.mod': 'module example.com/out\n',
  'cache/example.com/out@v1.0.0/a.go': 'package out\n',
  'outside/secret.go': 'package outside\n',
  'outside/go.mod': 'module example.com/out\n',
  'outside/env.sh': 'export A=b\n',
  'outside/Makefile': 'x: y\n',
  'home/go/pkg/mod/x.go': 'package x\n',
};

function makeWorkspace(): void {
  scratch = createScratch(files);
  if (!posix) return;
  const link = (target: string, name: string): void => symlinkSync(target, scratch.path(`workspace/app/${name}`));
  link('../../outside', 'link');
  link('../outside', '../away');
  link('loop', 'loop');
  link('..', 'deep/a/up');
  link('../../../..', 'deep/root');
  link('/dev/zero', 'zero');
  link('/dev/zero', 'cmd/app/zero.go');
  link('/etc/passwd', 'cmd/app/passwd.go');
  link('/proc/self/environ', 'vendor/environ');
  for (const name of ['pipe/', 'cmd/app/']) {
    scratch.write(`workspace/app/${name}`, '');
    const pipe = scratch.path(`workspace/app/${name}${name === 'pipe/' ? 'go.mod' : 'pipe.go'}`);
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  }
}

describe('the language server', () => {
  test('starts no program, reaches nothing, and reads and writes nothing elsewhere', async () => {
    makeWorkspace();
    const { client, uri } = await serve();
    const file = uri('workspace/app/Dockerfile');
    const open = (name: string, languageId: string, content: string): Promise<void> =>
      client.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(name), languageId, version: 1, text: content },
      });
    await open('workspace/app/Dockerfile', 'dockerfile', text);
    await open('workspace/deploy.yaml', 'yaml', files['workspace/deploy.yaml']);
    await askAll(client, file, text);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: file } });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await askAll(client, file, text);
    await client.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: uri('workspace/deploy.yaml') },
    });
    expect(await client.stop()).toBe(0);
    expect(client.errors()).toBe('');
    expect(noted('loaded')).toEqual([String(client.pid)]);
    expectHarmless();
  });
});

describe.each(['check', 'explain'])('the command line, %s', (command) => {
  test('starts no program, reaches nothing, and reads and writes nothing elsewhere', () => {
    makeWorkspace();
    const env = { ...process.env, ...setTraps() };
    const { status, stdout } = spawnSync(execPath, ['--require', preload, bundles.cli, command, 'app/Dockerfile'], {
      encoding: 'utf8',
      env,
      cwd: scratch.path('workspace'),
      timeout: 60_000,
    });
    expect([0, 1, 2]).toContain(status);
    expect(stdout).not.toBe('');
    expect(noted('loaded')).toHaveLength(1);
    expectHarmless();
  });
});

describe('what watches over that', () => {
  test.each([
    ['write', "fs.writeFile(at, '', () => {})"],
    ['write', "fs.promises.writeFile(at, '')"],
    ['write', "require('node:fs/promises').appendFile(at, '')"],
    ['write', "import('node:fs/promises').then(({ writeFile }) => writeFile(at, ''))"],
    ['write', 'fs.createWriteStream(at).end()'],
    ['write', 'fs.copyFileSync(__filename, at)'],
    ['write', 'fs.promises.rename(__filename, at)'],
    ['write', "fs.promises.open(at, 'w')"],
    ['write', "fs.openSync(at, 'a')"],
    ['write', 'fs.promises.mkdir(at)'],
    ['write', 'fs.promises.rm(at, { force: true })'],
    ['write', 'fs.promises.symlink(__filename, at)'],
    ['read', 'fs.promises.readFile(at).catch(() => {})'],
    ['read', 'fs.promises.open(at).catch(() => {})'],
    ['read', 'fs.promises.readdir(at).catch(() => {})'],
    ['read', 'fs.opendir(at, () => {})'],
    ['read', 'fs.createReadStream(at).on("error", () => {})'],
  ])('notes a %s: %s', (kind, call) => {
    scratch = createScratch({
      log: '',
      'call.cjs': `const fs = require('node:fs');\nconst at = process.argv[2];\n${call};\n`,
    });
    const env = { ...process.env, FORBID_LOG: scratch.path('log') };
    spawnSync(execPath, ['--require', preload, scratch.path('call.cjs'), scratch.path('there')], { env });
    expect(noted(kind)).toContain(scratch.path('there'));
  });
});

describe('a project that means harm', () => {
  test.each(hostileProjects)('$name', { timeout: 30_000 }, ({ files: own, links = {} }) => {
    scratch = createScratch({ ...own, '.git/HEAD': '' });
    for (const [name, target] of Object.entries(posix ? links : {})) symlinkSync(target, scratch.path(name));
    // Each takes a second or a few, on a busy machine some more. What takes longer than this freezes an editor.
    const limits = { encoding: 'utf8', timeout: 20_000, maxBuffer: 2 ** 28 } as const;
    const { status, signal, stdout, stderr } = spawnSync(
      execPath,
      ['--max-old-space-size=1024', bundles.cli, 'check', '--format', 'json', scratch.path('Dockerfile')],
      limits,
    );
    expect({ status, signal, stderr }).toEqual({ status: expect.any(Number) as number, signal: null, stderr });
    expect(stderr).not.toMatch(/^ {4}at /m);
    if (status !== 2)
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, files: [{ findings: expect.any(Array) as unknown[] }] });
    else expect(stdout).toContain('.go-dockerfile.yaml');
  });
});

describe('what terminals would obey', () => {
  const hostile = '\u001B]0;owned\u0007\u001B[2J\u009B31m\u202Ecba';
  test.each(['check', 'explain', 'inspect'])('is not in what %s prints', (command) => {
    scratch = createScratch({
      [`${hostile}/Dockerfile`]: `FROM golang:1.26 AS b${hostile}\nWORKDIR /${hostile}\nRUN ${hostile}\nARG A=${hostile}\nFROM scratch AS ${hostile}\nCOPY --from=0 /${hostile} /app\nENV ${hostile}=x GOFLAGS="-race ${hostile}" CGO_ENABLED=${hostile}\nUSER ${hostile}\nENTRYPOINT ["/${hostile}"]\n`,
      [`${hostile}/go.mod`]: `module ${hostile}\ngo ${hostile}\n${hostile} x\nrequire ${hostile} v1\n`,
      [`${hostile}/.go-dockerfile.yaml`]: `rules:\n  "${hostile.replaceAll('\u001B', '\\e').replaceAll('\u0007', '\\a').replaceAll('\u009B', '\\x9b')}": off\n`,
    });
    const { stdout, stderr, status } = spawnSync(
      execPath,
      [bundles.cli, command, scratch.path(`${hostile}/Dockerfile`)],
      {
        encoding: 'utf8',
        env: { PATH: '', HOME: scratch.root },
      },
    );
    expect(status).not.toBeNull();
    expect(stdout + stderr).not.toBe('');
    expect((stdout + stderr).match(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/g)).toBeNull();
  });
});

describe('a workspace that is not trusted', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly capabilities: {
      readonly untrustedWorkspaces: {
        readonly supported: unknown;
        readonly restrictedConfigurations: readonly string[];
      };
    };
    readonly contributes: {
      readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
    };
  };
  const { properties } = manifest.contributes.configuration;

  test('chooses no program that is run', () => {
    const programs = Object.keys(properties).filter((name) => /command|path|executable|program/i.test(name));
    expect(programs).toContain('goDockerfile.docker.command');
    for (const name of programs) expect({ name, scope: properties[name]?.scope }).toEqual({ name, scope: 'machine' });
  });

  test('leads nowhere by its settings', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    expect(restrictedConfigurations).toContain('goDockerfile.context');
    for (const name of restrictedConfigurations) expect(properties).toHaveProperty([name]);
  });

  test('has no setting without a scope', () => {
    expect(settingRows.length).toBeGreaterThan(5);
    for (const [name, { scope }] of Object.entries(properties))
      expect({ name, scope }).toEqual({
        name,
        scope: expect.stringMatching(/^(?:resource|window|machine)$/) as string,
      });
  });
});
