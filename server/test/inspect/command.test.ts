import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCaptures } from '../../src/host/captures';
import { folderArchive } from '../../src/host/imageArchive';
import { inspect, type InspectOptions } from '../../src/host/inspectCommand';
import { readImage } from '../../src/host/readImage';
import type { Prediction } from '../../src/inspect/compare';
import type { Inspection } from '../../src/inspect/inspection';
import { createScratch, type Scratch } from '../support/files';
import { makeElf, type MadeElf } from './elfBuilder';
import { makeTar, type MadeFile } from './tarBuilder';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch({ 'tmp/': '' });
  vi.stubEnv('TMPDIR', scratch.path('tmp'));
});
afterEach(() => {
  expect(readdirSync(scratch.path('tmp')), 'temporary files are left').toEqual([]);
  vi.unstubAllEnvs();
  scratch.remove();
});

interface Outcome {
  readonly code?: number;
  readonly problem?: string;
  readonly text: string;
}

async function run(
  subject: string,
  options: Partial<InspectOptions> = {},
  env: Readonly<Record<string, string>> = {},
  prediction: Partial<Prediction> = {},
): Promise<Outcome> {
  let text = '';
  const outcome = await inspect(
    { subject, json: true, platform: undefined, engine: 'docker', dockerfile: undefined, ...options },
    {
      cwd: scratch.root,
      env: { PATH: scratch.path('bin'), ...env },
      stdout: (piece) => (text += piece),
      predict: () => Promise.resolve({ ...nothing, ...prediction }),
    },
  );
  return { ...outcome, text };
}

const nothing: Prediction = {
  goos: undefined,
  goarch: undefined,
  linkage: undefined,
  libc: undefined,
  interpreter: undefined,
  glibc: undefined,
  cgo: undefined,
  goVersion: undefined,
  stripped: undefined,
  race: undefined,
  entrypoint: undefined,
  program: undefined,
  verdict: undefined,
};

async function found(...args: Parameters<typeof run>): Promise<Inspection> {
  const outcome = await run(...args);
  expect(outcome.problem).toBeUndefined();
  return JSON.parse(outcome.text) as Inspection;
}

const go = {
  version: 'go1.26.1',
  modules:
    'path\texample.com/a\nmod\texample.com/a\tv1.0.0\t\nbuild\tCGO_ENABLED=1\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\n',
  format: 'inline',
} as const;
const dynamic: MadeElf = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6'],
  versions: ['GLIBC_2.34'],
  symbols: true,
  go,
};

interface MadeImage {
  readonly layers: readonly (readonly MadeFile[])[];
  readonly config?: object;
  readonly architecture?: string;
}

/** The files of an OCI layout with images; the first layer is plain, the others are compressed. */
function layout(...images: readonly MadeImage[]): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = { 'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}') };
  const put = (content: Uint8Array): { digest: string; size: number } => {
    const hash = createHash('sha256').update(content).digest('hex');
    files[`blobs/sha256/${hash}`] = content;
    return { digest: `sha256:${hash}`, size: content.length };
  };
  const json = (value: object): { digest: string; size: number } => put(Buffer.from(JSON.stringify(value)));
  const manifests = images.map(({ layers, config = { Entrypoint: ['/app'] }, architecture = 'amd64' }) => {
    const packed = layers.map((content, index) => put(index === 0 ? makeTar(content) : gzipSync(makeTar(content))));
    const history = layers.map((_, index) => ({ created_by: `COPY ${index} / # buildkit` }));
    return json({ config: json({ os: 'linux', architecture, config, history }), layers: packed });
  });
  files['index.json'] = Buffer.from(JSON.stringify({ manifests: [json({ manifests })] }));
  return files;
}

function writeLayout(name: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) scratch.write(`${name}/${path}`, content);
}

/** As docker save orders them: index.json comes last. */
function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return makeTar(Object.entries(files).map(([name, content]) => ({ name, content, mode: 0o644 })));
}

const glibcImage: MadeImage = {
  layers: [
    [
      { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\napp:x:10:10::/:/bin/sh\n', mode: 0o644 },
      { name: 'etc/ssl/certs/ca-certificates.crt', content: 'x', mode: 0o644 },
      { name: 'lib64/ld-linux-x86-64.so.2', content: 'x' },
      { name: 'lib/x86_64-linux-gnu/libc.so.6', content: 'no library' },
    ],
    [
      { name: 'app', content: makeElf(dynamic) },
      { name: 'old', content: 'x' },
    ],
    [{ name: '.wh.old' }],
  ],
};

describe('an image', () => {
  test('is the same in a folder, an archive, a compressed one, and from an engine', async () => {
    const files = layout(glibcImage);
    writeLayout('folder', files);
    scratch.write('image.tar', archive(files));
    scratch.write('image.tar.gz', gzipSync(archive(files)));
    fakeEngine({ tar: 'image.tar' });
    const subjects = ['folder', 'image.tar', 'image.tar.gz', 'a:b'];
    const all = await Promise.all(subjects.map(async (subject) => ({ ...(await found(subject)), subject: '' })));
    for (const other of all.slice(1)) expect(other).toEqual(all[0]);
    expect(all[0]).toMatchObject({
      version: 1,
      kind: 'image',
      program: {
        path: '/app',
        linkage: 'dynamic',
        libc: 'glibc',
        glibc: '2.34',
        cgo: true,
        go: { goVersion: 'go1.26.1' },
      },
      image: {
        platform: 'linux/amd64',
        entrypoint: ['/app'],
        start: { outcome: 'unknown', because: 'the version of glibc in the image could not be read' },
        users: ['root', 'app'],
        caCertificates: '/etc/ssl/certs/ca-certificates.crt',
        timeZones: null,
        layers: [{ instruction: 'COPY 0 /', files: 4 }, { instruction: 'COPY 1 /' }, { instruction: 'COPY 2 /' }],
      },
      comparison: null,
    });
  });

  test.each<{ name: string; image: MadeImage; outcome: string; error: string | null }>([
    {
      name: 'without a loader',
      image: { layers: [[{ name: 'app', content: makeElf(dynamic) }]] },
      outcome: 'fails-to-start',
      error: 'exec /app: no such file or directory',
    },
    {
      name: 'without a library',
      image: { layers: [[{ name: 'app', content: makeElf(dynamic) }, { name: 'lib64/ld-linux-x86-64.so.2' }]] },
      outcome: 'fails-to-start',
      error:
        '/app: error while loading shared libraries: libc.so.6: cannot open shared object file: No such file or directory',
    },
    {
      name: 'of another architecture',
      image: { layers: [[{ name: 'app', content: makeElf({ machine: 183 }) }]] },
      outcome: 'fails-to-start',
      error: 'exec /app: exec format error',
    },
    { name: 'static', image: { layers: [[{ name: 'app', content: makeElf({}) }]] }, outcome: 'runs', error: null },
    {
      name: 'nothing',
      image: { layers: [[]] },
      outcome: 'fails-to-start',
      error: 'exec: "/app": stat /app: no such file or directory',
    },
    {
      name: 'a user who is not there',
      image: { layers: [[{ name: 'app', content: makeElf({}) }]], config: { Cmd: ['/app'], User: 'me:me' } },
      outcome: 'fails-to-start',
      error: 'unable to find user me: no matching entries in passwd file',
    },
    {
      name: 'a script without its shell',
      image: { layers: [[{ name: 'app', content: '#!/bin/bash\nsleep 1\n' }]] },
      outcome: 'fails-to-start',
      error: 'exec /app: no such file or directory',
    },
    {
      name: 'musl',
      image: {
        layers: [
          [
            {
              name: 'app',
              content: makeElf({ interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'] }),
            },
            { name: 'lib/ld-musl-x86_64.so.1' },
          ],
        ],
      },
      outcome: 'runs',
      error: null,
    },
    {
      name: 'a stand-in for glibc',
      image: {
        layers: [
          [
            { name: 'app', content: makeElf(dynamic) },
            { name: 'lib/ld-musl-x86_64.so.1' },
            { name: 'lib64/ld-linux-x86-64.so.2', type: '2', target: '../lib/ld-musl-x86_64.so.1' },
          ],
        ],
      },
      outcome: 'unknown',
      error: null,
    },
  ])('$name', async ({ image, outcome, error }) => {
    writeLayout('folder', layout(image));
    expect((await found('folder')).image?.start).toMatchObject({ outcome, error });
  });

  test('a program behind a link in a later pass', async () => {
    const image = {
      layers: [
        [
          { name: 'opt/shop', content: makeElf({ go }) },
          { name: 'app', type: '2', target: 'opt/shop' },
        ],
      ],
    };
    scratch.write('image.tar', archive(layout(image)));
    fakeEngine({ tar: 'image.tar' });
    expect((await found('a:b')).program).toMatchObject({ path: '/opt/shop', go: { goVersion: 'go1.26.1' } });
    expect(readFileSync(scratch.path('saves'), 'utf8')).toBe('save -- a:b\n'.repeat(2));
  });

  test('of several platforms', async () => {
    const program = (machine: number): readonly MadeFile[] => [{ name: 'app', content: makeElf({ machine }) }];
    const images = [62, 183].map((machine, index) => ({
      layers: [program(machine)],
      architecture: index === 0 ? 'amd64' : 'arm64',
    }));
    writeLayout('folder', layout(...images));
    const asked = await found('folder', { platform: 'linux/arm64' });
    expect(asked).toMatchObject({ program: { goarch: 'arm64' }, image: { platforms: ['linux/amd64', 'linux/arm64'] } });
    expect((await run('folder', { platform: 'linux/s390x' })).problem).toBe(
      'folder: it has no image for linux/s390x, but for linux/amd64, linux/arm64. Choose with --platform.',
    );
  });
});

describe('what cannot be looked into', () => {
  test.each<{ name: string; change: (files: Record<string, Uint8Array>, layer: string) => void; says: string }>([
    {
      name: 'a layer is missing',
      change: (files, layer) => Reflect.deleteProperty(files, layer),
      says: 'is not in it. Fetch the image again',
    },
    {
      name: 'a layer is cut off',
      change: (files, layer) => (files[layer] = (files[layer] ?? new Uint8Array()).slice(0, 60)),
      says: 'one of its layers cannot be read',
    },
    {
      name: 'a layer is no archive',
      change: (files, layer) => (files[layer] = Buffer.from('hello')),
      says: 'one of its layers cannot be read: it is no tar archive',
    },
    { name: 'no index', change: (files) => (files['index.json'] = Buffer.from('{')), says: 'it holds no image' },
    {
      name: 'an empty index',
      change: (files) => (files['index.json'] = Buffer.from('{"manifests":[{}]}')),
      says: 'its image cannot be read',
    },
  ])('$name', async ({ change, says }) => {
    const files = layout(glibcImage);
    const layer = Object.keys(files).find((name) => files[name]?.[0] === 0x1f && files[name]?.[1] === 0x8b) ?? '';
    change(files, layer);
    writeLayout('folder', files);
    scratch.write('image.tar', archive(files));
    for (const subject of ['folder', 'image.tar']) {
      const { problem } = await run(subject);
      expect(problem).toContain(says);
      expect(problem?.startsWith(`${subject}: `)).toBe(true);
    }
  });

  test('bytes behind a compressed layer are passed over', async () => {
    const files = layout(glibcImage);
    for (const name of Object.keys(files))
      if (files[name]?.[0] === 0x1f)
        files[name] = Buffer.concat([files[name] ?? Buffer.alloc(0), Buffer.alloc(300_000, 7)]);
    writeLayout('folder', files);
    const { problem, code } = await run('folder');
    expect(code === 0 || problem?.includes('layers cannot be read')).toBe(true);
  });

  test.each<{ name: string; subject: string; content?: string | Uint8Array; says: string }>([
    { name: 'a missing file', subject: './app', says: './app: There is no such file or folder. Check the path.' },
    { name: 'a missing archive', subject: 'app.tar', says: 'app.tar: There is no such file or folder.' },
    {
      name: 'a folder',
      subject: './dir',
      content: '',
      says: './dir: This folder is no OCI image layout: it holds neither',
    },
    {
      name: 'a cut off archive',
      subject: 'a.tar',
      content: archive(layout(glibcImage)).slice(0, 3000),
      says: 'a.tar: the archive is cut off. Make or fetch it again.',
    },
    { name: 'a compressed text', subject: 'a.gz', content: gzipSync('hello'), says: 'a.gz: this is no tar archive.' },
    { name: 'a cut off binary', subject: 'app', content: makeElf({}).slice(0, 600), says: 'app: The file is cut off' },
    {
      name: 'a binary that is cut off behind all that is looked at',
      subject: 'app',
      content: makeElf({ ...dynamic, go, symbols: true }).slice(0, -8),
      says: 'app: The file is cut off',
    },
    {
      name: 'a text',
      subject: './notes.txt',
      content: 'hello',
      says: './notes.txt: This is no program that is known here. Name what',
    },
    {
      name: 'an empty file',
      subject: './none',
      content: new Uint8Array(0),
      says: './none: This is an empty file. Name what go build wrote',
    },
    { name: 'an image without an engine', subject: 'a:b', says: "There is no executable 'docker' on PATH. Install it" },
  ])('$name', async ({ subject, content, says }) => {
    if (content === '') mkdirSync(scratch.path(subject));
    else if (content !== undefined) scratch.write(subject, content);
    expect((await run(subject)).problem).toContain(says);
  });
});

test.runIf(process.platform !== 'win32').each(['/dev/null', '/dev/zero'])(
  '%s is there, and no file',
  async (subject) => {
    expect((await run(subject)).problem).toBe(
      `${subject}: This is a device, a pipe or a socket, not a file. Name what go build wrote, an image, or an archive of one.`,
    );
  },
);

test('a program of an image that is cut off is not said to start', async () => {
  const app = makeElf({ symbols: true });
  writeLayout('folder', layout({ layers: [[{ name: 'app', content: app.slice(0, -8) }]] }));
  expect((await found('folder')).image?.start).toMatchObject({
    outcome: 'unknown',
    because: '/app is cut off: it ends before what its headers name',
  });
});

describe('a program that is not written to the disk', () => {
  const gibibyte = 2 ** 30;
  test.each<[name: string, room: number, limit: number | undefined, says: RegExp]>([
    [
      'there is no room',
      300,
      undefined,
      /^\/app has \d+ bytes, for which there is no room in the temporary folder\. Free/,
    ],
    ['it is too big', gibibyte, 300, /^\/app has \d+ bytes\. Files of more than \S+ GiB are not taken out of an image/],
    ['both', 299, 298, /^\/app has \d+ bytes\. Files of more than/],
  ])('as %s', async (_, room, limit, says) => {
    writeLayout('folder', layout(glibcImage));
    const captures = createCaptures(room, limit);
    try {
      const reading = readImage(
        folderArchive(scratch.path('folder')),
        { platform: undefined, otherwise: 'linux/amd64', words: [] },
        captures,
      );
      await expect(reading).rejects.toThrow(says);
      expect(captures.take('a', 301)).toBeUndefined();
      expect(captures.take('b', 200)).toBeDefined();
      expect(captures.obstacleTo(room - 199)).toBeDefined();
    } finally {
      captures.remove();
    }
  });

  test('the limit is told as it is, however much room there is', () => {
    const captures = createCaptures(1000 * gibibyte);
    expect(captures.obstacleTo(2 * gibibyte)).toBeUndefined();
    expect(captures.obstacleTo(2.2 * gibibyte)).toMatch(/^[\d.]+ bytes\. Files of more than 2 GiB are not/);
  });
});

/** Puts a `docker` on PATH that prints an archive, or complains; each save adds a line to the file `saves`. */
function fakeEngine({ tar, complaint }: { readonly tar?: string; readonly complaint?: string }): void {
  const inspected = JSON.stringify([{ Os: 'linux', Architecture: 'amd64', Config: { Entrypoint: ['/app'] } }]);
  const script = [
    '#!/bin/sh',
    ...(complaint === undefined ? [] : [`echo '${complaint.replaceAll("'", `'\\''`)}' >&2; exit 1`]),
    `if [ "$1" = image ]; then echo '${inspected}'; exit; fi`,
    `echo "$@" >>'${scratch.path('saves')}'`,
    `exec /bin/cat '${scratch.path(tar ?? '')}'`,
  ];
  scratch.write('bin/docker', script.join('\n'));
  chmodSync(scratch.path('bin/docker'), 0o755);
}

describe.runIf(process.platform !== 'win32')('what an engine complains about', () => {
  test.each([
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      "No engine answers to 'docker'. Start it",
    ],
    [
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
      "You may not use the engine of 'docker'",
    ],
    [
      'Error response from daemon: No such image: a:b',
      "There is no image 'a:b' in the engine, and no file of that name",
    ],
    ['Error: a:b: image not known', "There is no image 'a:b'"],
    ['Error: unable to inspect "a:b": no such object', "There is no image 'a:b'"],
    ['invalid reference format: repository name (library/A) must be lowercase', "'a:b' is neither a file nor a name"],
    ['unknown flag: --platform', 'This docker cannot save one platform'],
    ['write /dev/stdout: no space left on device', "The disk of 'docker' is full"],
    ['first\nsomething else', "'docker' could not give the image 'a:b': something else"],
  ])('%s', async (complaint, says) => {
    fakeEngine({ complaint });
    expect((await run('a:b')).problem).toContain(says);
  });

  test('a folder that is called as an image might be', async () => {
    fakeEngine({ complaint: 'Error response from daemon: No such image: out/server:latest' });
    scratch.write('out/server/cli.js', '');
    expect((await run('out/server')).problem).toMatch(
      /^out\/server: This folder is no OCI image layout: .*tar archive/,
    );
  });

  test('an engine by its path', async () => {
    scratch.write('image.tar', archive(layout(glibcImage)));
    fakeEngine({ tar: 'image.tar' });
    const engine = join(scratch.path('bin'), 'docker');
    expect((await found('a:b', { engine, platform: 'linux/amd64' }, { PATH: '' })).program?.path).toBe('/app');
    expect(readFileSync(scratch.path('saves'), 'utf8')).toBe('save --platform linux/amd64 -- a:b\n');
  });

  test('what PATH finds in the current folder is not run', async () => {
    fakeEngine({ tar: 'image.tar' });
    expect((await run('a:b', {}, { PATH: 'bin:.:' })).problem).toContain("There is no executable 'docker'");
    expect(existsSync(scratch.path('saves'))).toBe(false);
  });
});

describe('the comparison', () => {
  const known = <T>(value: T): { value: T; certainty: 'known' } => ({ value, certainty: 'known' });
  const right: Partial<Prediction> = {
    goos: known('linux'),
    goarch: known('amd64'),
    linkage: known('dynamic'),
    libc: known('glibc'),
    interpreter: known('/lib64/ld-linux-x86-64.so.2'),
    glibc: known({ atLeast: '2.34', surely: '2.36' }),
    cgo: known(true),
    goVersion: known('1.26'),
    stripped: known(false),
  };
  test.each<{ name: string; prediction: Partial<Prediction>; code: number; differing: string[] }>([
    { name: 'all right', prediction: right, code: 0, differing: [] },
    { name: 'nothing predicted', prediction: {}, code: 0, differing: [] },
    {
      name: 'presumed and wrong',
      prediction: { linkage: { value: 'static', certainty: 'presumed' } },
      code: 0,
      differing: ['linkage'],
    },
    {
      name: 'static',
      prediction: { ...right, linkage: known('static'), libc: known(null), interpreter: known(null) },
      code: 1,
      differing: ['linkage', 'libc', 'interpreter'],
    },
    {
      name: 'newer glibc',
      prediction: { glibc: known({ atLeast: '2.38', surely: '2.38' }) },
      code: 1,
      differing: ['glibc'],
    },
    {
      name: 'older glibc',
      prediction: { glibc: known({ atLeast: '2.3.2', surely: '2.31' }) },
      code: 1,
      differing: ['glibc'],
    },
    { name: 'another Go', prediction: { goVersion: known('1.2') }, code: 1, differing: ['goVersion'] },
    { name: 'another patch release', prediction: { goVersion: known('1.26.2') }, code: 1, differing: ['goVersion'] },
    {
      name: 'the image is none of a binary',
      prediction: { entrypoint: known(['/x']), verdict: known({ outcome: 'fails-to-start', seenInFiles: true }) },
      code: 0,
      differing: [],
    },
  ])('of a binary: $name', async ({ prediction, code, differing }) => {
    scratch.write('app', makeElf(dynamic));
    const outcome = await run('./app', { dockerfile: 'Dockerfile' }, {}, prediction);
    expect(outcome.code).toBe(code);
    const { comparison } = JSON.parse(outcome.text) as Inspection;
    expect(comparison?.rows.filter(({ result }) => result === 'differs').map(({ field }) => field)).toEqual(differing);
    expect(comparison?.differs).toBe(code === 1);
  });

  test.each<{ name: string; prediction: Partial<Prediction>; code: number }>([
    { name: 'as it is', prediction: { verdict: known({ outcome: 'fails-to-start', seenInFiles: true }) }, code: 0 },
    { name: 'said to run', prediction: { verdict: known({ outcome: 'runs', seenInFiles: false }) }, code: 1 },
    {
      name: 'said not to be built',
      prediction: { verdict: known({ outcome: 'fails-to-build', seenInFiles: false }) },
      code: 1,
    },
    { name: 'another command', prediction: { entrypoint: known(['/other']) }, code: 1 },
    {
      name: 'a crash is not seen, but the loader is',
      prediction: { verdict: known({ outcome: 'fails-to-start', seenInFiles: false }) },
      code: 0,
    },
    { name: 'the program by a link', prediction: { program: known('/bin/app') }, code: 0 },
    { name: 'another program', prediction: { program: known('/other') }, code: 1 },
  ])('of an image: $name', async ({ prediction, code }) => {
    const link = { name: 'bin', type: '2', target: '/' };
    writeLayout('folder', layout({ layers: [[link, { name: 'app', content: makeElf(dynamic) }]] }));
    expect((await run('folder', { dockerfile: 'Dockerfile' }, {}, prediction)).code).toBe(code);
  });
});

test('a crash that is predicted cannot be seen', async () => {
  writeLayout('folder', layout({ layers: [[{ name: 'app', content: makeElf({}) }]] }));
  const verdictOf = async (seenInFiles: boolean): Promise<unknown> => {
    const verdict = { value: { outcome: 'fails-to-start', seenInFiles }, certainty: 'known' } as const;
    const { comparison } = JSON.parse(
      (await run('folder', { dockerfile: 'Dockerfile' }, {}, { verdict })).text,
    ) as Inspection;
    return comparison?.rows.find(({ field }) => field === 'verdict');
  };
  expect(await verdictOf(false)).toMatchObject({ result: 'open', real: null });
  expect(await verdictOf(true)).toMatchObject({ result: 'differs', real: 'runs' });
});

test('the text is for people', async () => {
  writeLayout('folder', layout(glibcImage));
  const prediction = { linkage: { value: 'static', certainty: 'known' } } as const;
  const { text } = await run('folder', { json: false, dockerfile: 'Dockerfile' }, {}, prediction);
  expect(text).toContain(
    'Linkage      dynamic, loader /lib64/ld-linux-x86-64.so.2\nC library    glibc, 2.34 or newer\n',
  );
  expect(text).toContain('  ! linkage    predicted static, really dynamic\n');
  expect(text).toContain('The prediction and what was built differ.\n');
});
