/**
 * A layer with its number, counted from the base image's. The numbers of a layer and of all below it are unique; where two
 * stages are built on the same layer, theirs repeat.
 */
export interface Placed<Node> {
  readonly depth: number;
  readonly places: Places<Node>;
}

/**
 * By path, the layers of a chain that have to do with it, the oldest first: a long file has as many layers as lines, and
 * most of them say nothing about the path that is asked for. Only ever grows; whoever looks from an older layer skips the
 * newer ones by their numbers.
 */
export interface Places<Node> {
  /** Layers that put something at this very path. */
  readonly at: Map<string, Node[]>;
  /** Layers that decide about the path and all below it: trees, links, what has been removed. */
  readonly over: Map<string, Node[]>;
  /** The same for what a command that cannot be read may have written. */
  readonly opaque: Map<string, Node[]>;
  /** Layers that put something below the path, all of them and by the name of the directory's entry. */
  readonly inside: Map<string, { readonly all: Node[]; readonly names: Map<string, Node[]> }>;
  /** The layer that this chain branched off from; its own places hold what is below. */
  readonly origin: Node | undefined;
  /** Number of the newest layer in it. */
  newest: number;
}

export type PlaceKind = 'at' | 'over' | 'opaque';

/** The places of a chain of which no layer has been recorded yet. */
export function emptyPlaces<Node>(origin: Node | undefined, newest: number): Places<Node> {
  return { at: new Map(), over: new Map(), opaque: new Map(), inside: new Map(), origin, newest };
}

/** Records the newest layer, for its own path and, if it puts something there, for the directories around it. */
export function recordPlace<Node extends Placed<Node>>(
  node: Node,
  path: string,
  kinds: readonly PlaceKind[],
  isContent: boolean,
): void {
  const { places } = node;
  places.newest = node.depth;
  for (const kind of kinds) append(places[kind], path, node);
  if (!isContent) return;
  for (const directory of directoriesAround(path)) {
    let inside = places.inside.get(directory);
    if (!inside) places.inside.set(directory, (inside = { all: [], names: new Map() }));
    inside.all.push(node);
    const rest = path.slice(directory === '/' ? 1 : directory.length + 1);
    append(inside.names, rest.split('/', 1)[0] ?? rest, node);
  }
}

/**
 * The newest layer at or below `from` that has to do with the path, opaque ones only if asked for.
 * @param above `directoriesAround(path)`
 */
export function newestAbout<Node extends Placed<Node>>(
  from: Node | undefined,
  path: string,
  above: readonly string[],
  withOpaque: boolean,
): Node | undefined {
  for (let start = from; start; start = start.places.origin) {
    const { places, depth } = start;
    let newest = newer(upTo(places.at.get(path), depth), upTo(places.inside.get(path)?.all, depth));
    newest = newer(newest, upTo(places.over.get(path), depth));
    if (withOpaque) newest = newer(newest, upTo(places.opaque.get(path), depth));
    for (const directory of above) {
      newest = newer(newest, upTo(places.over.get(directory), depth));
      if (withOpaque) newest = newer(newest, upTo(places.opaque.get(directory), depth));
    }
    if (newest) return newest;
  }
  return undefined;
}

/** The layers at or below `from` that decide about the path with all below it, in no order. */
export function layersOver<Node extends Placed<Node>>(from: Node, kind: 'over' | 'opaque', path: string): Node[] {
  const found: Node[] = [];
  for (const key of [path, ...directoriesAround(path)]) found.push(...layersAt(from, kind, key));
  return found;
}

/** The same for this very path alone. */
export function layersAt<Node extends Placed<Node>>(from: Node, kind: 'over' | 'opaque', path: string): Node[] {
  const found: Node[] = [];
  for (let start: Node | undefined = from; start; start = start.places.origin) {
    const { depth, places } = start;
    for (const node of places[kind].get(path) ?? []) if (node.depth <= depth) found.push(node);
  }
  return found;
}

/** The names that layers at or below `from` put into a directory, each with the newest layer that does. */
export function namesInside<Node extends Placed<Node>>(from: Node, path: string): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (let start: Node | undefined = from; start; start = start.places.origin) {
    const { depth, places } = start;
    for (const [name, nodes] of places.inside.get(path)?.names ?? []) {
      const node = found.has(name) ? undefined : upTo(nodes, depth);
      if (node) found.set(name, node);
    }
  }
  return found;
}

/** The directories around a path, the root first. */
export function directoriesAround(path: string): readonly string[] {
  if (path === '/') return [];
  const result = ['/'];
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) result.push(path.slice(0, end));
  return result;
}

function append<Node>(map: Map<string, Node[]>, key: string, node: Node): void {
  const nodes = map.get(key);
  if (nodes) nodes.push(node);
  else map.set(key, [node]);
}

function newer<Node extends Placed<Node>>(one: Node | undefined, other: Node | undefined): Node | undefined {
  return !one || (other && other.depth > one.depth) ? other : one;
}

/** The newest of the layers whose number is at most `depth`. */
function upTo<Node extends Placed<Node>>(nodes: readonly Node[] | undefined, depth: number): Node | undefined {
  if (!nodes) return undefined;
  const last = nodes[nodes.length - 1];
  if (!last || last.depth <= depth) return last;
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const node = nodes[middle];
    if (node && node.depth <= depth) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}
