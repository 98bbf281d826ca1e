/** POSIX paths without Node: what `host/paths.ts` has, for the paths that `browser/places.ts` gives to documents. */
export const sep = '/';
export const delimiter = ':';

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** Paths one after the other, from the last absolute one on; the result starts at the root. */
export function resolve(...paths: readonly string[]): string {
  const result: string[] = [];
  for (const path of paths) {
    if (isAbsolute(path)) result.length = 0;
    for (const segment of path.split('/')) {
      if (segment === '' || segment === '.') continue;
      if (segment === '..') result.pop();
      else result.push(segment);
    }
  }
  return `/${result.join('/')}`;
}

/** Joins paths of which the first is absolute. */
export function join(...[first = '', ...others]: readonly string[]): string {
  return resolve(first, ...others.map((path) => `./${path}`));
}

export function dirname(path: string): string {
  return resolve(path, '..');
}

export function basename(path: string): string {
  return path.split('/').findLast((segment) => segment !== '') ?? '';
}

/** The way from one absolute path to another. */
export function relative(from: string, to: string): string {
  const start = segmentsOf(from);
  const end = segmentsOf(to);
  let common = 0;
  while (common < start.length && common < end.length && start[common] === end[common]) common++;
  return [...start.slice(common).map(() => '..'), ...end.slice(common)].join('/');
}

export const posix = { resolve } as const;

function segmentsOf(path: string): readonly string[] {
  return resolve(path).split('/').slice(1).filter(Boolean);
}
