import type { Edit } from '../text/edit';
import { lineEnd, lineStart, nextLine } from '../text/lines';
import type { Span } from '../text/span';
import type { Label, Labels } from './workload';

/** The comments that go with a label, from the `#` on: lines above it, and what stands behind it. */
interface LabelComments {
  readonly above: readonly string[];
  readonly behind?: string;
}

/** What takes labels away, and the comments that go with each, by its name. */
interface Leaving {
  readonly edits: readonly Edit[];
  readonly comments: ReadonlyMap<string, LabelComments>;
}

/**
 * Takes labels out of a map: their lines with the comments behind them, and the map with all comments in it if none is left, as well
 * as metadata that would be empty then.
 * @param carries whether comments right above go with the labels, where all labels below them do
 * @returns undefined if a comment would be lost
 */
export function leaveLabels(
  text: string,
  from: Labels,
  labels: readonly Label[],
  carries = false,
): Leaving | undefined {
  const all = labels.length === from.entries.length;
  if (from.flow) {
    const edits = all ? withoutFlow(text, from, from.flow) : withoutEntries(text, from, from.flow, new Set(labels));
    return edits && { edits, comments: new Map() };
  }
  const comments = new Map<string, LabelComments>();
  const edits: Edit[] = [];
  let place = from.keySpan.start;
  for (const label of labels) {
    const start = lineStart(text, label.nameSpan.start);
    // A block, such as `|-`, ends with the line break behind it.
    const end = start + text.slice(start, endOf(label)).trimEnd().length;
    const behind = /^[ \t]*(#.*)?$/.exec(text.slice(end, lineEnd(text, end)));
    if (!behind || hasComment(text.slice(start, end))) return undefined;
    const first = !all && carries ? startOfComments(text, from, labels, label) : start;
    const above = commentsIn(all ? text.slice(place, start) : text.slice(first, start));
    comments.set(label.name, { above, ...(behind[1] !== undefined && { behind: behind[1].trimEnd() }) });
    place = nextLine(text, end);
    if (!all) edits.push({ span: { start: first, end: place }, newText: '' });
  }
  const { only } = from;
  const isOnly = only !== undefined && /^[ \t]*:[ \t]*\r?\n[ \t]*$/.test(text.slice(only.end, from.keySpan.start));
  const whole = { start: lineStart(text, isOnly ? only.start : from.keySpan.start), end: place };
  return { edits: all ? [{ span: whole, newText: '' }] : edits, comments };
}

/**
 * Where the comments start that stand right above a label and speak of labels that all leave: those down to the next comment or
 * empty line. The start of the label's line if there are none.
 */
function startOfComments(text: string, { entries }: Labels, leaving: readonly Label[], label: Label): number {
  const own = lineStart(text, label.nameSpan.start);
  let start = own;
  while (start > 0) {
    const before = lineStart(text, start - 1);
    if (!/^[ \t]*#/.test(text.slice(before, start))) break;
    start = before;
  }
  if (start === own) return own;
  for (const other of entries.slice(entries.indexOf(label))) {
    const line = lineStart(text, other.nameSpan.start);
    const isNext = line > own && /^[ \t]*(?:#|\r?\n|$)/.test(text.slice(lineStart(text, line - 1), line));
    if (isNext) break;
    if (!leaving.includes(other)) return own;
  }
  return start;
}

/** Takes one entry away. Undefined if a comment would be lost, or another place changed. */
export function removeLabel(text: string, from: Labels, label: Label): readonly Edit[] | undefined {
  const left = from.own ? leaveLabels(text, from, [label]) : undefined;
  const own = [...(left?.comments.values() ?? [])];
  return own.some(({ above, behind }) => above.length > 0 || behind !== undefined) ? undefined : left?.edits;
}

/** Whether a piece of YAML has a comment in it, or what may be one. */
export function hasComment(text: string): boolean {
  return /(?:^|\s)#/.test(text);
}

function endOf({ nameSpan, valueSpan }: Label): number {
  return Math.max(nameSpan.end, valueSpan.end);
}

/** Whole lines of comments, and the one behind a key. */
function commentsIn(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => /(?:^|\s)(#[^]*)$/.exec(line)?.[1]?.trimEnd() ?? []);
}

/** The lines of `labels: {a: b}`; within other braces `labels: {}` stays. */
function withoutFlow(text: string, { keySpan, isInFlow }: Labels, flow: Span): readonly Edit[] | undefined {
  if (hasComment(text.slice(keySpan.start, isInFlow ? flow.end : lineEnd(text, flow.end)))) return undefined;
  return isInFlow
    ? [{ span: { start: flow.start + 1, end: flow.end - 1 }, newText: '' }]
    : [{ span: { start: lineStart(text, keySpan.start), end: nextLine(text, flow.end) }, newText: '' }];
}

/** Entries between braces, each with one of the commas beside it. */
function withoutEntries(
  text: string,
  { entries }: Labels,
  flow: Span,
  gone: ReadonlySet<Label>,
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [index, label] of entries.entries()) {
    if (!gone.has(label)) continue;
    const isBehindOne = entries.slice(0, index).some((other) => !gone.has(other));
    const before = isBehindOne ? entries[index - 1] : undefined;
    const end = endOf(label);
    const span = before
      ? { start: endOf(before), end }
      : { start: label.nameSpan.start, end: entries[index + 1]?.nameSpan.start ?? end };
    // A comment behind the entry speaks of it, too.
    const line = Math.min(lineEnd(text, end), flow.end);
    if (hasComment(text.slice(span.start, Math.max(span.end, line)))) return undefined;
    edits.push({ span, newText: '' });
  }
  return edits;
}
