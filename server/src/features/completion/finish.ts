import type { Completion, CompletionItem, Proposal } from './item';

/**
 * Gives drafts their place: what is typed of them before the cursor, and what of the text behind it is the same word. Undefined
 * if what is typed does not stand there as it is read, as where an escape or a continued line is in it.
 */
export function finish(text: string, offset: number, proposal: Proposal | undefined): Completion | undefined {
  if (!proposal || proposal.drafts.length === 0) return undefined;
  const { typed, rest, drafts, incomplete = false } = proposal;
  const start = offset - typed.length;
  if (start < 0 || text.slice(start, offset) !== typed || /[\r\n]/.test(typed)) return undefined;
  const behind = rest.exec(text.slice(offset, offset + 500).replace(/[\r\n][^]*$/, ''))?.[0] ?? '';
  return {
    // The mark that ends an item is not to stand there twice.
    insert: { start, end: offset + (/^[=}]$/.test(behind) ? 1 : 0) },
    replace: { start, end: offset + behind.length },
    incomplete,
    items: drafts.map((draft): CompletionItem => ({
      ...draft,
      newText: draft.newText ?? draft.label,
      filterText: draft.filterText ?? draft.label,
    })),
  };
}
