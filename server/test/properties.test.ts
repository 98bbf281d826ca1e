import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse, createAnalyser } from '../src/analyse';
import type { Analysis } from '../src/analysis';
import { createParser, parseDockerfile } from '../src/dockerfile/parse';
import { codeLenses, lensCommands } from '../src/features/codeLenses';
import { hover } from '../src/features/hover';
import { inlayHints } from '../src/features/inlayHints';
import { explainJson, explainText } from '../src/report/explain';
import { defaultSettings } from '../src/settings';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { rethrow } from './support/fixtures';

const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');

/** Every fixture that is a single file: the seeds of the mutations. */
const seeds = readdirSync(rulesFolder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.dockerfile'))
  .map((name) => readFileSync(join(rulesFolder, name), 'utf8'));

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
});

/** Scraps of Dockerfiles, so that random texts come near to real ones. */
const scrap = fc.constantFrom(
  'FROM ',
  'golang:1.26',
  'alpine',
  ' AS build',
  '\n',
  '\\\n',
  'RUN ',
  'COPY --from=',
  'build ',
  '/app ',
  'CGO_ENABLED=',
  '0',
  '1',
  ' go build ',
  '-o ',
  '-ldflags "',
  '"',
  "'",
  '$',
  '${',
  '}',
  '<<EOF',
  'EOF',
  'ENTRYPOINT [',
  '"/app"',
  ']',
  ',',
  'ENV ',
  'ARG ',
  'TARGETARCH',
  '=',
  '&&',
  '||',
  ';',
  '#',
  '`',
  '# escape=`\n',
  '\r\n',
  '\t',
  '\u0000',
  'é',
  '😀',
  '--mount=type=bind,target=.',
  'export ',
  'if true; then ',
  'fi',
  'for x in a b; do ',
  'done',
  '$(',
  ')',
  '(',
  'cd /',
  'USER x',
  'HEALTHCHECK CMD curl x',
  'ONBUILD ',
);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(scrap, { maxLength: 60 }).map((parts) => parts.join('')),
);

const mutation = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.oneof(scrap, fc.string({ maxLength: 4 }))), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([seed, changes]) =>
    changes.reduce((current, [place, removed, added]) => {
      const at = current.length === 0 ? 0 : place % current.length;
      return current.slice(0, at) + added + current.slice(at + removed);
    }, seed),
  );

/** One seed, so that a run says the same thing twice; PROPERTY_SEED tries another one. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20261121);

function examine(source: string): void {
  const analysis = analyse({ text: source, context, bug: rethrow });
  const inside = (span: { start: number; end: number }): void => {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(source.length);
  };
  for (const finding of analysis.findings) {
    inside(finding.span);
    for (const other of finding.related ?? []) inside(other.span);
    for (const fix of finding.fixes) for (const edit of fix.edits) inside(edit.span);
    for (const fix of finding.fixes) applyEdits(source, fix.edits);
  }
  for (const stage of analysis.model.stages) inside(stage.span);
  for (const reason of analysis.model.verdict.because) if (reason.span) inside(reason.span);
  explainJson(analysis.model, 'Dockerfile');
  explainText(analysis.model, 'Dockerfile');
  for (let offset = 0; offset <= source.length; offset += 7) {
    const shown = hover(analysis, offset);
    if (shown) inside(shown.span);
  }
  for (const hint of inlayHints(analysis, { start: 0, end: source.length }, defaultSettings.inlayHints)) {
    inside({ start: hint.offset, end: hint.offset });
    expect(hint.parts.map((part) => part.text).join(', ').length).toBeLessThan(40);
    for (const part of hint.parts) if (part.origin) inside(part.origin);
    hint.tooltip();
  }
  for (const lens of codeLenses(analysis, new Set(Object.values(lensCommands)))) inside(lens.span);
}

describe('any text', () => {
  test('is analysed without a throw, and every span lies inside it', () => {
    fc.assert(fc.property(text, examine), { numRuns: 400, seed });
  });

  test('so is any mutation of a fixture', () => {
    fc.assert(fc.property(mutation, examine), { numRuns: 400, seed });
  });

  test('safe fixes of mutated fixtures converge', () => {
    fc.assert(
      fc.property(mutation, (source) => {
        let current = source;
        for (let round = 0; round < 12; round++) {
          const safe = analyse({ text: current, context }).findings.flatMap((finding) =>
            finding.fixes.filter((fix) => fix.safety === 'safe').slice(0, 1),
          );
          const [first] = safe;
          if (!first) return;
          current = applyEdits(current, first.edits);
          if (current.length > source.length * 4 + 2000) break;
        }
        const left = analyse({ text: current, context }).findings.filter((finding) =>
          finding.fixes.some((fix) => fix.safety === 'safe'),
        );
        expect(
          left.map((finding) => finding.rule.id),
          current,
        ).toEqual([]);
      }),
      { numRuns: 200, seed },
    );
  });
});

/** Edits one after the other, as someone types them. */
const session = fc.tuple(
  fc.constantFrom(...seeds),
  fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.oneof(scrap, fc.string({ maxLength: 4 }))), {
    minLength: 1,
    maxLength: 6,
  }),
);

/** Everything of an analysis that someone sees. */
function shown({ model, findings }: Analysis): unknown {
  return {
    explained: explainJson(model, 'Dockerfile'),
    findings: findings.map(({ rule, fixes, ...finding }) => ({ ...finding, rule: rule.id, fixes })),
    problems: model.problems,
    parsed: model.dockerfile,
  };
}

describe('an analysis that starts from the one before', () => {
  test('says what one from nothing says', () => {
    fc.assert(
      fc.property(session, ([start, edits]) => {
        const again = createAnalyser();
        again({ text: start, context });
        let current = start;
        for (const [place, removed, added] of edits) {
          const at = current.length === 0 ? 0 : place % current.length;
          current = current.slice(0, at) + added + current.slice(at + removed);
          const incremental = again({ text: current, context, bug: rethrow });
          expect(shown(incremental), current).toEqual(shown(analyse({ text: current, context })));
        }
      }),
      { numRuns: 300, seed },
    );
  });

  test('reads what a parser from nothing reads', () => {
    fc.assert(
      fc.property(session, ([start, edits]) => {
        const again = createParser();
        again(start);
        let current = start;
        for (const [place, removed, added] of edits) {
          const at = current.length === 0 ? 0 : place % current.length;
          current = current.slice(0, at) + added + current.slice(at + removed);
          expect(again(current), current).toEqual(parseDockerfile(current));
        }
      }),
      { numRuns: 1000, seed },
    );
  });

  test('keeps what stands before the change, and only that', () => {
    const lines = [
      'FROM golang:1.26 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /app .',
      'FROM alpine:3.22 AS tools',
      'RUN apk add --no-cache curl',
      'FROM scratch',
      'COPY --from=build /app /app',
      'USER 1000',
      'ENTRYPOINT ["/app"]',
      '',
    ];
    const steps = ({ model }: Analysis) => model.stages.flatMap((stage) => stage.steps);
    /** How many steps of a version are the very objects of the version before. */
    const kept = (line: number, replacement: string, options: { readonly platform?: string } = {}): number => {
      const again = createAnalyser();
      const before = new Set(steps(again({ text: lines.join('\n'), context })));
      const changed = lines.with(line, replacement).join('\n');
      return steps(again({ text: changed, context, ...options })).filter((step) => before.has(step)).length;
    };
    const all = 7;
    expect(kept(9, lines[9] ?? '')).toBe(all);
    expect(kept(9, 'ENTRYPOINT ["/app", "-v"]')).toBe(all - 1);
    expect(kept(8, 'USER 1001')).toBe(all - 2);
    expect(kept(3, 'RUN CGO_ENABLED=1 go build -o /app .')).toBe(2);
    // A name may be meant by any COPY --from, and the platform by everything.
    expect(kept(4, 'FROM alpine:3.22 AS tool')).toBe(0);
    expect(kept(9, lines[9] ?? '', { platform: 'linux/arm64' })).toBe(0);
  });
});
