import { type Build, imageName } from '../commandLine';
import type { EngineKind } from '../engine';
import { formatPort, type PublishedPort } from './ports';

/** What the user chose for a container. */
export interface RunAnswers {
  readonly ports: readonly PublishedPort[];
  /** Absolute path of a file with a NAME=value on each line. */
  readonly environmentFile: string | undefined;
  readonly name: string;
}

/**
 * The arguments that run the image once. `-i` lets what is typed reach the program; there is no terminal, so no `-t`. An image of
 * that name from a registry is none of the user's, so that nothing is pulled.
 */
export function runArguments(build: Build, { ports, environmentFile, name }: RunAnswers): readonly string[] {
  const { capabilities } = build.inputs;
  const platform = build.options?.platform ?? build.inputs.platform;
  return [
    ...['run', '--rm', '-i', '--pull=never', '--name', name],
    ...capabilities.map((capability) => `--cap-add=${capability}`),
    ...(platform === null ? [] : ['--platform', platform]),
    ...ports.flatMap((port) => ['-p', formatPort(port)]),
    ...(environmentFile === undefined ? [] : ['--env-file', environmentFile]),
    imageName(build),
  ];
}

/** How the command lines differ once a container runs. */
export interface ContainerWords {
  /** The state of a container as JSON: `{"Status":"running","Health":{"Status":"starting","Log":[]}}`. */
  readonly state: (name: string) => readonly string[];
  /** Runs the health check once; it ends with 0 if the container is well. Undefined: the engine does so by itself. */
  readonly checkHealth: ((name: string) => readonly string[]) | undefined;
  /** Prints a line for each time that a process was killed because memory ran out. Undefined: nothing tells. */
  readonly outOfMemory: ((name: string, since: number, until: number) => readonly string[]) | undefined;
  /** Prints the address of the engine. Undefined: it is on this machine unless a variable says otherwise. */
  readonly endpoint: readonly string[] | undefined;
  /** The variable that names an engine elsewhere. */
  readonly hostVariable: string | undefined;
}

const state = (name: string): readonly string[] => ['container', 'inspect', '--format', '{{json .State}}', name];

/**
 * The differences, each with its source. Docker: the reference of its command line. Podman 4.3: State.Health is there for every
 * container, with an empty status without HEALTHCHECK, and its checks are started by systemd, which is not there everywhere
 * (podman-healthcheck-run(1)). nerdctl: `container inspect` has Docker's form by default (docs/command-reference.md).
 */
export const containerWords: Readonly<Record<EngineKind, ContainerWords>> = {
  docker: {
    state,
    checkHealth: undefined,
    outOfMemory: (name, since, until) => [
      ...['events', '--since', seconds(since), '--until', seconds(until), '--filter', `container=${name}`],
      ...['--filter', 'event=oom', '--format', '{{.Action}}'],
    ],
    endpoint: ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'],
    hostVariable: 'DOCKER_HOST',
  },
  podman: {
    state,
    checkHealth: (name) => ['healthcheck', 'run', name],
    outOfMemory: undefined,
    endpoint: undefined,
    hostVariable: 'CONTAINER_HOST',
  },
  nerdctl: { state, checkHealth: undefined, outOfMemory: undefined, endpoint: undefined, hostVariable: undefined },
};

/** Asks the program to end, as an orchestrator does: SIGTERM, and SIGKILL ten seconds later. */
export function stopArguments(name: string): readonly string[] {
  return ['stop', name];
}

/** Removes what is left of a container, whatever it does. */
export function removeArguments(name: string): readonly string[] {
  return ['rm', '-f', name];
}

/** A name that no other container has: that of the image, and a number. */
export function containerName(build: Build, random: number): string {
  const name = imageName(build)
    .replace(/:[^:/]*$/, '')
    .replace(/^.*\//, '');
  return `${name}-${Math.floor(random * 0xffffff)
    .toString(16)
    .padStart(6, '0')}`;
}

/** Whether an engine allows a container to be called so (moby, daemon/names/names.go). */
export function isContainerName(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name);
}

/** Whether an engine of that address publishes ports on this machine: `unix:///…`, `npipe:…`, or a name for this machine. */
export function isLocal(endpoint: string): boolean {
  const trimmed = endpoint.trim();
  return trimmed === '' || /^(?:unix|npipe|fd):|^tcp:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|\/|$)/i.test(trimmed);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
