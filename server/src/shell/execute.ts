import { known } from '../facts/fact';
import { say } from '../text/say';
import { join, type Span } from '../text/span';
import { runCase, runIf } from './branches';
import { expanderFor, expandRedirects, runArguments, runCommand } from './command';
import { toCommand } from './calls';
import { decideExpression, decideUnknownTest } from './condition';
import type { Argument, Execution, ShellHooks, ShellState } from './execution';
import { variableNames } from './expand';
import { runList } from './list';
import { runFor, runLoop } from './loops';
import {
  inCondition,
  inProcess,
  lookAside,
  markRead,
  negate,
  processStatus,
  step,
  toExecution,
  topContext,
  toStatus,
  type Context,
  type Run,
  type Status,
} from './run';
import { cloneScope, startScope, toState, type Scope } from './scope';
import type { Script, Statement } from './script';

/**
 * Follows a script from its first statement to its last as `/bin/sh -c` would, without running anything.
 *
 * @param script what `parseScript` has read
 * @param state the environment and directory at the start; a variable that it does not name is not set, unless a shell
 *   or BuildKit sets it by itself
 * @param hooks what only the caller can know
 * @param inFull also looks at what is not run, and notes each expansion: for whoever asks about a place of the script
 * @returns the commands in the order in which they run (those of a loop once for each round), the effects on variables
 *   and directory, everything the parser could not read, and the state at the end. Never throws: what does not end
 *   within the budget is cut off, with an entry in `errors`.
 */
export function execute(
  script: Script,
  state: ShellState,
  hooks: ShellHooks,
  inFull = false,
): Execution & { readonly state: ShellState } {
  const whole = spanOfStatements(script.statements);
  const approximate = script.approximate === true;
  return runAll({ state, hooks, inFull }, [...script.errors], whole, (run, scope) =>
    runStatements(run, script.statements, scope, { ...topContext, approximate }),
  );
}

/**
 * Follows an exec form, which has no shell: its words are the arguments, and a `$` in them is a `$`. A `["sh", "-c",
 * "…"]` is looked through.
 *
 * @param words the strings of the JSON array, each with the span of the string, quotes included
 */
export function executeArgv(
  words: readonly { readonly value: string; readonly span: Span }[],
  state: ShellState,
  hooks: ShellHooks,
  inFull = false,
): Execution & { readonly state: ShellState } {
  const argv = words.map(({ value, span }): Argument => ({ value: known(value), span, word: undefined }));
  const [first, ...others] = words.map((word) => word.span);
  const whole = first ? join(first, ...others) : { start: 0, end: 0 };
  return runAll({ state, hooks, inFull }, [], whole, (run, scope) => {
    if (argv.length > 0) runArguments(run, scope, { ...topContext, json: true }, argv, [], whole);
  });
}

function runAll(
  { state, hooks, inFull }: { readonly state: ShellState; readonly hooks: ShellHooks; readonly inFull: boolean },
  errors: Run['errors'],
  whole: Span,
  action: (run: Run, scope: Scope) => unknown,
): Execution & { readonly state: ShellState } {
  const scope = startScope(state);
  const run: Run = {
    hooks,
    runStatements,
    commands: [],
    builtins: [],
    effects: new Map(),
    errors,
    activeFunctions: new Set(),
    substituted: undefined,
    rehearsals: 0,
    steps: 0,
    stopped: false,
    full: inFull ? { expansions: [], unsets: [], notRun: undefined } : undefined,
  };
  try {
    action(run, scope);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    run.errors.push({ span: whole, message: say`the script is nested too deeply to be followed` });
  }
  return { ...toExecution(run), missing: [...scope.missing.values()], state: toState(scope) };
}

function spanOfStatements(statements: readonly Statement[]): Span {
  const [first, ...others] = statements.map((statement) => statement.span);
  return first ? join(first, ...others) : { start: 0, end: 0 };
}

function runStatements(run: Run, statements: readonly Statement[], scope: Scope, context: Context): Status {
  let status: Status = 'succeeds';
  for (const [index, statement] of statements.entries()) {
    if (run.stopped || scope.ended !== undefined) {
      const before = statements[index - 1];
      if (before)
        lookAside(run, scope, context, { why: 'ended', span: before.span }, (clone, within) => {
          runStatements(run, statements.slice(index), clone, within);
        });
      break;
    }
    const last = index === statements.length - 1;
    status = runStatement(
      run,
      statement,
      scope,
      last
        ? context
        : { ...context, statusFatal: false, followedBy: ';', afterFailure: index === 0 && context.afterFailure },
    );
  }
  return status;
}

function runStatement(run: Run, statement: Statement, scope: Scope, context: Context): Status {
  if (!step(run, scope, context, statement.span)) return 'open';
  const deeper: Context = { ...context, depth: context.depth + 1 };
  switch (statement.kind) {
    case 'command':
      return runCommand(run, statement, scope, context);
    case 'list':
      return runList(run, statement, scope, deeper);
    case 'pipeline':
      return runPipeline(run, statement, scope, deeper);
    case 'subshell': {
      const inner = cloneScope(scope);
      const within = withRedirects(run, statement.redirects, scope, deeper);
      return processStatus(runStatements(run, statement.body, inner, { ...inProcess(scope, within) }), inner);
    }
    case 'group':
      return runStatements(run, statement.body, scope, withRedirects(run, statement.redirects, scope, deeper));
    case 'if':
      return runIf(run, statement, 0, scope, { ...deeper, followedBy: undefined });
    case 'for':
      return runFor(run, statement, scope, { ...deeper, followedBy: undefined });
    case 'while':
      return runLoop(run, scope, { ...deeper, followedBy: undefined }, (round, within) => {
        runStatements(run, statement.condition, round, {
          ...inCondition(within),
          runs: context.runs,
          undecided: context.undecided,
        });
        runStatements(run, statement.body, round, within);
      });
    case 'case':
      return runCase(run, statement, scope, { ...deeper, followedBy: undefined });
    case 'function':
      lookAside(run, scope, context, { why: 'not-called', span: statement.span }, (clone, within) => {
        clone.positional = undefined;
        runStatements(run, statement.body, clone, within);
      });
      scope.functions.set(statement.name, statement.body);
      return 'succeeds';
    case 'background':
      runStatement(run, statement.statement, cloneScope(scope), {
        ...deeper,
        statusFatal: false,
        errexitApplies: false,
        exitFatal: false,
        followedBy: undefined,
      });
      return 'succeeds';
    case 'test':
      if (scope.dialect === 'dash') return runUnknownTest(run, statement, scope, context);
      return toStatus(decideExpression(statement.expression, expanderFor(run, scope, deeper)));
    case 'other':
      for (const name of variableNames(statement.text ?? '')) markRead(scope, name);
      return 'open';
  }
}

/** `[[ … ]]` where the shell does not know it, and looks for a program of that name: its status is 127. */
function runUnknownTest(
  run: Run,
  { expression, span }: Extract<Statement, { kind: 'test' }>,
  scope: Scope,
  context: Context,
): Status {
  const word: Argument = { value: known('[['), span: { start: span.start, end: span.start + 2 }, word: undefined };
  if (run.rehearsals === 0 && !run.full)
    run.builtins.push(toCommand(scope, context, [word], context.wrappers, [], scope.workdir, span));
  return toStatus(decideUnknownTest(expression));
}

function withRedirects(
  run: Run,
  redirects: Extract<Statement, { kind: 'group' | 'subshell' }>['redirects'],
  scope: Scope,
  context: Context,
): Context {
  if (redirects.length === 0) return context;
  const expanded = expandRedirects(redirects, expanderFor(run, scope, context));
  const printing = expanded.some(
    ({ operator, fileDescriptor }) => operator.startsWith('>') && (fileDescriptor ?? 1) === 1,
  )
    ? undefined
    : context.printing;
  return { ...context, redirects: [...context.redirects, ...expanded], printing };
}

type Pipeline = Extract<Statement, { kind: 'pipeline' }>;

function runPipeline(run: Run, pipeline: Pipeline, scope: Scope, context: Context): Status {
  const base = pipeline.negated ? { ...inCondition(context), failureIsWanted: !context.failureIsWanted } : context;
  const [only] = pipeline.commands;
  if (pipeline.commands.length === 1 && only) {
    const status = runStatement(run, only, scope, base);
    return pipeline.negated ? negate(status) : status;
  }
  let pipedFrom = context.pipedFrom;
  let status: Status = 'open';
  for (const [index, statement] of pipeline.commands.entries()) {
    const last = index === pipeline.commands.length - 1;
    const inner = cloneScope(scope);
    const process = { ...inProcess(scope, base), pipedFrom };
    const counts = last || scope.options.pipefail;
    const before = run.commands.length;
    status = processStatus(
      runStatement(run, statement, inner, {
        ...process,
        ...(!counts && { statusFatal: false, errexitApplies: false, exitFatal: false }),
        printing: last ? context.printing : undefined,
      }),
      inner,
    );
    pipedFrom = run.commands.length > before ? run.commands.at(-1) : undefined;
  }
  return pipeline.negated ? negate(status) : status;
}
