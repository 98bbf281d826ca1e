import { isSettled, known, unknown, weakest, type Fact } from '../facts/fact';
import type { Span } from '../text/span';
import { isTooDeep } from '../workspace/sourceTree';
import type { Argument } from './execution';
import { resolveDirectory } from './path';
import { assign, markRead, overwrite, recordEffect, type Context, type Run, type Status } from './run';
import { lookUp, setVariable, unsetVariable, type Scope } from './scope';
import { applyOption } from './options';

/** A command of the shell itself that changes what the shell knows. */
interface BuiltinCall {
  readonly run: Run;
  readonly scope: Scope;
  readonly context: Context;
  /** Behind the name. */
  readonly args: readonly Argument[];
  /** Of the builtin's name. */
  readonly nameSpan: Span;
  /** Of the whole command. */
  readonly span: Span;
}

type Builtin = (call: BuiltinCall) => Status;

const nothing: Builtin = () => 'succeeds';

/**
 * Builtins that no process sees (POSIX.1, Shell Command Language, 2.14 Special Built-In Utilities; bash manual, Shell
 * Builtin Commands). They are not among the commands of an execution.
 */
export const silentBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', nothing],
  ['true', nothing],
  ['false', () => 'fails'],
  ['cd', (call) => changeDirectory(call, 'cd')],
  ['pushd', (call) => changeDirectory(call, 'pushd')],
  ['popd', popDirectory],
  ['export', (call) => declare(call, 'export')],
  ['readonly', (call) => declare(call, 'assignment')],
  ['declare', declareWithOptions],
  ['typeset', declareWithOptions],
  ['local', declareLocal],
  ['unset', unset],
  ['set', setOptions],
  ['shift', shift],
  ['exit', exit],
  ['return', (call) => end(call, 'function')],
  ['break', (call) => end(call, 'loop')],
  ['continue', (call) => end(call, 'round')],
  ...[
    'exec',
    'trap',
    'umask',
    'ulimit',
    'wait',
    'alias',
    'unalias',
    'shopt',
    'enable',
    'jobs',
    'disown',
    'times',
    'let',
  ].map((name) => [name, nothing] as const),
]);

/** Builtins that a process could be as well (they read files or print), and that set variables besides. */
export const settingBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['read', (call) => setUnknown(call, call.args)],
  ['mapfile', (call) => setUnknown(call, call.args)],
  ['readarray', (call) => setUnknown(call, call.args)],
  ['getopts', (call) => setUnknown(call, call.args.slice(1))],
  ['printf', printTo],
]);

/** Builtins whose `NAME=value` arguments are not split. */
export const declarations: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);

function textOf(argument: Argument | undefined): string | undefined {
  return argument && isSettled(argument.value) ? argument.value.value : undefined;
}

/** The arguments behind the options, and the letters of these. */
function withoutOptions(args: readonly Argument[]): {
  readonly options: string;
  readonly operands: readonly Argument[];
} {
  let options = '';
  let at = 0;
  for (; at < args.length; at++) {
    const text = textOf(args[at]);
    if (text === '--') {
      at++;
      break;
    }
    if (text === undefined || !/^[-+]./.test(text)) break;
    options += text;
  }
  return { options, operands: args.slice(at) };
}

function changeDirectory(call: BuiltinCall, name: 'cd' | 'pushd'): Status {
  const { run, scope, context, args, nameSpan, span } = call;
  const { operands } = withoutOptions(args);
  const [operand] = operands;
  const target = directoryOf(scope, operand, name);
  const value = textOf(operand);
  const written = operand?.word?.raw ?? value ?? '';
  if (name === 'pushd') scope.directories = [...scope.directories, scope.workdir];
  scope.previousWorkdir = scope.workdir;
  scope.workdir = target.directory;
  const record = recordEffect(run, {
    kind: 'cd',
    name: written,
    value: target.directory,
    span,
    nameSpan: operand?.span ?? nameSpan,
    valueSpan: operand?.span,
    exported: false,
    followedBy: context.followedBy,
  });
  const earlier = target.relative ? scope.liveDirectories.filter((each) => each !== record) : [];
  scope.liveDirectories = record ? [...earlier, record] : earlier;
  return 'expected';
}

/** Where `cd operand` leads, and whether that depends on where it starts. */
function directoryOf(
  scope: Scope,
  operand: Argument | undefined,
  name: string,
): { readonly directory: Fact<string>; readonly relative: boolean } {
  if (operand === undefined) {
    if (name === 'pushd') return { directory: unknown('shell-computed'), relative: true };
    markRead(scope, 'HOME');
    return { directory: lookUp(scope, 'HOME') ?? unknown('shell-computed'), relative: false };
  }
  const { value } = operand;
  if (!isSettled(value)) return { directory: value, relative: true };
  if (value.value === '-') return { directory: scope.previousWorkdir ?? unknown('shell-computed'), relative: true };
  if (/^~/.test(operand.word?.raw ?? '')) {
    markRead(scope, 'HOME');
    const home = lookUp(scope, 'HOME');
    if (home && isSettled(home) && /^~(\/|$)/.test(value.value))
      return { directory: from(home, value, value.value.slice(1).replace(/^\/+/, '')), relative: false };
    return { directory: unknown('shell-computed'), relative: false };
  }
  if (/^[-+]\d+$/.test(value.value) || /[*?[]/.test(value.value))
    return { directory: unknown('shell-computed'), relative: true };
  return { directory: resolveFrom(scope.workdir, value), relative: !value.value.startsWith('/') };
}

/** The directory that a path means in a working directory, as certain as both. */
export function resolveFrom(workdir: Fact<string>, path: Fact<string>): Fact<string> {
  if (!isSettled(path)) return path;
  if (path.value.startsWith('/')) return from(known('/'), path, path.value);
  return isSettled(workdir) ? from(workdir, path, path.value) : workdir;
}

function from(base: Fact<string>, path: Fact<string>, text: string): Fact<string> {
  if (!isSettled(base)) return base;
  const certainty = weakest(base, path) === 'presumed' ? 'presumed' : 'known';
  const value = resolveDirectory(base.value, text);
  if (isTooDeep(value)) return unknown('not-modelled');
  return { certainty, value, because: [...base.because, ...path.because] };
}

function popDirectory({ scope, args }: BuiltinCall): Status {
  const before = args.length === 0 ? scope.directories.at(-1) : undefined;
  scope.directories = scope.directories.slice(0, -1);
  scope.previousWorkdir = scope.workdir;
  scope.workdir = before ?? unknown('shell-computed');
  return 'expected';
}

function declare(call: BuiltinCall, kind: 'assignment' | 'export'): Status {
  const { run, scope, context, args, span } = call;
  const { options, operands } = withoutOptions(args);
  if (options.includes('f') || options.includes('p')) return 'succeeds';
  if (kind === 'export' && options.includes('n')) {
    for (const operand of operands) unexport(scope, textOf(operand));
    return 'succeeds';
  }
  for (const operand of operands) {
    const parsed = readDeclaration(operand);
    if (!parsed) {
      // `export $PAIR`: which variable it sets cannot be told.
      scope.mayHoldMore = true;
      continue;
    }
    if (parsed.value === undefined && kind === 'assignment') continue;
    assign(run, scope, context, { kind, ...parsed, span });
  }
  return 'succeeds';
}

interface Declaration {
  readonly name: string;
  readonly value: Fact<string> | undefined;
  readonly append: boolean;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

/** `NAME` or `NAME=value`; undefined if the name cannot be told. */
function readDeclaration(argument: Argument): Declaration | undefined {
  const { value, span } = argument;
  const written = argument.word?.assignment;
  if (written) {
    const prefix = written.name.length + (written.append ? 2 : 1);
    const rest = isSettled(value) ? { ...value, value: value.value.slice(prefix) } : value;
    return {
      name: written.name,
      value: rest,
      append: written.append,
      nameSpan: written.nameSpan,
      valueSpan: written.value?.span,
    };
  }
  const match = isSettled(value) ? /^([A-Za-z_][A-Za-z0-9_]*)(?:=([^]*))?$/.exec(value.value) : undefined;
  if (!match?.[1] || !isSettled(value)) return undefined;
  const rest = match[2] === undefined ? undefined : { ...value, value: match[2] };
  return { name: match[1], value: rest, append: false, nameSpan: span, valueSpan: rest && span };
}

function unexport(scope: Scope, name: string | undefined): void {
  const variable = name === undefined ? undefined : scope.variables.get(name);
  if (name !== undefined && variable) setVariable(scope, name, { ...variable, exported: false });
}

function declareWithOptions(call: BuiltinCall): Status {
  return declare(call, /^[^+]*x/.test(withoutOptions(call.args).options) ? 'export' : 'assignment');
}

function declareLocal(call: BuiltinCall): Status {
  const { scope } = call;
  for (const operand of withoutOptions(call.args).operands) {
    const name = readDeclaration(operand)?.name;
    if (name !== undefined && scope.locals && !scope.locals.has(name))
      scope.locals.set(name, scope.variables.get(name));
  }
  return declareWithOptions(call);
}

function unset({ run, scope, args }: BuiltinCall): Status {
  const { options, operands } = withoutOptions(args);
  for (const operand of operands) {
    const name = textOf(operand);
    if (name === undefined) scope.mayHoldMore = true;
    else if (options.includes('f')) scope.functions.delete(name);
    else {
      unsetVariable(scope, name);
      run.full?.unsets.push({ name, span: operand.span });
    }
  }
  return 'succeeds';
}

function setOptions({ scope, args }: BuiltinCall): Status {
  let at = 0;
  for (; at < args.length; at++) {
    const text = textOf(args[at]);
    if (text === '--' || text === '-') {
      scope.positional = args.slice(at + 1).map((argument) => argument.value);
      return 'succeeds';
    }
    if (text === undefined || !/^[-+]./.test(text)) break;
    scope.options = applyOption(scope.options, text, text.includes('o') ? textOf(args[++at]) : undefined);
  }
  if (at < args.length) scope.positional = args.slice(at).map((argument) => argument.value);
  return 'succeeds';
}

function shift({ scope, args }: BuiltinCall): Status {
  const count = args.length === 0 ? 1 : Number(textOf(args[0]));
  scope.positional = Number.isInteger(count) && count >= 0 ? scope.positional?.slice(count) : undefined;
  return 'succeeds';
}

function exit({ scope, context, args }: BuiltinCall): Status {
  const [code] = args;
  const text = code ? textOf(code) : undefined;
  const failed = text === undefined ? context.afterFailure : !/^0+$/.test(text);
  scope.ended = failed ? 'failed' : 'succeeded';
  return failed ? 'fails' : 'succeeds';
}

function end({ scope, args }: BuiltinCall, ending: 'function' | 'loop' | 'round'): Status {
  scope.ended = ending;
  const code = textOf(args[0]);
  return ending !== 'function' || code === '0'
    ? 'succeeds'
    : code !== undefined && /^\d+$/.test(code)
      ? 'fails'
      : 'expected';
}

function setUnknown({ scope }: BuiltinCall, args: readonly Argument[]): Status {
  for (const argument of args) {
    const name = textOf(argument);
    if (name === undefined) scope.mayHoldMore = true;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) overwrite(scope, name, unknown('shell-computed'), argument.span);
  }
  return 'open';
}

function printTo(call: BuiltinCall): Status {
  const { args } = call;
  if (textOf(args[0]) === '-v' && args[1]) setUnknown(call, [args[1]]);
  return 'expected';
}
