import { DockerfileParser } from 'dockerfile-ast';
import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { Statement } from './scan';

/** An instruction as dockerfile-ast delimits it. */
export interface OutlinedInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
}

/** dockerfile-ast needs time that grows with the square of the number of comments: 3,300 of them took 0.6 s in one piece. */
const statementsPerPiece = 64;

/**
 * The instructions that dockerfile-ast finds in the shadow text, by the offset at which they start. The text is given to it in
 * pieces that start and end between instructions. Never throws: a piece on which dockerfile-ast throws gives nothing.
 * @param origin offset at which the text of the shadow starts
 */
export function outlineInstructions(
  shadow: string,
  statements: readonly Statement[],
  origin = 0,
): ReadonlyMap<number, OutlinedInstruction> {
  const found = new Map<number, OutlinedInstruction>();
  for (let first = 0; first < statements.length; first += statementsPerPiece) {
    const from = statements[first]?.lineStart ?? 0;
    const to = statements[first + statementsPerPiece]?.lineStart ?? origin + shadow.length;
    outlinePiece(shadow.slice(from - origin, to - origin), from, found);
  }
  return found;
}

function outlinePiece(piece: string, from: number, found: Map<number, OutlinedInstruction>): void {
  try {
    const lines = new LineIndex(piece);
    for (const instruction of DockerfileParser.parse(piece).getInstructions()) {
      const range = instruction.getInstructionRange();
      const start = from + lines.offsetAt(range.start);
      const keywordSpan = { start, end: from + lines.offsetAt(range.end) };
      found.set(start, { keyword: instruction.getKeyword(), keywordSpan });
    }
  } catch {
    // The caller then delimits the keywords itself.
  }
}
