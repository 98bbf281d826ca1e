import type { DirectoryLinks } from '../images/directoryLinks';

/** Directories of the root that are links in a merged image, by the second character of a path. */
const merged: readonly (readonly string[] | undefined)[] = byFirstLetter([
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
]);

const slash = '/'.charCodeAt(0);

function byFirstLetter(directories: readonly string[]): (readonly string[] | undefined)[] {
  const result: string[][] = [];
  for (const directory of directories) (result[directory.charCodeAt(1)] ??= []).push(directory);
  return result;
}

/** The linked directory that an absolute path is, or lies in. */
function linkedDirectory(path: string): string | undefined {
  const candidates = merged[path.charCodeAt(1)];
  if (!candidates) return undefined;
  for (const directory of candidates) {
    const isWhole = path.length === directory.length || path.charCodeAt(directory.length) === slash;
    if (isWhole && path.startsWith(directory)) return directory;
  }
  return undefined;
}

/** Whether a path is one of the links itself: /bin, /lib64. */
export function isDirectoryLink(path: string): boolean {
  return linkedDirectory(path) === path;
}

/** The one name under which layers hold a file, where /bin and its like are links into /usr. */
export function throughDirectoryLinks(links: DirectoryLinks | undefined, path: string): string {
  return links === 'merged' && linkedDirectory(path) !== undefined ? `/usr${path}` : path;
}

/** Whether two absolute paths without links in them name the same file, or may do so: /usr/sbin stays apart from /usr/bin. */
export function mayBeSamePlace(links: DirectoryLinks | undefined, path: string, other: string): boolean {
  const layout = links ?? 'merged';
  return throughDirectoryLinks(layout, path) === throughDirectoryLinks(layout, other);
}

/** /usr/sbin is a link in some distributions, too. */
const namesakes: readonly (readonly string[])[] = [
  ['/bin', '/usr/bin', '/sbin', '/usr/sbin'],
  ...['/lib', '/lib32', '/lib64', '/libx32'].map((directory) => [directory, `/usr${directory}`]),
];

/** Where the same file may stand under another name, if which directories are links is not known. */
export function otherNames(path: string): readonly string[] {
  const inUsr = path.startsWith('/usr/');
  const own = linkedDirectory(inUsr ? path.slice('/usr'.length) : path);
  if (own === undefined) return [];
  const directory = inUsr ? `/usr${own}` : own;
  if (path === directory) return [];
  const rest = path.slice(directory.length);
  const group = namesakes.find((names) => names.includes(directory)) ?? [];
  return group.filter((name) => name !== directory).map((name) => name + rest);
}
