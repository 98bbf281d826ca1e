import {
  SymbolKind,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type SelectionRange,
  type SymbolInformation,
} from 'vscode-languageserver';
import type { OutlineItem } from '../../features/navigation/outline';
import type { Span } from '../../text/span';
import type { LineIndex } from '../../text/lineIndex';
import type { LanguageFeature } from '../languageFeature';
import { toRange } from '../toProtocol';

/** The icons that editors show: of those there are, the nearest to what an instruction does. */
const symbolKinds: Readonly<Record<OutlineItem['kind'], SymbolKind>> = {
  stage: SymbolKind.Module,
  FROM: SymbolKind.Module,
  ARG: SymbolKind.Constant,
  ENV: SymbolKind.Variable,
  COPY: SymbolKind.File,
  ADD: SymbolKind.File,
  RUN: SymbolKind.Function,
  CMD: SymbolKind.Event,
  ENTRYPOINT: SymbolKind.Event,
  HEALTHCHECK: SymbolKind.Event,
  SHELL: SymbolKind.Operator,
  WORKDIR: SymbolKind.Namespace,
  USER: SymbolKind.Key,
  EXPOSE: SymbolKind.Interface,
  VOLUME: SymbolKind.Object,
  LABEL: SymbolKind.Property,
  STOPSIGNAL: SymbolKind.Property,
  MAINTAINER: SymbolKind.Property,
  UNKNOWN: SymbolKind.Null,
};

/** How a Dockerfile is built up: symbols, folding, selection, links. */
export const structureFeature: LanguageFeature = {
  capabilities: () => ({
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: { resolveProvider: false },
  }),
  listen: (connection, { analyse, abilities, answer }) => {
    connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
      answer<DocumentSymbol[] | SymbolInformation[]>('documentSymbol', [], token, async () => {
        const document = await analyse(uri);
        if (!document) return undefined;
        const items = document.editor.outline(document.analysis);
        return abilities()?.showsSymbolTree
          ? items.map((item) => toSymbol(document.index, item))
          : items.flatMap((item) => toFlatSymbols(document.index, uri, item, undefined));
      }),
    );

    connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
      answer<FoldingRange[]>('foldingRange', [], token, async () => {
        const document = await analyse(uri);
        return document?.editor.folding(document.analysis).map(({ start, end, kind }) => ({
          startLine: start,
          endLine: end,
          ...(kind && { kind }),
        }));
      }),
    );

    connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
      answer<SelectionRange[] | null>('selectionRange', null, token, async () => {
        const document = await analyse(uri);
        if (!document) return undefined;
        const { index, analysis, editor } = document;
        return positions.map((position) => toSelection(index, editor.selection(analysis, index.offsetAt(position))));
      }),
    );

    connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
      answer<DocumentLink[]>('documentLink', [], token, async () => {
        const document = await analyse(uri);
        return document?.editor.links(document.analysis).map(({ span, url, tooltip }) => ({
          range: toRange(document.index, span),
          target: url,
          tooltip,
        }));
      }),
    );
  },
};

function toSymbol(index: LineIndex, { kind, name, detail, span, nameSpan, children }: OutlineItem): DocumentSymbol {
  return {
    name,
    kind: symbolKinds[kind],
    ...(detail !== '' && { detail }),
    range: toRange(index, span),
    selectionRange: toRange(index, nameSpan),
    children: children.map((child) => toSymbol(index, child)),
  };
}

function toFlatSymbols(
  index: LineIndex,
  uri: string,
  { kind, name, span, children }: OutlineItem,
  containerName: string | undefined,
): SymbolInformation[] {
  const own = { name, kind: symbolKinds[kind], location: { uri, range: toRange(index, span) } };
  return [
    containerName === undefined ? own : { ...own, containerName },
    ...children.flatMap((child) => toFlatSymbols(index, uri, child, name)),
  ];
}

/** From the innermost to the outermost. */
function toSelection(index: LineIndex, spans: readonly Span[]): SelectionRange {
  let parent: SelectionRange | undefined;
  for (const span of [...spans].reverse()) parent = { range: toRange(index, span), ...(parent && { parent }) };
  return parent ?? { range: toRange(index, { start: 0, end: 0 }) };
}
