import { spawn } from 'node:child_process';
import { runBriefly } from '../brief';
import type { Engine } from '../engine';
import { type Program, type Running, runProgram, startProgram, type Watching } from '../process';
import { type ContainerState, readState } from './state';
import { containerWords, isLocal, removeArguments, stopArguments } from './words';

/** A container that is attached to its command line, which ends with it. */
export interface Container {
  readonly name: string;
  /** Starts the command line that runs it, once. Its `interrupt` stops the container; the second time it is removed at once. */
  readonly start: (program: Program, watching?: Watching) => Running;
  /** Asks its program to end, and waits until nothing is left of it. */
  readonly stop: () => Promise<void>;
  /** Whether somebody has asked for its end. */
  readonly isStopped: () => boolean;
  /** Undefined: the engine does not know it. */
  readonly state: () => Promise<ContainerState | undefined>;
  /** Whether a process in it was killed for want of memory; false if the engine cannot tell. */
  readonly ranOutOfMemory: (since: number, until: number) => Promise<boolean>;
  /** Has it stopped by a process that outlives this one: VS Code closes. */
  readonly abandon: () => void;
}

/** What an engine is asked beside the work itself must not take long. */
const askingLimit = 10_000;

/** How often, with how many milliseconds in between, a container is asked for that is to be stopped. */
const creationTries = 50;
const creationPause = 200;

/** A container that is not started yet. */
export function createContainer(engine: Engine, name: string, folder: string): Container {
  const words = containerWords[engine.kind];
  const program = (args: readonly string[]): Program => ({
    executable: engine.executable,
    args,
    folder,
    environment: engine.environment,
  });
  const ask = (args: readonly string[]) => runBriefly(program(args), askingLimit);
  let attached: Running | undefined;
  let stopping: Promise<void> | undefined;

  const stopOnce = async (): Promise<void> => {
    let isOver = false;
    const ended = attached?.ended.then(() => (isOver = true));
    /** Whether the engine has stopped it. */
    const tryFor = async (tries: number): Promise<boolean> => {
      for (let done = 0; done < tries; done++) {
        const { code } = await runProgram(program(stopArguments(name)));
        if (code === 0) return true;
        if (isOver || !ended) return false;
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, creationPause))]);
      }
      return false;
    };
    // While it is being created it cannot be stopped, and the engine creates it even if nobody waits for it any more. An engine that is
    // slower than that hands the interrupt on to a program that may not listen, so it is asked again, and nobody waits after that.
    for (let interrupts = 0; interrupts < 2 && !isOver; interrupts++) {
      if (await tryFor(creationTries)) break;
      attached?.interrupt();
    }
    await ended;
    await runProgram(program(removeArguments(name)));
  };
  const stop = (): Promise<void> => (stopping ??= stopOnce());

  return {
    name,
    start: (started, watching = {}) => {
      const { signal, ...others } = watching;
      const running = startProgram({ ...started, environment: engine.environment }, others);
      attached = running;
      let isOver = false;
      const interrupt = (): void => {
        // VS Code closes the terminal of a program that has ended, too.
        if (isOver) return;
        if (stopping) void runProgram(program(removeArguments(name))).then(() => running.interrupt());
        else void stop();
      };
      if (signal?.aborted) interrupt();
      signal?.addEventListener('abort', interrupt, { once: true });
      void running.ended.then(() => {
        isOver = true;
        signal?.removeEventListener('abort', interrupt);
      });
      return { ...running, interrupt };
    },
    stop,
    isStopped: () => stopping !== undefined,
    state: async () => {
      const answer = await ask(words.state(name));
      const state = answer?.code === 0 ? readState(answer.stdout) : undefined;
      if (!state?.running || !words.checkHealth) return state;
      // Ends with 125 where there is no HEALTHCHECK (podman-healthcheck-run(1)).
      const code = (await ask(words.checkHealth(name)))?.code;
      const health = code === 0 ? 'healthy' : code === 1 ? (state.health ?? 'starting') : undefined;
      return { ...state, health };
    },
    ranOutOfMemory: async (since, until) => {
      if (!words.outOfMemory) return false;
      const answer = await ask(words.outOfMemory(name, since, until));
      return answer?.code === 0 && answer.stdout.trim() !== '';
    },
    abandon: () => {
      const child = spawn(engine.executable, [...stopArguments(name)], {
        cwd: folder,
        env: engine.environment,
        detached: true,
        stdio: 'ignore',
        windowsHide: true,
      });
      child.on('error', () => undefined);
      child.unref();
    },
  };
}

/** Whether what the engine publishes is reached on this machine. */
export async function isEngineHere(engine: Engine, folder: string): Promise<boolean> {
  const { endpoint, hostVariable } = containerWords[engine.kind];
  const named = hostVariable === undefined ? undefined : engine.environment[hostVariable];
  if (named !== undefined && named !== '') return isLocal(named);
  if (!endpoint) return true;
  const { executable, environment } = engine;
  const answer = await runBriefly({ executable, args: endpoint, folder, environment }, askingLimit);
  return answer?.code !== 0 || isLocal(answer.stdout);
}
