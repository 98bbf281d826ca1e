import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { explainOutput } from '../../src/features/outputs/explainOutput';
import { contextTree } from '../../src/host/context';
import { LineIndex } from '../../src/text/lineIndex';
import { rethrow } from '../support/fixtures';
import { buildImage, whyNoEngine } from '../../scripts/oracle/docker';
import { failingBuilds, type FailingBuild } from './failingBuilds';

/** What the output of builds that really fail is taken for. */
const missing = await whyNoEngine();
const mayBeMissing = !process.env['CI'] || process.platform !== 'linux';

if (missing !== undefined && mayBeMissing) test.skip(`${failingBuilds.length} failing builds: ${missing}`);
else if (missing !== undefined) {
  test('there is a Docker engine', () => {
    expect.fail(missing);
  });
} else describe('the place of the reason is found in the output', explainAll);

function explainAll(): void {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-outputs-'));
  });
  // No image is left: all of them fail.
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(failingBuilds.map((one, index) => ({ one, index, name: one.name })))('$name', async ({ one, index }) => {
    const { dockerfile, context } = layOut(one, join(folder, String(index)));
    const { output, status } = await buildImage(
      `go-dockerfile-outputs:${index}`,
      dockerfile,
      context,
      one.online ?? false,
      one.more,
    );
    expect(status, output).toBe(1);
    const analysis = analyse({ text: one.dockerfile, context: contextTree(context, dockerfile), bug: rethrow });
    const problems = explainOutput(analysis, { phase: 'build', stage: null, output, exitCode: status }).map(
      ({ file, span, message, rule }) => {
        const text = file?.text ?? one.dockerfile;
        const line = new LineIndex(text).lineAt(span.start) + 1;
        return { at: `${file?.path ?? 'Dockerfile'}:${line}: ${text.slice(span.start, span.end)}`, message, rule };
      },
    );
    expect(problems.length, output).toBe(one.problems.length);
    for (const [at, expected] of one.problems.entries()) {
      const found = problems[at];
      expect(found?.at.startsWith(expected.at), `${found?.at ?? ''} is not ${expected.at}\n${output}`).toBe(true);
      expect(found?.message).toContain(expected.says);
      if (expected.rule !== undefined) expect(found?.rule).toBe(expected.rule);
    }
  });
}

function layOut(one: FailingBuild, folder: string): { readonly dockerfile: string; readonly context: string } {
  const context = join(folder, 'context');
  for (const [name, text] of Object.entries(one.files ?? {})) {
    const path = join(context, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  mkdirSync(context, { recursive: true });
  const dockerfile = join(folder, 'Dockerfile');
  writeFileSync(dockerfile, one.dockerfile);
  return { dockerfile, context };
}
