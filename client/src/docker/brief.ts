import { type Ended, type Program, startProgram } from './process';

/** Runs a program that has so many milliseconds; undefined if it did not end in time, whatever became of it then. */
export async function runBriefly(program: Program, milliseconds: number): Promise<Ended | undefined> {
  const running = startProgram(program);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      running.interrupt();
      // The second time it is killed.
      running.interrupt();
      resolve(undefined);
    }, milliseconds);
  });
  return Promise.race([running.ended, late]).finally(() => clearTimeout(timer));
}
