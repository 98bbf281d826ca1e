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
    because: pieces.flatMap((piece) => piece.because),
  };
}

/** The piece, as certain as what it was chosen by. */
export function basedOn(piece: Piece, condition: Piece): Piece {
  return {
    ...piece,
    presumed: piece.presumed || condition.presumed,
    because: [...condition.because, ...piece.because],
  };
}
