import { lexWord } from './lex';

/** A here-document operator found in an instruction; offsets into the joined line. */
export interface HeredocOperator {
  readonly name: string;
  readonly stripTabs: boolean;
  readonly expand: boolean;
  readonly fileDescriptor: number | undefined;
  readonly start: number;
  readonly end: number;
}

type HeredocWord = Omit<HeredocOperator, 'start' | 'end'>;

/** `^(\d*)<<(-?)\s*([^<]*)$`, reHeredoc in parser.go; Go's `\s` has no `\v`. */
const heredocWord = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
const nothingSet = (): undefined => undefined;

/**
 * The here-document operators of a joined line (BuildKit: heredocsFromLine). The escape is a backslash here even if a directive says
 * otherwise, and a line that cannot be split into words, such as one with an unmatched quote, has none.
 */
export function findHeredocs(line: string): { operators: HeredocOperator[]; error: string | undefined } {
  const { words } = lexWord(line, {
    escape: '\\',
    lookup: nothingSet,
    rawQuotes: true,
    rawEscapes: true,
    skipUnsetEnv: true,
  });
  const operators: HeredocOperator[] = [];
  for (const { text, start, end } of words) {
    const { heredoc, error } = parseHeredocWord(text);
    if (error !== undefined) return { operators: [], error };
    if (heredoc) operators.push({ ...heredoc, start, end });
  }
  return { operators, error: undefined };
}

/** Reads one word as a here-document operator (BuildKit: ParseHeredoc); undefined if it is none. */
export function parseHeredocWord(word: string): { heredoc: HeredocWord | undefined; error: string | undefined } {
  const match = heredocWord.exec(word);
  const rest = match?.[3];
  if (!match || !rest) return { heredoc: undefined, error: undefined };
  const plain = lexWord(rest, { escape: '\\', lookup: nothingSet, skipUnsetEnv: true });
  const raw = lexWord(rest, { escape: '\\', lookup: nothingSet, skipUnsetEnv: true, rawQuotes: true });
  const error = plain.error ?? raw.error;
  if (error !== undefined) return { heredoc: undefined, error };
  const [only] = plain.words;
  const [onlyRaw] = raw.words;
  if (!only || plain.words.length !== 1) return { heredoc: undefined, error: undefined };
  if (!onlyRaw || raw.words.length !== 1) {
    return { heredoc: undefined, error: `internal lexing of heredoc produced inconsistent results: ${rest}` };
  }
  return {
    heredoc: {
      name: only.text,
      stripTabs: match[2] === '-',
      // Quotes that are gone after lexing were quotes of the word, which forbid expansion of the body.
      expand: countQuotes(only.text) === countQuotes(onlyRaw.text),
      fileDescriptor: match[1] ? Number(match[1]) : undefined,
    },
    error: undefined,
  };
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
