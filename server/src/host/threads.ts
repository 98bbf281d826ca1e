import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { checkTargets } from './checkCommand';
import { sent, type SentTargets, type StartPart, type Target } from './checkInParts';
import type { Program, Surface } from './program';

/** What a thread is told when it starts. */
interface Order {
  readonly share: readonly Target[];
  readonly cwd: string;
}

/** @param script the bundle that a thread runs; it calls `isThread` and `answerOrder` */
export function startOn(script: string, cwd: string): StartPart {
  return (share) =>
    new Promise<SentTargets>((resolve, reject) => {
      const order: Order = { share, cwd };
      const thread = new Worker(script, { workerData: order });
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('The thread ended without an answer.')));
    });
}

/** Whether this is a thread that `startOn` has started. */
export const isThread = !isMainThread && parentPort !== null;

/** Does what the thread was started for. */
export function answerOrder(surface: Omit<Surface, 'cwd'>, program: Program): void {
  const { share, cwd } = workerData as Order;
  parentPort?.postMessage(sent(checkTargets(share, undefined, { ...surface, cwd }, program)));
}
