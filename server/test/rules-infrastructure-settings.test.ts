import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../scripts/generated';
import { readSaid } from '../scripts/said';
import { allRules } from '../src/rules/registry';
import { isPlatform, mergeSettings, parseSettings } from '../src/settings';
import { version } from '../src/version';

const ruleIds = ['runs-as-root', 'glibc-too-old'];

describe('settings', () => {
  test.each<{ name: string; value: unknown; settings?: object; problems?: string[] }>([
    { name: 'nothing', value: undefined },
    { name: 'null', value: null },
    {
      name: 'what an editor hands out',
      value: { rules: {}, target: '', platform: '', buildArgs: {}, context: '', trace: { server: 'off' } },
    },
    {
      name: 'all of them',
      value: {
        rules: { 'runs-as-root': 'off' },
        target: 'x',
        platform: 'linux/arm64',
        buildArgs: { A: '1' },
        context: '..',
      },
      settings: {
        rules: { 'runs-as-root': 'off' },
        target: 'x',
        platform: 'linux/arm64',
        buildArgs: { A: '1' },
        context: '..',
      },
    },
    { name: 'no platforms', value: { platforms: [] } },
    {
      name: 'platforms, as a list or as --platform takes them',
      value: { platforms: 'linux/amd64, linux/arm/v7,linux/amd64' },
      settings: { platforms: ['linux/amd64', 'linux/arm/v7'] },
    },
    {
      name: 'a platform that is none',
      value: { platforms: ['linux/arm64', 'arm64', 1] },
      settings: { platforms: ['linux/arm64'] },
      problems: [
        "The setting 'platforms' has to list OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64, not 'arm64'.",
        "The setting 'platforms' has to list OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64, not '1'.",
      ],
    },
    { name: 'a number as target', value: { target: 1 }, settings: { target: '1' } },
    {
      name: 'numbers as build arguments',
      value: { buildArgs: { A: 1, B: true } },
      settings: { buildArgs: { A: '1', B: 'true' } },
    },
    {
      name: 'false for off',
      value: { rules: { 'runs-as-root': false } },
      settings: { rules: { 'runs-as-root': 'off' } },
    },
    { name: 'a list', value: [], problems: ['Settings have to be keys with values, such as platform: linux/arm64.'] },
    {
      name: 'another key',
      value: { plattform: 'x' },
      problems: ["There is no setting 'plattform'. 'platform' may be meant."],
    },
    {
      name: 'another rule',
      value: { rules: { 'run-as-root': 'off' } },
      problems: ["There is no rule 'run-as-root'. 'runs-as-root' may be meant."],
    },
    {
      name: 'another severity',
      value: { rules: { 'runs-as-root': 'fatal' } },
      problems: ["The severity of rule 'runs-as-root' has to be one of off, hint, information, warning, error."],
    },
    {
      name: 'a platform that is none',
      value: { platform: 'arm64' },
      problems: ["The setting 'platform' has to be OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64, not 'arm64'."],
    },
    {
      name: 'texts that are none',
      value: { target: {}, context: 1 },
      problems: ["The setting 'target' has to be a text.", "The setting 'context' has to be a text."],
    },
    {
      name: 'tables that are none',
      value: { rules: 'off', buildArgs: ['A'] },
      problems: [
        "The setting 'rules' has to name rules with a severity each, such as floating-suite: off.",
        "The setting 'buildArgs' has to name build arguments with a value each.",
      ],
    },
    {
      name: 'a table as build argument',
      value: { buildArgs: { A: {} } },
      problems: ["The build argument 'A' has to be a text."],
    },
    {
      name: 'what observes the program',
      value: { observability: 'oneagent', oneagent: { staticMonitoring: true } },
      settings: { observability: 'oneagent', staticMonitoring: true },
    },
    {
      name: 'a dot in the key, and a bare word that YAML 1.1 reads as false',
      value: { observability: false, 'oneagent.staticMonitoring': true },
      settings: { observability: 'none', staticMonitoring: true },
    },
    {
      name: 'an agent that there is not',
      value: { observability: 'datadog', oneagent: { staticMonitor: true, staticMonitoring: 'yes' } },
      problems: [
        "The setting 'observability' has to be one of auto, none, arms, oneagent, appoptima, otel.",
        "There is no setting 'oneagent.staticMonitor'. 'staticMonitoring' may be meant.",
        "The setting 'oneagent.staticMonitoring' has to be true or false.",
      ],
    },
    {
      name: 'what an editor shows',
      value: { inlayHints: { image: false, linkage: true }, 'inlayHints.verdict': false, codeLens: false },
      settings: {
        inlayHints: { image: false, linkage: true, environment: true, verdict: false },
        codeLens: false,
      },
    },
    {
      name: 'hints that there are not',
      value: { inlayHints: { images: false, image: 'no' }, codeLens: 'off' },
      problems: [
        "There is no setting 'inlayHints.images'. 'image' may be meant.",
        "The setting 'inlayHints.image' has to be true or false.",
        "The setting 'codeLens' has to be true or false.",
      ],
    },
    {
      name: 'a group without keys',
      value: { inlayHints: true },
      problems: ["The setting 'inlayHints' has to have keys, such as image: true."],
    },
    {
      name: 'names that objects have anyway',
      value: JSON.parse('{"rules":{"__proto__":"off"}}'),
      problems: ["There is no rule '__proto__'."],
    },
  ])('$name', ({ value, settings = {}, problems = [] }) => {
    const parsed = parseSettings(value, ruleIds);
    expect(parsed.problems).toEqual(problems);
    expect(mergeSettings(parsed.settings)).toEqual({ ...mergeSettings(), ...settings });
  });

  test('are merged, the weightiest first', () => {
    const merged = mergeSettings(
      { rules: { a: 'off' }, target: 'x', inlayHints: { linkage: false } },
      {
        rules: { a: 'error', b: 'hint' },
        platform: 'linux/arm64',
        target: 'y',
        buildArgs: { A: '1' },
        inlayHints: { environment: false },
      },
    );
    expect(merged).toEqual({
      rules: { a: 'off', b: 'hint' },
      target: 'x',
      platform: 'linux/arm64',
      platforms: [],
      buildArgs: { A: '1' },
      context: undefined,
      observability: 'auto',
      staticMonitoring: false,
      inlayHints: { image: true, linkage: false, environment: false, verdict: true },
      codeLens: true,
    });
  });

  test.each([
    ['linux/amd64', true],
    ['linux/arm/v7', true],
    ['linux', false],
    ['', false],
    ['linux/arm64/v8/x', false],
    ['linux/a b', false],
  ])('%j as a platform: %s', (text, expected) => {
    expect(isPlatform(text)).toBe(expected);
  });
});

describe('generated files', () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const declared =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;

  test.each(generatedFiles(allRules, String(declared), readSaid('.')))('$path', ({ path, renew }) => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(renew(text) === text, `${path} is out of date. Run: npm run generate`).toBe(true);
  });

  test('the version is that of package.json', () => {
    expect(version).toBe(declared);
  });
});
