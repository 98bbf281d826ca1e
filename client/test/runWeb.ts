import { createWriteStream } from 'node:fs';
import { launchChromium } from './support/chromium';
import { newest, oldest, pageAddress, startWebServer } from './support/webServer';
import type { SuiteRun } from './runTests';

/** A whole run, from the start of the server to the last test. */
const patience = 300_000;

/** What the window and the extension host of VS Code wrote to their consoles. */
export const logFile = 'out/test/vscode.log';

/**
 * Runs the suite in the extension host of VS Code's own server, with its page open in a headless Chromium.
 * @param chromium executable of the browser
 * @returns the exit code of the extension host; 0 means that every test passed
 */
export async function runWeb(suite: SuiteRun, chromium: string, version: 'newest' | 'oldest'): Promise<number> {
  const server = await startWebServer(version === 'newest' ? newest : oldest, {
    trust: true,
    environment: suite.environment,
  });
  const browser = await launchChromium(chromium);
  // VS Code logs hundreds of lines of its own there; the suite's results come by file.
  const log = createWriteStream(logFile);
  try {
    const page = await browser.newPage();
    const ended = new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error(`VS Code did not end within ${patience / 1000} s.`)), patience).unref();
      page.once('crash', () => reject(new Error('The browser page crashed.')));
      // The extension host reports through these two functions, as in VS Code's own tests.
      page
        .exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
          log.write(`${args.map(String).join(' ')}\n`);
        })
        .then(() => page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)))
        .then(() => page.goto(pageAddress(server, suite.workspace, suite.extension, { tests: suite.tests })))
        .catch(reject);
    });
    return await ended;
  } finally {
    await browser.close();
    log.end();
    server.stop();
  }
}
