import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeLayers, type ImageFiles, type LayerEntry } from '../../src/inspect/fileSystem';
import { chooseImage, type ImageConfig } from '../../src/inspect/layout';
import { followStart, type Started } from '../../src/inspect/startedFile';
import type { TarEntry } from '../../src/inspect/tar';

/** `bin/` a directory, `bin/sh -> busybox` a link, `a = b` a hard link, anything else a program. */
function entryOf(text: string, offset: number): LayerEntry {
  const rest: Omit<TarEntry, 'name' | 'type'> = { size: 1, mode: 0o755, target: '', sparse: false };
  const [name = '', kind, target = ''] = text.split(/ (->|=) /);
  if (kind === '->') return { ...rest, name, type: 'symlink', target, offset };
  if (kind === '=') return { ...rest, name, type: 'hard-link', target, offset };
  if (name.endsWith('/')) return { ...rest, name, type: 'directory', offset };
  if (name.endsWith('!')) return { ...rest, name: name.slice(0, -1), type: 'file', mode: 0o644, offset };
  return { ...rest, name, type: 'file', offset };
}

function filesOf(...layers: readonly (readonly string[])[]): ImageFiles {
  return mergeLayers(layers.map((names) => names.map(entryOf)));
}

describe('layers', () => {
  test.each<{ name: string; layers: string[][]; find: string; at: string | undefined; layer?: number }>([
    { name: 'a file', layers: [['app']], find: '/app', at: '/app' },
    { name: 'the upper one counts', layers: [['app'], ['app']], find: '/app', at: '/app', layer: 1 },
    { name: 'without the directories', layers: [['usr/bin/app']], find: '/usr/bin/app', at: '/usr/bin/app' },
    { name: 'a whiteout', layers: [['a/b', 'a/c'], ['a/.wh.b']], find: '/a/b', at: undefined },
    { name: 'a whiteout leaves the others', layers: [['a/b', 'a/c'], ['a/.wh.b']], find: '/a/c', at: '/a/c' },
    { name: 'a whiteout of a directory', layers: [['a/b/c'], ['a/.wh.b']], find: '/a/b/c', at: undefined },
    {
      name: 'a whiteout of what the same layer brings',
      layers: [['a'], ['a', '.wh.a']],
      find: '/a',
      at: '/a',
      layer: 1,
    },
    { name: 'an opaque directory', layers: [['a/b'], ['a/.wh..wh..opq', 'a/c']], find: '/a/b', at: undefined },
    { name: 'what an opaque directory gets', layers: [['a/b'], ['a/c', 'a/.wh..wh..opq']], find: '/a/c', at: '/a/c' },
    { name: 'a link', layers: [['bin -> usr/bin'], ['usr/bin/sh']], find: '/bin/sh', at: '/usr/bin/sh' },
    {
      name: 'an absolute link',
      layers: [['usr/bin/sh -> /bin/busybox', 'bin/busybox']],
      find: '/usr/bin/sh',
      at: '/bin/busybox',
    },
    {
      name: 'a file into a directory that is a link',
      layers: [['lib -> usr/lib', 'usr/lib/'], ['lib/x']],
      find: '/usr/lib/x',
      at: '/usr/lib/x',
    },
    {
      name: 'a whiteout through a link',
      layers: [['lib -> usr/lib', 'usr/lib/x'], ['lib/.wh.x']],
      find: '/usr/lib/x',
      at: undefined,
    },
    { name: 'a file in the place of a directory', layers: [['a/b'], ['a']], find: '/a/b', at: undefined },
    { name: 'a directory again', layers: [['a/b'], ['a/']], find: '/a/b', at: '/a/b' },
    { name: 'a hard link', layers: [['a'], ['b = a']], find: '/b', at: '/b', layer: 0 },
    { name: 'a hard link to what was changed', layers: [['a'], ['a', 'b = a']], find: '/b', at: '/b', layer: 1 },
    { name: 'a hard link to nothing', layers: [['b = c']], find: '/b', at: undefined },
    { name: 'out of the image', layers: [['../../etc/passwd']], find: '/etc/passwd', at: '/etc/passwd' },
    { name: 'a link out of the image', layers: [['a -> ../../../etc', 'etc/x']], find: '/a/x', at: '/etc/x' },
    { name: 'links in a circle', layers: [['a -> b', 'b -> a']], find: '/a', at: undefined },
    { name: 'links in a growing circle', layers: [['a -> a/a/a/a']], find: '/a', at: undefined },
    { name: 'a file below a circle', layers: [['a -> b', 'b -> a', 'a/c']], find: '/a/c', at: undefined },
    { name: '..', layers: [['a/b', 'c']], find: '/a/../c', at: '/c' },
  ])('$name', ({ layers, find, at, layer }) => {
    const found = filesOf(...layers).find(find);
    expect(found?.path).toBe(at);
    if (layer !== undefined) expect(found?.node.layer).toBe(layer);
  });
});

test('no layers make the merging or the look-up throw', () => {
  const name = fc
    .array(fc.constantFrom('a', 'b', '..', '.', '', '.wh.a', '.wh..wh..opq'), { maxLength: 4 })
    .map((parts) => parts.join('/'));
  const entry = fc.record({
    name,
    type: fc.constantFrom<TarEntry['type'][]>('file', 'directory', 'symlink', 'hard-link', 'other'),
    size: fc.nat(),
    mode: fc.nat(0o777),
    target: name,
    sparse: fc.boolean(),
    offset: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: 4 }), name, (layers, path) => {
      const files = mergeLayers(layers);
      const found = files.find(path);
      if (found) expect(files.find(found.path)?.node).toBe(found.node);
      followStart({ ...config, cmd: [`/${path}`] }, files, () => new Uint8Array(0));
    }),
    { numRuns: 1000 },
  );
});

const config: ImageConfig = {
  os: 'linux',
  architecture: 'amd64',
  variant: null,
  entrypoint: [],
  cmd: [],
  path: '/usr/local/bin:/usr/bin:/bin',
  workdir: '/srv',
  user: '',
  history: [],
};

describe('what is started', () => {
  const files = filesOf([
    'usr/bin/tini',
    'usr/bin/env',
    'bin/sh -> busybox',
    'bin/busybox',
    'usr/bin/app',
    'srv/app',
    'usr/local/bin/data!',
    'bin/data',
    'srv/run.sh',
    'srv/pass.sh',
    'srv/dir/',
  ]);
  const scripts: Readonly<Record<string, string>> = {
    '/srv/run.sh': '#!/bin/sh\nset -e\nexec /usr/bin/app --port 80 "$@"\n',
    '/srv/pass.sh': '#!/bin/sh\nexec "$@"\n',
  };
  const follow = (words: readonly string[], cmd: readonly string[] = []): Started =>
    followStart({ ...config, entrypoint: words, cmd }, files, ({ path }) => Buffer.from(scripts[path] ?? '\u007fELF'));

  test.each<{ words: string[]; cmd?: string[]; path: string; through?: string[] }>([
    { words: ['/usr/bin/app'], path: '/usr/bin/app' },
    { words: ['app'], path: '/usr/bin/app' },
    { words: ['./app'], path: '/srv/app' },
    { words: ['data'], path: '/bin/data' },
    { words: [], cmd: ['app', '-x'], path: '/usr/bin/app' },
    { words: ['tini', '--', 'app'], path: '/usr/bin/app', through: ['/usr/bin/tini'] },
    { words: ['tini', '-g', 'app', 'data'], path: '/usr/bin/app', through: ['/usr/bin/tini'] },
    { words: ['env', 'A=b', 'app'], path: '/usr/bin/app', through: ['/usr/bin/env'] },
    { words: ['/bin/sh', '-c', 'cd / && A=b exec app --x "y"'], path: '/usr/bin/app', through: ['/bin/busybox'] },
    { words: ['./run.sh'], path: '/usr/bin/app', through: ['/srv/run.sh'] },
    { words: ['./pass.sh'], cmd: ['./app'], path: '/srv/app', through: ['/srv/pass.sh'] },
    { words: ['sh', './pass.sh', 'app'], path: '/usr/bin/app', through: ['/bin/busybox', '/srv/pass.sh'] },
    { words: ['/bin/sh'], path: '/bin/busybox' },
  ])('$words $cmd', ({ words, cmd, path, through }) => {
    expect(follow(words, cmd)).toMatchObject({ kind: 'file', file: { path }, through: through ?? [] });
  });

  test.each<{ words: string[]; error: string | null }>([
    { words: ['/app'], error: 'exec: "/app": stat /app: no such file or directory' },
    { words: ['nothing'], error: 'exec: "nothing": executable file not found in $PATH' },
    { words: ['/srv/dir'], error: 'exec: "/srv/dir": is a directory' },
    { words: ['/usr/local/bin/data'], error: 'exec: "/usr/local/bin/data": permission denied' },
    { words: [], error: null },
    { words: ['/bin/sh', '-c', '$APP'], error: null },
    { words: ['sh', '-c', 'sh -c sh'], error: null },
  ])('$words does not', ({ words, error }) => {
    const started = follow(words);
    if (started.kind === 'nothing') expect(started.error).toBe(error);
    else expect(words).toEqual(['sh', '-c', 'sh -c sh']);
  });
});

describe('which image of a layout', () => {
  const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
  const blob = (letter: string): string => `blobs/sha256/${letter.repeat(64)}`;
  const platform = (os: string, architecture: string, variant?: string): string =>
    JSON.stringify({
      os,
      architecture,
      variant,
      config: { Cmd: ['/app'], Env: ['PATH=/bin'] },
      history: [
        { created_by: 'RUN /bin/sh -c apk add x # buildkit' },
        { created_by: 'ENV', empty_layer: true },
        { created_by: '/bin/sh -c #(nop) COPY a b' },
      ],
    });
  const manifest = (config: string): string =>
    JSON.stringify({ config: { digest: digest(config) }, layers: [{ digest: digest('f'), size: 5 }] });
  const index = (...manifests: object[]): string => JSON.stringify({ manifests });
  const texts: Readonly<Record<string, string>> = {
    'index.json': index({ digest: digest('1') }),
    [blob('1')]: index(
      { digest: digest('2') },
      { digest: digest('3') },
      { digest: digest('4'), annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
      { digest: digest('5') },
      { digest: digest('1') },
    ),
    [blob('2')]: manifest('a'),
    [blob('3')]: manifest('b'),
    [blob('4')]: manifest('a'),
    [blob('a')]: platform('linux', 'amd64'),
    [blob('b')]: platform('linux', 'arm', 'v7'),
  };
  const choose = (changes: Readonly<Record<string, string>>, asked?: string): ReturnType<typeof chooseImage> => {
    const all: Readonly<Record<string, string>> = { ...texts, ...changes };
    return chooseImage({ get: (name) => (Object.hasOwn(all, name) ? all[name] : undefined) }, asked, 'linux/amd64');
  };

  test('through indexes, without attestations and what was not pulled', () => {
    expect(choose({})).toMatchObject({
      kind: 'image',
      platforms: ['linux/amd64', 'linux/arm/v7'],
      image: {
        platform: 'linux/amd64',
        layers: [{ name: blob('f'), digest: digest('f'), size: 5 }],
        config: { cmd: ['/app'], path: '/bin', workdir: '/', history: ['RUN apk add x', 'COPY a b'] },
      },
    });
  });
  test.each([
    { asked: 'linux/arm/v7', kind: 'image' },
    { asked: 'linux/arm', kind: 'image' },
    { asked: 'linux/arm/v6', kind: 'platform' },
    { asked: 'linux/arm64', kind: 'platform' },
  ])('$asked', ({ asked, kind }) => {
    expect(choose({}, asked)).toMatchObject({ kind, ...(kind === 'image' && { image: { platform: 'linux/arm/v7' } }) });
  });
  test.each<{ name: string; changes: Record<string, string>; kind: string }>([
    { name: 'nothing', changes: { 'index.json': '' }, kind: 'none' },
    { name: 'no JSON', changes: { 'index.json': '{' }, kind: 'none' },
    { name: 'no manifest', changes: { 'index.json': index({ digest: digest('9') }) }, kind: 'broken' },
    {
      name: 'a digest that leads elsewhere',
      changes: { 'index.json': index({ digest: 'sha256:../../x' }) },
      kind: 'broken',
    },
    {
      name: 'members of other kinds',
      changes: { 'index.json': '{"manifests":[1,null,"x",{"digest":2}]}' },
      kind: 'broken',
    },
    {
      name: 'several images',
      changes: {
        'index.json': index(
          { digest: digest('2'), annotations: { 'io.containerd.image.name': 'a' } },
          { digest: digest('3'), annotations: { 'io.containerd.image.name': 'b' } },
        ),
      },
      kind: 'several',
    },
  ])('$name', ({ changes, kind }) => {
    expect(choose(changes).kind).toBe(kind);
  });
  test('what docker save wrote before version 25', () => {
    const changes = {
      'index.json': '',
      'manifest.json': JSON.stringify([{ Config: 'c.json', RepoTags: ['a:1'], Layers: ['x/layer.tar'] }]),
      'c.json': platform('linux', 'arm64'),
    };
    expect(choose(changes)).toMatchObject({
      image: { platform: 'linux/arm64', layers: [{ name: 'x/layer.tar', digest: null }] },
    });
  });
});
