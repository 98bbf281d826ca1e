import { describe, expect, test } from 'vitest';
import { completeManifest } from '../../src/features/completion/manifestItems';
import { mayTakeLabel } from '../../src/manifests/mayHoldLabels';
import { readWorkloads } from '../../src/manifests/read';
import { applyEdits } from '../../src/text/edit';

const deployment = (labels: string, above = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
${above}spec:
  template:
    metadata:
      labels:
${labels}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1
`;

function ask(marked: string) {
  const offset = marked.lastIndexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, offset, completion: completeManifest(text, offset), may: mayTakeLabel(text, offset) };
}

const all = ['aliyun.com/app-language', 'armsPilotAutoEnable', 'armsPilotCreateAppName', 'armsPilotAppWorkspace'];

describe('labels of pods', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['on a new line', deployment('        app: shop\n        |'), all],
    ['as they are typed', deployment('        app: shop\n        arms|'), all],
    ['the first of them', deployment('        |'), all],
    ['between others', deployment('        a: b\n        al|\n        c: d'), all],
    [
      'not those that are there',
      deployment("        armsPilotAutoEnable: 'on'\n        |"),
      all.filter((name) => name !== 'armsPilotAutoEnable'),
    ],
    ['with CRLF', deployment('        app: shop\n        arms|').replaceAll('\n', '\r\n'), all],
    ['the value of the language', deployment('        aliyun.com/app-language: |'), ['golang']],
    ['the value of the switch', deployment('        armsPilotAutoEnable: |'), ["'on'"]],
    ['the value of the switch, in quotes', deployment("        armsPilotAutoEnable: '|'"), ['on']],
    [
      'rules',
      deployment('        # go-dockerfile ignore=onepilot-label-v|\n        a: b'),
      ['onepilot-label-misplaced', 'onepilot-label-value', 'onepilot-language-missing'],
    ],
  ])('%s', (_, marked, expected) => {
    const { completion, may } = ask(marked);
    expect(completion?.items.map(({ label }) => label)).toEqual(expected);
    expect(may).toBe(true);
  });

  test.each([
    ['labels of the workload', deployment('        app: shop', '  labels:\n    |\n')],
    ['annotations', deployment('        app: shop\n      annotations:\n        |')],
    ['another value', deployment('        app: |')],
    ['what is no workload', 'kind: Service\nmetadata:\n  labels:\n    |\n'],
    ['no manifest', 'labels:\n  |\n'],
  ])('none in %s', (_, marked) => {
    expect(ask(marked).completion).toBeUndefined();
  });

  test.each([['kind: |'], ['a: b\n|'], ['steps:\n  - |'], ['x:\n  y: |'], ['on:\n  labels: z\nx:\n  y|']])(
    'nothing is loaded for %j',
    (marked) => {
      expect(ask(marked).may).toBe(false);
    },
  );

  test('an accepted label is a label of the pod, with the name of the workload', () => {
    const { text, completion } = ask(deployment('        app: shop\n        arms|'));
    for (const { newText, label, documentation } of completion?.items ?? []) {
      const after = applyEdits(text, [{ span: completion?.replace ?? { start: 0, end: 0 }, newText }]);
      const entry = readWorkloads(after)[0]?.pod?.labels?.entries.find(({ name }) => name === label);
      expect(entry?.value, label).toBeTruthy();
      if (label === 'armsPilotCreateAppName') expect(entry?.value).toBe('shop');
      expect(documentation?.()).toContain('Source');
    }
  });
});
