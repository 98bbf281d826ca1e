import { valueOf } from '../../facts/fact';
import { parseLinkerFlags } from '../../golang/linkerFlags';
import type { GoFlag } from '../../golang/types';
import { unreadPart } from '../../golang/words';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice, touches, type Span } from '../../text/span';
import { linkerFlagTexts } from '../texts/linkerFlagTexts';
import { textOf } from '../texts/textRow';
import { describeLinkage } from '../wording';
import { code, toHover, type Hover } from './card';

/** One flag within the value of -ldflags; undefined if its place in the text cannot be told. */
export function hoverLinkerFlag(
  model: BuildModel,
  build: GoBuild | undefined,
  { valueSpan, value, partial }: GoFlag,
  offset: number,
): Hover | undefined {
  const flags = parseLinkerFlags(valueOf(value) ?? partial ?? '').flags ?? [];
  const written = writtenFlags(slice(model.dockerfile.text, valueSpan), valueSpan.start);
  if (written.length !== flags.length || written.some(({ name }, index) => name !== flags[index]?.name))
    return undefined;
  const index = written.findIndex(({ span }) => touches(span, offset));
  const flag = flags[index];
  const place = written[index]?.span;
  const row = flag && textOf(linkerFlagTexts, flag.name);
  if (!flag || !place || !row) return undefined;
  const chosen = row.values?.find(({ name }) => name === flag.value);
  return toHover(place, {
    title: `-${flag.name}`,
    says: row.text,
    lines: [
      chosen && `${code(chosen.name)}: ${chosen.text}`,
      flag.name === 'X' ? definitionText(flag.value) : undefined,
      flag.name === 'extldflags' && flag.value !== '' ? say`Here: ${code(readable(flag.value))}` : undefined,
      build && aboutLinking.has(flag.name) ? say`This build: ${describeLinkage(build)}` : undefined,
    ],
    sources: [row.source],
  });
}

/** Flags that have a say in how the binary is linked. */
const aboutLinking: ReadonlySet<string> = new Set(['linkmode', 'extldflags', 'linkshared', 'd', 'extld']);

/** `main.version=v1`. A part that cannot be read stands as an ellipsis. */
function definitionText(definition: string): string | undefined {
  const equals = definition.indexOf('=');
  if (equals < 0) return undefined;
  const value = definition.slice(equals + 1);
  const name = code(readable(definition.slice(0, equals)));
  if (value === '') return say`Here: ${name} becomes an empty text`;
  return value === unreadPart
    ? say`Here: ${name} becomes a value that is computed`
    : say`Here: ${name} becomes ${code(readable(value))}`;
}

function readable(text: string): string {
  return text.replaceAll(unreadPart, '…');
}

/** The linker flags as they are written, with their places: quotes of the shell off, and what it computes taken as one piece. */
function writtenFlags(source: string, start: number): readonly { readonly name: string; readonly span: Span }[] {
  const quote = /^["']/.exec(source)?.[0];
  const isQuoted = quote !== undefined && source.length > 1 && source.endsWith(quote);
  const inner = isQuoted ? source.slice(1, -1) : source;
  const from = start + (isQuoted ? 1 : 0);
  const blank = (text: string): string => ' '.repeat(text.length);
  const one = (text: string): string => 'x'.repeat(text.length);
  const plain = inner
    .replaceAll(/\\\r?\n/g, blank)
    .replaceAll(/\$\((?:[^()]|\([^()]*\))*\)|\$\{[^{}]*\}|`[^`]*`/g, one);
  if (plain.includes('\\')) return [];
  const { flags = [] } = parseLinkerFlags(plain);
  return flags.map(({ name, start: first, end }) => ({ name, span: { start: from + first, end: from + end } }));
}
