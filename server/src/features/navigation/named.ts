import type { Edit } from '../../text/edit';
import type { Span } from '../../text/span';

/** A name under the cursor, with all that is known of what it names. */
export interface Named {
  /** As written where the cursor is. */
  readonly name: string;
  /** The name under the cursor. */
  readonly span: Span;
  /** Where what the cursor's place refers to is defined, the nearest first; itself if it is a definition. */
  readonly definitions: readonly Target[];
  /** All places that name it, definitions among them, in the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** What it is for those who build the file; undefined if it is nothing to them. */
  readonly given?: 'target' | 'argument' | undefined;
  /** Why it cannot be renamed, whatever the new name; undefined if it can. */
  readonly fixed: string | undefined;
  /** @returns the edits, or a sentence that says why the new name will not do */
  readonly rename: (name: string) => readonly Edit[] | string;
}

export interface Occurrence {
  readonly span: Span;
  /** 'definition' gives it its value, or declares it. */
  readonly kind: 'definition' | 'use';
}

export interface Target {
  /** The name. */
  readonly span: Span;
  /** What it is part of: an instruction, a flag. */
  readonly whole: Span;
}

/** The occurrences of all the lists, each place once, in the order of the text. A definition hides a use. */
export function sortOccurrences(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const byPlace = new Map<number, Occurrence>();
  for (const occurrence of occurrences) {
    const known = byPlace.get(occurrence.span.start);
    if (!known || known.kind === 'use') byPlace.set(occurrence.span.start, occurrence);
  }
  return [...byPlace.values()].sort((a, b) => a.span.start - b.span.start);
}
