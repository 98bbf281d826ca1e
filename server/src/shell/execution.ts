import type { Fact } from '../facts/fact';
import type { Span } from '../text/span';
import type { Redirect, Script, ShellWord } from './script';

/** A variable as a shell holds it. */
export interface ShellVariable {
  readonly value: Fact<string>;
  readonly exported: boolean;
  /** Where its value was given: an assignment in this script, or what the caller said (an ENV or ARG instruction). */
  readonly origin: Span | undefined;
}

/** Shells that know less than bash: that of Debian and Ubuntu, and busybox's. */
export type Dialect = 'dash' | 'ash';

export interface ShellState {
  readonly variables: ReadonlyMap<string, ShellVariable>;
  /** Names of those that are not exported, where that is known without a look at each. */
  readonly hidden?: ReadonlySet<string>;
  readonly workdir: Fact<string>;
  /** Options in force at the start: `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`. All off if not given. */
  readonly options?: ShellOptions;
  /**
   * True if the environment may hold variables that `variables` does not name (an image we do not know, a sourced
   * file): such a variable is then unknown instead of unset.
   */
  readonly mayHoldMore?: boolean;
  /** What the shell is, if it is known to know less than bash. */
  readonly dialect?: Dialect | undefined;
  /** `$0`, and `$1`, `$2` …, of a script that is started with arguments. Not known if not given. */
  readonly name?: Fact<string>;
  readonly positional?: readonly Fact<string>[];
}

/** `set -e`, `set -a`, `set -o pipefail`. */
export interface ShellOptions {
  readonly errexit: boolean;
  readonly allexport: boolean;
  readonly pipefail: boolean;
  /** It is bash, or another shell that expands braces. */
  readonly braces?: boolean;
}

/** One word of a command after expansion. */
export interface Argument {
  readonly value: Fact<string>;
  readonly span: Span;
  /** Undefined for words that were not written as one: the value of a variable that splits, a JSON string. */
  readonly word: ShellWord | undefined;
}

/** A wrapper that has been looked through. */
export interface AppliedWrapper {
  /** Its file name, and the path in front of it if there is one. */
  readonly name: string;
  readonly path?: string;
  readonly span: Span;
}

/** A command that a script runs, with all that surrounds it resolved. */
export interface ExecutedCommand {
  /** From the first assignment or wrapper to the last word. */
  readonly span: Span;
  /** The words after all wrappers (`env`, `time`, `sh -c` …) have been looked through; never empty. */
  readonly argv: readonly Argument[];
  /** Looked-through wrappers, outermost first: `['env', 'time']`. */
  readonly wrappers: readonly AppliedWrapper[];
  /** The environment the process gets: exported variables, prefix assignments, `env A=b`. */
  readonly environment: ReadonlyMap<string, ShellVariable>;
  /** Prefix assignments and `env` arguments in order, as written. */
  readonly assignments: readonly {
    readonly name: string;
    readonly value: Fact<string>;
    readonly span: Span;
    readonly nameSpan: Span;
    readonly valueSpan: Span;
  }[];
  readonly workdir: Fact<string>;
  /** 'perhaps': behind `||`, in a branch or loop whose condition cannot be told. */
  readonly runs: 'always' | 'perhaps';
  /** Whether its failure ends the RUN with an error: not in a condition, before `||` or `;` without `set -e`, in a pipeline but last. */
  readonly failureIsFatal: boolean;
  /** `! command`: the script is after its failure. */
  readonly failureIsWanted?: boolean;
  readonly redirects: readonly (Redirect & { readonly path: Fact<string> | undefined })[];
  /** What runs before it in the same pipeline reads into it. */
  readonly pipedFrom: ExecutedCommand | undefined;
  /** True if its environment may hold variables that `environment` does not name. */
  readonly environmentMayHoldMore?: boolean;
  /**
   * True if the command's text stands in the source only after unquoting (`sh -c "…\"…"`): all its spans are then that
   * of the whole quoted text, fit for a diagnostic and never for an edit.
   */
  readonly approximate?: boolean;
  /** In full executions only: it does not run, and why. */
  readonly notRun?: NotRun;
}

/** Why something in a script does not run: a condition that does not hold, a function that nothing calls, or that the script has ended. */
export interface NotRun {
  readonly why: 'condition' | 'not-called' | 'ended';
  /** The condition, the function, or what ends the script. */
  readonly span: Span;
}

/** One expansion of a variable, in full executions. */
export interface Expansion {
  readonly name: string;
  readonly nameSpan: Span;
  /** What the variable holds; undefined if it is not set. */
  readonly held: Fact<string> | undefined;
  /** What becomes of the whole of `${NAME…}`. */
  readonly value: Fact<string>;
  /** What it would become if the variable were not set, where that cannot be told. */
  readonly otherwise?: Fact<string>;
  readonly notRun: boolean;
}

/** `X=1`, `export X=1`, `cd x` within a script, and whether anything after it could notice. */
export interface Effect {
  readonly kind: 'assignment' | 'export' | 'cd';
  /** The variable's name, or the directory as written. */
  readonly name: string;
  readonly value: Fact<string>;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  /** Whether the variable is in the environment of commands that come after it (exported before, now or later). */
  readonly exported: boolean;
  /** Commands that run after it in its scope (for cd: in that directory). */
  readonly commandsAfter: readonly ExecutedCommand[];
  /** Whether a later word of the script expands the variable. */
  readonly read: boolean;
  /** The operator that joins it to what comes next: `X=1 && go build`. */
  readonly followedBy: '&&' | '||' | ';' | undefined;
  /** In full executions only: it does not happen, and why. */
  readonly notRun?: NotRun | undefined;
}

export interface Execution {
  readonly commands: readonly ExecutedCommand[];
  /** Builtins that do nothing but change the shell, and that not every shell has: `pushd`, `shopt`, `set -o pipefail`. */
  readonly builtins?: readonly ExecutedCommand[];
  /**
   * Variables that surely are not set where a word expands them, with the word's span, each place once. Not those of
   * `${X:-default}` and the like, which ask whether a variable is set.
   */
  readonly missing?: readonly { readonly name: string; readonly span: Span }[];
  readonly effects: readonly Effect[];
  /** In full executions only: each expansion of a variable, in the order in which they happen. */
  readonly expansions?: readonly Expansion[];
  /** In full executions only: the names behind `unset`. */
  readonly unsets?: readonly { readonly name: string; readonly span: Span }[];
  readonly errors: Script['errors'];
}

/** What only the caller can know. */
export interface ShellHooks {
  /** The output of `$(command)`, trailing line breaks dropped; unknown('shell-computed') if it cannot be told. */
  substitute(command: ExecutedCommand, before?: readonly ExecutedCommand[]): Fact<string>;
  /** The names that a pattern stands for after the commands before; undefined if that cannot be told. */
  filesMatching?(
    pattern: string,
    workdir: Fact<string>,
    before: readonly ExecutedCommand[],
  ): readonly string[] | undefined;
  /** The text of a file that `.` reads; undefined if it cannot be told. */
  textOf?(path: string, workdir: Fact<string>, before: readonly ExecutedCommand[]): string | undefined;
}
