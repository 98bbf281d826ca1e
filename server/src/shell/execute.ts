import { isSettled, known, unknown, type Fact } from '../facts/fact';
import { join, type Span } from '../text/span';
import { expandRedirects, literalOf, runArguments, runCommand, substitute } from './command';
import { decideExpression } from './condition';
import type { Argument, Execution, ShellHooks, ShellState } from './execution';
import { expandFields, expandPattern, expandUnsplit, variableNames, type Expander } from './expand';
import { longestSearchedText, matchesPattern } from './pattern';
import {
  expanderOf,
  inProcess,
  isFatal,
  markRead,
  negate,
  overwrite,
  processStatus,
  rehearse,
  step,
  toExecution,
  topContext,
  toStatus,
  type Context,
  type Run,
  type Status,
} from './run';
import { cloneScope, mergeScopes, startScope, toState, type Scope } from './scope';
import type { Script, ShellWord, Statement } from './script';

/**
 * Follows a script from its first statement to its last as `/bin/sh -c` would, without running anything.
 *
 * @param script what `parseScript` has read
 * @param state the environment and directory at the start; a variable that it does not name is not set, unless a shell
 *   or BuildKit sets it by itself
 * @param hooks what only the caller can know
 * @returns the commands in the order in which they run (those of a loop once for each round), the effects on variables
 *   and directory, everything the parser could not read, and the state at the end. Never throws: what does not end
 *   within the budget is cut off, with an entry in `errors`.
 */
export function execute(
  script: Script,
  state: ShellState,
  hooks: ShellHooks,
): Execution & { readonly state: ShellState } {
  const whole = spanOfStatements(script.statements);
  const approximate = script.approximate === true;
  return runAll(state, hooks, [...script.errors], whole, (run, scope) =>
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
): Execution & { readonly state: ShellState } {
  const argv = words.map(({ value, span }): Argument => ({ value: known(value), span, word: undefined }));
  const [first, ...others] = words.map((word) => word.span);
  const whole = first ? join(first, ...others) : { start: 0, end: 0 };
  return runAll(state, hooks, [], whole, (run, scope) => {
    if (argv.length > 0) runArguments(run, scope, { ...topContext, json: true }, argv, [], whole);
  });
}

function runAll(
  state: ShellState,
  hooks: ShellHooks,
  errors: Run['errors'],
  whole: Span,
  action: (run: Run, scope: Scope) => unknown,
): Execution & { readonly state: ShellState } {
  const scope = startScope(state);
  const run: Run = {
    hooks,
    runStatements,
    commands: [],
    effects: new Map(),
    errors,
    activeFunctions: new Set(),
    substituted: undefined,
    rehearsals: 0,
    steps: 0,
    stopped: false,
  };
  try {
    action(run, scope);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    run.errors.push({ span: whole, message: 'the script is nested too deeply to be followed' });
  }
  return { ...toExecution(run), state: toState(scope) };
}

function spanOfStatements(statements: readonly Statement[]): Span {
  const [first, ...others] = statements.map((statement) => statement.span);
  return first ? join(first, ...others) : { start: 0, end: 0 };
}

function runStatements(run: Run, statements: readonly Statement[], scope: Scope, context: Context): Status {
  let status: Status = 'succeeds';
  for (const [index, statement] of statements.entries()) {
    if (run.stopped || scope.ended !== undefined) break;
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
      return toStatus(decideExpression(statement.expression, expanderFor(run, scope, deeper)));
    case 'other':
      for (const name of variableNames(statement.text ?? '')) markRead(scope, name);
      return 'open';
  }
}

function expanderFor(run: Run, scope: Scope, context: Context): Expander {
  const aside: Context = { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
  return expanderOf(scope, (script) => substitute(run, script, scope, aside));
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

function inCondition(context: Context): Context {
  return { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
}

type List = Extract<Statement, { kind: 'list' }>;

/** `A && B || C`, from left to right (POSIX.1, Shell Command Language, 2.9.3 Lists). */
function runList(run: Run, list: List, scope: Scope, context: Context): Status {
  const contextOf = (index: number): Context => {
    const next = list.rest[index]?.operator;
    // `set -e` does not count but for the last command of a list.
    return next === undefined
      ? context
      : {
          ...context,
          statusFatal: failureEndsList(list, index, scope, context),
          errexitApplies: false,
          followedBy: next,
        };
  };
  let status = runStatement(run, list.first, scope, contextOf(0));
  for (const [index, { operator, statement }] of list.rest.entries()) {
    if (run.stopped || scope.ended !== undefined) break;
    status = runNext(run, operator, status, statement, scope, contextOf(index + 1));
  }
  return status;
}

function runNext(
  run: Run,
  operator: '&&' | '||',
  before: Status,
  statement: Statement,
  scope: Scope,
  context: Context,
): Status {
  const needed = operator === '&&' ? before : negate(before);
  const afterFailure = operator === '||';
  if (needed === 'fails' || needed === 'presumably-fails') return before;
  // An ordinary command is there to succeed: what follows it behind `&&` runs if the RUN succeeds.
  if (needed === 'succeeds' || needed === 'expected')
    return runStatement(run, statement, scope, { ...context, afterFailure });
  const likely = needed === 'presumably-succeeds';
  const [taken = 'open'] = runBranches(run, scope, context, [
    { likely, run: (branch, within) => runStatement(run, statement, branch, { ...within, afterFailure }) },
    { likely: false, run: () => before },
  ]);
  if (likely) return taken;
  if (operator === '&&') return taken === 'fails' ? 'fails' : 'open';
  if (taken === 'succeeds') return 'succeeds';
  if (taken === 'fails') return before;
  return taken === 'expected' || before === 'expected' ? 'expected' : 'open';
}

/** Whether a failure of the element at `index` makes the RUN fail, although others follow it. */
function failureEndsList(list: List, index: number, scope: Scope, context: Context): boolean {
  for (let at = index; at < list.rest.length; at++) {
    const next = list.rest[at];
    if (next?.operator !== '||') continue;
    const doom = doomOf(next.statement);
    if (doom === undefined) return false;
    if (doom === 'exit') return context.exitFatal;
    if (at === list.rest.length - 1) return isFatal(scope, context);
  }
  return context.statusFatal;
}

/** Whether a statement surely ends the script with an error, or surely has a failing status. */
function doomOf(statement: Statement): 'exit' | 'status' | undefined {
  switch (statement.kind) {
    case 'command': {
      const [name, code] = statement.words;
      const text = literalOf(name);
      if (text === 'false') return 'status';
      if (text === 'return') return code && /^0*[1-9]/.test(literalOf(code) ?? '') ? 'status' : undefined;
      // `exit $?` and `exit` behind `||` hand on the failure.
      return text === 'exit' && !/^0+$/.test(code ? (literalOf(code) ?? '1') : '1') ? 'exit' : undefined;
    }
    case 'group':
    case 'subshell': {
      const dooms = statement.body.map(doomOf);
      const doom = dooms.includes('exit') ? 'exit' : dooms.at(-1);
      return doom === 'exit' && statement.kind === 'subshell' ? 'status' : doom;
    }
    case 'list':
      if (statement.rest.some(({ operator }) => operator === '||')) return undefined;
      return [statement.first, ...statement.rest.map((each) => each.statement)]
        .map(doomOf)
        .find((doom) => doom !== undefined);
    default:
      return undefined;
  }
}

interface Branch {
  /** True for the branch that a presumed value decides for. */
  readonly likely: boolean;
  readonly run: (scope: Scope, context: Context) => Status;
}

/** Runs branches of which it cannot be told which one is taken, and merges what they leave behind. */
function runBranches(run: Run, scope: Scope, context: Context, branches: readonly Branch[]): Status[] {
  const likely = branches.findIndex((branch) => branch.likely);
  const within: Context = { ...context, runs: 'perhaps', undecided: true };
  const statuses: Status[] = [];
  const scopes = branches.map((branch, index) => {
    const clone = cloneScope(scope);
    const action = () => {
      statuses[index] = branch.run(clone, within);
    };
    if (likely >= 0 && index !== likely) rehearse(run, action);
    else action();
    return clone;
  });
  mergeScopes(scope, scopes, likely >= 0 ? likely : undefined);
  return statuses;
}

function mergeStatuses(statuses: readonly Status[]): Status {
  const [first = 'open'] = statuses;
  if (statuses.every((status) => status === first)) return first;
  return statuses.every((status) => status === 'succeeds' || status === 'expected') ? 'expected' : 'open';
}

type Pipeline = Extract<Statement, { kind: 'pipeline' }>;

function runPipeline(run: Run, pipeline: Pipeline, scope: Scope, context: Context): Status {
  const base = pipeline.negated ? inCondition(context) : context;
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

type If = Extract<Statement, { kind: 'if' }>;

function runIf(run: Run, statement: If, index: number, scope: Scope, context: Context): Status {
  const branch = statement.branches[index];
  if (!branch) return statement.otherwise ? runStatements(run, statement.otherwise, scope, context) : 'succeeds';
  if (!step(run, scope, context, statement.span)) return 'open';
  const condition = runStatements(run, branch.condition, scope, inCondition(context));
  if (run.stopped || scope.ended !== undefined) return 'open';
  if (condition === 'succeeds') return runStatements(run, branch.body, scope, context);
  const deeper = { ...context, depth: context.depth + 1 };
  if (condition === 'fails') return runIf(run, statement, index + 1, scope, deeper);
  const statuses = runBranches(run, scope, deeper, [
    {
      likely: condition === 'presumably-succeeds',
      run: (taken, within) => runStatements(run, branch.body, taken, within),
    },
    {
      likely: condition === 'presumably-fails',
      run: (other, within) => runIf(run, statement, index + 1, other, within),
    },
  ]);
  return mergeStatuses(statuses);
}

type Case = Extract<Statement, { kind: 'case' }>;

function runCase(run: Run, statement: Case, scope: Scope, context: Context): Status {
  const expander = expanderFor(run, scope, context);
  const subject = expandUnsplit(statement.subject, expander);
  const possible: { readonly body: readonly Statement[]; readonly certain: boolean }[] = [];
  let exhausted = false;
  let presumed = false;
  for (const arm of statement.arms) {
    const match = matchesArm(subject, arm.patterns, expander);
    if (match === 'no') continue;
    presumed ||= match === 'presumably';
    exhausted = match !== 'perhaps';
    possible.push({ body: arm.body, certain: exhausted });
    if (exhausted) break;
  }
  presumed ||= isSettled(subject) && subject.certainty === 'presumed';
  const [only] = possible;
  if (only === undefined) return 'succeeds';
  if (possible.length === 1 && only.certain && !presumed) return runStatements(run, only.body, scope, context);
  const decided = exhausted && possible.length === 1;
  const branches = possible.map(({ body }): Branch => ({
    likely: decided && presumed,
    run: (branch, within) => runStatements(run, body, branch, within),
  }));
  if (!exhausted || decided) branches.push({ likely: false, run: () => 'succeeds' });
  return mergeStatuses(runBranches(run, scope, context, branches));
}

function matchesArm(
  subject: Fact<string>,
  patterns: readonly ShellWord[],
  expander: Expander,
): 'yes' | 'presumably' | 'perhaps' | 'no' {
  let perhaps = false;
  for (const word of patterns) {
    const pattern = expandPattern(word, expander);
    if (!isSettled(pattern)) {
      perhaps = true;
      continue;
    }
    if (pattern.value.length > 0 && pattern.value.every((token) => token.kind === 'many')) return 'yes';
    if (!isSettled(subject) || subject.value.length > longestSearchedText) perhaps = true;
    else if (matchesPattern(pattern.value, subject.value)) return pattern.certainty === 'known' ? 'yes' : 'presumably';
  }
  return perhaps ? 'perhaps' : 'no';
}

type For = Extract<Statement, { kind: 'for' }>;

const mostRounds = 50;

function runFor(run: Run, statement: For, scope: Scope, context: Context): Status {
  const values = valuesOf(run, statement, scope, context);
  const origin = statement.words?.[0]
    ? join(statement.words[0].span, ...statement.words.map((word) => word.span))
    : undefined;
  if (values === undefined || values.length > mostRounds || values.some((value) => !isSettled(value))) {
    return runLoop(run, scope, context, (round, within) => {
      overwrite(round, statement.variable, unknown('shell-computed'), origin);
      runStatements(run, statement.body, round, within);
    });
  }
  const before = { ...scope.skipped };
  let status: Status = 'succeeds';
  for (const [index, value] of values.entries()) {
    if (run.stopped || scope.ended !== undefined) break;
    if (!step(run, scope, context, statement.span)) break;
    overwrite(scope, statement.variable, value, origin);
    status = runStatements(
      run,
      statement.body,
      scope,
      index === values.length - 1 ? context : { ...context, statusFatal: false },
    );
    endRound(scope, before);
  }
  endLoop(scope, before);
  return status;
}

/** The values that a `for` goes through; undefined if they are not known. A file name pattern is an unknown value. */
function valuesOf(run: Run, statement: For, scope: Scope, context: Context): readonly Fact<string>[] | undefined {
  if (statement.words === undefined) return scope.positional;
  const expander = expanderFor(run, scope, context);
  return statement.words.flatMap((word) => {
    const fields = expandFields(word, expander);
    if (word.parts.every((part) => part.quoted)) return fields;
    return fields.map((field) => (isSettled(field) && /[*?[]/.test(field.value) ? unknown('shell-computed') : field));
  });
}

/** Runs the rounds of a loop of which neither number nor values are known. */
function runLoop(run: Run, scope: Scope, context: Context, round: (scope: Scope, context: Context) => void): Status {
  const before = { ...scope.skipped };
  const within: Context = { ...context, runs: 'perhaps', undecided: true };
  // Any round but the first starts from what the rounds before have changed.
  const changed = cloneScope(scope);
  rehearse(run, () => {
    round(changed, within);
  });
  mergeScopes(scope, [cloneScope(scope), changed]);
  endRound(scope, before);
  if (scope.ended === undefined && run.rehearsals === 0) {
    const body = cloneScope(scope);
    const start = run.commands.length;
    round(body, within);
    // What one round leaves behind is seen by the commands of the next, and read by its words.
    const commands = run.commands.slice(start);
    for (const record of [...[...body.live.values()].flat(), ...body.liveDirectories])
      for (const command of commands) record.commandsAfter.add(command);
    endRound(body, before);
    if (body.ended === undefined) {
      const next = cloneScope(body);
      rehearse(run, () => {
        round(next, within);
      });
    }
    mergeScopes(scope, [cloneScope(scope), body]);
  }
  endLoop(scope, before);
  return 'expected';
}

/** What `continue` skips ends with the round, what `break` skips with the loop. */
function endRound(scope: Scope, before: Scope['skipped']): void {
  if (scope.ended === 'round') scope.ended = undefined;
  scope.skipped.round = before.round;
}

function endLoop(scope: Scope, before: Scope['skipped']): void {
  endRound(scope, before);
  if (scope.ended === 'loop') scope.ended = undefined;
  scope.skipped.loop = before.loop;
}
