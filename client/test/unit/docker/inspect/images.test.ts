import { describe, expect, test, vi } from 'vitest';
import { readInspectAnswers } from '../../../../src/docker/inspect/answers';
import { itemsOf } from '../../../../src/docker/inspect/askImage';
import { complaintOf, inspectFailures, otherPlatforms } from '../../../../src/docker/inspect/failures';
import { ownNameOf, readImages } from '../../../../src/docker/inspect/images';
import { inspectArguments } from '../../../../src/docker/inspect/runInspect';
import { knownFailure } from '../../../../src/docker/failures';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
  },
  QuickPickItemKind: { Separator: -1 },
}));

const docker = [
  { ID: '1', Repository: 'old', Tag: '1', Size: '9.77MB', CreatedAt: '2026-01-01 10:00:00 +0000 UTC' },
  { ID: '2', Repository: 'shop', Tag: 'dev', Size: '9MB', CreatedAt: '2026-03-01 10:00:00 +0100 CET' },
  { ID: '2', Repository: 'shop', Tag: 'dev', Size: '9MB', CreatedAt: '2026-03-01 10:00:00 +0100 CET' },
  { ID: '3', Repository: '<none>', Tag: '<none>', Size: '1MB', CreatedAt: '2026-02-01 10:00:00 +0000 UTC' },
];
const podman = [
  { Id: 'a'.repeat(64), Names: ['localhost/shop:dev', 'quay.io/a:1'], Size: 9_770_000, Created: 1_700_000_000 },
  { Id: 'b'.repeat(64), Size: 1000, Created: 1_800_000_000 },
];

describe('the images that an engine lists', () => {
  test('docker and nerdctl, an object on each line', () => {
    const images = readImages(`${docker.map((row) => JSON.stringify(row)).join('\n')}\nno JSON\n`);
    expect(images.map(({ name, size }) => `${name} ${size}`)).toEqual(['shop:dev 9MB', '3 1MB', 'old:1 9.77MB']);
    expect(images[0]?.created).toBe(Date.UTC(2026, 2, 1, 9));
  });

  test('podman, a list', () => {
    const images = readImages(JSON.stringify(podman));
    expect(images.map(({ name, size }) => `${name} ${size}`)).toEqual([
      `${'b'.repeat(64)} 1.00 kB`,
      'localhost/shop:dev 9.77 MB',
      'quay.io/a:1 9.77 MB',
    ]);
  });

  test.each(['', 'null', '[1, null]', '{}', '{"ID": 1}'])('%j: none', (text) => {
    expect(readImages(text)).toEqual([]);
  });
});

test.each([
  ['shop:dev', 'shop:dev'],
  ['localhost/shop:dev', 'shop:dev'],
  ['docker.io/library/shop:latest', 'shop'],
  ['r.io:5000/shop:latest', 'r.io:5000/shop'],
  ['other/shop:dev', undefined],
  ['shop:1', undefined],
])('%s was built as %s', (image, name) => {
  const names = ['shop:dev', 'shop', 'r.io:5000/shop'].map((own) => ({ name: own, stage: undefined }));
  expect(ownNameOf(image, names)?.name).toBe(name);
});

describe('what is offered', () => {
  const labels = (items: ReturnType<typeof itemsOf>): string[] =>
    items.map(({ label, kind }) => (kind === undefined ? label : `-- ${label}`));

  test('first what was built from the Dockerfile, then files, then all others', () => {
    const images = readImages(
      [...docker, { ...docker[1], ID: '4', Tag: 'dev-build', CreatedAt: '2026-04-01 10:00:00 +0000 UTC' }]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    const names = [
      { name: 'shop:dev', stage: undefined },
      { name: 'shop:dev-build', stage: 'build' },
    ];
    const items = itemsOf({ images }, names);
    expect(labels(items)).toEqual([
      '-- Built from this Dockerfile',
      '$(package) shop:dev-build',
      '$(package) shop:dev',
      '-- Files',
      '$(file-binary) A program or archive…',
      '$(folder) A folder with an image layout…',
      '-- Other images',
      '$(package) 3',
      '$(package) old:1',
    ]);
    expect(items[1]?.chosen).toEqual({ subject: 'shop:dev-build', kind: 'image', own: names[1] });
    expect(items[8]?.chosen).toEqual({ subject: 'old:1', kind: 'image', own: undefined });
  });

  test('files, where the engine does not answer', () => {
    const items = itemsOf({ problem: 'No engine' }, []);
    expect(labels(items)).toEqual([
      '$(warning) The images of the engine could not be listed',
      '-- Files',
      '$(file-binary) A program or archive…',
      '$(folder) A folder with an image layout…',
    ]);
    expect(items[0]?.problem).toBe('No engine');
  });
});

test.each<[unknown, object]>([
  [undefined, {}],
  [
    { uri: 'file:///a', image: 'shop', platform: 'linux/arm64', stage: 'x' },
    { uri: 'file:///a', image: 'shop', platform: 'linux/arm64', stage: 'x' },
  ],
  [{ uri: 1, image: [], platform: null }, {}],
  [{ uri: '', image: '' }, { uri: '' }],
])('the arguments %j', (given, answers) => {
  expect(readInspectAnswers(given)).toEqual({
    uri: undefined,
    image: undefined,
    platform: undefined,
    stage: undefined,
    ...answers,
  });
});

test('what the command line is told', () => {
  const question = {
    cli: '/x/cli.js',
    subject: '-a b',
    platform: undefined,
    engine: '/usr/bin/docker',
    environment: {},
    folder: '/',
  };
  expect(inspectArguments(question)).toEqual([
    '/x/cli.js',
    'inspect',
    '--json',
    '--engine=/usr/bin/docker',
    '--',
    '-a b',
  ]);
  const buildArgs = { A: '-x', B: '', API_TOKEN: 'hunter2' };
  const build = { dockerfile: '/s p/Dockerfile', context: '/s p', target: 'final', buildArgs };
  expect(inspectArguments({ ...question, platform: 'linux/arm64', build })).toEqual([
    ...['/x/cli.js', 'inspect', '--json', '--platform=linux/arm64', '--engine=/usr/bin/docker'],
    ...['--dockerfile=/s p/Dockerfile', '--context=/s p', '--target=final', '--build-arg=A=-x', '--build-arg=B='],
    ...['--', '-a b'],
  ]);
});

test.each([
  ["There is no image 'a:b' in the engine, and no file of that name. Build it, or …", 'no-image'],
  ["No engine answers to 'docker'. Start it", 'no-engine'],
  ["You may not use the engine of 'docker': permission is denied", 'permission'],
  ["There is no executable 'docker' on PATH. Install it", 'no-executable'],
  ["The image 'a' is not there for linux/arm64. Build it for that", 'no-platform-in-store'],
  ["'A:b' is neither a file nor a name that an image can have. Check it.", 'no-name'],
  ['This docker cannot save one platform of an image (Docker 28 can).', 'old-engine'],
  ["The disk of 'docker' is full. Free some space.", 'disk-full'],
  ['The disk of the temporary folder is full. Free some space, or set TMPDIR.', 'disk-full'],
  ['out/server: This folder is no OCI image layout: it holds neither index.json', 'no-layout'],
  ['a.tar: it holds no image: neither index.json nor manifest.json is in it. Make it', 'no-layout'],
  ['a.tar: it holds several images: a, b. Save the one to look at alone.', 'several'],
  ['./app: There is no such file or folder. Check the path.', 'no-file'],
  ['./notes.txt: This is no program that is known here. Name what', 'no-program'],
  ['./none: This is an empty file. Name what go build wrote', 'no-program'],
  ['app: The file is cut off: it ends before', 'cut-off'],
  ['a.tar: the archive is cut off. Make or fetch it again.', 'cut-off'],
  ['a.gz: this is no tar archive.', 'no-archive'],
  ['something else', undefined],
])('%s: %s', (complaint, id) => {
  expect(knownFailure(complaintOf(`go-dockerfile: ${complaint}\n`), inspectFailures)?.id).toBe(id);
});

test('the platforms that there are instead', () => {
  const complaint = 'a: it has no image for linux/386, but for linux/amd64, linux/arm/v7. Choose with --platform.';
  expect(otherPlatforms(complaint)).toEqual(['linux/amd64', 'linux/arm/v7']);
  expect(otherPlatforms('a.tar: it holds no image')).toBeUndefined();
});
