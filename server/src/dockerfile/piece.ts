import { type Evidence, type Fact, unknown, type UnknownFact } from '../facts/fact';

/** Text with what is known about it. */
export interface Piece {
  readonly text: string;
  readonly unknown: UnknownFact | undefined;
  readonly presumed: boolean;
  readonly because: readonly Evidence[];
}

/** Text that the Dockerfile itself says. */
export function plain(text: string): Piece {
  return { text, unknown: undefined, presumed: false, because: [] };
}

/** What a variable holds. */
export function fromFact(fact: Fact<string>): Piece {
  if (fact.certainty === 'unknown') return { text: '', unknown: fact, presumed: false, because: fact.because };
  return { text: fact.value, unknown: undefined, presumed: fact.certainty === 'presumed', because: fact.because };
}

/** The fact that an expanded text is; it rests on all the evidence met on the way. */
export function toFact(piece: Piece): Fact<string> {
  // A value that is made of an unset variable is not unset itself.
  if (piece.unknown) return unknown(piece.unknown.why, ...piece.because);
  return { certainty: piece.presumed ? 'presumed' : 'known', value: piece.text, because: piece.because };
}

/** The texts one behind the other: unknown if one is, presumed if one is. */
export function combine(pieces: readonly Piece[]): Piece {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  return {
    text: pieces.map((piece) => piece.text).join(''),
    unknown: pieces.find((piece) => piece.unknown)?.unknown,
    presumed: pieces.some((piece) => piece.presumed),
    because: distinct(pieces.flatMap((piece) => piece.because)),
  };
}

/** No value in a Dockerfile is longer; BuildKit has no limit, but a line of the file may not be longer either. */
const longestValue = 65_536;

/**
 * Says of each piece that a word takes from variables whether it may: `ENV A=$A$A` doubles a value each time, and beyond the longest
 * value nothing is told any more.
 */
export function createBound(): (piece: Piece) => Piece {
  let length = 0;
  return (piece) => {
    length += piece.text.length;
    return length > longestValue ? notFollowed(piece.because) : piece;
  };
}

/** A value that could be told, at a cost that nobody would pay. */
export function notFollowed(because: readonly Evidence[]): Piece {
  return { text: '', unknown: unknown('not-modelled'), presumed: false, because };
}

/** More reasons nobody reads. With `ENV PATH=$PATH:/b` in thousands of lines, each would rest on all before it. */
const mostReasons = 200;

/** Each once: what a variable rests on comes along with every reference to it. Of many, the last ones. */
function distinct(because: readonly Evidence[]): readonly Evidence[] {
  return because.length < 2 ? because : [...new Set(because)].slice(-mostReasons);
}

/** The piece, as certain as what it was chosen by. */
export function basedOn(piece: Piece, condition: Piece): Piece {
  return {
    ...piece,
    presumed: piece.presumed || condition.presumed,
    because: distinct([...condition.because, ...piece.because]),
  };
}
