import type { Evidence } from '../facts/fact';
import { LineIndex } from '../text/lineIndex';

/** The chain of evidence as a Markdown list, each reason with its line or file; empty if there is no reason. */
export function evidenceList(text: string, because: readonly Evidence[]): string {
  const lines = new LineIndex(text);
  const rows = because.map(({ span, says, file }) => {
    const place = span ? ` (line ${lines.lineAt(span.start) + 1})` : file === undefined ? '' : ` (${file})`;
    return `- ${escapeMarkdown(`${says}${place}`)}`;
  });
  return [...new Set(rows)].join('\n');
}

/** Reasons quote what the Dockerfile says, which is not to be taken for markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
}
