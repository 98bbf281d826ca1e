import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openPlace, type PlaceCircumstances, unfinishedFolder } from '../../../../src/docker/multiArch/unfinishedPlace';
import type { Destination } from '../../../../src/docker/multiArch/words';

vi.mock('vscode', () => import('../../../support/l10n'));

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-dockerfile-place-')));
  for (const name of ['shop', 'tmp', 'elsewhere']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => join(folder, ...names);
const pathOf = (destination: object): string => ('path' in destination ? String(destination.path) : '');
const open = (destination: Destination, circumstances: Partial<PlaceCircumstances> = {}) =>
  openPlace(destination, {
    context: at('shop'),
    executable: '/usr/bin/docker',
    temporary: at('tmp'),
    ...circumstances,
  });
/** What is left where it should not be. */
const left = (): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.includes('.part') || name.includes(unfinishedFolder) || /^tmp./.test(name),
  );
/** What an engine does to a folder that it is told. */
function fill(place: { readonly destination: Destination }, content = 'new'): void {
  const own = join(pathOf(place.destination), 'linux_arm64');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'app'), content);
}

describe('nothing is written into the build context, where COPY would find it', () => {
  const link = (to: string, from: string): void => symlinkSync(to, from, 'dir');
  interface Case {
    readonly name: string;
    readonly lay?: () => Partial<PlaceCircumstances>;
    readonly to?: () => string;
    /** In which folder it is written. */
    readonly expected: string;
  }
  test.each<Case>([
    { name: 'a destination in the context', expected: 'tmp' },
    { name: 'one elsewhere', to: () => at('elsewhere', 'out'), expected: 'tmp' },
    {
      name: 'a temporary folder in the context',
      lay: () => (mkdirSync(at('shop', 'tmp')), { temporary: at('shop', 'tmp') }),
      expected: unfinishedFolder,
    },
    {
      name: 'one that is the context',
      lay: () => ({ temporary: at('shop') }),
      expected: unfinishedFolder,
    },
    {
      name: 'one that a link leads into the context',
      lay: () => (link(at('shop'), at('link')), { temporary: at('link') }),
      expected: unfinishedFolder,
    },
    {
      name: 'a context that is a link to what holds the temporary folder',
      lay: () => (
        mkdirSync(at('shop', 'tmp')),
        link(at('shop'), at('link')),
        { context: at('link'), temporary: at('shop', 'tmp') }
      ),
      expected: unfinishedFolder,
    },
    { name: 'a name that only begins as the context does', lay: () => ({ context: at('tm') }), expected: 'tmp' },
    {
      name: 'a docker of snap, which has a temporary folder of its own',
      lay: () => ({ executable: '/snap/bin/docker' }),
      expected: unfinishedFolder,
    },
    {
      name: 'a temporary folder that is not there, and cannot be made',
      lay: () => (writeFileSync(at('file'), ''), { temporary: at('file', 'tmp') }),
      expected: unfinishedFolder,
    },
    {
      name: 'nor beside the context can anything be made',
      lay: () => (writeFileSync(at(unfinishedFolder), ''), { temporary: at('shop') }),
      to: () => at('elsewhere', 'out'),
      expected: `elsewhere/${unfinishedFolder}`,
    },
  ])('$name', async ({ lay = () => ({}), to = () => at('shop', 'out'), expected }) => {
    const circumstances: Partial<PlaceCircumstances> = lay();
    const { context: given = at('shop') } = circumstances;
    const context = existsSync(given) ? realpathSync(given) : given;
    for (const kind of ['archive', 'files'] as const) {
      const path = to();
      const place = await open({ kind, path }, circumstances);
      const written = pathOf(place.destination);
      expect(relative(folder, dirname(dirname(written))).replaceAll('\\', '/')).toBe(expected);
      expect(relative(context, written)).toMatch(/^\.\./);
      expect(readdirSync(at('shop')).filter((name) => name !== 'tmp')).toEqual([]);
      await place.undo();
      expect(existsSync(dirname(written))).toBe(false);
    }
  });

  test('where all is the context, the folder has the name that .dockerignore can have', async () => {
    writeFileSync(at(unfinishedFolder), '');
    const path = at('shop', 'out.tar');
    const place = await open({ kind: 'archive', path }, { temporary: at('shop') });
    expect(dirname(dirname(pathOf(place.destination)))).toBe(at('shop', unfinishedFolder));
    await place.undo();
    expect(readdirSync(at('shop'))).toEqual([]);
  });
});

test('an archive takes the place of the one before when it is whole', async () => {
  const path = at('shop', 'a.tar');
  writeFileSync(path, 'old');
  const place = await open({ kind: 'archive', path });
  const unfinished = pathOf(place.destination);
  writeFileSync(unfinished, 'new');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(place.translate(`failed to open open ${unfinished}: no such file`)).toBe(
    `failed to open open ${path}: no such file`,
  );
  await place.finish();
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(left()).toEqual([]);
});

test.each([
  ['nothing', () => undefined, ['linux_arm64']],
  ['an empty folder', (path: string) => mkdirSync(path, { recursive: true }), ['linux_arm64']],
  [
    'a folder with files',
    (path: string) => {
      mkdirSync(join(path, 'linux_arm64'), { recursive: true });
      writeFileSync(join(path, 'linux_arm64', 'app'), 'old');
      writeFileSync(join(path, 'mine'), 'kept');
    },
    ['linux_arm64', 'mine'],
  ],
])('files are put where %s is', async (_, lay, expected) => {
  const path = at('shop', 'dist', 'out');
  lay(path);
  const place = await open({ kind: 'files', path: `${path}/` });
  fill(place);
  symlinkSync('app', join(pathOf(place.destination), 'linux_arm64', 'link'));
  await place.finish();
  expect(readdirSync(path).sort()).toEqual(expected);
  expect(readFileSync(join(path, 'linux_arm64', 'link'), 'utf8')).toBe('new');
  expect(left()).toEqual([]);
});

/** Links of Windows need a right of their own. */
describe.skipIf(process.platform === 'win32')('a destination that is a link', () => {
  test.each([
    ['to a folder with files', 'elsewhere/kept', ['kept', 'linux_arm64']],
    ['to an empty folder', 'elsewhere', ['linux_arm64']],
    ['to nothing', '', ['linux_arm64']],
  ])('%s is written through', async (_, there, expected) => {
    const target = there === '' ? at('missing', 'target') : at('elsewhere');
    if (there.includes('/')) writeFileSync(at(there), '');
    symlinkSync(relative(at('shop'), target), at('shop', 'one'));
    symlinkSync('one', at('shop', 'out'));
    const place = await open({ kind: 'files', path: at('shop', 'out') });
    fill(place);
    await place.finish();
    expect(readdirSync(target).sort()).toEqual(expected);
    expect(lstatSync(at('shop', 'out')).isSymbolicLink()).toBe(true);
    expect(left()).toEqual([]);
  });

  test('links in what is built take the place of those of before, and nothing is written through them', async () => {
    const path = at('shop', 'out');
    writeFileSync(at('elsewhere', 'busybox'), 'of this machine');
    for (const content of ['old', 'new']) {
      const place = await open({ kind: 'files', path });
      fill(place, content);
      const own = pathOf(place.destination);
      mkdirSync(join(own, 'bin'));
      symlinkSync('/bin/busybox', join(own, 'linuxrc'));
      symlinkSync('usr/lib', join(own, 'lib'));
      for (const name of ['sh', 'ls']) symlinkSync(at('elsewhere', 'busybox'), join(own, 'bin', name));
      if (content === 'new') {
        rmSync(join(own, 'bin', 'ls'));
        writeFileSync(join(own, 'bin', 'ls'), 'a program');
      }
      chmodSync(join(own, 'bin'), 0o555);
      await place.finish();
    }
    expect(readlinkSync(join(path, 'linuxrc'))).toBe('/bin/busybox');
    expect(readlinkSync(join(path, 'bin', 'sh'))).toBe(at('elsewhere', 'busybox'));
    expect(readFileSync(join(path, 'bin', 'ls'), 'utf8')).toBe('a program');
    expect(statSync(join(path, 'bin')).mode & 0o777).toBe(0o555);
    expect(readFileSync(join(path, 'linux_arm64', 'app'), 'utf8')).toBe('new');
    expect(readFileSync(at('elsewhere', 'busybox'), 'utf8')).toBe('of this machine');
    expect(left()).toEqual([]);
    chmodSync(join(path, 'bin'), 0o755);
  });

  test('a folder is not written through a link inside the destination', async () => {
    const path = at('shop', 'out');
    mkdirSync(path);
    symlinkSync(at('elsewhere'), join(path, 'linux_arm64'));
    const place = await open({ kind: 'files', path });
    fill(place);
    await expect(place.finish()).rejects.toThrow('stays in');
    expect(readdirSync(at('elsewhere'))).toEqual([]);
  });

  test.each([['old'], [undefined]])('an archive as well: %s', async (before) => {
    if (before !== undefined) writeFileSync(at('elsewhere', 'real.tar'), before);
    symlinkSync(at('elsewhere', 'real.tar'), at('shop', 'a.tar'));
    const place = await open({ kind: 'archive', path: at('shop', 'a.tar') });
    writeFileSync(pathOf(place.destination), 'new');
    await place.finish();
    expect(readFileSync(at('elsewhere', 'real.tar'), 'utf8')).toBe('new');
    expect(lstatSync(at('shop', 'a.tar')).isSymbolicLink()).toBe(true);
  });
});

/** A file system of its own on Linux. */
const shared = '/dev/shm';
describe.skipIf(!existsSync(shared) || statSync(shared).dev === statSync(tmpdir()).dev)('another file system', () => {
  let temporary = '';
  beforeEach(() => {
    temporary = mkdtempSync(join(shared, 'go-dockerfile-place-'));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  test.each(['archive', 'files'] as const)('%s', async (kind) => {
    const path = at('shop', 'out');
    if (kind === 'archive') writeFileSync(path, 'old');
    const place = await open({ kind, path }, { temporary });
    if (kind === 'archive') writeFileSync(pathOf(place.destination), 'new');
    else {
      fill(place);
      chmodSync(join(pathOf(place.destination), 'linux_arm64', 'app'), 0o755);
    }
    await place.finish();
    const file = kind === 'archive' ? path : join(path, 'linux_arm64', 'app');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(kind === 'archive' ? statSync(file).mode & 0o666 : 0o755);
    expect([...left(), ...readdirSync(temporary)]).toEqual([]);
  });
});

test('what cannot be moved stays, and it is told where', async () => {
  const path = at('shop', 'out');
  const place = await open({ kind: 'files', path });
  fill(place);
  // Meanwhile, a file has the name of a folder.
  mkdirSync(path);
  writeFileSync(join(path, 'linux_arm64'), '');
  const unfinished = pathOf(place.destination);
  await expect(place.finish()).rejects.toThrow(
    `The result could not be moved to ${path}, and stays in ${unfinished}: `,
  );
  expect(place.failure('')).toMatchObject({ id: 'not-moved' });
  await place.undo();
  expect(readFileSync(join(unfinished, 'linux_arm64', 'app'), 'utf8')).toBe('new');
});

test('a disk that is full is that of the temporary folder', async () => {
  const place = await open({ kind: 'archive', path: at('shop', 'a.tar') });
  const write = `ERROR: write ${pathOf(place.destination)}: no space left on device`;
  expect(place.failure(write)?.message).toContain(`The disk of the folder ${at('tmp')} is full`);
  expect(place.failure('ERROR: write /var/lib/x: no space left on device')).toBeUndefined();
  await place.undo();
});

test('what was written is gone if the build did not come to its end', async () => {
  const place = await open({ kind: 'files', path: at('shop', 'out') });
  fill(place, 'half');
  chmodSync(join(pathOf(place.destination), 'linux_arm64'), 0o555);
  await place.undo();
  expect(left()).toEqual([]);
  await (await open({ kind: 'archive', path: at('shop', 'never.tar') })).undo();
  expect(readdirSync(at('shop'))).toEqual([]);
});

test('what no file can replace is written to as it is, and so is a registry', async () => {
  for (const destination of [
    { kind: 'push' },
    { kind: 'archive', path: at('missing', 'a.tar') },
    ...(existsSync('/dev/null') ? [{ kind: 'archive', path: '/dev/null' } as const] : []),
  ] as const)
    expect((await open(destination)).destination).toEqual(destination);
});
