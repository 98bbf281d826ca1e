import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput, ReportedFinding } from '../src/analysis';
import { hover } from '../src/features/hover';
import { rules } from '../src/rules/registry';
import type { Rule } from '../src/rules/rule';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { advises, analyseFixture, folderFiles, readFixtures } from './support/fixtures';

const here = dirname(fileURLToPath(import.meta.url));
const rulesFolder = join(here, '../src/rules');

interface Section {
  readonly section: string;
  readonly rules: readonly string[];
  readonly hover?: string;
  /** Why no rule can speak of it. */
  readonly why?: string;
}

/**
 * The sections of AppOptima’s page on the known limitations of its support for Go, in the page’s order and in our own words,
 * and what speaks of each: rules, or words of a hover with the reason why no Dockerfile can show it.
 */
const sections: readonly Section[] = [
  { section: 'only official stable releases of Go', rules: ['oneagent-unofficial-go'] },
  { section: 'no programs compiled by gccgo', rules: ['oneagent-gccgo'] },
  { section: 'programs are linked dynamically, cgo is on', rules: ['oneagent-static-binary'] },
  { section: 'static monitoring: what has to be switched on', rules: ['oneagent-static-binary'] },
  {
    section: 'static monitoring: the process that starts the program is linked dynamically, and restarted',
    rules: [],
    hover: 'another parent process starts the program',
    why: 'The runtime of the host starts the entrypoint. A shell between them is static in some busybox images only, and when it was started no Dockerfile tells.',
  },
  { section: 'static monitoring: no static programs with cgo', rules: ['oneagent-static-cgo'] },
  {
    section: 'static monitoring: the capability SYS_PTRACE',
    rules: [],
    hover: '--cap-add=SYS_PTRACE',
    why: 'Capabilities are given when the container starts: the command that runs the image adds it.',
  },
  { section: 'static monitoring: images need a C library', rules: ['oneagent-no-libc'] },
  {
    section: 'static monitoring: the name that ps and top show',
    rules: [],
    hover: 'oneagentdynamizer',
    why: 'It is a side effect at run time, and nothing to mend.',
  },
  { section: 'no standard library linked dynamically', rules: ['oneagent-linkshared'] },
  { section: 'no programs that load plugins', rules: ['oneagent-plugin'] },
  { section: 'no vendored packages', rules: ['oneagent-vendored'] },
  { section: 'programs have a symbol table', rules: ['oneagent-stripped-symbols'] },
  { section: 'no programs started by go run', rules: ['oneagent-go-run'] },
  { section: 'no race detector', rules: ['oneagent-race'] },
  {
    section: 'the profile threadcreate is empty',
    rules: [],
    hover: 'threadcreate',
    why: 'Whether anybody asks for the profile shows in how the program is used.',
  },
  { section: 'musl: built on Alpine, linked by the system', rules: ['oneagent-internal-linker-on-musl'] },
];

/** Limits that stand on Dynatrace’s page only. */
const elsewhere = ['oneagent-pie-without-cgo'];

const all: readonly Rule[] = rules;
const ids = all.map((rule) => rule.id).filter((id) => id.startsWith('oneagent-'));

test('each rule belongs to a section, and each section has a rule or a hover', () => {
  const named = new Set([...sections.flatMap((section) => section.rules), ...elsewhere]);
  expect([...named].sort()).toEqual([...ids].sort());
  for (const { section, rules: own, hover: words, why } of sections)
    expect(own.length > 0 || (words !== undefined && why !== undefined), section).toBe(true);
});

describe.each(ids)('%s', (id) => {
  const fixtures = readFixtures(join(rulesFolder, id, 'fixtures'));

  test.each([
    ['violating', true],
    ['conforming', false],
  ] as const)('has a %s fixture', (name, violates) => {
    const fixture = fixtures.find((candidate) => candidate.name === name);
    expect(fixture).toBeDefined();
    if (!fixture) return;
    const found = (text?: string): readonly string[] =>
      analyseFixture({ ...fixture, options: { ...fixture.options, ...(text && { observability: text }) } })
        .findings.map(({ rule }) => rule.id)
        .filter((found) => found.startsWith('oneagent-'));
    expect(found()).toEqual(violates ? [id] : []);
    expect(found('none')).toEqual([]);
    expect(found('arms')).toEqual([]);
  });
});

const net = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
const source = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': net });
const staticBuild = `FROM golang:1.26-alpine3.22 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

test.each(sections.filter((section) => section.hover !== undefined))('a hover speaks of: $section', (section) => {
  const analysis = analyse({ text: staticBuild, context: source, observability: 'appoptima', staticMonitoring: true });
  expect(hover(analysis, staticBuild.indexOf('go build'))?.markdown).toContain(section.hover);
});

/** What the profiles’ fixes are tried on: each build on each image, shipped in each. */
const finals = ['scratch', 'alpine:3.22', 'debian:bookworm-slim', 'gcr.io/distroless/static-debian12'];
const builds = [
  'go build -o /app .',
  'CGO_ENABLED=1 go build -o /app .',
  'CGO_ENABLED=0 go build -o /app .',
  'go build -race -o /app .',
  'go build -buildmode=pie -o /app .',
  "CGO_ENABLED=0 go build -ldflags '-linkmode external' -o /app .",
  "CGO_ENABLED=0 go build -ldflags '-linkmode external -extldflags -static' -o /app .",
  'go build -ldflags "-extldflags -static" -o /app .',
  'go build -ldflags "-linkmode external -extldflags -static" -o /app .',
  'apk add --no-cache gcc && go build -o /app .',
  'apk add --no-cache gcc musl-dev && go build -o /app .',
  'apk add --no-cache gcc musl-dev && go build -ldflags \'-extldflags "-static"\' -o /app .',
  'apk add --no-cache gcc musl-dev && go build -ldflags \'-linkmode external -extldflags "-static"\' -o /app .',
];
const programs = { net, pure: 'package main\n\nfunc main() { println(1) }\n' };
const tried = (['oneagent', 'appoptima'] as const).flatMap((observability) =>
  [false, true].flatMap((staticMonitoring) =>
    (['net', 'pure'] as const).map((program) => ({ observability, staticMonitoring, program })),
  ),
);

/** Advice of all rules under the profiles: none of it may ask for what the agents refuse, or lead to it. */
test.each(tried)('no fix works against $observability, static monitoring $staticMonitoring, $program', (asked) => {
  const { observability, staticMonitoring } = asked;
  const context = memoryTree({ 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': programs[asked.program] });
  const refused = /CGO_ENABLED=0|-s -w|-linkmode external -extldflags|netgo|statically|distroless\/static/;
  const against: string[] = [];
  for (const image of ['golang:1.26-bookworm', 'golang:1.26-alpine3.22'])
    for (const final of asked.program === 'net' ? finals : finals.slice(0, 2))
      for (const build of builds) {
        if (build.startsWith('apk') && !image.includes('alpine')) continue;
        const text = staticBuild
          .replace('golang:1.26-alpine3.22', image)
          .replace(/CGO_ENABLED=0 .*/, () => build)
          .replace('FROM alpine:3.22', `FROM ${final}`);
        const input: AnalysisInput = { text, context, observability, staticMonitoring };
        const before = analyse(input);
        for (const { fixes, rule } of before.findings)
          for (const { title, edits, safety } of fixes) {
            const after = analyse({ ...input, text: applyEdits(text, edits) });
            const added = after.findings.filter(
              ({ rule: { id } }) => ids.includes(id) && before.findings.every((found) => found.rule.id !== id),
            );
            for (const found of added)
              against.push(`${image} ${final} ${build}: ${rule.id}, ${title} (${safety}): ${found.rule.id}`);
            if (!staticMonitoring && refused.test(`${title} ${edits.map(({ newText }) => newText).join(' ')}`))
              against.push(`${image} ${final} ${build}: ${rule.id}, ${title}: is refused`);
          }
      }
  expect(against).toEqual([]);
});

/** Fixes that the profile makes complete: one for all places, for the user to read. */
test.each([
  [
    'golang:1.26-bookworm',
    'go build -o /app .',
    'scratch',
    true,
    'dynamic-binary-in-scratch',
    [
      'Link dynamically, and ship gcr.io/distroless/base-debian12',
      'Set CGO_ENABLED=0 and build the final image from gcr.io/distroless/base-debian12',
    ],
  ],
  [
    'golang:1.26-alpine3.22',
    'CGO_ENABLED=1 go build -o /app .',
    'alpine:3.22',
    false,
    'cgo-without-compiler',
    ['Install gcc and musl-dev and link dynamically'],
  ],
  [
    'golang:1.26-alpine3.22',
    "go build -ldflags '-linkmode external -extldflags -static' -o /app .",
    'alpine:3.22',
    false,
    'external-link-without-cgo',
    ['Link dynamically'],
  ],
] as const)(
  'on %s, %s in %s, static monitoring %s: all fixes of %s are complete',
  (image, build, final, on, id, titles) => {
    const text = staticBuild
      .replace('golang:1.26-alpine3.22', image)
      .replace(/CGO_ENABLED=0 .*/, build)
      .replace('FROM alpine:3.22', `FROM ${final}`);
    const input: AnalysisInput = { text, context: source, observability: 'appoptima', staticMonitoring: on };
    const fixes = analyse(input).findings.find(({ rule }) => rule.id === id)?.fixes ?? [];
    expect(fixes.length).toBeGreaterThan(0);
    const results = fixes.map(({ edits }) => applyEdits(text, edits));
    expect(new Set(results).size, 'no two titles with one edit').toBe(fixes.length);
    for (const [index, result] of results.entries()) {
      const { model, findings } = analyse({ ...input, text: result });
      expect(model.verdict.outcome, fixes[index]?.title).toBe('runs');
      expect(
        findings.filter((finding) => !advises(finding)).map(({ rule }) => rule.id),
        fixes[index]?.title,
      ).toEqual([]);
    }
    expect(fixes.map(({ title }) => title)).toEqual(titles);
    expect(fixes.filter(({ safety }) => safety === 'safe')).toEqual([]);
  },
);

/** The instructions of the page’s example, to the letter. */
const pageExample = `FROM golang:1.13.5-alpine as builder
RUN apk update && apk add gcc libc-dev
COPY ./GoMinimal.go ./GoMinimal.go
RUN go build -ldflags '-linkmode=external' GoMinimal.go
FROM alpine:3.11
RUN apk add --no-cache ca-certificates libc6-compat
COPY --from=builder /go/GoMinimal /GoMinimal
CMD ["/GoMinimal"]
`;

test('the page’s own example is clean: only its age is noted', () => {
  const folder = join(here, '../../examples/appoptima/alpine-external-link');
  const context = memoryTree(folderFiles(folder));
  for (const text of [pageExample, readFileSync(join(folder, 'Dockerfile'), 'utf8')]) {
    for (const staticMonitoring of [false, true]) {
      const input: AnalysisInput = { text, context, observability: 'appoptima', staticMonitoring };
      const { model, findings } = analyse(input);
      expect(model.verdict.outcome).toBe('runs');
      expect(findings.map(({ rule }) => rule.id)).toEqual(['end-of-life-base', 'end-of-life-base']);
      const asked = analyse({ ...input, severities: { 'runs-as-root': 'hint' } }).findings;
      expect(asked.map(({ rule }) => rule.id)).toContain('runs-as-root');
    }
  }
});

test('one fix makes a static program in scratch one that is monitored', () => {
  const folder = join(here, '../../examples/appoptima/static-in-scratch');
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const context = memoryTree(folderFiles(folder));
  const ask = (dockerfile: string, staticMonitoring = false): readonly ReportedFinding[] =>
    analyse({ text: dockerfile, context, observability: 'appoptima', staticMonitoring }).findings.filter(({ rule }) =>
      ids.includes(rule.id),
    );
  const found = ask(text);
  expect(found.map(({ rule }) => rule.id).sort()).toEqual(['oneagent-no-libc', 'oneagent-static-binary']);
  expect(ask(text, true).map(({ rule }) => rule.id)).toEqual(['oneagent-no-libc']);
  const edits = found.find(({ rule }) => rule.id === 'oneagent-static-binary')?.fixes[0]?.edits ?? [];
  const mended = applyEdits(text, edits);
  expect(ask(mended)).toEqual([]);
  expect(analyse({ text: mended, context }).model.verdict.outcome).toBe('runs');
});

test('the page’s workaround for scratch is clean with static monitoring', () => {
  const folder = join(here, '../../examples/appoptima/static-on-alpine');
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const context = memoryTree(folderFiles(folder));
  const { findings } = analyse({ text, context, observability: 'appoptima', staticMonitoring: true });
  expect(findings.filter((finding) => !advises(finding) || ids.includes(finding.rule.id))).toEqual([]);
});
