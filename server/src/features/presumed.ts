import { say } from '../text/say';

/** A fact in a few words, marked if it is presumed: the same mark in all that editors show. */
export function markPresumed(certainty: 'known' | 'presumed', words: string): string {
  return certainty === 'presumed' ? say`likely ${words}` : words;
}
