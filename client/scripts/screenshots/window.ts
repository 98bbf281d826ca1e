import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { type WebServer, pageAddress } from '../../test/support/webServer';
import { shrinkPng } from './png';
import { type Files, fillShop } from './shop';

/** Nothing but what the picture is about. */
export const settings = {
  'breadcrumbs.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.fontSize': 15,
  'editor.hover.above': false,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.stickyScroll.enabled': false,
  'editor.showFoldingControls': 'never',
  'git.enabled': false,
  'goDockerfile.registry': 'registry.example.com',
  'goDockerfile.repository': 'team/shop',
  'remote.autoForwardPorts': false,
  'terminal.integrated.fontSize': 12,
  // Drawn on a canvas, letters are wider than their cells in a picture of this scale.
  'terminal.integrated.gpuAcceleration': 'off',
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** A window of VS Code on a folder. */
export interface Window {
  readonly page: Page;
  /** Takes a picture of all of it. */
  readonly save: (name: string) => Promise<void>;
  /** In points; pictures have a quarter more pixels. */
  readonly resize: (height: number, width?: number) => Promise<void>;
}

/** Opens the Dockerfile of a shop of these files alone in a window, and waits until it is analysed. */
export type OpenWindow = (files: Files, height: number, width?: number) => Promise<Window>;

/** As wide as the README's column, and a bit more. */
const usualWidth = 960;

/** Where pictures come from and go to. */
export interface Studio {
  readonly server: WebServer;
  readonly browser: Browser;
  /** Of the shop. */
  readonly folder: string;
  readonly output: string;
}

/** What was shown when something that was awaited did not come. */
const failure = 'out/test/screenshot-failed.png';

/** Takes the pictures of one scene, in a window of its own. */
export async function playScene(studio: Studio, scene: (open: OpenWindow) => Promise<void>): Promise<void> {
  const { server, browser, folder, output } = studio;
  const page = await browser.newPage({ deviceScaleFactor: 1.25, colorScheme: 'light' });
  page.setDefaultTimeout(60_000);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const resize: Window['resize'] = (height, width = usualWidth) => page.setViewportSize({ width, height });
  const save: Window['save'] = async (name) => {
    const path = join(output, name);
    writeFileSync(path, shrinkPng(await page.screenshot()));
    console.log(path);
  };
  const open: OpenWindow = async (files, height, width) => {
    fillShop(folder, files);
    await resize(height, width);
    await page.goto(pageAddress(server, folder, undefined, { file: join(folder, 'Dockerfile') }));
    // Lenses push the lines below them down.
    await lens(page, 'Build multi-arch').waitFor({ state: 'visible', timeout: 120_000 });
    await runCommand(page, 'View: Close Primary Side Bar');
    await clearNotifications(page);
    return { page, save, resize };
  };
  try {
    await scene(open);
  } catch (error) {
    await page.screenshot({ path: failure }).catch(() => undefined);
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nSee ${failure}.`, { cause: error });
  } finally {
    await page.close();
  }
}

/** A lens by its words. */
export function lens(page: Page, title: string): Locator {
  return page.locator('.codelens-decoration a', { hasText: new RegExp(`^${title}$`) }).last();
}

/** A message in the corner that has these words. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
}

export async function clearNotifications(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/** Runs a command by its whole title in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = quickInput(page);
  await input.waitFor({ state: 'visible' });
  await input.fill(`>${title}`);
  const row = quickPick(page).filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${title}$`) }) });
  await row.first().click();
}

/** The field of what VS Code asks at the top. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input.input');
}

/** The lines that can be chosen there. */
export function quickPick(page: Page): Locator {
  return page.locator('.quick-input-list .monaco-list-row');
}

/** Waits for a question with this title. */
export async function question(page: Page, title: string): Promise<void> {
  await page.locator('.quick-input-title', { hasText: title }).waitFor({ state: 'visible' });
}

/** Moves the mouse to where it shows nothing. */
export async function moveAway(page: Page): Promise<void> {
  await page.mouse.move(5, (page.viewportSize()?.height ?? 0) * 0.45);
}

/** Shows no pictures of what is about to move. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(700);
}
