import { verbatim } from '../dockerfile/logicalText';
import { isSettled, known, unknown, type Fact } from '../facts/fact';
import { withEntries, withoutKeys, withValues } from '../text/sharedMap';
import { join, type Span } from '../text/span';
import type { Argument, ExecutedCommand, ShellVariable } from './execution';
import { concatenate } from './expand';
import { parseScript, parseUnquotedScript } from './parse';
import { hasSkipped, inProcess, isFatal, markOpaque, processStatus, type Context, type Run, type Status } from './run';
import { environmentOf, setVariable, startScope, unsetVariable, type Scope } from './scope';
import type { Script } from './script';
import type { EnvironmentChange, InnerScript } from './wrappers';

/** The record of a command that runs as a process, or as a builtin that does a process's work. */
export function toCommand(
  scope: Scope,
  context: Context,
  argv: readonly Argument[],
  wrappers: ExecutedCommand['wrappers'],
  changes: readonly EnvironmentChange[],
  workdir: Fact<string>,
  span: Span,
): ExecutedCommand {
  const mayHoldMore = scope.mayHoldMore && !changes.some((change) => change.kind === 'clear');
  return {
    span,
    argv,
    wrappers,
    environment: applyChanges(environmentOf(scope), changes),
    assignments: changes.flatMap((change) => {
      if (change.kind !== 'set') return [];
      const { name, value, span: whole, nameSpan, valueSpan } = change;
      return [{ name, value, span: whole, nameSpan, valueSpan }];
    }),
    workdir,
    runs: context.runs === 'perhaps' || hasSkipped(scope) ? 'perhaps' : 'always',
    failureIsFatal: isFatal(scope, context),
    ...(context.failureIsWanted && { failureIsWanted: true }),
    redirects: context.redirects,
    pipedFrom: context.pipedFrom,
    ...(mayHoldMore && { environmentMayHoldMore: true }),
    ...(context.approximate && { approximate: true }),
  };
}

function applyChanges(
  environment: ReadonlyMap<string, ShellVariable>,
  changes: readonly EnvironmentChange[],
): ReadonlyMap<string, ShellVariable> {
  return changes.reduce<ReadonlyMap<string, ShellVariable>>((changed, change) => {
    if (change.kind === 'set')
      return withEntries(changed, [[change.name, { value: change.value, exported: true, origin: change.span }]]);
    if (change.kind === 'unset') return withoutKeys(changed, [change.name]);
    if (change.kind === 'clear') return new Map();
    // sudo(8), env_reset: which variables stay is said by a file of the image.
    return withValues(changed, (variable) => ({ ...variable, value: unknown('opaque-command') }));
  }, environment);
}

/** The script of `sh -c`, with exact spans if it stands in the source as it is. */
function parseArgument(argument: Argument, text: string, context: Context): Script {
  const { span, word } = argument;
  if (!context.approximate) {
    if (word?.raw === text && span.end - span.start === text.length) return parseScript(verbatim(text, span.start));
    // One pair of quotes around it, nothing escaped, no line joined: the source is as long as the text then.
    const quoted = context.json || word?.raw === `'${text}'` || word?.raw === `"${text}"`;
    if (quoted && span.end - span.start === text.length + 2) return parseScript(verbatim(text, span.start + 1));
  }
  return parseUnquotedScript(text, span);
}

/** Runs the script of `sh -c` in a shell of its own, which knows nothing but the environment. */
export function runInnerScript(
  run: Run,
  scope: Scope,
  context: Context,
  inner: InnerScript,
  changes: readonly EnvironmentChange[],
  workdir: Fact<string>,
): Status {
  if (!isSettled(inner.script.value)) return 'expected';
  const script = parseArgument(inner.script, inner.script.value.value, context);
  noteErrors(run, script);
  const variables = applyChanges(environmentOf(scope), changes);
  const mayHoldMore = scope.mayHoldMore && !changes.some((change) => change.kind === 'clear');
  const started = context.wrappers.at(-1)?.name;
  // `sh -c` starts the shell again that reads this.
  const dialect = started === 'sh' || started === scope.dialect ? scope.dialect : undefined;
  const shell = startScope({ variables, workdir, options: inner.options, mayHoldMore, dialect });
  shell.name = inner.name?.value;
  shell.positional = inner.positional.map((argument) => argument.value);
  shell.live = new Map([...scope.live].filter(([name]) => scope.variables.get(name)?.exported));
  shell.liveDirectories = scope.liveDirectories;
  Object.assign(shell.skipped, scope.skipped);
  const approximate = context.approximate || script.approximate === true;
  const status = run.runStatements(run, script.statements, shell, {
    ...inProcess(scope, context),
    // Another process: that `set -e` does not count around it does not reach into it.
    errexitApplies: isFatal(scope, context),
    approximate,
    json: false,
    depth: context.depth + 1,
  });
  return processStatus(status, shell);
}

/** Takes over what the parser could not read of a script within the script, once. */
function noteErrors(run: Run, script: Script): void {
  if (run.rehearsals > 0) return;
  for (const error of script.errors) {
    const known = run.errors.some(({ span, message }) => span.start === error.span.start && message === error.message);
    if (!known) run.errors.push(error);
  }
}

/** Runs `eval words`: the text they make if it is known, and otherwise nothing that could be told. */
export function runEval(
  run: Run,
  scope: Scope,
  context: Context,
  argv: readonly Argument[],
  record: () => void,
): Status {
  const words = argv.slice(1);
  const [first, ...others] = words;
  const text = concatenate(words.flatMap(({ value }, index) => (index === 0 ? [value] : [known(' '), value])));
  if (first === undefined) return 'succeeds';
  if (!isSettled(text)) {
    record();
    markOpaque(scope);
    return 'expected';
  }
  const whole = join(first.span, ...others.map((word) => word.span));
  const script =
    words.length === 1 ? parseArgument(first, text.value, context) : parseUnquotedScript(text.value, whole);
  noteErrors(run, script);
  const approximate = context.approximate || script.approximate === true;
  return run.runStatements(run, script.statements, scope, { ...context, approximate, depth: context.depth + 1 });
}

/** Runs `. ./file` in the shell that reads it, if the file is known; undefined if it is not. The command is recorded in any case. */
export function runSourced(
  run: Run,
  scope: Scope,
  context: Context,
  argv: readonly Argument[],
  record: () => void,
): Status | undefined {
  const [, file, more] = argv;
  const text =
    file && isSettled(file.value) && file.value.certainty === 'known' && more === undefined
      ? run.hooks.textOf?.(file.value.value, scope.workdir, run.commands)
      : undefined;
  record();
  if (!file || text === undefined) return undefined;
  const script = parseUnquotedScript(text, file.span);
  // A file that returns, or that cannot be read to its end.
  if (script.errors.length > 0 || /^\s*return\b/m.test(text)) return undefined;
  const before = { effects: new Set(run.effects.keys()), missing: new Set(scope.missing.keys()) };
  const within = { ...context, approximate: true, depth: context.depth + 1 };
  const status = run.runStatements(run, script.statements, scope, within);
  // What stands in another file is nothing to be said of this one.
  for (const key of run.effects.keys()) if (!before.effects.has(key)) run.effects.delete(key);
  for (const key of scope.missing.keys()) if (!before.missing.has(key)) scope.missing.delete(key);
  // Nor can a value that is given there be edited here.
  for (const [name, variable] of scope.variables)
    if (variable.origin?.start === file.span.start) setVariable(scope, name, { ...variable, origin: undefined });
  return status;
}

/** The name of the shell function that the words call, if they call one. */
export function functionOf(scope: Scope, argv: readonly Argument[]): string | undefined {
  const name = argv[0]?.value;
  return name && isSettled(name) && scope.functions.has(name.value) ? name.value : undefined;
}

/** Runs a function's body in the shell that calls it, with the arguments as `$1`, `$2` … */
export function runFunction(
  run: Run,
  name: string,
  scope: Scope,
  context: Context,
  argv: readonly Argument[],
  changes: readonly EnvironmentChange[],
): Status {
  const body = scope.functions.get(name);
  // What a function that calls itself ends up doing depends on tests that we would have to follow for ever.
  if (!body || run.activeFunctions.has(name)) {
    markOpaque(scope);
    return 'open';
  }
  const { positional, locals } = scope;
  const skipped = scope.skipped.function;
  const held = changes.flatMap((change) =>
    change.kind === 'set' ? [[change.name, scope.variables.get(change.name)] as const] : [],
  );
  for (const change of changes)
    if (change.kind === 'set')
      setVariable(scope, change.name, { value: change.value, exported: true, origin: change.span });
  scope.positional = argv.slice(1).map((argument) => argument.value);
  scope.locals = new Map();
  run.activeFunctions.add(name);
  const status = run.runStatements(run, body, scope, { ...context, followedBy: undefined, depth: context.depth + 1 });
  run.activeFunctions.delete(name);
  for (const [variable, before] of [...held, ...scope.locals]) {
    if (before) setVariable(scope, variable, before);
    else unsetVariable(scope, variable);
  }
  scope.positional = positional;
  scope.locals = locals;
  scope.skipped.function = skipped;
  if (scope.ended === 'function') scope.ended = undefined;
  return status;
}
