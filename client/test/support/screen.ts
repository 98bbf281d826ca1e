import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** What a suite asks of the window that its extension host belongs to. */
export type ScreenQuestion =
  | {
      readonly kind: 'shown' | 'gone' | 'click';
      readonly selector: string;
      readonly text?: string;
      /** Milliseconds. */
      readonly patience?: number;
    }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'press'; readonly key: string }
  | { readonly kind: 'picture'; readonly name: string };

/** The texts of what is shown, from top to bottom, or why there is no answer. */
export type ScreenAnswer = { readonly texts: readonly string[] } | { readonly error: string };

export interface Screen {
  /** Where questions are posted, as JSON. */
  readonly address: string;
  /** Has them answered from a page. */
  show(page: Page): void;
  stop(): void;
}

/** Where pictures of windows are put, to be looked at. */
const pictures = 'out/test/pictures';

/** Shorter than a test may take, so that what was awaited is named. */
const usualPatience = 25_000;

/** Lets a suite see what a user sees: the extension host knows nothing of the page that shows VS Code. */
export async function startScreen(): Promise<Screen> {
  let page: Page | undefined;
  let failures = 0;
  const server = createServer((request, response) => {
    void answer(request).then((text) => response.setHeader('Content-Type', 'application/json').end(text));
  });
  const answer = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ScreenQuestion;
    const found: ScreenAnswer = page
      ? await look(page, question).then(
          (texts) => ({ texts }),
          async (error: unknown) => {
            const name = `missing-${++failures}`;
            await takePicture(page, name);
            return { error: `${error instanceof Error ? error.message : String(error)}\nSee ${pictures}/${name}.png.` };
          },
        )
      : { error: 'There is no page yet.' };
    return JSON.stringify(found);
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system named no free port.');
  return {
    address: `http://127.0.0.1:${address.port}`,
    show: (shown) => {
      page = shown;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function takePicture(page: Page | undefined, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page?.screenshot({ path: join(pictures, `${name}.png`) });
}

async function look(page: Page, question: ScreenQuestion): Promise<readonly string[]> {
  if (question.kind === 'picture') {
    await takePicture(page, question.name);
    return [];
  }
  if (question.kind === 'type' || question.kind === 'press') {
    if (question.kind === 'type') await page.keyboard.type(question.text);
    else await page.keyboard.press(question.key);
    return [];
  }
  const { kind, selector, text, patience = usualPatience } = question;
  const found = page.locator(selector, text === undefined ? {} : { hasText: text }).filter({ visible: true });
  if (kind === 'click') {
    // Until the mouse moves, VS Code covers the page below some menus.
    await found.first().hover({ force: true, timeout: patience });
    await found.first().click({ timeout: patience });
    return [];
  }
  if (kind === 'gone') {
    await found.first().waitFor({ state: 'detached', timeout: patience });
    return [];
  }
  await found.first().waitFor({ state: 'visible', timeout: patience });
  return found.allInnerTexts();
}
