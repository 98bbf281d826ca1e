import { unknown } from '../facts/fact';
import { shellError } from '../facts/startErrors';
import { execute, executeArgv } from '../shell/execute';
import type { Execution, ShellHooks, ShellState } from '../shell/execution';
import { parseScript } from '../shell/parse';
import type { Problem, Stage } from './buildModel';
import { exportedVariables } from './stageState';
import type { Word } from './startWords';

const hooks: ShellHooks = { substitute: () => unknown('shell-computed') };

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
    return execute(parseScript(instruction.argument), state, hooks);
  }
  const spanned = words.map((word) => ({ value: word.value, span: word.span ?? stage.from.span }));
  const execution = executeArgv(spanned, state, hooks);
  const [only] = execution.commands;
  const wrapped = execution.commands.length !== 1 || (only !== undefined && only.wrappers.length > 0);
  return wrapped && execution.commands.length > 0 ? execution : undefined;
}

/**
 * The shell looks for the program itself, and says what is wrong in its own words: `/bin/sh: 1: /app: not found`.
 * @param shell its file name
 * @param word the first word of the command that it runs
 */
export function saidByShell(problem: Problem, shell: string, word: string): Problem {
  const { refusal, ...rest } = problem;
  if (refusal === undefined) return problem;
  const path = rest.details['path'] ?? '';
  const name = rest.details['name'] ?? (path.endsWith(word.slice(word.lastIndexOf('/'))) ? word : path);
  return { ...rest, error: shellError(refusal, shell, name) };
}
