import type { Span } from '../text/span';

/** A POSIX shell script as a tree of ours; every span is an offset range into the Dockerfile. Plain data. */
export interface Script {
  readonly statements: readonly Statement[];
  /** What the parser could not read. Statements before it are still good. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
  /**
   * True if the text stands in the source only after unquoting (`sh -c "…\"…"`, nested backquotes): every span in it is
   * then that of the whole quoted text, fit for a diagnostic and never for an edit.
   */
  readonly approximate?: boolean;
}

export type Statement =
  | SimpleCommand
  | {
      readonly kind: 'list';
      readonly span: Span;
      readonly first: Statement;
      readonly rest: readonly { readonly operator: '&&' | '||'; readonly statement: Statement }[];
    }
  | {
      readonly kind: 'pipeline';
      readonly span: Span;
      readonly negated: boolean;
      readonly commands: readonly Statement[];
    }
  | {
      readonly kind: 'subshell' | 'group';
      readonly span: Span;
      readonly body: readonly Statement[];
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'if';
      readonly span: Span;
      readonly branches: readonly { readonly condition: readonly Statement[]; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[] | undefined;
    }
  | {
      readonly kind: 'for';
      readonly span: Span;
      readonly variable: string;
      readonly variableSpan?: Span;
      readonly words: readonly ShellWord[] | undefined;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'while';
      readonly span: Span;
      readonly condition: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'case';
      readonly span: Span;
      readonly subject: ShellWord;
      readonly arms: readonly { readonly patterns: readonly ShellWord[]; readonly body: readonly Statement[] }[];
    }
  | { readonly kind: 'function'; readonly span: Span; readonly name: string; readonly body: readonly Statement[] }
  | { readonly kind: 'background'; readonly span: Span; readonly statement: Statement }
  /** `[[ … ]]`. */
  | { readonly kind: 'test'; readonly span: Span; readonly expression: TestExpression }
  /** Not followed. The text tells which variables it may read. */
  | { readonly kind: 'other'; readonly span: Span; readonly text?: string; readonly names?: readonly NamePlace[] };

/** What stands within `[[ … ]]`. */
export type TestExpression =
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: ShellWord }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: ShellWord; readonly right: ShellWord }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly TestExpression[] }
  | { readonly kind: 'not'; readonly operand: TestExpression };

export interface SimpleCommand {
  readonly kind: 'command';
  /** From the first assignment or word to the last one; redirects excluded. */
  readonly span: Span;
  /** `A=1 B=2` in front of the name, or standing alone. */
  readonly assignments: readonly Assignment[];
  /** Name and arguments. For `export A=1` the argument is the word `A=1`. */
  readonly words: readonly ShellWord[];
  readonly redirects: readonly Redirect[];
}

export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: ShellWord | undefined;
  readonly append: boolean;
  readonly span: Span;
}

export interface Redirect {
  readonly operator: string;
  readonly fileDescriptor: number | undefined;
  readonly target: ShellWord | undefined;
  readonly span: Span;
  /** The body of a here-document, as written. */
  readonly heredoc:
    | {
        readonly text: string;
        readonly span: Span;
        readonly quoted: boolean;
        /** What the shell expands in it; absent if there is nothing. */
        readonly parts?: readonly WordPart[];
      }
    | undefined;
}

/** A name that is expanded, with its place. */
export interface NamePlace {
  readonly name: string;
  readonly span: Span;
}

/** One word, before expansion. */
export interface ShellWord {
  readonly span: Span;
  /** As the shell reads it: quotes, escapes and `$` still in it. */
  readonly raw: string;
  readonly parts: readonly WordPart[];
  /** Set if the word has the shape of an assignment, as arguments of `export` and `env` have. */
  readonly assignment?: Assignment;
}

export type WordPart =
  | { readonly kind: 'literal'; readonly text: string; readonly quoted: boolean }
  /** `$X`, `${X}`, `${X:-word}`, `${X#word}`, `${#X}` (operator 'length'). */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly operator: string | undefined;
      readonly argument: ShellWord | undefined;
      /** The replacement of `${X/pattern/replacement}`, the length of `${X:offset:length}`. */
      readonly secondArgument?: ShellWord | undefined;
      readonly quoted: boolean;
      /** Of the name alone. */
      readonly nameSpan?: Span;
    }
  | { readonly kind: 'substitution'; readonly script: Script; readonly quoted: boolean }
  /** Arithmetic, process substitution, brace expansion …: not followed. */
  | {
      readonly kind: 'other';
      readonly text: string;
      readonly quoted: boolean;
      /** The variables in it, if there are any. */
      readonly names?: readonly NamePlace[];
    };
