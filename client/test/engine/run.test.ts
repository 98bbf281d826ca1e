import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleServer } from '../../../bundles.mjs';
import { runBriefly } from '../../src/docker/brief';
import { type Build, imageName } from '../../src/docker/commandLine';
import { engineQuestion, explainAnswer } from '../../src/docker/engineAnswer';
import { buildFailure } from '../../src/docker/failureRows';
import type { Ended, Running } from '../../src/docker/process';
import { type Container, createContainer, isEngineHere } from '../../src/docker/run/container';
import { tellEnd } from '../../src/docker/run/ending';
import type { ReachedPort } from '../../src/docker/run/ports';
import { isPortFree, probePort } from '../../src/docker/run/probe';
import { type Clock, type Readiness, waitUntilReady } from '../../src/docker/run/waiting';
import { type RunAnswers, runArguments } from '../../src/docker/run/words';
import type { Engine } from '../../src/docker/engine';
import { docker, mustBeThere, openWorkshop, run, whyNoEngine, type Workshop } from './docker';

/**
 * Building and running with a real Docker engine: everything of it but the windows of VS Code.
 *
 *   npx vitest run --config server/test/engine/vitest.config.mjs client/test/engine/run.test.ts
 */
const missing = await whyNoEngine();

if (missing !== undefined && !mustBeThere) test.skip(`containers on a Docker engine: ${missing}`);
else if (missing !== undefined || !docker) {
  test('there is a Docker engine', () => {
    expect.fail(missing);
  });
} else {
  const engine = docker;
  describe('containers on a Docker engine', () => testAll(engine));
}

interface Started {
  readonly container: Container;
  readonly running: Running;
  /** What it came to; aborted when it has ended. */
  readonly ready: (ports?: readonly number[]) => Promise<Readiness>;
}

const here = (port: number): ReachedPort => ({ host: '127.0.0.1', port });

const clock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(milliseconds, 100));
      signal.addEventListener('abort', () => resolve(void clearTimeout(timer)), { once: true });
    }),
};

function testAll(engine: Engine): void {
  let workshop: Workshop;
  let cli = '';
  let folder = '';
  const started: Container[] = [];

  beforeAll(async () => {
    workshop = openWorkshop();
    folder = resolve(mkdtempSync(join('node_modules', '.bundles-')));
    await bundleServer(folder, { logLevel: 'error' });
    cli = join(folder, 'server/cli.js');
  });
  afterAll(async () => {
    for (const { name } of started) await run(['rm', '-f', name]);
    await workshop.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(
    build: Build,
    answers: Partial<RunAnswers> = {},
    {
      signal,
      change = (args) => args,
    }: { signal?: AbortSignal; change?: (args: readonly string[]) => readonly string[] } = {},
  ): Started {
    const name = answers.name ?? `go-dockerfile-run-${process.pid}-${started.length}`;
    const container = createContainer(engine, name, build.inputs.context);
    started.push(container);
    const args = change(runArguments(build, { ports: [], environmentFile: undefined, ...answers, name }));
    const ended = new AbortController();
    const running = container.start(
      { executable: engine.executable, args, folder: build.inputs.context },
      signal ? { signal } : {},
    );
    void running.ended.then(() => ended.abort());
    return {
      container,
      running,
      ready: (numbers = []) =>
        waitUntilReady(
          {
            state: container.state,
            ports: numbers.map(here),
            probe: (port, path) => probePort(port, path, ended.signal),
          },
          clock,
          ended.signal,
        ),
    };
  }

  async function built(build: Build): Promise<Build> {
    const { code, output } = await workshop.build(build);
    expect(output, 'the image is built').not.toBe('');
    expect(code, output).toBe(0);
    return build;
  }

  const alpine = (name: string, ...lines: readonly string[]): Promise<Build> =>
    built(workshop.lay(name, { Dockerfile: `${['FROM alpine', ...lines].join('\n')}\n` }));

  test("Tony Bai's image fails as it is explained, and runs once the fix is made", async () => {
    const build = await built(workshop.lay('tony-bai', 'examples/tony-bai/golang-latest-to-alpine'));
    const end = await start(build).running.ended;
    expect(end.output).toBe('exec /root/myhttpserver: no such file or directory\n');
    expect(end.code).not.toBe(0);
    expect(
      tellEnd('tony-bai:dev', { code: end.code, output: end.output, lasted: 0, outOfMemory: false }).message,
    ).toContain('exec /root/myhttpserver: no such file or directory');

    const { dockerfile } = build.inputs;
    execFileSync(process.execPath, [cli, 'check', '--fix', '--fail-on', 'never', dockerfile]);
    expect(readFileSync(dockerfile, 'utf8')).toContain('CGO_ENABLED=0');
    await built(build);
    const port = await freePort();
    const second = start(build, { ports: [{ host: port, container: 1111, protocol: 'tcp' }] });
    expect(await second.ready([port])).toMatchObject({ kind: 'answers', port: here(port), status: 200 });
    await second.container.stop();
    expect(await isKnown(second.container.name)).toBe(false);
  });

  const arms = 'registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64:0.0.1';
  const seeds = [
    { example: 'tony-bai/static-build', port: 1111 },
    { example: 'tony-bai/alpine-builder', port: 1111 },
    { example: 'arms/step-1', port: 8080, needs: arms },
    { example: 'arms/step-2', port: 8080, needs: arms },
  ];
  test.each(seeds)('the example $example is built, runs and answers', async ({ example, port, needs }) => {
    // A registry of another country is no part of a test; where the image is, it is used.
    if (needs !== undefined && (await run(['image', 'inspect', needs])).code !== 0) {
      console.log(`not run: ${example}: ${needs} is not on this machine`);
      return;
    }
    const build = await built(workshop.lay(example.replace('/', '-'), join('examples', example)));
    const host = await freePort();
    const { container, ready } = start(build, { ports: [{ host, container: port, protocol: 'tcp' }] });
    expect(await ready([host])).toMatchObject({ kind: 'answers', port: here(host) });
    await container.stop();
  });

  test.each(['static-in-scratch', 'static-on-alpine'])(
    'what is typed reaches the program of appoptima/%s',
    async (name) => {
      const { running } = start(await built(workshop.lay(name, `examples/appoptima/${name}`)));
      running.write('gopher\n');
      const { code, output } = await running.ended;
      expect(output).toBe('What shall be repeated? gopher\n');
      expect(tellEnd('x', { code, output, lasted: 100, outOfMemory: false }).severity).toBe('information');
    },
  );

  test('a HEALTHCHECK is waited for, and quoted when it fails', async () => {
    const every = '--interval=1s --retries=1';
    const well = start(await alpine('well', `HEALTHCHECK ${every} CMD true`, 'CMD ["sleep", "600"]'));
    expect(await well.ready()).toEqual({ kind: 'healthy' });
    const ill = start(await alpine('ill', `HEALTHCHECK ${every} CMD curl -f localhost`, 'CMD ["sleep", "600"]'));
    expect(await ill.ready()).toEqual({ kind: 'unhealthy', output: '/bin/sh: curl: not found' });
    await Promise.all([well.running.interrupt(), ill.running.interrupt(), well.running.ended, ill.running.ended]);
  });

  test('a port behind which nobody listens is not taken for a server', async () => {
    const host = await freePort();
    const { container, ready } = start(await alpine('deaf', 'CMD ["sleep", "600"]'), {
      ports: [{ host, container: 8080, protocol: 'tcp' }],
    });
    expect(await ready()).toEqual({ kind: 'running' });
    expect(await probePort(here(host), '/', new AbortController().signal)).toEqual({ kind: 'closed' });
    expect(await isPortFree({ host })).toBe(false);
    await container.stop();
  });

  describe('what keeps a container from being started is said', () => {
    async function endOf(build: Build, answers: Partial<RunAnswers> = {}): Promise<string> {
      const { code, output } = await start(build, answers).running.ended;
      const { message, engine: isEngine } = tellEnd(imageName(build), { code, output, lasted: 0, outOfMemory: false });
      return `${isEngine ? 'engine' : 'program'}: ${message}`;
    }

    test('a port that a program has taken', async () => {
      const server = createServer();
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '0.0.0.0', () => resolve(portOf(server)));
      });
      const build = await alpine('taken', 'CMD ["true"]');
      const said = await endOf(build, { ports: [{ host: port, container: 80, protocol: 'tcp' }] });
      expect(said).toContain(`engine: Port ${port} of this machine is taken`);
      server.close();
    });

    test('a port, and a name, that a container has taken', async () => {
      const build = await alpine('twice', 'CMD ["sleep", "600"]');
      const port = await freePort();
      const ports = [{ host: port, container: 80, protocol: 'tcp' as const }];
      const first = start(build, { ports });
      await first.ready();
      expect(await endOf(build, { ports })).toContain(`engine: Port ${port} of this machine is taken`);
      expect(await endOf(build, { name: first.container.name })).toContain(`named ${first.container.name} already`);
      expect(await isKnown(first.container.name), 'the first is still there').toBe(true);
      await first.container.stop();
    });

    test('environment files', async () => {
      const build = await alpine('файлы & env', 'CMD echo "$SHOP"');
      const file = join(build.inputs.context, 'my "env" файл.env');
      expect(await endOf(build, { environmentFile: file })).toContain(`The environment file ${file} is not there`);
      writeFileSync(file, 'export SHOP=1\n');
      expect(await endOf(build, { environmentFile: file })).toContain("variable 'export SHOP' contains whitespaces");
      writeFileSync(file, 'SHOP=ten euros\n');
      const { output } = await start(build, { environmentFile: file }).running.ended;
      expect(output).toBe('ten euros\n');
    });

    test('an image that the build did not leave with the engine', async () => {
      const build = workshop.lay('never-built', { Dockerfile: 'FROM scratch\n' });
      expect(await endOf(build)).toContain('engine: The image never-built:dev is not among those of the engine');
    });

    test('a program that is not in the image, or fails', async () => {
      expect(await endOf(await alpine('none', 'CMD ["/nope"]'))).toContain(
        'exit code 127: its program, or one that it',
      );
      const ended = start(await alpine('ended', 'CMD ["true"]'));
      await ended.running.ended;
      ended.running.interrupt();
      expect(ended.container.isStopped(), 'it ended by itself').toBe(false);
      expect(await endOf(await alpine('fails', 'CMD echo no luck; exit 3'))).toContain('exit code 3: no luck');
    });
  });

  test('memory that ran out is told from other ends', async () => {
    const build = await alpine('hungry', 'CMD x=$(yes | head -c 100000000)');
    const before = Date.now();
    const { container, running } = start(
      build,
      {},
      { change: (args) => [...args.slice(0, 1), '-m', '8m', ...args.slice(1)] },
    );
    expect((await running.ended).code).toBe(137);
    expect(await container.ranOutOfMemory(before, Date.now())).toBe(true);
    const other = start(await alpine('killed', 'CMD kill -9 $$; exit 137'));
    await other.running.ended;
    expect(await other.container.ranOutOfMemory(before, Date.now())).toBe(false);
  });

  describe('nothing is left of a container that is stopped', () => {
    test('while it runs, and does not listen to SIGTERM', async () => {
      const { container, running, ready } = start(await alpine('stubborn', 'CMD ["sleep", "600"]'));
      await ready();
      running.interrupt();
      // The second time nobody waits any more.
      running.interrupt();
      await running.ended;
      await container.stop();
      expect(await isKnown(container.name)).toBe(false);
    });

    test('before it has started', async () => {
      const stop = new AbortController();
      stop.abort();
      const { container, running } = start(await alpine('early', 'CMD ["sleep", "600"]'), {}, { signal: stop.signal });
      await running.ended;
      await container.stop();
      expect(container.isStopped()).toBe(true);
      expect(await isKnown(container.name)).toBe(false);
    });

    test('when VS Code closes', async () => {
      const build = await alpine('closing', 'STOPSIGNAL SIGKILL', 'CMD ["sleep", "600"]');
      const { container, running, ready } = start(build);
      await ready();
      container.abandon();
      await running.ended;
      expect(container.isStopped()).toBe(false);
    });
  });

  test('a program has the capability that its agent needs, and no other more', async () => {
    const build = await alpine('capable', 'CMD ["grep", "CapBnd", "/proc/self/status"]');
    const boundOf = async (capabilities: readonly string[]): Promise<bigint> => {
      const able = { ...build, inputs: { ...build.inputs, capabilities } };
      return BigInt(`0x${(await start(able).running.ended).stdout.trim().split(/\s+/).at(-1) ?? '0'}`);
    };
    const [usual, more] = [await boundOf([]), await boundOf(['SYS_PTRACE'])];
    // CAP_SYS_PTRACE is the 20th (capabilities(7), linux/capability.h).
    expect(more ^ usual).toBe(1n << 19n);
  });

  describe('an engine that does not answer is explained', () => {
    test.each<[NodeJS.ProcessEnv, string | undefined]>([
      [{}, undefined],
      [{ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }, 'daemon-down'],
      [{ DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'remote-engine-down'],
      [{ DOCKER_HOST: 'nonsense://x' }, 'host-invalid'],
      [{ DOCKER_CONTEXT: 'go-dockerfile-nope' }, 'context-unknown'],
      [{ DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nonexistent' }, 'tls-files'],
    ])('%j', async (more, id) => {
      const asked = { ...engine, environment: { ...process.env, ...more } };
      const { executable, environment } = asked;
      const ended = await runBriefly({ executable, args: engineQuestion, folder: process.cwd(), environment }, 30_000);
      expect(explainAnswer(asked, ended)?.id).toBe(id);
    });

    test('where it publishes ports', async () => {
      const at = (DOCKER_HOST: string): Engine => ({ ...engine, environment: { ...process.env, DOCKER_HOST } });
      expect(await isEngineHere(engine, process.cwd())).toBe(true);
      expect(await isEngineHere(at('tcp://192.0.2.1:2375'), process.cwd())).toBe(false);
    });
  });

  test.each<[string, string, Partial<Build['inputs']>, string]>([
    ['a base image that is not there', 'FROM 127.0.0.1:1/nope:1', {}, 'no-network'],
    [
      'a Dockerfile that is not there',
      'FROM alpine',
      { dockerfile: '/nonexistent/Dockerfile' },
      'dockerfile-not-there',
    ],
    [
      'a full disk',
      'FROM alpine\nRUN --mount=type=tmpfs,target=/x,size=64k dd if=/dev/zero of=/x/a bs=1k count=100',
      {},
      'disk-full',
    ],
  ])('a build that fails of %s', async (name, dockerfile, more, id) => {
    const { code, output } = await workshop.build(workshop.lay(name, { Dockerfile: `${dockerfile}\n` }, more));
    expect(code).not.toBe(0);
    expect(buildFailure(output)?.id, output).toBe(id);
  });
}

async function isKnown(name: string): Promise<boolean> {
  const { code }: Ended = await run(['container', 'inspect', name]);
  return code === 0;
}

/** A port that nobody has, at the moment. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '0.0.0.0', () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
