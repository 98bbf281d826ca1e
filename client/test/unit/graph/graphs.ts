import type { BuildGraph, GraphNode } from '../../../src/protocol';

/** Graphs for tests, from a few words. */
export interface GivenStage {
  readonly name?: string;
  /** Indices of stages, or names of what comes from outside. */
  readonly from: readonly (number | string)[];
  readonly programs?: number;
  readonly facts?: readonly string[];
}

export function graphOf(stages: readonly GivenStage[]): BuildGraph {
  const nodes: GraphNode[] = [];
  const edges: BuildGraph['edges'][number][] = [];
  stages.forEach(({ name, from, programs = 0, facts = [] }, index) => {
    const id = `stage:${index}`;
    for (const source of from)
      if (typeof source === 'string' && !nodes.some((node) => node.id === source))
        nodes.push(node(source, source === 'context' ? 'context' : 'image', source));
    nodes.push({ ...node(id, 'stage', name ?? `stage ${index}`), facts });
    for (let place = 0; place < programs; place++)
      nodes.push({ ...node(`program:${index}:${place}`, 'program', `/out/program-${place}`), inside: id });
    from.forEach((source, place) => {
      const other = typeof source === 'number' ? `stage:${source}` : source;
      if (other === id || edges.some((edge) => edge.from === other && edge.to === id)) return;
      edges.push(
        edge(
          other,
          id,
          Array.from({ length: 1 + (place % 6) }, (_, step) => `COPY /from/${step} → /to/${step}`),
        ),
      );
    });
  });
  if (stages.length > 0) {
    nodes.push({ ...node('verdict', 'verdict', 'Builds and starts'), tone: 'good' });
    edges.push(edge(`stage:${stages.length - 1}`, 'verdict', ['starts /app']));
  }
  return { uri: 'file:///Dockerfile', version: 1, title: 'A graph', nodes, edges };
}

function node(id: string, kind: GraphNode['kind'], title: string): GraphNode {
  const caption = kind === 'context' || title.startsWith(kind) ? '' : kind;
  return { id, kind, caption, title, facts: [], says: title, range: null, extent: null, needed: true, tone: 'plain' };
}

function edge(from: string, to: string, labels: readonly string[]): BuildGraph['edges'][number] {
  const id = `${from}>${to}`;
  const steps = labels.map((label, index) => ({
    id: `${id}:${index}`,
    kind: 'copy' as const,
    label,
    says: label,
    range: null,
    extent: null,
  }));
  return { id, from, to, needed: true, bringsProgram: false, steps };
}
