import type { Severity } from './rule';

/** From the mildest to the gravest. */
const gravity: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Whether the first severity is as grave as the second, or graver. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return gravity.indexOf(severity) >= gravity.indexOf(floor);
}
