/** What the head of a Go file says, as far as a build asks. */
export interface GoFile {
  /** Undefined if there is no package clause. */
  readonly packageName: string | undefined;
  /** Import paths in order, "C" left out. */
  readonly imports: readonly string[];
  /** Names that imports are given, by import path: `_`, `.`, or an identifier. */
  readonly importNames: ReadonlyMap<string, string>;
  readonly importsC: boolean;
  /** The comment right before each `import "C"`, without comment signs. */
  readonly preambles: readonly string[];
  /** The expression of the `//go:build` line. */
  readonly goBuild: string | undefined;
  /** The options of each `// +build` line. */
  readonly plusBuild: readonly string[];
  /** Patterns of `//go:embed` lines, with zero-based lines; empty if "embed" is not imported. */
  readonly embeds: readonly { readonly pattern: string; readonly line: number }[];
}

interface Token {
  readonly kind: 'comment' | 'string' | 'word' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads package clause, imports, cgo preambles and build constraints of a Go file, as go/build's readGoFiles does: it
 * looks at comments and at the import declarations and stops at the first other one. Never fails; of a file that is
 * no Go at all it finds nothing.
 */
export function readGoFile(text: string): GoFile {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const tokens = scan(source);
  const imports: string[] = [];
  const importNames = new Map<string, string>();
  const preambles: string[] = [];
  let importsC = false;
  let packageName: string | undefined;
  let packageStart = source.length;
  let next = tokens.next();
  const comments: Token[] = [];
  /** The next token that is no comment; comments on the way are kept. */
  const take = (): Token | undefined => {
    while (!next.done && next.value.kind === 'comment') {
      comments.push(next.value);
      next = tokens.next();
    }
    if (next.done) return undefined;
    const token = next.value;
    next = tokens.next();
    return token;
  };
  const addImport = (literal: Token, name: string | undefined, documentation: string | undefined): void => {
    const path = unquote(literal.text);
    if (path !== 'C') {
      imports.push(path);
      if (name !== undefined) importNames.set(path, name);
      return;
    }
    importsC = true;
    preambles.push(documentation ?? '');
  };

  const first = take();
  if (first?.text === 'package') {
    packageStart = first.start;
    packageName = take()?.text;
    let token = take();
    while (token?.text === ';') token = take();
    while (token?.text === 'import') {
      const documentation = documentationBefore(source, token.start, comments);
      let item = take();
      if (item?.text === '(') {
        item = take();
        while (item && item.text !== ')') {
          const own = documentationBefore(source, item.start, comments);
          const name = item.kind === 'word' || item.text === '.' ? item.text : undefined;
          if (name !== undefined) item = take();
          if (item?.kind === 'string') addImport(item, name, own);
          item = take();
        }
      } else {
        const name = item?.kind === 'word' || item?.text === '.' ? item.text : undefined;
        if (name !== undefined) item = take();
        if (item?.kind === 'string') addImport(item, name, documentation);
      }
      token = take();
      while (token?.text === ';') token = take();
    }
  }
  return {
    packageName,
    imports,
    importNames,
    importsC,
    preambles,
    ...readConstraints(source, packageStart, comments),
    embeds: imports.includes('embed') ? readEmbeds(text) : [],
  };
}

/** `#cgo` lines of a preamble: what they apply to, which variable they set, and its words. */
export interface CgoDirective {
  /** The conditions before the variable, alternatives as in `// +build`; empty if there is none. */
  readonly conditions: string;
  /** `LDFLAGS`, `CFLAGS`, `pkg-config` … */
  readonly variable: string;
  readonly words: readonly string[];
}

/** Source: go/build.Context.saveCgo. */
export function readCgoDirectives(preamble: string): readonly CgoDirective[] {
  const directives: CgoDirective[] = [];
  for (const line of preamble.split('\n')) {
    const match = /^\s*#cgo[ \t]([^:]+):(.*)$/.exec(line);
    if (!match) continue;
    const head = (match[1] ?? '').trim().split(/\s+/);
    const variable = head.at(-1) ?? '';
    const words = (match[2] ?? '').match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
    directives.push({
      conditions: head.slice(0, -1).join(' '),
      variable,
      words: words.map((word) => word.replace(/["']/g, '').replace(/\\(.)/g, '$1')),
    });
  }
  return directives;
}

/** Comments, strings, words and marks of Go source, from the beginning on; blanks and line breaks are left out. */
function* scan(source: string): Generator<Token> {
  // Outside of comments and strings, what is not ASCII is a letter or a digit; anything else the compiler refuses.
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|[A-Za-z_\u0080-\u{10FFFF}][\w\u0080-\u{10FFFF}]*|[^\s]/gu;
  for (const match of source.matchAll(pattern)) {
    const text = match[0];
    const kind = /^\/[/*]/.test(text)
      ? 'comment'
      : /^["`]/.test(text)
        ? 'string'
        : /^[A-Za-z_\u0080-\u{10FFFF}]/u.test(text)
          ? 'word'
          : 'mark';
    yield { kind, text, start: match.index, end: match.index + text.length };
  }
}

function unquote(literal: string): string {
  return literal.slice(1, -1);
}

/** The comment group that ends on the line above `start`: what go/parser makes the Doc of a declaration. */
function documentationBefore(source: string, start: number, comments: readonly Token[]): string | undefined {
  const group: string[] = [];
  let below = start;
  for (const comment of comments.toReversed()) {
    if (comment.end > below) continue;
    const between = source.slice(comment.end, below);
    if (!/^[ \t\r]*(?:\n[ \t\r]*)?$/.test(between)) break;
    group.unshift(withoutSigns(comment.text));
    below = comment.start;
  }
  return group.length > 0 ? group.join('\n') : undefined;
}

function withoutSigns(comment: string): string {
  return comment.startsWith('//') ? comment.slice(2) : comment.slice(2).replace(/\*\/$/, '');
}

/**
 * Constraint lines are line comments before the package clause; `// +build` ones count only in a group that a blank line
 * follows (go/build's shouldBuild).
 */
function readConstraints(
  source: string,
  packageStart: number,
  comments: readonly Token[],
): { readonly goBuild: string | undefined; readonly plusBuild: readonly string[] } {
  let goBuild: string | undefined;
  const plusBuild: string[] = [];
  const head = source.slice(0, packageStart);
  let lastBlankLine = -1;
  for (const match of head.matchAll(/\n[ \t\r]*(?=\n)/g)) lastBlankLine = match.index;
  for (const comment of comments) {
    if (comment.start >= packageStart) break;
    const lineStart = source.lastIndexOf('\n', comment.start - 1) + 1;
    if (!comment.text.startsWith('//') || source.slice(lineStart, comment.start).trim() !== '') continue;
    const text = comment.text.trimEnd();
    if (goBuild === undefined && /^\/\/go:build(?:\s|$)/.test(text)) goBuild = text.slice('//go:build'.length).trim();
    const plus = /^\/\/\s*\+build\s+(.*)$/.exec(text);
    if (plus && comment.end <= lastBlankLine + 1) plusBuild.push(plus[1] ?? '');
  }
  return { goBuild, plusBuild };
}

function readEmbeds(text: string): readonly { readonly pattern: string; readonly line: number }[] {
  if (!text.includes('//go:embed')) return [];
  return text.split('\n').flatMap((content, line) => {
    const match = /^\/\/go:embed[ \t]+(.*)$/.exec(content.trim());
    const words = match?.[1]?.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\S+/g) ?? [];
    return words.map((word) => ({ pattern: /^["`]/.test(word) ? word.slice(1, -1) : word, line }));
  });
}
