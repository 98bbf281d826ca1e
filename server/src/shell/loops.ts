import { isSettled, unknown, type Fact } from '../facts/fact';
import { join } from '../text/span';
import { expandBraces } from './braces';
import { expanderFor } from './command';
import { expandFields } from './expand';
import { lookAside, overwrite, rehearse, step, type Context, type Run, type Status } from './run';
import { cloneScope, mergeScopes, type Scope } from './scope';
import type { Statement } from './script';

type For = Extract<Statement, { kind: 'for' }>;

const mostRounds = 50;

/** `for`: a round for each value if all are known and few, otherwise a round that runs perhaps. */
export function runFor(run: Run, statement: For, scope: Scope, context: Context): Status {
  const values = valuesOf(run, statement, scope, context);
  const origin = statement.words?.[0]
    ? join(statement.words[0].span, ...statement.words.map((word) => word.span))
    : undefined;
  if (values === undefined || values.length > mostRounds || values.some((value) => !isSettled(value))) {
    return runLoop(run, scope, context, (round, within) => {
      overwrite(round, statement.variable, unknown('shell-computed'), origin);
      run.runStatements(run, statement.body, round, within);
    });
  }
  if (values.length === 0)
    lookAside(run, scope, context, { why: 'condition', span: origin ?? statement.span }, (clone, within) => {
      run.runStatements(run, statement.body, clone, within);
    });
  const before = { ...scope.skipped };
  let status: Status = 'succeeds';
  for (const [index, value] of values.entries()) {
    if (run.stopped || scope.ended !== undefined) break;
    if (!step(run, scope, context, statement.span)) break;
    overwrite(scope, statement.variable, value, origin);
    status = run.runStatements(
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

/** The values that a `for` goes through; undefined if they are not known. A file name pattern is an unknown value unless the files are known. */
function valuesOf(run: Run, statement: For, scope: Scope, context: Context): readonly Fact<string>[] | undefined {
  if (statement.words === undefined) return scope.positional;
  const expander = expanderFor(run, scope, context);
  const words = scope.options.braces ? statement.words.flatMap(expandBraces) : statement.words;
  return words.flatMap((word) => {
    const fields = expandFields(word, expander);
    if (word.parts.every((part) => part.quoted)) return fields;
    return fields.flatMap((field) => {
      if (!isSettled(field) || !/[*?[]/.test(field.value)) return field;
      const isQuoted = word.raw.includes('\\') || word.parts.some((part) => part.quoted);
      const names = isQuoted ? undefined : run.hooks.filesMatching?.(field.value, scope.workdir, run.commands);
      if (!names) return unknown('shell-computed');
      // POSIX.1, 2.6.6: a pattern that matches nothing stays as it is.
      return names.length === 0 ? field : names.map((name) => ({ ...field, value: name }));
    });
  });
}

/** Runs the rounds of a loop of which neither number nor values are known. */
export function runLoop(
  run: Run,
  scope: Scope,
  context: Context,
  round: (scope: Scope, context: Context) => void,
): Status {
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
