/**
 * Opens VS Code with the extension in it.
 *
 *   npm start            on examples/
 *   npm start -- PATH    on a folder, or on a file and its folder
 *
 * The first of these that works: the `code` command, the VS Code that @vscode/test-electron fetches, VS Code's own web
 * server with the default browser. Without a display the web server's address is printed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { hasDisplay } from '../test/support/display';
import { newest, pageAddress, startWebServer, testFolder } from '../test/support/webServer';

const extension = resolve('.');

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  // npm runs scripts in the repository's root, and keeps where it was called from in INIT_CWD.
  const [path, ...rest] = process.argv.slice(2);
  const target = path === undefined ? resolve('examples') : resolve(process.env['INIT_CWD'] ?? '.', path);
  if (rest.length > 0 || path?.startsWith('-')) {
    console.error('Usage: npm start [-- PATH]');
    process.exit(2);
  }
  if (!existsSync(target)) {
    console.error(`There is no file or folder ${target}`);
    process.exit(2);
  }
  if (hasDisplay()) {
    if (openWithCode(target)) return;
    if (await openWithFetched(target)) return;
  } else console.log('There is no display, so VS Code runs as a web server.');
  await openInBrowser(target);
}

function openWithCode(target: string): boolean {
  const windows = process.platform === 'win32';
  const version = spawnSync('code', ['--version'], { encoding: 'utf8', shell: windows });
  if (version.status !== 0) {
    console.log('The command `code` is not on the PATH.');
    return false;
  }
  console.log(`Opening ${target} in VS Code ${version.stdout.split('\n')[0] ?? ''}`);
  const args = ['--new-window', `--extensionDevelopmentPath=${extension}`, ...rootOptions(), target];
  // With a shell, as Windows needs it for code.cmd, the arguments have to be quoted here.
  const quoted = windows ? args.map((arg) => `"${arg}"`) : args;
  return spawnSync('code', quoted, { stdio: 'inherit', shell: windows }).status === 0;
}

async function openWithFetched(target: string): Promise<boolean> {
  console.log('Looking for the VS Code that the tests use; it is downloaded the first time.');
  let executable: string;
  try {
    executable = await downloadAndUnzipVSCode();
  } catch (error) {
    console.log(`It could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  console.log(`Opening ${target} in ${executable}`);
  const profile = ['--user-data-dir', join(testFolder, 'user-data')];
  profile.push('--extensions-dir', join(testFolder, 'extensions'));
  const args = [`--extensionDevelopmentPath=${extension}`, ...profile, ...rootOptions(true), target];
  spawn(executable, args, { detached: true, stdio: 'ignore' }).unref();
  return true;
}

/** VS Code refuses to run as root unless it is told where to keep its data. */
function rootOptions(hasProfile = false): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return hasProfile ? ['--no-sandbox'] : ['--no-sandbox', '--user-data-dir', join(testFolder, 'user-data')];
}

async function openInBrowser(target: string): Promise<void> {
  const isFile = statSync(target).isFile();
  const folder = isFile ? dirname(target) : target;
  const server = await startWebServer(newest, { trust: true });
  const address = pageAddress(server, folder, extension, isFile ? { file: target } : {});
  console.log(`\nVS Code serves ${folder} with the extension at\n\n  ${address}\n`);
  if (isFile) console.log(`It opens ${relative(folder, target)}.`);
  console.log('It listens on this machine only. Ctrl+C ends it.');
  if (hasDisplay()) openBrowser(address);
  process.on('SIGINT', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
}

function openBrowser(address: string): void {
  const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [program, ...args] = openers[process.platform] ?? (['xdg-open'] as const);
  spawn(program, [...args, address], { detached: true, stdio: 'ignore' })
    .once('error', () => console.log('No browser could be started: open the address yourself.'))
    .unref();
}
