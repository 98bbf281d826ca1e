import type { RunInstruction } from '../dockerfile/instruction';
import { execute, executeArgv } from '../shell/execute';
import type { Execution, ShellHooks, ShellState } from '../shell/execution';
import { withBraces } from '../shell/options';
import { parseScript } from '../shell/parse';
import { remembered } from '../text/remembered';
import type { Step } from './buildModel';
import { scriptHooks } from './scriptHooks';

/** Follows the script of a RUN, or the words of its exec form. */
export function executeInstruction(
  instruction: RunInstruction,
  state: ShellState,
  hooks: ShellHooks,
  inFull = false,
): Execution {
  if (instruction.exec) return executeArgv(instruction.exec.words, state, hooks, inFull);
  const { interpreter } = instruction;
  // The first line of a here-document names another shell than SHELL does.
  const own =
    interpreter === undefined || !state.options
      ? state
      : {
          ...state,
          options: withBraces(interpreter.split(/\s+/).find((word) => /sh$/.test(word)) ?? '', state.options),
        };
  return execute(parseScript(instruction.script ?? instruction.argument), own, hooks, inFull);
}

/**
 * What a RUN does, with what it does not do on this platform and with these values: the commands of branches that are not taken
 * are marked (`notRun`), and each expansion of a variable is told. Worked out when somebody asks, once for each step; undefined
 * for other instructions, and for scripts that cannot be read.
 */
export const executionInFull = remembered(({ instruction, shellStart, files }: Step): Execution | undefined => {
  if (instruction.kind !== 'RUN' || !shellStart) return undefined;
  return executeInstruction(instruction, shellStart.state, scriptHooks(files, shellStart.platform), true);
});
