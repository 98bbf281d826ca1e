import { spawn, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../src/host/captures';
import { inspectExecutable, type Executable } from '../../src/inspect/executable';
import type { BuildInfo } from '../../src/inspect/buildInfo';
import type { Inspection } from '../../src/inspect/inspection';
import { buildBundles, type Bundles } from '../support/bundles';
import { buildImage, whyNoEngine } from '../../scripts/oracle/docker';

/**
 * What `inspect` says of real binaries against `readelf`, `go version -m` and `file`, and of the images of the examples against
 * what is predicted of them.
 */
interface Case {
  readonly name: string;
  readonly env?: string;
  readonly flags?: string;
  readonly program: 'plain' | 'net' | 'cgo';
}

const sources: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/inspected\n\ngo 1.19\n',
  'plain/main.go': 'package main\n\nfunc main() { println("plain") }\n',
  'net/main.go': 'package main\n\nimport "net"\n\nfunc main() { println(net.ParseIP("::1").String()) }\n',
  'cgo/main.go':
    'package main\n\n// #include <stdlib.h>\n// static int twice(int n) { return 2 * abs(n); }\nimport "C"\n\n//export Four\nfunc Four() C.int { return C.twice(2) }\n\nfunc main() { println(Four()) }\n',
};

const outside = `-ldflags '-linkmode external -extldflags "-static"'`;
const stages: Readonly<
  Record<string, { readonly image: string; readonly before?: string; readonly cases: readonly Case[] }>
> = {
  glibc: {
    image: 'golang:1.26-bookworm',
    cases: [
      { name: 'static', env: 'CGO_ENABLED=0', program: 'plain' },
      { name: 'static-net', env: 'CGO_ENABLED=0', program: 'net' },
      { name: 'glibc-net', program: 'net' },
      { name: 'cgo', program: 'cgo' },
      { name: 'stripped', flags: `-ldflags "-s -w"`, program: 'cgo' },
      { name: 'no-dwarf', env: 'CGO_ENABLED=0', flags: '-trimpath -ldflags=-w', program: 'plain' },
      { name: 'no-symbols', env: 'CGO_ENABLED=0', flags: '-ldflags=-s', program: 'plain' },
      { name: 'pie', flags: '-buildmode=pie', program: 'net' },
      { name: 'pie-without-cgo', env: 'CGO_ENABLED=0', flags: '-buildmode=pie', program: 'plain' },
      { name: 'race', flags: '-race', program: 'plain' },
      { name: 'external', flags: '-ldflags=-linkmode=external', program: 'plain' },
      { name: 'external-static', flags: outside, program: 'cgo' },
      {
        name: 'static-pie',
        flags: `-buildmode=pie -ldflags '-linkmode external -extldflags "-static-pie"'`,
        program: 'cgo',
      },
      { name: 'c-shared.so', flags: '-buildmode=c-shared', program: 'cgo' },
      { name: 'plugin.so', flags: '-buildmode=plugin', program: 'plain' },
      { name: 'amd64-v3', env: 'CGO_ENABLED=0 GOAMD64=v3', program: 'plain' },
      { name: 'arm64', env: 'GOARCH=arm64', program: 'plain' },
      { name: 'arm-v6', env: 'GOARCH=arm GOARM=6', program: 'plain' },
      { name: 'arm-v7', env: 'GOARCH=arm GOARM=7', flags: `-ldflags "-s -w"`, program: 'plain' },
      { name: '386', env: 'GOARCH=386', program: 'plain' },
      { name: 's390x', env: 'GOARCH=s390x', program: 'plain' },
      { name: 'ppc64le', env: 'GOARCH=ppc64le', program: 'plain' },
      { name: 'windows.exe', env: 'GOOS=windows', program: 'plain' },
      { name: 'darwin', env: 'GOOS=darwin GOARCH=arm64', program: 'plain' },
    ],
  },
  musl: {
    image: 'golang:1.26-alpine',
    before: 'RUN apk add --no-cache gcc musl-dev',
    cases: [
      { name: 'musl-net', env: 'CGO_ENABLED=1', program: 'net' },
      { name: 'musl-cgo', env: 'CGO_ENABLED=1', program: 'cgo' },
      { name: 'musl-static', env: 'CGO_ENABLED=1', flags: outside, program: 'cgo' },
      { name: 'musl-pie', env: 'CGO_ENABLED=0', flags: '-buildmode=pie', program: 'plain' },
    ],
  },
  old: {
    image: 'golang:1.19-bookworm',
    cases: [
      { name: 'old', program: 'plain' },
      { name: 'old-net', program: 'net' },
      { name: 'old-arm', env: 'GOARCH=arm GOARM=5', program: 'plain' },
    ],
  },
};
const cases = Object.values(stages).flatMap(({ cases: some }) => some);

/** One Dockerfile: each stage builds its binaries, and binutils of Debian reads all of them. */
function dockerfile(): string {
  const building = Object.entries(stages).flatMap(([stage, { image, before, cases: some }]) => [
    `FROM ${image} AS ${stage}`,
    ...(before ? [before] : []),
    'WORKDIR /src',
    'COPY . .',
    ...some.map(
      ({ name, env = '', flags = '', program }) =>
        `RUN ${env} go build -buildvcs=false ${flags} -o /out/${name} ./${program}`,
    ),
  ]);
  return [
    ...building,
    'FROM glibc AS readers',
    ...Object.keys(stages).map((stage) => `COPY --from=${stage} /out /all`),
    'RUN rm -f /all/*.h; for f in /all/*; do go version -m $f >$f.go || exit 1; readelf -W -h -l -d -V -S $f >$f.readelf 2>/dev/null || true; done',
    'FROM scratch',
    'COPY --from=readers /all /',
    '',
  ].join('\n');
}

const missing = await whyNoEngine();
const mayBeMissing = !process.env['CI'] || process.platform !== 'linux';

let folder = '';
let bundles: Bundles;

if (missing !== undefined && mayBeMissing) test.skip(`inspect on a Docker engine: ${missing}`);
else if (missing !== undefined) {
  test('there is a Docker engine', () => {
    expect.fail(missing);
  });
} else {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-inspect-test-'));
    bundles = await buildBundles();
  });
  afterAll(async () => {
    await run('docker', ['image', 'rm', '--force', ...examples.map(imageOf)]);
    bundles?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  describe('binaries', compareBinaries);
  describe('images', compareImages);
}

function compareBinaries(): void {
  beforeAll(async () => {
    const context = join(folder, 'context');
    for (const [name, text] of Object.entries(sources)) {
      mkdirSync(join(context, name, '..'), { recursive: true });
      writeFileSync(join(context, name), text);
    }
    writeFileSync(join(folder, 'Dockerfile'), dockerfile());
    const args = ['build', '--progress', 'plain', '--output', `type=local,dest=${join(folder, 'out')}`];
    const built = await run('docker', [...args, '--file', join(folder, 'Dockerfile'), context]);
    if (built.status !== 0) throw new Error(built.stderr.slice(-5000));
  }, 3_000_000);

  test.each(cases)('$name', ({ name }) => {
    const path = join(folder, 'out', name);
    const found = look(path);
    expect(goText(found.go)).toEqual(readGoVersion(readFileSync(`${path}.go`, 'utf8')));
    if (found.format !== 'elf') return;
    expect(shown(found)).toEqual(readReadelf(readFileSync(`${path}.readelf`, 'utf8')));
    const { settings = {} } = found.go ?? {};
    expect([found.goarch, found.goos]).toEqual([settings['GOARCH'], settings['GOOS']]);
    expect(found.race).toBe(settings['-race'] === 'true');
  });

  const hasFile = spawnSync('file', ['--version']).status === 0;
  (hasFile ? test : test.skip)(hasFile ? 'the command file agrees' : 'there is no command `file` here', async () => {
    for (const { name } of cases) {
      const path = join(folder, 'out', name);
      const found = look(path);
      const { stdout } = await run('file', ['--brief', path]);
      if (found.format !== 'elf') {
        expect(stdout).toMatch(found.format === 'pe' ? /^PE32\+ executable/ : /^Mach-O 64-bit.* executable/);
        continue;
      }
      expect({ name, ...readFile(stdout) }).toEqual({
        name,
        linkage: found.linkage,
        interpreter: found.interpreter,
        stripped: found.stripped,
        type: found.type,
      });
    }
  });
}

function look(path: string): Executable {
  const fd = openSync(path, 'r');
  try {
    return inspectExecutable(fileSource(fd, fstatSync(fd).size));
  } finally {
    closeSync(fd);
  }
}

/** What readelf and we both tell. */
function shown(found: Executable): object {
  const { interpreter, needed, glibc, stripped, dwarf, type, truncated } = found;
  return { interpreter, needed, glibc, stripped, dwarf, type, truncated };
}

function readReadelf(text: string): object {
  const versions = [...text.matchAll(/Name: GLIBC_(\d+(?:\.\d+)+)\s+Flags/g)].map(([, version = '']) => version);
  const byNumbers = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const isShared = /Type:\s+DYN/.test(text);
  const isPie = /Flags:.*\bPIE\b/.test(text) || (text.includes('INTERP') && isShared);
  return {
    interpreter: /\[Requesting program interpreter: (.*)\]/.exec(text)?.[1] ?? null,
    needed: [...text.matchAll(/\(NEEDED\)\s+Shared library: \[(.*)\]/g)].map(([, name]) => name),
    glibc: versions.sort(byNumbers).at(-1) ?? null,
    stripped: !/ \.symtab\s+SYMTAB/.test(text),
    dwarf: / \.z?debug_info\s/.test(text),
    type: isShared ? (isPie ? 'pie' : 'shared-library') : 'executable',
    truncated: false,
  };
}

function readFile(text: string): object {
  const isShared = /shared object/.test(text) && !/interpreter/.test(text);
  return {
    linkage: /statically linked|static-pie linked/.test(text) ? 'static' : 'dynamic',
    interpreter: /interpreter ([^,\s]+)/.exec(text)?.[1] ?? null,
    stripped: !/not stripped/.test(text),
    type:
      /pie executable|static-pie/.test(text) || (/shared object/.test(text) && !isShared)
        ? 'pie'
        : isShared
          ? 'shared-library'
          : 'executable',
  };
}

/** The lines of `go version -m`, sums left out. */
function readGoVersion(text: string): readonly string[] {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const lines = rest.map((line) => line.trim().split('\t'));
  return [
    first.slice(first.lastIndexOf(': ') + 2),
    ...lines.map(([kind = '', a = '', b = '']) => (kind === 'build' ? unquoted(a) : [kind, a, b].join(' ').trim())),
  ];
}

/** `-ldflags="-s -w"` as Go quotes it is a string of JSON here. */
function unquoted(setting: string): string {
  const match = /^([^=]*)=(".*")$/.exec(setting);
  return `build ${match ? `${match[1] ?? ''}=${String(JSON.parse(match[2] ?? ''))}` : setting}`;
}

function goText(go: BuildInfo | null): readonly string[] {
  if (!go) return [];
  return [
    go.goVersion,
    `path ${go.package ?? ''}`,
    ...(go.main ? [`mod ${go.main.path} ${go.main.version}`] : []),
    ...go.dependencies.map(({ path, version }) => `dep ${path} ${version}`),
    ...Object.entries(go.settings).map(([name, value]) => `build ${name}=${value}`),
  ];
}

const examples = [
  'tony-bai/golang-latest-to-alpine',
  'tony-bai/static-build',
  'tony-bai/alpine-builder',
  'appoptima/static-in-scratch',
  'appoptima/static-on-alpine',
];

function imageOf(example: string): string {
  return `go-dockerfile-engine:inspect-${example.replace('/', '-')}`;
}

function compareImages(): void {
  test.each(examples)('%s is as predicted', async (example) => {
    const image = imageOf(example);
    const context = join('examples', example);
    const built = await buildImage(image, join(context, 'Dockerfile'), context, false);
    expect(built.status, built.output).toBe(0);
    const { status, stdout, stderr } = await inspect(['--dockerfile', join(context, 'Dockerfile'), image]);
    expect(stderr).toBe('');
    const { comparison, program, image: found } = JSON.parse(stdout) as Inspection;
    // A floating tag may stand for another release than when the catalogue was written.
    const differing = (comparison?.rows ?? []).filter(
      ({ result, field, certainty }) => result === 'differs' && !(field === 'goVersion' && certainty === 'presumed'),
    );
    expect(differing).toEqual([]);
    expect(status).toBe(0);
    expect(comparison?.rows.filter(({ result }) => result === 'same').length).toBeGreaterThan(7);
    expect(program?.go).not.toBeNull();
    expect(found?.layers.length).toBeGreaterThan(0);
    expect(found?.start.outcome).toBe(example.includes('golang-latest') ? 'fails-to-start' : 'runs');

    const other = await inspect(['--dockerfile', 'examples/tony-bai/golang-latest-to-alpine/Dockerfile', image]);
    expect(other.status).toBe(example.includes('golang-latest') ? 0 : 1);
  });

  test('an archive and a folder of the same image say the same', async () => {
    const image = 'go-dockerfile-engine:inspect-appoptima-static-on-alpine';
    const tar = join(folder, 'image.tar');
    expect((await run('docker', ['save', '--output', tar, image])).status).toBe(0);
    const layout = join(folder, 'layout');
    mkdirSync(layout);
    expect((await run('tar', ['-xf', tar, '-C', layout])).status).toBe(0);
    const said = await Promise.all([image, tar, layout].map((subject) => inspect([subject])));
    const [first, ...others] = said.map(({ stdout }) => ({ ...(JSON.parse(stdout) as Inspection), subject: '' }));
    for (const other of others) expect(other).toEqual(first);
  });

  test('no such image', async () => {
    const { status, stderr } = await inspect(['go-dockerfile-engine:no-such-image']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("There is no image 'go-dockerfile-engine:no-such-image'"),
    ]);
  });

  test('another platform than the image has', async () => {
    const image = 'go-dockerfile-engine:inspect-appoptima-static-in-scratch';
    const { status, stderr } = await inspect(['--platform', 'linux/s390x', image]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`The image '${image}' is not there for linux/s390x`)]);
  });

  test('an engine that is not running', async () => {
    const { status, stderr } = await inspect(['a:b'], { DOCKER_HOST: 'unix:///no/such.sock' });
    expect([status, stderr]).toEqual([2, expect.stringContaining("No engine answers to 'docker'")]);
  });
}

function inspect(args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof run> {
  return run(execPath, [bundles.cli, 'inspect', '--json', ...args], env);
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (ended[stream] += text));
    child.on('error', (error) => resolve({ status: 127, stdout: '', stderr: error.message }));
    child.on('close', (status) => resolve({ status, ...ended }));
  });
}
