import type { RunInstruction } from '../dockerfile/instruction';
import type { Platform } from '../dockerfile/platform';
import { isSettled, unknown, type Fact } from '../facts/fact';
import { execute, executeArgv } from '../shell/execute';
import type { Execution, ShellHooks, ShellState } from '../shell/execution';
import { parseScript } from '../shell/parse';
import { ownValue } from '../text/ownValue';
import { remembered } from '../text/remembered';
import type { Step } from './buildModel';
import { substituteCommand } from './commandOutput';

/** Follows the script of a RUN, or the words of its exec form. */
export function executeInstruction(
  instruction: RunInstruction,
  state: ShellState,
  hooks: ShellHooks,
  inFull = false,
): Execution {
  return instruction.exec
    ? executeArgv(instruction.exec.words, state, hooks, inFull)
    : execute(parseScript(instruction.script ?? instruction.argument), state, hooks, inFull);
}

/**
 * What a RUN does, with what it does not do on this platform and with these values: the commands of branches that are not taken
 * are marked (`notRun`), and each expansion of a variable is told. Worked out when somebody asks, once for each step; undefined
 * for other instructions, and for scripts that cannot be read.
 */
export const executionInFull = remembered(({ instruction, shellStart }: Step): Execution | undefined => {
  if (instruction.kind !== 'RUN' || !shellStart) return undefined;
  const machine = machineOf(shellStart.platform);
  const substitute: ShellHooks['substitute'] = (command) => substituteCommand(command, machine);
  return executeInstruction(instruction, shellStart.state, { substitute }, true);
});

/** What `uname -m`, `go env GOARCH` and the like print on the platform. */
export function machineOf(platform: Fact<Platform>): Parameters<typeof substituteCommand>[1] {
  if (!isSettled(platform)) return { goos: platform, goarch: platform, machine: platform };
  const machines: Readonly<Record<string, string>> = {
    amd64: 'x86_64',
    arm64: 'aarch64',
    arm: 'armv7l',
    386: 'i686',
    ppc64le: 'ppc64le',
    s390x: 's390x',
    riscv64: 'riscv64',
  };
  const machine = ownValue(machines, platform.value.architecture);
  return {
    goos: { ...platform, value: platform.value.os },
    goarch: { ...platform, value: platform.value.architecture },
    machine: machine === undefined ? unknown('not-modelled') : { ...platform, value: machine },
  };
}
