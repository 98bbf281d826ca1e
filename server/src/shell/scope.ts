import { evidence, isSettled, known, presumed, unknown, type Fact, type UnknownReason } from '../facts/fact';
import { say } from '../text/say';
import { withEntries, withoutKeys } from '../text/sharedMap';
import type { Span } from '../text/span';
import type { Dialect, Effect, ExecutedCommand, ShellOptions, ShellState, ShellVariable } from './execution';
import type { Statement } from './script';

/** What a shell process knows while it runs. A subshell works on a clone. */
export interface Scope {
  /** Changed through `setVariable` and `unsetVariable` only. */
  variables: ReadonlyMap<string, ShellVariable>;
  /** Those that are not exported. */
  hidden: ReadonlySet<string>;
  /** Names that `export` has been given before they had a value. */
  readonly markedForExport: Set<string>;
  environment: ReadonlyMap<string, ShellVariable> | undefined;
  workdir: Fact<string>;
  /** Where `cd -` leads. */
  previousWorkdir: Fact<string> | undefined;
  /** Of `pushd`. */
  directories: readonly Fact<string>[];
  options: ShellOptions;
  readonly dialect: Dialect | undefined;
  functions: Map<string, readonly Statement[]>;
  /** `$0`; undefined if it is not known. */
  name: Fact<string> | undefined;
  /** `$1`, `$2` …; undefined if they are not known. */
  positional: readonly Fact<string>[] | undefined;
  mayHoldMore: boolean;
  /** The effects whose result the variable holds now. */
  live: Map<string, readonly EffectRecord[]>;
  /** The `cd`s on which the directory now rests. */
  liveDirectories: readonly EffectRecord[];
  /** Set once nothing that follows runs, with how far that reaches. */
  ended: Ending | undefined;
  /** Whether one of these endings may have come about, so that what follows runs only perhaps. */
  readonly skipped: Record<'script' | 'function' | 'loop' | 'round', boolean>;
  /** What `local` variables were before the function that is running. */
  locals: Map<string, ShellVariable | undefined> | undefined;
  /** Variables that were expanded although they are not set, by name and place. Clones share it. */
  readonly missing: Map<string, { readonly name: string; readonly span: Span }>;
}

/** `exit 1`, `exit 0` (or `exec`), `return`, `break`, `continue`. */
type Ending = 'failed' | 'succeeded' | 'function' | 'loop' | 'round';

/** An effect while the script still runs. */
export interface EffectRecord {
  readonly kind: Effect['kind'];
  readonly name: string;
  value: Fact<string>;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  exported: boolean;
  readonly commandsAfter: Set<ExecutedCommand>;
  read: boolean;
  readonly followedBy: Effect['followedBy'];
  readonly notRun?: Effect['notRun'];
}

/** The scope of a shell that has just been started. */
export function startScope(state: ShellState): Scope {
  return {
    variables: state.variables,
    hidden: state.hidden ?? hiddenIn(state.variables),
    markedForExport: new Set(),
    environment: undefined,
    workdir: state.workdir,
    previousWorkdir: undefined,
    directories: [],
    options: state.options ?? { errexit: false, allexport: false, pipefail: false },
    dialect: state.dialect,
    functions: new Map(),
    name: state.name,
    positional: state.positional,
    mayHoldMore: state.mayHoldMore ?? false,
    live: new Map(),
    liveDirectories: [],
    ended: undefined,
    skipped: { script: false, function: false, loop: false, round: false },
    locals: undefined,
    missing: new Map(),
  };
}

/** The scope of a subshell, or of a branch that may not be taken. */
export function cloneScope(scope: Scope): Scope {
  return {
    ...scope,
    markedForExport: new Set(scope.markedForExport),
    functions: new Map(scope.functions),
    live: new Map(scope.live),
    skipped: { ...scope.skipped },
    locals: scope.locals && new Map(scope.locals),
  };
}

/** The state that a scope leaves behind. */
export function toState(scope: Scope): ShellState {
  const { variables, hidden, workdir, options, mayHoldMore } = scope;
  return { variables, hidden, workdir, options, mayHoldMore };
}

/**
 * Turns `scope` into what is known after one of several branches has run. Branches that ended the script with an error
 * do not count: the RUN has failed then. `likely` is the index of a branch that is presumed to be the one.
 */
export function mergeScopes(scope: Scope, branches: readonly Scope[], likely?: number): void {
  const going = branches.filter((branch) => branch.ended === undefined);
  const returning = branches.filter(
    (branch) => branch.ended !== undefined && branch.ended !== 'failed' && branch.ended !== 'succeeded',
  );
  const merged = going.length + returning.length > 0 ? [...going, ...returning] : branches;
  const preferred = merged.find((branch) => likely !== undefined && branch === branches[likely]);
  if (going.length === 0) scope.ended = commonEnding(branches);
  for (const reach of ['script', 'function', 'loop', 'round'] as const) {
    const ending = reach === 'script' ? 'succeeded' : reach;
    const passed = going.length > 0 && branches.some((branch) => branch.ended === ending);
    scope.skipped[reach] = passed || merged.some((branch) => branch.skipped[reach]);
  }
  mergeVariables(scope, merged, preferred);
  scope.workdir = mergeFacts(
    merged.map((branch) => branch.workdir),
    preferred?.workdir,
  );
  const previous = merged.map((branch) => branch.previousWorkdir ?? unknown('shell-computed'));
  scope.previousWorkdir = mergeFacts(previous, undefined);
  scope.directories = merged.every((branch) => branch.directories === merged[0]?.directories) ? scope.directories : [];
  const every = (option: keyof ShellOptions) => merged.every((branch) => branch.options[option] === true);
  scope.options = {
    errexit: every('errexit'),
    allexport: every('allexport'),
    pipefail: every('pipefail'),
    ...(every('braces') && { braces: true }),
  };
  scope.functions = new Map(merged.flatMap((branch) => [...branch.functions]));
  scope.positional = merged.every((branch) => branch.positional === merged[0]?.positional)
    ? merged[0]?.positional
    : undefined;
  scope.mayHoldMore = merged.some((branch) => branch.mayHoldMore);
  scope.liveDirectories = [...new Set(merged.flatMap((branch) => branch.liveDirectories))];
  scope.live = new Map();
  for (const branch of merged) {
    for (const [name, records] of branch.live)
      scope.live.set(name, [...new Set([...(scope.live.get(name) ?? []), ...records])]);
  }
}

function commonEnding(branches: readonly Scope[]): Ending | undefined {
  const endings = branches.map((branch) => branch.ended);
  return (['round', 'loop', 'function', 'succeeded', 'failed'] as const).find((ending) => endings.includes(ending));
}

function mergeVariables(scope: Scope, merged: readonly Scope[], preferred: Scope | undefined): void {
  const names = new Set(merged.flatMap((branch) => [...branch.variables.keys()]));
  const variables = new Map<string, ShellVariable>();
  for (const name of names) {
    const held = merged.map((branch) => branch.variables.get(name));
    const some = preferred?.variables.get(name) ?? held.find((variable) => variable !== undefined);
    if (some === undefined) continue;
    if (held.every((variable) => variable === some)) {
      variables.set(name, some);
      continue;
    }
    const exported = held.some((variable) => variable?.exported === true);
    const alike = held.every((variable) => variable !== undefined && variable.exported === exported);
    const empty = known('');
    const values = held.map((variable) => variable?.value ?? empty);
    const preference = preferred && (preferred.variables.get(name)?.value ?? empty);
    const value = alike || preference ? mergeFacts(values, preference) : divergent(some.origin, name);
    variables.set(name, { value, exported, origin: some.origin });
  }
  scope.variables = variables;
  scope.hidden = hiddenIn(variables);
  scope.environment = undefined;
}

function hiddenIn(variables: ReadonlyMap<string, ShellVariable>): ReadonlySet<string> {
  return new Set([...variables].flatMap(([name, { exported }]) => (exported ? [] : [name])));
}

function mergeFacts(facts: readonly Fact<string>[], preferred: Fact<string> | undefined): Fact<string> {
  const [first] = facts;
  if (first === undefined) return unknown('shell-computed');
  if (isSettled(first) && facts.every((fact) => isSettled(fact) && fact.value === first.value)) {
    return facts.find((fact) => fact.certainty === 'presumed') ?? first;
  }
  if (facts.every((fact) => fact === first)) return first;
  if (preferred && isSettled(preferred)) return presumed(preferred.value, ...preferred.because);
  return unknown('shell-computed');
}

function divergent(span: Span | undefined, name: string): Fact<string> {
  return unknown('shell-computed', evidence(span, say`${name} depends on which branch of the script runs`));
}

/**
 * Variables that are there although neither the image nor the script sets them, with the reason why their value cannot
 * be told. Any other variable that nobody sets is empty.
 */
const variablesOfTheShell: readonly { readonly names: readonly string[]; readonly why: UnknownReason }[] = [
  // POSIX.1, Shell Command Language, 2.5.3 Shell Variables; OLDPWD and PWD are handled with the directory.
  { names: ['IFS', 'PPID', 'OPTIND', 'LINENO', 'PS1', 'PS2', 'PS4', '_'], why: 'shell-computed' },
  // bash manual, Bash Variables.
  {
    names: [
      'RANDOM',
      'SRANDOM',
      'SECONDS',
      'UID',
      'EUID',
      'GROUPS',
      'SHELL',
      'SHLVL',
      'TERM',
      'HOSTNAME',
      'HOSTTYPE',
      'MACHTYPE',
      'OSTYPE',
      'SHELLOPTS',
      'EPOCHSECONDS',
      'EPOCHREALTIME',
      'PIPESTATUS',
      'FUNCNAME',
      'DIRSTACK',
      'COLUMNS',
      'LINES',
    ],
    why: 'shell-computed',
  },
  // BuildKit, solver/llbsolver/ops/exec.go (DefaultPathEnv); runc takes HOME from the user's entry in /etc/passwd.
  { names: ['HOME', 'PATH'], why: 'shell-computed' },
  // BuildKit, dockerfile2llb (proxyEnvFromBuildArgs): proxy arguments are in the environment of RUN without an ARG instruction.
  { names: ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'], why: 'build-arg' },
];

const whyUnknown = new Map(variablesOfTheShell.flatMap(({ names, why }) => names.map((name) => [name, why] as const)));

/** Whether a variable is there though nobody sets it: the shell or the container runtime does. */
export function isSetByItself(name: string): boolean {
  return whyUnknown.get(name) === 'shell-computed' || /^(?:OLD)?PWD$|^BASH/.test(name);
}

/** The value of a variable or parameter in the scope; undefined if it is not set. Does not mark it as read. */
export function lookUp(scope: Scope, name: string): Fact<string> | undefined {
  const variable = scope.variables.get(name);
  if (variable) return variable.value;
  if (/^[1-9]\d*$/.test(name)) return scope.positional ? scope.positional[Number(name) - 1] : unknown('shell-computed');
  if (name === '0' && scope.name) return scope.name;
  if (name === '#' && scope.positional)
    return { certainty: 'known', value: String(scope.positional.length), because: [] };
  if (!/^[A-Za-z_]/.test(name)) return unknown('shell-computed');
  if (name === 'PWD') return scope.workdir;
  if (name === 'OLDPWD') return scope.previousWorkdir ?? unknown('shell-computed');
  const why = whyUnknown.get(proxyName(name)) ?? (name.startsWith('BASH') ? 'shell-computed' : undefined);
  if (why) return unknown(why);
  return scope.mayHoldMore ? unknown('not-modelled') : undefined;
}

function proxyName(name: string): string {
  return name.endsWith('_proxy') ? name.toUpperCase() : name;
}

/** The exported variables: what a command finds in its environment. */
export function environmentOf(scope: Scope): ReadonlyMap<string, ShellVariable> {
  scope.environment ??= withoutKeys(scope.variables, scope.hidden);
  return scope.environment;
}

/** Sets a variable, with its value, whether it is exported, and where it comes from. */
export function setVariable(scope: Scope, name: string, variable: ShellVariable): void {
  const before = scope.variables.get(name);
  if (variable.exported || before?.exported) scope.environment = undefined;
  scope.variables = withEntries(scope.variables, [[name, variable]]);
  if (scope.hidden.has(name) === variable.exported) {
    const hidden = new Set(scope.hidden);
    if (variable.exported) hidden.delete(name);
    else hidden.add(name);
    scope.hidden = hidden;
  }
}

/** Does away with a variable, and with what is remembered of it. */
export function unsetVariable(scope: Scope, name: string): void {
  if (scope.variables.get(name)?.exported) scope.environment = undefined;
  scope.variables = withoutKeys(scope.variables, [name]);
  scope.markedForExport.delete(name);
  scope.live.delete(name);
}
