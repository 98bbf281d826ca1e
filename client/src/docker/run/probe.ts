import { request } from 'node:http';
import { createServer } from 'node:net';
import type { PublishedPort, ReachedPort } from './ports';

/** What a port of this machine answered. */
export type Probe =
  /** Nobody listens behind it. Docker's proxy accepts connections all the same, and closes them. */
  | { readonly kind: 'closed' }
  /** Somebody does, who speaks no HTTP. */
  | { readonly kind: 'open' }
  | {
      readonly kind: 'http';
      readonly status: number;
      /** It wants HTTPS. */
      readonly secure: boolean;
    };

/** Longest time for an answer. */
const patience = 2_000;

/** Asks a port of this machine with one GET. Never throws; no redirection is followed. */
export function probePort({ host, port }: ReachedPort, path: string, signal: AbortSignal): Promise<Probe> {
  return new Promise((resolve) => {
    let connected = false;
    const closed: Probe = { kind: 'closed' };
    const options = { host: bare(host), port, path, agent: false, signal, timeout: patience };
    const asked = request(options, (response) => {
      const { statusCode = 0 } = response;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > 1000) response.destroy();
      });
      response.once('close', () => {
        // Go's server says so over plain HTTP (net/http, server.go).
        const secure = statusCode === 400 && body.includes('Client sent an HTTP request to an HTTPS server');
        resolve({ kind: 'http', status: statusCode, secure });
      });
      response.once('error', () => undefined);
    });
    asked.once('socket', (socket) => socket.once('connect', () => (connected = true)));
    // The connection stands and nothing is said: the proxy would have closed it if nobody were behind.
    asked.once('timeout', () => {
      resolve(connected ? { kind: 'open' } : closed);
      asked.destroy();
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code?.startsWith('HPE_') ? { kind: 'open' } : closed);
    });
    asked.end();
  });
}

/** Whether a TCP port of this machine can be opened, on one of its addresses, or on all. */
export function isPortFree({ address = '0.0.0.0', host }: Pick<PublishedPort, 'address' | 'host'>): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port: host, host: bare(address), exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Without the brackets. */
function bare(address: string): string {
  return address.replace(/^\[|\]$/g, '');
}
