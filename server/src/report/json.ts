import { docsUrl } from '../rules/page';
import { LineIndex } from '../text/lineIndex';
import type { FileReport } from './fileReport';

/** The JSON of `check`, version 1: positions zero-based, in UTF-16 units, as in LSP. */
export function jsonReport(files: readonly FileReport[]): string {
  return `${JSON.stringify({ version: 1, files: files.map(toJson) }, undefined, 2)}\n`;
}

function toJson({ path, text, findings, problem, fixed }: FileReport) {
  const index = new LineIndex(text ?? '');
  return {
    path,
    findings: findings.map(({ rule, severity, message, span, fixes }) => ({
      rule: rule.id,
      severity,
      message,
      range: { start: index.positionAt(span.start), end: index.positionAt(span.end) },
      fixes: fixes.map(({ title, safety }) => ({ title, safety })),
      docs: docsUrl(rule.id),
    })),
    ...(problem !== undefined && { problem }),
    ...(fixed !== undefined && { fixed }),
  };
}
