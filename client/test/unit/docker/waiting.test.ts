import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { isPortFree, type Probe, probePort } from '../../../src/docker/run/probe';
import type { ReachedPort } from '../../../src/docker/run/ports';
import type { ContainerState } from '../../../src/docker/run/state';
import { type Asking, type Clock, healthPatience, portPatience, waitUntilReady } from '../../../src/docker/run/waiting';

const running: ContainerState = { running: true, health: undefined, healthOutput: '' };
const withHealth = (health: ContainerState['health'], healthOutput = ''): ContainerState => ({
  running: true,
  health,
  healthOutput,
});
const http = (status: number, secure = false): Probe => ({ kind: 'http', status, secure });
const closed: Probe = { kind: 'closed' };
const at = (port: number, host = '127.0.0.1'): ReachedPort => ({ host, port });

/** A clock that goes as fast as it is asked. */
function fastClock(): Clock & { readonly waited: () => number } {
  let now = 0;
  return {
    now: () => now,
    wait: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    waited: () => now,
  };
}

/** States in their order, the last for good. */
function statesOf(...states: readonly (ContainerState | undefined)[]): Asking['state'] {
  let next = 0;
  return () => Promise.resolve(states[Math.min(next++, states.length - 1)]);
}

/** Answers of paths, each in its order, the last for good; other paths are not found. */
function probeOf(answers: Readonly<Record<string, readonly Probe[]>>, asked: string[] = []): Asking['probe'] {
  const times = new Map<string, number>();
  return ({ port }, path) => {
    const key = `${port}${path}`;
    asked.push(key);
    const given = answers[key] ?? answers[String(port)] ?? [http(404)];
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    return Promise.resolve(given[Math.min(time, given.length - 1)] ?? http(404));
  };
}

const hasSixth = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

describe('a container is waited for', () => {
  test.each<[string, Partial<Asking>, object]>([
    [
      'until it runs, if there is nothing else to wait for',
      { state: statesOf(undefined, running) },
      { kind: 'running' },
    ],
    [
      'until its HEALTHCHECK is content',
      { state: statesOf(undefined, withHealth('starting'), withHealth('starting'), withHealth('healthy')) },
      { kind: 'healthy' },
    ],
    [
      'until its HEALTHCHECK has failed, whatever its ports say',
      { state: statesOf(withHealth('starting'), withHealth('unhealthy', 'curl: not found')), ports: [at(8080)] },
      { kind: 'unhealthy', output: 'curl: not found' },
    ],
    [
      'until a port is answered',
      { ports: [at(8080)], probe: probeOf({ '8080': [closed], '8080/healthz': [closed, closed, http(200)] }) },
      { kind: 'answers', port: at(8080), path: '/healthz', status: 200, secure: false },
    ],
    [
      'until the server says that it is ready',
      { ports: [at(8080)], probe: probeOf({ '8080/readyz': [http(503), http(503), http(200)] }) },
      { kind: 'answers', port: at(8080), path: '/readyz', status: 200, secure: false },
    ],
    [
      'until a server without such a path answers anything',
      { ports: [at(8080)], probe: probeOf({ '8080/': [http(500)] }) },
      { kind: 'answers', port: at(8080), path: '/', status: 500, secure: false },
    ],
    [
      'until one of several ports is answered',
      { ports: [at(9090), at(8080)], probe: probeOf({ '9090': [closed], '8080/healthz': [http(204)] }) },
      { kind: 'answers', port: at(8080), path: '/healthz', status: 204, secure: false },
    ],
    [
      'until something listens that speaks no HTTP',
      { ports: [at(5432)], probe: probeOf({ '5432/healthz': [closed, { kind: 'open' }] }) },
      { kind: 'listens', port: at(5432) },
    ],
    [
      'until a server answers that wants HTTPS',
      { ports: [at(8443)], probe: probeOf({ '8443/healthz': [http(400, true)] }) },
      { kind: 'answers', port: at(8443), path: '/healthz', status: 400, secure: true },
    ],
  ])('%s', async (_, asking, expected) => {
    const all: Asking = { state: statesOf(running), ports: [], probe: probeOf({}), ...asking };
    expect(await waitUntilReady(all, fastClock(), new AbortController().signal)).toEqual(expected);
  });

  test.each<[string, Partial<Asking>, number]>([
    ['a port', { ports: [at(8080)], probe: probeOf({ '8080': [closed] }) }, portPatience],
    [
      'a server that is never ready',
      { ports: [at(8080)], probe: probeOf({ '8080/healthz': [http(503)] }) },
      portPatience,
    ],
    ['a HEALTHCHECK that never comes to an end', { state: statesOf(withHealth('starting')) }, healthPatience],
  ])('not longer than makes sense: %s', async (_, asking, limit) => {
    const clock = fastClock();
    const all: Asking = { state: statesOf(running), ports: [], probe: probeOf({}), ...asking };
    expect(await waitUntilReady(all, clock, new AbortController().signal)).toEqual({ kind: 'silent' });
    expect(clock.waited()).toBe(limit);
  });

  test('no port is asked before it runs: another program might answer', async () => {
    const asked: string[] = [];
    const stop = new AbortController();
    let looks = 0;
    const state: Asking['state'] = () => {
      if (++looks === 3) stop.abort();
      return Promise.resolve(undefined);
    };
    const all: Asking = { state, ports: [at(8080)], probe: probeOf({}, asked) };
    expect(await waitUntilReady(all, fastClock(), stop.signal)).toEqual({ kind: 'ended' });
    expect(asked).toEqual([]);
  });

  test('no longer once it has ended', async () => {
    const stop = new AbortController();
    const probe: Asking['probe'] = () => {
      stop.abort();
      return Promise.resolve(http(200));
    };
    const all: Asking = { state: statesOf(running), ports: [at(8080)], probe };
    expect(await waitUntilReady(all, fastClock(), stop.signal)).toEqual({ kind: 'ended' });
  });
});

describe('a port is asked', () => {
  const servers: { close: () => unknown }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1'): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
  const ask = (port: number, host?: string): Promise<Probe> =>
    probePort(at(port, host), '/healthz', new AbortController().signal);

  test.each<[string, () => Server | ReturnType<typeof createTcpServer>, object]>([
    ['a server', () => createServer((_, response) => response.writeHead(503).end('no')), http(503)],
    [
      'one that redirects, where nobody follows',
      () => createServer((_, response) => response.writeHead(302, { location: 'http://192.0.2.1/' }).end()),
      http(302),
    ],
    [
      'one that sends without end',
      () => createServer((_, response) => void response.writeHead(200).write('x'.repeat(5000))),
      http(200),
    ],
    [
      'a server of Go that wants HTTPS',
      () =>
        createServer((_, response) => response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n')),
      http(400, true),
    ],
    // As Docker's proxy does while nobody listens in the container.
    ['one that closes at once', () => createTcpServer((socket) => socket.destroy()), closed],
    [
      'one with words of its own',
      () => createTcpServer((socket) => void socket.end('SSH-2.0-x\r\n')),
      { kind: 'open' },
    ],
  ])('%s', async (_, create, expected) => {
    expect(await ask(await listen(create()))).toEqual(expected);
  });

  test('nobody', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    expect(await isPortFree({ host: port })).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(port)).toEqual(closed);
    expect(await isPortFree({ host: port })).toBe(true);
  });

  // The other addresses of the loop are there on Linux alone, and version 6 not everywhere.
  test.skipIf(process.platform !== 'linux').each(['127.0.0.2', ...(hasSixth ? ['[::1]'] : [])])(
    'at %s, where it is published, and nowhere else',
    async (host) => {
      const port = await listen(
        createServer((_, response) => response.writeHead(200).end()),
        host.replace(/[[\]]/g, ''),
      );
      expect(await ask(port, host)).toEqual(http(200));
      expect(await ask(port)).toEqual(closed);
      expect(await isPortFree({ address: host, host: port })).toBe(false);
      expect(await isPortFree({ address: '127.0.0.1', host: port })).toBe(true);
    },
  );
});
