import { parseImageReference } from '../dockerfile/imageReference';
import { isSettled, valueOf } from '../facts/fact';
import { parseGoVersion, isAtLeast } from '../golang/version';
import { lookUpImage } from '../images/catalogue';
import type { ImageFacts } from '../images/imageFacts';
import type { Copy } from './buildModel';

/** Where the golang images keep Go (docker-library/golang, Dockerfile-linux.template). */
const goRoot = '/usr/local/go';

/** Folders that hold commands of Go's own and no other: a C compiler is not looked for in them. */
export const goCommandFolders: ReadonlySet<string> = new Set([`${goRoot}/bin`]);

/**
 * The image once Go has been copied into it as a whole: `COPY --from=golang:1.26 /usr/local/go /usr/local/go`.
 * @param origin the image that a stage comes to, if it is copied from one
 */
export function withCopiedGo(image: ImageFacts, copy: Copy, origin: ImageFacts | undefined): ImageFacts {
  const { from, sources, destination } = copy;
  if (from.kind !== 'image' && from.kind !== 'stage') return image;
  if (!isSettled(destination) || !sources.some(({ path }) => folderOf(valueOf(path)) === goRoot)) return image;
  const reference = from.kind === 'image' ? parseImageReference(from.text) : undefined;
  const given = reference ? lookUpImage(reference) : origin;
  if (given?.family !== 'golang' || !isSettled(given.goVersion) || !runsOn(given, image)) return image;
  // Which of two runs is PATH's affair, unless one lies over the other.
  const hadNone = isSettled(image.goVersion) && image.goVersion.value === undefined;
  if (!hadNone && folderOf(destination.value) !== goRoot) return image;
  const { exactGoVersion: _, ...others } = image;
  return {
    ...others,
    goVersion: given.goVersion,
    ...(given.exactGoVersion && { exactGoVersion: given.exactGoVersion }),
  };
}

function folderOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : `/${path.replace(/^\/+|\/\.?$/g, '')}`;
}

/** Since Go 1.21 the go command is static (go.dev/blog/rebuild); before it asked for the C library that it was built with. */
function runsOn(given: ImageFacts, image: ImageFacts): boolean {
  const version = parseGoVersion(valueOf(given.goVersion) ?? '');
  if (version && isAtLeast(version, 1, 21)) return true;
  const kind = valueOf(given.libc)?.kind;
  return kind !== undefined && kind === valueOf(image.libc)?.kind;
}
