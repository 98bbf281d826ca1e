/** A place as LSP counts it: zero-based line, zero-based UTF-16 character within the line. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets and lines. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Line and character of an offset; offsets outside the text are clamped to it. */
  positionAt(offset: number): LinePosition {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle;
    }
    return { line: low, character: clamped - (this.starts[low] ?? 0) };
  }

  /** Offset of a position; a line behind the text is its end, a character behind the line the end of the line, before its break. */
  offsetAt(position: LinePosition): number {
    if (position.line < 0) return 0;
    const start = this.starts[position.line];
    if (start === undefined) return this.text.length;
    return Math.max(start, Math.min(start + position.character, this.lineEnd(position.line)));
  }

  /** Offset at which a zero-based line ends, its line break excluded; the end of the text for lines behind it. */
  lineEnd(line: number): number {
    const next = this.starts[Math.max(0, line) + 1];
    if (next === undefined) return this.text.length;
    return next - (this.text[next - 1] === '\n' && this.text[next - 2] === '\r' ? 2 : 1);
  }

  /** Zero-based line of an offset. */
  lineAt(offset: number): number {
    return this.positionAt(offset).line;
  }

  /** Offset at which a zero-based line starts; the end of the text for lines behind it. */
  lineStart(line: number): number {
    return this.starts[Math.max(0, line)] ?? this.text.length;
  }
}
