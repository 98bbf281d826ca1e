import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { l10n } from 'vscode';
import type { Failure } from '../failures';
import type { Destination } from './words';

/** Where a build writes until it is whole, so that one that fails or is cancelled changes nothing of what was there. */
export interface UnfinishedPlace {
  readonly destination: Destination;
  /** Puts what was written where it belongs. If it rejects, what was written stays where it is, and the error says where. */
  readonly finish: () => Promise<void>;
  /** Takes away what was written, unless it was to be put where it belongs. Never rejects. */
  readonly undo: () => Promise<void>;
  /** What a program has said of the place, as if it had written where it belongs. */
  readonly translate: (output: string) => string;
  /** What went wrong with the place, if that was it. */
  readonly failure: (output: string) => Failure | undefined;
}

/** What decides where a build may write. */
export interface PlaceCircumstances {
  /** Folder of the build context. The engine reads it after it has made the file or folder that it writes. */
  readonly context: string;
  /** Path of the command line. */
  readonly executable: string;
  /** That of the system. */
  readonly temporary?: string;
}

/**
 * Folder for what is not whole, where it cannot be the temporary folder: next to the context, or else next to the destination.
 * It has the same name each time, so that .dockerignore can name it where no place outside the context can be written.
 */
export const unfinishedFolder = 'go-dockerfile-unfinished';

/** Programs of snap have a temporary folder of their own (snapcraft.io/docs/snap-confinement, "private /tmp"), and see no hidden folders of the home. */
const ofSnap = /[\\/]snap[\\/]bin[\\/]/;

/** Chooses a place outside the build context, and makes its folder. */
export async function openPlace(
  destination: Destination,
  { context, executable, temporary = tmpdir() }: PlaceCircumstances,
): Promise<UnfinishedPlace> {
  const nothing = (): Promise<void> => Promise.resolve();
  const direct: UnfinishedPlace = {
    ...{ destination, finish: nothing, undo: nothing },
    ...{ translate: (output) => output, failure: () => undefined },
  };
  if (!('path' in destination)) return direct;
  const { kind } = destination;
  // Without a slash at its end.
  const path = resolve(destination.path);
  const target = await followLinks(path);
  // The program says why it cannot be written to; a device or a pipe is written to as it is.
  if (!(await (kind === 'archive' ? canReplaceFile(target) : canFillFolder(target)))) return direct;
  const folder = await makeFolder(await realPath(context), [
    ...(ofSnap.test(executable) ? [] : [temporary]),
    join(dirname(await realPath(context)), unfinishedFolder),
    join(await nearestFolder(dirname(target)), unfinishedFolder),
  ]);
  if (folder === undefined) return direct;
  const unfinished = join(folder, basename(target));
  if (kind === 'files') await mkdir(unfinished);
  let isWhole = false;
  let failure: Failure | undefined;
  return {
    destination: { kind, path: unfinished },
    finish: async () => {
      isWhole = true;
      try {
        await (kind === 'archive' ? moveFile(unfinished, target) : moveFolder(unfinished, target));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const message = l10n.t('The result could not be moved to {0}, and stays in {1}: {2}', path, unfinished, why);
        failure = { id: 'not-moved', actions: ['output'], message };
        throw new Error(message, { cause: error });
      }
      await removeFolder(folder);
    },
    undo: () => (isWhole ? Promise.resolve() : removeFolder(folder)),
    translate: (output) => output.replaceAll(unfinished, path),
    failure: (output) => {
      const isFull = output.split('\n').some((line) => line.includes(unfinished) && line.includes('no space left'));
      if (!isFull) return failure;
      const message = l10n.t(
        'The disk of the folder {0} is full, where the image is written until it is whole. Free space there, or start VS Code with TMPDIR set to another folder.',
        dirname(folder),
      );
      return { id: 'temporary-full', actions: ['output'], message };
    },
  };
}

/** As many as the kernel follows (ELOOP). */
const mostLinks = 40;

/** Where something is, or would be if it were written to that path: also behind links to what is not there yet. */
async function followLinks(path: string, left = mostLinks): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined || left === 0 || dirname(path) === path) return found ?? path;
  const own = join(await followLinks(dirname(path), left - 1), basename(path));
  const link = await readlink(own).catch(() => undefined);
  return link === undefined ? own : followLinks(resolve(dirname(own), link), left - 1);
}

function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

async function canReplaceFile(path: string): Promise<boolean> {
  const there = await lstat(path).catch(() => undefined);
  return (!there || there.isFile()) && canWrite(dirname(path));
}

/** Folders that are missing are made. */
async function canFillFolder(path: string): Promise<boolean> {
  return canWrite(await nearestFolder(path));
}

async function canWrite(folder: string): Promise<boolean> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere && succeeds(access(folder, constants.W_OK | constants.X_OK));
}

/** The path itself, or the lowest above it where something is. */
async function nearestFolder(path: string): Promise<string> {
  if (dirname(path) === path || (await succeeds(lstat(path)))) return path;
  return nearestFolder(dirname(path));
}

/**
 * A new folder in the first place outside the context where one can be made; if there is none, in the last place.
 * @param context without links in it
 */
async function makeFolder(context: string, places: readonly string[]): Promise<string | undefined> {
  const outside: string[] = [];
  for (const place of places) if (!isInside(context, await followLinks(place))) outside.push(place);
  for (const place of [...outside, ...places.slice(-1)]) {
    const made = await mkdir(place, { recursive: true })
      .then(async () => mkdtemp(join(await realPath(place), 'go-dockerfile-build-')))
      .catch(() => undefined);
    if (made !== undefined) return made;
  }
  return undefined;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** As one step, also onto another file system. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(() => replace(to, (copy) => copyFile(from, copy, constants.COPYFILE_EXCL)));
}

/** Makes a file or link beside another one, and then gives it its name. */
async function replace(path: string, make: (copy: string) => Promise<void>): Promise<void> {
  const copy = join(dirname(path), `.${randomBytes(4).toString('hex')}.part`);
  try {
    await make(copy);
    await rename(copy, path);
  } catch (error) {
    await rm(copy, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Where nothing, or an empty folder, is, it takes its name; else its files are put among those that are there. */
async function moveFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to).catch(async () => {
    await mkdir(to, { recursive: true });
    await copyFolder(from, to);
  });
}

/**
 * Not `cp` of Node: it follows links that are in the way, as those of a root file system built before, which lead to files of
 * this machine, and refuses them. Nothing is written through such a link here, and no folder gives way to a file or the reverse.
 */
async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [own, path] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      const { mode } = await lstat(own);
      const there = await lstat(path).catch(() => undefined);
      if (!there?.isDirectory()) await mkdir(path);
      // Some of an image nobody may write to; others than the owner cannot change that.
      await succeeds(chmod(path, (mode & 0o7777) | 0o700));
      await copyFolder(own, path);
      await succeeds(chmod(path, mode & 0o7777));
    } else if (entry.isSymbolicLink()) {
      const target = await readlink(own);
      await replace(path, (copy) => symlink(target, copy));
    } else {
      await replace(path, (copy) => copyFile(own, copy, constants.COPYFILE_EXCL));
    }
  }
}

/** Never rejects. */
async function removeFolder(folder: string): Promise<void> {
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  // Images have folders that nobody may write to, and the files get the same modes.
  await remove()
    .catch(() => makeRemovable(folder).then(remove))
    .catch(() => undefined);
  const above = dirname(folder);
  // Another build may write there.
  if (basename(above) === unfinishedFolder) await rmdir(above).catch(() => undefined);
}

async function makeRemovable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await makeRemovable(join(folder, entry.name));
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
