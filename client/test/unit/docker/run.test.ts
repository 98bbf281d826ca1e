import { describe, expect, test } from 'vitest';
import { engineKinds } from '../../../src/docker/engine';
import { tellEnd } from '../../../src/docker/run/ending';
import { recall, remember, type Store } from '../../../src/docker/run/memory';
import {
  avoidTaken,
  exposedPorts,
  formatPort,
  parsePorts,
  publish,
  type ReachedPort,
  reached,
} from '../../../src/docker/run/ports';
import { readyMessage } from '../../../src/docker/run/readyMessage';
import { readState } from '../../../src/docker/run/state';
import {
  containerName,
  containerWords,
  isContainerName,
  isLocal,
  runArguments,
  type RunAnswers,
} from '../../../src/docker/run/words';
import type { BuildInputs } from '../../../src/protocol';

const inputs: BuildInputs = {
  dockerfile: '/shop/Dockerfile',
  context: '/shop',
  target: null,
  platform: null,
  platforms: ['linux/amd64'],
  buildArgs: {},
  capabilities: [],
  missingArgs: [],
  secrets: [],
  ssh: [],
  stages: [],
  buildsGo: true,
  ports: [],
  listens: [],
  healthcheck: false,
};
const plain: RunAnswers = { ports: [], environmentFile: undefined, name: 'shop-1' };
const start = ['run', '--rm', '-i', '--pull=never', '--name', 'shop-1'];

describe('the words that run an image', () => {
  test.each<[string, Partial<BuildInputs>, Partial<RunAnswers>, readonly string[]]>([
    ['nothing special', {}, {}, ['shop:dev']],
    ['the platform that was built', { platform: 'linux/arm64' }, {}, ['--platform', 'linux/arm64', 'shop:dev']],
    ['what an agent needs', { capabilities: ['SYS_PTRACE'] }, {}, ['--cap-add=SYS_PTRACE', 'shop:dev']],
    [
      'ports',
      {},
      { ports: portsOf('8081:8080 127.0.0.1:5353:53/udp') },
      ['-p', '8081:8080', '-p', '127.0.0.1:5353:53/udp', 'shop:dev'],
    ],
    [
      'a file with blanks, quotes and letters of all kinds in its name',
      {},
      { environmentFile: '/a b/"$(id)" файл.env' },
      ['--env-file', '/a b/"$(id)" файл.env', 'shop:dev'],
    ],
    [
      'a path of Windows',
      {},
      { environmentFile: 'C:\\My Files\\.env' },
      ['--env-file', 'C:\\My Files\\.env', 'shop:dev'],
    ],
  ])('%s', (_, more, answers, expected) => {
    const words = runArguments({ inputs: { ...inputs, ...more }, stage: undefined }, { ...plain, ...answers });
    expect(words).toEqual([...start, ...expected]);
  });
});

describe('ports are read', () => {
  test.each([
    ['', ''],
    ['8080', '8080:8080'],
    ['8080:80, 9090:90/UDP', '8080:80 9090:90/udp'],
    ['127.0.0.1:80:80 [::1]:81:81', '127.0.0.1:80:80 [::1]:81:81'],
    ['53:53/tcp 53:53/udp', '53:53 53:53/udp'],
    ['80-90:80-90', '"80-90:80-90" is no pair'],
    ['http', '"http" is no pair'],
    ['--privileged', '"--privileged" is no pair'],
    ['0:80', '0 is no port'],
    ['70000:80', '70000 is no port'],
    ['80:99999', '99999 is no port'],
    ['80:1 80:2', 'Port 80 of this machine is named twice'],
    // As all addresses are asked for by the one without any, docker opens only one of the two.
    ['127.0.0.1:8080:80 8080:81', 'Port 8080 of this machine is named twice'],
    ['8080:80 [::1]:8080:81', 'Port 8080 of this machine is named twice'],
    ['0.0.0.0:80:80 192.168.1.5:80:81', 'Port 80 of this machine is named twice'],
    ['[::]:80:80 [::1]:80:81', 'Port 80 of this machine is named twice'],
    ['[::1]:80:80 [0:0:0:0:0:0:0:1]:80:81', 'Port 80 of this machine is named twice'],
    ['127.0.0.1:80:80 [::1]:80:80', '127.0.0.1:80:80 [::1]:80:80'],
    ['0.0.0.0:80:80 [::]:80:80', '0.0.0.0:80:80 [::]:80:80'],
    ['127.0.0.1:80:80 127.0.0.2:80:80', '127.0.0.1:80:80 127.0.0.2:80:80'],
    ['999.1.1.1:80:80', '999.1.1.1 is no address'],
    ['[:::]:80:80', '[:::] is no address'],
  ])('%j', (text, expected) => {
    const parsed = parsePorts(text);
    if ('problem' in parsed) expect(parsed.problem).toContain(expected);
    else expect(parsed.ports.map(formatPort).join(' ')).toBe(expected);
  });
});

describe('ports are proposed', () => {
  test.each([
    [[80, 443, 22, 8080], [], '8080:80 8443:443 8022:22 8080:8080'],
    [[], [9000], '9000:9000'],
    [[8080], [9000], '8080:8080'],
  ])('EXPOSE %j, listening on %j', (exposed, listens, expected) => {
    const ports = exposed.map((port) => ({ port, protocol: 'tcp' as const }));
    expect(publish(exposedPorts(ports, listens)).map(formatPort).join(' ')).toBe(expected);
  });

  test.each([
    ['8080:80 8080:8080', [], '8080:80 8081:8080'],
    ['8080:80', [8080, 8081], '8082:80'],
    ['53:53 53:53/udp', [53], '54:53 53:53/udp'],
    ['127.0.0.1:80:80 [::1]:80:80', [], '127.0.0.1:80:80 [::1]:80:80'],
    ['65535:1', [65_535], '65535:1'],
  ])('%s, with %j taken', async (text, taken: readonly number[], expected) => {
    const wanted = /8080:80 8080/.test(text)
      ? publish([
          { port: 80, protocol: 'tcp' },
          { port: 8080, protocol: 'tcp' },
        ])
      : portsOf(text);
    const free = await avoidTaken(wanted, ({ host }) => Promise.resolve(!taken.includes(host)));
    expect(free.ports.map(formatPort).join(' ')).toBe(expected);
  });
});

test.each([
  ['8080:80', '127.0.0.1'],
  ['0.0.0.0:8080:80', '127.0.0.1'],
  ['127.0.0.1:8080:80', '127.0.0.1'],
  ['192.168.1.5:8080:80', '192.168.1.5'],
  ['[::]:8080:80', '[::1]'],
  ['[0:0::1]:8080:80', '[::1]'],
])('%s is asked at %s', (text, host) => {
  expect(portsOf(text).map(reached)).toEqual([{ host, port: 8080 }]);
});

test.each([
  ['shop', true],
  ['shop.1_x-y', true],
  ['x', false],
  ['-x', false],
  ['a b', false],
  ['магазин', false],
  [containerName({ inputs: { ...inputs, context: '/a/My Shop (2)' }, stage: 'x' }, 0.5), true],
  [containerName({ inputs: { ...inputs, context: '/a/v1.2_x' }, stage: undefined }, 0), true],
])('%s is a name for a container: %s', (name, expected) => {
  expect(isContainerName(name)).toBe(expected);
});

test.each([
  ['unix:///var/run/docker.sock\n', true],
  ['npipe:////./pipe/dockerDesktopLinuxEngine', true],
  ['tcp://localhost:2375', true],
  ['tcp://127.0.0.1:2375', true],
  ['tcp://[::1]:2375', true],
  ['', true],
  ['tcp://127.0.0.1.example.com:2375', false],
  ['tcp://build-machine:2375', false],
  ['ssh://me@build-machine', false],
])('an engine at %j publishes ports on this machine: %s', (endpoint, expected) => {
  expect(isLocal(endpoint)).toBe(expected);
});

test.each(engineKinds)('%s is asked in words, which begin with a command', (kind) => {
  const { state, checkHealth, outOfMemory } = containerWords[kind];
  expect(state('x')).toEqual(['container', 'inspect', '--format', '{{json .State}}', 'x']);
  expect(checkHealth?.('x') ?? []).toEqual(kind === 'podman' ? ['healthcheck', 'run', 'x'] : []);
  const words = outOfMemory?.('x', 1_500, 2_000) ?? [];
  expect(words.slice(0, 5)).toEqual(kind === 'docker' ? ['events', '--since', '1.500', '--until', '2.000'] : []);
});

describe('the state of a container is read', () => {
  test.each([
    // Docker 28.5.
    [
      '{"Status":"running","Running":true,"OOMKilled":false,"Health":{"Status":"unhealthy","FailingStreak":3,"Log":[{"ExitCode":1,"Output":"a"},{"ExitCode":-1,"Output":"exec: \\"curl\\": not found\\n"}]}}',
      { running: true, health: 'unhealthy', healthOutput: 'exec: "curl": not found' },
    ],
    [
      '{"Status":"running","Running":true,"Health":{"Status":"starting","FailingStreak":0,"Log":[]}}',
      { running: true, health: 'starting', healthOutput: '' },
    ],
    ['{"Status":"running","Running":true}\n', { running: true, health: undefined, healthOutput: '' }],
    // Podman 4.3: without HEALTHCHECK.
    [
      '{"OciVersion":"1.0.2-dev","Status":"created","Running":false,"Health":{"Status":"","FailingStreak":0,"Log":null}}',
      { running: false, health: undefined, healthOutput: '' },
    ],
    [
      '{"Status":"running","Running":true,"Healthcheck":{"Status":"healthy","Log":[]}}',
      { running: true, health: 'healthy', healthOutput: '' },
    ],
    ['', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['{', undefined],
  ])('%s', (json, expected) => {
    expect(readState(json)).toEqual(expected);
  });
});

describe('the end of a container is told', () => {
  test.each<[code: number | undefined, output: string, outOfMemory: boolean, expected: string]>([
    [0, 'done\n', false, 'information: The program of shop:dev ended by itself after 1.2 s with exit code 0'],
    [1, '', false, 'error: The program of shop:dev ended after 1.2 s with exit code 1, and printed nothing.'],
    [
      1,
      'exec /app: no such file or directory\n',
      false,
      'error: The program of shop:dev ended after 1.2 s with exit code 1: exec /app: no such file or directory',
    ],
    [
      2,
      'listening\npanic: runtime error: index out of range [1] with length 1\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:6 +0x1d\nexit status 2\n',
      false,
      'error: The program of shop:dev ended after 1.2 s with exit code 2: panic: runtime error: index out of range [1] with length 1',
    ],
    [
      126,
      'docker: Error response from daemon: failed to create task for container: exec: "/app": permission denied\n\nRun \'docker run --help\' for more information\n',
      false,
      'error: The program of shop:dev ended after 1.2 s with exit code 126: its program is in the image, but cannot be executed: docker: Error response',
    ],
    [
      127,
      '/bin/sh: /app: not found\n',
      false,
      'exit code 127: its program, or one that it starts, is not in the image',
    ],
    [132, '', false, 'SIGILL'],
    [137, '', false, 'mostly because memory ran out'],
    [137, '', true, 'was killed after 1.2 s because memory ran out'],
    [139, '', false, 'SIGSEGV'],
    [
      125,
      'docker: Error response from daemon: driver failed: Bind for 0.0.0.0:8080 failed: port is already allocated\n',
      false,
      'engine: Port 8080 of this machine is taken',
    ],
    // Podman has another exit code for it.
    [
      126,
      'Error: cannot listen on the TCP port: listen tcp4 :8080: bind: address already in use\n',
      false,
      'engine: Port 8080 of this machine is taken',
    ],
    [
      125,
      "docker: Error response from daemon: something new\n\nRun 'docker run --help' for more information\n",
      false,
      'engine: The container of shop:dev was not started: docker: Error response from daemon: something new',
    ],
    [
      undefined,
      '/usr/bin/docker: EACCES',
      false,
      'engine: The container of shop:dev was not started: /usr/bin/docker: EACCES',
    ],
    // What the program says of its own ports is no failure of the engine.
    [1, 'listen tcp :8080: bind: address already in use\n', false, 'error: The program of shop:dev ended after 1.2 s'],
  ])('%s %j', (code, output, outOfMemory, expected) => {
    const { severity, message, engine } = tellEnd('shop:dev', { code, output, lasted: 1_234, outOfMemory });
    expect(`${engine ? 'engine' : severity}: ${message}`).toContain(expected);
  });
});

const at = (port: number): ReachedPort => ({ host: '127.0.0.1', port });

describe('a container that is ready is told', () => {
  test.each<[Parameters<typeof readyMessage>[1], readonly ReachedPort[], string | undefined, string | undefined]>([
    [{ kind: 'ended' }, [at(8080)], undefined, undefined],
    [{ kind: 'running' }, [], undefined, undefined],
    [{ kind: 'healthy' }, [at(8080)], 'healthy', 'http://localhost:8080/'],
    [{ kind: 'healthy' }, [], 'healthy', undefined],
    [{ kind: 'unhealthy', output: 'curl: not found' }, [at(8080)], 'fails: curl: not found', undefined],
    [{ kind: 'unhealthy', output: '' }, [at(8080)], 'prints nothing', undefined],
    [
      { kind: 'answers', port: at(8080), path: '/healthz', status: 200, secure: false },
      [at(8080)],
      'answers /healthz on port 8080 with status 200',
      'http://localhost:8080/',
    ],
    [
      { kind: 'answers', port: at(8443), path: '/healthz', status: 400, secure: true },
      [at(8080), at(8443)],
      'HTTPS on port 8443',
      'https://localhost:8443/',
    ],
    [{ kind: 'listens', port: at(5432) }, [at(5432)], 'listens on port 5432', undefined],
    [{ kind: 'silent' }, [at(8080)], 'nothing answered on port 8080 within 60 s', 'http://localhost:8080/'],
    [{ kind: 'silent' }, [{ host: '[::1]', port: 8080 }], 'on port 8080 within', 'http://[::1]:8080/'],
    [{ kind: 'healthy' }, [{ host: '192.168.1.5', port: 8080 }], 'healthy', 'http://192.168.1.5:8080/'],
    [{ kind: 'silent' }, [], 'did not become healthy', undefined],
  ])('%j', (readiness, ports, words, address) => {
    const told = readyMessage('shop:dev', readiness, ports);
    if (words === undefined) expect(told).toBeUndefined();
    else expect(told?.message).toContain(words);
    expect(told?.address).toBe(address);
  });
});

test('answers are remembered for each Dockerfile, and what is not readable is forgotten', async () => {
  const kept = new Map<string, unknown>();
  const store: Store = {
    get: (key) => kept.get(key),
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
  await remember(store, 'file:///a', { ports: '8080:80', environmentFile: null });
  expect(recall(store, 'file:///a')).toEqual({ ports: '8080:80', environmentFile: null });
  expect(recall(store, 'file:///b')).toEqual({});
  kept.set('goDockerfile.run:file:///c', { ports: 1, environmentFile: {}, name: 'x', more: true });
  expect(recall(store, 'file:///c')).toEqual({ name: 'x' });
});

function portsOf(text: string) {
  const parsed = parsePorts(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.ports;
}
