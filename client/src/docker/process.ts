import { spawn } from 'node:child_process';

/** A program to start. No shell reads the arguments. */
export interface Program {
  /** Absolute path. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Folder in which it runs. */
  readonly folder: string;
  /** All environment variables it gets; those of this process if undefined. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** What else happens while it runs. */
export interface Watching {
  /** Told of each piece of output as it comes; a character is never torn in two. */
  readonly onOutput?: (text: string, from: 'stdout' | 'stderr') => void;
  /** Aborted: the program is asked to end. */
  readonly signal?: AbortSignal;
  /** Output that is kept, in characters from its end; a million if undefined. */
  readonly keep?: number;
}

/** How a program ended. */
export interface Ended {
  /** Undefined: it was ended by a signal, or did not start. */
  readonly code: number | undefined;
  /** The end of what it printed, both streams in the order in which they came. */
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not start: `ENOENT`, `EACCES`. */
  readonly failure?: string;
}

/** A program that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Sends text to its standard input. */
  write(text: string): void;
  /** Asks it to end, as Ctrl+C does; the second time it is killed. */
  interrupt(): void;
}

/** Milliseconds after which a program that was asked to end is killed. */
const patience = 10_000;

/** Starts a program. Never throws; what goes wrong is told by `ended`, which never rejects. */
export function startProgram({ executable, args, folder, environment }: Program, watching: Watching = {}): Running {
  const keep = watching.keep ?? 1_000_000;
  const kept = { output: '', stdout: '', stderr: '' };
  const child = spawn(executable, [...args], {
    cwd: folder,
    env: environment,
    shell: false,
    windowsHide: true,
    stdio: 'pipe',
  });
  let interrupted = false;
  const interrupt = (): void => {
    child.kill(interrupted ? 'SIGKILL' : 'SIGINT');
    interrupted = true;
  };
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8');
    child[from].on('data', (text: string) => {
      kept[from] = (kept[from] + text).slice(-keep);
      kept.output = (kept.output + text).slice(-keep);
      watching.onOutput?.(text, from);
    });
  }
  // It may have ended by the time that something is written to it.
  child.stdin.on('error', () => undefined);
  let impatience: NodeJS.Timeout | undefined;
  const abort = (): void => {
    interrupt();
    impatience = setTimeout(interrupt, patience);
  };
  if (watching.signal?.aborted) abort();
  watching.signal?.addEventListener('abort', abort, { once: true });
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ code: undefined, ...kept, failure: error.code ?? error.message });
    });
    child.once('close', (code) => resolve({ code: code ?? undefined, ...kept }));
  }).finally(() => {
    clearTimeout(impatience);
    watching.signal?.removeEventListener('abort', abort);
  });
  return { ended, write: (text) => child.stdin.write(text), interrupt };
}

/** Runs a program to its end. */
export function runProgram(program: Program, watching?: Watching): Promise<Ended> {
  return startProgram(program, watching).ended;
}
