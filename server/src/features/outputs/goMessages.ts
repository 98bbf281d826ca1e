/** What a compiler, vet, a linker or a test says about a line of a file. */
export interface GoMessage {
  /** As printed: relative to where go runs, or absolute. */
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
}

/** `./main.go:8:2: undefined: x`, `vet: ./main.go:8:2: …`, `go: errors parsing go.mod:` and then `/src/go.mod:3: …`. */
const located =
  /^(?:go: |vet: )?((?:[^\s:][^:]*\/)?[^\s:/]+\.(?:go|s|S|c|cc|cpp|cxx|m|h|hh|hpp|mod|work|sum)):(\d+)(?::(\d+))?: (.*)$/;
const header = /^# \[?([^\s[\]]+)\]?(?: \[.*\])?$/;
const testLine = /^ {4,}([^\s:/]+_test\.go|[^\s:/]+\.go):(\d+): (.*)$/;
/** Of a goroutine's stack, under the line with the function. */
const frame = /^\t(\/\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;
const failedPackage = /^FAIL\t(\S+)/;

/** Lines that a whole output may have: a broken build of a big program is not listed to its end. */
const most = 100;

/** What the lines of a step say about files. Never throws. */
export function readGoMessages(lines: readonly string[]): readonly GoMessage[] {
  const messages: GoMessage[] = [];
  let current: string | undefined;
  let panic: { readonly message: string; readonly at: number } | undefined;
  for (const [at, line] of lines.entries()) {
    if (messages.length >= most) break;
    current = header.exec(line)?.[1] ?? current;
    const found = located.exec(line);
    if (found) {
      const [, path = '', row, column, text = ''] = found;
      // GCC: notes belong to what stands above.
      const [, kind] = /^(note|warning): /.exec(text) ?? [];
      if (kind === 'note') continue;
      messages.push({
        path,
        line: Number(row),
        column: column === undefined ? undefined : Number(column),
        message: [text, ...indentedBelow(lines, at)].join('\n'),
        severity: kind === 'warning' ? 'warning' : 'error',
        package: current,
        at,
      });
      continue;
    }
    if (/^(?:panic|fatal error): /.test(line)) panic ??= { message: line, at };
    const [, file, row, text] = testLine.exec(line) ?? [];
    if (file !== undefined && isInFailedTest(lines, at)) {
      const tested = lines.slice(at).find((other) => failedPackage.test(other));
      const name = tested === undefined ? undefined : failedPackage.exec(tested)?.[1];
      messages.push({
        ...{ path: file, line: Number(row), column: undefined, message: text ?? '' },
        ...{ severity: 'error', package: name, at },
      });
    }
    const [, stacked, stackedRow] = panic ? (frame.exec(line) ?? []) : [];
    if (panic && stacked !== undefined)
      messages.push({
        ...{ path: stacked, line: Number(stackedRow), column: undefined, message: panic.message },
        ...{ severity: 'error', package: undefined, at: panic.at },
      });
  }
  return messages;
}

/** `\thave (int)`, `\tgo get example.com/a`: one message of go over several lines. */
function indentedBelow(lines: readonly string[], at: number): readonly string[] {
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('\t'));
  return lines.slice(at + 1, end < 0 ? lines.length : end).map((line) => line.trim());
}

/** Whether what stands above is the report of a test that failed: other tests log in the same form. */
function isInFailedTest(lines: readonly string[], at: number): boolean {
  const above = lines.slice(Math.max(0, at - 200), at).findLast((line) => /^ *(?:---|===) /.test(line));
  return above !== undefined && /^ *--- FAIL: /.test(above);
}
