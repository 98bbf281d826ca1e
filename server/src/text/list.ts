import { say } from './say';

/** Words as a sentence lists them: `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return say`${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`;
}
