import { describe, expect, test } from 'vitest';
import { checkWord, expandHeredocBody, expandWord, expandWords, namesIn } from '../../src/dockerfile/expand';
import { evidence, type Fact, known, presumed, unknown, valueOf } from '../../src/facts/fact';

const values = new Map<string, Fact<string>>([
  ['PWD', known('/home')],
  ['EMPTY', known('')],
  ['VERSION', known('1.22.5')],
  ['IMAGE', known('docker.io/library/golang')],
  ['LIST', known('a b  c')],
  ['STARS', known('a***yy*')],
  ['PATTERN', known('*/')],
  ['LIKELY', presumed('1.26')],
  ['FOREIGN', unknown('build-arg', evidence(undefined, 'ARG FOREIGN has no default'))],
  ['UNSET', { ...unknown('build-arg'), unset: true }],
]);
const lookup = (name: string): Fact<string> | undefined => values.get(name);
const expand = (word: string): string | undefined => valueOf(expandWord(word, lookup, '\\'));

describe('expandWord, as ProcessWord of BuildKit', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    // Quotes and escapes
    [`he'll'o`, 'hello'],
    [`he\\'llo`, `he'llo`],
    [`abc\\tdef`, 'abctdef'],
    [`"abc\\tdef"`, 'abc\\tdef'],
    [`'abc\\tdef'`, 'abc\\tdef'],
    [`"a\\"b"`, 'a"b'],
    [`hello\\`, 'hello'],
    [`hello\\\\`, 'hello\\'],
    [`"he'$PWD'"`, `he'/home'`],
    [`'$PWD'`, '$PWD'],
    [`he\\$PWD`, 'he$PWD'],
    [`"he\\$PWD"`, 'he$PWD'],
    [`'hello\\'`, 'hello\\'],
    // Names
    ['$PWD', '/home'],
    ['he$PWD.', 'he/home.'],
    ['$pwd', ''],
    ['${PWD}x', '/homex'],
    ['he$1x', 'hex'],
    ['$.', '$.'],
    ['$', '$'],
    ['$@@', '@'],
    ['$$', ''],
    ['$999aaa', 'aaa'],
    ['${1:-b}', 'b'],
    ['$NONE-x', '-x'],
    // Defaults
    ['${NONE:-000}', '000'],
    ['${NONE:-$PWD}', '/home'],
    ['${NONE:-${NONE2:-y}}', 'y'],
    ['${PWD:-x}', '/home'],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY-x}', ''],
    ['${NONE-x}', 'x'],
    ['${NONE:-"a b"}', 'a b'],
    ['${NONE:+x}', ''],
    ['${PWD:+x}', 'x'],
    ['${EMPTY:+x}', ''],
    ['${EMPTY+x}', 'x'],
    ['${PWD:+${PWD}:}x', '/home:x'],
    ['${PWD:?no}', '/home'],
    ['${EMPTY?no}', ''],
    ['${aaa}}', '}'],
    // Patterns
    ['${VERSION%.*}', '1.22'],
    ['${VERSION%%.*}', '1'],
    ['${VERSION#*.}', '22.5'],
    ['${VERSION##*.}', '5'],
    ['${IMAGE##*/}', 'golang'],
    ['${IMAGE#$PATTERN}', 'library/golang'],
    ['${VERSION#nothing}', '1.22.5'],
    ['${VERSION%?}', '1.22.'],
    ['${STARS%%\\**\\*}', 'a'],
    ['${VERSION/./-}', '1-22.5'],
    ['${VERSION//./-}', '1-22-5'],
    ['${IMAGE/library\\//}', 'docker.io/golang'],
    ['${VERSION//./}', '1225'],
    ['${VERSION//2*/x}', '1.x'],
    ['${NONE//a/b}', ''],
  ])('%s is %s', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });

  test.each([
    [`he'llo`, 'single-quote'],
    [`"hello`, 'double-quote'],
    ['${}', 'bad substitution'],
    ['${:-a}', 'bad substitution'],
    ['${{a}', 'bad substitution'],
    ['${PWD', "missing '}'"],
    ['${PWD:-x', "missing '}'"],
    ['${PWD:=x}', 'unsupported modifier (:=)'],
    ['${PWD^^}', 'unsupported modifier (^)'],
    ['${PWD:0:1}', 'unsupported modifier (:0)'],
    ['${PWD:#a}', 'unsupported modifier (:#)'],
    ['${NONE?}', 'NONE: is not allowed to be unset'],
    ['${NONE:?give it}', 'NONE: give it'],
    ['${EMPTY:?}', 'EMPTY: is not allowed to be empty'],
    ['${PWD/a}', "missing '/' in ${}"],
    ['${PWD/a/b', "missing '}'"],
    ['${PWD#\\x}', "invalid escape '\\x'"],
    ['${a:-'.repeat(5000), 'nested too deeply'],
  ])('%s is an error', (word, message) => {
    const { value, error } = checkWord(word, lookup, '\\');
    expect(error).toContain(message);
    expect(value.certainty).toBe('unknown');
  });

  test('the escape character of the file', () => {
    expect(valueOf(expandWord('C:\\x`$PWD', lookup, '`'))).toBe('C:\\x$PWD');
  });
});

describe('what is not known', () => {
  test.each([
    ['$FOREIGN', 'unknown'],
    ['golang:${FOREIGN}', 'unknown'],
    ['${FOREIGN:-x}', 'unknown'],
    ['${FOREIGN:+x}', 'unknown'],
    ['${UNSET}', 'unknown'],
    ['${UNSET:+x}', 'unknown'],
    ['${UNSET:-1.26}', 'known'],
    ['${UNSET-1.26}', 'known'],
    ['${UNSET:-$FOREIGN}', 'unknown'],
    ['${FOREIGN%.*}', 'unknown'],
    ['${PWD#$FOREIGN}', 'unknown'],
    ['${NONE:-$FOREIGN}', 'unknown'],
    // Does not depend on it.
    ['${FOREIGN:+}', 'known'],
    ['${NONE:+$FOREIGN}', 'known'],
    ['${PWD:-$FOREIGN}', 'known'],
    [`'$FOREIGN'`, 'known'],
    ['$LIKELY', 'presumed'],
    ['$PWD$LIKELY', 'presumed'],
    ['${LIKELY:+x}', 'presumed'],
  ])('%s is %s', (word, certainty) => {
    expect(expandWord(word, lookup, '\\').certainty).toBe(certainty);
  });

  test('says why', () => {
    const fact = expandWord('golang:$FOREIGN', lookup, '\\');
    expect(fact).toEqual(unknown('build-arg', evidence(undefined, 'ARG FOREIGN has no default')));
  });
});

describe('neighbours', () => {
  test.each([
    ['$LIST', ['a', 'b', 'c']],
    ['"$LIST"', ['a b  c']],
    ['8080 9090', ['8080', '9090']],
    ['a\\ b', ['a b']],
    ['', []],
  ])('expandWords splits %s after expansion', (word, expected) => {
    expect(valueOf(expandWords(word, lookup, '\\'))).toEqual(expected);
  });

  test('a here-document body keeps its quotes', () => {
    expect(valueOf(expandHeredocBody(`"$PWD" '\\$x'\n`, lookup))).toBe(`"/home" '$x'\n`);
  });

  test('names', () => {
    expect(namesIn('$A/${B:-$C} \\$D $A', '\\')).toEqual(['A', 'C', 'B']);
  });

  test('a pattern with many stars does not take long', () => {
    const long = new Map([['LONG', known('a'.repeat(2000))]]);
    expect(valueOf(expandWord(`\${LONG#${'*a'.repeat(30)}*b}`, (name) => long.get(name), '\\'))).toHaveLength(2000);
  });
});
