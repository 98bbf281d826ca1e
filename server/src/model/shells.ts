import { isSettled } from '../facts/fact';
import type { ImageFacts } from '../images/imageFacts';
import { lookUp, type Files } from './files';

/**
 * Whether a shell surely is not at its absolute path. For shells the catalogue's list is complete, so that one which is
 * not in it, and which nothing in the Dockerfile may have brought, is absent. `/usr/bin` counts as `/bin`: most
 * distributions have merged the two.
 */
export function shellAbsent(
  { image, files }: { readonly image: Pick<ImageFacts, 'shells' | 'files'>; readonly files: Files },
  path: string,
): boolean {
  const { shells } = image;
  if (!path.startsWith('/') || !isSettled(shells)) return false;
  if (shells.value.some((shell) => unmerged(shell) === unmerged(path))) return false;
  const found = lookUp(files, path);
  if (found.state === 'absent') return true;
  const listed = /\/(ba|da|a)?sh$/.test(path) && image.files === 'system';
  return found.state === 'unknown' && found.span === undefined && listed;
}

function unmerged(path: string): string {
  return path.replace(/^\/usr(?=\/bin\/)/, '');
}
