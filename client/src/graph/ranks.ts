import type { BuildGraph, GraphEdge, GraphNode } from '../protocol';

/** A box of the picture. What many stages use is drawn near each of them rather than at the end of long lines. */
export interface Placement {
  /** Unique in the picture: the node's id, with a number behind it from the second place on. */
  readonly key: string;
  readonly node: GraphNode;
  /** From the top, the first being 0. */
  readonly rank: number;
}

/** An edge between two boxes, from the upper to the lower one. */
export interface Link {
  readonly edge: GraphEdge;
  readonly upper: string;
  readonly lower: string;
  /** It points upwards: a stage that takes from one below it, which Docker refuses. */
  readonly upwards: boolean;
}

/** More stages than this stand below each other although they could stand side by side. */
const widest = 8;

/** How many ranks further down a context or an image is still drawn as the same box. */
const reach = 2;

/**
 * Gives every node but the programs, which are drawn in their stages, a rank: below all that it is made of. An edge whose ends
 * are not in the graph is left out.
 */
export function rankNodes({ nodes, edges }: BuildGraph): {
  readonly placements: readonly Placement[];
  readonly links: readonly Link[];
} {
  const order = new Map(nodes.map(({ id }, index) => [id, index]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ends = edges.flatMap((edge) => {
    const [from, to] = [order.get(edge.from), order.get(edge.to)];
    if (from === undefined || to === undefined || from === to) return [];
    return from < to
      ? [{ edge, upper: edge.from, lower: edge.to, upwards: false }]
      : [{ edge, upper: edge.to, lower: edge.from, upwards: true }];
  });
  const above = groupBy(ends, ({ lower }) => lower);
  const ranks = new Map<string, number>();
  const filled: number[] = [];
  for (const { id, kind } of nodes) {
    if (kind !== 'stage' && kind !== 'verdict') continue;
    // The uppermost rank is for what comes from outside.
    let rank = Math.max(1, ...(above.get(id) ?? []).map(({ upper }) => (ranks.get(upper) ?? 0) + 1));
    while ((filled[rank] ?? 0) >= widest) rank++;
    filled[rank] = (filled[rank] ?? 0) + 1;
    ranks.set(id, rank);
  }
  const placements: Placement[] = [];
  const keys = new Map<string, string>();
  const below = groupBy(ends, ({ upper }) => upper);
  for (const node of nodes) {
    const rank = ranks.get(node.id);
    if (rank !== undefined) placements.push({ key: node.id, node, rank });
    else if (node.kind !== 'program') {
      const users = [...(below.get(node.id) ?? [])].sort(
        (a, b) => (ranks.get(a.lower) ?? 0) - (ranks.get(b.lower) ?? 0),
      );
      let first = Number.NEGATIVE_INFINITY;
      let key = node.id;
      let count = 0;
      for (const { edge, lower } of users) {
        const used = ranks.get(lower) ?? 1;
        if (used > first + reach) {
          first = used;
          count++;
          key = count === 1 ? node.id : `${node.id}#${count}`;
          placements.push({ key, node, rank: used - 1 });
        }
        keys.set(`${edge.id} ${node.id}`, key);
      }
    }
  }
  const keyOf = (edge: GraphEdge, id: string): string => keys.get(`${edge.id} ${id}`) ?? id;
  return {
    placements,
    links: ends
      .filter(({ upper, lower }) => byId.get(upper)?.kind !== 'program' && byId.get(lower)?.kind !== 'program')
      .map((end) => ({ ...end, upper: keyOf(end.edge, end.upper), lower: keyOf(end.edge, end.lower) })),
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
