/** What a compiler, vet, a linker or a test says about a line of a file. */
export interface GoMessage {
  /**
   * A tool such as the compiler or vet; a test in its report; the stack of a panic; `fetch`: what the place imports could not be
   * fetched, for which the machine, the network or a login is to blame and not the file.
   */
  readonly kind: 'tool' | 'test' | 'stack' | 'fetch';
  /** As printed, with slashes: relative to where go runs, absolute, or, of a stack built with -trimpath, below an import path. */
  readonly path: string;
  /** Counted from one. */
  readonly line: number;
  /** In bytes, counted from one (cmd/compile, go/token.Position; GCC the same); undefined for the whole line. */
  readonly column: number | undefined;
  /** With the indented lines that belong to it. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Import path of the package that is being built, from the `# example.com/a` above; of a test, from the `FAIL` below. */
  readonly package: string | undefined;
  /** Index of its first line. */
  readonly at: number;
  /** How many lines it takes. */
  readonly count: number;
  /** Any text may look so: it is a message only if there is such a file. */
  readonly isDoubtful: boolean;
}
