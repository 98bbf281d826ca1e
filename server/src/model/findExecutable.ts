import { isSettled } from '../facts/fact';
import { say } from '../text/say';
import type { Stage } from './buildModel';
import { lookUp, resolvePath, type Found } from './files';

/** What a word that names a command leads to: an absolute path, one relative to WORKDIR, or a search through PATH. */
export function findExecutable(stage: Stage, name: string): Found {
  if (name.startsWith('/')) return lookUp(stage.files, name);
  if (name.includes('/')) {
    return isSettled(stage.workdir)
      ? lookUp(stage.files, resolvePath(stage.workdir.value, name))
      : { state: 'unknown', says: say`the working directory is not known`, span: undefined };
  }
  const path = stage.imageEnvironment.get('PATH')?.value;
  if (!path || !isSettled(path)) return { state: 'unknown', says: say`PATH is not known`, span: undefined };
  let open: Found | undefined;
  for (const directory of path.value.split(':')) {
    if (!directory.startsWith('/')) continue;
    const found = lookUp(stage.files, resolvePath(directory, name));
    // exec.LookPath passes over directories and files without execute bit.
    if (found.state === 'entry' && found.entry.kind !== 'directory' && found.entry.executable !== false) return found;
    if (found.state !== 'unknown') continue;
    // What the Dockerfile may have put there is likelier than what the base image may have.
    const isLikelier =
      open?.state === 'unknown' && open.span === undefined && found.span !== undefined && !open.otherName;
    if (!open || found.otherName || isLikelier) open = found;
  }
  return open ?? { state: 'absent' };
}

/** Whether a directory of PATH holds a directory of that name, which the search passes over. */
export function isDirectoryInPath(stage: Stage, name: string): boolean {
  const path = stage.imageEnvironment.get('PATH')?.value;
  if (name.includes('/') || !path || !isSettled(path)) return false;
  return path.value.split(':').some((directory) => {
    const found = directory.startsWith('/') ? lookUp(stage.files, resolvePath(directory, name)) : undefined;
    return found?.state === 'entry' && found.entry.kind === 'directory';
  });
}

/** A file that the search through PATH passes over because it has no execute bit. */
export function findWithoutExecuteBit(stage: Stage, name: string): Extract<Found, { state: 'entry' }> | undefined {
  const path = stage.imageEnvironment.get('PATH')?.value;
  if (name.includes('/') || !path || !isSettled(path)) return undefined;
  for (const directory of path.value.split(':')) {
    const found = lookUp(stage.files, resolvePath(directory, name));
    if (found.state === 'entry' && found.entry.kind === 'file' && found.entry.executable === false) return found;
  }
  return undefined;
}
