import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { explainJson } from '../src/report/explain';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { folderFiles } from './support/fixtures';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');

/** What each example shows: the verdict, the error text, words of the chain of reasons, and the rules that report, but for hints. */
const expected = [
  {
    example: 'tony-bai/golang-latest-to-alpine',
    outcome: 'fails-to-start',
    error: 'exec /root/myhttpserver: no such file or directory',
    because: [
      'cgo is on by default',
      'net/http',
      'the image has musl, the binary asks for /lib64/ld-linux-x86-64.so.2',
    ],
    rules: ['glibc-binary-on-musl'],
  },
  { example: 'tony-bai/static-build', outcome: 'runs', error: null, because: ['CGO_ENABLED=0'], rules: [] },
  { example: 'tony-bai/alpine-builder', outcome: 'runs', error: null, because: ['no C compiler'], rules: [] },
  {
    example: 'appoptima/alpine-external-link',
    outcome: 'runs',
    error: null,
    because: ['-linkmode=external', 'the image has musl'],
    rules: ['end-of-life-base'],
  },
  { example: 'appoptima/static-in-scratch', outcome: 'runs', error: null, because: ['a static binary'], rules: [] },
  { example: 'appoptima/static-on-alpine', outcome: 'runs', error: null, because: ['a static binary'], rules: [] },
  {
    example: 'arms/step-0',
    outcome: 'fails-to-build',
    error: 'dockerfile parse error on line 10: unknown instruction: export',
    because: ['unknown instruction: export'],
    rules: ['end-of-life-base', 'module-not-in-workdir', 'shell-command-as-instruction'],
  },
  {
    example: 'arms/step-0-mended',
    outcome: 'runs',
    error: null,
    because: ['a static binary'],
    rules: ['end-of-life-base'],
  },
  { example: 'arms/step-1', outcome: 'runs', error: null, because: ['cgo was on or off'], rules: [] },
  {
    example: 'arms/step-1-download',
    outcome: 'runs',
    error: null,
    because: ['a static binary'],
    rules: ['end-of-life-base'],
  },
  {
    example: 'arms/step-2',
    outcome: 'runs',
    error: null,
    because: ['cgo was on or off'],
    rules: ['arms-placeholder-left', 'arms-variables-in-image'],
  },
  { example: 'arms/labels', outcome: 'runs', error: null, because: ['cgo was on or off'], rules: [] },
] as const;

describe.each(expected)('$example', ({ example, outcome, error, because, rules }) => {
  const folder = join(examples, example);
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const context = memoryTree(folderFiles(folder));
  const analysis = analyse({ text, context });

  test('verdict', () => {
    const { verdict } = explainJson(analysis.model, 'Dockerfile');
    expect({ outcome: verdict.outcome, error: verdict.error }).toEqual({ outcome, error });
    const chain = verdict.because.map((reason) => reason.says).join('\n');
    for (const words of because) expect(chain).toContain(words);
  });

  test('findings', () => {
    const reported = analysis.findings
      .filter(({ severity }) => severity !== 'hint')
      .map((finding) => finding.rule.id)
      .sort();
    expect([...new Set(reported)]).toEqual([...rules]);
  });

  test('once mended, it runs', () => {
    let current = text;
    for (let round = 0; round < 10; round++) {
      const fix = analyse({ text: current, context }).findings.find((finding) => finding.fixes.length > 0)?.fixes[0];
      if (!fix) break;
      current = applyEdits(current, fix.edits);
    }
    expect(analyse({ text: current, context }).model.verdict.outcome, current).toBe('runs');
  });
});
