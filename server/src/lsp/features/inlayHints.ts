import { MarkupKind, type InlayHint } from 'vscode-languageserver';
import type { InlayHint as Hint } from '../../features/inlayHints';
import type { ClientAbilities } from '../client';
import type { LanguageFeature } from '../languageFeature';
import type { AnalysedDocument } from '../session';
import { toRange, toSpan } from '../toProtocol';

/** What a hint carries until its explanation is asked for. */
interface HintData {
  readonly uri: string;
  /** Of the analysis: another one may have other hints at the same place. */
  readonly resultId: string;
  readonly offset: number;
  readonly kind: string;
}

/** Facts behind the text; what they rest on is told when somebody looks at one. */
export const inlayHintFeature: LanguageFeature = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: true } }),
  listen: (connection, { analyse, abilities, answer }) => {
    connection.languages.inlayHint.on(({ textDocument, range }, token) =>
      answer<InlayHint[]>('inlayHint', [], token, async () => {
        const document = await analyse(textDocument.uri);
        const hints = document?.editor.inlayHints(
          document.analysis,
          toSpan(document.index, range),
          document.settings.inlayHints,
        );
        return document && hints?.map((hint) => toHint(document, hint, abilities()));
      }),
    );
    connection.languages.inlayHint.resolve((hint, token) =>
      answer<InlayHint>('inlayHint/resolve', hint, token, async () => {
        const data = dataOf(hint.data);
        const document = data && (await analyse(data.uri));
        if (!document || document.resultId !== data.resultId) return undefined;
        const place = { start: data.offset, end: data.offset };
        const found = document.editor
          .inlayHints(document.analysis, place, document.settings.inlayHints)
          .find(({ kind }) => kind === data.kind);
        return found && { ...hint, tooltip: tooltipOf(found, abilities()) };
      }),
    );
  },
  refresh: (connection, { refreshesHints }) => (refreshesHints ? connection.languages.inlayHint.refresh() : undefined),
};

function toHint(document: AnalysedDocument, hint: Hint, abilities: ClientAbilities | undefined): InlayHint {
  const { uri, index, resultId } = document;
  const { offset, kind, parts } = hint;
  const data: HintData = { uri, resultId, offset, kind };
  const texts = parts.map(({ text }, number) => (number > 0 ? `, ${text}` : text));
  const follows = abilities?.followsHints === true && parts.some(({ origin }) => origin !== undefined);
  return {
    position: index.positionAt(offset),
    label: follows
      ? parts.map(({ origin }, number) => ({
          value: texts[number] ?? '',
          ...(origin && { location: { uri, range: toRange(index, origin) } }),
        }))
      : texts.join(''),
    paddingLeft: true,
    ...(abilities?.resolvesHintTooltips ? { data } : { tooltip: tooltipOf(hint, abilities) }),
  };
}

function tooltipOf(hint: Hint, abilities: ClientAbilities | undefined): NonNullable<InlayHint['tooltip']> {
  return { kind: abilities?.showsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: hint.tooltip() };
}

function dataOf(value: unknown): HintData | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('uri' in value && 'resultId' in value && 'offset' in value && 'kind' in value)) return undefined;
  const { uri, resultId, offset, kind } = value;
  return typeof uri === 'string' &&
    typeof resultId === 'string' &&
    typeof offset === 'number' &&
    typeof kind === 'string'
    ? { uri, resultId, offset, kind }
    : undefined;
}
