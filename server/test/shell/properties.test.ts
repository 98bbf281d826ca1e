import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verbatim } from '../../src/dockerfile/logicalText';
import { execute } from '../../src/shell/execute';
import type { ExecutedCommand } from '../../src/shell/execution';
import { parseScript } from '../../src/shell/parse';
import { contains, type Span } from '../../src/text/span';
import { noHooks, shellState } from './support';

const tokens = [
  'go build',
  'A=1',
  '$A',
  '"$A',
  '"',
  "'",
  '`',
  '$(',
  ')',
  '(',
  '${A',
  '}',
  '${A:-',
  '${A%%*',
  '{',
  '; ',
  ' && ',
  ' || ',
  ' | ',
  ' & ',
  '\n',
  'if [ "$A" = 1 ]; then ',
  'else ',
  'fi',
  'for i in a b $A; do ',
  'while read x; do ',
  'done',
  'case $A in a) ',
  ';; ',
  'esac',
  'f() { ',
  'f',
  'export A=$A$A ',
  'cd x',
  'set -e',
  'eval ',
  'sh -c ',
  'env ',
  'exec ',
  'exit 1',
  'return',
  'break',
  'continue',
  '<<EOF\n',
  '\nEOF\n',
  '> f ',
  '[[ ',
  ' ]]',
  '\\',
  '😀',
  '#',
  '$((',
  '))',
  '! ',
  'time ',
  '. x',
  ' ',
];

const script = fc.oneof(
  fc.array(fc.constantFrom(...tokens), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 80 }),
);

function spansOf(command: ExecutedCommand): Span[] {
  return [
    command.span,
    ...command.argv.map((argument) => argument.span),
    ...command.wrappers.map((wrapper) => wrapper.span),
    ...command.redirects.map((redirect) => redirect.span),
    ...command.assignments.flatMap(({ span, nameSpan, valueSpan }) => [span, nameSpan, valueSpan]),
  ];
}

describe('any text', () => {
  test('is followed without a throw, and every span lies within it', () => {
    fc.assert(
      fc.property(script, (text) => {
        const start = 7;
        const whole = { start, end: start + text.length };
        const { commands, effects, errors } = execute(parseScript(verbatim(text, start)), shellState(), noHooks);
        const spans = [
          ...commands.flatMap(spansOf),
          ...effects.flatMap((effect) => [
            effect.span,
            effect.nameSpan,
            ...(effect.valueSpan ? [effect.valueSpan] : []),
          ]),
          ...errors.map((error) => error.span),
        ];
        for (const span of spans) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(contains(whole, span)).toBe(true);
        }
        for (const command of commands) expect(command.argv.length).toBeGreaterThan(0);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('what would never end is cut off', () => {
  test.each([
    ['rounds within rounds', `${'for i in 1 2 3 4 5 6 7 8 9; do '.repeat(8)} go build; ${'done; '.repeat(8)}`],
    ['functions calling each other', 'f() { g; g; }; g() { f; f; go build; }; f'],
    [
      'doubling functions',
      `a0() { go; }; ${Array.from({ length: 30 }, (_, i) => `a${String(i + 1)}() { a${String(i)}; a${String(i)}; };`).join(' ')} a30`,
    ],
    ['doubling values', `X=a; ${'X=$X$X; '.repeat(60)} go $X`],
    ['loops within loops', `${'while read x; do '.repeat(60)} go build; ${'done; '.repeat(60)}`],
    ['branches within branches', `${'if a; then '.repeat(100)} go build; ${'fi; '.repeat(100)}`],
    ['branches one after another', 'if a; then X=1; fi; '.repeat(2_000)],
    ['many variables', Array.from({ length: 3_000 }, (_, i) => `export X${String(i)}=1; go $X${String(i)}`).join('\n')],
    ['nested evals', `${'eval '.repeat(500)} go`],
    ['evals that double', 'f="$f eval $f eval $f"; eval "$f $f"'],
    ['deep groups', `${'{ '.repeat(1_000)} go; ${'} ; '.repeat(1_000)}`],
    ['a long trim', `X=${'ab'.repeat(20_000)}; go \${X%%${'*b'.repeat(200)}c}`],
    ['a long list', Array.from({ length: 4_000 }, () => 'go build').join(' && ')],
  ])('%s', (_, text) => {
    const { commands } = execute(parseScript(verbatim(text, 0)), shellState(), noHooks);
    expect(commands.length).toBeLessThanOrEqual(5_000);
  });

  test('with an error that says so', () => {
    const { errors } = execute(
      parseScript(verbatim('for i in 1 2 3 4 5 6 7 8 9 10; do '.repeat(4) + 'go; ' + 'done; '.repeat(4), 0)),
      shellState(),
      noHooks,
    );
    expect(errors.map((error) => error.message)).toEqual(['the script does too much to be followed to its end']);
  });
});
