import { memberOf, parseJson, textOf } from './json';
import type { Looked } from './verify';

/** What `go-dockerfile inspect --json` printed: version 1 of its JSON, or a complaint. */
export function readLooked(stdout: string, stderr: string): Looked {
  const inspection = parseJson(stdout);
  const program = memberOf(inspection, 'program');
  const [goos, goarch, variant] = ['goos', 'goarch', 'variant'].map((name) => textOf(memberOf(program, name)));
  if (goos && goarch) return { goos, goarch, variant: variant ?? '' };
  const complaint = stderr.trim().split('\n').at(-1) ?? '';
  return { problem: complaint.replace(/^go-dockerfile: /, ''), ...(inspection !== undefined && { isNoProgram: true }) };
}
