import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { applyEdits, conflict, type Edit } from '../text/edit';
import { columnOf, lineBreak, lineEnd, lineStart } from '../text/lines';
import { say } from '../text/say';
import { labelText, quoted, usualQuote, valueText, type LabelStyle, type NewLabel } from './labels';
import { hasComment, leaveLabels } from './leave';
import { pairAt, readWorkloads, spanOf } from './read';
import type { Label, Labels, Metadata, Workload } from './workload';

/**
 * Puts labels on the pods of a workload, creating `labels` and `metadata` where they are missing, and touching nothing else.
 * Labels that are there with that name get the value instead.
 * @param index of the workload among those that `readWorkloads(text)` gives
 * @returns undefined if it cannot be done by a change of that place alone, as where an anchor is in play
 */
export function addLabels(text: string, index: number, labels: readonly NewLabel[]): readonly Edit[] | undefined {
  const workload = readWorkloads(text)[index];
  const edits = workload && additions(text, workload, labels);
  return edits && holdsAfterwards(text, index, edits, labels) ? edits : undefined;
}

/** Why `addLabels` gives nothing for a workload: a sentence. */
export function whyNotAdded({ pod }: Workload): string {
  if (!pod) return noTemplate;
  return pod.labels?.own === false
    ? tied
    : say`What stands in the metadata of the pod leaves no place for labels that would change nothing else.`;
}

const noTemplate = say`The workload has no pod template that stands in its place.`;
const tied = say`An anchor, an alias or a merge key ties the labels to another place, which would change with them.`;

/**
 * Takes labels from where they do nothing, and puts them on the pods of the workload, with the comments on their lines; and with those
 * between them if no label is left behind.
 * @param from the map that they stand in, of the workload at the index
 * @returns a sentence that tells why it cannot be done, as with `addLabels`, or where a comment would be lost
 */
export function moveLabels(
  text: string,
  index: number,
  from: Labels,
  names: ReadonlySet<string>,
  labels: readonly NewLabel[],
): readonly Edit[] | string {
  const workload = readWorkloads(text)[index];
  if (!workload?.pod) return noTemplate;
  if (!from.own) return tied;
  const moved = from.entries.filter(({ name }) => names.has(name));
  const { annotations, labels: there } = workload.pod;
  const isRenamed = isSameMap(annotations, from) && moved.length === from.entries.length && !there;
  const edits = isRenamed
    ? [nameOfLabels(text, from), ...changes(text, moved, labels, styleOf(text, workload))]
    : carried(text, workload, from, moved, labels);
  if (typeof edits === 'string') return edits;
  const place = misplaces(workload).findIndex((map) => isSameMap(map, from));
  return holdsAfterwards(text, index, edits, labels) && haveLeft(text, index, edits, place, names)
    ? edits
    : say`What stands around the labels cannot be kept as it is.`;
}

/** The word `annotations` becomes `labels`, in the quotes that it has. */
function nameOfLabels(text: string, { keySpan }: Labels): Edit {
  return { span: keySpan, newText: text.slice(keySpan.start, keySpan.end).replace('annotations', 'labels') };
}

function carried(
  text: string,
  workload: Workload,
  from: Labels,
  moved: readonly Label[],
  labels: readonly NewLabel[],
): readonly Edit[] | string {
  const left = leaveLabels(text, from, moved, true);
  if (!left) return say`A comment among the labels would be lost.`;
  const withComments = labels.map((label) => ({ ...label, ...left.comments.get(label.name) }));
  const added = additions(text, workload, withComments);
  return added ? [...added, ...left.edits] : whyNotAdded(workload);
}

/** Whether labels are gone from one of the `misplaces`. What repeats them in the others does no harm. */
function haveLeft(
  text: string,
  index: number,
  edits: readonly Edit[],
  place: number,
  names: ReadonlySet<string>,
): boolean {
  const left = readWorkloads(applyEdits(text, edits))[index];
  const entries = (left && misplaces(left)[place]?.entries) ?? [];
  return place >= 0 && entries.every(({ name }) => !names.has(name));
}

/** Where labels of pods stand in vain, in a fixed order. */
function misplaces({ pod, above }: Workload): readonly Metadata['labels'][] {
  return [pod?.annotations, ...above.flatMap(({ labels, annotations }) => [labels, annotations])];
}

function isSameMap(map: Labels | undefined, other: Labels): boolean {
  return map?.keySpan.start === other.keySpan.start;
}

/** Gives labels that are there the values that they should have, in the quotes that they have. */
function changes(
  text: string,
  there: readonly Label[],
  labels: readonly NewLabel[],
  style: LabelStyle,
): readonly Edit[] {
  return there.flatMap(({ name, value, valueSpan, plain, quote }) => {
    const wanted = labels.find((label) => label.name === name);
    if (!wanted || (value === wanted.value && !plain)) return [];
    const newText = valueText({ value: wanted.value, quote }, style);
    return newText === text.slice(valueSpan.start, valueSpan.end) ? [] : [{ span: valueSpan, newText }];
  });
}

function additions(text: string, workload: Workload, labels: readonly NewLabel[]): readonly Edit[] | undefined {
  const { pod } = workload;
  if (!pod || (pod.labels && !pod.labels.own)) return undefined;
  const there = pod.labels?.entries ?? [];
  const style = styleOf(text, workload);
  const changed = changes(text, there, labels, style);
  const missing = labels
    .filter(({ name }) => there.every((label) => label.name !== name))
    .flatMap((label) => [...(label.above ?? []), lineOf(label, style)]);
  if (missing.length === 0) return changed;
  const step = indentStep(text, pod.holder);
  const under = (name: string, lines: readonly string[]): readonly string[] =>
    nested(style.json ? quoted(name, '"') : name, lines, step);
  const metadata = pairAt(pod.holder, 'metadata');
  const inLabels = metadata && isMap(metadata.value) ? pairAt(metadata.value, 'labels') : undefined;
  const insertion = inLabels
    ? insertInto(text, inLabels, missing, step)
    : metadata
      ? insertInto(text, metadata, under('labels', missing), step)
      : insertInMap(text, pod.holder, under('metadata', under('labels', missing)), 'spec');
  return insertion && [...changed, insertion];
}

/** As the nearest keys around are written. */
function styleOf(text: string, { pod }: Workload): LabelStyle {
  const metadata = pod && pairAt(pod.holder, 'metadata')?.value;
  const labels = isMap(metadata) ? pairAt(metadata, 'labels')?.value : undefined;
  const maps = [labels, metadata, pod?.holder].flatMap((map) => (isMap(map) && map.items.length > 0 ? [map] : []));
  const key = maps[0]?.items[0]?.key;
  const json = maps[0]?.flow === true && isScalar(key) && key.type === 'QUOTE_DOUBLE';
  return { quote: usualQuote(text), json };
}

function lineOf(label: NewLabel, style: LabelStyle): string {
  return [labelText(label, style), label.behind ?? []].flat().join(' ');
}

function nested(name: string, lines: readonly string[], step: string): readonly string[] {
  return [`${name}:`, ...lines.map((line) => step + line)];
}

/** Puts lines into the value of a pair, which may be missing. */
function insertInto(text: string, pair: Pair, lines: readonly string[], step: string): Edit | undefined {
  const { key, value } = pair;
  if (isMap(value)) return value.anchor === undefined ? insertInMap(text, value, lines) : undefined;
  if (!isScalar(value) || value.value !== null || value.source !== '' || value.anchor !== undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, spanOf(key).start)) + step;
  const place = lineEnd(text, spanOf(key).end);
  return { span: { start: place, end: place }, newText: lines.map((line) => lineBreak(text) + indent + line).join('') };
}

/** Behind the last entry if that is short, else in front of `before` or the first entry. */
function insertInMap(text: string, map: YAMLMap, lines: readonly string[], before?: string): Edit | undefined {
  const last = map.items.at(-1);
  if (map.flow === true) return insertInFlow(text, map, lines);
  if (!last) return undefined;
  const { value } = last;
  const breakOf = lineBreak(text);
  if (before === undefined && isScalar(value) && isShort(value.type) && value.source !== '') {
    const indent = ' '.repeat(columnOf(text, spanOf(last.key).start));
    const place = lineEnd(text, spanOf(value).end);
    return { span: { start: place, end: place }, newText: lines.map((line) => breakOf + indent + line).join('') };
  }
  const anchor = (before === undefined ? undefined : pairAt(map, before)) ?? map.items[0];
  if (!anchor) return undefined;
  const start = spanOf(anchor.key).start;
  const indent = ' '.repeat(columnOf(text, start));
  return { span: { start, end: start }, newText: lines.map((line) => line + breakOf + indent).join('') };
}

/** `{a: b}`: what is put in stands on the line too, or each on its own if the last entry does. A comment would end it. */
function insertInFlow(text: string, map: YAMLMap, lines: readonly string[]): Edit | undefined {
  if (lines.some(hasComment)) return undefined;
  const last = map.items.at(-1);
  const { start, end } = spanOf(map);
  if (!last) return { span: { start: start + 1, end: end - 1 }, newText: inFlow(lines) };
  const place = spanOf(last.value).end;
  if (place === 0) return undefined;
  const key = spanOf(last.key).start;
  const indent = text.slice(lineStart(text, key), key);
  if (indent.trim() !== '') return { span: { start: place, end: place }, newText: `, ${inFlow(lines)}` };
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, start)))?.[0] ?? '';
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : '  ';
  const gap = lineBreak(text) + indent;
  return { span: { start: place, end: place }, newText: `,${gap}${inFlow(lines, { gap, step })}` };
}

function inFlow(lines: readonly string[], own?: { readonly gap: string; readonly step: string }): string {
  const [head = '', ...rest] = lines;
  if (!head.endsWith(':')) return lines.join(own ? `,${own.gap}` : ', ');
  const inner = rest.map((line) => line.trim());
  if (!own) return `${head} {${inFlow(inner)}}`;
  const deeper = own.gap + own.step;
  return `${head} {${deeper}${inFlow(inner, { ...own, gap: deeper })}${own.gap}}`;
}

function isShort(type: string | undefined): boolean {
  return type === 'PLAIN' || type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
}

/** What was written is what is read: the last word on all of the above. */
function holdsAfterwards(text: string, index: number, edits: readonly Edit[], labels: readonly NewLabel[]): boolean {
  if (conflict(edits)) return false;
  const before = readWorkloads(text);
  const after = readWorkloads(applyEdits(text, edits));
  const entries = after[index]?.pod?.labels?.entries ?? [];
  return (
    after.length === before.length &&
    after[index]?.name === before[index]?.name &&
    labels.every(({ name, value }) => entries.some((label) => label.name === name && label.value === value))
  );
}

/** How much deeper the entries of a mapping stand than what holds it, as this file does it. */
function indentStep(text: string, holder: YAMLMap): string {
  const spec = pairAt(holder, 'spec');
  const first = spec && isMap(spec.value) && spec.value.flow !== true ? spec.value.items[0] : undefined;
  if (!spec || !first) return '  ';
  const step = columnOf(text, spanOf(first.key).start) - columnOf(text, spanOf(spec.key).start);
  return ' '.repeat(step > 0 && step <= 8 ? step : 2);
}
