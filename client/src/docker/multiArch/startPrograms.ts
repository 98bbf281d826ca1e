import { type Ended, runProgram, type Running, startProgram } from '../process';
import { commandText } from '../terminalText';
import type { Programs } from './words';

/** What happens between programs, and after the last of them. */
export interface Around {
  /** Told of each program before it starts. */
  readonly onProgram: (args: readonly string[]) => void;
  /** Once all have succeeded; if it fails, the whole has. */
  readonly finish: () => Promise<void>;
  /** Once one has failed or was cancelled. Never rejects. */
  readonly undo: () => Promise<void>;
}

/** Several programs in the place of one, each started when the one before has succeeded. The end is that of the last one started. */
export function startPrograms({ run, undo }: Programs, around: Around): typeof startProgram {
  return (program, watching = {}) => {
    let running: Running | undefined;
    let isStopped = false;
    const isOver = (): boolean => isStopped || (watching.signal?.aborted ?? false);

    async function runEach(): Promise<Ended> {
      let ended: Ended = { code: undefined, output: '', stdout: '', stderr: '' };
      for (const [index, args] of run.entries()) {
        if (isOver()) return { ...ended, code: undefined };
        around.onProgram(args);
        if (index > 0) watching.onOutput?.(`> ${commandText(program.executable, args)}\n`, 'stderr');
        running = startProgram({ ...program, args }, watching);
        ended = await running.ended;
        if (ended.code !== 0) return ended;
      }
      return around.finish().then(
        () => ended,
        (error: unknown) => ({ ...ended, code: undefined, failure: error instanceof Error ? error.message : '' }),
      );
    }

    async function runAll(): Promise<Ended> {
      const ended = await runEach();
      if (ended.code === 0) return ended;
      // It may find nothing to take away.
      if (undo) await runProgram({ ...program, args: undo });
      await around.undo();
      return ended;
    }

    return {
      ended: runAll(),
      write: (text) => running?.write(text),
      interrupt: () => {
        isStopped = true;
        running?.interrupt();
      },
    };
  };
}
