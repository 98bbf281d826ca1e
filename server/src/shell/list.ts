import { runBranches } from './branches';
import { isFatal, lookAside, negate, type Context, type Run, type Status } from './run';
import type { Scope } from './scope';
import type { ShellWord, Statement } from './script';

type List = Extract<Statement, { kind: 'list' }>;

/** `A && B || C`, from left to right (POSIX.1, Shell Command Language, 2.9.3 Lists). */
export function runList(run: Run, list: List, scope: Scope, context: Context): Status {
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
  let status = run.runStatements(run, [list.first], scope, contextOf(0));
  // What decides whether the next element runs: the last one that did.
  let last = list.first;
  for (const [index, { operator, statement }] of list.rest.entries()) {
    const ended = scope.ended !== undefined;
    if (run.stopped) break;
    if (ended || !mayRun(operator, status)) {
      const reason = { why: ended ? ('ended' as const) : ('condition' as const), span: last.span };
      lookAside(run, scope, contextOf(index + 1), reason, (clone, within) => {
        run.runStatements(run, [statement], clone, within);
      });
      continue;
    }
    status = runNext(run, operator, status, statement, scope, contextOf(index + 1));
    last = statement;
  }
  return status;
}

function mayRun(operator: '&&' | '||', before: Status): boolean {
  const needed = operator === '&&' ? before : negate(before);
  return needed !== 'fails' && needed !== 'presumably-fails';
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
  // An ordinary command is there to succeed: what follows it behind `&&` runs if the RUN succeeds.
  if (needed === 'succeeds' || needed === 'expected')
    return run.runStatements(run, [statement], scope, { ...context, afterFailure });
  const likely = needed === 'presumably-succeeds';
  const [taken = 'open'] = runBranches(run, scope, context, [
    { likely, run: (branch, within) => run.runStatements(run, [statement], branch, { ...within, afterFailure }) },
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

/** A word's value as the certain text that it is, or undefined. */
function literalOf(word: ShellWord | undefined): string | undefined {
  if (!word?.parts.every((part) => part.kind === 'literal')) return undefined;
  return word.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
}
