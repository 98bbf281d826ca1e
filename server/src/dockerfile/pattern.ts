/**
 * The shell patterns of `${name#pattern}` and its kin, as BuildKit understands them (convertShellPatternToRegex in
 * shell/lex.go): `*`, `?` and backslash escapes, no brackets. BuildKit turns them into regular expressions of Go, which
 * run in linear time; JavaScript's do not, so they are matched here position by position.
 */
type Token = { readonly kind: 'any' } | { readonly kind: 'star' } | { readonly kind: 'literal'; readonly text: string };

/** A pattern that was read, or the complaint of BuildKit about it. */
export type Pattern =
  { readonly tokens: readonly Token[]; readonly error?: never } | { readonly tokens?: never; readonly error: string };

/** Reads a pattern. A backslash may stand before `*`, `?`, a backslash, `}` and `/` only. */
export function readPattern(source: string): Pattern {
  const tokens: Token[] = [];
  const characters = [...source];
  for (let i = 0; i < characters.length; i++) {
    let text = characters[i] ?? '';
    if (text === '*') tokens.push({ kind: 'star' });
    else if (text === '?') tokens.push({ kind: 'any' });
    else {
      if (text === '\\') {
        const next = characters[i + 1];
        if (next === '}' || next === '/') continue;
        i++;
        if (next !== '*' && next !== '?' && next !== '\\') return { error: `invalid escape '\\${next ?? ''}'` };
        text = next;
      }
      tokens.push({ kind: 'literal', text });
    }
  }
  return { tokens };
}

/** `value` without the shortest (or longest) beginning that matches: `#` and `##`. */
export function trimPrefix(value: string, tokens: readonly Token[], longest: boolean): string {
  const characters = [...value];
  const end = matchEnd(characters, 0, tokens, longest);
  return end === undefined ? value : characters.slice(end).join('');
}

/** `value` without the shortest (or longest) end that matches: `%` and `%%`. */
export function trimSuffix(value: string, tokens: readonly Token[], longest: boolean): string {
  const reversed = [...value].reverse();
  const end = matchEnd(reversed, 0, [...tokens].reverse(), longest);
  return end === undefined ? value : reversed.slice(end).reverse().join('');
}

/** `value` with the first match replaced: `/`. */
export function replaceFirst(value: string, tokens: readonly Token[], replacement: string): string {
  const characters = [...value];
  const match = findMatch(characters, 0, tokens);
  if (!match) return value;
  return characters.slice(0, match.start).join('') + replacement + characters.slice(match.end).join('');
}

/**
 * `value` with all matches replaced: `//`. BuildKit hands the replacement to Go's Regexp.ReplaceAllString, which reads `$0` as the
 * match and any other `$name` as an empty group; an empty match right behind another one is passed over.
 */
export function replaceAll(value: string, tokens: readonly Token[], replacement: string): string {
  const characters = [...value];
  let result = '';
  let lastEnd = 0;
  for (let at = 0; at <= characters.length;) {
    const match = findMatch(characters, at, tokens);
    if (!match) break;
    result += characters.slice(lastEnd, match.start).join('');
    if (match.end > lastEnd || match.start === 0) {
      result += expandTemplate(replacement, characters.slice(match.start, match.end).join(''));
    }
    lastEnd = match.end;
    at = match.end > at ? match.end : at + 1;
  }
  return result + characters.slice(lastEnd).join('');
}

function expandTemplate(template: string, match: string): string {
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_, dollar?: string, braced?: string, bare?: string) => {
      if (dollar) return '$';
      return (braced ?? bare) === '0' ? match : '';
    },
  );
}

function findMatch(
  characters: readonly string[],
  from: number,
  tokens: readonly Token[],
): { start: number; end: number } | undefined {
  for (let start = from; start <= characters.length; start++) {
    const end = matchEnd(characters, start, tokens, true);
    if (end !== undefined) return { start, end };
  }
  return undefined;
}

/** Where the shortest or longest match that starts at `start` ends. As `.` in Go, a wildcard does not match a line break. */
function matchEnd(
  characters: readonly string[],
  start: number,
  tokens: readonly Token[],
  longest: boolean,
): number | undefined {
  let reached = new Set([start]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of reached) {
      if (token.kind === 'star') {
        for (let end = at; !next.has(end); end++) {
          next.add(end);
          if (end >= characters.length || characters[end] === '\n') break;
        }
      } else if (at < characters.length) {
        const matches = token.kind === 'any' ? characters[at] !== '\n' : characters[at] === token.text;
        if (matches) next.add(at + 1);
      }
    }
    if (next.size === 0) return undefined;
    reached = next;
  }
  let end = start;
  let isFirst = true;
  for (const at of reached) {
    if (isFirst || (longest ? at > end : at < end)) end = at;
    isFirst = false;
  }
  return end;
}
