import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, posix, win32 } from 'node:path';
import { platform } from 'node:process';

/**
 * The absolute path of a program on PATH, or of one that is named by its absolute path; undefined if there is none. Folders of
 * PATH that are not absolute are passed over: they would name another program in each folder.
 */
export function findExecutable(name: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined;
  if (/[/\\]/.test(name)) return undefined;
  const windows = platform === 'win32';
  const paths = windows ? win32 : posix;
  // A script (`.CMD`) is started by a shell, which would read its arguments again.
  const endings = windows ? ['.com', '.exe'] : [''];
  const path = Object.entries(env).find(([key]) => (windows ? key.toUpperCase() : key) === 'PATH')?.[1] ?? '';
  const folders = path.split(paths.delimiter).filter((folder) => paths.isAbsolute(folder));
  return folders.flatMap((folder) => endings.map((ending) => paths.join(folder, name + ending))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
