import { isSettled, known, mapFact, unknown, weakest, type Fact } from '../facts/fact';
import type { Argument, Dialect } from './execution';
import { expandPattern, expandUnsplit, type Expander } from './expand';
import { longestSearchedText, matchesPattern } from './pattern';
import type { TestExpression } from './script';

/**
 * Decides `test` and `[[ … ]]` as far as strings and numbers go (POSIX.1, test; bash manual, Bash Conditional
 * Expressions). What asks about files depends on the image, and stays unknown.
 */

const undecided: Fact<boolean> = unknown('shell-computed');

/** Decides `[ … ]`, given the words between the brackets. */
export function decideTest(words: readonly Argument[], dialect?: Dialect): Fact<boolean> {
  if (dialect === 'dash' && refusedByDash(words)) return known(false);
  // An unquoted variable with an unknown value may be no word at all, or several.
  if (words.some(({ value, word }) => !isSettled(value) && !(word?.parts.every((part) => part.quoted) ?? false)))
    return undecided;
  return decideWords(words.map((word) => word.value));
}

/**
 * The `==` of `[ a == b ]`: dash knows `=` only, and ends with 2 (`unexpected operator`), whatever surrounds it. Where an unquoted
 * variable is empty in front of it, the same happens. Tried with dash of Debian 12. Given the words between the brackets.
 */
export function refusedByDash(words: readonly Argument[]): Argument | undefined {
  const texts = words.map(({ value }) => textOf(value));
  const at = texts.indexOf('==');
  const isOperator =
    words.length <= 3
      ? at === words.length - 2
      : at > 0 && at < words.length - 1 && !/^(!?=|-.*)$/.test(texts[at - 1] ?? '');
  return at >= 0 && isOperator ? words[at] : undefined;
}

function decideWords(words: readonly Fact<string>[]): Fact<boolean> {
  const [first, second, third, fourth] = words;
  if (first === undefined) return known(false);
  if (second === undefined) return mapFact(first, (text) => text !== '');
  if (third === undefined) {
    if (textOf(first) === '!') return not(mapFact(second, (text) => text !== ''));
    return decideUnary(textOf(first), second);
  }
  if (fourth === undefined && words.length === 3) {
    const operator = textOf(second);
    if (operator !== undefined && binaryOperators.has(operator)) return decideBinary(first, operator, third);
  }
  if (textOf(first) === '!' && words.length <= 4) return not(decideWords(words.slice(1)));
  if (words.some((word) => textOf(word) === '(' || textOf(word) === ')')) return undecided;
  for (const operator of ['-o', '-a']) {
    const at = words.findLastIndex((word, index) => index > 0 && index < words.length - 1 && textOf(word) === operator);
    if (at < 0) continue;
    const sides = [decideWords(words.slice(0, at)), decideWords(words.slice(at + 1))];
    return operator === '-o' ? not(all(sides.map(not))) : all(sides);
  }
  return textOf(first) === '!' ? not(decideWords(words.slice(1))) : undecided;
}

/** Decides what stands within `[[ … ]]`. */
export function decideExpression(expression: TestExpression, expander: Expander): Fact<boolean> {
  switch (expression.kind) {
    case 'not':
      return not(decideExpression(expression.operand, expander));
    case 'and':
      return all(expression.operands.map((operand) => decideExpression(operand, expander)));
    case 'or':
      return not(all(expression.operands.map((operand) => not(decideExpression(operand, expander)))));
    case 'unary':
      return decideUnary(expression.operator, expandUnsplit(expression.operand, expander));
    case 'binary': {
      const { operator } = expression;
      const left = expandUnsplit(expression.left, expander);
      if (operator !== '=' && operator !== '==' && operator !== '!=')
        return decideBinary(left, operator, expandUnsplit(expression.right, expander));
      const pattern = expandPattern(expression.right, expander);
      if (!isSettled(left) || !isSettled(pattern) || left.value.length > longestSearchedText) return undecided;
      const matches = matchesPattern(pattern.value, left.value);
      return decided(operator === '!=' ? !matches : matches, left, pattern);
    }
  }
}

/**
 * What becomes of `[[ … ]]` where the shell takes it for a program that is not there, and `&&` and `||` within it for its own: it
 * fails. Not told where a later part would run as a command of its own, or a bracket breaks the syntax.
 */
export function decideUnknownTest(expression: TestExpression): Fact<boolean> {
  switch (expression.kind) {
    case 'not':
    case 'unary':
      return known(false);
    case 'binary':
      return /[()]/.test(expression.right.raw) ? undecided : known(false);
    case 'and':
    case 'or': {
      const [first, ...others] = expression.operands;
      if (!first) return undecided;
      // `[[ a && b ]]`: b does not run any more. `[[ a || -z b ]]`: it looks for a program -z.
      if (expression.kind === 'or' && !others.every((other) => other.kind === 'unary')) return undecided;
      return decideUnknownTest(first);
    }
  }
}

function decideUnary(operator: string | undefined, operand: Fact<string>): Fact<boolean> {
  if (operator === '-n') return mapFact(operand, (text) => text !== '');
  if (operator === '-z') return mapFact(operand, (text) => text === '');
  return undecided;
}

const numeric: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

const binaryOperators: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '=~',
  '-nt',
  '-ot',
  '-ef',
  ...Object.keys(numeric),
]);

function decideBinary(left: Fact<string>, operator: string, right: Fact<string>): Fact<boolean> {
  if (!isSettled(left) || !isSettled(right)) return undecided;
  if (operator === '=' || operator === '==') return decided(left.value === right.value, left, right);
  if (operator === '!=') return decided(left.value !== right.value, left, right);
  const compare = Object.hasOwn(numeric, operator) ? numeric[operator] : undefined;
  if (!compare || !/^\s*[-+]?\d{1,15}\s*$/.test(left.value) || !/^\s*[-+]?\d{1,15}\s*$/.test(right.value))
    return undecided;
  return decided(compare(Number(left.value), Number(right.value)), left, right);
}

function decided(value: boolean, ...facts: readonly Fact<unknown>[]): Fact<boolean> {
  return {
    certainty: weakest(...facts) === 'presumed' ? 'presumed' : 'known',
    value,
    because: facts.flatMap((fact) => fact.because),
  };
}

function not(fact: Fact<boolean>): Fact<boolean> {
  return mapFact(fact, (value) => !value);
}

/** Whether all hold. One that is known not to hold decides. */
function all(facts: readonly Fact<boolean>[]): Fact<boolean> {
  const against = facts.filter((fact) => isSettled(fact) && !fact.value);
  const strongest = against.find((fact) => fact.certainty === 'known') ?? against[0];
  if (strongest) return strongest;
  return facts.every(isSettled) ? decided(true, ...facts) : undecided;
}

function textOf(fact: Fact<string>): string | undefined {
  return isSettled(fact) ? fact.value : undefined;
}
