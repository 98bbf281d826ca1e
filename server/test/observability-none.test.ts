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

test.each(['instgo-not-on-path', 'otel-read-only-source', 'otel-modules-only'])(
  'the build fails all the same, and without %s the verdict itself tells why',
  (id) => {
    const verdicts = readFixtures(join(rulesFolder, id, 'fixtures')).flatMap((fixture) => {
      const options = { ...fixture.options, observability: 'none' };
      const { model } = analyseFixture({ ...fixture, options });
      return model.verdict.problem?.kind === id ? [model.verdict] : [];
    });
    expect(verdicts).not.toEqual([]);
    const tool = /^[a-z]+/.exec(id)?.[0] ?? '';
    for (const verdict of verdicts) {
      expect(verdict.likely?.outcome ?? verdict.outcome).toBe('fails-to-build');
      // What the person sees, where in the Dockerfile it comes from, and which tool it is about.
      expect(verdict.error ?? verdict.likely?.error).toBeTruthy();
      expect(verdict.because.some(({ span, says }) => span !== undefined && says.includes(tool))).toBe(true);
    }
  },
);

test.each(['none', 'oneagent', 'otel'] as const)('labels of pods are left alone under %s', (observability) => {
  const text =
    'kind: Deployment\nmetadata:\n  labels:\n    armsPilotAutoEnable: on\nspec:\n  template:\n    metadata:\n      labels:\n        armsPilotCreateAppName: 1\n';
  expect(analyseManifest({ text }).map(({ rule }) => rule.id)).toContain('onepilot-label-misplaced');
  expect(analyseManifest({ text, observability })).toEqual([]);
});
