import type { Span } from '../text/span';
import type { ArgInstruction, EnvInstruction, PlainInstruction } from './instruction';
import { lexWord } from './lex';
import { isBlank } from './lines';
import { toSource, type LogicalText } from './logicalText';
import { type Own, quote, type Reading, toWord } from './reading';
import { type LineWord, splitQuotedWords } from './words';

/** BuildKit: parseNameOrNameVal and parseArg. Names keep their quotes, as nothing removes them. */
export function readArg({ line, argument, escape, logical, reportMeaning }: Reading): Own<ArgInstruction> {
  const words = splitQuotedWords(line, argument, escape);
  if (words.length === 0) reportMeaning('missing-argument', 'ARG requires at least one argument');
  const args = words.map((word) => {
    const { name, value } = splitAtEquals(word);
    if (name.text === '') reportMeaning('invalid', 'ARG names can not be blank', word);
    const span = toSource(logical, word);
    return { name: name.text, nameSpan: nameIn(span, logical, name), value: value && toWord(logical, value), span };
  });
  return { kind: 'ARG', args };
}

/** Where a name stands; one that is not there stands where the pair begins, and not in front of a line that goes on. */
function nameIn(pair: Span, logical: LogicalText, name: Span): Span {
  return name.end > name.start ? toSource(logical, name) : { start: pair.start, end: pair.start };
}

/** BuildKit: parseNameVal. If the first word has no `=`, it is the name and all the rest of the line the value. */
export function readEnv({ line, argument, escape, logical, report, reportMeaning }: Reading): Own<EnvInstruction> {
  const words = splitQuotedWords(line, argument, escape);
  const [first] = words;
  if (!first) {
    reportMeaning('missing-argument', 'ENV requires at least one argument');
    return { kind: 'ENV', pairs: [], legacy: false };
  }
  const toPair = (name: LineWord, value: LineWord, whole: Span): EnvInstruction['pairs'][number] => {
    const span = toSource(logical, whole);
    const nameSpan = nameIn(span, logical, name);
    return { name: constantText(name.text, escape), nameSpan, value: toWord(logical, value), span };
  };
  if (!first.text.includes('=')) {
    const { name, value } = splitLegacyPair(line, argument);
    if (!value) {
      report('missing-argument', 'ENV must have two arguments', argument);
      return { kind: 'ENV', pairs: [], legacy: true };
    }
    return { kind: 'ENV', pairs: [toPair(name, value, argument)], legacy: true };
  }
  const pairs = words.flatMap((word) => {
    const { name, value } = splitAtEquals(word);
    if (!value) {
      const message = `Syntax error - can't find = in ${quote(word.text)}. Must be of the form: name=value`;
      report('invalid', message, word);
      return [];
    }
    if (name.text === '') reportMeaning('invalid', 'ENV names can not be blank', word);
    return [toPair(name, value, word)];
  });
  return { kind: 'ENV', pairs, legacy: false };
}

/** BuildKit: parseLabel, which checks as parseEnv does. */
export function readLabel({ line, argument, escape, logical, report, reportMeaning }: Reading): Own<PlainInstruction> {
  const words = splitQuotedWords(line, argument, escape);
  const [first] = words;
  if (!first) reportMeaning('missing-argument', 'LABEL requires at least one argument');
  else if (!first.text.includes('=')) {
    if (!splitLegacyPair(line, argument).value) {
      report('missing-argument', 'LABEL must have two arguments', argument);
    }
  } else {
    for (const word of words) {
      if (word.text.includes('=')) continue;
      const message = `Syntax error - can't find = in ${quote(word.text)}. Must be of the form: name=value`;
      report('invalid', message, word);
    }
  }
  return { kind: 'LABEL', words: words.map((word) => toWord(logical, word)) };
}

function splitAtEquals(word: LineWord): { name: LineWord; value: LineWord | undefined } {
  const equals = word.text.indexOf('=');
  if (equals < 0) return { name: word, value: undefined };
  const at = word.start + equals;
  return {
    name: { text: word.text.slice(0, equals), start: word.start, end: at },
    value: { text: word.text.slice(equals + 1), start: at + 1, end: word.end },
  };
}

function splitLegacyPair(line: string, { start, end }: Span): { name: LineWord; value: LineWord | undefined } {
  let nameEnd = start;
  while (nameEnd < end && !isBlank(line.charCodeAt(nameEnd))) nameEnd++;
  let valueStart = nameEnd;
  while (valueStart < end && isBlank(line.charCodeAt(valueStart))) valueStart++;
  const name = { text: line.slice(start, nameEnd), start, end: nameEnd };
  if (valueStart === nameEnd) return { name, value: undefined };
  return { name, value: { text: line.slice(valueStart, end), start: valueStart, end } };
}

/** The text without quotes and escapes if no variable is in it, else as written (BuildKit expands the names of ENV as well). */
function constantText(text: string, escape: string): string {
  if (text.includes('$')) return text;
  const { value } = lexWord(text, { escape, lookup: () => undefined });
  return value.certainty === 'unknown' ? text : value.value;
}
