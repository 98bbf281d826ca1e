import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { analyseManifest } from '../src/analyseManifest';
import { rules } from '../src/rules/registry';
import type { Rule } from '../src/rules/rule';
import { analyseFixture, readFixtures } from './support/fixtures';

const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');
const all: readonly Rule[] = rules;
const observing = all.filter(({ category }) => category === 'observability');

/** A secret is one, and a placeholder none of the values that are meant, whatever observes the program. */
const always: readonly string[] = ['arms-license-in-image', 'arms-placeholder-left'];

test.each(observing.map(({ id }) => id))(
  'with goDockerfile.observability none, %s is as silent as it should be',
  (id) => {
    for (const fixture of readFixtures(join(rulesFolder, id, 'fixtures'))) {
      const options = { ...fixture.options, observability: 'none' };
      const { findings } = analyseFixture({ ...fixture, options });
      const speaking = findings.filter(({ rule }) => rule.category === 'observability').map(({ rule }) => rule.id);
      expect(
        speaking.filter((other) => !always.includes(other)),
        fixture.name,
      ).toEqual([]);
      const isExpected = fixture.expectations.some(({ rule }) => rule === id);
      if (always.includes(id)) expect(speaking.includes(id), fixture.name).toBe(isExpected);
    }
  },
);

test.each(['none', 'oneagent', 'otel'] as const)('labels of pods are left alone under %s', (observability) => {
  const text =
    'kind: Deployment\nmetadata:\n  labels:\n    armsPilotAutoEnable: on\nspec:\n  template:\n    metadata:\n      labels:\n        armsPilotCreateAppName: 1\n';
  expect(analyseManifest({ text }).map(({ rule }) => rule.id)).toContain('onepilot-label-misplaced');
  expect(analyseManifest({ text, observability })).toEqual([]);
});
