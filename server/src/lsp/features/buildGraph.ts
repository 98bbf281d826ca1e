import type { CancellationToken, Range } from 'vscode-languageserver';
import type { BuildGraph, GraphEdge, GraphNode, GraphStep } from '../../features/buildGraph';
import type { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { LanguageFeature } from '../languageFeature';
import { toRange } from '../toProtocol';

/** Asks for the build graph of a Dockerfile, `{ uri }`; null if it is none, or too big to be read. */
export const buildGraphRequest = 'goDockerfile/buildGraph';

/** The answer. The client has a copy of these types. */
interface BuildGraphResult extends Pick<BuildGraph, 'title'> {
  readonly uri: string;
  readonly version: number;
  readonly nodes: readonly Placed<GraphNode>[];
  readonly edges: readonly (Omit<GraphEdge, 'steps'> & { readonly steps: readonly Placed<GraphStep>[] })[];
}

/** With ranges in the place of spans, null where there is none; what is heard of it names the line too. */
type Placed<T> = Omit<T, 'span' | 'extent'> & { readonly range: Range | null; readonly extent: Range | null };

export const buildGraphFeature: LanguageFeature = {
  capabilities: () => ({}),
  listen: (connection, { analyse, answer }) => {
    connection.onRequest(buildGraphRequest, (params: unknown, token: CancellationToken) =>
      answer<BuildGraphResult | null>('buildGraph', null, token, async () => {
        const document = await analyse(uriOf(params));
        if (!document) return undefined;
        const { uri, version, index, analysis, editor } = document;
        const { title, nodes, edges } = editor.buildGraph(analysis);
        return {
          uri,
          version,
          title,
          nodes: nodes.map((node) => place(index, node)),
          edges: edges.map((edge) => ({ ...edge, steps: edge.steps.map((step) => place(index, step)) })),
        };
      }),
    );
  },
};

interface Spanned {
  readonly says: string;
  readonly span: Span | undefined;
  readonly extent: Span | undefined;
}

function place<T extends Spanned>(index: LineIndex, { span, extent, ...rest }: T): Placed<T> {
  const { says } = rest;
  return {
    ...rest,
    says: span ? say`${says}. Line ${index.lineAt(span.start) + 1}.` : `${says}.`,
    range: span ? toRange(index, span) : null,
    extent: extent ? toRange(index, extent) : null,
  };
}

function uriOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'uri' in params && typeof params.uri === 'string'
    ? params.uri
    : '';
}
