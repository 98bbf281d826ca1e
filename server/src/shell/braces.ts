import type { ShellWord, WordPart } from './script';

/** A list of plain words, or a range of numbers: `{server,worker}`, `{1..3}`. What is nested or quoted is not followed. */
const list = /^\{([^{}$`"'\\\s]*,[^{}$`"'\\\s]*)\}$/;
const range = /^\{(0|[1-9]\d{0,3})\.\.(0|[1-9]\d{0,3})\}$/;
/** How many words one word may become. */
const most = 200;

/**
 * The words that brace expansion makes of one (bash manual, Brace Expansion): it comes before all others, and dash and BusyBox know
 * none. Just the word itself if there are no braces, or none that are followed.
 */
export function expandBraces(word: ShellWord): readonly ShellWord[] {
  let made: readonly (readonly WordPart[])[] = [[]];
  for (const part of word.parts) {
    const texts = part.kind === 'other' && !part.quoted ? alternatives(part.text) : undefined;
    const next = texts?.map((text): WordPart => ({ kind: 'literal', text, quoted: false })) ?? [part];
    if (made.length * next.length > most) return [word];
    made = made.flatMap((parts) => next.map((one) => [...parts, one]));
  }
  if (made.length === 1) return [word];
  // `{a,}` is one word only.
  const full = made.filter((parts) => parts.some((part) => part.kind !== 'literal' || part.quoted || part.text !== ''));
  return full.map((parts) => ({ span: word.span, raw: word.raw, parts }));
}

function alternatives(text: string): readonly string[] | undefined {
  const words = list.exec(text)?.[1]?.split(',');
  if (words) return words;
  const [, from, to] = range.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  if (Math.abs(last - first) >= most) return undefined;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) =>
    String(first + (last < first ? -index : index)),
  );
}
