import type { TarEntry } from './tar';

/** An entry of a layer, with its place in the layer's archive as its identity. */
export interface LayerEntry extends TarEntry {
  readonly offset: number;
}

/** What the files of an image are after all layers. */
export interface Node {
  readonly type: TarEntry['type'];
  readonly size: number;
  readonly mode: number;
  /** Of a symbolic link. */
  readonly target: string;
  /** Index of the layer that holds the contents, and the entry there. */
  readonly layer: number;
  readonly offset: number;
  readonly sparse: boolean;
  /** Of a directory. */
  readonly children: Map<string, Node> | undefined;
}

/** A file found, by its path without links in it. */
export interface Located {
  readonly path: string;
  readonly node: Node;
}

/** The merged layers of an image. */
export interface ImageFiles {
  /** Follows links as the kernel does, inside the image; undefined if nothing is there, or links go in a circle. */
  readonly find: (path: string) => Located | undefined;
  /** Whether a file of that name is anywhere in the image. */
  readonly hasName: (name: string) => boolean;
}

/** As many as the kernel follows (ELOOP). */
const mostLinks = 40;
const whiteout = '.wh.';
const opaque = '.wh..wh..opq';
/** PATH_MAX of Linux. */
const longestPath = 4096;

/** Whether a name can be that of a file: others are left out of listings. */
export function isPlausible({ name }: TarEntry): boolean {
  return name.length <= longestPath;
}

/**
 * Applies layers to each other, the lowest first, as the OCI image specification has it ("Applying Changesets"): a whiteout
 * hides what lower layers have. Names that lead out of the image (`../`) stay inside. Never throws.
 */
export function mergeLayers(layers: readonly (readonly LayerEntry[])[]): ImageFiles {
  const root = directory(-1);
  for (const [index, entries] of layers.entries()) {
    // Whiteouts apply to lower layers only, wherever in the archive they stand.
    for (const { name } of entries) hide(root, name);
    for (const entry of entries) add(root, entry, index);
  }
  return { find: (path) => locate(root, path), hasName: (name) => holds(root, name) };
}

function directory(layer: number): Node {
  return { type: 'directory', size: 0, mode: 0o755, target: '', layer, offset: 0, sparse: false, children: new Map() };
}

/** The names from the root on, without `.`, and with `..` taken back. */
function parts(path: string): string[] {
  const result: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') result.pop();
    else if (part !== '' && part !== '.') result.push(part);
  }
  return result;
}

function hide(root: Node, name: string): void {
  const names = parts(name);
  const last = names.pop() ?? '';
  if (!last.startsWith(whiteout)) return;
  const parent = locate(root, names.join('/'))?.node;
  if (last === opaque) parent?.children?.clear();
  else parent?.children?.delete(last.slice(whiteout.length));
}

function add(root: Node, entry: LayerEntry, layer: number): void {
  const names = parts(entry.name);
  const last = names.pop();
  if (last === undefined || last.startsWith(whiteout)) return;
  const parent = makeDirectory(root, names, layer);
  if (!parent?.children) return;
  const before = parent.children.get(last);
  if (entry.type === 'directory') {
    if (before?.type !== 'directory') parent.children.set(last, directory(layer));
  } else if (entry.type === 'hard-link') {
    const original = locate(root, entry.target, false)?.node;
    if (original && original.type !== 'directory') parent.children.set(last, original);
    else parent.children.delete(last);
  } else {
    const { type, size, mode, target, offset, sparse } = entry;
    parent.children.set(last, { type, size, mode, target, layer, offset, sparse, children: undefined });
  }
}

/** The directory of that path, through links; what is missing is made, as archives may leave directories out. */
function makeDirectory(root: Node, names: readonly string[], layer: number): Node | undefined {
  let path = '';
  let node: Node | undefined = root;
  for (const name of names) {
    path = `${path}/${name}`;
    const found: Located | undefined = node.children?.has(name) ? locate(root, path) : undefined;
    if (found?.node.type === 'directory') {
      node = found.node;
      path = found.path;
    } else if (node.children && !node.children.has(name)) {
      const made = directory(layer);
      node.children.set(name, made);
      node = made;
    } else return undefined;
  }
  return node;
}

function locate(root: Node, path: string, followLast = true): Located | undefined {
  let rest = path.split('/');
  /** The way down from the root, without links. */
  let way: { readonly name: string; readonly node: Node }[] = [];
  let links = 0;
  while (rest.length > 0) {
    const [name = '', ...after] = rest;
    rest = after;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      way.pop();
      continue;
    }
    const current: Node = way.at(-1)?.node ?? root;
    const next = current.children?.get(name);
    if (!next) return undefined;
    const isLast = rest.every((part) => part === '' || part === '.');
    if (next.type === 'symlink' && (followLast || !isLast)) {
      links += 1;
      if (links > mostLinks || next.target.length > longestPath) return undefined;
      if (next.target.startsWith('/')) way = [];
      rest = [...next.target.split('/'), ...rest];
    } else way.push({ name, node: next });
  }
  return { path: `/${way.map(({ name }) => name).join('/')}`, node: way.at(-1)?.node ?? root };
}

function holds(root: Node, name: string): boolean {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.children?.has(name)) return true;
    for (const child of node.children?.values() ?? []) if (child.children) stack.push(child);
  }
  return false;
}
