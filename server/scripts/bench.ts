/**
 * Measures what a user waits for, on the built bundles and from outside their processes, and the same of what people use
 * otherwise: `npm run bench [-- --update]`. Asserts nothing, because a busy machine is not a defect; `--update` writes
 * docs/performance.md.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quiet } from '../src/host/giveMemoryBack';
import { measureActivation } from './activation';
import { measureChecker, timeOf, versionOf, writeDockerfiles, type Checker } from './bench/commandLines';
import { dockerfileOf, sources, typingLine } from './bench/documents';
import { inTime, median, quantile, ratio, type Times } from './bench/figures';
import { startServer, type ServerCommand } from './bench/languageServer';
import { machineOf, writePage, type Row, type Section } from './bench/page';

const page = 'docs/performance.md';
const command = resolve('out/server/cli.js');
const fileCount = 1000;

const ours: ServerCommand = { name: 'Go Dockerfile', args: ['out/server/server.js'] };
const other = 'dockerfile-language-server-nodejs';
const theirs: ServerCommand = {
  name: other,
  args: [createRequire(resolve('package.json')).resolve(`${other}/lib/server.js`)],
};
const servers = [ours, theirs];

/** Lines of the documents, and how often a key is struck in each. */
const sizes: readonly (readonly [lines: number, strokes: number])[] = [
  [14, 300],
  [100, 300],
  [1000, 60],
  [10_000, 10],
];

const checkers: readonly Checker[] = [
  {
    name: 'go-dockerfile check',
    executable: process.execPath,
    version: [command, '--version'],
    many: (_, folder) => [command, 'check', '--format', 'json', folder],
    one: undefined,
  },
  {
    name: 'hadolint',
    executable: 'hadolint',
    version: ['--version'],
    many: (files) => ['--format', 'json', ...files],
    one: undefined,
  },
  {
    name: 'docker build --check',
    executable: 'docker',
    version: ['buildx', 'version'],
    many: undefined,
    one: (file) => ['build', '--check', '--file', file, dirname(file)],
  },
  {
    name: 'dockerfile-utils lint',
    executable: process.execPath,
    version: ['--version'],
    many: undefined,
    one: (file) => [resolve('node_modules/dockerfile-utils/bin/dockerfile-utils'), 'lint', file],
  },
];

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-bench-'));
  try {
    const document = join(folder, 'Dockerfile');
    for (const [path, text] of Object.entries(sources)) {
      if (!path.includes('/')) writeFileSync(join(folder, path), text);
    }
    const sections = [
      processes(document),
      await start(document),
      await keystrokes(document),
      await memory(document),
      commandLines(join(folder)),
      sizeOfPackage(),
    ];
    for (const { title, rows, columns } of sections) {
      console.log(`\n${title}\n${[columns, ...rows].map((row) => `  ${row.join('  |  ')}`).join('\n')}`);
    }
    if (values.update) writePage(page, sections, machineOf({ platform: platform(), arch: arch(), cpus: cpus() }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What one call of the command line takes, beside a Node that does nothing. */
function processes(document: string): Section {
  writeFileSync(document, dockerfileOf(100));
  const row = (name: string, limit: number | undefined, times: Times): Row => [
    name,
    inTime(median(times)),
    inTime(quantile(times, 0.95)),
    limit === undefined ? '' : goal(`< ${limit} ms`, median(times) < limit),
  ];
  const processTimes = (args: readonly string[], rounds: number): Times =>
    Array.from({ length: rounds }, () => timeOf(process.execPath, args));
  return {
    title: 'A command, and the extension',
    columns: ['', 'median', '95 %', 'goal'],
    rows: [
      row('node, doing nothing', undefined, processTimes(['--eval', '0'], 20)),
      row('`go-dockerfile explain --json`, 100 lines', 150, processTimes([command, 'explain', '--json', document], 30)),
      row(
        '`go-dockerfile check --format json`, 100 lines',
        undefined,
        processTimes([command, 'check', '--format', 'json', document], 30),
      ),
      row('the extension, loaded and active', 50, measureActivation('out/client/extension.js', 15)),
    ],
  };
}

async function start(document: string): Promise<Section> {
  const rows: Row[] = [];
  const initialized = new Map<string, Times>();
  const first = new Map<string, Times>();
  const text = dockerfileOf(100);
  // Alternating, so that a busy moment meets both.
  for (let round = 0; round < 15; round++) {
    for (const server of servers) {
      const started = performance.now();
      const session = await startServer(server, document);
      await session.open(document, text);
      add(first, server.name, performance.now() - started);
      add(initialized, server.name, session.initialized);
      await session.stop();
    }
  }
  rows.push(compared('spawn to the answer to `initialize`', initialized, 1 / 2, 150));
  rows.push(compared('spawn to the first diagnostics, 100 lines', first));
  return { title: 'The start of the language server', columns: comparedColumns, rows };
}

async function keystrokes(document: string): Promise<Section> {
  const rows: Row[] = [];
  const medians = new Map<number, number>();
  for (const [lines, strokes] of sizes) {
    const text = dockerfileOf(lines);
    const line = typingLine(text);
    const column = text.split('\n')[line]?.length ?? 0;
    const times = new Map<string, Times>();
    for (const server of servers) {
      const session = await startServer(server, document);
      await session.open(document, text);
      for (let stroke = -2 * Math.ceil(strokes / 4); stroke < strokes; stroke++) {
        const started = performance.now();
        await session.type(document, line, column, stroke % 2 === 0);
        // The first ones are compiled by the engine while they run.
        if (stroke >= 0) add(times, server.name, performance.now() - started);
      }
      await session.stop();
    }
    medians.set(lines, median(times.get(ours.name) ?? []));
    const limit = lines === 100 ? 5 : undefined;
    rows.push(compared(`a key struck in ${lines.toLocaleString('en')} lines`, times, 1 / 3, limit));
  }
  const [long, short] = [medians.get(10_000) ?? 0, 100 * (medians.get(100) ?? 1)];
  const growth = `${ratio(long, short)} times`;
  rows.push(['10,000 lines, against 100 times 100 lines', growth, '', '', '', '', goal('< 3 times', long < 3 * short)]);
  return { title: 'From a key stroke to its diagnostics', columns: comparedColumns, rows };
}

async function memory(document: string): Promise<Section> {
  const rows: Row[] = [];
  for (const lines of [100, 1000]) {
    const text = dockerfileOf(lines);
    const line = typingLine(text);
    const column = text.split('\n')[line]?.length ?? 0;
    const typing: number[] = [];
    const resting: number[] = [];
    for (const server of servers) {
      const session = await startServer(server, document);
      await session.open(document, text);
      for (let stroke = 0; stroke < 100; stroke++) await session.type(document, line, column, stroke % 2 === 0);
      typing.push(session.memory());
      await setTimeout(2 * quiet);
      resting.push(session.memory());
      await session.stop();
    }
    const row = (name: string, measured: readonly number[]): Row => [
      name,
      ...measured.map((size) => `${size.toFixed(0)} MB`),
      goal('< 80 MB', (measured[0] ?? 0) < 80),
    ];
    rows.push(row(`right after 100 strokes in ${lines.toLocaleString('en')} lines`, typing));
    rows.push(row(`${(2 * quiet) / 1000} s after them`, resting));
  }
  return { title: 'Resident memory of the language server', columns: ['', ours.name, other, 'goal'], rows };
}

function commandLines(folder: string): Section {
  const files = writeDockerfiles(folder, fileCount);
  const measured = checkers.map((checker) => ({ checker, outcome: measureChecker(checker, files, folder) }));
  const own = measured[0]?.outcome?.time ?? 0;
  const isFastest = measured.slice(1).every(({ outcome }) => !outcome || own < outcome.time);
  const rows = measured.map(({ checker, outcome }): Row => {
    if (!outcome) return [`\`${checker.name}\``, 'not on this machine', '', ''];
    const how =
      outcome.measured === files.length
        ? 'one call, on all cores if it can'
        : `one process each, reckoned from ${outcome.measured} files`;
    const version = checker.executable === process.execPath ? '' : ` ${versionOf(checker)}`;
    return [`\`${checker.name}\`${version}`, inTime(outcome.time), ratio(own, outcome.time), how];
  });
  const columns = ['', 'time', 'ratio', 'how'];
  rows.push([goal('faster than each of them that is here', isFastest), '', '', '']);
  return { title: 'The command line over 1,000 Dockerfiles', columns, rows };
}

function sizeOfPackage(): Section {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const file = `go-dockerfile-${version}.vsix`;
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  const shown = size === undefined ? 'not packed: `npm run package`' : `${Math.round(size / 1000)} kB`;
  return {
    title: 'What is installed',
    columns: ['', 'size', 'goal'],
    rows: [['the extension as a vsix', shown, goal('< 1 MB', size !== undefined && size < 1_000_000)]],
  };
}

const comparedColumns: Row = ['', ours.name, '95 %', other, '95 %', 'ratio', 'goal'];

/** @param share of the other's time, which ours is not to take more than; `limit`: milliseconds that it is to stay under */
function compared(name: string, times: ReadonlyMap<string, Times>, share?: number, limit?: number): Row {
  const [own, others] = [times.get(ours.name) ?? [], times.get(other) ?? []];
  const goals = [
    ...(limit === undefined ? [] : [goal(`< ${limit} ms`, median(own) < limit)]),
    ...(share === undefined
      ? []
      : [goal(`${share === 1 / 2 ? 'half' : 'a third'} of the other`, median(own) <= share * median(others))]),
  ];
  return [
    name,
    inTime(median(own)),
    inTime(quantile(own, 0.95)),
    inTime(median(others)),
    inTime(quantile(others, 0.95)),
    ratio(median(own), median(others)),
    goals.join('; '),
  ];
}

/** A goal, and what has come of it. */
function goal(words: string, isReached: boolean): string {
  return `${words}: ${isReached ? 'reached' : '**not reached**'}`;
}

function add(times: Map<string, Times>, name: string, time: number): void {
  times.set(name, [...(times.get(name) ?? []), time]);
}
