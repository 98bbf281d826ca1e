import type { Comparison, Observed } from './compare';
import type { Result } from './run';
import { keyOf, type OracleCase, sample } from './sample';

/** What was seen in a run, as it is kept in the repository: docs/accuracy.md and the unit tests are made of it. */
export interface Recorded {
  readonly facts: RunFacts;
  readonly rows: readonly RecordedCase[];
}

/** What a run was asked for, and with what it was made. */
export interface RunFacts {
  readonly seed: number;
  readonly planned: number;
  /** The day on which it ended, `2026-11-21`. */
  readonly date: string;
  /** Version of the engine. */
  readonly engine: string;
  /** What else is to be known of the machine, as sentences. */
  readonly note?: string;
  /** Names of cases of which nothing could be seen, as the engine was in trouble twice. */
  readonly refused: readonly string[];
}

/** A case: what was foretold on that day, and what was seen. `output` is the end of what was printed. */
export interface RecordedCase extends Observed {
  readonly name: string;
  /** Names the text and the files that were built: the sample of today may be another. */
  readonly key: string;
  readonly said: Comparison['said'];
  readonly complaint?: string;
  readonly mended: readonly RecordedMending[];
}

/** A way to mend it by the fixes that were offered. */
export interface RecordedMending extends Observed {
  readonly key: string;
  /** Titles, in the order in which they were applied. */
  readonly fixes: readonly string[];
  /** Whether it has to run. */
  readonly promised: boolean;
  /** Rules whose errors no fix is offered for. */
  readonly left: readonly string[];
  readonly complaint?: string;
}

/** As much of an output as the texts foretold stand in. */
const kept = 1500;

/** What is kept of the results of a run. */
export function recordOf(results: readonly Result[], facts: RunFacts): Recorded {
  const rows = results.map(({ given, observed, comparison: { said, complaint }, mended }): RecordedCase => ({
    name: given.name,
    key: keyOf(given),
    said,
    ...endOf(observed),
    ...(complaint !== undefined && { complaint }),
    mended: mended.map(({ mended: one, observed: after, promised, complaint: against }) => ({
      key: keyOf(one),
      fixes: one.fixes,
      promised,
      left: one.left,
      ...endOf(after),
      ...(against !== undefined && { complaint: against }),
    })),
  }));
  return { facts, rows };
}

/** The facts, and then the cases, in a line of JSON each. */
export function writeRecord({ facts, rows }: Recorded): string {
  return [facts, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Reads what {@link writeRecord} has written. */
export function readRecord(text: string): Recorded {
  const [facts = '', ...rows] = text.split('\n').filter(Boolean);
  return { facts: JSON.parse(facts) as RunFacts, rows: rows.map((row) => JSON.parse(row) as RecordedCase) };
}

/**
 * The cases that were built, drawn anew.
 * @throws Error if the sample of today is another one
 */
export function casesOf({
  facts,
  rows,
}: Recorded): readonly { readonly given: OracleCase; readonly row: RecordedCase }[] {
  const cases = new Map(sample(facts.seed, facts.planned).map((given) => [given.name, given]));
  return rows.map((row) => {
    const given = cases.get(row.name);
    if (!given || keyOf(given) !== row.key)
      throw new Error(`the case ${row.name} is another one now: npm run oracle -- --cases ${facts.planned} --update`);
    return { given, row };
  });
}

/** Without the lines of steps, which a summary repeats, and without what a registry that cannot be reached is called. */
function endOf({ outcome, output }: Observed): Observed {
  const lines = output.split('\n').filter((line) => !/^#\d+ /.test(line));
  const text = lines.join('\n').replaceAll(/(failed to resolve source metadata)[^\n]*/g, '$1');
  return { outcome, output: text.slice(-kept) };
}
