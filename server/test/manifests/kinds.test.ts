import { describe, expect, test } from 'vitest';
import { analyseManifest } from '../../src/analyseManifest';
import { readWorkloads } from '../../src/manifests/read';
import { applyEdits } from '../../src/text/edit';
import { rethrow } from '../support/fixtures';

/** The kinds of workloads, each with what stands around its pod template. */
const kinds = {
  Deployment: ['spec:', '  template:'],
  StatefulSet: ['spec:', '  template:'],
  DaemonSet: ['spec:', '  template:'],
  ReplicaSet: ['spec:', '  template:'],
  Job: ['spec:', '  template:'],
  CronJob: ['spec:', '  jobTemplate:', '    spec:', '      template:'],
} as const;

/** A workload with these lines at the place of its own metadata, and those among the labels of its pods. */
function workload(kind: keyof typeof kinds, own: readonly string[], labels: readonly string[]): string {
  const around = kinds[kind];
  const indent = ' '.repeat(2 * around.length);
  const pod = [
    'metadata:',
    '  labels:',
    '    app: shop # its name',
    ...labels.map((line) => `    ${line}`),
    'spec:',
    '  containers:',
    '    - image: registry.example.com/shop:1',
  ];
  const lines = [`kind: ${kind}`, 'metadata:', '  name: shop', ...own.map((line) => `  ${line}`)];
  return [...lines, ...around, ...pod.map((line) => indent + line), ''].join('\n');
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ').replace('  ', '- ');

/** Other ways to write down the same workload, between other things. */
const wrappings: readonly (readonly [string, (text: string) => string])[] = [
  ['alone', (text) => text],
  ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['with tabs around comments', (text) => text.replaceAll(' #', '\t#').replace('spec:\n', 'spec:\n\t# here\n\t\n')],
  ['in a List', (text) => `apiVersion: v1\nkind: List\nitems:\n${indented(text)}`],
  ['among documents', (text) => `kind: Service\n---\n${text}---\n# end\nkind: ConfigMap\ndata: { a: b }\n`],
  ['behind a document that is broken', (text) => `kind: Pod\nmetadata: 'a\nb: [\n--- # next\n${text}`],
  ['before one that is broken', (text) => `${text}---\n}{ kind: Pod\n`],
  ['between templates', (text) => `{{- if .x }}\nkind: Pod\n{{- end }}\n---\n${text}...\n---\na: {{ b }}\n`],
  ['beside keys that stand twice', (text) => `kind: Pod\nkind: Pod\n---\n${text}`],
  ['behind a directive', (text) => `%YAML 1.1\n---\n${text}`],
];

const language = 'aliyun.com/app-language: golang';
const isGo = 'language: go';
const others = ["armsPilotAutoEnable: 'on'", 'armsPilotCreateAppName: shop'];
const cases = Object.keys(kinds).flatMap((kind) => wrappings.map(([how, wrap]) => ({ kind, how, wrap })));

describe.each(cases as readonly { kind: keyof typeof kinds; how: string; wrap: (text: string) => string }[])(
  '$kind $how',
  ({ kind, wrap }) => {
    const good = wrap(workload(kind, [], [language, ...others]));

    test('is silent', () => {
      expect(analyseManifest({ text: good, bug: rethrow })).toEqual([]);
      expect(readWorkloads(good).map((found) => found.kind)).toEqual([kind]);
    });

    test.each([
      {
        rule: 'onepilot-label-misplaced',
        text: workload(kind, ['labels:', ...[language, ...others].map((line) => `  ${line}`)], []),
        title: `Move to spec.${kind === 'CronJob' ? 'jobTemplate.spec.' : ''}template.metadata.labels`,
      },
      {
        rule: 'onepilot-label-value',
        text: workload(kind, [], [language, 'armsPilotAutoEnable: on', 'armsPilotCreateAppName: shop']),
        title: "Write 'on'",
      },
    ])('$rule', ({ rule, text, title }) => {
      const [found, ...more] = analyseManifest({ text: wrap(text), bug: rethrow });
      expect([found?.rule.id, found?.fixes[0]?.title, more]).toEqual([rule, title, []]);
      expect(applyEdits(wrap(text), found?.fixes[0]?.edits ?? [])).toBe(good);
    });

    test('onepilot-language-missing', () => {
      const text = wrap(workload(kind, [], [isGo, ...others]));
      const [found, ...more] = analyseManifest({ text, bug: rethrow });
      expect([found?.rule.id, more]).toEqual(['onepilot-language-missing', []]);
      expect(applyEdits(text, found?.fixes[0]?.edits ?? [])).toBe(
        wrap(workload(kind, [], [isGo, ...others, language])),
      );
    });
  },
);

describe('a Pod', () => {
  const pod = (lines: string): string => `kind: Pod\nmetadata:\n  name: shop\n${lines}spec:\n  containers: []\n`;
  test.each([
    [
      'onepilot-label-misplaced',
      `  annotations:\n    ${language}\n    ${others[0]}\n`,
      `  labels:\n    ${language}\n    ${others[0]}\n`,
    ],
    [
      'onepilot-label-value',
      `  labels:\n    ${language}\n    armsPilotAutoEnable: on\n`,
      `  labels:\n    ${language}\n    ${others[0]}\n`,
    ],
    [
      'onepilot-language-missing',
      `  labels:\n    ${isGo}\n    ${others[0]}\n`,
      `  labels:\n    ${isGo}\n    ${others[0]}\n    ${language}\n`,
    ],
  ])('%s', (rule, before, after) => {
    const [found, ...more] = analyseManifest({ text: pod(before), bug: rethrow });
    expect([found?.rule.id, more]).toEqual([rule, []]);
    expect(applyEdits(pod(before), found?.fixes[0]?.edits ?? [])).toBe(pod(after));
  });
});

test('labels in several places where they do nothing: one move, and the rest is harmless', () => {
  const text = `kind: CronJob\nmetadata:\n  name: shop\n  labels:\n    ${language}\n    team: a\nspec:\n  jobTemplate:\n    metadata:\n      labels:\n        ${language}\n        team: a\n    spec:\n      template:\n        spec:\n          containers: []\n`;
  const found = analyseManifest({ text, bug: rethrow });
  expect(found.map(({ rule, fixes }) => [rule.id, fixes.length])).toEqual([
    ['onepilot-label-misplaced', 1],
    ['onepilot-label-misplaced', 1],
  ]);
  for (const { fixes } of found) {
    const fixed = applyEdits(text, fixes[0]?.edits ?? []);
    expect(analyseManifest({ text: fixed, bug: rethrow })).toEqual([]);
    expect(fixed.split(language)).toHaveLength(3);
  }
});

test('a comment stays where it speaks of labels that stay', () => {
  const text = `kind: Deployment\nmetadata:\n  labels:\n    # All of these\n    ${others[0] ?? ''}\n    team: a\nspec:\n  template:\n    spec: {}\n`;
  const [found] = analyseManifest({ text, bug: rethrow });
  expect(applyEdits(text, found?.fixes[0]?.edits ?? [])).toContain('  labels:\n    # All of these\n    team: a\n');
});

test('a file of 5 MB with one mapping of many keys is soon read', () => {
  const keys = Array.from({ length: 300_000 }, (_, index) => `  key${index}: value\n`).join('');
  const text = `kind: ConfigMap\ndata:\n${keys}---\n${workload('Deployment', [], [isGo, ...others])}---\nkind: Pod\nmetadata:\n  annotations:\n${keys.replaceAll('  key', '    key').slice(0, 500_000)}`;
  expect(text.length).toBeGreaterThan(5_000_000);
  const started = performance.now();
  expect(analyseManifest({ text, bug: rethrow }).map(({ rule }) => rule.id)).toEqual(['onepilot-language-missing']);
  expect(performance.now() - started).toBeLessThan(5000);
});
