import { isIPv4, isIPv6 } from 'node:net';
import { l10n } from 'vscode';
import type { ExposedPort } from '../../protocol';

/** A port of the container that is reached through one of the machine. */
export interface PublishedPort {
  /** Address of the machine, of version 6 in brackets; all of them if undefined. */
  readonly address?: string;
  readonly host: number;
  readonly container: number;
  readonly protocol: ExposedPort['protocol'];
}

/** A port of this machine, where it is asked from this machine. */
export interface ReachedPort {
  /** As a URL has it: `127.0.0.1`, `[::1]`. */
  readonly host: string;
  readonly port: number;
}

/** What a text with ports came to. */
export type ParsedPorts =
  { readonly ports: readonly PublishedPort[] } | { /** A sentence for the user. */ readonly problem: string };

/**
 * Reads `8080:80 127.0.0.1:5353:53/udp`: ports as `docker run -p` has them, with blanks or commas in between. A single number
 * is both ports. Ranges are refused, as are ports of the machine that are named twice.
 */
export function parsePorts(text: string): ParsedPorts {
  const ports: PublishedPort[] = [];
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const match = /^(?:(?:(\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]):)?(\d+):)?(\d+)(?:\/(tcp|udp|sctp))?$/i.exec(word);
    const container = Number(match?.[3]);
    const host = Number(match?.[2] ?? container);
    if (!match) {
      return {
        problem: l10n.t(
          '"{0}" is no pair of ports. Write it as machine:container, such as 8080:80 or 5353:53/udp.',
          word,
        ),
      };
    }
    const wrong = [host, container].find((port) => port < 1 || port > 65_535);
    if (wrong !== undefined) return { problem: l10n.t('{0} is no port. Ports are numbers from 1 to 65535.', wrong) };
    const protocol = protocolOf(match[4]);
    const address = match[1];
    if (address !== undefined && !isIPv4(address) && !isIPv6(address.slice(1, -1)))
      return { problem: l10n.t('{0} is no address of a machine.', address) };
    const port: PublishedPort = { ...(address !== undefined && { address }), host, container, protocol };
    if (ports.some((other) => collides(other, port))) {
      return { problem: l10n.t('Port {0} of this machine is named twice.', host) };
    }
    ports.push(port);
  }
  return { ports };
}

function protocolOf(text: string | undefined): ExposedPort['protocol'] {
  const lower = text?.toLowerCase();
  return lower === 'udp' || lower === 'sctp' ? lower : 'tcp';
}

/** Whether an engine cannot open both: they are the same, or one is that of all addresses. */
function collides(one: PublishedPort, other: PublishedPort): boolean {
  if (one.host !== other.host || one.protocol !== other.protocol) return false;
  if (one.address === undefined || other.address === undefined) return true;
  const [a, b] = [one.address, other.address].map(normalAddress);
  return (
    a === b || (isSixth(one.address) === isSixth(other.address) && [a, b].some((it) => allAddresses.has(it ?? '')))
  );
}

const allAddresses: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);

function isSixth(address: string): boolean {
  return address.startsWith('[');
}

/** `[0:0:0:0:0:0:0:1]` as `[::1]`. */
function normalAddress(address: string): string {
  return isSixth(address) ? new URL(`http://${address}`).hostname : address;
}

/** Where this machine asks for a port that is published on its address, or on all. */
export function reached({ address = '0.0.0.0', host }: Pick<PublishedPort, 'address' | 'host'>): ReachedPort {
  const normal = normalAddress(address);
  return { host: normal === '0.0.0.0' ? '127.0.0.1' : normal === '[::]' ? '[::1]' : normal, port: host };
}

/** The word behind `-p`. */
export function formatPort({ address, host, container, protocol }: PublishedPort): string {
  const before = address === undefined ? '' : `${address}:`;
  return `${before}${host}:${container}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

/** What of a container is reached from outside, as far as the Dockerfile says: what it exposes, else what its program is told to listen on. */
export function exposedPorts(exposed: readonly ExposedPort[], listens: readonly number[]): readonly ExposedPort[] {
  return exposed.length > 0 ? exposed : listens.map((port) => ({ port, protocol: 'tcp' }));
}

/** The same numbers on the machine, except that ports below 1024, which not everybody may open there, go 8000 up: 80 is 8080. */
export function publish(exposed: readonly ExposedPort[]): readonly PublishedPort[] {
  return exposed.map(({ port, protocol }) => ({
    host: port === 80 ? 8080 : port === 443 ? 8443 : port < 1024 ? port + 8000 : port,
    container: port,
    protocol,
  }));
}

/** How many numbers are tried above one that is taken. */
const attempts = 50;

/** Ports that are free, and those of the machine that were to be taken and are not. */
export interface FreePorts {
  readonly ports: readonly PublishedPort[];
  readonly taken: readonly number[];
}

/**
 * Puts free ports of the machine in the place of taken ones, the next above if there is one.
 * @param isFree whether a TCP port of the machine can be opened
 */
export async function avoidTaken(
  ports: readonly PublishedPort[],
  isFree: (port: PublishedPort) => Promise<boolean>,
): Promise<FreePorts> {
  const result: PublishedPort[] = [];
  const taken: number[] = [];
  for (const port of ports) {
    let chosen = port;
    const isTaken = async (): Promise<boolean> =>
      result.some((other) => collides(other, chosen)) || (port.protocol === 'tcp' && !(await isFree(chosen)));
    while (chosen.host < Math.min(port.host + attempts, 65_535) && (await isTaken()))
      chosen = { ...chosen, host: chosen.host + 1 };
    if (chosen !== port) taken.push(port.host);
    result.push(chosen);
  }
  return { ports: result, taken };
}
