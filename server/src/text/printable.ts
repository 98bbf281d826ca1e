/**
 * Control characters of a file or a name must not reach the terminal, which would obey them; nor may those that turn the direction of
 * writing, as a line that shows other words than it has deceives whoever reads it (Unicode Technical Report 36, "Bidirectional Text
 * Spoofing"). Nor may `##[` and `##vso[`: those who run pipelines (GitHub's runner in ActionCommand.cs, the agent of Azure) obey them
 * wherever they stand in a line of output.
 */
export function printable(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, '\uFFFD')
    .replace(/##(?=(?:vso)?\[)/gi, '#\uFFFD');
}

/**
 * The same for what may stand first in its line: there `::` begins a command of GitHub's runner, with white space before it or
 * without.
 */
export function printableLine(text: string): string {
  return printable(text).replace(/^(\s*)::/, '$1\uFFFD\uFFFD');
}
