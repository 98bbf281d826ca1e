import type { ReportedFinding } from '../analysis';
import type { Severity } from '../rules/rule';

/** What `check` found out about one path, as all report formats take it. */
export interface FileReport {
  /** As it is shown: the way the user named it, with slashes. */
  readonly path: string;
  /** Undefined if it could not be read. */
  readonly text: string | undefined;
  readonly findings: readonly ReportedFinding[];
  /** Why the file could not be checked, and what to do next. */
  readonly problem?: string;
  /** What --fix did. */
  readonly fixed?: readonly { readonly rule: string; readonly title: string }[];
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** From the gravest to the mildest, with the noun for a summary. */
export const severityNouns: readonly (readonly [Severity, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['information', 'note'],
  ['hint', 'hint'],
];
