import type { ReachedPort } from './ports';
import type { Probe } from './probe';
import type { ContainerState } from './state';

/** What is asked while a container starts. */
export interface Asking {
  /** Undefined: the engine does not know it (yet). */
  readonly state: () => Promise<ContainerState | undefined>;
  /** Ports of this machine to be asked, over TCP; none if they are not on this machine. */
  readonly ports: readonly ReachedPort[];
  readonly probe: (port: ReachedPort, path: string) => Promise<Probe>;
}

export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What became of the waiting. */
export type Readiness =
  /** It was told to stop: the container ended, or the user gave up. */
  | { readonly kind: 'ended' }
  /** It runs, and there is nothing to wait for. */
  | { readonly kind: 'running' }
  | { readonly kind: 'healthy' }
  | { readonly kind: 'unhealthy'; readonly output: string }
  /** An HTTP server answered, at the path with its status. */
  | {
      readonly kind: 'answers';
      readonly port: ReachedPort;
      readonly path: string;
      readonly status: number;
      readonly secure: boolean;
    }
  /** Something listens that speaks no HTTP. */
  | { readonly kind: 'listens'; readonly port: ReachedPort }
  /** It did not become ready in time. */
  | { readonly kind: 'silent' };

/** Paths at which servers say that they are ready; the last is asked of those that have none of the others. */
const paths = ['/healthz', '/readyz', '/health', '/livez', '/'] as const;

const pause = 500;

/** How long a port is asked before the user is told that nobody answers. */
export const portPatience = 60_000;

/** A HEALTHCHECK comes to an end of its own; this is for those with an interval of an hour. */
export const healthPatience = 600_000;

/** Waits until a container is ready: healthy if it has a HEALTHCHECK, else until one of its ports is answered. */
export async function waitUntilReady(
  { state, ports, probe }: Asking,
  clock: Clock,
  signal: AbortSignal,
): Promise<Readiness> {
  let since: number | undefined;
  // Read through a function: it changes while something is awaited.
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const now = await state();
    if (isOver()) break;
    if (now?.running) {
      since ??= clock.now();
      if (now.health === 'healthy') return { kind: 'healthy' };
      if (now.health === 'unhealthy') return { kind: 'unhealthy', output: now.healthOutput };
      if (now.health === undefined) {
        if (ports.length === 0) return { kind: 'running' };
        for (const port of ports) {
          const answer = await askPort(port, probe, isOver);
          if (isOver()) return { kind: 'ended' };
          if (answer) return answer;
        }
      }
      if (clock.now() - since >= (now.health === undefined ? portPatience : healthPatience)) return { kind: 'silent' };
    }
    await clock.wait(pause, signal);
  }
  return { kind: 'ended' };
}

/** Undefined: it is not ready. */
async function askPort(
  port: ReachedPort,
  probe: Asking['probe'],
  isOver: () => boolean,
): Promise<Readiness | undefined> {
  for (const path of paths) {
    const answer = await probe(port, path);
    if (isOver() || answer.kind === 'closed') return undefined;
    if (answer.kind === 'open') return { kind: 'listens', port };
    const { status, secure } = answer;
    const isMissing = status >= 400 && status < 500;
    if (path === '/' || status < 400 || secure) return { kind: 'answers', port, path, status, secure };
    // It has such a path and says that it is not ready: 503.
    if (!isMissing) return undefined;
  }
  return undefined;
}
