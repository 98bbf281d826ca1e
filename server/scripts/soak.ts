/**
 * Works with the built language server as people do, for a while, and compares its memory at rest before and after: `npm run soak`.
 *
 *   --seconds N   how long (60), after a quarter of that to warm up
 *   --files N     how many Dockerfiles are open (200)
 *   --seed N      what is done (1)
 *
 * Types, undoes, pastes, saves, closes and opens; asks for findings, hovers, completion and code actions; and has a document of 5 MB
 * open beside. The memory is taken twice when all documents say what they said at first and nobody has typed for a while. Exit code 1
 * if what lives has grown by more than a quarter, or the process by more than half, if the server ends or says something on standard
 * error, or if a request has no answer within 30 seconds.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { quiet } from '../src/host/giveMemoryBack';
import { readSeeds } from './fuzz/input';
import { change } from './fuzz/texts';
import { createRandom } from './oracle/random';
import { answerWithin, growthOf, megabytes, type Memory } from './soak/judge';

/** Milliseconds within which each request is answered, however busy the machine. */
const patience = 30_000;

/** In the server's process: tells its memory after a collection, when it is asked by a signal. */
const probe = `process.on('SIGUSR2', () => {
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  require('node:fs').writeFileSync(process.env.SOAK_MEMORY, rss + ' ' + heapUsed);
});`;

interface OpenFile {
  readonly uri: string;
  version: number;
  text: string;
  /** What it said when the soak began. */
  readonly first: string;
  /** What it was before, for undoing. */
  readonly past: string[];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      files: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-soak-'));
  try {
    await soak(folder, Number(values.seconds), Number(values.files), Number(values.seed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function soak(folder: string, seconds: number, count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const seeds = readSeeds();
  writeFileSync(join(folder, 'go.mod'), 'module example.com/soak\n\ngo 1.26\n');
  writeFileSync(join(folder, 'main.go'), 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n');
  writeFileSync(join(folder, 'probe.cjs'), probe);
  const memoryFile = join(folder, 'memory');
  const server = spawn(
    process.execPath,
    ['--expose-gc', '--require', join(folder, 'probe.cjs'), 'out/server/server.js', '--stdio'],
    { env: { ...process.env, SOAK_MEMORY: memoryFile } },
  );
  let errors = '';
  server.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  // One that hangs does not end by itself.
  process.once('exit', () => server.kill('SIGKILL'));
  void ended.then((code) => {
    if (code === 0) return;
    console.error(`the server ended with code ${code}\n${errors}`);
    process.exit(1);
  });
  const connection = createMessageConnection(server.stdout, server.stdin);
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest(() => null);
  let logged = 0;
  connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
    logged++;
    console.error(message);
  });
  connection.onNotification('window/showMessage', ({ message }: { readonly message: string }) => console.log(message));
  connection.listen();
  const tell = (method: string, params: object): Promise<void> => connection.sendNotification(method, params);
  const ask = (method: string, params: object): Promise<unknown> =>
    answerWithin(patience, method, connection.sendRequest(method, params));
  const root = pathToFileURL(folder).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'soak' }],
    capabilities: { textDocument: { diagnostic: {} }, workspace: { configuration: true, workspaceFolders: true } },
  });
  await tell('initialized', {});

  const open = async (file: OpenFile): Promise<void> =>
    tell('textDocument/didOpen', {
      textDocument: { uri: file.uri, languageId: 'dockerfile', version: file.version, text: file.text },
    });
  const diagnose = (file: OpenFile): Promise<unknown> =>
    ask('textDocument/diagnostic', { textDocument: { uri: file.uri } });
  const replace = async (file: OpenFile, text: string): Promise<void> => {
    file.text = text;
    await tell('textDocument/didChange', {
      textDocument: { uri: file.uri, version: ++file.version },
      contentChanges: [{ text }],
    });
  };
  const files = Array.from({ length: count }, (_, index): OpenFile => {
    const first = random.pick(seeds);
    return { uri: `${root}/${index}.Dockerfile`, version: 1, text: first, first, past: [] };
  });
  const filled = performance.now();
  for (const file of files) await open(file);
  await Promise.all(files.map(diagnose));
  console.log(`${count} documents open and analysed after ${(performance.now() - filled).toFixed(0)} ms`);
  await measureBig(files[0]);

  const start = performance.now();
  let steps = 0;
  const workUntil = async (second: number): Promise<void> => {
    while (performance.now() - start < second * 1000) {
      await work(random.pick(files));
      steps++;
    }
  };
  const warmUp = seconds / 4;
  await workUntil(warmUp);
  const warm = await rest();
  // Resting took time that is none of work.
  const rested = (performance.now() - start) / 1000;
  for (let part = 1; part <= 4; part++) {
    await workUntil(rested + (seconds * part) / 4);
    console.log(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s, ${steps} steps`);
  }
  const problems = [...growthOf(warm, await rest())];
  if (errors !== '') problems.push(`the server wrote to standard error:\n${errors}`);
  if (logged > 0) problems.push(`the server logged ${logged} faults`);
  await ask('shutdown', {});
  await tell('exit', {});
  await answerWithin(patience, 'exit', ended);
  connection.dispose();
  for (const problem of problems) console.error(`soak: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log('soak: every request was answered, and the memory is what it was');

  /** Has all documents say what they said at first, waits until the server has given back what it can, and takes its memory. */
  async function rest(): Promise<Memory> {
    for (const file of files) {
      file.past.length = 0;
      await replace(file, file.first);
    }
    await Promise.all(files.map(diagnose));
    await pause(quiet + 2000);
    writeFileSync(memoryFile, '');
    server.kill('SIGUSR2');
    let taken = '';
    for (let attempt = 0; taken === '' && attempt < 100; attempt++) {
      await pause(100);
      taken = readFileSync(memoryFile, 'utf8');
    }
    const [rss = Number.NaN, heap = Number.NaN] = taken.split(' ').map(Number);
    console.log(`at rest after ${steps} steps: resident ${megabytes(rss)}, heap ${megabytes(heap)}`);
    return { rss, heap };
  }

  /** One thing that someone does with a document, and what the editor then asks. */
  async function work(file: OpenFile): Promise<void> {
    const act = random.below(20);
    if (act === 0) {
      await tell('textDocument/didClose', { textDocument: { uri: file.uri } });
      file.past.length = 0;
      file.text = random.pick(seeds);
      file.version++;
      await open(file);
    } else if (act === 1) await tell('textDocument/didSave', { textDocument: { uri: file.uri } });
    else if (act < 6 && file.past.length > 0) await replace(file, file.past.pop() ?? '');
    else {
      file.past.push(file.text);
      if (file.past.length > 20) file.past.shift();
      await replace(
        file,
        act === 6 ? `${file.text}\n${random.pick(seeds)}`.slice(0, 20_000) : change(random, file.text),
      );
    }
    const line = random.below(file.text.split('\n').length);
    const position = { line, character: random.below(20) };
    const textDocument = { uri: file.uri };
    const asked: Promise<unknown>[] = [diagnose(file)];
    if (random.below(3) === 0) {
      asked.push(ask('textDocument/hover', { textDocument, position }));
      asked.push(ask('textDocument/completion', { textDocument, position }));
      const range = { start: position, end: position };
      asked.push(ask('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }));
    }
    await Promise.all(asked);
  }

  /** How long another document waits for its answer while a document of 5 MB is opened and typed in. */
  async function measureBig(other: OpenFile | undefined): Promise<void> {
    if (!other) return;
    const big: OpenFile = { uri: `${root}/big.Dockerfile`, version: 1, past: [], first: '', text: 'FROM alpine\n' };
    big.text += 'RUN go build -o /app ./cmd/app && true\n'.repeat(5_000_000 / 39);
    const times: number[] = [];
    await open(big);
    for (let round = 0; round < 10; round++) {
      const began = performance.now();
      const answers = [diagnose(big), diagnose(other)];
      await answers[1];
      times.push(performance.now() - began);
      await answers[0];
      await tell('textDocument/didChange', {
        textDocument: { uri: big.uri, version: ++big.version },
        contentChanges: [{ range: { start: { line: 9, character: 3 }, end: { line: 9, character: 3 } }, text: 'x' }],
      });
      await replace(other, `${other.text}\n`);
    }
    const sorted = times.toSorted((a, b) => a - b);
    console.log(
      `beside one of 5 MB another document waits ${sorted[5]?.toFixed(1)} ms in the median, ${sorted.at(-1)?.toFixed(1)} ms at most`,
    );
  }
}
