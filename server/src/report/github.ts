import type { Severity } from '../rules/rule';
import { LineIndex } from '../text/lineIndex';
import { printable } from '../text/printable';
import type { FileReport } from './fileReport';
import { withoutDots } from './path';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request. */
export function githubReport(files: readonly FileReport[]): string {
  return files
    .flatMap(({ path, text, findings }) => {
      const index = new LineIndex(text ?? '');
      return findings.map(({ severity, message, rule, span }) => {
        const start = index.positionAt(span.start);
        const end = index.positionAt(span.end);
        const properties = [
          ['file', withoutDots(path)],
          ['line', start.line + 1],
          ['endLine', end.line + 1],
          // GitHub takes columns only for findings on one line.
          ...(start.line === end.line
            ? [
                ['col', start.character + 1],
                ['endColumn', end.character + 1],
              ]
            : []),
          ['title', `go-dockerfile: ${rule.id}`],
        ].map(([name, value]) => `${name}=${escapeProperty(printable(String(value)))}`);
        const shown = message.split('\n').map(printable).join('\n');
        return `::${commands[severity]} ${properties.join(',')}::${escapeData(shown)}\n`;
      });
    })
    .join('');
}

/** As @actions/core escapes the text of a command: escapeData in its command.ts. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As @actions/core escapes the properties of a command: escapeProperty in its command.ts. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
