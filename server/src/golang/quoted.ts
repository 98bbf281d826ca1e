/** One field that `splitQuoted` found: its text and where it stands, quotes included. */
export interface QuotedField {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits as cmd/internal/quoted.Split does: fields between blanks, each wholly in single or double quotes or in none;
 * quotes inside a field are ordinary characters and nothing is escaped. `unterminated` is the error text, if any;
 * offsets are into `text`.
 */
export function splitQuoted(text: string): {
  readonly fields: readonly QuotedField[];
  readonly unterminated: string | undefined;
} {
  const fields: QuotedField[] = [];
  const blanks = /[ \t\n\r]/;
  let at = 0;
  while (at < text.length) {
    const quote = text[at] ?? '';
    if (blanks.test(quote)) {
      at++;
      continue;
    }
    if (quote === '"' || quote === "'") {
      const close = text.indexOf(quote, at + 1);
      if (close < 0) return { fields, unterminated: `unterminated ${quote} string` };
      fields.push({ text: text.slice(at + 1, close), start: at, end: close + 1 });
      at = close + 1;
      continue;
    }
    let end = at;
    while (end < text.length && !blanks.test(text[end] ?? '')) end++;
    fields.push({ text: text.slice(at, end), start: at, end });
    at = end;
  }
  return { fields, unterminated: undefined };
}
