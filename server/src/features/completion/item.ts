import type { Edit } from '../../text/edit';
import type { Span } from '../../text/span';

/** What an item is, for the picture in front of it. */
export type CompletionKind =
  'image' | 'stage' | 'variable' | 'value' | 'flag' | 'command' | 'path' | 'rule' | 'label' | 'snippet' | 'keyword';

/** What could stand at the cursor, before it is known what it replaces. */
export interface Draft {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words behind the label: what it means here. */
  readonly detail?: string | undefined;
  /** Plain text; the label if undefined. */
  readonly newText?: string;
  /** The same with places to fill in, in the syntax of LSP snippets. */
  readonly snippet?: string;
  /** What typed text is compared with; the label if undefined. */
  readonly filterText?: string;
  /** What has to be written elsewhere for it to work. */
  readonly also?: readonly Edit[];
  /** Markdown. Asked for once the item is looked at. */
  readonly documentation?: (() => string | undefined) | undefined;
}

/** Drafts for one place, the most fitting first. */
export interface Proposal {
  /** What is typed of them: it stands right before the cursor. */
  readonly typed: string;
  /** What of the text behind the cursor belongs to the same word. */
  readonly rest: RegExp;
  readonly drafts: readonly Draft[];
  /** The list depends on what is typed, and has to be asked for again. */
  readonly incomplete?: boolean;
}

/** An item with its place. */
export interface CompletionItem extends Draft {
  readonly newText: string;
  readonly filterText: string;
}

/** What an editor offers at one place. */
export interface Completion {
  /** From where the word starts to the cursor, and the `=` or `}` right behind it: what inserting replaces. */
  readonly insert: Span;
  /** The same up to the end of the word: what replacing replaces. */
  readonly replace: Span;
  readonly incomplete: boolean;
  readonly items: readonly CompletionItem[];
}

/** Text that stands for itself in a snippet. Source: LSP 3.17, "Snippet Syntax". */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
