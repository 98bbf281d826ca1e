import { type Fact, mapFact } from '../facts/fact';
import type { Dockerfile, Word } from './instruction';
import { type Lookup, lexWord } from './lex';
import { sliceLogical, toLogical, toSource, type LogicalText } from './logicalText';
import type { Span } from '../text/span';

export type { Lookup } from './lex';

/** An expanded word, or what BuildKit complains of. */
export interface Expansion {
  readonly value: Fact<string>;
  /** The build fails with this text: `syntax error: bad substitution`. The value is unknown then. */
  readonly error: string | undefined;
}

/**
 * The value of one word of an instruction: quotes and escapes removed, variables expanded (BuildKit: ProcessWord in shell/lex.go).
 * Use it where Docker itself expands: FROM, ARG, ENV, COPY, ADD, WORKDIR, USER, VOLUME, STOPSIGNAL, LABEL, RUN's mounts; in the
 * text of RUN, CMD, ENTRYPOINT and HEALTHCHECK the shell expands.
 *
 * `lookup` gives what a variable holds, undefined for one that is not set, which expands to nothing. A variable with an unknown
 * value makes the result unknown, unless the substitution does not depend on it. A word that BuildKit refuses is unknown too.
 */
export function expandWord(word: string, lookup: Lookup, escape: Dockerfile['escape']): Fact<string> {
  return lexWord(word, { lookup, escape }).value;
}

/** Like `expandWord`, and says why BuildKit would refuse the word. */
export function checkWord(word: string, lookup: Lookup, escape: Dockerfile['escape']): Expansion {
  const { value, error } = lexWord(word, { lookup, escape });
  return { value, error };
}

/**
 * The words that a word becomes after expansion (BuildKit: ProcessWords). Only EXPOSE splits after expansion; the values
 * of all other instructions stay one word.
 */
export function expandWords(word: string, lookup: Lookup, escape: Dockerfile['escape']): Fact<readonly string[]> {
  const { value, words } = lexWord(word, { lookup, escape });
  return mapFact(value, () => words.map(({ text }) => text));
}

/** The body of a here-document of COPY or ADD, expanded: quotes stay, and the escape is always a backslash (dispatch, ExpandRaw). */
export function expandHeredocBody(body: string, lookup: Lookup): Fact<string> {
  return lexWord(body, { lookup, escape: '\\', skipProcessQuotes: true }).value;
}

/** The names of the variables that a word refers to, in order, nested ones included. */
export function namesIn(word: string, escape: Dockerfile['escape']): string[] {
  const names = new Set<string>();
  lexWord(word, {
    escape,
    lookup: (name) => {
      names.add(name);
      return undefined;
    },
  });
  return [...names];
}

/**
 * The variables that a word refers to, with the place of each name in the source; those in front of a mistake if BuildKit would
 * refuse the word.
 * @param body the text is the body of a here-document: quotes mean nothing in it
 */
export function namePlaces(
  word: LogicalText,
  escape: Dockerfile['escape'],
  body = false,
): readonly { readonly name: string; readonly span: Span }[] {
  const places: { name: string; span: Span }[] = [];
  lexWord(word.text, {
    escape: body ? '\\' : escape,
    skipProcessQuotes: body,
    lookup: () => undefined,
    onName: (name, start, end) => {
      const span = toSource(word, { start, end });
      places.push({ name, span });
    },
  });
  return places;
}

/**
 * A word of an argument as text with the way back to the source, without the quotes of JSON; undefined if it does not stand
 * there as it is read, because JSON escapes something in it.
 */
export function textOfWord(argument: LogicalText, word: Word): LogicalText | undefined {
  const at = toLogical(argument, word.span.start);
  if (at === undefined) return undefined;
  const start = [at, at + 1].find((place) => argument.text.startsWith(word.raw, place));
  return start === undefined ? undefined : sliceLogical(argument, { start, end: start + word.raw.length });
}
