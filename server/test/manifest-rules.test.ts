import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyseManifest } from '../src/analyseManifest';
import type { ReportedFinding } from '../src/analysis';
import { manifestRules } from '../src/rules/registry';
import type { ManifestRule } from '../src/rules/rule';
import { ignoreOnYamlLine } from '../src/rules/suppression';
import { applyEdits } from '../src/text/edit';
import { LineIndex } from '../src/text/lineIndex';
import { readExpectations, rethrow } from './support/fixtures';

const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');
const update = process.env['UPDATE_GOLDENS'] === '1';
const all: readonly ManifestRule[] = manifestRules;
const findingsOf = (text: string): readonly ReportedFinding[] => analyseManifest({ text, bug: rethrow });

/** Fixtures are `*.yaml` files with carets in comments, as those of Dockerfiles; `.fixed.yaml` is the mended form. */
describe.each(all.map((rule) => ({ rule, id: rule.id })))('$id', ({ rule }) => {
  const folder = join(rulesFolder, rule.id, 'fixtures');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.fixed.yaml'));

  test('has a reporting and a silent fixture', () => {
    const counts = names.map((name) => readExpectations(readFileSync(join(folder, name), 'utf8')).length);
    expect(counts.some((count) => count > 0)).toBe(true);
    expect(counts).toContain(0);
  });

  test.each(names)('%s', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const lines = new LineIndex(text);
    const found = findingsOf(text).filter((finding) => finding.rule.id === rule.id);
    const places = found.map(({ span, rule: { id } }) => {
      const { line, character } = lines.positionAt(span.start);
      return `${line + 1}:${character}-${lines.positionAt(span.end).character} ${id}`;
    });
    const expected = readExpectations(text).filter((expectation) => expectation.rule === rule.id);
    expect(places).toEqual(expected.map(({ line, start, end, rule: id }) => `${line + 1}:${start}-${end} ${id}`));
    for (const [index, { message }] of expected.entries()) expect(found[index]?.message).toContain(message);
    if (found.length > 0) checkFixed(join(folder, name), text, rule.id);
  });

  test('can be ignored on a line', () => {
    const name = names.find(
      (candidate) => readExpectations(readFileSync(join(folder, candidate), 'utf8')).length === 1,
    );
    const text = readFileSync(join(folder, name ?? ''), 'utf8');
    const finding = findingsOf(text).find((candidate) => candidate.rule.id === rule.id);
    const silenced = finding && applyEdits(text, [ignoreOnYamlLine(text, finding.span, rule.id)]);
    expect(findingsOf(silenced ?? text).filter((left) => left.rule.id === rule.id)).toEqual([]);
  });

  test('the page tells the truth', () => {
    const page = readFileSync(join(rulesFolder, rule.id, 'README.md'), 'utf8');
    const { title, id, severity, fix, since } = rule;
    expect(page.startsWith(`# ${title}\n\n\`${id}\` · ${severity} · fix ${fix} · since ${since}\n`)).toBe(true);
    const blocks = [...page.matchAll(/^(❌|✅).*\n\n```yaml\n([\s\S]*?)```$/gm)];
    expect(blocks.map(([, sign]) => sign)).toEqual(expect.arrayContaining(['❌', '✅']));
    for (const [, sign, block = ''] of blocks)
      expect(findingsOf(block).map((finding) => finding.rule.id)).toEqual(sign === '❌' ? [id] : []);
  });
});

/** Fixes of the rule, one at a time, until none is left. */
function checkFixed(path: string, text: string, id: string): void {
  let fixed = text;
  for (let round = 0; round < 10; round++) {
    const next = findingsOf(fixed).find((finding) => finding.rule.id === id && finding.fixes.length > 0);
    if (!next) break;
    fixed = applyEdits(fixed, next.fixes[0]?.edits ?? []);
  }
  expect(findingsOf(fixed)).toEqual([]);
  const golden = path.replace(/\.yaml$/, '.fixed.yaml');
  if (update) writeFileSync(golden, fixed);
  expect(existsSync(golden), golden).toBe(true);
  expect(fixed).toBe(readFileSync(golden, 'utf8'));
}
