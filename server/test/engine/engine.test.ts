import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { contextTree } from '../../src/host/context';
import type { Verdict } from '../../src/model/buildModel';
import { programFiles, readFixtures, rethrow, type Fixture } from '../support/fixtures';
import { buildImage, removeImages, runImage, whyNoEngine } from '../../scripts/oracle/docker';

/**
 * The verdict against a real Docker engine: each case is analysed, then built and, if it builds, run. Beside the options
 * of all fixtures a case may say `# network: yes`, where a RUN fetches packages; `# older: text`, which older container
 * runtimes print instead of the error; and `# verdict: unknown`, where the analysis rightly leaves the outcome open: what
 * it calls likely is compared then. Cases that share the lines of a
 * builder stage and the program share its build, too.
 *
 *   npx vitest run --config server/test/engine/vitest.config.mjs
 */
const cases = readFixtures(join(dirname(fileURLToPath(import.meta.url)), 'cases'));

const repository = 'go-dockerfile-engine';

type Outcome = Verdict['outcome'];

interface Observed {
  readonly outcome: Exclude<Outcome, 'unknown'>;
  readonly output: string;
}

const missing = await whyNoEngine();
// The macOS and Windows machines of CI services have no engine for Linux images.
const mayBeMissing = !process.env['CI'] || process.platform !== 'linux';

if (missing !== undefined && mayBeMissing) test.skip(`${cases.length} cases on a Docker engine: ${missing}`);
else if (missing !== undefined) {
  test('there is a Docker engine', () => {
    expect.fail(missing);
  });
} else describe('the engine agrees', compareAll);

function compareAll(): void {
  const wrong: string[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-engine-'));
    await removeImages(repository);
  });
  afterAll(async () => {
    await removeImages(repository);
    rmSync(folder, { recursive: true, force: true });
    console.log(`engine: ${cases.length} cases, ${wrong.length} wrong${wrong.map((name) => `\n  ${name}`).join('')}`);
  });

  test.each(cases.map((one) => ({ one, name: one.name })))('$name', async ({ one }) => {
    const { dockerfile, context } = layOut(one, join(folder, one.name));
    const { verdict } = analyse({
      text: one.text,
      context: contextTree(context, dockerfile),
      bug: rethrow,
    }).model;
    const observed = await observe(one, dockerfile, context);
    const complaints = compare(one, verdict, observed);
    if (complaints.length > 0) wrong.push(one.name);
    expect(complaints.join('\n')).toBe('');
  });
}

/** Writes the Dockerfile and, beside it, the build context of a case to the disk. */
function layOut(one: Fixture, folder: string): { readonly dockerfile: string; readonly context: string } {
  const context = join(folder, 'context');
  const dockerfile = join(folder, 'Dockerfile');
  mkdirSync(context, { recursive: true });
  const { program } = one.options;
  for (const [name, text] of Object.entries(program === undefined ? {} : programFiles(program)))
    writeFileSync(join(context, name), text);
  if (basename(one.path) === 'Dockerfile') {
    cpSync(dirname(one.path), context, { recursive: true, filter: (source) => source !== one.path });
  }
  writeFileSync(dockerfile, one.text);
  return { dockerfile, context };
}

async function observe(one: Fixture, dockerfile: string, context: string): Promise<Observed> {
  const image = `${repository}:${one.name}`;
  const built = await buildImage(image, dockerfile, context, /^# network: yes$/m.test(one.text));
  if (built.status === null) throw new Error(`the build took too long:\n${built.output}`);
  if (built.status !== 0) return { outcome: 'fails-to-build', output: built.output };
  const ran = await runImage(image);
  return { outcome: ran.status === 0 ? 'runs' : 'fails-to-start', output: ran.output };
}

/** What the analysis said otherwise than the engine; the text compared is the first line of the error. */
function compare(one: Fixture, verdict: Verdict, observed: Observed): readonly string[] {
  const open = one.options['verdict'] === 'unknown';
  const said = verdict.outcome === 'unknown' && open ? verdict.likely : verdict;
  const complaints: string[] = [];
  const because = verdict.because.map(({ says }) => says).join('; ');
  if (open && verdict.outcome !== 'unknown') complaints.push(`the verdict is no longer unknown: ${verdict.outcome}`);
  if (!said) return complaints;
  if (said.outcome !== observed.outcome) complaints.push(`said ${said.outcome} (${because}), got ${observed.outcome}`);
  const [error] = (said.error ?? '').split('\n');
  if (said.outcome !== 'runs' && !error && one.options['error'] !== 'unsaid') complaints.push('said no error');
  const older = /^# older: (.+)$/m.exec(one.text)?.[1];
  const isPrinted = [error, older].some((text) => text && observed.output.includes(text));
  if (error && !isPrinted) complaints.push(`said ${JSON.stringify(error)}`);
  return complaints.length > 0 ? [...complaints, `the engine printed:\n${observed.output}`] : [];
}
