import type { FolderEntry } from '../host/diskTree';
import type { FolderFiles } from '../lsp/loadingClient';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { join, relative } from './paths';

/**
 * What `host/diskTree.ts` is for a disk, for folders whose files the client has handed over. In the browser's bundle it stands
 * in for that file. What was not handed over is 'unknown', or has no text.
 */
type Entry =
  | { readonly kind: 'file'; readonly text: string | undefined }
  | { readonly kind: 'directory'; readonly names: string[] }
  | { readonly kind: 'unknown' };

const mounted = new Map<string, ReadonlyMap<string, Entry>>();

/** Puts the files of a folder, an absolute path, in the place of those that it had; none with undefined. */
export function mount(folder: string, files: FolderFiles | undefined): void {
  if (files) mounted.set(folder, entriesOf(files));
  else mounted.delete(folder);
}

export function diskTree(root: string): SourceTree {
  return {
    kind: (path) => find(join(root, normalise(path)))?.kind,
    read: (path) => readSmallFile(join(root, normalise(path))),
    list: (path) => {
      const entry = find(join(root, normalise(path)));
      return entry?.kind === 'directory' ? entry.names : undefined;
    },
  };
}

export function readSmallFile(path: string): string | undefined {
  const entry = find(path);
  return entry?.kind === 'file' ? entry.text : undefined;
}

/** There are no links among what was handed over. */
export function leadsOut(): boolean {
  return false;
}

export function isReadableFolder(path: string): boolean {
  return find(path)?.kind === 'directory';
}

export function exists(path: string): boolean {
  return find(path) !== undefined;
}

export function entriesIn(folder: string): readonly FolderEntry[] {
  const entry = find(folder);
  const names = entry?.kind === 'directory' ? entry.names : [];
  return names.map((name) => ({ name, isFolder: find(join(folder, name))?.kind === 'directory' }));
}

/** What is at an absolute path; what is below something unknown is unknown. */
function find(path: string): Entry | undefined {
  for (const [folder, entries] of mounted) {
    const inner = relative(folder, path);
    if (inner === '..' || inner.startsWith('../')) continue;
    const segments = inner.split('/');
    const found = entries.get(inner);
    if (found) return found;
    const above = segments.map((_, depth) => segments.slice(0, depth).join('/'));
    if (above.some((name) => entries.get(name)?.kind === 'unknown')) return { kind: 'unknown' };
  }
  return undefined;
}

function entriesOf({ files, folders, unknown }: FolderFiles): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>(folders.map((path) => [path, { kind: 'directory', names: [] }]));
  for (const path of unknown) entries.set(path, { kind: 'unknown' });
  for (const [path, text] of files) entries.set(path, { kind: 'file', text: text ?? undefined });
  for (const path of entries.keys()) {
    if (path === '') continue;
    const slash = path.lastIndexOf('/');
    const parent = entries.get(path.slice(0, Math.max(slash, 0)));
    if (parent?.kind === 'directory') parent.names.push(path.slice(slash + 1));
  }
  return entries;
}
