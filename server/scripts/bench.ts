/**
 * Measures what a user waits for, on the built bundles: `npm run bench`. Prints medians; asserts nothing, because a
 * busy machine is not a defect.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { measureActivation } from './activation';

const command = 'out/server/cli.js';
const server = 'out/server/server.js';
const extension = 'out/client/extension.js';

interface Measurement {
  readonly name: string;
  /** The median that issue reports and the README speak of, in milliseconds. */
  readonly target: number;
  readonly times: readonly number[];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-bench-'));
  try {
    const dockerfile = join(folder, 'Dockerfile');
    const text = dockerfileOfHundredLines();
    writeFileSync(dockerfile, text);
    writeFileSync(join(folder, 'go.mod'), 'module example.com/bench\n\ngo 1.26\n');
    writeFileSync(join(folder, 'main.go'), 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n');
    report(measureProcess('node, doing nothing', 40, ['--eval', '0'], 10));
    report(measureProcess('explain, whole process', 150, [command, 'explain', '--json', dockerfile], 20));
    report(measureProcess('check, whole process', 150, [command, 'check', '--format', 'json', dockerfile], 20));
    report({ name: 'extension: loaded and active', target: 50, times: measureActivation(extension, 15) });
    report(await measureInitialize(folder, 15));
    report(await measureKeystrokes(folder, dockerfile, text, 300));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureProcess(name: string, target: number, args: readonly string[], rounds: number): Measurement {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    // 1 means that there are findings.
    if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with code ${status}:\n${stderr}`);
    return performance.now() - start;
  });
  return { name, target, times };
}

/** From the start of the process to the answer to `initialize`. */
async function measureInitialize(folder: string, rounds: number): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const session = await connect(folder);
    times.push(performance.now() - start);
    await disconnect(session);
  }
  return { name: 'initialize, after spawn', target: 150, times };
}

/** From a one-character change to the findings of the changed text, over the protocol. */
async function measureKeystrokes(
  folder: string,
  dockerfile: string,
  text: string,
  rounds: number,
): Promise<Measurement> {
  const session = await connect(folder);
  const { connection } = session;
  const uri = pathToFileURL(dockerfile).href;
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  const diagnose = () => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  await diagnose();
  const line = text.split('\n').findIndex((row) => row.startsWith('RUN') && row.includes('go build'));
  const end = text.split('\n')[line]?.length ?? 0;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const typed = round % 2 === 0;
    const range = { start: { line, character: end }, end: { line, character: typed ? end : end + 1 } };
    const start = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: round + 2 },
      contentChanges: [{ range, text: typed ? 'x' : '' }],
    });
    await diagnose();
    times.push(performance.now() - start);
  }
  await disconnect(session);
  return { name: 'keystroke in 100 lines, to findings', target: 5, times };
}

interface Session {
  readonly child: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
}

async function connect(folder: string): Promise<Session> {
  const child = spawn(process.execPath, [server, '--stdio']);
  const connection = createMessageConnection(child.stdout, child.stdin);
  connection.onRequest('workspace/configuration', (params: { readonly items: readonly unknown[] }) =>
    params.items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'bench' }],
    capabilities: {
      textDocument: { diagnostic: {}, publishDiagnostics: {}, synchronization: {} },
      workspace: { configuration: true, workspaceFolders: true },
    },
  });
  await connection.sendNotification('initialized', {});
  return { child, connection };
}

async function disconnect({ child, connection }: Session): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
}

function report({ name, target, times }: Measurement): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  console.log(
    `${name.padEnd(36)} median ${at(0.5)} ms, 95 % ${at(0.95)} ms, target < ${target} ms, ${times.length} rounds`,
  );
}

/** Two stages with many small steps, as long files have them. */
function dockerfileOfHundredLines(): string {
  const steps = Array.from({ length: 38 }, (_, step) => [
    `# Step ${step}`,
    step % 2 === 0 ? `ENV STEP_${step}=$VERSION` : `RUN mkdir -p /steps/${step} && touch /steps/${step}/done`,
  ]).flat();
  return [
    'ARG GO_VERSION=1.26',
    'FROM golang:${GO_VERSION} AS build',
    'ARG VERSION=dev',
    'WORKDIR /src',
    'COPY go.mod ./',
    'RUN --mount=type=cache,target=/go/pkg/mod go mod download',
    'COPY . .',
    ...steps,
    'RUN apt-get update \\',
    '    && apt-get install -y --no-install-recommends git \\',
    '    && rm -rf /var/lib/apt/lists/*',
    'RUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -ldflags "-s -w -X main.v=$VERSION" -o /app .',
    '',
    'FROM alpine:3.22',
    'RUN apk add --no-cache ca-certificates tzdata',
    'RUN adduser -D -u 10001 app',
    'COPY --from=build /app /usr/local/bin/app',
    'USER app',
    'EXPOSE 8080',
    'ENV PORT=8080',
    'LABEL org.opencontainers.image.title=bench',
    'STOPSIGNAL SIGTERM',
    'HEALTHCHECK CMD wget -q -O /dev/null http://localhost:8080/ || exit 1',
    'ENTRYPOINT ["/usr/local/bin/app"]',
    'CMD ["serve"]',
  ].join('\n');
}
