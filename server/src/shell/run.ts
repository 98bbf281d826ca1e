import { isSettled, unknown, type Fact } from '../facts/fact';
import { say } from '../text/say';
import { join, type Span } from '../text/span';
import type { Effect, ExecutedCommand, Execution, Expansion, NotRun, ShellHooks } from './execution';
import { concatenate, type Expander } from './expand';
import { cloneScope, lookUp, setVariable, type EffectRecord, type Scope } from './scope';
import type { Script, Statement } from './script';

/** What is known about the exit status of a statement. */
export type Status =
  | 'succeeds'
  | 'fails'
  /** Decided by a value that is only presumed. */
  | 'presumably-succeeds'
  | 'presumably-fails'
  /** An ordinary command: it is there to succeed, and may fail. */
  | 'expected'
  /** A test that cannot be decided. */
  | 'open';

/** Where a statement stands. */
export interface Context {
  readonly runs: ExecutedCommand['runs'];
  /** Within the innermost substitution: whether a branch that cannot be decided surrounds the statement. */
  readonly undecided: boolean;
  /** Whether the RUN fails if the statement does, whatever `set -e` says. */
  readonly statusFatal: boolean;
  /** Whether `set -e` counts here: not in a condition, nor before `&&` and `||`. */
  readonly errexitApplies: boolean;
  /** Whether it stands behind `!`, which makes a success of a failure. */
  readonly failureIsWanted: boolean;
  /** Whether `exit 1` here makes the RUN fail. */
  readonly exitFatal: boolean;
  /** Whether `$?` is that of a command that has just failed. */
  readonly afterFailure: boolean;
  readonly followedBy: Effect['followedBy'];
  readonly pipedFrom: ExecutedCommand | undefined;
  /** Those of surrounding groups. */
  readonly redirects: ExecutedCommand['redirects'];
  readonly wrappers: ExecutedCommand['wrappers'];
  /** Commands whose output the surrounding substitution takes. */
  readonly printing: { readonly command: ExecutedCommand; readonly certain: boolean }[] | undefined;
  readonly approximate: boolean;
  /** True for the words of an exec form, whose spans are those of JSON strings. */
  readonly json: boolean;
  readonly depth: number;
}

/** One execution under way. */
export interface Run {
  readonly hooks: ShellHooks;
  /** Runs statements one after another. Here so that the files of this folder need not import each other in a circle. */
  readonly runStatements: (run: Run, statements: readonly Statement[], scope: Scope, context: Context) => Status;
  commands: ExecutedCommand[];
  /** Builtins that some shells lack. */
  readonly builtins: ExecutedCommand[];
  readonly effects: Map<string, EffectRecord>;
  readonly errors: { readonly span: Span; readonly message: string }[];
  readonly activeFunctions: Set<string>;
  /** The status of the last substitution of the command that is being expanded. */
  substituted: Status | undefined;
  /** Above zero while a branch runs only to learn what it would change. */
  rehearsals: number;
  steps: number;
  stopped: boolean;
  /** Set in a full execution: what is not run is looked at too, and each expansion is noted. */
  readonly full:
    | {
        readonly expansions: Expansion[];
        readonly unsets: { readonly name: string; readonly span: Span }[];
        notRun: NotRun | undefined;
      }
    | undefined;
}

export const topContext: Context = {
  runs: 'always',
  undecided: false,
  statusFatal: true,
  errexitApplies: true,
  failureIsWanted: false,
  exitFatal: true,
  afterFailure: false,
  followedBy: undefined,
  pipedFrom: undefined,
  redirects: [],
  wrappers: [],
  printing: undefined,
  approximate: false,
  json: false,
  depth: 0,
};

const mostCommands = 5_000;
const mostSteps = 50_000;
const greatestDepth = 150;

/** Counts a step. False once the script has used up what it may: nothing more runs then. */
export function step(run: Run, scope: Scope, context: Context, at: Span): boolean {
  // A step copies what the scope holds at worst, so that large scopes use up the budget faster.
  run.steps += 1 + ((scope.variables.size + scope.live.size) >> 4) + (scope.liveDirectories.length >> 6);
  if (run.stopped) return false;
  if (run.steps <= mostSteps && run.commands.length < mostCommands && context.depth <= greatestDepth) return true;
  run.stopped = true;
  run.errors.push({ span: at, message: say`the script does too much to be followed to its end` });
  return false;
}

/** Whether a failing status here ends the RUN with an error. */
export function isFatal(scope: Scope, context: Context): boolean {
  return context.statusFatal || (context.errexitApplies && scope.options.errexit);
}

/** Where the status of a statement decides something instead of making the RUN fail. */
export function inCondition(context: Context): Context {
  return { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
}

/** The context of a shell process within another: a subshell, an element of a pipeline, `sh -c`. */
export function inProcess(scope: Scope, context: Context): Context {
  const fatal = isFatal(scope, context);
  return {
    ...context,
    statusFatal: fatal,
    errexitApplies: context.errexitApplies && fatal,
    exitFatal: fatal,
    followedBy: undefined,
  };
}

/** The status of a shell process whose statements have run. */
export function processStatus(status: Status, scope: Scope): Status {
  if (scope.ended === undefined) return status;
  return scope.ended === 'failed' ? 'fails' : 'expected';
}

/** The status of `! statement`. */
export function negate(status: Status): Status {
  const opposite = {
    succeeds: 'fails',
    fails: 'succeeds',
    'presumably-succeeds': 'presumably-fails',
    'presumably-fails': 'presumably-succeeds',
    expected: 'open',
    open: 'open',
  } as const;
  return opposite[status];
}

/** The status of a test with this outcome. */
export function toStatus(decision: Fact<boolean>): Status {
  if (!isSettled(decision)) return 'open';
  if (decision.certainty === 'known') return decision.value ? 'succeeds' : 'fails';
  return decision.value ? 'presumably-succeeds' : 'presumably-fails';
}

/** Runs something without recording what it does. */
export function rehearse(run: Run, action: () => void): void {
  const { commands } = run;
  run.commands = [...commands];
  run.rehearsals++;
  action();
  run.rehearsals--;
  run.commands = commands;
}

/**
 * In a full execution, looks at what is not run: its commands and effects are recorded with the reason, and the scope stays as it
 * is. Does nothing otherwise.
 */
export function lookAside(
  run: Run,
  scope: Scope,
  context: Context,
  reason: NotRun,
  action: (scope: Scope, context: Context) => void,
): void {
  const { full } = run;
  if (!full || run.rehearsals > 0 || run.stopped) return;
  const before = full.notRun;
  full.notRun ??= reason;
  const clone = cloneScope(scope);
  clone.ended = undefined;
  action(clone, {
    ...inCondition(context),
    runs: 'perhaps',
    undecided: true,
    exitFatal: false,
    printing: undefined,
    depth: context.depth + 1,
  });
  full.notRun = before;
}

/** Whether an `exit`, `return` or `break` before may have left out what comes now. */
export function hasSkipped(scope: Scope): boolean {
  return Object.values(scope.skipped).includes(true);
}

/** Records a command, for itself and for the effects that it may notice. */
export function recordCommand(run: Run, scope: Scope, context: Context, executed: ExecutedCommand): void {
  const command = run.full?.notRun ? { ...executed, notRun: run.full.notRun } : executed;
  run.commands.push(command);
  if (context.printing && !writesElsewhere(command))
    context.printing.push({ command, certain: !context.undecided && !hasSkipped(scope) });
  if (run.rehearsals > 0) return;
  const live = [...scope.liveDirectories, ...[...scope.live.values()].flat()];
  for (const record of live) record.commandsAfter.add(command);
  run.steps += live.length >> 3;
}

/** Whether the command's standard output goes to a file or to standard error. */
function writesElsewhere(command: ExecutedCommand): boolean {
  return command.redirects.some(
    ({ operator, fileDescriptor }) =>
      (fileDescriptor ?? 1) === 1 && (operator.startsWith('>') || operator.startsWith('&>')),
  );
}

type EffectDraft = Omit<EffectRecord, 'commandsAfter' | 'read' | 'notRun'>;

/** Records an effect; one that runs again (in a loop, in a function) is the same effect. Undefined in a rehearsal. */
export function recordEffect(run: Run, draft: EffectDraft): EffectRecord | undefined {
  if (run.rehearsals > 0) return undefined;
  const key = `${draft.kind} ${draft.name} ${draft.nameSpan.start} ${draft.span.start}`;
  const before = run.effects.get(key);
  const notRun = run.full?.notRun;
  if (before && notRun && !before.notRun) return before;
  if (before && (!before.notRun || notRun)) {
    if (!isSettled(before.value) || !isSettled(draft.value) || before.value.value !== draft.value.value)
      before.value = unknown('shell-computed');
    before.exported ||= draft.exported;
    return before;
  }
  const record: EffectRecord = { ...draft, commandsAfter: new Set(), read: false, ...(notRun && { notRun }) };
  run.effects.set(key, record);
  return record;
}

/** Marks what the variable's value rests on as read. */
export function markRead(scope: Scope, name: string): void {
  for (const record of scope.live.get(name) ?? []) record.read = true;
}

/** Code that cannot be read may read any variable and set any. */
export function markOpaque(scope: Scope): void {
  for (const name of scope.live.keys()) markRead(scope, name);
  scope.mayHoldMore = true;
}

interface AssignmentDraft {
  readonly kind: 'assignment' | 'export';
  readonly name: string;
  /** Undefined for `export NAME`, which leaves the value as it is. */
  readonly value: Fact<string> | undefined;
  readonly append: boolean;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

/** `NAME=value` or `export NAME[=value]` in a scope. */
export function assign(run: Run, scope: Scope, context: Context, draft: AssignmentDraft): void {
  const { name, kind } = draft;
  const before = scope.variables.get(name);
  const exported =
    kind === 'export' || scope.options.allexport || scope.markedForExport.has(name) || before?.exported === true;
  if (exported) for (const record of scope.live.get(name) ?? []) record.exported = true;
  const old = lookUp(scope, name);
  const value = draft.value === undefined ? old : draft.append && old ? concatenate([old, draft.value]) : draft.value;
  if (draft.append) markRead(scope, name);
  const { span, nameSpan, valueSpan } = draft;
  const record = recordEffect(run, {
    kind,
    name,
    value: value ?? { certainty: 'known', value: '', because: [] },
    span,
    nameSpan,
    valueSpan,
    exported,
    followedBy: context.followedBy,
  });
  const earlier = draft.value === undefined || draft.append ? (scope.live.get(name) ?? []) : [];
  scope.live.set(name, [...earlier.filter((each) => each !== record), ...(record ? [record] : [])]);
  if (value === undefined) scope.markedForExport.add(name);
  else
    setVariable(scope, name, {
      value,
      exported,
      origin: draft.value === undefined ? (before?.origin ?? span) : join(nameSpan, valueSpan ?? nameSpan),
    });
}

/** Gives a variable a value that stands nowhere: by `read`, by a loop. */
export function overwrite(scope: Scope, name: string, value: Fact<string>, origin: Span | undefined): void {
  const exported =
    scope.variables.get(name)?.exported === true || scope.options.allexport || scope.markedForExport.has(name);
  scope.live.delete(name);
  setVariable(scope, name, { value, exported, origin });
}

/** What words of the scope are expanded with. */
export function expanderOf(run: Run, scope: Scope, substitute: (script: Script) => Fact<string>): Expander {
  const { full } = run;
  return {
    ...(full && {
      expanded: (expansion) => {
        if (run.rehearsals === 0) full.expansions.push({ ...expansion, notRun: full.notRun !== undefined });
      },
    }),
    lookup: (name) => {
      markRead(scope, name);
      return lookUp(scope, name);
    },
    substitute,
    assign: (name, value) => overwrite(scope, name, value, undefined),
    missing: (name, span) => scope.missing.set(`${name} ${span.start}`, { name, span }),
    positional: () => scope.positional,
  };
}

/** What the run has recorded, as the plain data that callers get. */
export function toExecution(run: Run): Execution {
  const effects = [...run.effects.values()].map((record): Effect => ({
    ...record,
    commandsAfter: [...record.commandsAfter],
  }));
  return {
    commands: run.commands,
    builtins: run.builtins,
    effects,
    errors: run.errors,
    ...(run.full && { expansions: run.full.expansions, unsets: run.full.unsets }),
  };
}
