import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Analysis, ReportedFinding } from '../src/analysis';
import type { Verdict } from '../src/model/buildModel';
import { allRules, rules } from '../src/rules/registry';
import type { Fix, Rule } from '../src/rules/rule';
import { applyEdits } from '../src/text/edit';
import { LineIndex } from '../src/text/lineIndex';
import { advises, analyseFixture, readFixtures, type Fixture } from './support/fixtures';

const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');
const update = process.env['UPDATE_GOLDENS'] === '1';

const all: readonly Rule[] = rules;

describe.each(all.map((rule) => ({ rule, id: rule.id })))('$id', ({ rule }) => {
  const fixtures = readFixtures(join(rulesFolder, rule.id, 'fixtures'));

  test('has a reporting and a silent fixture', () => {
    expect(fixtures.some((fixture) => fixture.expectations.some((expected) => expected.rule === rule.id))).toBe(true);
    expect(fixtures.some((fixture) => fixture.expectations.every((expected) => expected.rule !== rule.id))).toBe(true);
  });

  test('has a page', () => {
    expect(existsSync(join(rulesFolder, rule.id, 'README.md'))).toBe(true);
  });

  for (const fixture of fixtures) {
    test(`${fixture.name}: findings`, () => {
      const found = findings(fixture, rule.id).map((finding) => describeFinding(fixture.text, finding));
      const expected = fixture.expectations.map((expectation) => ({
        place: `${expectation.line + 1}:${expectation.start}-${expectation.end}`,
        rule: expectation.rule,
        message: expectation.message,
      }));
      expect(found.map(({ place, rule }) => `${place} ${rule}`).sort()).toEqual(
        expected.map(({ place, rule }) => `${place} ${rule}`).sort(),
      );
      for (const { place, rule, message } of expected) {
        const candidates = found.filter((finding) => finding.place === place && finding.rule === rule);
        expect(candidates.map((finding) => finding.message).join('\n')).toContain(message);
      }
    });

    const { verdict, error, likely } = fixture.options;
    if (verdict !== undefined) {
      test(`${fixture.name}: verdict`, () => {
        const { model } = analyseFixture(fixture);
        expect({
          outcome: model.verdict.outcome,
          because: model.verdict.because.map((reason) => reason.says),
        }).toMatchObject({ outcome: verdict });
        if (error !== undefined) expect(model.verdict.error).toBe(error);
        if (likely !== undefined) expect(model.verdict.likely?.outcome).toBe(likely);
      });
    }

    test(`${fixture.name}: fixes`, () => {
      const own = findings(fixture, rule.id).filter((finding) => finding.rule.id === rule.id);
      if (rule.fix === 'always') for (const finding of own) expect(finding.fixes.length).toBeGreaterThan(0);
      if (rule.fix === 'none') for (const finding of own) expect(finding.fixes).toEqual([]);
      const alternatives = Math.max(0, ...own.map((finding) => finding.fixes.length));
      for (let choice = 0; choice < alternatives; choice++) {
        const titles = own.flatMap((finding) => finding.fixes.slice(choice, choice + 1));
        const text = fixed(fixture, rule.id, choice);
        checkGolden(fixture, choice === 0 ? '' : `.${slug(titles[0])}`, text);
        if (text === fixture.text || analyseFixture(fixture).model.verdict.outcome === 'runs') continue;
        const { outcome } = analyseFixture(fixture, text).model.verdict;
        expect(outcome, 'of the fixed form').toBe(/^\w[\w-]*/.exec(fixture.options['fixed'] ?? 'runs')?.[0]);
      }
    });
  }
});

/** From the worst to the best. */
const outcomes: readonly Verdict['outcome'][] = ['fails-to-build', 'fails-to-start', 'unknown', 'runs'];

/** Advice that a fix makes due: what is set where it works is then fixed in the image, which is the user’s to weigh. */
const madeDue: Readonly<Record<string, string>> = { 'arms-variable-in-build-stage': 'arms-variables-in-image' };

/**
 * Each fix alone, on each fixture on which a rule of the kind speaks, and with what the other rules say of it: rules about
 * agents pull at the same flags and images, and one must not mend what another then reports.
 */
describe.each(all.filter(({ category }) => category === 'observability').map(({ id }) => id))(
  'no fix on the fixtures of %s brings another finding',
  (id) => {
    test.each(readFixtures(join(rulesFolder, id, 'fixtures')).map((fixture) => ({ fixture, name: fixture.name })))(
      '$name',
      ({ fixture }) => {
        const before = analyseFixture(fixture);
        for (const { rule, message, fixes } of before.findings) {
          if (rule.category !== 'observability') continue;
          for (const { title, edits } of fixes) {
            const after = analyseFixture(fixture, applyEdits(fixture.text, edits));
            const same = ({ findings }: Analysis): number =>
              findings.filter((finding) => finding.rule.id === rule.id && finding.message === message).length;
            expect(same(after), `${title}: is gone`).toBeLessThan(same(before));
            const [was, is] = [before, after].map(({ model }) => outcomes.indexOf(model.verdict.outcome));
            expect(is, `${title}: verdict`).toBeGreaterThanOrEqual(was ?? 0);
            expect(
              watched(after).filter((found) => !watched(before).includes(found) && found !== madeDue[rule.id]),
              `${title}: new findings`,
            ).toEqual([]);
          }
        }
      },
    );
  },
);

/** Rules that report an error, or are about what observes the program; one that does so twice has a number behind it. */
function watched({ findings }: Analysis): readonly string[] {
  const counts = new Map<string, number>();
  return findings
    .filter(({ rule, severity }) => rule.category === 'observability' || severity === 'error')
    .map(({ rule: { id } }) => {
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      return count === 1 ? id : `${id} ${count}`;
    });
}

test('every rule folder is registered', () => {
  const folders = readdirSync(rulesFolder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(rulesFolder, entry.name, 'rule.ts')),
  );
  expect(folders.map((entry) => entry.name).sort()).toEqual(allRules.map((rule) => rule.id).sort());
});

function findings(fixture: Fixture, ruleId: string, text = fixture.text): readonly ReportedFinding[] {
  const found = analyseFixture(fixture, text).findings;
  const only = fixture.options['only'];
  const isAsked = ({ rule, severity }: ReportedFinding): boolean =>
    rule.id === ruleId || !advises({ severity }) || fixture.expectations.some((expected) => expected.rule === rule.id);
  return only === undefined
    ? found.filter(isAsked)
    : found.filter((finding) => finding.rule.id === ruleId || only.split(/[ ,]+/).includes(finding.rule.id));
}

function describeFinding(text: string, finding: ReportedFinding): { place: string; rule: string; message: string } {
  const lines = new LineIndex(text);
  const start = lines.positionAt(finding.span.start);
  const end = lines.positionAt(finding.span.end);
  // A span over several lines is expected on its first one, to that line's end.
  const lineEnd =
    end.line === start.line ? end.character : (text.split('\n')[start.line] ?? '').replace(/\r$/, '').length;
  return { place: `${start.line + 1}:${start.character}-${lineEnd}`, rule: finding.rule.id, message: finding.message };
}

/** Applies the fix of the given rank of each finding of the rule, one at a time, until none is left. */
function fixed(fixture: Fixture, ruleId: string, choice: number): string {
  let text = fixture.text;
  const before = new Set(findings(fixture, ruleId).map((finding) => `${finding.rule.id} ${finding.message}`));
  for (let round = 0; round < 10; round++) {
    const next = findings(fixture, ruleId, text).find((finding) => finding.rule.id === ruleId && finding.fixes[choice]);
    const fix = next?.fixes[choice];
    if (!next || !fix) {
      const after = findings(fixture, ruleId, text);
      expect(
        after
          .filter((finding) => !before.has(`${finding.rule.id} ${finding.message}`))
          .map((finding) => `${finding.rule.id}: ${finding.message}`),
      ).toEqual([]);
      return text;
    }
    const changed = applyEdits(text, fix.edits);
    expect(changed, `the fix "${fix.title}" changes nothing`).not.toBe(text);
    expect(commentsOf(changed), `the fix "${fix.title}" loses a comment`).toEqual(
      expect.arrayContaining([...commentsOf(text)]),
    );
    text = changed;
  }
  throw new Error('the fixes do not converge within ten rounds');
}

function commentsOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => /^\s*#/.test(line) && !/^\s*# go-dockerfile /.test(line))
    .map((line) => line.trim());
}

function checkGolden(fixture: Fixture, suffix: string, text: string): void {
  const golden = fixture.path.endsWith('.dockerfile')
    ? fixture.path.replace(/\.dockerfile$/, `${suffix}.fixed.dockerfile`)
    : `${fixture.path}${suffix}.fixed`;
  if (update) writeFileSync(golden, text);
  expect(existsSync(golden), `${golden} is missing: npm test -- --update writes it, then read it`).toBe(true);
  expect(text).toBe(readFileSync(golden, 'utf8'));
}

function slug(fix: Fix | undefined): string {
  return (fix?.title ?? 'alternative')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}
