import { isSettled, type Fact } from '../facts/fact';
import { expanderFor } from './command';
import { expandPattern, expandUnsplit, type Expander } from './expand';
import { longestSearchedText, matchesPattern } from './pattern';
import { join, type Span } from '../text/span';
import { inCondition, lookAside, rehearse, step, type Context, type Run, type Status } from './run';
import { cloneScope, mergeScopes, type Scope } from './scope';
import type { ShellWord, Statement } from './script';

interface Branch {
  /** True for the branch that a presumed value decides for. */
  readonly likely: boolean;
  /** What decides against the branch if another one is likely. */
  readonly decidedBy?: Span;
  readonly run: (scope: Scope, context: Context) => Status;
}

/** Runs branches of which it cannot be told which one is taken, and merges what they leave behind. */
export function runBranches(run: Run, scope: Scope, context: Context, branches: readonly Branch[]): Status[] {
  const likely = branches.findIndex((branch) => branch.likely);
  const within: Context = { ...context, runs: 'perhaps', undecided: true };
  const statuses: Status[] = [];
  const scopes = branches.map((branch, index) => {
    const clone = cloneScope(scope);
    const action = () => {
      statuses[index] = branch.run(clone, within);
    };
    if (likely >= 0 && index !== likely) {
      if (branch.decidedBy)
        lookAside(run, scope, context, { why: 'condition', span: branch.decidedBy }, (aside, unlikely) => {
          branch.run(aside, unlikely);
        });
      rehearse(run, action);
    } else action();
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
type If = Extract<Statement, { kind: 'if' }>;

/** `if`, from the branch at `index` on. A condition that is decided leaves one branch, any other one both. */
export function runIf(run: Run, statement: If, index: number, scope: Scope, context: Context): Status {
  const branch = statement.branches[index];
  if (!branch) return statement.otherwise ? run.runStatements(run, statement.otherwise, scope, context) : 'succeeds';
  if (!step(run, scope, context, statement.span)) return 'open';
  const condition = run.runStatements(run, branch.condition, scope, inCondition(context));
  if (run.stopped || scope.ended !== undefined) return 'open';
  const deeper = { ...context, depth: context.depth + 1 };
  const [first, ...others] = branch.condition;
  const decidedBy = first ? join(first.span, ...others.map(({ span }) => span)) : statement.span;
  const reason = { why: 'condition' as const, span: decidedBy };
  if (condition === 'succeeds') {
    lookAside(run, scope, deeper, reason, (clone, within) => {
      lookAtBranches(run, statement, index + 1, clone, within);
    });
    return run.runStatements(run, branch.body, scope, context);
  }
  if (condition === 'fails') {
    lookAside(run, scope, deeper, reason, (clone, within) => {
      run.runStatements(run, branch.body, clone, within);
    });
    return runIf(run, statement, index + 1, scope, deeper);
  }
  const statuses = runBranches(run, scope, deeper, [
    {
      likely: condition === 'presumably-succeeds',
      decidedBy,
      run: (taken, within) => run.runStatements(run, branch.body, taken, within),
    },
    {
      likely: condition === 'presumably-fails',
      decidedBy,
      run: (other, within) => runIf(run, statement, index + 1, other, within),
    },
  ]);
  return mergeStatuses(statuses);
}

/** The branches of an `if` from the one at `index` on, none of which runs. */
function lookAtBranches(run: Run, statement: If, index: number, scope: Scope, context: Context): void {
  const bodies = statement.branches.slice(index).flatMap(({ condition, body }) => [condition, body]);
  for (const body of [...bodies, ...(statement.otherwise ? [statement.otherwise] : [])])
    run.runStatements(run, body, cloneScope(scope), context);
}

type Case = Extract<Statement, { kind: 'case' }>;

/** `case`: the one arm that is known to match, or all that may. */
export function runCase(run: Run, statement: Case, scope: Scope, context: Context): Status {
  const expander = expanderFor(run, scope, context);
  const subject = expandUnsplit(statement.subject, expander);
  const possible: { readonly body: readonly Statement[]; readonly certain: boolean }[] = [];
  let exhausted = false;
  let presumed = false;
  const lookAt = (body: readonly Statement[]): void => {
    const reason = { why: 'condition' as const, span: statement.subject.span };
    lookAside(run, scope, context, reason, (clone, within) => {
      run.runStatements(run, body, clone, within);
    });
  };
  for (const [index, arm] of statement.arms.entries()) {
    const match = matchesArm(subject, arm.patterns, expander);
    if (match === 'no') {
      lookAt(arm.body);
      continue;
    }
    presumed ||= match === 'presumably';
    exhausted = match !== 'perhaps';
    possible.push({ body: arm.body, certain: exhausted });
    if (exhausted) {
      for (const later of statement.arms.slice(index + 1)) lookAt(later.body);
      break;
    }
  }
  presumed ||= isSettled(subject) && subject.certainty === 'presumed';
  const [only] = possible;
  if (only === undefined) return 'succeeds';
  if (possible.length === 1 && only.certain && !presumed) return run.runStatements(run, only.body, scope, context);
  const decided = exhausted && possible.length === 1;
  const branches = possible.map(({ body }): Branch => ({
    likely: decided && presumed,
    run: (branch, within) => run.runStatements(run, body, branch, within),
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
