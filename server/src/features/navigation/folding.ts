import type { Analysis } from '../../analysis';
import { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';

/** Lines that can be folded away behind the first of them; zero-based. */
export interface FoldedLines {
  readonly start: number;
  /** The last line that vanishes. */
  readonly end: number;
  readonly kind: 'comment' | 'region' | undefined;
}

/** Stages, instructions and here-documents of several lines, comments one below the other. One fold per first line, the longest. */
export function folding({ model }: Analysis): readonly FoldedLines[] {
  const { text, comments, instructions } = model.dockerfile;
  const lines = new LineIndex(text);
  const folds: FoldedLines[] = [];
  const add = (span: Span, kind: FoldedLines['kind']): void => {
    const start = lines.lineAt(span.start);
    const end = lines.lineAt(span.end);
    if (end > start) folds.push({ start, end, kind });
  };
  for (const { span } of model.stages) add(span, 'region');
  for (const { span, heredocs } of instructions) {
    add(span, undefined);
    for (const { span: operator, bodySpan, terminatorSpan } of heredocs) {
      // Where one instruction has several, each folds at its own first line.
      const isFirst = heredocs[0]?.bodySpan === bodySpan;
      add({ start: isFirst ? operator.start : bodySpan.start, end: (terminatorSpan ?? bodySpan).end }, undefined);
    }
  }
  let block: Span | undefined;
  for (const { span } of comments) {
    const follows = block && lines.lineAt(span.start) === lines.lineAt(block.end) + 1;
    if (block && !follows) add(block, 'comment');
    block = { start: follows && block ? block.start : span.start, end: span.end };
  }
  if (block) add(block, 'comment');
  folds.sort((a, b) => a.start - b.start || b.end - a.end);
  return folds.filter(({ start }, index) => folds[index - 1]?.start !== start);
}
