import { isSettled } from '../facts/fact';
import type { ImageFacts } from '../images/imageFacts';
import { lookUp, type Files } from './files';
import { mayBeSamePlace } from './linkedDirectories';

/**
 * Whether a shell surely is not at its absolute path. For shells the catalogue's list is complete, so that one which is
 * not in it, and which nothing in the Dockerfile may have brought, is absent.
 */
export function shellAbsent(
  { image, files }: { readonly image: Pick<ImageFacts, 'shells' | 'files'>; readonly files: Files },
  path: string,
): boolean {
  const { shells } = image;
  if (!path.startsWith('/') || !isSettled(shells)) return false;
  if (mayHaveShellAt(shells.value, path, files)) return false;
  const found = lookUp(files, path);
  if (found.state === 'absent') return true;
  const listed = /\/(ba|da|a)?sh$/.test(path) && image.files === 'system';
  return found.state === 'unknown' && found.span === undefined && listed;
}

/**
 * Whether one of the shells is at the path, or may be. `/usr/bin` counts as `/bin` unless the two are known to be directories of their
 * own, as in Alpine up to 3.22 and Debian up to 11: neither has a shell in /usr/bin there (listed in alpine:3.22).
 */
export function mayHaveShellAt(shells: readonly string[], path: string, { links }: Pick<Files, 'links'>): boolean {
  return shells.some((shell) => mayBeSamePlace(links, shell, path));
}
