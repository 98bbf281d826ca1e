/**
 * The end-to-end tests, on the packaged extension: one suite in the extension host of a real VS Code, one in Restricted Mode,
 * one in each of the other display languages, and one in the extension host of a browser, as on vscode.dev.
 *
 *   npm run test:e2e               the desktop VS Code where there is a display, else VS Code in a headless Chromium
 *   npm run test:e2e -- --desktop  only the desktop
 *   npm run test:e2e -- --web      only Chromium
 *   npm run test:e2e -- --oldest   in Chromium, with the oldest VS Code that the extension supports
 *   npm run test:e2e -- --only=X   only the runs `main`, `restricted`, `languages` or `browser`; all but `main` are in Chromium
 *   npm run test:e2e -- --grep=X   only tests with these words in their names
 *
 * With CI set, a missing Chromium is installed or the run fails. Elsewhere the tests are skipped by name.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fetchDesktop, runDesktop } from './runDesktop';
import { logFile, runInBrowser, runWeb } from './runWeb';
import type { SuiteResult } from './suite/harness';
import { findChromium, installChromium } from './support/chromium';
import { hasDisplay } from './support/display';
import { findRealEngine, mayBeMissing } from './support/engine';
import { packageFile } from './support/manifest';
import { unpackVsix } from './support/vsix';

/** What both launchers need: absolute paths, and the environment of the extension host. */
export interface SuiteRun {
  readonly workspace: string;
  readonly extension: string;
  /** Other extensions that are to be there. */
  readonly others: readonly string[];
  readonly tests: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the runner of all tests reads, in `out/test/e2e.json`. */
export interface EndToEndReport extends SuiteResult {
  readonly vscode: string;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

const options = new Set(process.argv.slice(2));
const only = [...options].flatMap((option) => /^--only=(.*)/.exec(option)?.[1] ?? []);
const grep = [...options].flatMap((option) => /^--grep=(.*)/.exec(option)?.[1] ?? []).join(' ');
const resultsFile = resolve('out/test/suite-results.json');
const noBrowser = 'there is no Chromium, Chrome or Edge (CHROMIUM may name one)';

interface Run {
  /** As `--only` names it. */
  readonly id: 'main' | 'restricted' | 'languages' | 'browser';
  readonly name: string;
  /** Gives the exit code; the suite leaves its result in a file. */
  readonly start: () => Promise<number>;
}

/** Beside English. */
const locales = ['zh-cn', 'ru'];

/** What no page shows cannot be looked at. */
const withoutScreen = { name: 'tests of what a window shows', reason: 'the window of the desktop is no page' };

/** What the oldest VS Code cannot show: as it comes from npm it has no terminals on Linux (node-pty is not built). */
const withoutTerminals = { name: 'tests that start tasks', reason: 'this VS Code has no terminals' };

/** A test may write a script for builds and runs beside it, `docker.script`; the arguments are in `docker.args`, each on a line. */
const fakeDocker = `#!/bin/sh
case "$1" in build|buildx|run) ;; container) exit 1 ;; *) exit 0 ;; esac
printf '%s\\n' "$@" > "$0.args"
if [ -f "$0.script" ]; then . "$0.script"; fi
exit 0
`;

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

async function main(): Promise<number> {
  const engine = await findRealEngine();
  const suite = prepare(engine);
  const place = await choosePlace();
  if (place.kind === 'none') {
    skipAll(place.reason);
    return process.env['CI'] ? 1 : 0;
  }
  const version = options.has('--oldest') ? 'oldest' : 'newest';
  const main: Run = {
    id: 'main',
    name: place.name,
    start: () =>
      place.kind === 'desktop'
        ? runDesktop(suite, place.executable)
        : runWeb(suite, { chromium: place.executable, version, trust: true }),
  };
  const chromium = place.kind === 'web' ? place.executable : browser();
  const skipped: { name: string; reason: string }[] = options.has('--oldest') ? [withoutTerminals] : [];
  const withoutEngine: { name: string; error: string }[] = [];
  if ('missing' in engine) {
    const name = 'Build multi-arch with a real engine';
    if (mayBeMissing()) skipped.push({ name, reason: engine.missing });
    else withoutEngine.push({ name, error: engine.missing });
  }
  if (place.kind === 'desktop') skipped.push(withoutScreen);
  const runs = [main];
  if (chromium === undefined) {
    for (const name of ['Restricted Mode', 'display languages', 'the extension host of a browser'])
      skipped.push({ name, reason: noBrowser });
  } else {
    const untrusted = {
      ...suite,
      others: [],
      workspace: resolve('out/test/restricted'),
      tests: resolve('out/test/suite/restricted'),
    };
    const translated = { ...suite, tests: resolve('out/test/suite/languages') };
    const inBrowser = { extension: 'extension', files: 'virtual', tests: 'virtual/suite/browser' };
    runs.push(
      {
        id: 'restricted',
        name: 'Restricted Mode',
        start: () => runWeb(untrusted, { chromium, version, trust: false }),
      },
      ...locales.map((locale): Run => ({
        id: 'languages',
        name: `the display language ${locale}`,
        start: () => runWeb(translated, { chromium, version, trust: true, locale }),
      })),
      {
        id: 'browser',
        name: 'the extension host of a browser',
        start: async () => {
          const { code, result } = await runInBrowser(resolve('out/test'), inBrowser, { chromium, version });
          if (result !== undefined) writeFileSync(resultsFile, result);
          return code;
        },
      },
    );
  }
  const results: SuiteResult[] = [];
  let code = 0;
  for (const { name, start } of runs.filter(({ id }) => only.length === 0 || only.includes(id))) {
    console.log(`e2e: ${name}`);
    rmSync(resultsFile, { force: true });
    copyWorkspaces();
    const ended = await start().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    });
    const result = readResult(ended);
    for (const passed of result.passed) console.log(`  passed  ${passed}`);
    for (const failed of result.failed) console.log(`  FAILED  ${failed.name}\n${failed.error}`);
    for (const text of result.notes) console.log(`  note    ${text}`);
    results.push(result);
    code ||= ended;
  }
  const result: SuiteResult = {
    passed: results.flatMap(({ passed }) => passed),
    failed: [...withoutEngine, ...results.flatMap(({ failed }) => failed)],
    notes: results.flatMap(({ notes }) => notes),
  };
  report({ vscode: place.name, ...result, skipped });
  for (const { name, reason } of skipped) console.log(`e2e: skipped: ${name}: ${reason}`);
  console.log(`e2e: ${result.passed.length} passed, ${result.failed.length} failed`);
  return result.failed.length > 0 || code !== 0 ? 1 : 0;
}

/** Copies the workspaces, so that no test edits a file of the repository, nor one that another run looks at. */
function copyWorkspaces(): void {
  for (const name of ['workspace', 'restricted']) {
    rmSync(`out/test/${name}`, { recursive: true, force: true, maxRetries: 3 });
    cpSync('client/test/workspace', `out/test/${name}`, { recursive: true });
  }
  renameSync('out/test/restricted/Dockerfile', 'out/test/restricted/Containerfile');
  mkdirSync('out/test/restricted/.vscode');
  writeFileSync('out/test/restricted/.vscode/settings.json', '{ "goDockerfile.context": "/elsewhere" }\n');
}

/** Unpacks the package and bundles the suites. */
function prepare(engine: Awaited<ReturnType<typeof findRealEngine>>): SuiteRun {
  const vsix = packageFile();
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}. Run: npm run package`);
  unpackVsix(vsix, 'out/test/extension');
  execFileSync(process.execPath, ['esbuild.mjs', '--suite'], { stdio: 'inherit' });
  return {
    workspace: resolve('out/test/workspace'),
    extension: resolve('out/test/extension'),
    others: [resolve('out/test/otherDocker')],
    tests: resolve('out/test/suite/index'),
    environment: {
      GO_DOCKERFILE_E2E_RESULTS: resultsFile,
      GO_DOCKERFILE_E2E_GREP: grep,
      GO_DOCKERFILE_E2E_TERMINALS: options.has('--oldest') ? 'no' : 'yes',
      // Empty: there is no engine.
      GO_DOCKERFILE_E2E_ENGINE: 'missing' in engine ? '' : JSON.stringify(engine),
      PATH: `${placeDocker()}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  };
}

/**
 * Gives a folder with a docker that writes down its arguments and does what a test has put beside it, so that no test depends on a
 * real one. On Windows it is a program that only starts.
 */
function placeDocker(): string {
  const folder = resolve('out/test/bin');
  mkdirSync(folder, { recursive: true });
  if (process.platform === 'win32') copyFileSync(process.execPath, resolve(folder, 'docker.exe'));
  else {
    writeFileSync(resolve(folder, 'docker'), fakeDocker);
    chmodSync(resolve(folder, 'docker'), 0o755);
  }
  return folder;
}

function skipAll(reason: string): void {
  const skipped = [{ name: 'end-to-end tests', reason }];
  report({ vscode: 'none', passed: [], failed: [], notes: [], skipped });
  console.log(`e2e: skipped: ${reason}`);
}

type Place =
  | { readonly kind: 'desktop' | 'web'; readonly name: string; readonly executable: string }
  | { readonly kind: 'none'; readonly reason: string };

async function choosePlace(): Promise<Place> {
  const reasons: string[] = [];
  if (!options.has('--web') && !options.has('--oldest')) {
    if (hasDisplay()) {
      try {
        return { kind: 'desktop', name: 'VS Code on the desktop', executable: await fetchDesktop() };
      } catch (error) {
        reasons.push(`VS Code could not be fetched (${error instanceof Error ? error.message : String(error)})`);
      }
    } else reasons.push('there is no display for VS Code on the desktop');
  }
  if (!options.has('--desktop')) {
    const executable = browser();
    if (executable !== undefined) return { kind: 'web', name: 'VS Code in Chromium', executable };
    reasons.push(noBrowser);
  }
  return { kind: 'none', reason: reasons.join('; ') };
}

function browser(): string | undefined {
  return findChromium() ?? (process.env['CI'] ? installChromium() : undefined);
}

function readResult(code: number): SuiteResult {
  if (existsSync(resultsFile)) return JSON.parse(readFileSync(resultsFile, 'utf8')) as SuiteResult;
  const error = `VS Code ended with code ${code} before the suite had a result; its log is ${logFile}.`;
  return { passed: [], failed: [{ name: 'start of the suite', error }], notes: [] };
}

function report(result: EndToEndReport): void {
  mkdirSync('out/test', { recursive: true });
  writeFileSync('out/test/e2e.json', JSON.stringify(result, undefined, 2));
}
