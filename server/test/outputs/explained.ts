import { analyse } from '../../src/analyse';
import { explainOutput, type PrintedOutput } from '../../src/features/outputs/explainOutput';
import { LineIndex } from '../../src/text/lineIndex';
import { memoryTree } from '../../src/workspace/sourceTree';
import { rethrow } from '../support/fixtures';

export interface Case {
  readonly text: string;
  readonly context: Readonly<Record<string, string>>;
  readonly printed: Partial<PrintedOutput> & Pick<PrintedOutput, 'output'>;
}

/** `file:line:character: underlined text | message`, and ` (rule)` if one is named; lines and characters counted from one. */
export function explained({ text, context, printed }: Case): readonly string[] {
  const analysis = analyse({ text, context: memoryTree(context), bug: rethrow });
  return explainOutput(analysis, { phase: 'build', stage: null, exitCode: 1, ...printed }).map(
    ({ file, span, message, rule }) => {
      const of = file?.text ?? text;
      const { line, character } = new LineIndex(of).positionAt(span.start);
      return `${file?.path ?? 'Dockerfile'}:${line + 1}:${character + 1}: ${of.slice(span.start, span.end)} | ${message}${rule === undefined ? '' : ` (${rule})`}`;
    },
  );
}

/** What BuildKit prints of the last RUN of a Dockerfile with one stage, if it fails. */
export function failsInBuildKit(text: string, lines: readonly string[], exitCode = 1): string {
  const instructions = text.trim().split('\n');
  const run = instructions.at(-1) ?? '';
  const counted = instructions.filter((line) => /^(?:FROM|RUN|COPY|WORKDIR|ADD) /.test(line)).length;
  const step = `[${counted}/${counted}] ${run}`;
  const command = run.replace(/^RUN /, '').replaceAll('"', '\\"');
  const error = `process "/bin/sh -c ${command}" did not complete successfully: exit code: ${exitCode}`;
  return [
    `#8 ${step}`,
    ...lines.map((line) => `#8 0.968 ${line}`),
    `#8 ERROR: ${error}`,
    '------',
    ` > ${step}:`,
    ...lines.slice(-10).map((line) => `0.968 ${line}`),
    '------',
    `Dockerfile:${instructions.length}`,
    '--------------------',
    `   ${instructions.length} | >>> ${run}`,
    '--------------------',
    `ERROR: failed to build: failed to solve: ${error}`,
    '',
  ].join('\n');
}
