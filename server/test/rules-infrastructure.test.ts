import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { parseDockerfile } from '../src/dockerfile/parse';
import { chooseFixes, differenceOf, fixAll } from '../src/features/fixAll';
import { lineEdits } from '../src/features/lineEdits';
import type { Finding, Rule, RuleDescription, Severity } from '../src/rules/rule';
import { rules } from '../src/rules/registry';
import { runRules } from '../src/rules/run';
import { isAtLeast } from '../src/rules/severity';
import { ignoreComments, ignoreInFile, ignoreOnLine, isIgnored } from '../src/rules/suppression';
import { applyEdits } from '../src/text/edit';
import { nearest } from '../src/text/nearest';

/** A rule that reports every occurrence of a word. */
function wordRule(word: string, extra: Partial<Rule> & { finding?: (start: number) => Partial<Finding> } = {}): Rule {
  const { finding, ...metadata } = extra;
  return {
    id: word,
    title: `The word ${word}`,
    severity: 'error',
    fix: 'sometimes',
    category: 'work',
    since: '0.1.0',
    *check({ dockerfile: { text, comments } }) {
      for (const { index } of text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
        if (comments.some(({ span }) => span.start <= index && index < span.end)) continue;
        const span = { start: index, end: index + word.length };
        yield { span, message: `${word} here`, certainty: 'known', ...finding?.(index) };
      }
    },
    ...metadata,
  };
}

function run(text: string, list: readonly Rule[], severities: Record<string, Severity | 'off'> = {}) {
  const bug = (rule: RuleDescription, error: unknown): void => {
    throw new Error(rule.id, { cause: error });
  };
  return runRules(analyse({ text, context: undefined }).model, { rules: list, severities, bug });
}

const ids = (text: string, ...list: Rule[]): string[] => run(text, list).map(({ rule }) => rule.id);

describe('severity of a finding', () => {
  test.each<{ rule: Severity; own?: Severity; certainty: Finding['certainty']; setting?: Severity; is: Severity }>([
    { rule: 'error', certainty: 'known', is: 'error' },
    { rule: 'error', certainty: 'presumed', is: 'warning' },
    { rule: 'hint', certainty: 'presumed', is: 'hint' },
    { rule: 'error', own: 'information', certainty: 'known', is: 'information' },
    { rule: 'error', own: 'information', certainty: 'presumed', is: 'information' },
    { rule: 'warning', own: 'error', certainty: 'known', is: 'warning' },
    { rule: 'error', certainty: 'known', setting: 'hint', is: 'hint' },
    { rule: 'hint', own: 'hint', certainty: 'presumed', setting: 'error', is: 'error' },
  ])('$rule, own $own, $certainty, set to $setting: $is', ({ rule, own, certainty, setting, is }) => {
    const list = [
      wordRule('scratch', { severity: rule, finding: () => ({ certainty, ...(own && { severity: own }) }) }),
    ];
    const found = run('FROM scratch\n', list, setting ? { scratch: setting } : {});
    expect(found.map(({ severity }) => severity)).toEqual([is]);
  });

  test('off silences a rule', () => {
    expect(run('FROM scratch\n', [wordRule('scratch')], { scratch: 'off' })).toEqual([]);
  });

  test('a setting of another object than ours is no setting', () => {
    expect(run('FROM scratch\n', [wordRule('scratch', { id: 'constructor' })])).toHaveLength(1);
  });

  test('severities are ordered', () => {
    expect(isAtLeast('error', 'warning')).toBe(true);
    expect(isAtLeast('warning', 'warning')).toBe(true);
    expect(isAtLeast('hint', 'information')).toBe(false);
  });
});

describe('hints where Go outlived its support', () => {
  const polish = wordRule('polish', { severity: 'hint' });
  const build = (image: string): string => `FROM ${image} AS build\nRUN go build -o /app .\n`;
  const final = 'FROM scratch\nCOPY --from=build /app /app\nLABEL a=polish\n';
  const found = (text: string, list = [polish], setting?: Severity): string[] =>
    run(text, list, setting ? { polish: setting } : {}).map(({ rule, severity }) => `${rule.id} ${severity}`);

  test.each<{ name: string; text: string; waits: boolean }>([
    { name: 'ten releases behind', text: build('golang:1.17') + final, waits: true },
    { name: 'nine releases behind', text: build('golang:1.18') + final, waits: false },
    { name: 'an exact tag', text: build('golang:1.13.5-alpine') + final, waits: true },
    { name: 'a floating tag', text: build('golang:alpine') + final, waits: false },
    { name: 'a tag that cannot be told', text: `ARG GO\n${build('golang:${GO}')}${final}`, waits: false },
    { name: 'no go build', text: 'FROM golang:1.13\nLABEL a=polish\n', waits: false },
    {
      name: 'one old build of two',
      text: `FROM golang:1.13 AS tool\nRUN go build -o /tool .\n${build('golang:1.26')}COPY --from=tool /tool /\n${final}`,
      waits: false,
    },
    {
      name: 'a newer build that the target does not need',
      text: `FROM golang:1.26 AS tool\nRUN go build -o /tool .\n${build('golang:1.13')}${final}`,
      waits: true,
    },
  ])('$name: silent is $waits', ({ text, waits }) => {
    expect(found(text)).toEqual(waits ? [] : ['polish hint']);
    expect(found(text, [polish], 'hint'), 'as a setting asks for it').toEqual(['polish hint']);
    expect(found(text, [{ ...polish, severity: 'information' }])).toEqual(['polish information']);
  });

  test('all of the registry, but those about our own comments', () => {
    const text = `# go-dockerfile ignore=nothing-of-that-name\n${build('golang:1.13')}${final}`;
    const hints = run(text, rules).filter(({ severity }) => severity === 'hint');
    expect(hints.map(({ rule }) => rule.id)).toEqual(['unrecognised-ignore']);
    expect(run(text, rules, { 'missing-trimpath': 'hint' }).map(({ rule }) => rule.id)).toContain('missing-trimpath');
  });
});

test('findings are sorted by place, then by rule', () => {
  expect(ids('FROM one\nLABEL two=one\n', wordRule('two'), wordRule('one', { id: 'zz' }), wordRule('one'))).toEqual([
    'one',
    'zz',
    'two',
    'one',
    'zz',
  ]);
});

test('a rule that throws stops no other, and keeps what it had found', () => {
  const broken = wordRule('one', {
    *check() {
      yield { span: { start: 0, end: 1 }, message: 'first', certainty: 'known' };
      throw new Error('broken');
    },
  });
  const bugs: string[] = [];
  const { model } = analyse({ text: 'FROM two\n', context: undefined });
  const found = runRules(model, { rules: [broken, wordRule('two')], bug: ({ id }) => bugs.push(id) });
  expect(found.map(({ rule }) => rule.id)).toEqual(['one', 'two']);
  expect(bugs).toEqual(['one']);
});

describe('comments that ignore', () => {
  test.each<{ name: string; text: string; left: string[] }>([
    { name: 'the next instruction', text: '# go-dockerfile ignore=bad\nFROM bad\nLABEL a=bad', left: ['LABEL a=bad'] },
    { name: 'over blank lines and comments', text: '# go-dockerfile ignore=bad\n\n# why\nFROM bad', left: [] },
    { name: 'several rules', text: '# go-dockerfile ignore=worse, bad\nFROM bad', left: [] },
    { name: 'with a reason', text: '# go-dockerfile ignore=bad it is meant so\nFROM bad', left: [] },
    { name: 'with a colon', text: '# go-dockerfile: ignore=bad\nFROM bad', left: [] },
    { name: 'another rule', text: '# go-dockerfile ignore=worse\nFROM bad', left: ['FROM bad'] },
    { name: 'all lines of an instruction', text: '# go-dockerfile ignore=bad\nRUN a && \\\n  bad', left: [] },
    { name: 'the instruction around', text: 'RUN a && \\\n# go-dockerfile ignore=bad\n  bad', left: [] },
    {
      name: 'a here-document',
      text: '# go-dockerfile ignore=bad\nRUN <<EOF\nbad\nEOF\nLABEL a=bad',
      left: ['LABEL a=bad'],
    },
    { name: 'indented', text: '  # go-dockerfile ignore=bad\n  FROM bad', left: [] },
    { name: 'with CRLF', text: '# go-dockerfile ignore=bad\r\nFROM bad\r\nLABEL a=bad\r\n', left: ['LABEL a=bad'] },
    { name: 'the file', text: 'FROM bad\n# go-dockerfile ignore-file=bad\nLABEL a=bad', left: [] },
    { name: 'nothing, behind the last instruction', text: 'FROM bad\n# go-dockerfile ignore=bad', left: ['FROM bad'] },
    { name: 'nothing, as other prose', text: '# see go-dockerfile ignore=bad\nFROM bad', left: ['FROM bad'] },
    { name: 'ONBUILD', text: '# go-dockerfile ignore=bad\nONBUILD RUN bad', left: [] },
  ])('$name', ({ text, left }) => {
    const lines = run(text, [wordRule('bad')]).map(({ span }) => {
      const start = text.lastIndexOf('\n', span.start) + 1;
      return text.slice(start).split(/\r?\n/)[0];
    });
    expect(lines).toEqual(left);
  });

  test('the names in them have spans', () => {
    const text = 'FROM a\n  #  go-dockerfile ignore=one , two\nRUN x';
    const [comment] = ignoreComments(parseDockerfile(text));
    expect(comment?.rules.map(({ id, span }) => [id, text.slice(span.start, span.end)])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
    ]);
  });
});

describe('edits that ignore a rule', () => {
  test.each<{ name: string; before: string; line?: string; file?: string }>([
    {
      name: 'above the instruction',
      before: 'FROM a\nRUN bad\n',
      line: 'FROM a\n# go-dockerfile ignore=bad\nRUN bad\n',
      file: '# go-dockerfile ignore-file=bad\nFROM a\nRUN bad\n',
    },
    {
      name: 'above the whole of a long one',
      before: 'FROM a\nRUN x && \\\n    bad\n',
      line: 'FROM a\n# go-dockerfile ignore=bad\nRUN x && \\\n    bad\n',
    },
    {
      name: 'indented alike, with the same line ends',
      before: 'FROM a\r\n  RUN bad\r\n',
      line: 'FROM a\r\n  # go-dockerfile ignore=bad\r\n  RUN bad\r\n',
      file: '# go-dockerfile ignore-file=bad\r\nFROM a\r\n  RUN bad\r\n',
    },
    {
      name: 'into a comment that is there',
      before: '# go-dockerfile ignore-file=c,d\n# go-dockerfile ignore=a,b since then\nFROM bad\n',
      line: '# go-dockerfile ignore-file=c,d\n# go-dockerfile ignore=a,b,bad since then\nFROM bad\n',
      file: '# go-dockerfile ignore-file=c,d,bad\n# go-dockerfile ignore=a,b since then\nFROM bad\n',
    },
    {
      name: 'behind parser directives',
      before: '# syntax=docker/dockerfile:1\n# escape=`\nFROM bad\n',
      line: '# syntax=docker/dockerfile:1\n# escape=`\n# go-dockerfile ignore=bad\nFROM bad\n',
      file: '# syntax=docker/dockerfile:1\n# escape=`\n# go-dockerfile ignore-file=bad\nFROM bad\n',
    },
    {
      name: 'behind a byte order mark',
      before: '\uFEFFFROM bad\n',
      line: '\uFEFF# go-dockerfile ignore=bad\nFROM bad\n',
      file: '\uFEFF# go-dockerfile ignore-file=bad\nFROM bad\n',
    },
    {
      name: 'without line breaks',
      before: 'FROM bad',
      line: '# go-dockerfile ignore=bad\nFROM bad',
      file: '# go-dockerfile ignore-file=bad\nFROM bad',
    },
    {
      name: 'above ONBUILD',
      before: 'FROM a\nONBUILD RUN bad\n',
      line: 'FROM a\n# go-dockerfile ignore=bad\nONBUILD RUN bad\n',
    },
  ])('$name', ({ before, line, file }) => {
    const dockerfile = parseDockerfile(before);
    const start = before.indexOf('bad');
    const results = [
      [ignoreOnLine(dockerfile, { start, end: start + 3 }, 'bad'), line],
      [ignoreInFile(dockerfile, 'bad'), file],
    ] as const;
    for (const [edit, expected] of results) {
      if (expected === undefined) continue;
      expect(edit && applyEdits(before, [edit])).toBe(expected);
      const after = parseDockerfile(expected);
      expect(after.directives.map(({ name }) => name)).toEqual(dockerfile.directives.map(({ name }) => name));
      expect(isIgnored(ignoreComments(after), 'bad', expected.lastIndexOf('bad'))).toBe(true);
    }
  });

  test('there is no line to ignore where no instruction is', () => {
    const dockerfile = parseDockerfile('FROM a\n\n# end\n');
    expect(ignoreOnLine(dockerfile, { start: 10, end: 11 }, 'bad')).toBeUndefined();
  });
});

describe('fixes together', () => {
  const replace = (word: string, by: string, safety: 'safe' | 'review' = 'safe'): Rule =>
    wordRule(word, {
      finding: (start) => ({
        fixes: [{ title: `Write ${by}`, safety, edits: [{ span: { start, end: start + word.length }, newText: by }] }],
      }),
    });
  const analyser =
    (...list: Rule[]) =>
    (text: string) => {
      const { model } = analyse({ text, context: undefined });
      return { model, findings: runRules(model, { rules: list }) };
    };

  test('are applied until nothing is left', () => {
    const { text, applied, analysis } = fixAll(
      'FROM one\nLABEL a=one\n',
      analyser(replace('one', 'two'), replace('two', 'three')),
    );
    expect(text).toBe('FROM three\nLABEL a=three\n');
    expect(applied.map(({ title }) => title)).toEqual(['Write two', 'Write two', 'Write three', 'Write three']);
    expect(analysis.findings).toEqual([]);
  });

  test('make an edit for each run of lines that differs', () => {
    const before = 'a\nb\nc\nd\ne\n';
    const after = 'a\nB\nB2\nc\nd\ne\nf\n';
    const edits = lineEdits(before, after);
    expect(edits.map(({ newText }) => newText)).toEqual(['B\nB2\n', 'f\n']);
    expect(applyEdits(before, edits)).toBe(after);
  });

  test('make edits that lead from any text to any other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyEdits(before, lineEdits(before, after))).toBe(after);
      }),
      { seed: 20261121 },
    );
  });

  test('end where they quarrel', () => {
    const { text, applied } = fixAll('FROM one\n', analyser(replace('one', 'two'), replace('two', 'one')));
    expect([text, applied.length]).toEqual(['FROM two\n', 1]);
  });

  test('end where they grow without end', () => {
    expect(fixAll('FROM one\n', analyser(replace('one', 'one one'))).applied.length).toBeLessThan(3000);
  });

  test('leave those to review alone, unless told otherwise', () => {
    const analyseText = analyser(replace('one', 'two', 'review'));
    expect(fixAll('FROM one\n', analyseText).text).toBe('FROM one\n');
    expect(fixAll('FROM one\n', analyseText, 'review').text).toBe('FROM two\n');
  });

  test('wait for the next round where they touch', () => {
    const insert = (id: string): Rule =>
      wordRule('one', {
        id,
        finding: (start) => ({
          fixes: [{ title: id, safety: 'safe', edits: [{ span: { start, end: start }, newText: 'x' }] }],
        }),
      });
    expect(chooseFixes(analyser(insert('a'), insert('b'))('FROM one\n'), 'safe').map(({ rule }) => rule)).toEqual([
      'a',
    ]);
  });

  test.each([
    ['abc', 'abc', undefined],
    ['abc', 'axc', [1, 2, 'x']],
    ['aa', 'aaa', [2, 2, 'a']],
    ['abab', 'ab', [2, 4, '']],
    ['', 'a', [0, 0, 'a']],
    ['a\r\nb', 'a\nb', [1, 3, '\n']],
    ['a\r\nb', 'a\r\n\r\nb', [3, 3, '\r\n']],
    ['😀', '😁', [0, 2, '😁']],
  ])('%j and %j differ in one place', (before, after, expected) => {
    const edit = differenceOf(before, after);
    expect(edit && [edit.span.start, edit.span.end, edit.newText]).toEqual(expected);
    if (edit) expect(applyEdits(before, [edit])).toBe(after);
  });
});

test.each([
  ['unrecognized-ignore', 'unrecognised-ignore'],
  ['rnus-as-root', 'runs-as-root'],
  ['something-else', undefined],
  ['', undefined],
])('the name nearest to %j is %j', (word, expected) => {
  expect(nearest(word, ['runs-as-root', 'unrecognised-ignore'])).toBe(expected);
});

test('rule names are unique, and fit into comments and addresses', () => {
  const names = rules.map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});
