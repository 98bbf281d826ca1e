import { describe, expect, test, vi } from 'vitest';
import { proposedNames, proposedTags, readAnswers, rememberable } from '../../../../src/docker/multiArch/answers';
import { type Circumstances, obstacleTo } from '../../../../src/docker/multiArch/destinations';
import { readLooked } from '../../../../src/docker/multiArch/lookInto';
import { sizeText } from '../../../../src/docker/markdown';
import { filesText, reportText } from '../../../../src/docker/multiArch/report';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
  },
}));

describe('the arguments of the command', () => {
  test.each<[string, unknown, object]>([
    ['nothing', undefined, {}],
    ['those of a lens', { uri: 'file:///a', stage: 'x' }, {}],
    [
      'all of them',
      {
        platforms: ['linux/amd64', 1],
        destination: 'push',
        registry: '',
        repository: 'shop',
        tags: '1, latest',
        builder: 'farm',
      },
      {
        platforms: ['linux/amd64'],
        destination: { kind: 'push' },
        registry: '',
        repository: 'shop',
        tags: ['1', 'latest'],
        builder: 'farm',
      },
    ],
    ['files with a place', { destination: 'files', path: '/o' }, { destination: { kind: 'files', path: '/o' } }],
    ['files without one', { destination: 'files' }, {}],
    ['values of another make', { platforms: 1, destination: [], tags: {}, builder: null, registry: 1 }, {}],
  ])('%s', (_, given, answers) => {
    expect(readAnswers(given)).toEqual(answers);
  });

  test('are remembered with another commit in mind', () => {
    const answers = readAnswers({
      platforms: ['linux/arm64'],
      destination: 'archive',
      path: '/o.tar',
      registry: 'r.io',
      repository: 'shop',
      tags: ['abc1234', 'latest'],
      builder: 'farm',
    });
    const { platforms = [], destination = { kind: 'push' }, registry = '', repository = '', tags = [] } = answers;
    const kept = rememberable({ ...answers, platforms, destination, registry, repository, tags }, 'abc1234');
    const again = readAnswers(JSON.parse(JSON.stringify(kept)));
    expect({ ...again, tags: proposedTags(again.tags, 'abc1234') }).toEqual(answers);
    expect(proposedTags(again.tags, 'def5678')).toEqual(['def5678', 'latest']);
  });
});

test.each([
  [undefined, 'abc1234', ['abc1234', 'latest']],
  [undefined, undefined, ['latest']],
  [['$commit'], undefined, ['latest']],
  [['1.2'], 'abc1234', ['1.2']],
])('tags after %j at the commit %s', (last, commit, tags) => {
  expect(proposedTags(last, commit)).toEqual(tags);
});

test('names come from settings, the last time and the environment, in this order', () => {
  const none = { registry: '', repository: '' };
  const environment = { DOCKER_REGISTRY: 'e.io', DOCKER_REPOSITORY: 'e/shop' };
  const last = { registry: 'l.io', repository: 'l/shop' };
  const own = { registry: 's.io', repository: 's/shop' };
  expect(proposedNames(own, last, environment, 'shop')).toEqual(own);
  expect(proposedNames(none, last, environment, 'shop')).toEqual(last);
  expect(proposedNames(none, { ...last, registry: '' }, environment, 'shop').registry).toBe('');
  expect(proposedNames(none, {}, environment, 'shop')).toEqual({ registry: 'e.io', repository: 'e/shop' });
  expect(proposedNames(none, {}, {}, 'shop')).toEqual({ registry: '', repository: 'shop' });
});

describe('where an image cannot go', () => {
  const several: Circumstances = {
    engine: 'docker',
    platforms: ['linux/amd64', 'linux/arm64'],
    store: 'containerd',
    driver: 'docker',
  };
  const one = { ...several, platforms: ['linux/arm64'] };
  const mac = { ...several, platforms: ['linux/amd64', 'darwin/arm64'] };
  const classic = { store: 'classic' as const };
  const own = { driver: 'docker-container' };
  test.each<[string, Circumstances, string]>([
    ['the containerd store can all', several, '- - - -'],
    ['what is unknown is let pass', { ...several, store: 'unknown' }, '- - - -'],
    [
      'the classic store with the driver docker',
      { ...several, ...classic },
      'driver-several driver-several driver-several driver-several',
    ],
    ['the same for one platform', { ...one, ...classic }, '- - driver-archive -'],
    ['the classic store with another driver', { ...several, ...classic, ...own }, '- load-several - -'],
    ['the same for one platform and another driver', { ...one, ...classic, ...own }, '- - - -'],
    ['another system', mac, 'only-files only-files only-files -'],
    ['other engines', { ...several, engine: 'podman', store: 'unknown', driver: '' }, '- - - -'],
  ])('%s', (_, circumstances, expected) => {
    const kinds = ['push', 'load', 'archive', 'files'] as const;
    expect(kinds.map((kind) => obstacleTo(kind, circumstances) ?? '-').join(' ')).toBe(expected);
  });
});

test('what inspect says', () => {
  const program = { path: '/app', goos: 'linux', goarch: 'arm', variant: '7' };
  expect(readLooked(JSON.stringify({ version: 1, program }), '')).toEqual({
    goos: 'linux',
    goarch: 'arm',
    variant: '7',
  });
  expect(readLooked(JSON.stringify({ version: 1, program: { ...program, goos: null } }), '')).toEqual({
    problem: '',
    isNoProgram: true,
  });
  expect(readLooked('', 'go-dockerfile: There is no image a.\n')).toEqual({ problem: 'There is no image a.' });
});

test('the report tells digests, sizes and programs, and what is wrong', () => {
  const image = { digest: 'sha256:11', manifestSize: 480, imageSize: 1_347_606 };
  const text = reportText({
    names: ['r.io/shop:1', 'r.io/shop:latest'],
    list: {
      mediaType: 'm',
      digest: 'sha256:00',
      attestations: 2,
      images: [
        { ...image, platform: 'linux/amd64' },
        { ...image, platform: 'linux/arm64' },
        { ...image, platform: 'linux/arm/v7', manifestSize: undefined },
      ],
    },
    verified: [
      { platform: 'linux/amd64', outcome: 'right', says: 'linux/amd64' },
      { platform: 'linux/arm64', outcome: 'wrong', says: 'linux/amd64' },
      { platform: 'linux/arm/v7', outcome: 'unknown', says: 'no | way' },
    ],
    command: 'docker buildx imagetools inspect --raw r.io/shop:1',
    raw: '{}\n',
  });
  expect(text.split('\n')).toEqual([
    ...['# r.io/shop:1', '', 'Also `r.io/shop:latest`.', '', 'The list of manifests is `sha256:00`.', ''],
    '| Platform | Manifest | Image | Program | Digest |',
    '| --- | --- | --- | --- | --- |',
    '| linux/amd64 | 480 B | 1.35 MB | ✓ linux/amd64 | `sha256:11` |',
    '| linux/arm64 | 480 B | 1.35 MB | **✗ it is for linux/amd64** | `sha256:11` |',
    '| linux/arm/v7 |  | 1.35 MB | not looked into: `no \\| way` | `sha256:11` |',
    ...['', '2 more manifests describe how the images were built (provenance).', ''],
    ...['`docker buildx imagetools inspect --raw r.io/shop:1`', '', '```json', '{}', '```', ''],
  ]);
});

test('files are told with their sizes', () => {
  const verified = { platform: 'darwin/arm64', outcome: 'right' as const, says: 'darwin/arm64' };
  const files = [{ platform: 'darwin/arm64', path: 'darwin_arm64/app', size: 2_000_000, verified }];
  expect(filesText({ folder: '/o', files })).toContain(
    '| darwin/arm64 | `darwin_arm64/app` | 2.00 MB | ✓ darwin/arm64 |',
  );
});

test.each([
  [undefined, ''],
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [12_345_678, '12.3 MB'],
  [5e12, '5.00 TB'],
  [5e15, '5.00e+3 TB'],
])('%s bytes: %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
