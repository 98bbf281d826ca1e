import { normalise, type SourceTree } from '../workspace/sourceTree';

/** One line of a .dockerignore file. */
interface IgnorePattern {
  /** `!`: takes back what lines before it ignored. */
  readonly negative: boolean;
  readonly matches: (path: string) => boolean;
}

/** For each pattern, whether it matched the path or a folder above it; and what all of them come to. */
interface Match {
  readonly byPattern: readonly boolean[];
  readonly ignored: boolean;
}

/**
 * The build context that Docker would see: a tree without what the .dockerignore text names. Folders that are ignored are
 * still there if something in them is not.
 *
 * The patterns mean what they mean to BuildKit (vendored github.com/moby/patternmatcher, MatchesUsingParentResults, and
 * ignorefile.ReadAll), which differs from Git: all patterns start at the root, and the last one that matches decides.
 * The package that ports them to JavaScript is no help: it takes `**.md` not to match `a.md`, and fails on `(` and `+`.
 */
export function ignoreFilter(tree: SourceTree, ignoreText: string): SourceTree {
  const patterns = readPatterns(ignoreText);
  if (patterns.length === 0) return tree;
  const takesBack = patterns.some(({ negative }) => negative);
  const matches = new Map<string, Match>();
  const matchOf = (path: string): Match => {
    const known = matches.get(path);
    if (known) return known;
    const slash = path.lastIndexOf('/');
    const match = matchPath(patterns, path, slash < 0 ? undefined : matchOf(path.slice(0, slash)).byPattern);
    matches.set(path, match);
    return match;
  };
  const visible = new Map<string, boolean>();
  const isVisible = (path: string): boolean => {
    if (path === '') return true;
    const known = visible.get(path);
    if (known !== undefined) return known;
    const result =
      !matchOf(path).ignored ||
      (takesBack &&
        tree.kind(path) === 'directory' &&
        (tree.list(path) ?? []).some((name) => isVisible(`${path}/${name}`)));
    visible.set(path, result);
    return result;
  };
  const whereVisible =
    <T>(look: (path: string) => T) =>
    (path: string): T | undefined => {
      const clean = normalise(path);
      return isVisible(clean) ? look(clean) : undefined;
    };
  return {
    kind: whereVisible(tree.kind),
    read: whereVisible(tree.read),
    list: whereVisible((path) => tree.list(path)?.filter((name) => isVisible(path === '' ? name : `${path}/${name}`))),
    isIgnored: (path) => {
      const clean = normalise(path);
      return !isVisible(clean) && tree.kind(clean) !== undefined;
    },
    ignoredIn: (path) => {
      const clean = normalise(path);
      return (tree.list(clean) ?? []).filter((name) => !isVisible(clean === '' ? name : `${clean}/${name}`));
    },
    keepsOut: (path) => !isVisible(normalise(path)),
    ...(tree.executable && { executable: whereVisible(tree.executable) }),
  };
}

/** Whether the .dockerignore text keeps a path out of the build context. */
export function isDockerIgnored(ignoreText: string, path: string): boolean {
  const patterns = readPatterns(ignoreText);
  const segments = normalise(path).split('/');
  let match: Match | undefined;
  for (let depth = 1; depth <= segments.length; depth++) {
    match = matchPath(patterns, segments.slice(0, depth).join('/'), match?.byPattern);
  }
  return match?.ignored ?? false;
}

function matchPath(patterns: readonly IgnorePattern[], path: string, parent: readonly boolean[] | undefined): Match {
  const byPattern: boolean[] = [];
  let ignored = false;
  for (const [index, pattern] of patterns.entries()) {
    // One that could not change the outcome is passed over, and then does not count for what lies below either.
    const matched = parent?.[index] === true || (pattern.negative === ignored && pattern.matches(path));
    byPattern.push(matched);
    if (matched) ignored = !pattern.negative;
  }
  return { byPattern, ignored };
}

function readPatterns(text: string): readonly IgnorePattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : (readPattern(line.trim()) ?? [])));
}

/** A pattern that Docker refuses (and then does not build at all) is passed over. */
function readPattern(line: string): IgnorePattern | undefined {
  const negative = line.startsWith('!');
  const written = (negative ? line.slice(1) : line).trim();
  if (written === '') return undefined;
  // Both ReadAll and New trim and clean.
  const matches = compile(
    clean(
      clean(written)
        .replace(/^\/(?=.)/, '')
        .trim(),
    ),
  );
  return matches && { negative, matches };
}

/** Go's filepath.Clean for slashes. */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (!rooted) segments.push('..');
  }
  const joined = segments.join('/');
  return rooted ? `/${joined}` : joined === '' ? '.' : joined;
}

/** One step of a pattern. */
type Token =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  /** `*`, or a `**` at the end, which also goes over slashes. */
  | { readonly kind: 'many'; readonly fits: (character: string) => boolean }
  /** Any other `**`: nothing, or anything that ends with a slash. */
  | { readonly kind: 'folders' };

/**
 * What Pattern.compile and Pattern.match of patternmatcher make of a pattern. A `**` at the start with plain text behind it
 * compares the ends, so `**.md` matches `a.md`. Undefined if the pattern is malformed.
 */
function compile(pattern: string): ((path: string) => boolean) | undefined {
  if (/^\*\*[^*?[\]\\]*$/.test(pattern)) {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  const tokens = tokenise([...pattern]);
  return tokens && ((path) => matchTokens(tokens, path));
}

function tokenise(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '*' && pattern[i + 1] === '*') {
      i += pattern[i + 2] === '/' ? 2 : 1;
      tokens.push(i + 1 >= pattern.length ? { kind: 'many', fits: () => true } : { kind: 'folders' });
    } else if (character === '*') tokens.push({ kind: 'many', fits: isNoSlash });
    else if (character === '?') tokens.push({ kind: 'one', fits: isNoSlash });
    else if (character === '[') {
      const end = pattern.indexOf(']', i + 2);
      const fits = end < 0 ? undefined : compileClass(pattern.slice(i + 1, end).join(''));
      if (!fits) return undefined;
      tokens.push({ kind: 'one', fits });
      i = end;
    } else {
      const literal = character === '\\' ? pattern[++i] : character;
      if (literal === undefined) return undefined;
      tokens.push({ kind: 'one', fits: (other) => other === literal });
    }
  }
  return tokens;
}

function compileClass(members: string): ((character: string) => boolean) | undefined {
  try {
    const expression = new RegExp(`^[${members.replaceAll('[', '\\[')}]$`, 'su');
    return (character) => expression.test(character);
  } catch {
    return undefined;
  }
}

/**
 * Follows all ways to match at once, as Go's regular expressions do: the time is linear in the path, whatever the pattern,
 * and a .dockerignore file that means harm does none.
 */
function matchTokens(tokens: readonly Token[], path: string): boolean {
  // Even numbers: at this token. Odd ones: within the `**` of this token, which has to end with a slash.
  let places = new Set<number>();
  const arriveAt = (token: number, at: Set<number>): void => {
    at.add(2 * token);
    const kind = tokens[token]?.kind;
    if (kind === 'many' || kind === 'folders') arriveAt(token + 1, at);
  };
  arriveAt(0, places);
  for (const character of path) {
    const next = new Set<number>();
    for (const place of places) {
      const index = place >> 1;
      const token = tokens[index];
      if (token?.kind === 'folders') {
        next.add(2 * index + 1);
        if (character === '/') arriveAt(index + 1, next);
      } else if (token?.fits(character)) {
        arriveAt(token.kind === 'many' ? index : index + 1, next);
      }
    }
    places = next;
  }
  return places.has(2 * tokens.length);
}

function isNoSlash(character: string): boolean {
  return character !== '/';
}
