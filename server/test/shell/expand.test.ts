import { describe, expect, test } from 'vitest';
import { known, presumed, unknown, type Fact } from '../../src/facts/fact';
import { verbatim } from '../../src/dockerfile/logicalText';
import { expandFields, expandShellWord } from '../../src/shell/expand';
import { parseScript } from '../../src/shell/parse';
import { matchesPattern, readPattern } from '../../src/shell/pattern';
import type { ShellWord } from '../../src/shell/script';
import { showFact } from './support';

const values: Readonly<Record<string, Fact<string>>> = {
  A: known('a.b.c'),
  E: known(''),
  S: known('x  y'),
  P: presumed('p'),
  U: unknown('build-arg'),
};

const expander = {
  lookup: (name: string): Fact<string> | undefined => values[name],
  substitute: (): Fact<string> => known('out put'),
};

function word(text: string): ShellWord {
  const [command] = parseScript(verbatim(`x ${text}`, 0)).statements;
  const second = command?.kind === 'command' ? command.words[1] : undefined;
  if (!second) throw new Error(`no word in ${text}`);
  return second;
}

/** Checked against dash 0.5.12 and, for what POSIX does not have, bash 5.2. */
describe('values', () => {
  test.each([
    ['$A', 'a.b.c'],
    ['${A%.*}', 'a.b'],
    ['${A%%.*}', 'a'],
    ['${A#*.}', 'b.c'],
    ['${A##*.}', 'c'],
    ['${A%"*"}', 'a.b.c'],
    ['${A%$E}', 'a.b.c'],
    ['${A#[!b]}', '.b.c'],
    ['${A/./-}', 'a-b.c'],
    ['${A//./-}', 'a-b-c'],
    ['${A/#a/x}', 'x.b.c'],
    ['${A/%c/x}', 'a.b.x'],
    ['${A//[ab]}', '..c'],
    ['${A:2}', 'b.c'],
    ['${A:0:1}', 'a'],
    ['${A: -1}', 'c'],
    ['${#A}', '5'],
    ['${#N}', '0'],
    ['${A^}${A^^}', 'A.b.cA.B.C'],
    ['${N-d}${N:-d}${E-d}${E:-d}', 'ddd'],
    ['${A-d}${A:-d}', 'a.b.ca.b.c'],
    ['${N+d}${N:+d}-${E+d}${E:+d}', '-d'],
    ['"${N:-"q r"}"', 'q r'],
    ['${N:-${A%%.*}}', 'a'],
    ['${N:-$(x)}', 'out put'],
    ['$P${P:-x}', '~pp'],
    ['${P:+x}', '~x'],
    ['x$U', '?'],
    ['${U:-x}', '?'],
    ['${A:-$U}', 'a.b.c'],
    ['${N:?gone}', '?'],
    ['${A%[[:alpha:]]}', '?'],
    ['"$S"', 'x  y'],
    ['~/x', '?'],
    ['~x/y', '~x/y'],
    ['"~/x"', '~/x'],
    ['*.go', '*.go'],
  ])('%s', (text, expected) => {
    expect(showFact(expandShellWord(word(text), expander.lookup, expander.substitute))).toBe(expected);
  });
});

describe('splitting', () => {
  test.each([
    ['$S', ['x', 'y']],
    ['"$S"', ['x  y']],
    ['a$S', ['ax', 'y']],
    ['${S}b', ['x', 'yb']],
    ['$E', []],
    ['"$E"', ['']],
    ['$E""', ['']],
    ['$(x)', ['out', 'put']],
    ['$U', ['?']],
    ['${N:-a "b c"}', ['a', 'b c']],
    ['a\\ b', ['a b']],
  ])('%s', (text, expected) => {
    expect(expandFields(word(text), expander).map(showFact)).toEqual(expected);
  });
});

describe('patterns', () => {
  test.each([
    ['a*c', 'abc', true],
    ['a*c', 'abcd', false],
    ['*', '', true],
    ['?', '', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]a]', ']', true],
    ['[a', '[a', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['*a*b*c*', 'xxaxxbxxcxx', true],
    ['[a\\-c]', 'b', false],
  ])('%s matches %s: %s', (pattern, text, expected) => {
    const read = readPattern(pattern);
    expect(read && matchesPattern(read, text)).toBe(expected);
  });
});
