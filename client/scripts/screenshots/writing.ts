import { failing, observed } from './shop';
import { moveAway, type OpenWindow, quickInput, runCommand, settle, type Window } from './window';

/** Pictures of what is seen while a Dockerfile is written; they need no engine. */
export const writingScenes: Readonly<Record<string, (open: OpenWindow) => Promise<void>>> = {
  async finding(open) {
    const window = await open(failing, 560);
    await goTo(window, 9, 13);
    await hover(window);
    await window.save('finding.png');
    await closeHover(window);
    await openMenu(window);
    await window.save('fixes.png');
  },
  async hover(open) {
    const window = await open(failing, 400);
    await goTo(window, 4, 5);
    await hover(window);
    await window.save('hover.png');
  },
  async instgo(open) {
    const window = await open(observed, 560);
    await goTo(window, 4, 5);
    await openMenu(window);
    await window.save('instgo.png');
  },
  async labels(open) {
    const window = await open(observed, 560);
    await goTo(window, 8, 6);
    await openMenu(window);
    await window.page.locator('.action-widget .action', { hasText: 'Copy ack-onepilot labels' }).hover();
    await settle(window.page);
    await window.save('labels.png');
  },
  async graph(open) {
    const window = await open(failing, 800, 1200);
    const { page } = window;
    await goTo(window, 9, 14);
    await runCommand(page, 'View: Toggle Word Wrap');
    await runCommand(page, 'Go Dockerfile: Show build graph');
    // The page of a panel is in a frame in a frame.
    const frame = page.frameLocator('iframe.webview').frameLocator('iframe');
    await frame.locator('#picture .verdict').waitFor({ state: 'visible' });
    await frame.getByText('Fit', { exact: true }).click();
    await settle(page);
    await window.save('graph.png');
  },
  async completion(open) {
    const window = await open({ ...failing, Dockerfile: failing['Dockerfile']?.replace('alpine:3.22', '') ?? '' }, 520);
    const { page } = window;
    await goTo(window, 6, 6);
    await page.keyboard.type('alpine:');
    const list = page.locator('.suggest-widget.visible');
    await list.locator('.monaco-list-row').first().waitFor({ state: 'visible' });
    await settle(page);
    const details = page.locator('.suggest-details');
    if (!(await details.isVisible())) await page.keyboard.press('Control+Space');
    await details.waitFor({ state: 'visible' });
    await settle(page);
    await window.save('completion.png');
  },
};

async function hover({ page }: Window): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  await page.locator('.monaco-hover:not(.hidden) .hover-row').first().waitFor({ state: 'visible' });
  // Further parts of it come later.
  await settle(page);
}

async function closeHover({ page }: Window): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('.monaco-hover:not(.hidden) .hover-row').first().waitFor({ state: 'hidden' });
}

async function openMenu({ page }: Window): Promise<void> {
  await moveAway(page);
  await page.keyboard.press('Control+Period');
  await page.locator('.action-widget .action').first().waitFor({ state: 'visible' });
  await settle(page);
}

async function goTo({ page }: Window, line: number, column: number): Promise<void> {
  await page.keyboard.press('Control+g');
  await quickInput(page).fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await moveAway(page);
  await settle(page);
}
