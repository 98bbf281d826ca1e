/** What a message of a failure offers beside its words. */
export type FailureAction = 'settings' | 'install' | 'retry' | 'output';

/** What is known of a text that an engine prints when it cannot do its work. */
export interface KnownFailure {
  readonly id: string;
  /** In its output, both streams. */
  readonly text: RegExp;
  /** What happened and what to do next; `found` is the match. */
  readonly says: (found: RegExpExecArray) => string;
  /** Where the text comes from. */
  readonly source: string;
  /** What helps; the output if undefined. */
  readonly actions?: readonly FailureAction[];
}

/** A failure in words for people. */
export interface Failure {
  readonly id: string;
  readonly message: string;
  readonly actions: readonly FailureAction[];
}

/** The first row whose text is in the output of an engine, with its words; undefined if nothing is known of it. */
export function knownFailure(output: string, rows: readonly KnownFailure[]): Failure | undefined {
  for (const { id, text, says, actions } of rows) {
    const found = text.exec(output);
    if (found) return { id, message: says(found), actions: actions ?? ['output'] };
  }
  return undefined;
}

/**
 * The lines of a container's run that the command line said and not the program in the container: docker begins them with
 * `docker: `, podman with `Error: `, nerdctl with `level=fatal msg=` or, on a terminal, `FATA[0000]`.
 */
export function linesOfEngine(output: string): string {
  const begun = /^(?:docker: |Error: |time=\S+ level=(?:fatal|error) msg=|FATA\[\d+\] )/;
  return output
    .split(/\r?\n/)
    .filter((line) => begun.test(line))
    .join('\n');
}
