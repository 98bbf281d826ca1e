import { isDigit, isWordCharacter } from '../text/letters';
import { evidence, type Fact, unknown } from '../facts/fact';
import { isSpace, skipSpace } from './lines';
import { basedOn, combine, createBound, fromFact, notFollowed, type Piece, plain, toFact } from './piece';
import { readPattern, replaceAll, replaceFirst, trimPrefix, trimSuffix } from './pattern';

/** What a variable holds; undefined if there is none of that name. */
export type Lookup = (name: string) => Fact<string> | undefined;

/** The fields of BuildKit's shell.Lex. */
export interface LexOptions {
  readonly escape: string;
  readonly lookup: Lookup;
  readonly rawQuotes?: boolean;
  readonly rawEscapes?: boolean;
  readonly skipProcessQuotes?: boolean;
  readonly skipUnsetEnv?: boolean;
  /** Told of each variable that the text refers to, with the place of its name. */
  readonly onName?: (name: string, start: number, end: number) => void;
}

/** A word that was split off; offsets into the text given. */
export interface LexedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly value: Fact<string>;
  /** Empty if the text has an error; of no use if the value is unknown. */
  readonly words: readonly LexedWord[];
  /** BuildKit's complaint: the build fails with it. */
  readonly error: string | undefined;
}

class LexError extends Error {}

const deepestNesting = 200;
const specialParameters = new Set(['@', '*', '#', '?', '-', '$', '!', '0']);

/**
 * Removes quotes and escapes and expands variables, as ProcessWord in BuildKit's shell/lex.go does, and
 * splits into words as ProcessWords does. Never throws; a text with an error has an unknown value.
 */
export function lexWord(source: string, options: LexOptions): Lexed {
  if (!meaningful.test(source)) return { value: toFact(plain(source)), words: wordsOf(source), error: undefined };
  try {
    const { piece, words } = createLexer(source, options)();
    return { value: toFact(piece), words, error: undefined };
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    return { value: unknown('not-modelled', evidence(undefined, error.message)), words: [], error: error.message };
  }
}

/** What the lexer looks at; both escape characters that a Dockerfile can choose are among it. */
const meaningful = /[$<'"\\`]/;

/** Of a text that stands for itself, as most do. */
function wordsOf(source: string): readonly LexedWord[] {
  const words: LexedWord[] = [];
  for (let at = skipSpace(source, 0, source.length); at < source.length; at = skipSpace(source, at, source.length)) {
    const start = at;
    while (at < source.length && !isSpace(source.charCodeAt(at))) at++;
    words.push({ text: source.slice(start, at), start, end: at });
  }
  return words;
}

function createLexer(source: string, options: LexOptions): () => { piece: Piece; words: LexedWord[] } {
  const { escape, lookup } = options;
  const bound = createBound();
  let at = 0;
  let depth = 0;
  let rawEscapes = options.rawEscapes ?? false;
  // The buffer of the word under way is shared by all nesting levels, as wordsBuffer is in BuildKit.
  let buffer = '';
  let bufferStart = 0;
  let bufferEnd = 0;

  const peek = (): string | undefined => {
    const code = source.codePointAt(at);
    return code === undefined ? undefined : String.fromCodePoint(code);
  };
  const next = (): string | undefined => {
    const character = peek();
    at += character?.length ?? 0;
    return character;
  };

  function processStopOn(stop: string | undefined, raw: boolean): { piece: Piece; words: LexedWord[] } {
    if (++depth > deepestNesting) throw new LexError('substitutions are nested too deeply');
    const outerRawEscapes = rawEscapes;
    rawEscapes = raw;
    const pieces: Piece[] = [];
    const words: LexedWord[] = [];
    let literal = '';
    let inWord = false;
    buffer = '';

    const flushWord = (): void => {
      if (buffer === '') return;
      words.push({ text: buffer, start: bufferStart, end: bufferEnd });
      buffer = '';
      inWord = false;
    };
    const addRaw = (text: string, start: number): void => {
      if (buffer === '') bufferStart = start;
      buffer += text;
      bufferEnd = at;
      inWord = true;
    };
    const addValue = (text: string, start: number): void => {
      if (text !== '') addRaw(text, start);
    };
    const addCharacter = (character: string, start: number): void => {
      if (!isSpace(character.charCodeAt(0))) addRaw(character, start);
      else if (inWord) flushWord();
    };
    const flushLiteral = (): void => {
      if (literal !== '') pieces.push(plain(literal));
      literal = '';
    };

    for (;;) {
      const start = at;
      const character = next();
      if (character === undefined) {
        if (stop !== undefined) {
          throw new LexError(`unexpected end of statement while looking for matching ${stop}`);
        }
        break;
      }
      if (character === stop) break;
      if (character === '$') {
        const piece = bound(processDollar());
        flushLiteral();
        pieces.push(piece);
        if (!/[\s\u0085]/.test(piece.text)) addValue(piece.text, start);
        else for (const part of piece.text) addCharacter(part, start);
      } else if (character === '<') {
        const text = processPossibleHeredoc();
        literal += text;
        addRaw(text, start);
      } else if (!options.skipProcessQuotes && (character === "'" || character === '"')) {
        const quoted = character === "'" ? [plain(processSingleQuote())] : processDoubleQuote();
        flushLiteral();
        pieces.push(...quoted);
        addRaw(quoted.map((piece) => piece.text).join(''), start);
      } else if (character === escape) {
        if (rawEscapes) {
          literal += character;
          addRaw(character, start);
        }
        const escaped = next();
        if (escaped === undefined) continue;
        literal += escaped;
        addRaw(escaped, start);
      } else {
        literal += character;
        addCharacter(character, start);
      }
    }
    flushLiteral();
    flushWord();
    rawEscapes = outerRawEscapes;
    depth--;
    return { piece: combine(pieces), words };
  }

  function processSingleQuote(): string {
    const end = source.indexOf("'", at);
    if (end < 0) throw new LexError('unexpected end of statement while looking for matching single-quote');
    const inner = source.slice(at, end);
    at = end + 1;
    return options.rawQuotes ? `'${inner}'` : inner;
  }

  function processDoubleQuote(): Piece[] {
    const pieces: Piece[] = [];
    let literal = options.rawQuotes ? '"' : '';
    for (;;) {
      const character = next();
      if (character === undefined) {
        throw new LexError('unexpected end of statement while looking for matching double-quote');
      }
      if (character === '"') {
        if (options.rawQuotes) literal += character;
        pieces.push(plain(literal));
        return pieces;
      }
      if (character === '$') {
        pieces.push(plain(literal), bound(processDollar()));
        literal = '';
      } else if (character === escape) {
        if (rawEscapes) literal += character;
        const escaped = peek();
        if (escaped === '"' || escaped === '$' || escaped === escape) {
          literal += escaped;
          at += escaped.length;
        } else if (escaped !== undefined) {
          literal += character;
        }
      } else {
        literal += character;
      }
    }
  }

  function processDollar(): Piece {
    if (peek() !== '{') {
      const name = processName();
      if (name === '') return plain('$');
      const fact = lookup(name);
      return fact ? fromFact(fact) : plain(options.skipUnsetEnv ? `$${name}` : '');
    }
    at++;
    const first = peek();
    if (first === undefined) throw new LexError("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new LexError('syntax error: bad substitution');
    const name = processName();
    let modifier = next();
    if (modifier === '}') {
      const fact = lookup(name);
      return fact ? fromFact(fact) : plain(options.skipUnsetEnv ? `\${${name}}` : '');
    }
    if (modifier === '/') return processReplacement(name);
    const emptyIsUnset = modifier === ':';
    if (emptyIsUnset) modifier = next();
    const written = (emptyIsUnset ? ':' : '') + (modifier ?? '');
    if (modifier === undefined) throw new LexError("syntax error: missing '}'");
    // After a colon BuildKit falls through to the modifiers whatever follows, and refuses it only behind the word.
    if (!emptyIsUnset && !'+-?#%'.includes(modifier)) throw unsupported(written);
    const isTrim = modifier === '#' || modifier === '%';
    if (emptyIsUnset && isTrim) throw unsupported(written);
    const word = processInner('}', isTrim, "syntax error: missing '}'");
    const fact = lookup(name);
    if (!fact && options.skipUnsetEnv) return { ...word, text: `\${${name}${written}${word.text}}` };
    return applyModifier(name, modifier, emptyIsUnset, word, fact, written);
  }

  function processInner(stop: string, raw: boolean, atEnd: string): Piece {
    try {
      return processStopOn(stop, raw).piece;
    } catch (error) {
      if (error instanceof LexError && at >= source.length) throw new LexError(atEnd);
      throw error;
    }
  }

  function processReplacement(name: string): Piece {
    const all = peek() === '/';
    if (all) at++;
    const pattern = processInner('/', true, "syntax error: missing '/' in ${}");
    const replacement = processInner('}', true, "syntax error: missing '}'");
    const fact = lookup(name);
    if (!fact && options.skipUnsetEnv) return plain(`\${${name}/${pattern.text}/${replacement.text}}`);
    const value = fact ? fromFact(fact) : plain('');
    const together = combine([value, pattern, replacement]);
    if (together.unknown) return together;
    if (isCostly(value, pattern, value.text.length) || isCostly(value, replacement))
      return notFollowed(together.because);
    const read = readPattern(pattern.text);
    if (!read.tokens) throw new LexError(`invalid pattern (${pattern.text}) in substitution: ${read.error}`);
    const replace = all ? replaceAll : replaceFirst;
    return { ...together, text: replace(value.text, read.tokens, replacement.text) };
  }

  function processName(): string {
    const first = peek();
    if (first === undefined) return '';
    if (isDigit(first)) return takeWhile(isDigit);
    if (specialParameters.has(first)) return next() ?? '';
    const start = at;
    const name = takeWhile(isWordCharacter);
    if (name !== '') options.onName?.(name, start, at);
    return name;
  }

  function takeWhile(allowed: (character: string) => boolean): string {
    let taken = '';
    for (let character = peek(); character !== undefined && allowed(character); character = peek()) {
      taken += character;
      at += character.length;
    }
    return taken;
  }

  /** Keeps the blanks behind `<<` with it, so that `<< EOF` stays one word (BuildKit: processPossibleHeredoc). */
  function processPossibleHeredoc(): string {
    if (peek() !== '<') return '<';
    const start = at - 1;
    at++;
    while (source[at] === ' ' || source[at] === '\t' || source[at] === '\r') at++;
    return source.slice(start, at);
  }

  return () => processStopOn(undefined, rawEscapes);
}

/** More comparisons of characters than these are not made for one substitution. */
const mostComparisons = 1_000_000;

/** A match is looked for in time proportional to the product of both lengths: a `starts` that is greater than one, so often. */
function isCostly(value: Piece, pattern: Piece, starts = 1): boolean {
  return value.text.length * pattern.text.length * starts > mostComparisons;
}

function applyModifier(
  name: string,
  modifier: string,
  emptyIsUnset: boolean,
  word: Piece,
  fact: Fact<string> | undefined,
  written: string,
): Piece {
  if (!'-+?#%'.includes(modifier)) throw unsupported(written);
  const value = fact ? fromFact(fact) : plain('');
  if (modifier === '#' || modifier === '%') {
    const together = combine([value, word]);
    if (together.unknown) return together;
    if (isCostly(value, word)) return notFollowed(together.because);
    const longest = word.text.startsWith(modifier);
    const read = readPattern(longest ? word.text.slice(1) : word.text);
    if (!read.tokens) throw new LexError(`invalid pattern (${word.text}) in substitution: ${read.error}`);
    const trim = modifier === '#' ? trimPrefix : trimSuffix;
    return { ...together, text: trim(value.text, read.tokens, longest) };
  }
  if (value.unknown) {
    // `${TAG:-1.26}` is how a Dockerfile gives an ARG its default at the place where it is used.
    if (modifier === '-' && value.unknown.unset) return { ...word, because: [...value.because, ...word.because] };
    // Whether the variable is set is not known either; only a word that changes nothing decides.
    if (modifier === '+' && !word.unknown && word.text === '') return word;
    return value;
  }
  const missing = !fact || (emptyIsUnset && value.text === '');
  if (modifier === '-') return missing ? basedOn(word, value) : value;
  if (modifier === '+') return basedOn(missing ? plain('') : word, value);
  if (!missing) return value;
  if (word.unknown) return word;
  const reason = fact ? 'is not allowed to be empty' : 'is not allowed to be unset';
  throw new LexError(`${name}: ${word.text === '' ? reason : word.text}`);
}

function unsupported(modifier: string): LexError {
  return new LexError(`unsupported modifier (${modifier}) in substitution`);
}
