/** What an engine knows of a container. */
export interface ContainerState {
  readonly running: boolean;
  /** Undefined: it has no HEALTHCHECK. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | undefined;
  /** What the last health check printed. */
  readonly healthOutput: string;
}

/** Reads what `container inspect --format '{{json .State}}'` printed; undefined if it is no state. */
export function readState(json: string): ContainerState | undefined {
  const state = recordOf(parsed(json));
  if (state === undefined) return undefined;
  // Podman before 4.0 has another name for it (libpod/define/container_inspect.go).
  const health = recordOf(state['Health'] ?? state['Healthcheck']);
  const status = health?.['Status'];
  const log: unknown = health?.['Log'];
  const last = recordOf(Array.isArray(log) ? log.at(-1) : undefined)?.['Output'];
  return {
    running: state['Running'] === true || state['Status'] === 'running',
    health: status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : undefined,
    healthOutput: typeof last === 'string' ? last.trim() : '',
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
