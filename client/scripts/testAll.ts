/**
 * Everything that `npm test` runs, one step after the other, each to its end whatever became of the one before.
 *
 *   npm test              all steps
 *   npm test -- --update  rewrites the golden files of the unit tests instead of comparing with them
 *
 * The last line counts: every unit, end-to-end and engine test, and every other step as one. Exit code 0 if none failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { EndToEndReport } from '../test/runTests';

interface Count {
  readonly passed: number;
  /** Names of what failed. */
  readonly failed: readonly string[];
  /** Names of what was not run, with the reason. */
  readonly skipped: readonly string[];
}

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A step that this one is pointless without. */
  readonly needs?: string;
  /** Reads the report that the step left; undefined if it left none. */
  readonly count?: () => Count | undefined;
}

/** The part of vitest's JSON report that is read here. */
interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const unitReport = 'out/test/unit.json';
const endToEndReport = 'out/test/e2e.json';
const engineReport = 'out/test/engine.json';

const steps: readonly Step[] = [
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'dead code', command: ['npm', 'run', '--silent', 'knip', '--', '--no-config-hints'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'unit tests',
    command: ['npx', 'vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`],
    count: () => countTests(unitReport),
  },
  { name: 'grammar', command: ['npm', 'run', '--silent', 'test:grammar'] },
  { name: 'package', command: ['npm', 'run', '--silent', 'package'], needs: 'build' },
  { name: 'package contents', command: ['npm', 'run', '--silent', 'package:check'], needs: 'package' },
  { name: 'npm package', command: ['node', 'npmPackage.mjs'], needs: 'package' },
  { name: 'npm package contents', command: ['npm', 'run', '--silent', 'package:npm:check'], needs: 'npm package' },
  {
    name: 'end-to-end tests',
    command: ['npm', 'run', '--silent', 'test:e2e'],
    needs: 'package',
    count: countEndToEndTests,
  },
  {
    name: 'engine tests',
    command: [
      ...['npx', 'vitest', 'run', '--config', 'server/test/engine/vitest.config.mjs'],
      ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${engineReport}`],
    ],
    count: () => countTests(engineReport),
  },
];

const environment = { ...process.env };
if (process.argv.includes('--update')) environment['UPDATE_GOLDENS'] = '1';

for (const report of [unitReport, endToEndReport, engineReport]) rmSync(report, { force: true });
const broken = new Set<string>();
const passed: number[] = [];
const failed: string[] = [];
const skipped: string[] = [];

for (const step of steps) {
  console.log(`\n== ${step.name}`);
  const started = performance.now();
  const count = runStep(step);
  passed.push(count.passed);
  failed.push(...count.failed);
  skipped.push(...count.skipped);
  if (count.failed.length > 0) broken.add(step.name);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`-- ${step.name}: ${count.passed} passed, ${count.failed.length} failed, ${seconds} s`);
}

console.log('');
for (const name of skipped) console.log(`skipped: ${name}`);
for (const name of failed) console.log(`failed: ${name}`);
const total = passed.reduce((sum, count) => sum + count, 0);
console.log(`${total} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
process.exit(failed.length === 0 ? 0 : 1);

function runStep(step: Step): Count {
  if (step.needs !== undefined && broken.has(step.needs)) {
    return { passed: 0, failed: [`${step.name} (not run: ${step.needs} failed)`], skipped: [] };
  }
  const [program = '', ...args] = step.command;
  const { status } = spawnSync(program, args, {
    stdio: 'inherit',
    env: environment,
    shell: process.platform === 'win32',
  });
  const count = step.count?.();
  if (count === undefined)
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? [] : [step.name], skipped: [] };
  // A step that fails without naming a test has failed as a whole.
  return status === 0 || count.failed.length > 0 ? count : { ...count, failed: [step.name] };
}

/** The tests in a report that vitest wrote; undefined if there is none. */
function countTests(report: string): Count | undefined {
  if (!existsSync(report)) return undefined;
  const files = (JSON.parse(readFileSync(report, 'utf8')) as TestReport).testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failing = tests.filter((test) => test.status === 'failed').map((test) => test.fullName);
  const others = tests.filter((test) => test.status !== 'failed' && test.status !== 'passed');
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: [...failing, ...broken.map((file) => `${file.name}: ${file.message}`)],
    skipped: others.map((test) => test.fullName),
  };
}

function countEndToEndTests(): Count | undefined {
  if (!existsSync(endToEndReport)) return undefined;
  const report = JSON.parse(readFileSync(endToEndReport, 'utf8')) as EndToEndReport;
  return {
    passed: report.passed.length,
    failed: report.failed.map((test) => test.name),
    skipped: report.skipped.map((test) => `${test.name}: ${test.reason}`),
  };
}
