import { cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Destination } from './words';

/** Where a build writes until it is whole, so that one that fails or is cancelled changes nothing of what was there. */
export interface UnfinishedPlace {
  readonly destination: Destination;
  /** Puts what was written where it belongs. */
  readonly finish: () => Promise<void>;
  /** Takes away what was written. Never rejects. */
  readonly undo: () => Promise<void>;
  /** What a program has said of the place, as if it had written where it belongs. */
  readonly translate: (output: string) => string;
}

/** @param random from 0 to 1: two builds at once do not meet */
export async function openPlace(destination: Destination, random: number): Promise<UnfinishedPlace> {
  const nothing = (): Promise<void> => Promise.resolve();
  const direct = { destination, finish: nothing, undo: nothing, translate: (output: string) => output };
  if (!('path' in destination)) return direct;
  const { kind } = destination;
  // Without a slash at its end.
  const path = resolve(destination.path);
  const unfinished = `${path}.${Math.floor(random * 0xffffff).toString(16)}.part`;
  const own = {
    destination: { kind, path: unfinished },
    undo: () => rm(unfinished, { recursive: true, force: true }).catch(() => undefined),
    translate: (output: string) => output.replaceAll(unfinished, path),
  };
  if (kind === 'archive') {
    const there = await lstat(path).catch(() => undefined);
    // A device, a pipe, a link: it is written to as it is.
    if (there && !there.isFile()) return direct;
    return { ...own, finish: () => rename(unfinished, path) };
  }
  // Beside it nothing may be written.
  if (!(await canMake(unfinished))) return direct;
  return { ...own, finish: () => moveFolder(unfinished, path) };
}

async function canMake(folder: string): Promise<boolean> {
  return mkdir(folder, { recursive: true }).then(
    () => true,
    () => false,
  );
}

/** Where nothing, or an empty folder, is, it takes its name; else its files are put among those that are there. */
async function moveFolder(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    await cp(from, to, { recursive: true, force: true, verbatimSymlinks: true });
    await rm(from, { recursive: true, force: true });
  }
}
