/**
 * Looks for Dockerfiles that something of ours cannot bear: `npm run fuzz`.
 *
 *   --inputs N   how many are tried (200000)
 *   --from N     the number of the first one (0), to go on where a run was stopped
 *   --seed N     which ones (1)
 *   --seconds N  how long one input may take before it counts as a hang (60)
 *   --one N      examines that number alone, in this process, for a debugger
 *   --hang N     that number hangs, which the test of this script wants to see
 *
 * A failure is printed with its number and the smallest text found that fails too. Exit code 1 if there is one.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { examine } from './fuzz/examine';
import { makeInput, readSeeds, type FuzzInput } from './fuzz/input';
import { minimise } from './fuzz/minimise';

interface Task {
  readonly seed: number;
  /** Numbers from `from` on, each `step`th, below `to`. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly hang: number;
  /** For whoever watches: the number that is being examined, how often something was, and how many numbers are done. */
  readonly current: Int32Array;
}

interface Failure {
  readonly number: number;
  readonly says: string;
  readonly smallest: FuzzInput;
}

/** Enough to work on. */
const mostFailures = 20;

if (isMainThread) void main();
else work(workerData as Task);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '200000' },
      from: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '60' },
      one: { type: 'string' },
      hang: { type: 'string', default: '-1' },
    },
  });
  const seed = Number(values.seed);
  if (values.one !== undefined) {
    examine(makeInput(seed, Number(values.one), readSeeds()));
    return;
  }
  const from = Number(values.from);
  const to = from + Number(values.inputs);
  const step = Math.max(1, Math.min(availableParallelism(), 8));
  let failures = 0;
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: step }, (_, first) =>
      runWorker({ seed, from: from + first, to, step, hang: Number(values.hang) }),
    ),
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${done} inputs, ${failures} failures, ${seconds} s, seed ${seed}, numbers ${from} to ${to - 1}`);
  process.exit(failures > 0 || done !== to - from ? 1 : 0);

  /** Ends when the worker has; one that hangs is stopped, and another one goes on behind the input. */
  async function runWorker(task: Omit<Task, 'current'>): Promise<void> {
    const current = new Int32Array(new SharedArrayBuffer(12));
    Atomics.store(current, 0, -1);
    const worker = new Worker(__filename, { workerData: { ...task, current } satisfies Task });
    let last = { count: -1, since: performance.now() };
    let goesOn: number | undefined;
    const watch = setInterval(() => {
      const number = Atomics.load(current, 0);
      const count = Atomics.load(current, 1);
      // While it starts, there is nothing to watch.
      if (number < 0 || count !== last.count) last = { count, since: performance.now() };
      else if (performance.now() - last.since > Number(values.seconds) * 1000) {
        const { versions } = makeInput(seed, number, readSeeds());
        fail(number, `takes longer than ${values.seconds} s`, versions);
        done++;
        goesOn = number + step;
        void worker.terminate();
      }
    }, 500);
    worker.on('message', ({ number, says, smallest }: Failure) => fail(number, says, smallest.versions, smallest));
    await new Promise<void>((resolve) => {
      worker.on('error', (error) => {
        fail(Atomics.load(current, 0), `the worker died: ${error.message}`, []);
      });
      worker.on('exit', () => {
        clearInterval(watch);
        done += Atomics.load(current, 2);
        console.log(`${done} of ${to - from}`);
        resolve();
      });
    });
    if (goesOn !== undefined && goesOn < to && failures < mostFailures) await runWorker({ ...task, from: goesOn });
  }

  function fail(number: number, says: string, versions: readonly string[], smallest?: FuzzInput): void {
    failures++;
    const around = smallest && { files: smallest.files, settings: smallest.settings, places: smallest.places };
    console.log(`\n--seed ${seed} --one ${number}: ${says}`);
    for (const text of versions) console.log(`  ${JSON.stringify(text.slice(0, 4000))}`);
    if (around) console.log(`  ${JSON.stringify(around)}`);
  }
}

function work({ seed, from, to, step, hang, current }: Task): void {
  const seeds = readSeeds();
  const seen = new Set<string | undefined>();
  for (let number = from; number < to && seen.size < mostFailures; number += step) {
    Atomics.store(current, 0, number);
    const input = makeInput(seed, number, seeds);
    while (number === hang);
    const tryOne = (candidate: FuzzInput): string | undefined => {
      Atomics.add(current, 1, 1);
      return complaintAbout(candidate);
    };
    const says = tryOne(input);
    // Each fault once: most of them are met again and again.
    if (says !== undefined && !seen.has(kindOf(says))) {
      seen.add(kindOf(says));
      const smallest = minimise(input, (smaller) => kindOf(tryOne(smaller)) === kindOf(says));
      parentPort?.postMessage({ number, says, smallest } satisfies Failure);
    }
    Atomics.add(current, 2, 1);
  }
}

/** What fails, with the place in our code; undefined if all holds. */
function complaintAbout(input: FuzzInput): string | undefined {
  try {
    examine(input);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause instanceof Error ? (error.cause.stack ?? '') : '';
    return [error.stack ?? error.message, cause].join('\n').split('\n').slice(0, 14).join('\n');
  }
}

/** The same for what is the same fault, by its words and its place. */
function kindOf(says: string | undefined): string | undefined {
  return says
    ?.split('\n')
    .slice(0, 3)
    .join('\n')
    .replace(/: a control character.*/, '')
    .replace(/\d+(?: to \d+)?/g, '0');
}
