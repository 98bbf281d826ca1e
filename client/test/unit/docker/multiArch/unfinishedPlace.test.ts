import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPlace } from '../../../../src/docker/multiArch/unfinishedPlace';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-place-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const left = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.part'));
const pathOf = (destination: object): string => ('path' in destination ? String(destination.path) : '');

test('an archive takes the place of the one before when it is whole', async () => {
  const path = join(folder, 'a.tar');
  writeFileSync(path, 'old');
  const place = await openPlace({ kind: 'archive', path }, 0.5);
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
  ['an empty folder', (path: string) => mkdirSync(path), ['linux_arm64']],
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
  const path = join(folder, 'out');
  lay(path);
  const place = await openPlace({ kind: 'files', path: `${path}/` }, 0.5);
  const own = join(pathOf(place.destination), 'linux_arm64');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'app'), 'new');
  symlinkSync('app', join(own, 'link'));
  await place.finish();
  expect(readdirSync(path).sort()).toEqual(expected);
  expect(readFileSync(join(path, 'linux_arm64', 'link'), 'utf8')).toBe('new');
  expect(left()).toEqual([]);
});

test('what was written is gone if the build did not come to its end', async () => {
  const place = await openPlace({ kind: 'files', path: join(folder, 'out') }, 0.5);
  writeFileSync(join(pathOf(place.destination), 'app'), 'half');
  await place.undo();
  expect(readdirSync(folder)).toEqual([]);
  await (await openPlace({ kind: 'archive', path: join(folder, 'never.tar') }, 0.5)).undo();
});

test('a device is written to as it is, and so is a registry', async () => {
  for (const destination of [
    { kind: 'push' },
    ...(existsSync('/dev/null') ? [{ kind: 'archive', path: '/dev/null' } as const] : []),
  ] as const)
    expect((await openPlace(destination, 0.5)).destination).toEqual(destination);
});
