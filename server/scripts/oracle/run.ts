import { compare, type Comparison, foretell, type Observed } from './compare';
import type { Memory } from './memory';
import { complaintOf, isPromised, type Mended, mendings } from './mend';
import type { Answer } from './observe';
import { keyOf, type OracleCase } from './sample';

type Written = Pick<OracleCase, 'dockerfile' | 'files'>;

/** One case, with all that came of it. */
export interface Result {
  readonly given: OracleCase;
  readonly observed: Observed;
  readonly comparison: Comparison;
  /** Of each way to mend it: what was applied, and what is to be said against it. */
  readonly mended: readonly {
    readonly mended: Mended;
    readonly observed: Observed;
    /** Whether it was said to run then. */
    readonly promised: boolean;
    readonly complaint: string | undefined;
  }[];
}

/** What the run is told, and what it is asked. */
export interface Running {
  readonly observe: (given: Written) => Promise<Answer>;
  readonly memory: Memory;
  /** How many are built at once. */
  readonly workers: number;
  /** Whether there is time for another case. */
  readonly goesOn: () => boolean;
  /** Whether the fixes of a case are tried; undefined: of all that fail. */
  readonly mends?: (given: OracleCase) => boolean;
  readonly onResult?: (result: Result) => void;
  /** An engine in trouble, by what it said: it is asked once more, and then the case is not counted. */
  readonly onTrouble?: (name: string, output: string) => void;
}

/** What is asked of the engine right now, by the key of the case: nothing is built twice. */
type Asked = Map<string, Promise<Observed | undefined>>;

/** Builds and runs the cases and their mended forms; gives those that there was time for, in their order. */
export async function runCases(cases: readonly OracleCase[], running: Running): Promise<readonly Result[]> {
  const results = new Map<OracleCase, Result>();
  const waiting = [...cases];
  const asked: Asked = new Map();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const known = running.memory.recall(next) !== undefined;
      if (!known && !running.goesOn()) continue;
      const result = await runCase(next, running, asked);
      if (!result) continue;
      results.set(next, result);
      running.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: running.workers }, work));
  return cases.flatMap((one) => results.get(one) ?? []);
}

async function runCase(given: OracleCase, running: Running, asked: Asked): Promise<Result | undefined> {
  const observed = await look(given.name, given, running, asked);
  if (!observed) return undefined;
  const comparison = compare(foretell(given), observed);
  const mended: Result['mended'][number][] = [];
  if (observed.outcome !== 'runs' && running.mends?.(given) !== false) {
    for (const one of mendings(given)) {
      const after = await look(given.name, one, running, asked);
      // What was not seen counts neither for a fix nor against it, and a case counts as a whole.
      if (!after) return undefined;
      mended.push({ mended: one, observed: after, promised: isPromised(one), complaint: complaintOf(one, after) });
    }
  }
  return { given, observed, comparison, mended };
}

async function look(name: string, given: Written, running: Running, asked: Asked): Promise<Observed | undefined> {
  const known = running.memory.recall(given);
  if (known) return known;
  const key = keyOf(given);
  const answer = asked.get(key) ?? ask(name, given, running);
  asked.set(key, answer);
  return answer;
}

async function ask(
  name: string,
  given: Written,
  { observe, memory, onTrouble }: Running,
): Promise<Observed | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await observe(given);
    if (answer.outcome !== 'engine in trouble') {
      memory.keep(given, answer);
      return answer;
    }
    onTrouble?.(name, answer.output);
  }
  return undefined;
}
