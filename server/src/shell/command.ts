import { verbatim } from '../dockerfile/logicalText';
import { isSettled, known, unknown, type Fact } from '../facts/fact';
import { join, type Span } from '../text/span';
import { declarations, resolveFrom, settingBuiltins, silentBuiltins } from './builtins';
import { decideTest } from './condition';
import type { Argument, ExecutedCommand, ShellVariable } from './execution';
import { concatenate, expandFields, expandUnsplit, type Expander } from './expand';
import { outputOf } from './output';
import { parseScript, parseUnquotedScript } from './parse';
import {
  assign,
  expanderOf,
  hasSkipped,
  inProcess,
  isFatal,
  markOpaque,
  processStatus,
  recordCommand,
  toStatus,
  type Context,
  type Run,
  type Status,
} from './run';
import { cloneScope, environmentOf, setVariable, startScope, unsetVariable, type Scope } from './scope';
import type { Redirect, Script, ShellWord, SimpleCommand } from './script';
import { lookThrough, type EnvironmentChange, type InnerScript } from './wrappers';

/** Runs a simple command: expands its words, looks through wrappers, and records what runs or what it changes. */
export function runCommand(run: Run, command: SimpleCommand, scope: Scope, context: Context): Status {
  run.substituted = undefined;
  const aside: Context = { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
  const alone = command.words.length === 0;
  // The status of `X=$(command)` is that of the command; anywhere else the status of a substitution is lost.
  const expander = expanderOf(scope, (script) => substitute(run, script, scope, alone ? context : aside));
  const argv = expandArguments(command.words, expander);
  const assignments = command.assignments.map((assignment) => {
    const value = assignment.value ? expandUnsplit(assignment.value, expander) : known('');
    const { name, nameSpan, span, append } = assignment;
    const draft = {
      kind: 'assignment' as const,
      name,
      value,
      append,
      span,
      nameSpan,
      valueSpan: assignment.value?.span ?? { start: span.end, end: span.end },
    };
    // Each assignment sees those before it.
    if (argv.length === 0) assign(run, scope, context, draft);
    return draft;
  });
  const redirects = [...context.redirects, ...expandRedirects(command.redirects, expander)];
  if (argv.length === 0) return run.substituted ?? 'succeeds';
  const changes = assignments.map((draft): EnvironmentChange => {
    const before = draft.append ? scope.variables.get(draft.name)?.value : undefined;
    return { ...draft, kind: 'set', value: before ? concatenate([before, draft.value]) : draft.value };
  });
  return runArguments(run, scope, { ...context, redirects }, argv, changes, command.span);
}

/** Runs the commands of `$(script)` in a subshell, and tells what they print as far as that is known. */
export function substitute(run: Run, script: Script, scope: Scope, context: Context): Fact<string> {
  const inner = cloneScope(scope);
  Object.assign(inner.skipped, { script: false, function: false, loop: false, round: false });
  const printing: NonNullable<Context['printing']> = [];
  const status = run.runStatements(run, script.statements, inner, {
    ...inProcess(scope, context),
    runs: context.runs === 'perhaps' || hasSkipped(scope) ? 'perhaps' : 'always',
    undecided: false,
    afterFailure: false,
    pipedFrom: undefined,
    redirects: [],
    wrappers: [],
    printing,
    approximate: context.approximate || script.approximate === true,
    depth: context.depth + 1,
  });
  run.substituted = processStatus(status, inner);
  if (script.errors.length > 0 && script.statements.length === 0) return unknown('shell-computed');
  // `$(< file)` and the like print without a command.
  const silent = script.statements.some(
    (statement) => statement.kind === 'command' && statement.words.length === 0 && statement.redirects.length > 0,
  );
  return silent || run.stopped ? unknown('shell-computed') : outputOf(printing, run.hooks);
}

function expandArguments(words: readonly ShellWord[], expander: Expander): Argument[] {
  const argv: Argument[] = [];
  for (const word of words) {
    const first = argv[0]?.value;
    const { assignment, span } = word;
    if (assignment && first && isSettled(first) && declarations.has(first.value)) {
      const head = known(`${assignment.name}${assignment.append ? '+' : ''}=`);
      argv.push({
        value: concatenate([head, assignment.value ? expandUnsplit(assignment.value, expander) : known('')]),
        span,
        word,
      });
      continue;
    }
    const fields = expandFields(word, expander);
    const one = fields.length === 1;
    for (const value of fields) argv.push({ value, span, word: one ? word : undefined });
  }
  return argv;
}

/** The redirects with the paths of the files that they open. */
export function expandRedirects(redirects: readonly Redirect[], expander: Expander): ExecutedCommand['redirects'] {
  return redirects.map((redirect) => {
    const { heredoc, operator, target } = redirect;
    if (heredoc) {
      if (!heredoc.quoted)
        for (const [, name = ''] of heredoc.text.matchAll(/\$\{?#?([A-Za-z_][A-Za-z0-9_]*)/g)) expander.lookup(name);
      return { ...redirect, path: undefined };
    }
    const value = target && expandUnsplit(target, expander);
    const duplicates =
      operator.endsWith('&') && value !== undefined && isSettled(value) && /^(\d+|-)$/.test(value.value);
    return { ...redirect, path: duplicates || operator === '<<<' ? undefined : value };
  });
}

/** Commands whose failure is an answer. */
const tests: ReadonlySet<string> = new Set([
  'grep',
  'egrep',
  'fgrep',
  'command',
  'which',
  'type',
  'hash',
  'diff',
  'cmp',
  'expr',
  'mountpoint',
  'pgrep',
  'getent',
]);

/** Runs words that are expanded already, such as those of an exec form. */
export function runArguments(
  run: Run,
  scope: Scope,
  context: Context,
  words: readonly Argument[],
  prefix: readonly EnvironmentChange[],
  span: Span,
): Status {
  const changes = [...prefix];
  const wrappers = [...context.wrappers];
  let argv = words;
  let workdir = scope.workdir;
  let inShell = !context.json;
  let replacesShell = false;
  for (;;) {
    const called = inShell ? functionOf(scope, argv) : undefined;
    if (called) return runFunction(run, called, scope, context, argv, changes);
    const through = lookThrough(argv);
    if (!through) break;
    wrappers.push({ name: through.name, span: through.span });
    changes.push(...through.changes);
    if (through.directory) workdir = resolveFrom(workdir, through.directory);
    inShell &&= through.keepsShell;
    replacesShell ||= through.replacesShell;
    const { inner } = through;
    if (inner.kind === 'script') {
      if (!isSettled(inner.script.value)) {
        wrappers.pop();
        break;
      }
      const status = runInnerScript(run, scope, { ...context, wrappers }, inner, changes, workdir);
      if (replacesShell) scope.ended = 'succeeded';
      return status;
    }
    argv = inner.argv;
  }
  const [name] = argv;
  const text = name && isSettled(name.value) ? name.value.value : undefined;
  const call = { run, scope, context, args: argv.slice(1), nameSpan: name?.span ?? span, span };
  const record = (): void => {
    recordCommand(
      run,
      scope,
      context,
      toCommand(
        scope,
        replacesShell ? { ...context, statusFatal: context.exitFatal } : context,
        argv,
        wrappers,
        changes,
        workdir,
        span,
      ),
    );
  };
  if (inShell && text !== undefined) {
    const silent = silentBuiltins.get(text);
    if (silent && (text !== 'exec' || argv.length === 1)) {
      if (call.context.redirects.some((redirect) => redirect.path !== undefined && redirect.operator.startsWith('>')))
        record();
      return silent(call);
    }
    const setting = settingBuiltins.get(text);
    if (setting) {
      record();
      return setting(call);
    }
    if (text === 'eval') return runEval(run, scope, context, argv, record);
    if (text === '.' || text === 'source') {
      record();
      markOpaque(scope);
      return 'expected';
    }
  }
  record();
  if (replacesShell) scope.ended = 'succeeded';
  if (text === '[' || text === 'test') {
    const operands = argv.slice(1);
    return toStatus(decideTest(text === '[' ? operands.slice(0, -1) : operands));
  }
  return text !== undefined && tests.has(text) ? 'open' : 'expected';
}

function toCommand(
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
  if (changes.length === 0) return environment;
  const changed = new Map(environment);
  for (const change of changes) {
    if (change.kind === 'set') changed.set(change.name, { value: change.value, exported: true, origin: change.span });
    else if (change.kind === 'unset') changed.delete(change.name);
    else if (change.kind === 'clear') changed.clear();
    // sudo(8), env_reset: which variables stay is said by a file of the image.
    else for (const [name, variable] of changed) changed.set(name, { ...variable, value: unknown('opaque-command') });
  }
  return changed;
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

function runInnerScript(
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
  const shell = startScope({ variables, workdir, options: inner.options, mayHoldMore });
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

function noteErrors(run: Run, script: Script): void {
  if (run.rehearsals > 0) return;
  for (const error of script.errors) {
    const known = run.errors.some(({ span, message }) => span.start === error.span.start && message === error.message);
    if (!known) run.errors.push(error);
  }
}

function runEval(run: Run, scope: Scope, context: Context, argv: readonly Argument[], record: () => void): Status {
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

function functionOf(scope: Scope, argv: readonly Argument[]): string | undefined {
  const name = argv[0]?.value;
  return name && isSettled(name) && scope.functions.has(name.value) ? name.value : undefined;
}

function runFunction(
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

/** A word's value as the certain text that it is, or undefined. */
export function literalOf(word: ShellWord | undefined): string | undefined {
  if (!word?.parts.every((part) => part.kind === 'literal')) return undefined;
  return word.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
}
