import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { ReportedFinding } from '../src/analysis';
import { explainText } from '../src/report/explain';
import type { FileReport } from '../src/report/fileReport';
import { githubReport } from '../src/report/github';
import { jsonReport } from '../src/report/json';
import { sarifReport } from '../src/report/sarif';
import { problemLines, textReport } from '../src/report/text';
import { defineRule } from '../src/rules/rule';

const rule = defineRule({
  id: 'some-rule',
  title: 'Something is wrong',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  check: () => [],
});

const text = 'FROM a\n\tCOPY b,c /\nRUN 100%\n';

const finding: ReportedFinding = {
  rule,
  severity: 'error',
  certainty: 'known',
  span: { start: 13, end: 16 },
  message: 'b: 100% wrong,\nreally.',
  related: [{ span: { start: 0, end: 4 }, message: 'because of this' }],
  fixes: [
    { title: 'Mend it', safety: 'safe', edits: [{ span: { start: 13, end: 16 }, newText: 'b' }] },
    { title: 'Drop it', safety: 'review', edits: [{ span: { start: 7, end: 19 }, newText: '' }] },
  ],
};

const files: readonly FileReport[] = [
  { path: 'a b/Dockerfile', text, findings: [finding, { ...finding, severity: 'hint', related: [], fixes: [] }] },
  { path: '/x/Dockerfile', text: undefined, findings: [], problem: 'There is no such file.' },
];

describe('text', () => {
  test('shows place, line, reasons and fixes', () => {
    expect(textReport(files, { colour: false }))
      .toBe(`a b/Dockerfile:2:7: error: b: 100% wrong,\uFFFDreally. (some-rule)
    2 | \tCOPY b,c /
      | \t     ^^^
  a b/Dockerfile:1:1: because of this
  fix: Mend it
  fix (review it): Drop it

a b/Dockerfile:2:7: hint: b: 100% wrong,\uFFFDreally. (some-rule)

1 error, 1 hint in 1 file. 1 path could not be checked.
`);
    expect(problemLines(files)).toBe('/x/Dockerfile: There is no such file.\n');
  });

  test.each<[string, readonly FileReport[], string]>([
    ['nothing found', [{ path: 'D', text, findings: [] }], 'Nothing found in 1 file.\n'],
    ['nothing checked', files.slice(1), '1 path could not be checked.\n'],
    [
      'what was fixed',
      [{ path: 'D', text, findings: [], fixed: [{ rule: 'some-rule', title: 'Mend it' }] }],
      'D: fixed: Mend it (some-rule)\nNothing found in 1 file.\n',
    ],
  ])('%s', (_, reports, expected) => {
    expect(textReport(reports, { colour: false })).toBe(expected);
  });

  test('colours on demand only', () => {
    expect(textReport(files, { colour: true })).toContain('\u001B[31merror\u001B[0m');
    expect(textReport(files, { colour: false })).not.toContain('\u001B');
  });

  test('lets no control character through', () => {
    const report = {
      path: 'D\u001B[2J',
      text: 'FROM \u001B[31m\u0007',
      findings: [{ ...finding, span: { start: 5, end: 6 } }],
    };
    expect(textReport([report], { colour: false })).not.toMatch(/[\u0000-\u0008\u000B-\u001F]/);
  });

  test.each(['::error file=x::owned/Dockerfile', ' \u00A0::add-mask::x/Dockerfile', '\t::stop-commands::x/Dockerfile'])(
    'begins no line with a command of a pipeline: %j',
    (path) => {
      const text = 'RUN echo ##vso[task.setvariable variable=a]b ##[group]c\n';
      const related = [{ span: { start: 0, end: 1 }, message: '##[error]here' }];
      const found = { path, text, findings: [{ ...finding, related, span: { start: 0, end: 3 } }] };
      const fixed = { path, text, findings: [], fixed: [{ rule: 'a', title: 'b' }] };
      const broken = { path, text: undefined, findings: [], problem: 'gone' };
      const printed = textReport([found, fixed], { colour: false }) + problemLines([broken]);
      expect(printed).not.toMatch(/^\s*::|##(?:vso)?\[/m);
      expect(printed).toContain('#\uFFFDvso[task.setvariable variable=a]b #\uFFFD[group]c');
      const { model } = analyse({ text: 'FROM scratch\n', context: undefined });
      expect(explainText(model, path)).not.toMatch(/^\s*::/m);
    },
  );

  test('cuts long lines around the finding', () => {
    const long = `RUN ${'a'.repeat(1000)} here ${'b'.repeat(1000)}`;
    const span = { start: long.indexOf('here'), end: long.indexOf('here') + 4 };
    const [, line = '', carets = ''] = textReport([{ path: 'D', text: long, findings: [{ ...finding, span }] }], {
      colour: false,
    }).split('\n');
    expect(line.length).toBeLessThan(180);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('here');
  });

  test.each([
    ['at the end of the text', { start: 28, end: 28 }, '^'],
    ['over several lines', { start: 0, end: 20 }, '^^^^^^'],
  ])('has a caret %s', (_, span, expected) => {
    const [, , carets = ''] = textReport([{ path: 'D', text, findings: [{ ...finding, span }] }], {
      colour: false,
    }).split('\n');
    expect(carets.replace(/^.*\| */, '')).toBe(expected);
  });
});

test('json is the contract', () => {
  expect(JSON.parse(jsonReport(files))).toEqual({
    version: 1,
    files: [
      {
        path: 'a b/Dockerfile',
        findings: [
          {
            rule: 'some-rule',
            severity: 'error',
            message: 'b: 100% wrong,\nreally.',
            range: { start: { line: 1, character: 6 }, end: { line: 1, character: 9 } },
            fixes: [
              { title: 'Mend it', safety: 'safe' },
              { title: 'Drop it', safety: 'review' },
            ],
            docs: 'https://github.com/go-dockerfile/go-dockerfile/blob/main/server/src/rules/some-rule/README.md',
          },
          expect.objectContaining({ severity: 'hint', fixes: [] }),
        ],
      },
      { path: '/x/Dockerfile', findings: [], problem: 'There is no such file.' },
    ],
  });
});

test('github escapes what its commands would take for more', () => {
  const path = 'a,b:c%/Dockerfile';
  expect(githubReport([{ path, text, findings: [finding] }])).toBe(
    '::error file=a%2Cb%3Ac%25/Dockerfile,line=2,endLine=2,col=7,endColumn=10,title=go-dockerfile%3A some-rule::b: 100%25 wrong,%0Areally.\n',
  );
  expect(githubReport([{ path: './a/../b\r\n::c/Dockerfile', text, findings: [finding] }])).toContain(
    '::error file=b\uFFFD\uFFFD%3A%3Ac/Dockerfile,line=2,',
  );
  const several = githubReport([
    { path, text, findings: [{ ...finding, severity: 'information', span: { start: 0, end: 8 } }] },
  ]);
  expect(several).toContain('::notice file=a%2Cb%3Ac%25/Dockerfile,line=1,endLine=2,title=');
});

test('sarif has rules, places, reasons and fixes', () => {
  const log = JSON.parse(sarifReport(files, [rule], '1.2.3'));
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  expect(run.tool.driver).toMatchObject({
    name: 'go-dockerfile',
    version: '1.2.3',
    rules: [{ id: 'some-rule', helpUri: expect.stringContaining('some-rule') }],
  });
  expect(run.invocations[0].executionSuccessful).toBe(false);
  expect(run.invocations[0].toolExecutionNotifications[0].locations[0].physicalLocation.artifactLocation).toEqual({
    uri: 'file:///x/Dockerfile',
  });
  expect(run.results[0]).toEqual({
    ruleId: 'some-rule',
    ruleIndex: 0,
    level: 'error',
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/Dockerfile', uriBaseId: '%SRCROOT%' },
          region: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 10 },
        },
      },
    ],
    relatedLocations: [expect.objectContaining({ id: 1, message: { text: 'because of this' } })],
    partialFingerprints: { 'goDockerfileInstruction/v1': expect.stringMatching(/^[0-9a-f]{16}:1$/) },
    fixes: [
      {
        description: { text: 'Mend it' },
        properties: { safety: 'safe' },
        artifactChanges: [
          expect.objectContaining({
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 10 },
                insertedContent: { text: 'b' },
              },
            ],
          }),
        ],
      },
      expect.objectContaining({ description: { text: 'Drop it' } }),
    ],
  });
  expect(run.results[1].level).toBe('note');
});
