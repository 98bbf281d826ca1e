import { l10n } from 'vscode';
import type { ExposedPort } from '../../protocol';

/** A port of the container that is reached through one of the machine. */
export interface PublishedPort {
  /** Address of the machine; all of them if undefined. */
  readonly address?: string;
  readonly host: number;
  readonly container: number;
  readonly protocol: ExposedPort['protocol'];
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
    if (ports.some((other) => other.host === host && other.protocol === protocol && other.address === address)) {
      return { problem: l10n.t('Port {0} of this machine is named twice.', host) };
    }
    ports.push({ ...(address !== undefined && { address }), host, container, protocol });
  }
  return { ports };
}

function protocolOf(text: string | undefined): ExposedPort['protocol'] {
  const lower = text?.toLowerCase();
  return lower === 'udp' || lower === 'sctp' ? lower : 'tcp';
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

/**
 * Puts free ports of the machine in the place of taken ones, the next above if there is one.
 * @param isFree whether a TCP port of the machine can be opened
 */
export async function avoidTaken(
  ports: readonly PublishedPort[],
  isFree: (port: number) => Promise<boolean>,
): Promise<readonly PublishedPort[]> {
  const chosen = new Set<string>();
  const result: PublishedPort[] = [];
  for (const port of ports) {
    let host = port.host;
    const isTaken = async (): Promise<boolean> =>
      chosen.has(`${host}/${port.protocol}`) || (port.protocol === 'tcp' && !(await isFree(host)));
    while (host < Math.min(port.host + attempts, 65_535) && (await isTaken())) host++;
    chosen.add(`${host}/${port.protocol}`);
    result.push({ ...port, host });
  }
  return result;
}
