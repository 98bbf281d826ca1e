import { buildInputs } from '../support/buildInputs';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { abilityOf, readBuilders, readImageStore } from '../../src/docker/multiArch/builders';
import { multiArchFailure } from '../../src/docker/multiArch/failures';
import { readImageSize, readLoadedImage, readManifestList } from '../../src/docker/multiArch/manifestList';
import { readOciArchive } from '../../src/docker/multiArch/ociArchive';
import { engineWords, loadedImageWords, manifestWords, type MultiArchBuild } from '../../src/docker/multiArch/words';
import { pushedNames } from '../../src/docker/multiArch/pushed';
import { type Ended, runProgram } from '../../src/docker/process';
import { findRealEngine, mayBeMissing, type RealEngine } from '../support/engine';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

/**
 * The words of Build multi-arch against a real Docker engine, and what reads its answers. Each builds a cross build of a small
 * program, which takes the engine half a minute once.
 *
 *   npx vitest run --config server/test/engine/vitest.config.mjs
 */
const engine = await findRealEngine();

if (!('missing' in engine)) describe('a real engine', () => testAll(engine));
else if (mayBeMissing()) test.skip(`images for several platforms: ${engine.missing}`);
else {
  test('there is a Docker engine', () => {
    expect.fail(engine.missing);
  });
}

const dockerfile = `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

const program = `package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println("I am " + runtime.GOOS + "/" + runtime.GOARCH) }
`;

const both = ['linux/amd64', 'linux/arm64'];
const magic: Readonly<Record<string, string>> = { linux_arm64: '7f454c46', darwin_arm64: 'cffaedfe' };

function testAll({ docker, registry }: RealEngine): void {
  let folder = '';
  const repository = `go-dockerfile-test/multi-arch-${process.pid}`;
  const name = (tag: string): string => `${registry}/${repository}:${tag}`;
  const servers: Server[] = [];

  beforeAll(() => {
    // Neither a shell nor CSV may trip over a name.
    folder = mkdtempSync(join(tmpdir(), 'go-dockerfile, "ü" '));
    for (const [path, text] of [
      ['Dockerfile', dockerfile],
      ['go.mod', 'module example.com/app\n\ngo 1.22\n'],
      ['main.go', program],
      ['Dockerfile.small', 'FROM scratch\nCOPY go.mod /\n'],
      ['Dockerfile.foreign', 'FROM scratch\nCOPY --chmod=755 go.mod /app\nRUN ["/app"]\n'],
    ] as const)
      writeFileSync(join(folder, path), text);
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    const { stdout } = await run(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
    const own = stdout.split('\n').filter((line) => line.includes(repository));
    if (own.length > 0) await run(['image', 'rm', '--force', ...own]);
    for (const tag of ['pushed', 'also'])
      await fetch(`http://${registry}/v2/${repository}/manifests/${await digestOf(tag)}`, { method: 'DELETE' });
    rmSync(folder, { recursive: true, force: true });
  });

  function run(args: readonly string[]): Promise<Ended> {
    return runProgram({ executable: docker, args, folder });
  }

  async function build(more: Partial<MultiArchBuild>, file = 'Dockerfile'): Promise<Ended> {
    const inputs = buildInputs({ dockerfile: join(folder, file), context: folder, platforms: both });
    const given: MultiArchBuild = {
      build: { inputs, stage: undefined },
      platforms: both,
      names: [name('pushed'), name('also')],
      destination: { kind: 'push' },
      builder: undefined,
      ...more,
    };
    let ended: Ended = { code: 0, output: '', stdout: '', stderr: '' };
    for (const args of engineWords.docker(given, '').run) ended = await run(args);
    return ended;
  }

  async function digestOf(tag: string): Promise<string> {
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json';
    const answer = await fetch(`http://${registry}/v2/${repository}/manifests/${tag}`, { headers: { accept } });
    return answer.headers.get('docker-content-digest') ?? '';
  }

  test('its builders and its store are read', async () => {
    const builders = readBuilders((await run(['buildx', 'ls', '--format', 'json'])).stdout);
    const current = builders.filter(({ isCurrent }) => isCurrent);
    expect(current).toHaveLength(1);
    const own = `linux/${arch() === 'x64' ? 'amd64' : arch()}`;
    expect(builders.map((builder) => abilityOf(builder, own))).toContain('own');
    expect(builders.map((builder) => abilityOf(builder, 'linux/arm64')).some((ability) => ability !== 'missing')).toBe(
      true,
    );
    expect(readImageStore((await run(['info', '--format', '{{json .DriverStatus}}'])).stdout)).not.toBe('unknown');
  });

  test('an image is pushed, and its list of manifests shown', async () => {
    const ended = await build({});
    expect(ended.code, ended.output).toBe(0);
    expect(pushedNames(ended.output, [['buildx']])).toEqual([name('pushed'), name('also')]);
    const { stdout } = await run(manifestWords.docker(name('also'), undefined));
    const list = readManifestList(stdout);
    expect(list?.images.map(({ platform }) => platform)).toEqual(both);
    expect(list?.digest).toBe(await digestOf('also'));
    expect(await digestOf('pushed')).toBe(list?.digest);
    for (const { digest, manifestSize } of list?.images ?? []) {
      const manifest = await run(manifestWords.docker(`${registry}/${repository}@${digest}`, undefined));
      expect(readManifestList(manifest.stdout)?.digest).toBe(digest);
      expect(Buffer.byteLength(manifest.stdout)).toBe(manifestSize);
      expect(readImageSize(manifest.stdout)).toBeGreaterThan(500_000);
    }
  });

  test.each(both)('%s of it runs', async (platform) => {
    const ended = await run([
      'run',
      '--rm',
      '--network',
      'none',
      '--pull',
      'always',
      '--platform',
      platform,
      name('pushed'),
    ]);
    expect(ended.stdout, ended.output).toContain(`I am ${platform}`);
  });

  test('all platforms are loaded', async () => {
    const ended = await build({ destination: { kind: 'load' }, names: [name('loaded')] });
    expect(ended.code, ended.output).toBe(0);
    for (const platform of both) {
      const image = readLoadedImage((await run(loadedImageWords('docker', name('loaded'), platform))).stdout);
      expect(image?.platform).toBe(platform);
      expect(image?.imageSize).toBeGreaterThan(500_000);
      expect(image?.digest).toMatch(/^sha256:/);
    }
  });

  test('an archive has the image layout', async () => {
    const path = join(folder, 'out, 1.tar');
    const ended = await build({ destination: { kind: 'archive', path }, names: [name('archived')] });
    expect(ended.code, ended.output).toBe(0);
    const list = await readOciArchive(path);
    expect(list?.images.map(({ platform }) => platform)).toEqual(both);
    expect(list?.images.every(({ imageSize = 0 }) => imageSize > 500_000)).toBe(true);
    expect(await readOciArchive(join(folder, 'Dockerfile'))).toBeUndefined();
  });

  test('files are had of systems without containers', async () => {
    const path = join(folder, 'out, "files"');
    const platforms = ['linux/arm64', 'darwin/arm64'];
    const ended = await build({ destination: { kind: 'files', path }, names: [], platforms });
    expect(ended.code, ended.output).toBe(0);
    const found = readdirSync(path).map((own) => [own, readFileSync(join(path, own, 'app')).toString('hex', 0, 4)]);
    for (const [own = '', start = ''] of found)
      expect(start.startsWith(magic[own] ?? '?'), `${own}: ${start}`).toBe(true);
    expect(found).toHaveLength(platforms.length);
  });

  describe('what goes wrong is known', () => {
    /** Host and port of a registry that does what it is told. */
    async function registryThat(answers: RequestListener): Promise<string> {
      const server = createServer(answers);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      return typeof address === 'object' && address ? `127.0.0.1:${address.port}` : '';
    }
    const small = async (more: Partial<MultiArchBuild>): Promise<string | undefined> => {
      const ended = await build({ names: [name('failed')], ...more }, 'Dockerfile.small');
      expect(ended.code).not.toBe(0);
      const known = multiArchFailure(ended.output, [['buildx']])?.id;
      return known ?? ended.output;
    };

    test('a registry that knows nobody', async () => {
      const host = await registryThat((_, answer) =>
        answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end(),
      );
      expect(await small({ names: [`${host}/${repository}:a`] })).toBe('push-unauthorised');
    });

    test('a registry that refuses', async () => {
      const host = await registryThat(({ method, url }, answer) => {
        if (url === '/v2/') answer.writeHead(200).end();
        else if (method === 'HEAD') answer.writeHead(404).end();
        else
          answer
            .writeHead(403)
            .end('{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}');
      });
      expect(await small({ names: [`${host}/${repository}:a`] })).toBe('push-denied');
    });

    test('a registry that is not there', async () => {
      const host = await registryThat(() => undefined);
      await new Promise((resolve) => servers.pop()?.close(resolve));
      expect(await small({ names: [`${host}/${repository}:a`] })).toBe('registry-refused');
    });

    test.each<[string, Partial<MultiArchBuild>]>([
      ['name-upper-case', { names: ['localhost:1/Shop:a'] }],
      ['name', { names: ['shop:a/b'] }],
      ['no-builder', { builder: 'go-dockerfile-none' }],
      ['no-folder', { destination: { kind: 'archive', path: '/nonexistent/a.tar' } }],
    ])('%s', async (id, more) => {
      expect(await small(more)).toBe(id);
    });

    test('a disk that is full', async () => {
      expect(await small({ destination: { kind: 'archive', path: '/dev/full' } })).toBe('disk-full');
    });

    test('a program that the builder cannot run', async () => {
      const ended = await build({ names: [name('failed')] }, 'Dockerfile.foreign');
      expect(multiArchFailure(ended.output, [['buildx']])?.id, ended.output).toBe('no-emulation');
    });

    test('a build that is cancelled', async () => {
      const abort = new AbortController();
      const given: MultiArchBuild = {
        build: {
          inputs: buildInputs({
            dockerfile: join(folder, 'Dockerfile'),
            context: folder,
            platforms: both,
            buildArgs: { GOFLAGS: '-a' },
          }),
          stage: undefined,
        },
        platforms: ['linux/s390x'],
        names: [name('failed')],
        destination: { kind: 'load' },
        builder: undefined,
      };
      const [args = []] = engineWords.docker(given, '').run;
      const ended = await runProgram(
        { executable: docker, args, folder },
        { signal: abort.signal, onOutput: (text) => /go build/.test(text) && abort.abort() },
      );
      expect(multiArchFailure(ended.output, [['buildx']])?.id, ended.output).toBe('cancelled');
    });
  });
}
