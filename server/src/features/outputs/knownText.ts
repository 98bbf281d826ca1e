/** What is known of a line that go, a builder, a container runtime or a program prints when something goes wrong. */
export interface KnownText {
  /** Names it, for tests. */
  readonly id: string;
  /** In one line of the output. What the group `word` matches is underlined if the instruction at fault has it. */
  readonly text: RegExp;
  /** What happened, and the next step if no rule has one. */
  readonly says: (found: RegExpExecArray) => string;
  /** Rules that find it before anything is built, the likeliest first. */
  readonly rules: readonly string[];
  /** Instruction that it is about, where no step of the output tells: the last one of that kind in the target. */
  readonly about?: 'FROM' | 'USER' | 'HEALTHCHECK';
  /** Where the text comes from: rows of measurements, a function of BuildKit, a documented message of Go. */
  readonly source: string;
}

/** The first row for a line. */
export function knownTextIn(
  line: string,
  rows: readonly KnownText[],
): { readonly row: KnownText; readonly found: RegExpExecArray } | undefined {
  for (const row of rows) {
    const found = row.text.exec(line);
    if (found) return { row, found };
  }
  return undefined;
}
