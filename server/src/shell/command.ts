import { isSettled, known, unknown, valueOf, type Fact } from '../facts/fact';
import type { Span } from '../text/span';
import { expandBraces } from './braces';
import { declarations, resolveFrom, settingBuiltins, silentBuiltins } from './builtins';
import { functionOf, runEval, runFunction, runInnerScript, runSourced, toCommand } from './calls';
import { decideTest } from './condition';
import type { Argument, ExecutedCommand } from './execution';
import { concatenate, expandFields, expandUnsplit, type Expander } from './expand';
import { outputOf } from './output';
import {
  assign,
  expanderOf,
  hasSkipped,
  inProcess,
  markOpaque,
  processStatus,
  recordCommand,
  toStatus,
  type Context,
  type Run,
  type Status,
} from './run';
import { cloneScope, lookUp, type Scope } from './scope';
import type { Redirect, Script, ShellWord, SimpleCommand } from './script';
import { lookThrough, type EnvironmentChange } from './wrappers';

/** Runs a simple command: expands its words, looks through wrappers, and records what runs or what it changes. */
export function runCommand(run: Run, command: SimpleCommand, scope: Scope, context: Context): Status {
  run.substituted = undefined;
  const aside: Context = { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
  const alone = command.words.length === 0;
  // The status of `X=$(command)` is that of the command; anywhere else the status of a substitution is lost.
  const expander = expanderOf(run, scope, (script) => substitute(run, script, scope, alone ? context : aside));
  const argv = expandArguments(command.words, expander, scope.options.braces === true);
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
function substitute(run: Run, script: Script, scope: Scope, context: Context): Fact<string> {
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
  return silent || run.stopped
    ? unknown('shell-computed')
    : outputOf(printing, { substitute: (command) => run.hooks.substitute(command, run.commands) });
}

function expandArguments(words: readonly ShellWord[], expander: Expander, braces: boolean): Argument[] {
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
    const expanded = braces ? expandBraces(word) : [word];
    const fields = expanded.flatMap((each) => expandFields(each, expander));
    const one = fields.length === 1 && expanded[0] === word;
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
    const through = lookThrough(argv, () => standardInput(scope, context));
    if (!through) break;
    const word = argv[0] && valueOf(argv[0].value);
    const path = word !== undefined && word !== through.name && { path: word };
    wrappers.push({ name: through.name, ...path, span: through.span });
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
      const redirects = inner.fromInput ? context.redirects.filter((each) => !isInput(each)) : context.redirects;
      const status = runInnerScript(run, scope, { ...context, wrappers, redirects }, inner, changes, workdir);
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
      if (run.rehearsals === 0 && !run.full && isOfSomeShells(text, argv)) {
        // What `set` refuses ends the shell (POSIX.1, 2.8.1 Consequences of Shell Errors).
        const ends = text === 'set' ? { ...context, statusFatal: context.exitFatal } : context;
        run.builtins.push(toCommand(scope, ends, argv, wrappers, changes, workdir, span));
      }
      return silent(call);
    }
    const setting = settingBuiltins.get(text);
    if (setting) {
      record();
      return setting(call);
    }
    if (text === 'eval') return runEval(run, scope, context, argv, record);
    if (text === '.' || text === 'source') {
      const sourced = runSourced(run, scope, context, argv, record);
      if (sourced) return sourced;
      markOpaque(scope);
      return 'expected';
    }
  }
  record();
  if (replacesShell) scope.ended = 'succeeded';
  if (text === '[' || text === 'test') {
    const operands = argv.slice(1);
    return toStatus(decideTest(text === '[' ? operands.slice(0, -1) : operands, scope.dialect));
  }
  return text !== undefined && tests.has(text) ? 'open' : 'expected';
}

function isOfSomeShells(name: string, argv: readonly Argument[]): boolean {
  if (name === 'set') return argv.some(({ value }) => isSettled(value) && value.value === 'pipefail');
  return ['pushd', 'popd', 'declare', 'typeset', 'shopt', 'let', 'enable', 'disown'].includes(name);
}

function isInput({ operator, fileDescriptor }: Redirect): boolean {
  return operator.startsWith('<') && (fileDescriptor ?? 0) === 0;
}

/**
 * The here-document that a command reads as its standard input, as it reads it: expanded unless the delimiter is quoted. Not
 * settled if that takes more than variables that are known; undefined if the standard input is something else.
 */
function standardInput(scope: Scope, { redirects }: Context): Argument | undefined {
  const heredoc = redirects.findLast(isInput)?.heredoc;
  if (!heredoc) return undefined;
  const { text, span, quoted } = heredoc;
  const word: ShellWord = { span, raw: text, parts: [] };
  if (quoted || !/[$`\\]/.test(text)) return { value: known(text), span, word };
  let readable = true;
  // POSIX.1, 2.7.4: a backslash is special before $, `, another one and a line break.
  const expanded = text.replace(
    /\\([$`\\\n])|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})|\$(?=[\w({@*#?!$-])|`/g,
    (_, escaped?: string, plain?: string, braced?: string) => {
      if (escaped !== undefined) return escaped === '\n' ? '' : escaped;
      const name = plain ?? braced;
      const value = name === undefined ? unknown('shell-computed') : (lookUp(scope, name) ?? known(''));
      readable &&= isSettled(value);
      return isSettled(value) ? value.value : '';
    },
  );
  return { value: readable ? known(expanded) : unknown('shell-computed'), span, word: undefined };
}

/** What words in a place without a status of its own are expanded with: the subject of `case`, the words of `for`. */
export function expanderFor(run: Run, scope: Scope, context: Context): Expander {
  const aside: Context = { ...context, statusFatal: false, errexitApplies: false, followedBy: undefined };
  return expanderOf(run, scope, (script) => substitute(run, script, scope, aside));
}
