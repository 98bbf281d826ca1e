import { isSettled, valueOf } from '../facts/fact';
import type { Mount } from './buildModel';

/** The bind mount that keeps a path from being written; undefined if there is none, or if where the mounts are is not known. */
export function readOnlyMount(mounts: readonly Mount[], path: string): Mount | undefined {
  if (!mounts.every(({ target }) => isSettled(target))) return undefined;
  const mount = mountOf(mounts, path);
  return mount?.type === 'bind' && !isWritable(mount) ? mount : undefined;
}

/** The innermost mount that a path lies in. */
function mountOf(mounts: readonly Mount[], place: string): Mount | undefined {
  let found: { readonly mount: Mount; readonly path: string } | undefined;
  for (const mount of mounts) {
    const path = valueOf(mount.target)?.replace(/\/$/, '') ?? '';
    if (place !== path && !place.startsWith(`${path}/`)) continue;
    if (!found || path.length >= found.path.length) found = { mount, path };
  }
  return found?.mount;
}

/** BuildKit's parseMount: the last of rw, readwrite, ro, readonly counts, each with or without a value; ro is the default. */
function isWritable({ options }: Mount): boolean {
  let writable = false;
  for (const [name, value] of Object.entries(options)) {
    const on = !/^(?:0|f|false)$/i.test(value);
    if (name === 'rw' || name === 'readwrite') writable = on;
    if (name === 'ro' || name === 'readonly') writable = !on;
  }
  return writable;
}
