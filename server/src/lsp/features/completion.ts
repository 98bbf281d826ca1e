import {
  CompletionItemKind,
  CompletionTriggerKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver';
import type { Completion, CompletionKind } from '../../features/completion/item';
import { mayTakeLabel } from '../../manifests/mayHoldLabels';
import type { LineIndex } from '../../text/lineIndex';
import type { CompletionAbilities } from '../client';
import type { LanguageFeature } from '../languageFeature';
import { toRange, toTextEdits } from '../toProtocol';

/** Characters after which there is something to offer in some place; in most others the answer is quickly nothing. */
const triggerCharacters = [' ', '=', ':', '$', '{', '-', '/', ','];

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  image: CompletionItemKind.Module,
  stage: CompletionItemKind.Class,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  flag: CompletionItemKind.Property,
  command: CompletionItemKind.Function,
  path: CompletionItemKind.File,
  rule: CompletionItemKind.Constant,
  label: CompletionItemKind.Field,
  snippet: CompletionItemKind.Snippet,
  keyword: CompletionItemKind.Keyword,
};

const noAbilities: CompletionAbilities = {
  replaces: false,
  fillsSnippets: false,
  showsMarkdown: false,
  showsLabelDetails: false,
};

/** Completion in Dockerfiles, and of labels in manifests. Documentation is made for an item that is looked at. */
export const completionFeature: LanguageFeature = {
  capabilities: () => ({ completionProvider: { triggerCharacters, resolveProvider: true } }),
  listen: (connection, { session, analyse, abilities, options, answer }) => {
    // An item is looked at while its list is shown: only the last one is kept.
    let shown: { readonly id: number; readonly completion: Completion } | undefined;
    let lists = 0;
    const able = (): CompletionAbilities => abilities()?.completion ?? noAbilities;

    connection.onCompletion(({ textDocument: { uri }, position, context }, token) =>
      answer<CompletionList | null>('completion', null, token, async () => {
        const trigger =
          context?.triggerKind === CompletionTriggerKind.TriggerCharacter ? context.triggerCharacter : undefined;
        const document = (await analyse(uri)) ?? (await session.manifest(uri));
        if (!document) return null;
        const offset = document.index.offsetAt(position);
        let completion: Completion | undefined;
        if ('analysis' in document) {
          const completesKeywords = options().completesKeywords;
          completion = document.editor.complete(document.analysis, offset, { completesKeywords, trigger });
        } else if (mayTakeLabel(document.text, offset)) {
          completion = (await session.editor()).completeManifest(document.text, offset);
        }
        if (!completion) return null;
        shown = { id: ++lists, completion };
        return toList(completion, shown.id, document.index, able());
      }),
    );

    connection.onCompletionResolve((item, token) =>
      answer<CompletionItem>('completionItem/resolve', item, token, () => {
        const place = readData(item.data);
        const documentation =
          shown !== undefined && place?.list === shown.id
            ? shown.completion.items[place.index]?.documentation?.()
            : undefined;
        if (documentation === undefined) return Promise.resolve(item);
        const kind = able().showsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
        return Promise.resolve({ ...item, documentation: { kind, value: documentation } });
      }),
    );
  },
};

function toList(
  { items, insert, replace, incomplete }: Completion,
  list: number,
  lines: LineIndex,
  able: CompletionAbilities,
): CompletionList {
  const ranges = { insert: toRange(lines, insert), replace: toRange(lines, replace) };
  const width = String(items.length).length;
  return {
    isIncomplete: incomplete,
    items: items.map(({ label, kind, detail, newText, snippet, filterText, also }, index): CompletionItem => {
      const isSnippet = snippet !== undefined && able.fillsSnippets;
      const text = isSnippet ? snippet : newText;
      return {
        label,
        kind: kinds[kind],
        ...(detail !== undefined && (able.showsLabelDetails ? { labelDetails: { description: detail } } : { detail })),
        // Relevance is the order of the list.
        sortText: String(index).padStart(width, '0'),
        filterText,
        insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: able.replaces ? { newText: text, ...ranges } : { newText: text, range: ranges.replace },
        ...(also && { additionalTextEdits: toTextEdits(lines, also) }),
        data: { list, index },
      };
    }),
  };
}

function readData(data: unknown): { readonly list: number; readonly index: number } | undefined {
  if (typeof data !== 'object' || data === null || !('list' in data) || !('index' in data)) return undefined;
  const { list, index } = data;
  return typeof list === 'number' && typeof index === 'number' ? { list, index } : undefined;
}
