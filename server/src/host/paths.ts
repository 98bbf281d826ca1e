/**
 * The functions on paths that the workspace is read with. In the browser's bundle `browser/paths.ts` stands in for this file, as
 * `browser/diskTree.ts` does for the disk: everything else of the workspace is the same there.
 */
export { basename, delimiter, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
