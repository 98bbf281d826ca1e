import { verbatim } from '../../src/dockerfile/logicalText';
import { isSettled, known, presumed, unknown, type Fact } from '../../src/facts/fact';
import { execute } from '../../src/shell/execute';
import type { ExecutedCommand, Execution, ShellHooks, ShellState, ShellVariable } from '../../src/shell/execution';
import { parseScript } from '../../src/shell/parse';

export const noHooks: ShellHooks = { substitute: () => unknown('shell-computed') };

/** A shell in /src whose environment has one variable of each certainty: ARCH known, RELEASE presumed, VERSION unknown. */
export function shellState(extra: Readonly<Record<string, string>> = {}): ShellState {
  const variables = new Map<string, ShellVariable>();
  const set = (name: string, value: Fact<string>) => variables.set(name, { value, exported: true, origin: undefined });
  set('ARCH', known('arm'));
  set('PLATFORM', known('linux/arm/v7'));
  set('RELEASE', presumed('1.24'));
  set('VERSION', unknown('build-arg'));
  for (const [name, value] of Object.entries(extra)) set(name, known(value));
  return { variables, workdir: known('/src') };
}

export function run(
  script: string,
  state: ShellState = shellState(),
  hooks: ShellHooks = noHooks,
): Execution & { readonly state: ShellState } {
  return execute(parseScript(verbatim(script, 0)), state, hooks);
}

/** `value`, `~value` if presumed, `?` if unknown. */
export function showFact(fact: Fact<string> | undefined): string {
  if (fact === undefined) return '-';
  if (!isSettled(fact)) return '?';
  return fact.certainty === 'presumed' ? `~${fact.value}` : fact.value;
}

const given = new Set(['ARCH', 'PLATFORM', 'RELEASE', 'VERSION']);

/**
 * A command in one line: `perhaps /dir A=b go|build|./cmd >file`. 'always', the directory /src and the variables that
 * `shellState` gives are left out; the bar stands between arguments.
 */
export function showCommand(command: ExecutedCommand): string {
  const workdir = showFact(command.workdir);
  const environment = [...command.environment].filter(([name]) => !given.has(name));
  return [
    ...(command.runs === 'always' ? [] : [command.runs]),
    ...(workdir === '/src' ? [] : [workdir]),
    ...environment.map(([name, variable]) => `${name}=${showFact(variable.value)}`),
    command.argv.map((argument) => showFact(argument.value)).join('|'),
    ...command.redirects.flatMap((redirect) =>
      redirect.path ? [`${redirect.operator}${showFact(redirect.path)}`] : [],
    ),
  ].join(' ');
}

export function showCommands(execution: Execution): string[] {
  return execution.commands.map(showCommand);
}
