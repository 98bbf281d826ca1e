import { describe, expect, test } from 'vitest';
import type { LogicalText, Segment } from '../../src/dockerfile/logicalText';
import { verbatim } from '../../src/dockerfile/logicalText';
import { parseScript } from '../../src/shell/parse';
import type { Script, ShellWord, Statement, WordPart } from '../../src/shell/script';
import { slice } from '../../src/text/span';

/** Joins lines as an instruction's continuation lines are joined: backslash, line break and comment lines dropped. */
function joinLines(source: string): LogicalText {
  const segments: Segment[] = [];
  let text = '';
  let at = 0;
  for (const line of source.split(/(?<=\n)/)) {
    if (!/^\s*#/.test(line)) {
      const kept = line.replace(/\\[ \t]*\r?\n$|\r?\n$/, '');
      if (kept !== '') segments.push({ logical: text.length, source: at, length: kept.length });
      text += kept;
    }
    at += line.length;
  }
  return { text, segments, start: 0 };
}

function wordsOf(script: Script): ShellWord[] {
  return script.statements.flatMap(wordsOfStatement);
}

function wordsOfStatement(statement: Statement): ShellWord[] {
  switch (statement.kind) {
    case 'command':
      return [
        ...statement.assignments.flatMap((assignment) => (assignment.value ? [assignment.value] : [])),
        ...statement.words,
      ];
    case 'list':
      return [statement.first, ...statement.rest.map((each) => each.statement)].flatMap(wordsOfStatement);
    case 'pipeline':
      return statement.commands.flatMap(wordsOfStatement);
    case 'subshell':
    case 'group':
    case 'function':
      return statement.body.flatMap(wordsOfStatement);
    default:
      return [];
  }
}

describe('spans lead back to the source', () => {
  test.each<readonly [source: string, words: readonly string[]]>([
    ['go build \\\n  -o /app \\\n  ./cmd', ['go', 'build', '-o', '/app', './cmd']],
    ['apk add \\\n# a comment\n\n  git && \\\n  go build', ['apk', 'add', 'git', 'go', 'build']],
    ['go bui\\\nld "-s \\\n  -w"', ['go', 'bui\\\nld', '"-s \\\n  -w"']],
    ['CGO_ENABLED=0 \\\r\n  go build', ['0', 'go', 'build']],
    ['echo é 😀 && go "ü"', ['echo', 'é', '😀', 'go', '"ü"']],
    ['{ go a; } | (go b \\\n) ', ['go', 'a', 'go', 'b']],
  ])('%j', (source, words) => {
    const script = parseScript(joinLines(source));
    expect(script.errors).toEqual([]);
    const found = wordsOf(script);
    expect(found.map((word) => slice(source, word.span))).toEqual(words);
    // What the source has, joined again, is what the shell reads.
    expect(found.map((word) => joinLines(slice(source, word.span)).text)).toEqual(found.map((word) => word.raw));
  });

  test('assignments, redirects and here-documents', () => {
    const source = 'A="b c" D+=e cat <<EOF >"out"\nx\nEOF\n';
    const [command] = parseScript(verbatim(source, 0)).statements;
    if (command?.kind !== 'command') throw new Error('no command');
    expect(
      command.assignments.map(({ nameSpan, value, span, append }) => [
        slice(source, nameSpan),
        value && slice(source, value.span),
        slice(source, span),
        append,
      ]),
    ).toEqual([
      ['A', '"b c"', 'A="b c"', false],
      ['D', 'e', 'D+=e', true],
    ]);
    expect(
      command.redirects.map(({ operator, span, heredoc }) => [
        operator,
        slice(source, span),
        heredoc && slice(source, heredoc.span),
      ]),
    ).toEqual([
      ['<<', '<<EOF', 'x\n'],
      ['>', '>"out"', undefined],
    ]);
    expect(slice(source, command.span)).toBe('A="b c" D+=e cat');
  });

  test('an offset is added', () => {
    const source = 'RUN go build';
    const words = wordsOf(parseScript(verbatim('go build', 4)));
    expect(words.map((word) => slice(source, word.span))).toEqual(['go', 'build']);
  });
});

/** The parts of the second word. */
describe('parts of words', () => {
  const literal = (text: string, quoted = false): WordPart => ({ kind: 'literal', text, quoted });
  const variable = (name: string, operator?: string, quoted = false) =>
    expect.objectContaining({ kind: 'variable', name, operator, quoted });
  test.each<readonly [script: string, parts: readonly unknown[]]>([
    ['x abc', [literal('abc')]],
    ['x a\\ b', [literal('a'), literal(' ', true), literal('b')]],
    ['x \'a$b\'"c"', [literal('a$b', true), literal('c', true)]],
    ['x ""', [literal('', true)]],
    ['x "a\\"b\\c"', [literal('a"b\\c', true)]],
    ["x $'\\x41\\n'", [literal('A\n', true)]],
    ['x $A"${B}"', [variable('A'), variable('B', undefined, true)]],
    ['x ${A:-b}', [variable('A', ':-')]],
    ['x ${#A}', [variable('A', 'length')]],
    [
      'x ${A/b/c}',
      [
        expect.objectContaining({
          operator: '/',
          argument: expect.objectContaining({ raw: 'b' }) as unknown,
          secondArgument: expect.objectContaining({ raw: 'c' }) as unknown,
        }),
      ],
    ],
    ['x a*[b-c]', [literal('a'), literal('*'), literal('[b-c]')]],
    ['x $(a b)', [expect.objectContaining({ kind: 'substitution' })]],
    ['x $((1))', [{ kind: 'other', text: '$((1))', quoted: false }]],
    ['x {a,b}', [{ kind: 'other', text: '{a,b}', quoted: false }]],
    ['x ${!A}', [{ kind: 'other', text: '${!A}', quoted: false, names: [{ name: 'A', span: { start: 5, end: 6 } }] }]],
  ])('%s', (script, parts) => {
    expect(wordsOf(parseScript(verbatim(script, 0)))[1]?.parts).toEqual(parts);
  });
});

test.each([
  ['export A=b', 'A', 'b'],
  ['env A=$B', 'A', '$B'],
  ['x A=', 'A', ''],
  ['x --a=b', undefined, undefined],
  ['x "A"=b', undefined, undefined],
  ['x \\A=b', undefined, undefined],
])('the assignment in %s', (script, name, value) => {
  const assignment = wordsOf(parseScript(verbatim(script, 0)))[1]?.assignment;
  expect(assignment?.name).toBe(name);
  expect(assignment?.value?.raw).toBe(value);
  if (assignment) expect(slice(script, assignment.nameSpan)).toBe(name);
});

describe('malformed scripts give errors and what stands before them', () => {
  test.each<readonly [script: string, words: readonly string[]]>([
    ['go build "a', ['go', 'build', '"a']],
    ["go build 'a", ['go', 'build', "'a"]],
    ['go build $(a', ['go', 'build', '$(a']],
    ['go build &&', ['go', 'build']],
    ['go build; )', ['go', 'build']],
    ['go build; fi', ['go', 'build']],
    ['go build | ', ['go', 'build']],
    ['go build; if a; then b', ['go', 'build']],
    ['go build $(a | )', ['go', 'build', '$(a | )']],
  ])('%s', (script, words) => {
    const parsed = parseScript(verbatim(script, 0));
    expect(parsed.errors.length).toBeGreaterThan(0);
    expect(wordsOf(parsed).map((word) => word.raw)).toEqual(words);
    for (const { span } of parsed.errors) {
      expect(span.start).toBeLessThanOrEqual(span.end);
      expect(span.end).toBeLessThanOrEqual(script.length);
    }
  });
});

test.each(['', '   ', '# comment', '\n\n'])('%j is an empty script', (script) => {
  expect(parseScript(verbatim(script, 0))).toEqual({ statements: [], errors: [] });
});

test('a script nested without end gives one error', () => {
  const { statements, errors } = parseScript(verbatim('$('.repeat(20_000), 0));
  expect(errors.length).toBeGreaterThan(0);
  expect(statements.length).toBeLessThanOrEqual(1);
});
