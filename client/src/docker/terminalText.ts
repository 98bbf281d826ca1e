import { shownWords } from './secretArguments';

/** A command line as a terminal shows it: without secrets, and so that a word with spaces is seen to be one word. */
export function commandText(executable: string, args: readonly string[]): string {
  return [executable, ...shownWords(args)].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./…-]+$/.test(word) ? word : JSON.stringify(word);
}
