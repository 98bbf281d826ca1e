/**
 * The directory that `cd path` leads to from `directory`, by text alone: `.` and `..` resolved, no symbolic links
 * followed, as the shell's own `cd -L` does.
 */
export function resolveDirectory(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
