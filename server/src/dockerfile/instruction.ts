import type { Span } from '../text/span';
import type { LogicalText } from './logicalText';

/** A parsed Dockerfile. Plain data; every span is an offset range into `text`. */
export interface Dockerfile {
  readonly text: string;
  /** The escape character in force: a backslash, or a backtick by directive. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Whole-line comments outside here-documents, parser directives excluded. */
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  /** What BuildKit's parser would refuse, and what could not be read. */
  readonly problems: readonly SyntaxProblem[];
}

/** `# syntax=docker/dockerfile:1` */
export interface Directive {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface Comment {
  /** Without the `#` and the blanks around. */
  readonly text: string;
  /** From the `#` to the end of the line, line break excluded. */
  readonly span: Span;
}

export interface SyntaxProblem {
  readonly kind:
    | 'unknown-instruction'
    | 'missing-argument'
    | 'unterminated-heredoc'
    | 'unsupported-text' // binary, too big
    | 'invalid';
  readonly span: Span;
  /** Sentence for the user. */
  readonly message: string;
}

/** `--mount=type=cache,target=/x` */
export interface Flag {
  /** Lower case, without dashes. */
  readonly name: string;
  /** Raw, before variable expansion; undefined for `--link`. */
  readonly value: string | undefined;
  readonly span: Span;
  /** Of the value; empty span at the end of the flag if there is none. */
  readonly valueSpan: Span;
}

/** One word of an instruction that Docker itself splits: a COPY path, an ENV name or value, a stage name. */
export interface Word {
  /** As written after joining of lines: quotes, escapes and `$` still in it. Give it to `expandWord`. */
  readonly raw: string;
  readonly span: Span;
}

/** `["a", "b"]`, read as JSON, as BuildKit's parseJSON does. */
export interface ExecForm {
  readonly words: readonly { readonly value: string; readonly span: Span }[];
  readonly span: Span;
}

/** `<<EOF` and its body. */
export interface Heredoc {
  readonly name: string;
  /** `<<-`: leading tabs of each line are dropped. */
  readonly stripTabs: boolean;
  /** Whether variables in the body are expanded by Docker (COPY, ADD): false if the name was quoted. */
  readonly expand: boolean;
  readonly fileDescriptor: number | undefined;
  /** The operator: `<<EOF`. */
  readonly span: Span;
  /** The lines between, without the terminator line. */
  readonly bodySpan: Span;
  readonly body: LogicalText;
  /** The name on the last line; absent if the here-document never ends. */
  readonly terminatorSpan?: Span;
}

interface Common {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of the last line that belongs to it, here-documents included, line break excluded. */
  readonly span: Span;
  readonly flags: readonly Flag[];
  /** What stands behind keyword and flags, joined as BuildKit joins it; here-document bodies are not in it. */
  readonly argument: LogicalText;
  readonly heredocs: readonly Heredoc[];
  /** The ONBUILD in front of it, if any: it does not run in this build. */
  readonly onbuild: boolean;
}

export interface FromInstruction extends Common {
  readonly kind: 'FROM';
  readonly image: Word | undefined;
  readonly name: Word | undefined;
}
export interface ArgInstruction extends Common {
  readonly kind: 'ARG';
  readonly args: readonly {
    readonly name: string;
    readonly nameSpan: Span;
    readonly value: Word | undefined;
    readonly span: Span;
  }[];
}
export interface EnvInstruction extends Common {
  readonly kind: 'ENV';
  readonly pairs: readonly {
    readonly name: string;
    readonly nameSpan: Span;
    readonly value: Word;
    readonly span: Span;
  }[];
  /** `ENV name value`, the old form. */
  readonly legacy: boolean;
}
export interface CopyInstruction extends Common {
  readonly kind: 'COPY' | 'ADD';
  /** Here-documents among the sources are in `heredocs`, not here. */
  readonly sources: readonly Word[];
  readonly destination: Word | undefined;
}
export interface RunInstruction extends Common {
  readonly kind: 'RUN';
  readonly exec: ExecForm | undefined;
  /**
   * What the shell reads, if it is not the exec form: the argument, or the body of the sole here-document
   * (BuildKit: dispatchRun). A `#!` first line makes the body a file to run, see `interpreter`.
   */
  readonly script: LogicalText | undefined;
  /** The `#!` line's interpreter of a here-document script: `/usr/bin/env python3`. */
  readonly interpreter: string | undefined;
}
export interface CommandInstruction extends Common {
  readonly kind: 'CMD' | 'ENTRYPOINT';
  readonly exec: ExecForm | undefined;
  /** Text behind a valid JSON array on the same line, which turns it into shell form since BuildKit of July 2024. */
  readonly textAfterExec: Span | undefined;
}
export interface HealthcheckInstruction extends Common {
  readonly kind: 'HEALTHCHECK';
  /** `NONE`, or a command in exec form or shell form (then `script`). */
  readonly none: boolean;
  readonly exec: ExecForm | undefined;
  readonly script: LogicalText | undefined;
}
export interface ShellInstruction extends Common {
  readonly kind: 'SHELL';
  readonly exec: ExecForm | undefined;
}
/** WORKDIR, USER, EXPOSE, VOLUME, LABEL, STOPSIGNAL, MAINTAINER. */
export interface PlainInstruction extends Common {
  readonly kind: 'WORKDIR' | 'USER' | 'EXPOSE' | 'VOLUME' | 'LABEL' | 'STOPSIGNAL' | 'MAINTAINER';
  readonly words: readonly Word[];
}
export interface UnknownInstruction extends Common {
  readonly kind: 'UNKNOWN';
}

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | EnvInstruction
  | CopyInstruction
  | RunInstruction
  | CommandInstruction
  | HealthcheckInstruction
  | ShellInstruction
  | PlainInstruction
  | UnknownInstruction;
