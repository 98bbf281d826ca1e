import { memberOf, parseJson, textOf } from './json';
import type { Looked } from './verify';

/** What `go-dockerfile inspect --json` is told; it runs the engine itself where the subject is the name of an image. */
export function inspectArguments(cli: string, subject: string, platform: string, engine: string): readonly string[] {
  return [cli, 'inspect', '--json', '--platform', platform, '--engine', engine, '--', subject];
}

/** What it printed: version 1 of its JSON, or a complaint. */
export function readInspection(stdout: string, stderr: string): Looked {
  const inspection = parseJson(stdout);
  const program = memberOf(inspection, 'program');
  const [goos, goarch, variant] = ['goos', 'goarch', 'variant'].map((name) => textOf(memberOf(program, name)));
  if (goos && goarch) return { goos, goarch, variant: variant ?? '' };
  const complaint = stderr.trim().split('\n').at(-1) ?? '';
  return { problem: complaint.replace(/^go-dockerfile: /, ''), ...(inspection !== undefined && { isNoProgram: true }) };
}
