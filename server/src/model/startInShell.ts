import { known, unknown, valueOf } from '../facts/fact';
import { shellError } from '../facts/startErrors';
import { execute, executeArgv } from '../shell/execute';
import type { ExecutedCommand, Execution, ShellHooks, ShellState } from '../shell/execution';
import { parseScript } from '../shell/parse';
import { withEntries } from '../text/sharedMap';
import type { Problem, Stage } from './buildModel';
import { machineOf, substituteCommand } from './commandOutput';
import { exportedVariables } from './stageState';
import type { Word } from './startWords';

/** What `$(command)` prints when the container starts: of the user, as far as the image says who that is. */
export function hooksOf({ user, platform }: Stage): ShellHooks {
  const machine = machineOf(platform);
  return {
    substitute: (command) => {
      const text = command.argv.map(({ value }) => valueOf(value)).join(' ');
      if (text !== 'id -u') return substituteCommand(command, machine);
      const [name = ''] = valueOf(user.name)?.split(':') ?? ['?'];
      const id = name === '' || name === 'root' ? '0' : name;
      return /^\d+$/.test(id) ? known(id) : unknown('shell-computed');
    },
  };
}

/** What a shell starts with when the container starts it. */
export function shellStateOf(stage: Stage): ShellState {
  return { variables: exportedVariables(stage.imageEnvironment), hidden: new Set(), workdir: stage.workdir };
}

/** The words as the shell layer understands them: `tini -- app`, `sh -c "exec app"` become the commands behind them. */
export function lookThrough(stage: Stage, words: readonly Word[], shellForm: boolean): Execution | undefined {
  const state = shellStateOf(stage);
  if (shellForm) {
    const text = words[words.length - 1];
    const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
    if (!text || !stage.shell.posix || !instruction) return undefined;
    return execute(parseScript(instruction.argument), state, hooksOf(stage));
  }
  const spanned = words.map((word) => ({ value: word.value, span: word.span ?? stage.from.span }));
  const execution = executeArgv(spanned, state, hooksOf(stage));
  const [only] = execution.commands;
  const wrapped = execution.commands.length !== 1 || (only !== undefined && only.wrappers.length > 0);
  return wrapped && execution.commands.length > 0 ? execution : undefined;
}

/** What starts a program as another user. */
const changesUser: ReadonlySet<string> = new Set(
  'sudo su doas gosu su-exec setpriv runuser chpst setuidgid s6-setuidgid capsh'.split(' '),
);

/** The image as a command finds it that a shell runs: in the directory that the shell is in by then, with its PATH. */
export function asSeenBy(given: Stage, { workdir, environment, wrappers }: ExecutedCommand): Stage {
  const path = environment.get('PATH')?.value;
  const isOther = wrappers.some(({ name }) => changesUser.has(name));
  const stage = isOther ? { ...given, user: { name: unknown('not-modelled'), span: undefined } } : given;
  if (path === undefined) return { ...stage, workdir };
  const entry = { value: path, span: undefined, source: 'ENV' as const };
  return { ...stage, workdir, imageEnvironment: withEntries(stage.imageEnvironment, [['PATH', entry]]) };
}

/** Wrappers that are the shell's own words: the program behind them is looked for by the shell. */
const ownWords: ReadonlySet<string> = new Set(['exec', 'command', 'builtin', 'time']);

/** Whether what a command starts is written with a variable that the image does not set: `docker run -e` may. */
export function restsOnUnset({ missing = [] }: Pick<Execution, 'missing'>, { span, argv }: ExecutedCommand): boolean {
  const end = argv[0]?.span.end ?? span.end;
  return missing.some((variable) => variable.span.start >= span.start && variable.span.start < end);
}

/** Whether the shell itself starts the program, without another one in between. */
export function isOwnCommand({ wrappers }: ExecutedCommand): boolean {
  return wrappers.every(({ name }) => ownWords.has(name) || /^(?:ba|da|a|k|z)?sh$/.test(name));
}

/**
 * The shell looks for the program itself, and says what is wrong in its own words: `/bin/sh: 1: /app: not found`.
 * @param shell its file name
 * @param word the first word of the command that it runs
 * @param command what it runs: what wrappers other than the shell say is not known
 */
export function saidByShell(problem: Problem, shell: string, word: string, command: ExecutedCommand): Problem {
  const { refusal, ...rest } = problem;
  if (refusal === undefined) return problem;
  if (!isOwnCommand(command)) return { ...rest, error: undefined };
  const path = rest.details['path'] ?? '';
  const name = rest.details['name'] ?? (path.endsWith(word.slice(word.lastIndexOf('/'))) ? word : path);
  return { ...rest, error: shellError(refusal, shell, name) };
}
