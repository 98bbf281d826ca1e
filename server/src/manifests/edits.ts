import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { applyEdits, conflict, type Edit } from '../text/edit';
import { labelText, type NewLabel } from './labels';
import { pairAt, readWorkloads, spanOf } from './read';
import type { Label, Labels, Workload } from './workload';

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

/**
 * Takes labels from where they do nothing, and puts them on the pods of the workload.
 * @param from the map that they stand in, of the workload at the index
 * @returns undefined as `addLabels` does, or if a comment would be lost
 */
export function moveLabels(
  text: string,
  index: number,
  from: Labels,
  names: ReadonlySet<string>,
  labels: readonly NewLabel[],
): readonly Edit[] | undefined {
  const workload = readWorkloads(text)[index];
  const moved = from.entries.filter(({ name }) => names.has(name));
  if (!workload?.pod || !from.own) return undefined;
  const all = moved.length === from.entries.length;
  const sameMetadata = workload.pod.annotations?.keySpan.start === from.keySpan.start;
  const edits =
    sameMetadata && all && !workload.pod.labels
      ? [{ span: from.keySpan, newText: 'labels' }, ...values(moved, labels)]
      : [
          ...(additions(text, workload, labels) ?? []),
          ...(removals(text, all ? [from.keySpan.start, lastEnd(from)] : undefined, moved) ?? []),
        ];
  if (edits.length === 0 || conflict(edits) || !holdsAfterwards(text, index, edits, labels)) return undefined;
  const left = readWorkloads(applyEdits(text, edits))[index];
  const maps = [left?.pod?.annotations, ...(left?.above ?? []).flatMap((other) => [other.labels, other.annotations])];
  const stillThere = maps.flatMap((map) => map?.entries ?? []).some(({ name }) => names.has(name));
  return stillThere ? undefined : edits;
}

/** Takes an entry away with its line. Undefined if other things stand on that line. */
export function removeLabel(text: string, label: Label): Edit | undefined {
  return removals(text, undefined, [label])?.[0];
}

function values(moved: readonly Label[], labels: readonly NewLabel[]): readonly Edit[] {
  return moved.flatMap((label) => {
    const wanted = labels.find(({ name }) => name === label.name);
    return wanted && label.value !== undefined && (label.value !== wanted.value || label.plain)
      ? [{ span: label.valueSpan, newText: labelText(wanted).slice(wanted.name.length + 2) }]
      : [];
  });
}

function additions(text: string, { pod }: Workload, labels: readonly NewLabel[]): readonly Edit[] | undefined {
  if (!pod || (pod.labels && !pod.labels.own)) return undefined;
  const there = pod.labels?.entries ?? [];
  const changes = there.flatMap((label) => {
    const wanted = labels.find(({ name }) => name === label.name);
    if (!wanted || (label.value === wanted.value && labelText(wanted) === `${label.name}: ${label.value}`)) return [];
    if (label.value === wanted.value && !label.plain) return [];
    return [{ span: label.valueSpan, newText: labelText(wanted).slice(wanted.name.length + 2) }];
  });
  const missing = labels.filter(({ name }) => there.every((label) => label.name !== name)).map(labelText);
  if (missing.length === 0) return changes;
  const step = indentStep(text, pod.holder);
  const metadata = pairAt(pod.holder, 'metadata');
  const inLabels = metadata && isMap(metadata.value) ? pairAt(metadata.value, 'labels') : undefined;
  const insertion = inLabels
    ? insertInto(text, inLabels, missing, step)
    : metadata
      ? insertInto(text, metadata, nested('labels', missing, step), step)
      : insertInMap(text, pod.holder, nested('metadata', nested('labels', missing, step), step), 'spec');
  return insertion && [...changes, insertion];
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
  if (map.flow === true) return insertInFlow(map, lines);
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

/** `{a: b}`; what is put in has to fit on the line too. */
function insertInFlow(map: YAMLMap, lines: readonly string[]): Edit | undefined {
  const last = map.items.at(-1);
  const content = inFlow(lines);
  const { start, end } = spanOf(map);
  if (!last) return { span: { start: start + 1, end: end - 1 }, newText: content };
  const place = spanOf(last.value).end;
  return place === 0 ? undefined : { span: { start: place, end: place }, newText: `, ${content}` };
}

function inFlow(lines: readonly string[]): string {
  const [head = '', ...rest] = lines;
  return head.endsWith(':') ? `${head} {${inFlow(rest.map((line) => line.trim()))}}` : lines.join(', ');
}

function isShort(type: string | undefined): boolean {
  return type === 'PLAIN' || type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
}

/** Deletes the lines of entries, or all lines of the map that holds them. */
function removals(
  text: string,
  whole: readonly [number, number] | undefined,
  labels: readonly Label[],
): readonly Edit[] | undefined {
  const places: readonly (readonly [number, number])[] = whole
    ? [whole]
    : labels.map(({ nameSpan, valueSpan }) => [nameSpan.start, Math.max(nameSpan.end, valueSpan.end)]);
  const edits: Edit[] = [];
  for (const [from, to] of places) {
    const start = lineStart(text, from);
    const end = lineEnd(text, to);
    const covered = text.slice(start, end);
    if (text.slice(start, from).trim() !== '' || /(?:^|\s)#/.test(covered) || !/^\s*$/.test(text.slice(to, end)))
      return undefined;
    edits.push({
      span: { start, end: end + (/^(?:\r\n|\n|\r)/.exec(text.slice(end, end + 2))?.[0].length ?? 0) },
      newText: '',
    });
  }
  return edits;
}

function lastEnd({ entries, keySpan }: Labels): number {
  return Math.max(keySpan.end, ...entries.map(({ nameSpan, valueSpan }) => Math.max(nameSpan.end, valueSpan.end)));
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

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function lineEnd(text: string, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset));
  return found ? offset + found.index : text.length;
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
