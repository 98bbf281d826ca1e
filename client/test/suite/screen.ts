import { env } from 'node:process';
import type { ScreenAnswer, ScreenQuestion } from '../support/screen';

/** The window as a user sees it. Only where the launcher can look at it: see `isSeen`. */

const address = env['GO_DOCKERFILE_E2E_SCREEN'];

/** Whether this VS Code is in a browser of the launcher. It tells of the tests that are left out otherwise. */
export const isSeen = address !== undefined;

/**
 * Waits until something is shown.
 * @param selector of CSS, with Playwright's pseudo-classes
 * @param text part of what is to be in it
 * @param patience in milliseconds, where it may come later as well
 * @returns what is shown, a text for each element that fits, with no-break spaces as spaces
 * @throws Error naming what was awaited, if it does not come
 */
export async function shown(selector: string, text?: string, patience?: number): Promise<readonly string[]> {
  const texts = await ask({
    kind: 'shown',
    selector,
    ...(text !== undefined && { text }),
    ...(patience !== undefined && { patience }),
  });
  return texts.map((found) => found.replaceAll('\u00a0', ' '));
}

/**
 * Opens a menu at the cursor and waits until a row of it is shown. It is opened again if it has closed, as it does when lenses or
 * hints that come late move the text below it.
 */
export async function menu(open: () => Thenable<unknown>, selector: string, text?: string): Promise<readonly string[]> {
  const attempts = 3;
  for (let attempt = 1; attempt < attempts; attempt++) {
    await open();
    try {
      return await shown(selector, text, 6_000);
    } catch {
      // The last attempt says what is missing.
    }
  }
  await open();
  return shown(selector, text);
}

/** Waits until nothing of the kind is shown any more. */
export async function gone(selector: string, text?: string): Promise<void> {
  await ask({ kind: 'gone', selector, ...(text !== undefined && { text }) });
}

/** Clicks on the first that fits, once it is there. */
export async function click(selector: string, text?: string): Promise<void> {
  await ask({ kind: 'click', selector, ...(text !== undefined && { text }) });
}

/** Types into whatever has the focus. */
export async function type(text: string): Promise<void> {
  await ask({ kind: 'type', text });
}

/** Presses a key, such as `Enter` or `Control+Period`. */
export async function press(key: string): Promise<void> {
  await ask({ kind: 'press', key });
}

/** Leaves a picture of the window in `out/test/pictures/`, to be looked at. */
export async function picture(name: string): Promise<void> {
  await ask({ kind: 'picture', name });
}

async function ask(question: ScreenQuestion): Promise<readonly string[]> {
  if (address === undefined) throw new Error('Nobody looks at this window.');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(question) });
  const answer = (await response.json()) as ScreenAnswer;
  if ('error' in answer) throw new Error(answer.error);
  return answer.texts;
}
