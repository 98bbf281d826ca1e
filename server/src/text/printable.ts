/** Control characters of a file or a name must not reach the terminal, which would obey them. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, '\uFFFD');
}
