/** A command line as a terminal shows it, so that a word with spaces is seen to be one word. */
export function commandText(executable: string, args: readonly string[]): string {
  return [executable, ...args].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
