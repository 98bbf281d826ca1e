import type { Argument, ExecutedCommand } from '../shell/execution';
import { span, type Span } from '../text/span';
import { findFlag } from './buildFlags';
import { linkerFlagKind, parseLinkerFlags } from './linkerFlags';
import type { GoCommand } from './types';
import { readWord, type CommandWord } from './words';

/** Flags for the linker that stand outside of -ldflags, where go reads them as its own, or as packages. */
export interface StrayLinkerFlags {
  /** From the value of the -ldflags in front of them, if there is one, to the last of the words. */
  readonly span: Span;
  /** The words that stand outside. */
  readonly words: readonly string[];
  /** Whether they follow a value of -ldflags, to which they were meant to belong. */
  readonly quotesLost: boolean;
  /** What to write in place of `span`; undefined if the words hold quotes that cannot be kept. */
  readonly corrected: string | undefined;
}

/**
 * `-ldflags -s -w .`, `-ldflags -X main.v=1 .`, `go build -w`: the quotes around several linker flags are missing, or
 * -ldflags itself. Undefined if go does not refuse the command because of it.
 */
export function findStrayLinkerFlags(go: GoCommand, command: ExecutedCommand): StrayLinkerFlags | undefined {
  if (command.approximate) return undefined;
  const words = command.argv.map((argument) => readWord(argument, command.environment));
  const first = firstStray(go, words);
  if (first === undefined) return undefined;
  let end = first.index;
  if (first.valueOfLast) end++;
  while (end < words.length) {
    const name = strayName(go, words[end]);
    if (name === undefined) break;
    const next = words[end + 1];
    const takesNext = linkerFlagKind(name) === 'value' && !words[end]?.partial.includes('=');
    end += takesNext && next !== undefined ? 2 : 1;
  }
  const stray = words.slice(first.index, end);
  const flag = go.flags.findLast((candidate) => candidate.name === 'ldflags' && candidate.from === 'command line');
  const head = words[first.index - 1];
  const last = stray.at(-1);
  if (!last) return undefined;
  const follows = flag !== undefined && head !== undefined && flag.span.end === head.argument.span.end;
  const start = follows ? flag.valueSpan.start : (stray[0]?.argument.span.start ?? 0);
  const raws = [...(follows ? [rawValue(head.argument, flag.valueSpan)] : []), ...stray.map(rawOf)];
  const value = quote(raws);
  return {
    span: span(start, last.argument.span.end),
    words: stray.map((word) => word.partial),
    quotesLost: follows,
    corrected: value && (follows ? value : `-ldflags=${value}`),
  };
}

/** The word at which it goes wrong. */
function firstStray(
  go: GoCommand,
  words: readonly CommandWord[],
): { readonly index: number; readonly valueOfLast: boolean } | undefined {
  const refused = words.findIndex(
    (word) =>
      strayName(go, word) !== undefined &&
      go.problems.some(
        ({ span: at, isUnknownFlag }) => isUnknownFlag === true && at.start === word.argument.span.start,
      ),
  );
  if (refused > 0) return { index: refused, valueOfLast: false };
  // `-ldflags -X main.v=1`: the value is a flag that wants a value itself, which go takes for a package.
  const flag = go.flags.findLast((candidate) => candidate.name === 'ldflags');
  if (flag?.from !== 'command line' || flag.value.certainty === 'unknown') return undefined;
  const last = parseLinkerFlags(flag.value.value).flags?.at(-1);
  const index = words.findIndex((word) => word.argument.span.end === flag.span.end) + 1;
  const next = words[index];
  if (index === 0 || !last || !next || last.value !== '-extld=gcc' || linkerFlagKind(last.name) !== 'value')
    return undefined;
  const isPackage = go.args.some(({ span: at }) => at.start === next.argument.span.start);
  const looksLikeValue = last.name === 'X' ? next.partial.includes('=') : !/[./]/.test(next.partial);
  return isPackage && looksLikeValue ? { index, valueOfLast: true } : undefined;
}

/** The name of a flag that the linker knows and go does not. */
function strayName(go: GoCommand, word: CommandWord | undefined): string | undefined {
  const name = /^--?([^-=][^=]*)/.exec(word?.partial ?? '')?.[1];
  if (name === undefined || linkerFlagKind(name) === undefined) return undefined;
  // `go install -o`: that is go build's own -o, not the linker's.
  return findFlag(go.verb, name, undefined) || findFlag('build', name, undefined) ? undefined : name;
}

function rawOf(word: CommandWord): string | undefined {
  return word.argument.word?.raw;
}

/** The value of `-ldflags=-s`, or the word behind `-ldflags`, as written. */
function rawValue(argument: Argument, value: Span): string | undefined {
  const raw = argument.word?.raw;
  // `"-ldflags=-s"`: the quotes surround more than the value.
  if (raw === undefined || (value.start > argument.span.start && /^["']/.test(raw))) return undefined;
  return raw.slice(value.start - argument.span.start);
}

/** Several words as one in double quotes; undefined if one of them holds what would not survive that. */
function quote(raws: readonly (string | undefined)[]): string | undefined {
  const parts = raws.map((raw) => (raw === undefined ? undefined : unquoted(raw)));
  if (parts.some((part) => part === undefined)) return undefined;
  return `"${parts.join(' ')}"`;
}

function unquoted(raw: string): string | undefined {
  const single = /^'([^'"$`\\]*)'$/.exec(raw)?.[1];
  const double = /^"([^'"`\\]*)"$/.exec(raw)?.[1];
  return single ?? double ?? (/["'`\\\n]/.test(raw) ? undefined : raw);
}
