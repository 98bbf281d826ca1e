/** What is known of a text that an engine prints when it cannot do its work. */
export interface KnownFailure {
  readonly id: string;
  /** In its output, both streams. */
  readonly text: RegExp;
  /** What happened and what to do next; `found` is the match. */
  readonly says: (found: RegExpExecArray) => string;
  /** Where the text comes from. */
  readonly source: string;
}

/** The first row whose text is in the output of an engine, with its words; undefined if nothing is known of it. */
export function knownFailure(
  output: string,
  rows: readonly KnownFailure[],
): { readonly id: string; readonly message: string } | undefined {
  for (const { id, text, says } of rows) {
    const found = text.exec(output);
    if (found) return { id, message: says(found) };
  }
  return undefined;
}
