import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { getuid, platform } from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import { parseDockerfile } from '../src/dockerfile/parse';
import { contextSources, contextTree, findContext } from '../src/host/context';
import { buildReaders } from '../src/project/buildReaders';
import { diskTree } from '../src/host/diskTree';
import { ignoreFilter } from '../src/workspace/dockerIgnore';
import { findDockerfiles } from '../src/host/findDockerfiles';
import { moduleCacheTree } from '../src/host/moduleCache';
import { manifestFiles } from '../src/host/manifestFiles';
import { findProjectFile } from '../src/host/projectFile';
import { decodeDockerfile, readDockerfile } from '../src/host/readDockerfile';
import { createWorkspace, folderAround, topFolder } from '../src/host/workspace';
import { mergeSettings } from '../src/settings';
import { isDockerfileName } from '../src/workspace/dockerfileName';
import { memoryTree } from '../src/workspace/sourceTree';
import { createScratch, type Scratch } from './support/files';

let scratch: Scratch;
afterEach(() => scratch?.remove());

describe('a tree of the disk', () => {
  test('tells kinds, texts and names', () => {
    scratch = createScratch({ 'go.mod': 'module a\n', 'cmd/main.go': 'package main\n' });
    const tree = diskTree(scratch.root);
    expect(tree.kind('go.mod')).toBe('file');
    expect(tree.kind('./cmd/../cmd/')).toBe('directory');
    expect(tree.kind('')).toBe('directory');
    expect(tree.kind('/')).toBe('directory');
    expect(tree.kind('nothing')).toBeUndefined();
    expect(tree.kind('go.mod/nothing')).toBeUndefined();
    expect(tree.read('cmd/main.go')).toBe('package main\n');
    expect(tree.read('cmd')).toBeUndefined();
    expect(tree.list('cmd')).toEqual(['main.go']);
    expect(tree.list('go.mod')).toBeUndefined();
    expect([...(tree.list('') ?? [])].sort()).toEqual(['cmd', 'go.mod']);
  });

  test('climbs above its root in no way', () => {
    scratch = createScratch({ secret: 'x', 'root/a': 'a' });
    symlinkSync(scratch.path('secret'), scratch.path('root/link'));
    symlinkSync(scratch.root, scratch.path('root/folder'));
    symlinkSync('a', scratch.path('root/inner'));
    symlinkSync('circle', scratch.path('root/circle'));
    const tree = diskTree(scratch.path('root'));
    expect(tree.read('../secret')).toBeUndefined();
    expect([tree.kind('link'), tree.read('link')]).toEqual(['unknown', undefined]);
    expect([tree.kind('folder'), tree.read('folder/secret'), tree.list('folder')]).toEqual([
      'unknown',
      undefined,
      undefined,
    ]);
    expect([tree.kind('inner'), tree.read('inner')]).toEqual(['file', 'a']);
    expect(tree.kind('circle')).toBe('unknown');
  });

  test('reads no more than 2 MB of a file', () => {
    scratch = createScratch({ big: 'x'.repeat(2 * 1024 * 1024 + 1) });
    const tree = diskTree(scratch.root);
    expect([tree.kind('big'), tree.read('big')]).toEqual(['file', undefined]);
  });

  test('asks the disk once', () => {
    scratch = createScratch({ a: '1' });
    const tree = diskTree(scratch.root);
    expect(tree.read('a')).toBe('1');
    scratch.write('a', '2');
    expect(tree.read('a')).toBe('1');
    expect(diskTree(scratch.root).read('a')).toBe('2');
  });

  test.runIf(platform !== 'win32')('knows execute bits', () => {
    scratch = createScratch({ a: '', b: '' });
    chmodSync(scratch.path('a'), 0o755);
    const tree = diskTree(scratch.root);
    expect([tree.executable?.('a'), tree.executable?.('b'), tree.executable?.('c')]).toEqual([true, false, undefined]);
  });

  test('without a folder is empty', () => {
    const tree = diskTree('/nowhere/at/all');
    expect([tree.kind(''), tree.read('a'), tree.list('')]).toEqual([undefined, undefined, undefined]);
  });
});

// What github.com/moby/patternmatcher, walked as BuildKit walks, answers for each row; a row is text, path, ignored.
describe('.dockerignore', () => {
  test.each<[string, string, boolean]>([
    ['a', 'a', true],
    ['a', 'b/a', false],
    ['a', 'a/b/c', true],
    ['/a', 'a', true],
    ['a/', 'a', true],
    ['./a', 'a', true],
    ['a/../b', 'b', true],
    ['# a', '# a', false],
    [' a ', 'a', true],
    ['\uFEFFa', 'a', true],
    ['a\r\nb\r\n', 'b', true],
    ['*', 'a/b', true],
    ['*', '.git', true],
    ['*/b', 'a/b', true],
    ['*/b', 'b', false],
    ['*.md', 'a.md', true],
    ['*.md', 'a/a.md', false],
    ['**/*.md', 'a.md', true],
    ['**/*.md', 'a/b/c.md', true],
    ['**.md', 'a.md', true],
    ['**.md', 'a/b.md', true],
    ['**/a', 'b/c/a/d', true],
    ['**/a', 'ba', false],
    ['a/**', 'a', false],
    ['a/**', 'a/b', true],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/b/c', true],
    ['a**', 'abc/d', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[ab]c', 'bc', true],
    ['[^ab]c', 'bc', false],
    ['a+(b)', 'a+(b)', true],
    ['*+(b)', 'a+(b)', true],
    ['a.c', 'abc', false],
    ['*.c', 'abc', false],
    ['A', 'a', false],
    ['*\n!a', 'a', false],
    ['*\n!a', 'b', true],
    ['*\n!a', 'a/b', false],
    ['!a\n*', 'a', true],
    ['a\n!a/b\na/b/c', 'a/b/c', true],
    ['a\n!a/b\na/b/c', 'a/b/d', false],
    ['a\n! a/b', 'a/b', false],
    ['*\n!**/*.go\ninternal/**', 'internal/x.go', true],
    ['[', 'a', false],
    ['!', 'a', false],
    ['', 'a', false],
  ])('%j: is %j ignored? %s', (text, path, expected) => {
    expect(isDockerIgnored(text, path)).toBe(expected);
  });

  test('takes no time to speak of, whatever it says', () => {
    const path = 'a/'.repeat(200) + 'b';
    expect(isDockerIgnored(`${'**/*/'.repeat(100)}c`, path)).toBe(false);
    expect(isDockerIgnored(`${'*a*'.repeat(100)}c`, 'a'.repeat(1000))).toBe(false);
  });

  test.each(['**', '**/', '*', '?', '*a', '[a]', '*/'])('may be as long as it likes: %j', (part) => {
    const files = memoryTree({ 'go.mod': 'm', [`${'a'.repeat(200)}/x.go`]: '' });
    for (const length of [60_000, 1_000_000]) {
      const line = part.repeat(length / part.length);
      expect(() => ignoreFilter(files, `${line}x\n!${line}/y\n`).list(`${'a'.repeat(200)}`)).not.toThrow();
    }
  });

  test('that no build could read, as its lines are too long, says nothing', () => {
    expect(isDockerIgnored(`${'a'.repeat(65_535)}\n`, 'a'.repeat(65_535))).toBe(true);
    expect(isDockerIgnored(`${'a'.repeat(65_536)}\n`, 'a'.repeat(65_536))).toBe(false);
  });

  test('that takes too long to match leaves it unknown what there is', () => {
    const names = Array.from({ length: 300 }, (_, index) => [`f${index}.go`, ''] as const);
    let questions = 0;
    const files = memoryTree({ ...Object.fromEntries(names), 'a.txt': '' });
    const counted = { ...files, kind: (path: string) => (questions++, files.kind(path)) };
    const tree = ignoreFilter(counted, `*.txt\n${'?*?*?*?*.[a-z]?\n'.repeat(100_000)}`);
    expect(tree.kind('a.txt')).toBeUndefined();
    for (const [name] of names) tree.kind(name);
    expect(questions).toBeLessThan(100);
    expect([tree.kind('f299.go'), tree.read('f299.go'), tree.keepsOut?.('f299.go')]).toEqual([
      'unknown',
      undefined,
      false,
    ]);
    expect(tree.kind('a.txt')).toBeUndefined();
  });

  test.skipIf(platform === 'win32')('does not look through links for what is taken back', () => {
    scratch = createScratch({
      '.dockerignore': '*\n!go.mod\n!cmd\n!*/kept.go\n',
      'go.mod': 'module example.com/app\n',
      'cmd/main.go': 'package main\n',
      '_gopath/src/example.com/a.go': '',
      'real/kept.go': '',
    });
    symlinkSync('../../..', scratch.path('_gopath/src/example.com/app'));
    symlinkSync('.', scratch.path('x'));
    symlinkSync('cmd', scratch.path('linked'));
    symlinkSync('../real', scratch.path('cmd/inner'));
    const tree = contextTree(scratch.root, scratch.path('Dockerfile'));
    expect([...(tree?.list('') ?? [])].sort()).toEqual(['cmd', 'go.mod', 'real']);
    expect(['x', '_gopath', 'linked', 'linked/main.go'].map((path) => tree?.kind(path))).toEqual(
      Array(4).fill(undefined),
    );
    expect(tree?.kind('cmd/inner/kept.go')).toBe('file');
  });

  test('shows folders for what is taken back in them', () => {
    const files = memoryTree({ 'go.mod': 'm', 'vendor/a/a.go': 'a', 'vendor/b/b.go': 'b', 'docs/x': 'x' });
    const tree = ignoreFilter(files, '*\n!vendor/a/*.go\n');
    expect(tree.list('')).toEqual(['vendor']);
    expect(tree.list('vendor')).toEqual(['a']);
    expect([tree.kind('vendor'), tree.kind('vendor/b'), tree.kind('docs')]).toEqual([
      'directory',
      undefined,
      undefined,
    ]);
    expect([tree.read('./vendor//a/a.go'), tree.read('go.mod')]).toEqual(['a', undefined]);
    expect(['go.mod', 'docs/x', 'vendor/a/a.go', 'none'].map((path) => tree.isIgnored?.(path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('beside the Dockerfile weighs more than that of the context', () => {
    scratch = createScratch({
      '.dockerignore': 'a',
      'build/Dockerfile.dockerignore': 'b',
      'build/Dockerfile': '',
      a: '',
      b: '',
    });
    const names = (dockerfile: string): (string | undefined)[] => {
      const tree = contextTree(scratch.root, scratch.path(dockerfile));
      return [tree?.kind('a'), tree?.kind('b')];
    };
    expect(names('build/Dockerfile')).toEqual(['file', undefined]);
    expect(names('Dockerfile')).toEqual([undefined, 'file']);
  });
});

describe.skipIf(platform === 'win32')('links out of the project', () => {
  const outside = { 'outside/go.mod': 'module outside\n\ngo 1.99\n', 'outside/main.go': 'package main\n' };
  const project = {
    'app/.git/': '',
    'app/Dockerfile': 'FROM golang\n',
    'app/go.mod': 'module app\n',
    'app/inner/': '',
  };
  const context = (...links: readonly (readonly [string, string])[]) => {
    for (const [target, name] of links) symlinkSync(target, scratch.path(name));
    return findContext(scratch.path('app/Dockerfile'), undefined, () => ['go.mod'], scratch.path('app'), buildReaders);
  };
  const settingsIn = (folder: string, top: string | undefined) => {
    const found = findProjectFile(scratch.path(folder), top && scratch.path(top), () => []);
    return [found?.settings.context, found?.problems];
  };

  test('lead no context of the project file there', () => {
    scratch = createScratch({ ...outside, ...project, 'app/.go-dockerfile.yaml': 'context: link\n' });
    symlinkSync('../outside', scratch.path('app/link'));
    symlinkSync('app', scratch.path('opened'));
    const problem = `The setting 'context' leads out of the project, which starts at ${scratch.path('app')}.`;
    expect(settingsIn('app', 'app')).toEqual([undefined, [problem]]);
    expect(settingsIn('app', undefined)).toEqual([undefined, [problem]]);
    scratch.write('app/.go-dockerfile.yaml', 'context: link/../..\n');
    expect(settingsIn('app', 'app')).toEqual([undefined, [problem]]);
    scratch.write('app/.go-dockerfile.yaml', 'context: inner\n');
    expect(settingsIn('app', 'app')).toEqual([scratch.path('app/inner'), []]);
    expect(settingsIn('opened', 'opened')).toEqual([scratch.path('opened/inner'), []]);
  });

  test('bring no project file', () => {
    scratch = createScratch({ ...outside, ...project, 'outside/secret.yaml': 'platform: linux/arm64\n' });
    symlinkSync('../outside/secret.yaml', scratch.path('app/.go-dockerfile.yaml'));
    const problem = `It is a link that leads out of the project, which starts at ${scratch.path('app')}. Put a file in its place.`;
    expect(settingsIn('app', 'app')).toEqual([undefined, [problem]]);
    scratch.write('top/sub/Dockerfile', '');
    scratch.write('top/shared.yaml', 'context: .\n');
    symlinkSync('../shared.yaml', scratch.path('top/sub/.go-dockerfile.yaml'));
    expect(settingsIn('top/sub', 'top')).toEqual([scratch.path('top/sub'), []]);
  });

  test.each(['compose.yaml', 'docker-bake.hcl'])('lead no context of %s there, and it says so', (name) => {
    const texts: Record<string, string> = {
      'compose.yaml': 'services:\n  a:\n    build:\n      context: link\n      dockerfile: ../Dockerfile\n',
      'docker-bake.hcl': 'target "a" {\n  context = "link"\n  dockerfile = "../Dockerfile"\n}\n',
    };
    scratch = createScratch({ ...outside, ...project, [`app/${name}`]: texts[name] ?? '' });
    const { folder, why } = context(['../outside', 'app/link']);
    expect(folder).toBe(scratch.path('app'));
    expect(why).toMatch(
      /^it is the folder of the Dockerfile; the folder that .*, (?:service|target) a, names leads out of the project through a link/,
    );
  });

  test('bring no files that say how it is built', () => {
    const compose = 'services:\n  a:\n    build:\n      context: inner\n      dockerfile: ../Dockerfile\n';
    const tasks = '{"tasks": [{"command": "docker build -f Dockerfile inner"}]}';
    const given = { ...outside, ...project, 'outside/compose.yaml': compose, 'outside/code/tasks.json': tasks };
    scratch = createScratch(given);
    expect(context(['../outside/compose.yaml', 'app/compose.yaml'], ['../outside/code', 'app/.vscode']).folder).toBe(
      scratch.path('app'),
    );
    scratch.write('app/shared/compose.yaml', compose);
    scratch.write('app/inner/go.mod', '');
    expect(context(['shared/compose.yaml', 'app/docker-compose.yml']).folder).toBe(scratch.path('app/inner'));
  });

  test('bring no .dockerignore and no manifest', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: app}]}\n';
    scratch = createScratch({
      ...outside,
      ...project,
      'outside/ignore': '*\n',
      'outside/pod.yaml': pod,
      'app/own.yaml': pod,
    });
    symlinkSync('../outside/ignore', scratch.path('app/.dockerignore'));
    symlinkSync('../outside/pod.yaml', scratch.path('app/pod.yaml'));
    symlinkSync('own.yaml', scratch.path('app/linked.yaml'));
    expect(contextTree(scratch.path('app'), scratch.path('app/Dockerfile'))?.kind('go.mod')).toBe('file');
    const { manifests } = manifestFiles(scratch.path('app'));
    expect(manifests.map(({ path }) => path).sort()).toEqual(
      ['linked.yaml', 'own.yaml'].map((name) => scratch.path(`app/${name}`)),
    );
  });

  test('are no Dockerfiles of a folder', () => {
    scratch = createScratch({ ...outside, ...project, 'outside/secret': 'root:x:0\n' });
    symlinkSync('../outside/secret', scratch.path('app/a.Dockerfile'));
    symlinkSync('Dockerfile', scratch.path('app/b.Dockerfile'));
    const { files, problems } = findDockerfiles(scratch.path('app'));
    expect(files).toEqual([scratch.path('app/Dockerfile'), scratch.path('app/b.Dockerfile')]);
    expect(problems).toEqual([
      {
        path: scratch.path('app/a.Dockerfile'),
        problem: `It is a link that leads out of ${scratch.path('app')}, and was not read. Name the file itself if it is to be.`,
      },
    ]);
  });

  test('may be chosen by whoever asks', () => {
    scratch = createScratch({ ...outside, ...project });
    symlinkSync('../outside', scratch.path('app/link'));
    const { folder, why } = findContext(
      scratch.path('app/Dockerfile'),
      scratch.path('app/link'),
      () => [],
      scratch.path('app'),
      [],
    );
    expect([folder, why]).toEqual([scratch.path('app/link'), 'the settings name it']);
    expect(contextTree(folder, scratch.path('app/Dockerfile'))?.read('go.mod')).toContain('outside');
  });
});

describe('the build context', () => {
  const goModule = { 'go.mod': '', 'main.go': '' };
  test.each<{ name: string; files: Record<string, string>; dockerfile: string; sources: string[]; is: string }>([
    { name: 'is the own folder', files: goModule, dockerfile: 'Dockerfile', sources: ['.', 'go.mod'], is: '' },
    {
      name: 'is the module around if only there the sources are',
      files: goModule,
      dockerfile: 'build/Dockerfile',
      sources: ['go.mod', 'go.sum/..'],
      is: '',
    },
    {
      name: 'is the module around for a folder without Go',
      files: goModule,
      dockerfile: 'deploy/docker/Dockerfile',
      sources: ['.'],
      is: '',
    },
    {
      name: 'is the own folder if that has the sources',
      files: { ...goModule, 'tool/go.mod': '' },
      dockerfile: 'tool/Dockerfile',
      sources: ['go.mod', '.'],
      is: 'tool',
    },
    {
      name: 'is the own folder if that has Go sources and no module is around',
      files: { 'tool/main.go': '', 'other/go.mod': '' },
      dockerfile: 'tool/Dockerfile',
      sources: ['.'],
      is: 'tool',
    },
    {
      name: 'is the module around a folder with Go sources that is copied whole',
      files: { ...goModule, 'cmd/tool/main.go': '' },
      dockerfile: 'cmd/tool/Dockerfile',
      sources: ['.'],
      is: '',
    },
    {
      name: 'is not the module around if that lacks what is copied besides',
      files: { ...goModule, 'docker/start.sh': '', 'docker/main.go': '' },
      dockerfile: 'docker/Dockerfile',
      sources: ['.', 'start.sh'],
      is: 'docker',
    },
    {
      name: 'is the root of a repository of several modules',
      files: { 'api/go.mod': '', 'lib/go.mod': '' },
      dockerfile: 'api/Dockerfile',
      sources: ['lib', 'api/go.mod'],
      is: '',
    },
    {
      name: 'is where most of the sources are if some are made before the build',
      files: { ...goModule, 'static/a': '', 'config/b': '' },
      dockerfile: 'build/linux/Dockerfile',
      sources: ['dist/agent', 'static', 'config'],
      is: '',
    },
    {
      name: 'is the own folder if the sources are nowhere',
      files: goModule,
      dockerfile: 'build/Dockerfile',
      sources: ['dist'],
      is: 'build',
    },
    {
      name: 'is the own folder if nothing is copied',
      files: goModule,
      dockerfile: 'build/Dockerfile',
      sources: [],
      is: 'build',
    },
  ])('$name', ({ files, dockerfile, sources, is }) => {
    scratch = createScratch({ ...files, [dockerfile]: 'FROM a', '.git/HEAD': '' });
    const found = findContext(scratch.path(dockerfile), undefined, () => sources, undefined, buildReaders);
    expect(found.folder).toBe(join(scratch.root, is));
  });

  test('is what the settings say', () => {
    expect(findContext('/a/Dockerfile', '/b', () => [], undefined, buildReaders)).toEqual({
      folder: '/b',
      why: 'the settings name it',
    });
  });

  test.each([
    {
      file: 'compose.yaml',
      text: 'services:\n  api:\n    build: {context: ., dockerfile: svc/Dockerfile}\n',
      why: 'compose.yaml, service api, builds this file with it',
    },
    {
      file: '.github/workflows/ci.yml',
      text: 'jobs:\n  image:\n    steps:\n      - run: docker build -f svc/Dockerfile .\n',
      why: '.github/workflows/ci.yml, job image, builds this file with it',
    },
    { file: 'svc/Makefile', text: 'image:\n\tdocker build ..  -f Dockerfile\n', why: 'svc/Makefile, target image,' },
  ])('is what $file says', ({ file, text, why }) => {
    scratch = createScratch({ ...goModule, [file]: text, 'svc/Dockerfile': 'FROM a', 'svc/x': '', '.git/HEAD': '' });
    const found = findContext(scratch.path('svc/Dockerfile'), undefined, () => ['x'], undefined, buildReaders);
    expect(found.folder).toBe(scratch.root);
    expect(found.why).toContain(why);
  });

  test('is what a file that the Makefile includes says, from the folder of the Makefile', () => {
    scratch = createScratch({
      Makefile: 'GO ?= go\n-include .env $(MORE)/x.mk\ninclude make/*.mk # more\n',
      'make/a.mk': 'include make/deep/b.mk\ninclude make/a.mk\n',
      'make/deep/b.mk': 'image:\n\tdocker build -f svc/Dockerfile \\\n\t\t--platform linux/arm64 .\n',
      'svc/Dockerfile': 'FROM a',
      '.git/HEAD': '',
    });
    const found = findContext(scratch.path('svc/Dockerfile'), undefined, () => [], undefined, buildReaders);
    expect(found).toEqual({
      folder: scratch.root,
      why: 'Makefile, target image, builds this file with it',
      builtFor: { where: 'Makefile, target image', platforms: ['linux/arm64'] },
    });
  });

  test('is the one of several that has the sources', () => {
    scratch = createScratch({
      'compose.yaml': 'services: {a: {build: svc}, b: {build: {context: ., dockerfile: svc/Dockerfile}}}',
      'go.mod': '',
      'svc/Dockerfile': 'FROM a',
      '.git/HEAD': '',
    });
    const found = findContext(
      scratch.path('svc/Dockerfile'),
      undefined,
      () => ['go.mod', 'svc'],
      undefined,
      buildReaders,
    );
    expect([found.folder, found.why]).toEqual([scratch.root, 'compose.yaml, service b, builds this file with it']);
  });

  test('is sought without files that are broken', () => {
    scratch = createScratch({
      'compose.yaml': 'services: {a: [',
      'docker-bake.json': '{',
      'docker-bake.hcl': 'target "a" {',
      Makefile: 'x:\n\tdocker build -f "',
      '.vscode/tasks.json': '{"tasks": 1}',
      '.github/workflows/a.yml': '\u0000build',
      Dockerfile: 'FROM a',
      '.git/HEAD': '',
    });
    const found = findContext(scratch.path('Dockerfile'), undefined, () => [], undefined, buildReaders);
    expect(found).toEqual({ folder: scratch.root, why: 'it is the folder of the Dockerfile' });
  });

  test('is not sought outside of the repository or the workspace', () => {
    scratch = createScratch({
      'go.mod': '',
      'inner/build/Dockerfile': '',
      'repo/.git/HEAD': '',
      'repo/build/Dockerfile': '',
    });
    const find = (dockerfile: string, top: string | undefined): string =>
      findContext(scratch.path(dockerfile), undefined, () => ['go.mod'], top, buildReaders).folder;
    expect(find('inner/build/Dockerfile', scratch.path('inner'))).toBe(scratch.path('inner/build'));
    expect(find('inner/build/Dockerfile', scratch.root)).toBe(scratch.root);
    expect(find('repo/build/Dockerfile', undefined)).toBe(scratch.path('repo/build'));
    expect(find('inner/build/Dockerfile', undefined)).toBe(scratch.path('inner/build'));
  });

  test('is asked for by what COPY and ADD name', () => {
    const text = [
      'FROM a',
      'COPY go.mod go.sum ./',
      'COPY --from=x /a /b',
      'COPY $X *.go a?b /',
      'ADD https://example.com/a git@example.com:a/b.git c /',
      'COPY ["d e", "/x"]',
      'ONBUILD COPY f /',
      'COPY <<EOF /g',
      'EOF',
    ].join('\n');
    expect(contextSources(parseDockerfile(text))).toEqual(['go.mod', 'go.sum', 'c', 'd e']);
  });

  test.each<{ text: string; sources: string[] }>([
    { text: 'FROM a\nRUN --mount=target=. go build .', sources: ['.'] },
    { text: 'FROM a\nRUN --mount=type=bind,source=go.mod,target=go.mod go mod download', sources: ['go.mod'] },
    { text: 'FROM a\nRUN --mount=from=b,target=/b --mount=type=cache,target=/c go build .', sources: [] },
    { text: 'FROM a\nCOPY . /\nRUN <<EOF\n  go build .\nEOF', sources: ['.'] },
    { text: 'FROM a\nCOPY . /\nCOPY start.sh /\nCMD ["/start.sh"]', sources: ['start.sh'] },
  ])('is asked for by mounts, and by the whole folder where Go is built: $text', ({ text, sources }) => {
    expect(contextSources(parseDockerfile(text))).toEqual(sources);
  });

  test('is read anew once something changed', () => {
    scratch = createScratch({ Dockerfile: 'FROM a\nCOPY b /', 'go.mod': '1' });
    const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
    const look = () =>
      workspace.surroundings(scratch.path('Dockerfile'), 'FROM a\nCOPY b /', mergeSettings(), undefined).context;
    const before = look();
    expect(before?.read('go.mod')).toBe('1');
    scratch.write('go.mod', '2');
    expect(look()).toBe(before);
    workspace.invalidate();
    expect(look()?.read('go.mod')).toBe('2');
  });

  test('that cannot be read is unknown', () => {
    expect(contextTree('/nowhere/at/all', '/nowhere/Dockerfile')).toBeUndefined();
  });
});

test('the innermost workspace folder is that of a file', () => {
  const folders = [join('/', 'a'), join('/', 'a', 'b'), join('/', 'ab')];
  expect(folderAround(join('/', 'a', 'b', 'Dockerfile'), folders)).toBe(folders[1]);
  expect(folderAround(join('/', 'abc', 'Dockerfile'), folders)).toBeUndefined();
});

describe('the platforms that the project builds for', () => {
  const bake = [
    'target "artifact" {',
    '  target = "artifact"',
    '  platforms = ["darwin/arm64", "linux/amd64"]',
    '}',
    'target "image" {',
    '  platforms = ["linux/amd64", "linux/arm64"]',
    '}',
  ].join('\n');
  const platforms = (files: Record<string, string>, target?: string): readonly string[] | undefined => {
    const text = 'FROM golang AS build\nFROM scratch AS artifact\nFROM alpine AS image\n';
    scratch = createScratch({ ...files, Dockerfile: text, '.git/HEAD': '' });
    const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
    const settings = { ...mergeSettings(), ...(target !== undefined && { target }) };
    return workspace.surroundings(scratch.path('Dockerfile'), text, settings, undefined).builtFor?.platforms;
  };

  test('are not those of another stage', () => {
    expect(platforms({ 'docker-bake.hcl': bake })).toEqual(['linux/amd64', 'linux/arm64']);
    expect(platforms({ 'docker-bake.hcl': bake }, 'artifact')).toEqual(['darwin/arm64', 'linux/amd64']);
    expect(platforms({ 'docker-bake.hcl': bake }, 'build')).toBeUndefined();
    const make = 'files:\n\tdocker buildx build --platform darwin/arm64,linux/arm64 --target artifact .\n';
    expect(platforms({ Makefile: make })).toBeUndefined();
  });

  test('are those of the same stage by another name, and of one that is not known', () => {
    const compose = (target: string): string =>
      `services: {a: {build: {context: ., target: ${target}, platforms: [linux/arm64, linux/arm/v7]}}}`;
    const both = ['linux/arm64', 'linux/arm/v7'];
    for (const target of ['IMAGE', '"2"', '$STAGE'])
      expect(platforms({ 'compose.yaml': compose(target) })).toEqual(both);
    expect(platforms({ 'compose.yaml': compose('"1"') })).toBeUndefined();
  });
});

describe('the module cache', () => {
  test.each([
    [{ GOMODCACHE: 'm', GOPATH: 'p', HOME: 'h' }, 'm'],
    [{ GOPATH: 'p', HOME: 'h' }, 'p/pkg/mod'],
    [{ GOPATH: '', HOME: 'h' }, 'h/go/pkg/mod'],
  ])('of %j is %s', (env, folder) => {
    scratch = createScratch({ [`${folder}/example.com/x@v1.0.0/go.mod`]: 'module x' });
    const absolute = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value && scratch.path(value)]),
    );
    expect(moduleCacheTree(absolute)?.read('example.com/x@v1.0.0/go.mod')).toBe('module x');
  });

  test('that is nowhere is unknown, one that is not there is empty', () => {
    expect(moduleCacheTree({})).toBeUndefined();
    expect(moduleCacheTree({ GOMODCACHE: '/nowhere/at/all' })?.kind('x')).toBeUndefined();
  });
});

describe('names of Dockerfiles', () => {
  test.each([
    'Dockerfile',
    'dockerfile',
    'Dockerfile.dev',
    'Dockerfile.alpine-3.22',
    'api.dockerfile',
    'api.Dockerfile',
    'Containerfile',
    'Containerfile.x',
    'a.containerfile',
  ])('%s is one', (name) => {
    expect(isDockerfileName(name)).toBe(true);
  });
  test.each([
    'Dockerfile.dockerignore',
    'Dockerfile.md',
    'Dockerfile.yaml',
    'Dockerfile.tmpl',
    'Dockerfile.j2',
    'Dockerfile~',
    'Dockerfile.bak',
    'dockerfile.go',
    'Dockerfiles',
    'mydockerfile',
    '.dockerfile',
    'main.go',
    'dockerfile.ts',
  ])('%s is none', (name) => {
    expect(isDockerfileName(name)).toBe(false);
  });
});

describe('Dockerfiles of a folder', () => {
  const found = (folder: string): string[] =>
    findDockerfiles(folder).files.map((file) => file.slice(folder.length + 1).replaceAll('\\', '/'));

  test('are not those of vendored modules, unless their folder is named', () => {
    scratch = createScratch({
      '.git/HEAD': '',
      Dockerfile: '',
      'vendor/modules.txt': '',
      'vendor/example.com/x/Dockerfile': '',
      'tools/vendor/modules.txt': '',
      'tools/vendor/example.com/y/Dockerfile': '',
      // A folder of that name which go mod vendor has not written.
      'shop/vendor/Dockerfile': '',
    });
    expect(found(scratch.root)).toEqual(['Dockerfile', 'shop/vendor/Dockerfile']);
    expect(found(scratch.path('vendor'))).toEqual(['example.com/x/Dockerfile']);
  });

  test('are found by name, but for what Git ignores', () => {
    scratch = createScratch({
      '.git/HEAD': '',
      '.git/Dockerfile': '',
      '.gitignore': 'out/\n/Dockerfile.local\n*.tmp\n',
      Dockerfile: '',
      'Dockerfile.local': '',
      'Dockerfile.md': '',
      'a/Dockerfile.local': '',
      'a/.gitignore': '!keep.tmp\nDockerfile.no\n',
      'a/Dockerfile.no': '',
      'a/b/Dockerfile.no': '',
      'a/b/c.dockerfile': '',
      'out/Dockerfile': '',
      'node_modules/x/Dockerfile': '',
      'folder/Dockerfile/': '',
    });
    expect(found(scratch.root)).toEqual(['Dockerfile', 'a/Dockerfile.local', 'a/b/c.dockerfile']);
    expect(found(scratch.path('a'))).toEqual(['Dockerfile.local', 'b/c.dockerfile']);
    expect(found(scratch.path('out'))).toEqual(['Dockerfile']);
  });

  test('links to folders are not followed, links to files are', () => {
    scratch = createScratch({ 'a/Dockerfile': '' });
    symlinkSync(scratch.root, scratch.path('a/circle'));
    symlinkSync('Dockerfile', scratch.path('a/Dockerfile.link'));
    symlinkSync('nothing', scratch.path('a/Dockerfile.broken'));
    expect(found(scratch.root)).toEqual(['a/Dockerfile', 'a/Dockerfile.link']);
  });

  test.runIf(platform !== 'win32' && getuid?.() !== 0)(
    'folders that cannot be read are told (root can read all)',
    () => {
      scratch = createScratch({ Dockerfile: '' });
      mkdirSync(scratch.path('closed'), { mode: 0 });
      expect(findDockerfiles(scratch.root).problems.map(({ problem }) => problem)).toEqual([
        'Permission is denied. Check the permissions of the file and the folders it is in.',
      ]);
    },
  );
});

describe('reading a Dockerfile', () => {
  test.each<[string, Uint8Array | string, string]>([
    ['binary', new Uint8Array([70, 0, 1]), 'This is a binary file, not a Dockerfile.'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 70, 0]), 'This file is encoded as UTF-16'],
    ['not UTF-8', new Uint8Array([70, 0xe4, 70]), 'This file is not valid UTF-8.'],
    ['too big', new Uint8Array(1024 * 1024 + 1).fill(35), 'This file is bigger than 1 MB'],
    ['empty', '', 'This file is empty'],
    ['blank', ' \n\t\r\n', 'This file is empty'],
    ['a byte order mark alone', '\uFEFF', 'This file is empty'],
    ['comments alone', '# a\n\n  # b\n', 'This file holds comments only'],
  ])('%s', (_, content, expected) => {
    const outcome = decodeDockerfile(typeof content === 'string' ? new TextEncoder().encode(content) : content);
    expect('problem' in outcome ? outcome.problem : '').toContain(expected);
  });

  test('a byte order mark is no part of the text', () => {
    expect(decodeDockerfile(new TextEncoder().encode('\uFEFFFROM a'))).toEqual({ text: 'FROM a', byteOrderMark: true });
  });

  test('a folder, and nothing', () => {
    scratch = createScratch();
    expect(readDockerfile(scratch.root)).toEqual({ problem: 'This is a folder. Name the Dockerfile in it.' });
    expect(readDockerfile(scratch.path('x'))).toEqual({ problem: 'There is no such file or folder. Check the path.' });
  });
});

describe('the project file', () => {
  test('is the nearest one up to the root of the repository', () => {
    scratch = createScratch({
      '.go-dockerfile.yaml': 'target: outside',
      'repo/.git/HEAD': '',
      'repo/.go-dockerfile.yaml': 'target: repo\ncontext: src\n',
      'repo/a/.go-dockerfile.yaml': 'rules:\n  glibc-too-old: off\n',
      'other/.git/HEAD': '',
    });
    const find = (folder: string, top?: string) =>
      findProjectFile(scratch.path(folder), top, () => ['glibc-too-old'])?.settings;
    expect(find('repo/b/c')).toMatchObject({ target: 'repo', context: scratch.path('repo/src') });
    expect(find('repo/a/b')).toMatchObject({ rules: { 'glibc-too-old': 'off' } });
    expect(find('other/x')).toBeUndefined();
    expect(find('other/x', scratch.root)).toMatchObject({ target: 'outside' });
  });

  test.each([
    ['a: [', 'It is not valid YAML'],
    ['- a', 'Settings have to be keys'],
    ['platform: x', "The setting 'platform' has to be OS/ARCH"],
    ['', undefined],
  ])('%j has problems: %s', (text, expected) => {
    scratch = createScratch({ '.go-dockerfile.yaml': text });
    const problems = findProjectFile(scratch.root, undefined, () => [])?.problems ?? ['none found'];
    if (expected === undefined) expect(problems).toEqual([]);
    else expect(problems.join()).toContain(expected);
  });

  test.each([
    ['..', 'repo'],
    ['../..', undefined],
    ['/', undefined],
  ])('may name the context %j: %s', (context, is) => {
    scratch = createScratch({ 'repo/.git/HEAD': '', 'repo/a/.go-dockerfile.yaml': `context: ${context}` });
    const found = findProjectFile(scratch.path('repo/a/b'), undefined, () => []);
    expect(found?.settings.context).toBe(is === undefined ? undefined : scratch.path(is));
    expect(found?.problems.length).toBe(is === undefined ? 1 : 0);
  });

  test('that is a folder has one, too', () => {
    scratch = createScratch({ '.go-dockerfile.yaml/': '' });
    expect(findProjectFile(scratch.root, undefined, () => [])?.problems.join()).toContain('It cannot be read');
  });
});

/** Whether a .dockerignore text keeps a file out of the build context. */
function isDockerIgnored(ignoreText: string, path: string): boolean {
  return ignoreFilter(memoryTree({ [path]: '' }), ignoreText).keepsOut?.(path) ?? false;
}

test('a repository below the current folder is the project, from whichever folder it is looked at', () => {
  scratch = createScratch({ 'src/a/.git/HEAD': '', 'src/a/b/Dockerfile': '', 'src/b/Dockerfile': '' });
  for (const cwd of ['.', 'src', 'src/a', 'src/a/b'])
    expect(topFolder(scratch.path('src/a/b/Dockerfile'), scratch.path(cwd))).toBeUndefined();
  expect(topFolder(scratch.path('src/b/Dockerfile'), scratch.path('src'))).toBe(scratch.path('src'));
  expect(topFolder(scratch.path('src/b/Dockerfile'), scratch.path('src/a'))).toBeUndefined();
});
