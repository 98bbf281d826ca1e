import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { Log, Region, Result } from 'sarif';
import { afterEach, describe, expect, test } from 'vitest';
import * as core from '../src/core';
import { runCommandLine } from '../src/host/commandLine';
import type { FileReport } from '../src/report/fileReport';
import { sarifReport } from '../src/report/sarif';
import { allRules, rules } from '../src/rules/registry';
import { applyEdits } from '../src/text/edit';
import { version } from '../src/version';
import { createScratch, type Scratch } from './support/files';
import { analyseFixture, readFixtures } from './support/fixtures';
import { sarifSchema } from './support/sarifSchema';

let scratch: Scratch | undefined;
afterEach(() => scratch?.remove());

const ajv = new Ajv({ allErrors: true });
// RFC 3986, appendix A: the characters that a URI may hold, each other one percent-encoded; and its scheme.
const characters = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
ajv.addFormat('uri-reference', characters);
ajv.addFormat('uri', (text) => characters.test(text) && /^[a-z][a-z0-9+.-]*:/i.test(text));
ajv.addFormat('uri-below-root', (text) => characters.test(text) && !/^\/|^[a-z]+:|(?:^|\/)\.{0,2}(?:\/|$)/i.test(text));

const ownSchema = 'the part of SARIF that is used';

/** Ours, and the standard's own if somebody names a copy of it: its terms do not let us keep one here. */
const schemas = [
  { name: ownSchema, isValid: ajv.compile(sarifSchema) },
  ...(env['SARIF_SCHEMA'] === undefined
    ? []
    : [{ name: env['SARIF_SCHEMA'], isValid: standardSchema(env['SARIF_SCHEMA']) }]),
];

/** It is written in draft 4, which Ajv no longer reads; of what changed since, it uses nothing but the word `id`. */
function standardSchema(path: string) {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
  expect([$schema, id]).toEqual([
    expect.stringMatching(/draft-04/),
    expect.stringMatching(/\/sarif-schema-2\.1\.0\.json$/),
  ]);
  const tolerant = new Ajv({ allErrors: true, strict: false });
  for (const format of ['uri', 'uri-reference']) tolerant.addFormat(format, characters);
  tolerant.addFormat('date-time', true);
  return tolerant.compile(schema);
}

function validated(text: string): Log {
  const log = JSON.parse(text) as Log;
  for (const { name, isValid } of schemas) {
    isValid(log);
    expect(isValid.errors ?? [], name).toEqual([]);
  }
  return log;
}

function resultsOf(log: Log): readonly Result[] {
  return log.runs[0]?.results ?? [];
}

function uriOf(result: Result | undefined): string | undefined {
  return result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
}

/** The offset of a line and column as SARIF counts them: on purpose not by our own index of lines. */
function offsetOf(text: string, line = 1, column = 1): number {
  const ends = [...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: sequence }) => index + sequence.length);
  return ([0, ...ends][line - 1] ?? Number.NaN) + column - 1;
}

function spanOf(text: string, { startLine, startColumn, endLine, endColumn }: Region) {
  return { start: offsetOf(text, startLine, startColumn), end: offsetOf(text, endLine, endColumn) };
}

/** The text with the replacements of one fix made. */
function mended(text: string, fix: NonNullable<Result['fixes']>[number]): string {
  return fix.artifactChanges
    .flatMap(({ replacements }) => replacements)
    .map(({ deletedRegion, insertedContent }, order) => ({
      ...spanOf(text, deletedRegion),
      order,
      newText: insertedContent?.text ?? '',
    }))
    .sort((a, b) => b.start - a.start || b.end - a.end || b.order - a.order)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}

describe('the findings of all fixtures', () => {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../src/rules');
  const lineEnds = ['\n', '\r\n'];
  const files: readonly FileReport[] = rules.flatMap(({ id }) =>
    readFixtures(join(folder, id, 'fixtures')).map((fixture, number) => {
      const text = fixture.text.replaceAll(/\r?\n/g, lineEnds[number % lineEnds.length] ?? '');
      const path = `deploy 50%/${id}/${fixture.name} #1 Ünï©ødé 𝒳/Dockerfile`;
      return { path, text, findings: analyseFixture(fixture, text).findings };
    }),
  );
  const log = validated(sarifReport(files, allRules, version));
  const results = resultsOf(log);
  const found = files.flatMap(({ path, text = '', findings }) => findings.map((finding) => ({ path, text, finding })));

  test('are all there, with the place, the level and the rule', () => {
    expect(results.length).toBe(found.length);
    const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };
    results.forEach((result, index) => {
      const { path, text, finding } = found[index] ?? expect.fail();
      expect(decodeURIComponent(uriOf(result) ?? '')).toBe(path);
      expect(spanOf(text, result.locations?.[0]?.physicalLocation?.region ?? {})).toEqual(finding.span);
      expect(result.level).toBe(levels[finding.severity]);
      expect(log.runs[0]?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.relatedLocations?.length ?? 0).toBe(finding.related?.length ?? 0);
    });
  });

  test('have fixes that do what those of the editor do', () => {
    let fixes = 0;
    results.forEach((result, index) => {
      const { text, finding } = found[index] ?? expect.fail();
      expect(result.fixes?.map(({ description }) => description?.text) ?? []).toEqual(
        finding.fixes.map(({ title }) => title),
      );
      result.fixes?.forEach((fix, number) => {
        fixes++;
        expect(mended(text, fix)).toBe(applyEdits(text, finding.fixes[number]?.edits ?? []));
      });
    });
    expect(fixes).toBeGreaterThan(500);
  });

  test('have fingerprints that tell them apart in their file, and outlive lines above', () => {
    for (const { path, text = '', findings } of files) {
      const fingerprints = (prefix: string): readonly unknown[] => {
        const moved = findings.map((finding) => ({
          ...finding,
          related: [],
          fixes: [],
          span: { start: finding.span.start + prefix.length, end: finding.span.end + prefix.length },
        }));
        const report = sarifReport([{ path, text: prefix + text, findings: moved }], allRules, version);
        return resultsOf(JSON.parse(report) as Log).map(({ partialFingerprints }) => partialFingerprints);
      };
      const now = fingerprints('');
      expect(new Set(now.map((fingerprint) => JSON.stringify(fingerprint))).size).toBe(findings.length);
      expect(fingerprints('# a new line\n\n')).toEqual(now);
    }
  });

  test.each(schemas)('$name: what is wrong is noticed', ({ isValid, name }) => {
    const text = sarifReport(files.slice(0, 5), allRules, version);
    const wrong: readonly (readonly [string, string])[] = [
      ['"version": "2.1.0"', '"version": "2.0.0"'],
      ['"level": "warning"', '"level": "information"'],
      ['"startLine": ', '"startLine": -'],
      ['"uri": "deploy', '"uri": "de ploy'],
      ['"partialFingerprints"', '"partialFingerprint"'],
    ];
    // These are allowed by the standard, and not what code scanning takes, or what we mean.
    const ours: typeof wrong = [
      ['"uri": "deploy', '"uri": "/deploy'],
      ['"uri": "deploy', '"uri": "../deploy'],
      ['"helpUri": "https:', '"helpUri": "'],
    ];
    for (const [right, replacement] of name === ownSchema ? [...wrong, ...ours] : wrong) {
      expect(text).toContain(right);
      expect(isValid(JSON.parse(text.replace(right, replacement))), replacement).toBe(false);
    }
  });
});

const unsound =
  'FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -race -o /a .\nFROM scratch\nCOPY --from=0 /a /a\nCMD ["/a"]\n';

test.each<[string, string | undefined, string]>([
  ['Dockerfile', '%SRCROOT%', 'Dockerfile'],
  ['./a//b/./Dockerfile', '%SRCROOT%', 'a/b/Dockerfile'],
  ['a/../b/Dockerfile', '%SRCROOT%', 'b/Dockerfile'],
  ['../b/Dockerfile', undefined, '../b/Dockerfile'],
  ['c:d/Dockerfile', '%SRCROOT%', 'c%3Ad/Dockerfile'],
  ['100%/é 日本/Dockerfile', '%SRCROOT%', '100%25/%C3%A9%20%E6%97%A5%E6%9C%AC/Dockerfile'],
  ['\uD800/Dockerfile', '%SRCROOT%', '%EF%BF%BD/Dockerfile'],
  ['/srv/a b/Dockerfile', undefined, 'file:///srv/a%20b/Dockerfile'],
  ['C:/a b/Dockerfile', undefined, 'file:///C:/a%20b/Dockerfile'],
  ['-', '%SRCROOT%', '-'],
])('%j has the address %j %s', (path, uriBaseId, uri) => {
  const { findings } = core.loadChecks().analyse({ text: unsound, context: undefined });
  const problem = { path, text: undefined, findings: [], problem: 'There is no such file.' };
  const log = validated(sarifReport([{ path, text: unsound, findings }, problem], allRules, version));
  const location = { uri, ...(uriBaseId !== undefined && { uriBaseId }) };
  for (const result of resultsOf(log)) {
    expect(result.locations?.[0]?.physicalLocation?.artifactLocation).toEqual(location);
    for (const fix of result.fixes ?? []) expect(fix.artifactChanges[0]?.artifactLocation).toEqual(location);
  }
  const [notification] = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(notification?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual(location);
});

test('files with a byte order mark, CR LF, characters of two units and without a last line end are read alike', async () => {
  const commented = unsound.replace('FROM scratch', '# 𝒳 → é\nFROM scratch');
  scratch = createScratch({
    'plain/Dockerfile': commented,
    'mark/Dockerfile': `\uFEFF${commented}`,
    'lines/Dockerfile': commented.replaceAll('\n', '\r\n'),
    'both/Dockerfile': `\uFEFF${commented.replaceAll('\n', '\r\n')}`,
    'open/Dockerfile': commented.trimEnd(),
    'empty/Dockerfile': '',
  });
  let stdout = '';
  const surface = {
    cwd: scratch.root,
    env: {},
    terminal: false,
    stdout: (text: string) => void (stdout += text),
    stderr: () => undefined,
    stdin: () => Promise.resolve(new Uint8Array()),
  };
  const code = await runCommandLine(
    ['check', '--format', 'sarif', '.'],
    surface,
    () => Promise.resolve(core),
    () => undefined,
    () => Promise.reject(new Error('not asked for')),
  );
  expect(code).toBe(2);
  const log = validated(stdout);
  expect(log.runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  const within = (path: string) => resultsOf(log).filter((result) => uriOf(result) === path);
  const places = (results: readonly Result[]) =>
    results.map(({ ruleId, locations, partialFingerprints, relatedLocations }) => ({
      ruleId,
      region: locations?.[0]?.physicalLocation?.region,
      partialFingerprints,
      related: relatedLocations?.map(({ physicalLocation }) => physicalLocation?.region),
    }));
  const plain = places(within('plain/Dockerfile'));
  expect(plain.length).toBeGreaterThan(0);
  for (const name of ['mark', 'lines', 'both', 'open'])
    expect(places(within(`${name}/Dockerfile`)), name).toEqual(plain);
  // What a fix inserts has the line ends of its file.
  for (const result of within('both/Dockerfile'))
    for (const fix of result.fixes ?? [])
      expect(mended(scratchText('both/Dockerfile').slice(1), fix)).not.toMatch(/[^\r]\n/);
});

function scratchText(name: string): string {
  return readFileSync(scratch?.path(name) ?? '', 'utf8');
}
