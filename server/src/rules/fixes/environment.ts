import type { EnvInstruction } from '../../dockerfile/instruction';
import type { BuildModel } from '../../model/buildModel';
import { applyEdits, type Edit } from '../../text/edit';
import { lineEnd, lineStart, nextLine } from '../../text/lines';
import { contains, type Span } from '../../text/span';
import { removeInstruction } from './instructions';

/**
 * Takes one variable out of an ENV, the whole instruction if it is the only one.
 * @returns undefined if a comment between the lines would go with it
 */
export function removeVariable(
  model: BuildModel,
  instruction: EnvInstruction,
  pair: EnvInstruction['pairs'][number],
): Edit | undefined {
  const { pairs } = instruction;
  if (pairs.length === 1) return removeInstruction(model, instruction);
  const index = pairs.indexOf(pair);
  const before = pairs[index - 1];
  const after = pairs[index + 1];
  const span = before
    ? { start: before.span.end, end: pair.span.end }
    : { start: pair.span.start, end: after?.span.start ?? pair.span.end };
  return model.dockerfile.text.slice(span.start, span.end).includes('#') ? undefined : { span, newText: '' };
}

/** Whether a text expands a variable: `$NAME`, `${NAME:-x}`. */
export function readsVariable(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    if ((before.endsWith('$') || before === '${') && !/\w/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

/** Whether a text still expands a variable once the edits are made. */
export function readsVariableAfter(text: string, edits: readonly Edit[], name: string): boolean {
  return readsVariable(text, name) && readsVariable(applyEdits(text, edits), name);
}

/**
 * Takes away the ARGs that were there for what the edits take out: nothing reads them any more, and no RUN behind them could be
 * given them. An ARG instruction with several stays as it is.
 * @param names of the variables that the removed text reads
 */
export function removeUnreadArguments(
  model: BuildModel,
  edits: readonly Edit[],
  names: ReadonlySet<string>,
): readonly Edit[] {
  const { text } = model.dockerfile;
  return model.stages.flatMap(({ steps }) =>
    steps.flatMap(({ instruction }, at) => {
      const [only] = instruction.kind === 'ARG' && instruction.args.length === 1 ? instruction.args : [];
      if (!only || !names.has(only.name) || instruction.onbuild) return [];
      const isGiven = steps.slice(at).some((step) => step.instruction.kind === 'RUN');
      return isGiven || readsVariableAfter(text, edits, only.name) ? [] : [removeInstruction(model, instruction)];
    }),
  );
}

/**
 * Takes several variables out of an ENV, the whole instruction if none is left. Comments between its lines stay, and so does the
 * layout of what remains.
 * @returns undefined if a value goes on in another line, in an ENV with comments
 */
export function removeVariables(
  model: BuildModel,
  instruction: EnvInstruction,
  removed: readonly EnvInstruction['pairs'][number][],
): readonly Edit[] | undefined {
  const { comments } = model.dockerfile;
  const { pairs } = instruction;
  const gone = new Set(removed);
  if (pairs.every((pair) => gone.has(pair))) return withoutComments(model, removeInstruction(model, instruction).span);
  if (comments.some((comment) => contains(instruction.span, comment.span)))
    return removeBetweenComments(model, instruction, gone);
  const edits: Edit[] = [];
  for (let first = 0; first < pairs.length; first++) {
    const start = pairs[first]?.span.start;
    let last = first;
    for (let pair = pairs[last]; pair && gone.has(pair); pair = pairs[last]) last++;
    if (start === undefined || last === first) continue;
    const end = pairs[last - 1]?.span.end ?? start;
    const before = pairs[first - 1]?.span.end;
    const span = before === undefined ? { start, end: pairs[last]?.span.start ?? end } : { start: before, end };
    edits.push({ span, newText: '' });
    first = last;
  }
  return edits;
}

/** Line by line: those that hold nothing else go, those of comments stay, and so does the one with the keyword. */
function removeBetweenComments(
  model: BuildModel,
  { pairs, span }: EnvInstruction,
  gone: ReadonlySet<EnvInstruction['pairs'][number]>,
): readonly Edit[] | undefined {
  const { text } = model.dockerfile;
  if (pairs.some((pair) => /[\r\n]/.test(text.slice(pair.span.start, pair.span.end)))) return undefined;
  const lastKept = pairs.findLast((pair) => !gone.has(pair));
  const edits: Edit[] = [];
  for (let line = lineStart(text, span.start); line < span.end; line = nextLine(text, line)) {
    const end = lineEnd(text, line);
    const own = pairs.filter((pair) => line <= pair.span.start && pair.span.end <= end);
    const kept = own.findLast((pair) => !gone.has(pair));
    const [first] = own;
    const last = own.at(-1);
    if (!first || !last) continue;
    if (!kept) {
      const blanks = /^[ \t]*/.exec(text.slice(last.span.end))?.[0].length ?? 0;
      const words = { start: first.span.start, end: last.span.end + blanks };
      const isFirst = line <= span.start;
      edits.push({ span: isFirst ? words : { start: line, end: nextLine(text, end) }, newText: '' });
      continue;
    }
    const before = own.slice(0, own.indexOf(kept));
    for (const [index, pair] of before.entries()) {
      const next = own[index + 1];
      if (next && gone.has(pair)) edits.push({ span: { start: pair.span.start, end: next.span.start }, newText: '' });
    }
    // The last line that remains no longer goes on in the next one.
    const isEnd = kept === lastKept && kept !== pairs.at(-1);
    const behind = { start: kept.span.end, end: isEnd ? end : last.span.end };
    if (behind.start < behind.end) edits.push({ span: behind, newText: '' });
  }
  return edits;
}

/** Deletes whole lines but for those of comments. */
export function withoutComments(model: BuildModel, lines: Span): readonly Edit[] {
  const { text, comments } = model.dockerfile;
  const edits: Edit[] = [];
  let { start } = lines;
  for (const { span } of comments.filter((comment) => contains(lines, comment.span))) {
    const line = lineStart(text, span.start);
    if (start < line) edits.push({ span: { start, end: line }, newText: '' });
    start = nextLine(text, span.end);
  }
  if (start < lines.end) edits.push({ span: { start, end: lines.end }, newText: '' });
  return edits;
}
