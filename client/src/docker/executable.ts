import { posix, win32 } from 'node:path';

/** Where executables are looked for. */
export interface SearchPlaces {
  readonly windows: boolean;
  /** PATH. */
  readonly path: string;
  /** PATHEXT: `.COM;.EXE`; only Windows has it. */
  readonly extensions: string;
}

/**
 * The absolute path of a program on PATH, or undefined. Folders of PATH that are not absolute are passed over: they would name
 * another program in each project.
 * @param isExecutable whether a path is a file that may be run
 */
export function findExecutable(
  name: string,
  { windows, path, extensions }: SearchPlaces,
  isExecutable: (path: string) => boolean,
): string | undefined {
  const { join, isAbsolute, delimiter } = windows ? win32 : posix;
  // A script (`.CMD`) is started by a shell, which would read its arguments again.
  const endings = windows ? extensions.split(';').filter((ending) => /^\.(com|exe)$/i.test(ending)) : [''];
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isExecutable);
}
