import { isSettled } from '../../facts/fact';
import { effectiveFlag } from '../../golang/flagValues';
import type { GoCommand, GoFlag } from '../../golang/types';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { Fix } from '../rule';

/** The flag of that name that counts, if it was written in the command itself and in words that can be edited. */
export function writtenFlag(build: GoBuild, name: string): GoFlag | undefined {
  const flag = effectiveFlag(build.go, name)?.flag;
  return flag?.from === 'command line' && !build.command.approximate && !build.instruction.exec ? flag : undefined;
}

/** Where another flag can stand: right behind the verb, or behind -C, which has to be the first one. */
export function placeForFlag({ directorySpan, verbSpan }: GoCommand): Span {
  const end = Math.max(verbSpan.end, directorySpan?.end ?? 0);
  return { start: end, end };
}

/** Takes a flag with its value out of the command, and one of the blanks around it. */
export function dropFlag(model: BuildModel, flag: GoFlag): Edit {
  return { span: withBlank(model.dockerfile.text, flag.span), newText: '' };
}

/** The fix that does without a flag; undefined if it was not written in words of the command that can be edited. */
export function dropping(model: BuildModel, build: GoBuild, name: string, title = say`Drop -${name}`): Fix | undefined {
  const flag = writtenFlag(build, name);
  return flag && { title, safety: 'review', edits: [dropFlag(model, flag)] };
}

/** Where a part of a flag's value stands in the text; undefined if it does not stand there to the letter, and once. */
export function placeInFlag(model: BuildModel, flag: GoFlag, part: string): Span | undefined {
  if (flag.from !== 'command line' || part === '') return undefined;
  const { start, end } = flag.valueSpan;
  const written = model.dockerfile.text.slice(start, end);
  const places: number[] = [];
  for (let at = written.indexOf(part); at >= 0; at = written.indexOf(part, at + 1)) places.push(at);
  // `-s` is the beginning of `-static` as well.
  const isWord = (at: number): boolean =>
    /^[\s"'=]?$/.test(written.charAt(at - 1)) && /^[\s"'=]?$/.test(written.charAt(at + part.length));
  const [only, ...more] = places.length > 1 ? places.filter(isWord) : places;
  if (only === undefined || more.length > 0) return undefined;
  return { start: start + only, end: start + only + part.length };
}

/** Where a flag for the linker stands: within the value of -ldflags if it can be found there, else that value. */
export function linkerFlagPlace(model: BuildModel, build: GoBuild, name: string): Span | undefined {
  const flag = effectiveFlag(build.go, 'ldflags')?.flag;
  if (!flag) return undefined;
  const found = build.linker.flags?.findLast((candidate) => candidate.name === name);
  const value = isSettled(flag.value) ? flag.value.value : flag.partial;
  const part = found && value?.slice(found.start, found.end);
  const place = part === undefined ? undefined : (placeInFlag(model, flag, part) ?? placeInGoflags(model, flag, part));
  return place ?? flag.valueSpan;
}

/**
 * Where a flag for the linker stands as a word of its own in what sets GOFLAGS, be that ENV, a variable in front of the command
 * or `go env -w`; undefined if it does not stand there to the letter, and once.
 */
function placeInGoflags(model: BuildModel, flag: GoFlag, part: string): Span | undefined {
  const { start, end } = flag.span;
  const written = model.dockerfile.text.slice(start, end);
  if (flag.from !== 'GOFLAGS' || !/^["']?GOFLAGS\b/.test(written)) return undefined;
  const [only, ...more] = [...written.matchAll(/(?<=[\s"'=])-[^\s"'=]+(?![^\s"'])/g)].filter(([word]) => word === part);
  return only && more.length === 0 ? { start: start + only.index, end: start + only.index + part.length } : undefined;
}

/** Takes a flag for the linker out of what sets GOFLAGS, beside others; undefined if it does not stand there as such. */
export function dropFromGoflags(model: BuildModel, build: GoBuild, name: string): readonly Edit[] | undefined {
  const flag = effectiveFlag(build.go, 'ldflags')?.flag;
  const place = linkerFlagPlace(model, build, name);
  if (flag?.from !== 'GOFLAGS' || !place || place === flag.valueSpan) return undefined;
  return [{ span: withBlank(model.dockerfile.text, place), newText: '' }];
}

/**
 * Takes flags for the linker out of -ldflags, and -ldflags itself if nothing is left in it.
 * @returns undefined if one of them does not stand in the command as such (a variable holds it)
 */
export function dropLinkerFlags(
  model: BuildModel,
  build: GoBuild,
  names: readonly string[],
): readonly Edit[] | undefined {
  const flag = writtenFlag(build, 'ldflags');
  const value = flag && (isSettled(flag.value) ? flag.value.value : flag.partial);
  const flags = build.linker.flags;
  if (!flag || value === undefined || !flags) return undefined;
  const dropped = flags.filter(({ name }) => names.includes(name));
  if (dropped.length === 0) return undefined;
  if (dropped.length === flags.length && build.linker.pattern === undefined) return [dropFlag(model, flag)];
  const edits: Edit[] = [];
  for (const { start, end } of dropped) {
    const place = placeInFlag(model, flag, value.slice(start, end));
    if (!place) return undefined;
    edits.push({ span: place, newText: '' });
  }
  return joined(model.dockerfile.text, edits, flag.valueSpan);
}

/**
 * Adds flags without quotes to -ldflags, or -ldflags with them behind the verb.
 * @returns undefined if the value stands in a form that cannot be added to
 */
export function addLinkerFlags(model: BuildModel, build: GoBuild, added: string): readonly Edit[] | undefined {
  if (build.command.approximate || build.instruction.exec || build.linker.pattern !== undefined) return undefined;
  if (!build.go.flags.some(({ name }) => name === 'ldflags')) {
    return [{ span: placeForFlag(build.go), newText: ` -ldflags "${added}"` }];
  }
  const flag = writtenFlag(build, 'ldflags');
  if (!flag) return undefined;
  const { start, end } = flag.valueSpan;
  const raw = model.dockerfile.text.slice(start, end);
  if (/^(["'])[^]*\1$/.test(raw)) return [{ span: { start: start + 1, end: start + 1 }, newText: `${added} ` }];
  // `'-ldflags=-s'`: the quotes are around the whole word.
  if (/["']/.test(model.dockerfile.text[flag.span.start] ?? ''))
    return [{ span: { start, end: start }, newText: `${added} ` }];
  return /^[^"'\\\s]+$/.test(raw) ? [{ span: flag.valueSpan, newText: `"${added} ${raw}"` }] : undefined;
}

/** Widens each removal by a blank next to it, so that no two words run together and no blank is left over at an end. */
function joined(text: string, edits: readonly Edit[], within: Span): readonly Edit[] {
  const spans = edits.map(({ span }) => {
    if (text[span.start - 1] === ' ' && span.start - 1 > within.start) return { start: span.start - 1, end: span.end };
    return text[span.end] === ' ' && span.end < within.end ? { start: span.start, end: span.end + 1 } : span;
  });
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged.map((span) => ({ span, newText: '' }));
}

function withBlank(text: string, { start, end }: Span): Span {
  if (text[end] === ' ') return { start, end: end + 1 };
  return text[start - 1] === ' ' ? { start: start - 1, end } : { start, end };
}
