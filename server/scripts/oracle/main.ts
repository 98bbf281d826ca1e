/**
 * Asks a real engine whether what is foretold comes true: `npm run oracle`.
 *
 *   --cases N    how many Dockerfiles (320)
 *   --seed N     which ones (1)
 *   --minutes N  begins no further case after that time (25); run again, it goes on where it stopped
 *   --update     writes docs/accuracy.md and the observations that the unit tests compare with
 *   --note TEXT  what else that page is to say of the machine
 *
 * Exit code 1 if something was foretold wrongly, or a fix does not mend.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engineVersion, whyNoEngine } from './docker';
import { openMemory } from './memory';
import { observe } from './observe';
import { recordOf, writeRecord } from './record';
import { complaintsOf, report } from './report';
import { runCases } from './run';
import { sample } from './sample';

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '320' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '25' },
      update: { type: 'boolean', default: false },
      note: { type: 'string' },
    },
  });
  const missing = await whyNoEngine();
  if (missing !== undefined) throw new Error(`The oracle needs a Docker engine for linux/amd64: ${missing}.`);
  const seed = Number(values.seed);
  const cases = sample(seed, Number(values.cases));
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 60_000;
  let done = 0;
  const troubled: string[] = [];
  const results = await runCases(cases, {
    observe,
    memory: openMemory('out/oracle/observed.jsonl'),
    workers: 2,
    goesOn: () => passed() < Number(values.minutes),
    onTrouble: (name, output) => {
      troubled.push(name);
      console.log(`${name}: the engine is in trouble itself:\n${output.slice(-500)}`);
    },
    onResult: (result) => {
      done++;
      for (const complaint of complaintsOf(result)) console.log(complaint);
      if (done % 20 === 0) console.log(`${done} of ${cases.length}, ${passed().toFixed(1)} minutes`);
    },
  });
  const seen = new Set(results.map(({ given }) => given.name));
  const refused = [...new Set(troubled)].filter((name) => !seen.has(name));
  const date = new Date().toISOString().slice(0, 10);
  const facts = { seed, planned: cases.length, date, engine: await engineVersion(), refused };
  const recorded = recordOf(results, { ...facts, ...(values.note !== undefined && { note: values.note }) });
  const text = report(recorded);
  console.log(`${text}\n${passed().toFixed(1)} minutes`);
  if (values.update) {
    writeFileSync('docs/accuracy.md', text);
    writeFileSync('server/test/data/oracle.jsonl', writeRecord(recorded));
  }
  process.exit(results.some((result) => complaintsOf(result).length > 0) ? 1 : 0);
}
