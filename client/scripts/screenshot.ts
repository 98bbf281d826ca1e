/**
 * Takes the pictures of the README from the packaged extension in a real VS Code in Chromium.
 *
 *   npm run screenshots                a finding with its explanation, the lightbulb's menu, and the build graph, into docs/images/
 *   npm run screenshots -- FOLDER OUT  of the Dockerfile in another folder, into another folder
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from '../test/support/chromium';
import { packageFile } from '../test/support/manifest';
import { unpackVsix } from '../test/support/vsix';
import { newest, pageAddress, startWebServer } from '../test/support/webServer';

/** Nothing but what the picture is about. */
const settings = {
  'breadcrumbs.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.fontSize': 15,
  'editor.hover.above': false,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};

const folder = resolve(process.argv[2] ?? 'examples/tony-bai/golang-latest-to-alpine');
const output = process.argv[3] ?? 'docs/images';

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('There is no Chromium, Chrome or Edge (CHROMIUM may name one).');
  const vsix = packageFile();
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}. Run: npm run package`);
  const extension = resolve('out/test/extension');
  unpackVsix(vsix, extension);
  mkdirSync(output, { recursive: true });

  const server = await startWebServer(newest, { trust: true, settings });
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage({ viewport: { width: 960, height: 680 }, deviceScaleFactor: 2 });
    await page.goto(pageAddress(server, folder, extension, { file: join(folder, 'Dockerfile') }));
    await preparePage(page);
    await pictureOfHover(page);
    await pictureOfFixes(page);
    await pictureOfGraph(page);
  } finally {
    await browser.close();
    server.stop();
  }
}

/** Waits for the first finding and leaves nothing in the window but the editor and the status bar. */
async function preparePage(page: Page): Promise<void> {
  await page.locator('.squiggly-error').first().waitFor({ state: 'attached', timeout: 60_000 });
  // Lenses push the lines below them down.
  await page.locator('.codelens-decoration', { hasText: 'Build multi-arch' }).waitFor({ state: 'visible' });
  await runCommand(page, 'View: Close Primary Side Bar');
  await runCommand(page, 'View: Close Secondary Side Bar');
  await runCommand(page, 'Notifications: Clear All Notifications');
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of the first squiggle. */
async function placeOfFinding(page: Page): Promise<Point> {
  const box = await page.locator('.squiggly-error').first().boundingBox();
  if (box === null) throw new Error('The finding is out of view.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function pictureOfHover(page: Page): Promise<void> {
  const { x, y } = await placeOfFinding(page);
  await page.mouse.move(x, y, { steps: 5 });
  const rows = page.locator('.monaco-hover:not(.hidden) .hover-row');
  await rows.first().waitFor({ state: 'visible' });
  // The explanation comes after the finding, where there is one.
  await rows
    .nth(1)
    .waitFor({ state: 'visible', timeout: 3000 })
    .catch(() => undefined);
  await save(page, 'finding.png');
}

async function pictureOfFixes(page: Page): Promise<void> {
  await page.mouse.move(5, 5);
  await page.locator('.monaco-hover:not(.hidden)').first().waitFor({ state: 'hidden' });
  const { x, y } = await placeOfFinding(page);
  await page.mouse.click(x, y);
  await page.mouse.move(5, 5);
  await page.keyboard.press('Control+Period');
  await page.locator('.action-widget .action').first().waitFor({ state: 'visible' });
  await save(page, 'fixes.png');
}

/** Beside the editor, which needs a wider window. */
async function pictureOfGraph(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1320, height: 920 });
  await runCommand(page, 'Go Dockerfile: Show build graph');
  // The page of a panel is in a frame in a frame.
  const picture = page.frameLocator('iframe.webview').frameLocator('iframe').locator('#picture .verdict');
  await picture.waitFor({ state: 'visible' });
  await save(page, 'graph.png');
}

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor({ state: 'visible' });
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

async function save(page: Page, name: string): Promise<void> {
  const path = join(output, name);
  await page.screenshot({ path });
  console.log(path);
}
