import { normalise, type SourceTree } from './sourceTree';

/** One line of a .dockerignore file. */
interface IgnorePattern {
  /** `!`: takes back what lines before it ignored. */
  readonly negative: boolean;
  /** What every path begins with that it matches. */
  readonly prefix: string;
  readonly matches: (path: string, spend: Spend) => boolean;
}

/** The patterns that matched the path or a folder above it, by their numbers, ascending; and what all of them come to. */
interface Match {
  readonly matched: readonly number[];
  readonly ignored: boolean;
}

/** Notes steps of work that are about to be done. */
type Spend = (steps: number) => void;

/**
 * What is spent on the patterns of one file, all in all: a second or two. A thousand patterns and a hundred thousand paths take
 * less; what takes more is a file that means harm.
 */
const limit = 100_000_000;

/** Go's bufio.Scanner, which ignorefile.ReadAll reads lines with, fails at longer ones (bufio.MaxScanTokenSize). */
const longestLine = 64 * 1024;

/** Thrown, and caught, in this file alone. */
const spent = new Error('The patterns take too long.');

/**
 * The build context that Docker would see: a tree without what the .dockerignore text names. Folders that are ignored are
 * still there if something in them is not; that is looked for in real folders only, as BuildKit (fsutil's Walk) follows no links.
 * Where the patterns take too long to match, what is in the context is 'unknown' from there on.
 *
 * The patterns mean what they mean to BuildKit (vendored github.com/moby/patternmatcher, MatchesUsingParentResults, and
 * ignorefile.ReadAll), which differs from Git: all patterns start at the root, and the last one that matches decides.
 * The package that ports them to JavaScript is no help: it takes `**.md` not to match `a.md`, and fails on `(` and `+`.
 */
export function ignoreFilter(tree: SourceTree, ignoreText: string): SourceTree {
  const patterns = readPatterns(ignoreText);
  if (patterns.length === 0) return tree;
  const takesBack = patterns.some(({ negative }) => negative);
  const spend = account();
  const matches = new Map<string, Match>();
  const matchOf = (path: string): Match => {
    const known = matches.get(path);
    if (known) return known;
    const slash = path.lastIndexOf('/');
    const match = matchPath(patterns, path, slash < 0 ? undefined : matchOf(path.slice(0, slash)).matched, spend);
    matches.set(path, match);
    return match;
  };
  const visible = new Map<string, boolean>();
  const see = (path: string): boolean => {
    if (path === '') return true;
    const known = visible.get(path);
    if (known !== undefined) return known;
    const result =
      !matchOf(path).ignored ||
      (takesBack &&
        mayTakeBackBelow(patterns, path, spend) &&
        tree.kind(path) === 'directory' &&
        tree.isLink?.(path) !== true &&
        (tree.list(path) ?? []).some((name) => see(`${path}/${name}`)));
    visible.set(path, result);
    return result;
  };
  /** Undefined if it cannot be told. */
  const isVisible = (path: string): boolean | undefined => {
    try {
      return see(path);
    } catch (error) {
      if (error !== spent) throw error;
      return undefined;
    }
  };
  const whereVisible =
    <T>(look: (path: string) => T) =>
    (path: string): T | undefined => {
      const clean = normalise(path);
      return isVisible(clean) ? look(clean) : undefined;
    };
  const isKeptOut = (path: string): boolean => isVisible(path) === false;
  const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);
  return {
    kind: (path) => {
      const clean = normalise(path);
      const isSeen = isVisible(clean);
      return isSeen === undefined ? 'unknown' : isSeen ? tree.kind(clean) : undefined;
    },
    read: whereVisible(tree.read),
    list: whereVisible((path) => tree.list(path)?.filter((name) => !isKeptOut(below(path, name)))),
    isIgnored: (path) => {
      const clean = normalise(path);
      return isKeptOut(clean) && tree.kind(clean) !== undefined;
    },
    ignoredIn: (path) => {
      const clean = normalise(path);
      return (tree.list(clean) ?? []).filter((name) => isKeptOut(below(clean, name)));
    },
    keepsOut: (path) => isKeptOut(normalise(path)),
    ...(tree.mayBeMade && {
      mayBeMade: (path: string) => whereVisible((seen) => tree.mayBeMade?.(seen))(path) === true,
    }),
    ...(tree.executable && { executable: whereVisible(tree.executable) }),
  };
}

/** @returns throws `spent` once more is done than one file may cost */
function account(): Spend {
  let left = limit;
  return (steps) => {
    left -= steps;
    if (left < 0) throw spent;
  };
}

function matchPath(
  patterns: readonly IgnorePattern[],
  path: string,
  parent: readonly number[] | undefined,
  spend: Spend,
): Match {
  spend(patterns.length);
  const matched: number[] = [];
  let ignored = false;
  let next = 0;
  for (const [index, { negative, prefix, matches }] of patterns.entries()) {
    const isInherited = parent?.[next] === index;
    if (isInherited) next++;
    // One that could not change the outcome is passed over, and then does not count for what lies below either.
    if (!isInherited && (negative !== ignored || !path.startsWith(prefix) || !matches(path, spend))) continue;
    matched.push(index);
    ignored = !negative;
  }
  return { matched, ignored };
}

/** Whether some pattern with `!` may match something below a folder. All the others keep out there what they keep out here. */
function mayTakeBackBelow(patterns: readonly IgnorePattern[], folder: string, spend: Spend): boolean {
  spend(patterns.length);
  const start = `${folder}/`;
  return patterns.some(({ negative, prefix }) => negative && (prefix.startsWith(start) || start.startsWith(prefix)));
}

function readPatterns(text: string): readonly IgnorePattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('#') || line.length >= longestLine ? [] : (readPattern(line.trim()) ?? [])));
}

/** A pattern that Docker refuses (and then does not build at all) is passed over. */
function readPattern(line: string): IgnorePattern | undefined {
  const negative = line.startsWith('!');
  const written = (negative ? line.slice(1) : line).trim();
  if (written === '') return undefined;
  // Both ReadAll and New trim and clean.
  const pattern = clean(
    clean(written)
      .replace(/^\/(?=.)/, '')
      .trim(),
  );
  const prefix = pattern.replace(/[*?[\\].*/s, '');
  if (prefix === pattern) return { negative, prefix, matches: (path) => path === pattern };
  // What stands behind the last wildcard; the slash of a `**/` may match nothing.
  const suffix = pattern.replace(/^.*[*?\]\\]/s, '').replace(/^\//, '');
  let compiled: Matcher | undefined;
  const matches: Matcher = (path, spend) => path.endsWith(suffix) && (compiled ??= compile(pattern))(path, spend);
  return { negative, prefix, matches };
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

type Matcher = IgnorePattern['matches'];

/** One step of a pattern. */
type Token =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  /** `*`, or a `**` at the end, which also goes over slashes. */
  | { readonly kind: 'many'; readonly fits: (character: string) => boolean }
  /** Any other `**`: nothing, or anything that ends with a slash. */
  | { readonly kind: 'folders' };

/**
 * What Pattern.compile and Pattern.match of patternmatcher make of a pattern. A `**` at the start with plain text behind it
 * compares the ends, so `**.md` matches `a.md`. A pattern that is malformed matches nothing.
 */
function compile(pattern: string): Matcher {
  if (/^\*\*[^*?[\]\\]*$/.test(pattern)) {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  const tokens = tokenise([...pattern]);
  return tokens ? (path, spend) => matchTokens(tokens, path, spend) : () => false;
}

function tokenise(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '*' && pattern[i + 1] === '*') {
      i += pattern[i + 2] === '/' ? 2 : 1;
      if (i + 1 >= pattern.length) tokens.push({ kind: 'many', fits: () => true });
      // Several in a row mean what one means.
      else if (tokens.at(-1)?.kind !== 'folders') tokens.push({ kind: 'folders' });
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
function matchTokens(tokens: readonly Token[], path: string, spend: Spend): boolean {
  // Even numbers: at this token. Odd ones: within the `**` of this token, which has to end with a slash.
  let places = new Set<number>();
  const arriveAt = (token: number, at: Set<number>): void => {
    for (let index = token; ; index++) {
      at.add(2 * index);
      const kind = tokens[index]?.kind;
      if (kind !== 'many' && kind !== 'folders') return;
    }
  };
  arriveAt(0, places);
  for (const character of path) {
    // A step here takes the time of some of those that merely pass a pattern over.
    spend(10 * places.size + 1);
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
