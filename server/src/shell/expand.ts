import {
  evidence,
  isSettled,
  known,
  mapFact,
  sampleOf,
  unknown,
  weakest,
  withSample,
  type Evidence,
  type Fact,
} from '../facts/fact';
import { say } from '../text/say';
import type { Expansion } from './execution';
import type { Span } from '../text/span';
import {
  longestSearchedText,
  quotePattern,
  readPattern,
  removePrefix,
  removeSuffix,
  replacePattern,
  type Pattern,
} from './pattern';
import type { Script, ShellWord, WordPart } from './script';

/**
 * Parameter expansion, command substitution, field splitting and quote removal, as the shell does them within RUN
 * (POSIX.1, Shell Command Language, 2.6 Word Expansions). File name patterns are left as they are written: what they
 * stand for depends on the image.
 */

/** What a word is expanded with. */
export interface Expander {
  /** The value of a variable or parameter; undefined if it is not set. */
  lookup(name: string): Fact<string> | undefined;
  /** The output of `$(script)`, trailing line breaks dropped. */
  substitute(script: Script): Fact<string>;
  /** Called for `${X:=word}` where X gets the value. */
  assign?(name: string, value: Fact<string>): void;
  /** Called for a variable that is expanded although it is not set. */
  missing?(name: string, span: Span): void;
  /** Told of each expansion of a variable. */
  expanded?(expansion: Omit<Expansion, 'notRun'>): void;
  /** The values of `"$@"`; undefined if they are not known. */
  positional?(): readonly Fact<string>[] | undefined;
}

/**
 * The value of a word in a place where the shell does not split: the value of an assignment, the subject of `case`, the
 * target of a redirect. Unknown if any part of it is.
 */
export function expandShellWord(
  word: ShellWord,
  lookup: Expander['lookup'],
  substitute: Expander['substitute'],
): Fact<string> {
  return expandUnsplit(word, { lookup, substitute });
}

/** As `expandShellWord`, with all that an expansion can do. */
export function expandUnsplit(word: ShellWord, expander: Expander): Fact<string> {
  return concatenate(expandParts(word, expander).map((piece) => piece.value));
}

/** The arguments that a word of a command becomes: none, one or several. An unknown value counts as one argument. */
export function expandFields(word: ShellWord, expander: Expander): readonly Fact<string>[] {
  const fields: Fact<string>[] = [];
  let field: Fact<string>[] | undefined;
  const close = () => {
    if (field) fields.push(concatenate(field));
    field = undefined;
  };
  for (const piece of expandParts(word, expander)) {
    if (piece.fields) {
      piece.fields.forEach((value, index) => {
        if (index > 0) close();
        (field ??= []).push(value);
      });
    } else if (!isSettled(piece.value)) {
      (field ??= []).push(piece.splits ? withSample(piece.value, undefined) : piece.value);
    } else if (!piece.splits) {
      (field ??= []).push(piece.value);
    } else {
      const { value } = piece;
      const runs = value.value.split(/[ \t\n]+/);
      runs.forEach((run, index) => {
        if (index > 0) close();
        if (run !== '') (field ??= []).push({ ...value, value: run });
      });
    }
  }
  close();
  return fields;
}

/** The pattern that a word is in `case`, `[[ a == b* ]]`: what is quoted in it stands for itself. */
export function expandPattern(word: ShellWord, expander: Expander): Fact<Pattern> {
  const text = concatenate(
    expandParts(word, expander).map((piece) => (piece.quoted ? mapFact(piece.value, quotePattern) : piece.value)),
  );
  if (!isSettled(text)) return text;
  const pattern = readPattern(text.value);
  return pattern ? { ...text, value: pattern } : unknown('not-modelled');
}

interface Piece {
  readonly value: Fact<string>;
  /** Within quotes: no character of it is special in a pattern. */
  readonly quoted: boolean;
  /** The unquoted result of an expansion, which the shell splits at blanks. */
  readonly splits: boolean;
  /** `"$@"`: becomes as many fields. */
  readonly fields?: readonly Fact<string>[];
}

/** `~` and `~/bin` at the start of a word (2.6.1 Tilde Expansion). `~user` is left as it is written. */
function expandTilde({ parts, span }: ShellWord, expander: Expander): readonly Piece[] | undefined {
  const [first] = parts;
  if (first?.kind !== 'literal' || first.quoted || !/^~(?:\/|$)/.test(first.text)) return undefined;
  if (first.text === '~' && parts.length > 1) return undefined;
  const home =
    expander.lookup('HOME') ?? unknown('not-modelled', evidence(span, say`which folder ~ is cannot be told`));
  return [
    { value: home, quoted: true, splits: false },
    { value: known(first.text.slice(1)), quoted: false, splits: false },
  ];
}

function expandParts(word: ShellWord, expander: Expander, within: 'word' | 'expansion' = 'word'): Piece[] {
  return word.parts.flatMap((part, index): readonly Piece[] => {
    const home = index === 0 ? expandTilde(word, expander) : undefined;
    if (home) return home;
    switch (part.kind) {
      case 'literal':
        return [{ value: known(part.text), quoted: part.quoted, splits: within === 'expansion' && !part.quoted }];
      case 'variable':
        return noteVariable(part, word.span, expander);
      case 'substitution':
        return [{ value: limit(expander.substitute(part.script)), quoted: part.quoted, splits: !part.quoted }];
      case 'other':
        // The variables in it are read, which matters to whoever asks whether an assignment has an effect.
        for (const name of variableNames(part.text)) expander.lookup(name);
        return [
          {
            value: unknown('shell-computed', evidence(word.span, say`${part.text} is computed when the build runs`)),
            quoted: part.quoted,
            splits: !part.quoted,
          },
        ];
    }
  });
}

/** Every name in the text of an arithmetic or other unread expression that may be that of a variable. */
export function variableNames(text: string): readonly string[] {
  return text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [];
}

type VariablePart = Extract<WordPart, { kind: 'variable' }>;

function noteVariable(part: VariablePart, span: Span, expander: Expander): readonly Piece[] {
  const { name, nameSpan, operator, argument } = part;
  if (!expander.expanded || !nameSpan) return expandVariable(part, span, expander);
  const held = expander.lookup(name);
  const pieces = expandVariable(part, span, expander);
  const value = concatenate(pieces.map((piece) => piece.value));
  const hasDefault = operator !== undefined && /^:?[-=]$/.test(operator) && argument !== undefined;
  const isOpen = hasDefault && held !== undefined && !isSettled(held) && held.unset === true;
  const otherwise = isOpen && argument ? expandUnsplit(argument, expander) : undefined;
  expander.expanded({ name, nameSpan, held, value, ...(otherwise && { otherwise }) });
  return pieces;
}

function expandVariable(part: VariablePart, span: Span, expander: Expander): readonly Piece[] {
  const { name, operator } = part;
  const piece = (value: Fact<string>): Piece[] => {
    const changed = isSettled(value) || operator === undefined ? value : withSample(value, undefined);
    return [{ value: limit(changed), quoted: part.quoted, splits: !part.quoted }];
  };
  if ((name === '@' || name === '*') && operator === undefined) return expandPositional(part, expander, piece);
  const value = expander.lookup(name);
  if (value === undefined && (operator === undefined || !/^:?[-=+?]$/.test(operator))) expander.missing?.(name, span);
  switch (operator) {
    case undefined:
      return piece(value ?? known(''));
    case 'length':
      return piece(mapFact(value ?? known(''), (text) => String([...text].length)));
    case '-':
    case ':-':
    case '=':
    case ':=': {
      const empty = isEmpty(value, operator);
      if (empty === 'unknown') {
        // The default's substitutions may run, and its variables may be read.
        if (part.argument) expandParts(part.argument, expander);
        return piece(value ?? known(''));
      }
      if (!empty) return piece(value ?? known(''));
      const pieces = expandArgument(part, expander, value);
      if (operator.includes('=')) expander.assign?.(name, concatenate(pieces.map((each) => each.value)));
      return pieces;
    }
    case '+':
    case ':+': {
      const empty = isEmpty(value, operator);
      if (empty === 'unknown') {
        if (part.argument) expandParts(part.argument, expander);
        return piece(value ?? known(''));
      }
      return empty ? piece(value ? mapFact(value, () => '') : known('')) : expandArgument(part, expander, value);
    }
    case '?':
    case ':?':
      if (isEmpty(value, operator) === true)
        return piece(unknown('shell-computed', evidence(span, say`${name} is not set, so the shell stops here`)));
      return piece(value ?? known(''));
    case '#':
    case '##':
      return piece(
        withPattern(value, part, expander, (text, pattern) => removePrefix(pattern, text, operator === '##')),
      );
    case '%':
    case '%%':
      return piece(
        withPattern(value, part, expander, (text, pattern) => removeSuffix(pattern, text, operator === '%%')),
      );
    case '/':
    case '//':
    case '/#':
    case '/%': {
      const replacement = part.secondArgument ? expandUnsplit(part.secondArgument, expander) : known('');
      if (!isSettled(replacement)) return piece(replacement);
      const replaced = withPattern(value, part, expander, (text, pattern) =>
        replacePattern(pattern, text, replacement.value, operator),
      );
      return piece(concatenate([replaced, mapFact(replacement, () => '')]));
    }
    case ':':
      return piece(substring(value ?? known(''), part, expander));
    case '^^':
      return piece(mapFact(value ?? known(''), (text) => text.toUpperCase()));
    case ',,':
      return piece(mapFact(value ?? known(''), (text) => text.toLowerCase()));
    case '^':
      return piece(mapFact(value ?? known(''), (text) => text.slice(0, 1).toUpperCase() + text.slice(1)));
    case ',':
      return piece(mapFact(value ?? known(''), (text) => text.slice(0, 1).toLowerCase() + text.slice(1)));
    default:
      return piece(unknown('not-modelled', evidence(span, say`the expansion \${${name}${operator}…} is not followed`)));
  }
}

function expandPositional(
  part: VariablePart,
  expander: Expander,
  piece: (value: Fact<string>) => Piece[],
): readonly Piece[] {
  const values = expander.positional?.();
  if (values === undefined) return piece(unknown('shell-computed'));
  if (part.name === '@' && part.quoted)
    return [{ value: concatenate(values), quoted: true, splits: false, fields: values }];
  return piece(concatenate(values.flatMap((value, index) => (index === 0 ? [value] : [known(' '), value]))));
}

/** The word behind `:-` and its kin. Its unquoted text splits as the value of the variable would. */
function expandArgument(part: VariablePart, expander: Expander, decidedBy: Fact<string> | undefined): Piece[] {
  const pieces = part.argument ? expandParts(part.argument, expander, 'expansion') : [];
  const settled = pieces.length > 0 ? pieces : [{ value: known(''), quoted: part.quoted, splits: !part.quoted }];
  return settled.map((each) => ({
    ...each,
    value: decidedBy?.certainty === 'presumed' ? asPresumed(each.value) : each.value,
    quoted: each.quoted || part.quoted,
    splits: each.splits && !part.quoted,
  }));
}

function asPresumed(fact: Fact<string>): Fact<string> {
  return isSettled(fact) ? { ...fact, certainty: 'presumed' } : fact;
}

/** Whether the operator takes the variable for missing: unset, or with a colon also empty. */
function isEmpty(value: Fact<string> | undefined, operator: string): boolean | 'unknown' {
  if (value === undefined) return true;
  // An unknown value may be that of a build argument which is not given: then the variable is not set at all.
  if (!isSettled(value)) return 'unknown';
  return operator.startsWith(':') && value.value === '';
}

function withPattern(
  value: Fact<string> | undefined,
  part: VariablePart,
  expander: Expander,
  change: (text: string, pattern: Pattern) => string,
): Fact<string> {
  const pattern: Fact<Pattern> = part.argument ? expandPattern(part.argument, expander) : known([]);
  const text = value ?? known('');
  if (!isSettled(text)) return text;
  if (!isSettled(pattern)) return pattern;
  if (text.value.length > longestSearchedText || pattern.value.length > longestSearchedText)
    return unknown('not-modelled');
  return concatenate([mapFact(text, (before) => change(before, pattern.value)), mapFact(pattern, () => '')]);
}

/** `${X:offset:length}` of bash and busybox, with plain numbers. */
function substring(value: Fact<string>, part: VariablePart, expander: Expander): Fact<string> {
  const offset = part.argument ? expandUnsplit(part.argument, expander) : known('0');
  const length = part.secondArgument && expandUnsplit(part.secondArgument, expander);
  if (!isSettled(value)) return value;
  if (!isSettled(offset) || (length && !isSettled(length))) return unknown('shell-computed');
  if (!/^ *-?\d+$/.test(offset.value) || (length && !/^-?\d+$/.test(length.value))) return unknown('not-modelled');
  const characters = [...value.value];
  const start = Number(offset.value) < 0 ? Math.max(characters.length + Number(offset.value), 0) : Number(offset.value);
  const count = length ? Number(length.value) : characters.length;
  const end = count < 0 ? characters.length + count : start + count;
  return { ...value, value: characters.slice(start, end).join('') };
}

/** The text of all facts one after another, as certain as the weakest of them. */
export function concatenate(facts: readonly Fact<string>[]): Fact<string> {
  const [only] = facts;
  if (facts.length === 1 && only) return limit(only);
  const gap = facts.find((fact) => !isSettled(fact));
  if (gap) {
    const samples = facts.map(sampleOf);
    const sample = samples.includes(undefined) ? undefined : samples.join('');
    return withSample(gap, sample !== undefined && sample.length <= longestValue ? sample : undefined);
  }
  const certainty = weakest(...facts);
  let text = '';
  const because = new Set<Evidence>();
  for (const fact of facts) {
    if (!isSettled(fact)) continue;
    text += fact.value;
    for (const reason of fact.because) if (because.size < 8) because.add(reason);
  }
  return limit({ certainty: certainty === 'presumed' ? 'presumed' : 'known', value: text, because: [...because] });
}

const longestValue = 65_536;

/** `X=$X$X` in a loop doubles a value each time: beyond the longest value nothing is told any more. */
function limit(fact: Fact<string>): Fact<string> {
  return isSettled(fact) && fact.value.length > longestValue ? unknown('not-modelled') : fact;
}
