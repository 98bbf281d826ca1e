import { expect, test } from 'vitest';
import { speak } from '../src/text/say';
import { createPseudoLanguage } from './support/pseudoLanguage';

/** In a file, and so a process, of its own: a server of another test that is still loading words its tables too. */
test('nothing is worded before the language is chosen', async () => {
  const { translate, asked } = createPseudoLanguage();
  speak(translate);
  await import('../src/lsp/serve');
  await import('../src/host/core');
  expect([...asked]).toEqual([]);
});
