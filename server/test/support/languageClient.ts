import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';

/** A language server in a process of its own, and what it has sent. */
export interface TestClient {
  readonly connection: MessageConnection;
  readonly pid: number | undefined;
  /** What the server wrote to standard error: nothing, if all is well. */
  errors(): string;
  /** The next notification of this method, or one that came before and was not taken yet, for which `fits` holds. */
  next<T>(method: string, fits?: (params: T) => boolean): Promise<T>;
  /** Requests of the server that were answered, by method. */
  readonly requests: readonly { readonly method: string; readonly params: unknown }[];
  /** Ends the process as an editor does, and returns its exit code. */
  stop(): Promise<number | null>;
}

/**
 * @param answers the client's answers to requests of the server, by method
 * @param env environment variables, besides those of this process
 */
export function startServer(
  args: readonly string[],
  answers: Readonly<Record<string, (params: unknown) => unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): TestClient {
  const server = spawn(execPath, [...args, '--stdio'], { stdio: 'pipe', env: { ...process.env, ...env } });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  let errors = '';
  server.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const received: { method: string; params: unknown }[] = [];
  const requests: { method: string; params: unknown }[] = [];
  let waiting: (() => void)[] = [];
  connection.onNotification((method, params: unknown) => {
    received.push({ method, params });
    const waiters = waiting;
    waiting = [];
    for (const wake of waiters) wake();
  });
  connection.onRequest((method, params: unknown) => {
    requests.push({ method, params });
    return answers[method]?.(params) ?? null;
  });
  connection.listen();
  return {
    connection,
    pid: server.pid,
    requests,
    errors: () => errors,
    next: async <T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> => {
      for (;;) {
        const place = received.findIndex((message) => message.method === method && fits(message.params as T));
        if (place >= 0) return received.splice(place, 1)[0]?.params as T;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
    stop: async () => {
      await connection.sendRequest('shutdown');
      const exited = once(server, 'exit');
      await connection.sendNotification('exit');
      const [code] = (await exited) as [number | null];
      connection.dispose();
      return code;
    },
  };
}
