import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sentencesBelow } from '../scripts/sentences';
import type { Analysis, ReportedFinding } from '../src/analysis';
import { speak } from '../src/text/say';
import type { Span } from '../src/text/span';
import { createPseudoLanguage, untranslated } from './support/pseudoLanguage';

const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');

/** What is true of a Dockerfile or manifest in any language, and what is said of it. */
interface Account {
  readonly facts: unknown;
  readonly texts: readonly string[];
  /** Names, and what tools say. */
  readonly quoted: readonly string[];
}

const { translate, asked } = createPseudoLanguage();
let english: ReadonlyMap<string, Account>;
let pseudo: ReadonlyMap<string, Account>;

beforeAll(async () => {
  english = await accounts();
  // Tables are worded while they are loaded.
  speak(translate);
  vi.resetModules();
  pseudo = await accounts();
}, 300_000);
afterAll(() => speak(undefined));

describe('in another language', () => {
  test('the same is found, at the same places, and mended by the same edits', () => {
    expect(pseudo.size).toBeGreaterThan(500);
    const others = [...pseudo].filter(([name, { facts }]) => !isDeepStrictEqual(facts, english.get(name)?.facts));
    expect(others.map(([name]) => name)).toEqual([]);
  });

  test('nothing is left in English', () => {
    const left = new Set(
      [...pseudo.values()].flatMap(({ texts, quoted }) => texts.flatMap((text) => untranslated(text, quoted) ?? [])),
    );
    expect([...left].sort()).toEqual([]);
  });

  test('what is said is what was collected from the sources', () => {
    const collected = new Set(sentencesBelow('.').map(({ key }) => key));
    expect([...asked].filter((sentence) => !collected.has(sentence))).toEqual([]);
  });
});

/** Of all fixtures of all rules. What hovers on Dockerfiles explain of Docker and Go themselves is English in every language. */
async function accounts(): Promise<ReadonlyMap<string, Account>> {
  const { analyseFixture, readFixtures, rethrow } = await import('./support/fixtures');
  const { analyseManifest } = await import('../src/analyseManifest');
  const { describeVerdict } = await import('../src/features/wording');
  const { refactorings, withheldRefactorings } = await import('../src/features/refactorings');
  const { manifestHover } = await import('../src/features/manifestHover');
  const { inLanguage } = await import('../src/text/say');
  const found = new Map<string, Account>();
  for (const id of readdirSync(rulesFolder).filter((name) => existsSync(join(rulesFolder, name, 'fixtures')))) {
    const folder = join(rulesFolder, id, 'fixtures');
    for (const fixture of readFixtures(folder)) found.set(`${id}/${fixture.name}`, accountOf(analyseFixture(fixture)));
    for (const name of yamlFiles(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      const findings = analyseManifest({ text, bug: rethrow });
      const hovers = linesOf((offset) => manifestHover(text, offset), { start: 0, end: text.length });
      found.set(`${id}/${name}`, {
        facts: findings.map(factsOf),
        texts: [...findings.flatMap(textsOf), ...hovers],
        quoted: [],
      });
    }
  }
  return found;

  function accountOf(analysis: Analysis): Account {
    const { model, findings } = analysis;
    const { outcome, likely, error, because } = model.verdict;
    const everything = { start: 0, end: model.dockerfile.text.length };
    const offered = refactorings(model, everything);
    const withheld = withheldRefactorings(model, everything);
    return {
      facts: {
        verdict: { outcome, likely, error, because: because.map(({ span, file }) => ({ span, file })) },
        findings: findings.map(factsOf),
        refactorings: offered.map(({ edits }) => edits),
        withheld: withheld.length,
      },
      texts: [
        describeVerdict(model),
        ...because.map(({ says }) => says),
        ...findings.flatMap(textsOf),
        ...offered.map(({ title }) => title),
        ...withheld.flatMap(({ title, reason }) => [title, reason]),
      ],
      quoted: [
        ...model.problems.flatMap((problem) => problem.error ?? []),
        ...model.dockerfile.problems.map((problem) => problem.message),
        ...model.stages.flatMap(({ name }) => name ?? []),
        ...(error === undefined ? [] : [error]),
      ],
    };
  }

  function factsOf({ rule, span, severity, certainty, related, fixes }: ReportedFinding): unknown {
    return {
      rule: rule.id,
      span,
      severity,
      certainty,
      related: related?.map((other) => other.span),
      fixes: fixes.map(({ safety, edits }) => ({ safety, edits })),
    };
  }

  function textsOf({ rule, message, related = [], fixes, withheld }: ReportedFinding): readonly string[] {
    return [
      inLanguage(rule.title),
      message,
      ...related.map((other) => other.message),
      ...fixes.map(({ title }) => title),
      ...(withheld?.() ?? []).flatMap(({ title, reason }) => [title, reason]),
    ];
  }
}

/** Hovers at places of a span, line by line. */
function linesOf(hover: (offset: number) => { readonly markdown: string } | undefined, span: Span): readonly string[] {
  const lines = new Set<string>();
  for (let offset = span.start; offset < span.end; offset += 6) {
    const markdown = hover(offset)?.markdown.replaceAll(/```[\s\S]*?```/g, '') ?? '';
    for (const line of markdown.split('\n')) lines.add(line);
  }
  return [...lines];
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.fixed.yaml'));
}
