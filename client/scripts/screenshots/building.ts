import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { uncompilable, working } from './shop';
import {
  clearNotifications,
  moveAway,
  notification,
  type OpenWindow,
  quickInput,
  quickPick,
  question,
  runCommand,
  settle,
} from './window';

/** The names that the builds of these pictures give to images. */
const images = ['shop:dev', 'registry.example.com/team/shop:1.2.0'];

/** What an engine must not have yet, as it would be overwritten. */
export function imagesInTheWay(docker: string): readonly string[] {
  return images.filter((image) => spawnSync(docker, ['image', 'inspect', image]).status === 0);
}

/** Takes away what the builds have left. */
export function removeImages(docker: string): void {
  for (const image of images) {
    const { stdout } = spawnSync(docker, ['ps', '-aq', '--filter', `ancestor=${image}`], { encoding: 'utf8' });
    const containers = (stdout ?? '').split('\n').filter((id) => id !== '');
    if (containers.length > 0) spawnSync(docker, ['rm', '-f', ...containers]);
    spawnSync(docker, ['image', 'rm', image]);
  }
}

/** A file that makes a step of a build new, so that it is not taken from the cache. */
const changed = (): Readonly<Record<string, string>> => ({ 'built.txt': String(Date.now()) });

/** Pictures of the commands that need an engine. */
export const buildingScenes: Readonly<Record<string, (open: OpenWindow) => Promise<void>>> = {
  async build(open) {
    const window = await open({ ...working, ...changed() }, 640);
    const { page } = window;
    await runCommand(page, 'Go Dockerfile: Build');
    await notification(page, 'go build').waitFor({ state: 'visible', timeout: 600_000 });
    await moveAway(page);
    await window.save('build.png');
    await notification(page, 'go build').getByText('Cancel', { exact: true }).click();
  },
  async buildWith(open) {
    const window = await open(working, 440);
    await runCommand(window.page, 'Go Dockerfile: Build with…');
    await question(window.page, 'Build with');
    await moveAway(window.page);
    await settle(window.page);
    await window.save('build-with.png');
  },
  async problem(open) {
    const window = await open(uncompilable, 680);
    const { page } = window;
    await runCommand(page, 'Go Dockerfile: Build');
    const message = notification(page, 'was not built');
    await message.waitFor({ state: 'visible', timeout: 600_000 });
    await message.getByText('Show Problem').click();
    await page.locator('.squiggly-error').first().waitFor({ state: 'visible' });
    await moveAway(page);
    await settle(page);
    await window.save('problem.png');
  },
  async run(open) {
    const window = await open(working, 640);
    const { page } = window;
    await runCommand(page, 'Go Dockerfile: Build and run');
    await question(page, 'Build and run shop:dev');
    await page.keyboard.press('Enter');
    await notification(page, 'shop:dev runs').waitFor({ state: 'visible', timeout: 600_000 });
    await moveAway(page);
    await settle(page);
    await window.save('run.png');
  },
  async multiArch(open) {
    const window = await open(working, 520);
    const { page } = window;
    await runCommand(page, 'Go Dockerfile: Build multi-arch');
    await question(page, 'Builder');
    await page.keyboard.press('Enter');
    await question(page, 'Platforms');
    await moveAway(page);
    await settle(page);
    await window.save('platforms.png');
    await page.keyboard.press('Enter');
    await question(page, 'Destination');
    await quickPick(page).filter({ hasText: 'Load into the engine' }).click();
    await answer(page, 'Repository', 'team/shop');
    await answer(page, 'Tags', '1.2.0');
    await document(page, 'registry.example.com');
    await window.resize(400);
    await showAlone(page);
    await window.save('manifest.png');
  },
  async inspect(open) {
    const window = await open(working, 520);
    const { page } = window;
    await runCommand(page, 'Go Dockerfile: Build');
    await notification(page, 'shop:dev is built').getByText('Inspect', { exact: true }).click({ timeout: 600_000 });
    await document(page, 'shop');
    await window.resize(720);
    await showAlone(page);
    await window.save('inspect.png');
  },
};

async function answer(page: Page, title: string, text: string): Promise<void> {
  await question(page, title);
  await quickInput(page).fill(text);
  await page.keyboard.press('Enter');
}

/** Waits for a document in Markdown that has these words. */
async function document(page: Page, text: string): Promise<void> {
  const frame = page.frameLocator('iframe.webview').frameLocator('iframe');
  await frame.getByText(text).first().waitFor({ state: 'visible', timeout: 600_000 });
}

/** Leaves nothing in the window but the document, which has the focus. */
async function showAlone(page: Page): Promise<void> {
  await runCommand(page, 'View: Hide Panel');
  await runCommand(page, 'View: Toggle Maximize Editor Group');
  await clearNotifications(page);
  await moveAway(page);
  await settle(page);
}
