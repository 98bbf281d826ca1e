/**
 * Looks into the npm package that `npm run package:npm` made, and uses it as whoever installs it: in an empty folder, without a
 * network, with each command once.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServer } from '../test/support/languageClient';
import { version } from '../src/version';

const largest = 1_000_000;
const archive = resolve(`out/go-dockerfile-${version}.tgz`);

const allowed = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'ThirdPartyNotices.txt',
  'lib/cli.js',
  'lib/core.js',
  'lib/editor.js',
  'lib/inspect.js',
  'lib/lsp.js',
  'lib/rules.js',
  'lib/server.js',
  'lib/translations.json',
  'lib/yaml.js',
  'package.json',
];

const problems: string[] = [];
const { size } = statSync(archive);
if (size >= largest) problems.push(`it has ${size} bytes; ${largest - 1} are allowed`);

const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-npm-'));
void use()
  .catch((error: unknown) => problems.push(String(error)))
  .then(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const problem of problems) console.error(`npm package: ${problem}`);
    const kilobytes = Math.round(size / 1000);
    if (problems.length === 0) console.log(`npm package: ${archive}, ${allowed.length} files, ${kilobytes} kB`);
    process.exit(problems.length === 0 ? 0 : 1);
  });

async function use(): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm('install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', archive);
  const installed = join(folder, 'node_modules/go-dockerfile');
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  expectSame('its files', files, allowed);
  const others = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  expectSame('what was installed', others, ['go-dockerfile']);
  const notices = readFileSync(join(installed, 'ThirdPartyNotices.txt'), 'utf8');
  for (const name of ['dockerfile-ast', 'unbash', 'yaml', 'vscode-languageserver'])
    if (!notices.includes(`\n${name} `)) problems.push(`ThirdPartyNotices.txt does not name ${name}`);

  cpSync('examples/tony-bai/golang-latest-to-alpine', join(folder, 'shop'), { recursive: true });
  expectSame('--version', run('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  for (const [says, code, ...args] of [
    [/glibc-binary-on-musl/, 1, 'check', 'shop'],
    [/"ruleId": "glibc-binary-on-musl"/, 1, 'check', '--format', 'sarif', 'shop'],
    [/builds, but does not start/, 0, 'explain', 'shop/Dockerfile'],
    [/"verdict"/, 0, 'explain', '--json', 'shop/Dockerfile'],
    [/^Program +\S*node/m, 0, 'inspect', process.execPath],
    [/^Usage:/m, 0, '--help'],
  ] as const) {
    const outcome = run(...args);
    // Only Linux has programs that `inspect` reads.
    if (args[0] === 'inspect' && process.platform !== 'linux') continue;
    if (outcome.code !== code || !says.test(outcome.stdout))
      problems.push(`${args.join(' ')}: exit code ${outcome.code}, not ${code}: ${outcome.stdout}${outcome.stderr}`);
  }
  await checkServer(join(installed, 'lib/cli.js'));
}

/** The server starts, greets, finds something, and ends. */
async function checkServer(cli: string): Promise<void> {
  const server = startServer([cli, 'lsp']);
  const greeting = await server.connection.sendRequest<{ readonly serverInfo: unknown }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expectSame('serverInfo', greeting.serverInfo, { name: 'go-dockerfile', version });
  await server.connection.sendNotification('initialized', {});
  const text =
    'FROM golang:1.26 AS build\nCOPY . .\nRUN go build -o /a .\nFROM scratch\nCOPY --from=0 /a /a\nCMD ["a"]\n';
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: 'file:///nowhere/Dockerfile', languageId: 'dockerfile', version: 1, text },
  });
  const { diagnostics } = await server.next<{ readonly diagnostics: readonly { readonly code: unknown }[] }>(
    'textDocument/publishDiagnostics',
  );
  if (!diagnostics.some(({ code }) => code === 'entrypoint-not-in-image'))
    problems.push(`the server finds ${JSON.stringify(diagnostics.map(({ code }) => code))}`);
  expectSame('the exit of the server', await server.stop(), 0);
  expectSame('what the server complains of', server.errors(), '');
}

function npm(...args: readonly string[]): string {
  const script = process.env['npm_execpath'];
  const [program, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  return execFileSync(program, [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** As `npx` does it, which finds the command that was installed. */
function run(...args: readonly string[]) {
  const script = process.env['npm_execpath'];
  const [program, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const command = [...first, 'exec', '--offline', '--loglevel', 'silent', '--', 'go-dockerfile', ...args];
  const { status, stdout, stderr } = spawnSync(program, command, { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

function expectSame(name: string, found: unknown, expected: unknown): void {
  const [is, should] = [found, expected].map((value) => JSON.stringify(value));
  if (is !== should) problems.push(`${name}: ${is}, not ${should}`);
}
