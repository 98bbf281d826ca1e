import type { Span } from '../text/span';
import type { Dockerfile, Heredoc, Instruction, SyntaxProblem, Word } from './instruction';
import { type LogicalText, toSource } from './logicalText';
import type { LineWord } from './words';

/** What a reader is given: the joined line and the part of it that is the argument; spans are offsets into the line. */
export interface Reading {
  readonly logical: LogicalText;
  readonly line: string;
  readonly escape: Dockerfile['escape'];
  /** Upper case. */
  readonly keyword: string;
  readonly argument: Span;
  readonly heredocs: readonly Heredoc[];
  /** Reports what BuildKit's parser package refuses; without a place, at the keyword. */
  readonly report: (kind: SyntaxProblem['kind'], message: string, place?: Span) => void;
  /** Reports what its instructions package refuses, which looks at an ONBUILD's trigger only when it runs. */
  readonly reportMeaning: (kind: SyntaxProblem['kind'], message: string, place?: Span) => void;
}

/** The members that an instruction has besides the common ones. */
export type Own<T> = T extends Instruction ? Omit<T, Exclude<CommonKey, 'kind'>> : never;
type CommonKey = Extract<keyof Instruction, string>;

/** The word, at its place in the source. */
export function toWord(logical: LogicalText, word: LineWord): Word {
  return { raw: word.text, span: toSource(logical, word) };
}

/** As Go's `%q` and `%#v` print a string, near enough for a message. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
