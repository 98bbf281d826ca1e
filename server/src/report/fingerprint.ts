import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';

/**
 * Gives findings of one text a name by which they are found again after lines were added above or spaces changed: the rule, the
 * line on which the finding starts, and the how-manieth of this kind it is. Asked with the findings in their order.
 */
export function fingerprinter(text: string): (ruleId: string, span: Span) => string {
  const index = new LineIndex(text);
  const seen = new Map<string, number>();
  return (ruleId, span) => {
    const line = index.lineAt(span.start);
    const words = text.slice(index.lineStart(line), index.lineEnd(line)).trim().replaceAll(/\s+/g, ' ');
    const hash = fnv1a(`${ruleId}\n${words}`);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  };
}

/** The 64-bit hash FNV-1a (Fowler, Noll and Vo) of the UTF-8 form, in hexadecimal. It tells lines apart, no more. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
