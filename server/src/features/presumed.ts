/** What a conclusion that rests on a presumption begins with, in all that editors show. */
const presumedMark = 'likely ';

/** A fact in a few words, marked if it is presumed. */
export function markPresumed(certainty: 'known' | 'presumed', words: string): string {
  return certainty === 'presumed' ? `${presumedMark}${words}` : words;
}
