import { compare, type Comparison, foretell, type Observed } from './compare';
import type { Memory } from './memory';
import { complaintOf, type Mended, mendings } from './mend';
import type { OracleCase } from './sample';

/** One case, with all that came of it. */
export interface Result {
  readonly given: OracleCase;
  readonly observed: Observed;
  readonly comparison: Comparison;
  /** Of each way to mend it: what was applied, and what is to be said against it. */
  readonly mended: readonly {
    readonly mended: Mended;
    readonly observed: Observed;
    readonly complaint: string | undefined;
  }[];
}

/** What the run is told, and what it is asked. */
export interface Running {
  readonly observe: (given: Pick<OracleCase, 'dockerfile' | 'files'>) => Promise<Observed>;
  readonly memory: Memory;
  /** How many are built at once. */
  readonly workers: number;
  /** Whether there is time for another case. */
  readonly goesOn: () => boolean;
  readonly onResult?: (result: Result) => void;
}

/** Builds and runs the cases and their mended forms; gives those that there was time for, in their order. */
export async function runCases(cases: readonly OracleCase[], running: Running): Promise<readonly Result[]> {
  const results = new Map<OracleCase, Result>();
  const waiting = [...cases];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const known = running.memory.recall(next) !== undefined;
      if (!known && !running.goesOn()) continue;
      const result = await runCase(next, running);
      results.set(next, result);
      running.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: running.workers }, work));
  return cases.flatMap((one) => results.get(one) ?? []);
}

async function runCase(given: OracleCase, running: Running): Promise<Result> {
  const observed = await look(given, running);
  const comparison = compare(foretell(given), observed);
  const mended: Result['mended'][number][] = [];
  if (observed.outcome !== 'runs') {
    for (const one of mendings(given)) {
      const after = await look(one, running);
      mended.push({ mended: one, observed: after, complaint: complaintOf(one, after) });
    }
  }
  return { given, observed, comparison, mended };
}

async function look(given: Pick<OracleCase, 'dockerfile' | 'files'>, { memory, observe }: Running): Promise<Observed> {
  const known = memory.recall(given);
  if (known) return known;
  const observed = await observe(given);
  memory.keep(given, observed);
  return observed;
}
