/**
 * Works with the built language server as people do, for a while, and tells what became of its memory: `npm run soak`.
 *
 *   --seconds N   how long (60)
 *   --files N     how many Dockerfiles are open (200)
 *   --seed N      what is done (1)
 *
 * Types, undoes, pastes, saves, closes and opens; asks for findings, hovers, completion and code actions; and has a document of 5 MB
 * open beside. Exit code 1 if the server ends, says something on standard error, or leaves a request without an answer.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { readSeeds } from './fuzz/input';
import { change } from './fuzz/texts';
import { createRandom } from './oracle/random';

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
  void ended.then((code) => {
    if (code !== 0) {
      console.error(`the server ended with code ${code}\n${errors}`);
      process.exit(1);
    }
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
  const ask = (method: string, params: object): Promise<unknown> => connection.sendRequest(method, params);
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
  const files = Array.from({ length: count }, (_, index): OpenFile => ({
    uri: `${root}/${index}.Dockerfile`,
    version: 1,
    text: random.pick(seeds),
    past: [],
  }));
  const filled = performance.now();
  for (const file of files) await open(file);
  await Promise.all(files.map(diagnose));
  console.log(`${count} documents open and analysed after ${(performance.now() - filled).toFixed(0)} ms`);
  await measureBig(files[0]);

  const memory = async (): Promise<string> => {
    writeFileSync(memoryFile, '');
    server.kill('SIGUSR2');
    for (const file of files.slice(0, 2)) await diagnose(file);
    const { readFileSync } = await import('node:fs');
    const [rss = 0, heap = 0] = readFileSync(memoryFile, 'utf8').split(' ').map(Number);
    return `RSS ${(rss / 2 ** 20).toFixed(0)} MB, heap ${(heap / 2 ** 20).toFixed(1)} MB`;
  };
  const start = performance.now();
  let steps = 0;
  for (let sample = 0; sample <= 6; sample++) {
    const until = start + (sample * seconds * 1000) / 6;
    while (performance.now() < until) {
      await work(random.pick(files));
      steps++;
    }
    console.log(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s, ${steps} steps: ${await memory()}`);
  }
  await ask('shutdown', {});
  await tell('exit', {});
  await ended;
  connection.dispose();
  if (errors !== '' || logged > 0) process.exit(1);

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
    const big: OpenFile = { uri: `${root}/big.Dockerfile`, version: 1, past: [], text: 'FROM alpine\n' };
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
