import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from './support/chromium';
import { startFileServer } from './support/fileServer';
import { startScreen } from './support/screen';
import { installedPage, newest, oldest, pageAddress, startWebServer, type WebVersion } from './support/webServer';
import type { SuiteRun } from './runTests';

/** A whole run, from the start of the server to the last test. */
const patience = 300_000;

/** What the window and the extension host of VS Code wrote to their consoles. */
export const logFile = 'out/test/vscode.log';

/** How a suite is run where a browser shows VS Code. */
export interface WebRun {
  /** Executable of the browser. */
  readonly chromium: string;
  readonly version: 'newest' | 'oldest';
  /** Whether the workspace is trusted; otherwise VS Code is in Restricted Mode. */
  readonly trust: boolean;
  /** Display language; that of the machine if absent. */
  readonly locale?: string;
}

/** Nothing moves or is offered that no test is about. */
const quiet = {
  'chat.disableAIFeatures': true,
  'editor.wordBasedSuggestions': 'off',
  // In a browser VS Code saves after a second, and there would be nothing to revert.
  'files.autoSave': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/**
 * Runs the suite in the extension host of VS Code's own server, with its page open in a headless Chromium.
 * @returns the exit code of the extension host; 0 means that every test passed
 */
export async function runWeb(suite: SuiteRun, { chromium, version, trust, locale }: WebRun): Promise<number> {
  const screen = await startScreen();
  const server = await startWebServer(versions[version], {
    trust,
    environment: { ...suite.environment, GO_DOCKERFILE_E2E_SCREEN: screen.address },
    extensions: suite.others,
    ...(locale !== undefined && { locale }),
    // The question whether to trust the folder would stand before the window.
    settings: { ...quiet, 'security.workspace.trust.startupPrompt': 'never' },
  });
  try {
    const address = pageAddress(server, suite.workspace, suite.extension, { tests: suite.tests });
    return await untilItEnds(chromium, (page) => {
      screen.show(page);
      return page.goto(address);
    });
  } finally {
    server.stop();
    screen.stop();
  }
}

/**
 * Runs a suite in the extension host of the browser itself, a web worker, as on vscode.dev: no server but for files, extensions
 * from an address, and a workspace whose files an extension has in memory.
 * @param folder that has the extension, the suite and the extension with the files below it, and is served
 * @param paths of these three in the folder; VS Code wants the suite inside one of the extensions
 * @returns the exit code of the extension host, and the result that the suite posted, as JSON
 */
export async function runInBrowser(
  folder: string,
  paths: { readonly extension: string; readonly files: string; readonly tests: string },
  { chromium, version }: Pick<WebRun, 'chromium' | 'version'>,
): Promise<{ readonly code: number; readonly result: string | undefined }> {
  const vscode = await installedPage(versions[version]);
  const server = await startFileServer([
    { prefix: '/test/', folder },
    { prefix: '/vscode/', folder: vscode, change: withoutRemote },
  ]);
  const place = (path: string) => ({ scheme: 'http', authority: new URL(server.origin).host, path: `/test/${path}` });
  server.serve(
    '/',
    page(join(vscode, 'out/vs/code/browser/workbench/workbench.html'), {
      enableWorkspaceTrust: false,
      userDataPath: '/',
      isEnabledFileDownloads: false,
      isEnabledFileUploads: false,
      isEnabledCoderGettingStarted: false,
      productConfiguration: {},
      developmentOptions: {
        enableSmokeTestDriver: true,
        extensions: [place(paths.files), place(paths.extension)],
        extensionTestsPath: place(paths.tests),
      },
    }),
  );
  try {
    const payload = encodeURIComponent(JSON.stringify([['skipWelcome', 'true']]));
    const address = `${server.origin}/?folder=memfs:/app&payload=${payload}`;
    const code = await untilItEnds(chromium, (opened) => opened.goto(address));
    return { code, result: server.posted() };
  } finally {
    server.stop();
  }
}

const versions: Readonly<Record<WebRun['version'], WebVersion>> = { newest, oldest };

/** VS Code's page, for a configuration that names no server. */
function page(template: string, configuration: object): string {
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: '/vscode',
    WORKBENCH_NLS_FALLBACK_URL: '/vscode/out/nls.messages.js',
    WORKBENCH_NLS_URL: '/vscode/out/nls.messages.js',
  };
  return readFileSync(template, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** What the build that npm has does otherwise than VS Code's own: it keeps everything on the machine that the page is from. */
const remote = [
  { says: /remoteAuthority:location\.host/, instead: 'remoteAuthority:void 0' },
  { says: /(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, instead: '$1vscodeUserData' },
];

/** VS Code's page as it is where there is no such machine. */
function withoutRemote(path: string, text: () => string): string | undefined {
  if (!path.endsWith('/code/browser/workbench/workbench.js')) return undefined;
  return remote.reduce((changed, { says, instead }) => {
    if (!says.test(changed)) throw new Error(`${path} does not say ${says.source} any more.`);
    return changed.replace(says, instead);
  }, text());
}

/** Opens a page in a browser and waits until the extension host in it has reported how the suite ended. */
async function untilItEnds(chromium: string, open: (page: Page) => Promise<unknown>): Promise<number> {
  const browser = await launchChromium(chromium);
  // VS Code logs hundreds of lines of its own there; the suite's results come otherwise.
  const log = createWriteStream(logFile);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => log.write(`${message.text()}\n`));
    page.on('pageerror', (error) => log.write(`${error.stack ?? error.message}\n`));
    page.on('response', (response) => {
      if (!response.ok()) log.write(`${response.status()} ${response.url()}\n`);
    });
    const ended = new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error(`VS Code did not end within ${patience / 1000} s.`)), patience).unref();
      page.once('crash', () => reject(new Error('The browser page crashed.')));
      // The extension host reports through these two functions, as in VS Code's own tests.
      page
        .exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
          log.write(`${args.map(String).join(' ')}\n`);
        })
        .then(() => page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)))
        .then(() => open(page))
        .catch(reject);
    });
    return await ended;
  } finally {
    await browser.close();
    log.end();
  }
}
