import { describe, expect, test } from 'vitest';
import { analyseManifest } from '../../src/analyseManifest';
import { addLabels, moveLabels } from '../../src/manifests/edits';
import { labelsFor, onepilotLabels } from '../../src/manifests/labels';
import { readWorkloads } from '../../src/manifests/read';
import { applyEdits } from '../../src/text/edit';

const three = (indent: string): string =>
  `${indent}aliyun.com/app-language: golang\n${indent}armsPilotAutoEnable: 'on'\n${indent}armsPilotCreateAppName: shop\n`;
const deployment = (template: string): string =>
  `kind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n${template}`;
const spec = '    spec:\n      containers:\n        - name: a\n          image: shop:1 # ours\n';

describe('labels are added, and nothing else changes', () => {
  test.each([
    {
      name: 'behind those that are there',
      before: deployment(`    metadata:\n      labels:\n        app: shop # its name\n        # the end\n${spec}`),
      after: deployment(
        `    metadata:\n      labels:\n        app: shop # its name\n${three('        ')}        # the end\n${spec}`,
      ),
    },
    {
      name: 'labels that are empty',
      before: deployment(`    metadata:\n      labels: # none yet\n      annotations:\n        a: b\n${spec}`),
      after: deployment(
        `    metadata:\n      labels: # none yet\n${three('        ')}      annotations:\n        a: b\n${spec}`,
      ),
    },
    {
      name: 'no labels',
      before: deployment(`    metadata:\n      annotations:\n        a: b\n${spec}`),
      after: deployment(`    metadata:\n      labels:\n${three('        ')}      annotations:\n        a: b\n${spec}`),
    },
    {
      name: 'no metadata',
      before: deployment(spec),
      after: deployment(`    metadata:\n      labels:\n${three('        ')}${spec}`),
    },
    {
      name: 'metadata that is empty',
      before: deployment(`    metadata:\n${spec}`),
      after: deployment(`    metadata:\n      labels:\n${three('        ')}${spec}`),
    },
    {
      name: 'flow style',
      before: deployment(`    metadata: { labels: { app: shop } }\n${spec}`),
      after: deployment(
        `    metadata: { labels: { app: shop, aliyun.com/app-language: golang, armsPilotAutoEnable: 'on', armsPilotCreateAppName: shop } }\n${spec}`,
      ),
    },
    {
      name: 'an empty flow map',
      before: deployment(`    metadata: {}\n${spec}`),
      after: deployment(
        `    metadata: {labels: {aliyun.com/app-language: golang, armsPilotAutoEnable: 'on', armsPilotCreateAppName: shop}}\n${spec}`,
      ),
    },
    {
      name: 'labels that are wrong get the value',
      before: deployment(`    metadata:\n      labels:\n        armsPilotAutoEnable: on\n        app: x\n${spec}`),
      after: deployment(
        `    metadata:\n      labels:\n        armsPilotAutoEnable: 'on'\n        app: x\n        aliyun.com/app-language: golang\n        armsPilotCreateAppName: shop\n${spec}`,
      ),
    },
    {
      name: 'a CronJob',
      before:
        'kind: CronJob\nmetadata: {name: shop}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          labels:\n            app: x\n        spec:\n          containers: []\n',
      after: `kind: CronJob\nmetadata: {name: shop}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          labels:\n            app: x\n${three('            ')}        spec:\n          containers: []\n`,
    },
    {
      name: 'a Pod',
      before: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers: []\n',
      after: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n${three('    ')}spec:\n  containers: []\n`,
    },
    {
      name: 'Windows line ends, four columns, the last line open',
      before:
        'kind: Job\r\nmetadata:\r\n    name: shop\r\nspec:\r\n    template:\r\n        spec:\r\n            containers: []',
      after: `kind: Job\r\nmetadata:\r\n    name: shop\r\nspec:\r\n    template:\r\n        metadata:\r\n            labels:\r\n${three('                ').replaceAll('\n', '\r\n')}        spec:\r\n            containers: []`,
    },
    {
      name: 'an item of a List',
      before: 'kind: List\nitems:\n- kind: Job\n  metadata:\n    name: shop\n  spec:\n    template:\n      spec: {}\n',
      after: `kind: List\nitems:\n- kind: Job\n  metadata:\n    name: shop\n  spec:\n    template:\n      metadata:\n        labels:\n${three('          ')}      spec: {}\n`,
    },
  ])('$name', ({ before, after }) => {
    const edits = addLabels(before, 0, labelsFor('shop'));
    expect(edits && applyEdits(before, edits)).toBe(after);
  });

  test.each([
    [
      'labels that another place uses',
      `    metadata:\n      labels: &l\n        app: x\n${spec}  selector:\n    matchLabels: *l\n`,
    ],
    ['labels from another place', `    metadata:\n      labels: *l\n${spec}`],
    ['merged labels', `    metadata:\n      labels:\n        <<: *l\n        app: x\n${spec}`],
    ['no template', '    {{ toYaml .Values.template }}\n'],
  ])('not where it would reach further: %s', (_name, template) => {
    const text = `x: &x {}\n---\n${deployment(template)}`;
    expect(addLabels(text, 0, labelsFor('shop'))).toBeUndefined();
  });

  test('the second document alone', () => {
    const first = deployment(spec);
    const text = `# first\n${first}---\n# second\n${first}`;
    const edits = addLabels(text, 1, labelsFor('shop')) ?? [];
    expect(applyEdits(text, edits)).toBe(
      `# first\n${first}---\n# second\n${deployment(`    metadata:\n      labels:\n${three('        ')}${spec}`)}`,
    );
  });
});

describe('what is written is written as the rest of the file', () => {
  const json = (template: unknown, space?: string): string =>
    JSON.stringify({ kind: 'Deployment', metadata: { name: 'shop' }, spec: { template } }, undefined, space);
  const labels = {
    'aliyun.com/app-language': 'golang',
    armsPilotAutoEnable: 'on',
    armsPilotCreateAppName: 'shop',
  };
  const pod = { containers: [] };

  test.each([
    ['labels', { metadata: { labels: { app: 'shop' } } }, { metadata: { labels: { app: 'shop', ...labels } } }],
    ['a value', { metadata: { labels: { ...labels, armsPilotAutoEnable: true } } }, { metadata: { labels } }],
    ['no labels', { metadata: { name: 'x' } }, { metadata: { name: 'x', labels } }],
    ['no metadata', { spec: pod }, { spec: pod, metadata: { labels } }],
  ])('JSON: %s', (_name, before, after) => {
    for (const space of ['  ', '\t', '    ']) {
      const text = json(before, space);
      expect(applyEdits(text, addLabels(text, 0, labelsFor('shop')) ?? [])).toBe(json(after, space));
    }
    const line = json(before);
    expect(JSON.parse(applyEdits(line, addLabels(line, 0, labelsFor('shop')) ?? []))).toEqual(JSON.parse(json(after)));
  });

  test.each([
    ['an empty map of JSON', json({ metadata: {} }), '{"labels": {"aliyun.com/app-language": "golang"'],
    ['double quotes', deployment(`    metadata:\n      labels:\n        app: "shop"\n${spec}`), 'AutoEnable: "on"\n'],
    ['single quotes', deployment(`    metadata:\n      labels:\n        app: 'shop'\n${spec}`), "AutoEnable: 'on'\n"],
  ])('%s', (_name, text, expected) => {
    expect(applyEdits(text, addLabels(text, 0, labelsFor('shop')) ?? [])).toContain(expected);
  });
});

describe('labels that move', () => {
  const move = (text: string): string | undefined => {
    const [workload] = readWorkloads(text);
    const from = workload?.above[0]?.labels;
    const found = from?.entries.filter(({ name }) => onepilotLabels.has(name)) ?? [];
    const labels = found.map(({ name, value = '', quote }) => ({ name, value, quote }));
    const edits = from && moveLabels(text, 0, from, new Set(found.map(({ name }) => name)), labels);
    return edits === undefined || typeof edits === 'string' ? undefined : applyEdits(text, edits);
  };
  const flow = (own: string, pods: string): string =>
    `kind: Job\nmetadata: {labels: {${own}}}\nspec:\n  template: {metadata: {labels: {${pods}}}}\n`;

  test.each([
    ['first', `armsPilotAutoEnable: "on", a: b`, 'a: b', `c: d, armsPilotAutoEnable: "on"`],
    ['last', `a: b, armsPilotAutoEnable: 'on'`, 'a: b', `c: d, armsPilotAutoEnable: 'on'`],
    [
      'between',
      `a: b, armsPilotAutoEnable: "on", aliyun.com/app-language: 'golang', e: f`,
      'a: b, e: f',
      `c: d, armsPilotAutoEnable: "on", aliyun.com/app-language: 'golang'`,
    ],
    ['alone', `armsPilotAutoEnable: 'on'`, '', `c: d, armsPilotAutoEnable: 'on'`],
  ])('between braces, %s', (_name, own, left, pods) => {
    expect(move(flow(own, 'c: d'))).toBe(flow(left, pods));
  });

  test('keep their quotes', () => {
    const lines =
      '    aliyun.com/app-language: "golang"\n    armsPilotAutoEnable: "on"\n    armsPilotCreateAppName: \'shop\'\n';
    const job = (own: string, pods: string): string =>
      `kind: Job\nmetadata:\n  name: 'a'\n${own}spec:\n  template:\n    metadata:\n      labels:\n        app: 'a'\n${pods}`;
    expect(move(job(`  labels:\n${lines}`, ''))).toBe(job('', lines.replaceAll('    ', '        ')));
  });

  test('in JSON', () => {
    const json = (own: unknown, pods: unknown): string =>
      JSON.stringify(
        { kind: 'Job', metadata: { labels: own }, spec: { template: { metadata: { labels: pods } } } },
        undefined,
        '  ',
      );
    const enabled = { armsPilotAutoEnable: 'on' };
    expect(move(json({ ...enabled, a: 'b' }, { c: 'd' }))).toBe(json({ a: 'b' }, { c: 'd', ...enabled }));
    expect(move(json({ a: 'b', ...enabled }, { c: 'd' }))).toBe(json({ a: 'b' }, { c: 'd', ...enabled }));
    // The last label leaves the braces, as a comma may stand in front of the map.
    expect(move(json(enabled, { c: 'd' }))).toBe(json({}, { c: 'd', ...enabled }));
  });
});

describe('misplaced labels are moved, and nothing else changes', () => {
  const head = 'kind: Deployment\nmetadata:\n  name: shop\n';
  const tail = (labels: string): string =>
    `spec:\n  template:\n    metadata:\n      labels:\n        app: shop\n${labels}${spec}`;
  const moved = (text: string): string | undefined => {
    const finding = analyseManifest({ text }).find(({ rule }) => rule.id === 'onepilot-label-misplaced');
    const [fix] = finding?.fixes ?? [];
    expect(finding?.withheld?.().length).toBe(fix ? 0 : 1);
    return fix && applyEdits(text, fix.edits);
  };

  test.each([
    {
      name: 'with the comment behind them',
      before: `${head}  labels:\n    app: shop # its name\n    armsPilotAutoEnable: 'on' # the agent\n    tier: web\n${tail('')}`,
      after: `${head}  labels:\n    app: shop # its name\n    tier: web\n${tail("        armsPilotAutoEnable: 'on' # the agent\n")}`,
    },
    {
      name: 'with all comments, if no label stays',
      before: `${head}  # of the workload\n  labels: # ARMS\n    # the agent\n    armsPilotAutoEnable: 'on'\n    aliyun.com/app-language: golang # no Java\n${tail('')}`,
      after: `${head}  # of the workload\n${tail("        # ARMS\n        # the agent\n        armsPilotAutoEnable: 'on'\n        aliyun.com/app-language: golang # no Java\n")}`,
    },
    {
      name: 'some out of braces',
      before: `${head}  labels: {armsPilotAutoEnable: 'on', app: shop, armsPilotCreateAppName: shop, aliyun.com/app-language: golang}\n${tail('')}`,
      after: `${head}  labels: {app: shop}\n${tail("        armsPilotAutoEnable: 'on'\n        armsPilotCreateAppName: shop\n        aliyun.com/app-language: golang\n")}`,
    },
    {
      name: 'all out of braces',
      before: `${head}  labels: { armsPilotAutoEnable: 'on' }\n${tail('')}`,
      after: `${head}${tail("        armsPilotAutoEnable: 'on'\n")}`,
    },
    {
      name: 'braces in braces',
      before: `kind: Deployment\nmetadata: {name: shop, labels: {armsPilotAutoEnable: 'on'}}\n${tail('')}`,
      after: `kind: Deployment\nmetadata: {name: shop, labels: {}}\n${tail("        armsPilotAutoEnable: 'on'\n")}`,
    },
    {
      name: 'with the quotes that they have, and a value on a line of its own',
      before: `${head}  labels:\n    armsPilotAutoEnable: "on" # the agent\n    armsPilotCreateAppName:\n      'shop' # its name\n    tier: web\n${tail('')}`,
      after: `${head}  labels:\n    tier: web\n${tail('        armsPilotAutoEnable: "on" # the agent\n        armsPilotCreateAppName: \'shop\' # its name\n')}`,
    },
    {
      name: 'into braces',
      before: `${head}  labels:\n    armsPilotAutoEnable: 'on'\nspec:\n  template:\n    metadata: {labels: {app: shop}}\n${spec}`,
      after: `${head}spec:\n  template:\n    metadata: {labels: {app: shop, armsPilotAutoEnable: 'on'}}\n${spec}`,
    },
  ])('$name', ({ before, after }) => {
    expect(moved(before)).toBe(after);
    expect(moved(before.replaceAll('\n', '\r\n'))).toBe(after.replaceAll('\n', '\r\n'));
  });

  test.each([
    {
      name: 'an anchor',
      text: `${head}  labels: &l\n    armsPilotAutoEnable: 'on'\n${tail('')}`,
      says: 'An anchor, an alias or a merge key',
    },
    {
      name: 'a comment that finds no line',
      text: `${head}  labels:\n    armsPilotAutoEnable: 'on' # x\nspec:\n  template:\n    metadata: {labels: {app: shop}}\n${spec}`,
      says: 'leaves no place for labels',
    },
    {
      name: 'a comment in braces',
      text: `${head}  labels: {\n    armsPilotAutoEnable: 'on', # x\n    app: shop }\n${tail('')}`,
      says: 'A comment among the labels would be lost.',
    },
    {
      name: 'a comment behind the last in braces',
      text: `${head}  labels: {\n    app: shop,\n    armsPilotAutoEnable: 'on' # x\n  }\n${tail('')}`,
      says: 'A comment among the labels would be lost.',
    },
  ])('what is in the way is said: $name', ({ text, says }) => {
    expect(moved(text)).toBeUndefined();
    const finding = analyseManifest({ text }).find(({ rule }) => rule.id === 'onepilot-label-misplaced');
    expect(finding?.withheld?.()).toEqual([
      { title: 'Move to spec.template.metadata.labels', reason: expect.stringContaining(says) as unknown },
    ]);
  });
});

describe('hostile texts', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijk'[i]}`).join(',')}]`).join('\n')}\nkind: Pod\nspec: *k\n`;
  test.each([
    ['aliases that multiply', bomb],
    ['a nest', `kind: Pod\nspec: ${'['.repeat(50_000)}`],
    ['a map in a key', 'kind: Pod\n? {a: b}\n: c\nmetadata: [labels]\n'],
    ['not YAML', 'kind: Pod\n\t: {{ . }}\n- x'],
    ['kinds of other types', 'kind: Pod\nmetadata: 1\nspec: {containers: {image: 1}}\n'],
  ])('%s: soon read, and nothing thrown', (_name, text) => {
    const started = performance.now();
    expect(() => readWorkloads(text)).not.toThrow();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
