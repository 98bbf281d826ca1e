/**
 * Shell patterns, as in `case`, `[[ a == b* ]]` and `${X%pattern}` (POSIX.1, Shell Command Language, 2.14 Pattern
 * Matching Notation). A pattern is text in which a backslash quotes the next character.
 */

type Token =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'many' }
  | {
      readonly kind: 'set';
      readonly negated: boolean;
      readonly ranges: readonly { readonly from: string; readonly to: string }[];
    };

export type Pattern = readonly Token[];

/** Quotes every character that a pattern could read as special. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]!^-]/g, '\\$&');
}

/** Reads a pattern; undefined for what is not modelled: classes such as `[[:alpha:]]`. */
export function readPattern(text: string): Pattern | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '*') tokens.push({ kind: 'many' });
    else if (character === '?') tokens.push({ kind: 'any' });
    else if (character === '\\' && at + 1 < text.length) tokens.push({ kind: 'character', text: text.charAt(++at) });
    else if (character === '[') {
      const set = readSet(text, at);
      if (set === 'not-modelled') return undefined;
      if (set) {
        tokens.push(set.token);
        at = set.end;
      } else tokens.push({ kind: 'character', text: character });
    } else tokens.push({ kind: 'character', text: character });
  }
  return tokens;
}

function readSet(
  text: string,
  start: number,
): { readonly token: Token; readonly end: number } | undefined | 'not-modelled' {
  let at = start + 1;
  const negated = text[at] === '!' || text[at] === '^';
  if (negated) at++;
  const members: { readonly text: string; readonly quoted: boolean }[] = [];
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ']' && members.length > 0)
      return { token: { kind: 'set', negated, ranges: toRanges(members) }, end: at };
    if (character === '[' && /[:.=]/.test(text.charAt(at + 1))) return 'not-modelled';
    if (character === '\\' && at + 1 < text.length) members.push({ text: text.charAt(++at), quoted: true });
    else members.push({ text: character, quoted: false });
  }
  return undefined;
}

function toRanges(
  members: readonly { readonly text: string; readonly quoted: boolean }[],
): { readonly from: string; readonly to: string }[] {
  const ranges = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at]?.text ?? '';
    const dash = members[at + 1];
    const to = members[at + 2];
    if (dash?.text === '-' && !dash.quoted && to !== undefined) {
      ranges.push({ from, to: to.text });
      at += 2;
    } else ranges.push({ from, to: from });
  }
  return ranges;
}

/** Whether the pattern matches all of `text.slice(start, end)`. Takes time proportional to the product of both lengths. */
export function matchesPattern(pattern: Pattern, text: string, start = 0, end = text.length): boolean {
  let token = 0;
  let at = start;
  let star: { readonly token: number; at: number } | undefined;
  while (at < end) {
    const current = pattern[token];
    if (current?.kind === 'many') star = { token: token++, at };
    else if (current && matchesCharacter(current, text.charAt(at))) {
      token++;
      at++;
    } else if (star) {
      token = star.token + 1;
      at = ++star.at;
    } else return false;
  }
  while (pattern[token]?.kind === 'many') token++;
  return token === pattern.length;
}

function matchesCharacter(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.text === character;
  if (token.kind === 'any') return true;
  if (token.kind === 'many') return false;
  return token.ranges.some(({ from, to }) => from <= character && character <= to) !== token.negated;
}

/** Longer values than this are not searched: a value in a Dockerfile is a line, and the search takes cubic time. */
export const longestSearchedText = 400;

/** The text without the shortest or longest prefix that the pattern matches: `${X#pattern}`, `${X##pattern}`. */
export function removePrefix(pattern: Pattern, text: string, longest: boolean): string {
  for (const length of lengths(text.length, longest)) {
    if (matchesPattern(pattern, text, 0, length)) return text.slice(length);
  }
  return text;
}

/** The text without the shortest or longest suffix that the pattern matches: `${X%pattern}`, `${X%%pattern}`. */
export function removeSuffix(pattern: Pattern, text: string, longest: boolean): string {
  for (const length of lengths(text.length, longest)) {
    if (matchesPattern(pattern, text, text.length - length)) return text.slice(0, text.length - length);
  }
  return text;
}

/** `${X/pattern/replacement}` of bash and busybox: `where` is the operator, `/`, `//`, `/#` or `/%`. */
export function replacePattern(pattern: Pattern, text: string, replacement: string, where: string): string {
  if (pattern.length === 0) return text;
  if (where === '/#') {
    const rest = removePrefix(pattern, text, true);
    return rest.length < text.length || matchesPattern(pattern, '') ? replacement + rest : text;
  }
  if (where === '/%') {
    const rest = removeSuffix(pattern, text, true);
    return rest.length < text.length || matchesPattern(pattern, '') ? rest + replacement : text;
  }
  let result = '';
  let at = 0;
  while (at < text.length) {
    const length = lengths(text.length - at, true).find(
      (candidate) => candidate > 0 && matchesPattern(pattern, text, at, at + candidate),
    );
    if (length === undefined) result += text.charAt(at++);
    else {
      result += replacement;
      at += length;
      if (where === '/') break;
    }
  }
  return result + text.slice(at);
}

function lengths(limit: number, descending: boolean): number[] {
  return Array.from({ length: limit + 1 }, (_, index) => (descending ? limit - index : index));
}
