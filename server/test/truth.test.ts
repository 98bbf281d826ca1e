import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { valueOf } from '../src/facts/fact';
import { memoryTree } from '../src/workspace/sourceTree';
import corrections from './data/truth-corrections.json';
import programs from './data/programs.json';

/** A measured build and run; `null` was not measured. */
interface TruthRow {
  readonly id: string;
  readonly program: string;
  readonly go: string;
  readonly platform: string;
  readonly dockerfile: string;
  readonly expect: {
    readonly linkage: 'static' | 'dynamic' | null;
    readonly libc: 'glibc' | 'musl' | null;
    readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start' | null;
    readonly error: string | null;
  };
}

const rows = readFileSync(fileURLToPath(new URL('./data/truth.jsonl', import.meta.url)), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TruthRow);

/** What kind of failure an error text speaks of, and about which library: several lines come in either order. */
function errorKind(error: string): string {
  return error
    .replace(/GLIBC_[\d.]+/, 'GLIBC_x')
    .replace(/^.*\/link: running/, 'link: running')
    .replace(/\n.*/s, '');
}

test('agrees with every measured build and run', () => {
  let decided = 0;
  const wrong: string[] = [];
  const open = new Map<string, number>();
  const sources = programs as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const mended = corrections as Readonly<Record<string, { readonly dockerfile: string }>>;
  for (const row of rows) {
    const context = memoryTree({ 'go.mod': `module example.com/${row.program}\n\ngo 1.19\n`, ...sources[row.program] });
    const text = mended[row.id]?.dockerfile ?? row.dockerfile;
    const { model } = analyse({ text, context, platform: row.platform });
    const linkage = valueOf(model.goBuilds[0]?.linkage ?? { certainty: 'unknown', why: 'not-modelled', because: [] });
    const { verdict } = model;
    const complaint = (what: string, got: unknown): void => {
      wrong.push(
        `${row.id} ${row.program} ${what}: expected ${JSON.stringify(row.expect)}, got ${JSON.stringify(got)}`,
      );
    };
    const linkageDecided = linkage?.kind === 'static' || linkage?.kind === 'dynamic';
    if (row.expect.linkage !== null && linkageDecided) {
      if (linkage.kind !== row.expect.linkage) complaint('linkage', linkage.kind);
      else if (linkage.kind === 'dynamic' && linkage.libc !== row.expect.libc) complaint('libc', linkage.libc);
    }
    if (row.expect.outcome !== null && verdict.outcome !== 'unknown' && verdict.outcome !== row.expect.outcome)
      complaint('outcome', [verdict.outcome, verdict.error]);
    else if (
      row.expect.error !== null &&
      verdict.error !== undefined &&
      errorKind(verdict.error) !== errorKind(row.expect.error)
    )
      complaint('error', verdict.error);
    const linkageAnswered = row.expect.linkage === null || linkageDecided;
    const outcomeAnswered = row.expect.outcome === null || verdict.outcome !== 'unknown';
    if (linkageAnswered && outcomeAnswered) decided++;
    else {
      const key = `${row.id} ${row.program} ${row.go}: ${model.goBuilds[0]?.linkage.certainty ?? 'no build'} ${verdict.because.at(-1)?.says ?? ''}`;
      open.set(key, (open.get(key) ?? 0) + 1);
    }
  }
  console.log(`truth: ${rows.length} rows, ${decided} decided, ${wrong.length} wrong`);
  if (process.env['TRUTH_OPEN']) console.log([...open.keys()].join('\n'));
  expect(wrong.slice(0, 40)).toEqual([]);
  expect(decided / rows.length).toBeGreaterThanOrEqual(0.97);
});
