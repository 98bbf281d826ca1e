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
  /** Only the engine, its builder or its runtime say it: what commands and programs print is not looked at. */
  readonly by?: 'engine';
  /**
   * About the machine or the network and not about what is built. A guess: programs print such texts for other reasons, too, so
   * that it counts only where a command may have ended with it, and never beside an error in a source.
   */
  readonly isMachine?: true;
  /** It keeps a container from starting, so that one that ended with 0 has printed it for another reason. */
  readonly isOfStart?: true;
  /** The text alone proves what these rules find, so that their page explains it even where they had nothing to go by. */
  readonly proves?: true;
  /** Where the text comes from: rows of measurements, a function of BuildKit, a documented message of Go. */
  readonly source: string;
}

/** `--- PASS: TestFull`, `level=info msg=…`: what such a line quotes did not make anything fail. */
const reportOfSuccess =
  /^\s*(?:--- |=== )?(?:PASS|SKIP|RUN|CONT|NAME|PAUSE|ok|OK)\b|^(?:\S+ ){0,2}\[?(?:INFO|DEBUG|TRACE)\b|\blevel=(?:info|INFO|debug|DEBUG|trace|TRACE)\b|"(?:level|severity|lvl)": ?"(?:info|debug|trace|INFO|DEBUG|TRACE)"/;

/** Whether a line says of itself that nothing is wrong. */
export function isReportOfSuccess(line: string): boolean {
  return reportOfSuccess.test(line);
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
