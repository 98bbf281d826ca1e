import { valueOf } from '../../facts/fact';
import { parseLinkerFlags } from '../../golang/linkerFlags';
import { joinPath } from '../../golang/modules';
import { stringVariables } from '../../golang/stringVariables';
import type { GoFlag } from '../../golang/types';
import { unreadPart } from '../../golang/words';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { asTree } from '../../model/files';
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
  { span: whole, valueSpan, value, partial }: GoFlag,
  offset: number,
): Hover | undefined {
  const flags = parseLinkerFlags(valueOf(value) ?? partial ?? '').flags ?? [];
  // In "-ldflags=-s -w" the quote is open where the value begins.
  const first = model.dockerfile.text[whole.start];
  const opened = valueSpan.start > whole.start && (first === '"' || first === "'") ? first : undefined;
  const written = writtenFlags(unquote(slice(model.dockerfile.text, valueSpan), valueSpan.start, opened));
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
      flag.name === 'X' ? definitionText(model, build, flag.value) : undefined,
      flag.name === 'extldflags' && flag.value !== '' ? say`Here: ${code(readable(flag.value))}` : undefined,
      build && aboutLinking.has(flag.name) ? say`This build: ${describeLinkage(build)}` : undefined,
    ],
    sources: [row.source],
  });
}

/** Flags that have a say in how the binary is linked. */
const aboutLinking: ReadonlySet<string> = new Set(['linkmode', 'extldflags', 'linkshared', 'd', 'extld']);

/** `main.version=v1`: what becomes of the variable. A part that cannot be read stands as an ellipsis. */
function definitionText(model: BuildModel, build: GoBuild | undefined, definition: string): string | undefined {
  const equals = definition.indexOf('=');
  if (equals < 0) return undefined;
  const value = definition.slice(equals + 1);
  const variable = definition.slice(0, equals);
  const name = code(readable(variable));
  const fate = build ? fateOfVariable(model, build, variable) : 'unknown';
  if (fate === 'no-package') return say`Here: without effect, as the program has no such package`;
  if (fate === 'no-variable') return say`Here: without effect, as the package has no ${name}`;
  if (fate === 'unknown') {
    if (value === '') return say`Here: ${name} is to become an empty text`;
    return value === unreadPart
      ? say`Here: ${name} is to become a value that is computed`
      : say`Here: ${name} is to become ${code(readable(value))}`;
  }
  if (value === '') return say`Here: ${name} becomes an empty text`;
  return value === unreadPart
    ? say`Here: ${name} becomes a value that is computed`
    : say`Here: ${name} becomes ${code(readable(value))}`;
}

/** Whether -X finds a variable to set, as far as all sources of the programs can be read. */
function fateOfVariable(
  model: BuildModel,
  build: GoBuild,
  variable: string,
): 'set' | 'no-package' | 'no-variable' | 'unknown' {
  const dot = variable.lastIndexOf('.');
  const path = variable.slice(0, dot);
  const name = variable.slice(dot + 1);
  const step = model.stages[build.stage]?.steps.find(({ instruction }) => instruction === build.instruction);
  if (!step || dot < 0 || variable.includes(unreadPart) || build.programs.length === 0) return 'unknown';
  const tree = asTree(step.files);
  const fates = build.programs.map(({ packages = [], unread, problem, standardPackages }) => {
    if (problem || packages.length === 0) return 'unknown';
    const found = path === 'main' ? packages[0] : packages.find(({ importPath }) => importPath === path);
    if (!found) return unread.length > 0 || standardPackages.has(path) ? 'unknown' : 'no-package';
    const texts = found.files.map((file) => tree.read(joinPath(found.directory, file)));
    if (texts.some((text) => text !== undefined && stringVariables(text).includes(name))) return 'set';
    const isNamed = texts.some((text) => text === undefined || text.split(/[^\p{L}\p{Nd}_]+/u).includes(name));
    return isNamed ? 'unknown' : 'no-variable';
  });
  const [first = 'unknown'] = fates;
  if (fates.includes('set')) return 'set';
  return fates.every((fate) => fate === first) ? first : 'unknown';
}

function readable(text: string): string {
  return text.replaceAll(unreadPart, '…');
}

/** The linker flags as they are written, with their places. */
function writtenFlags({ text, from, to }: Unquoted): readonly { readonly name: string; readonly span: Span }[] {
  const { flags = [] } = parseLinkerFlags(text);
  return flags.map(({ name, start, end }) => ({ name, span: { start: from[start] ?? 0, end: to[end - 1] ?? 0 } }));
}

/** A text as the shell hands it on, and for each of its characters where in the Dockerfile it begins and ends. */
interface Unquoted {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What the shell computes: one piece, whatever it becomes. */
const computed = /^(?:\$\((?:[^()]|\([^()]*\))*\)|\$\{[^{}]*\}|`[^`]*`|\$\w+)/;
/** The line goes on in the next one; comments between are no part of it. */
const lineEnd = /^\\\r?\n(?:[ \t]*#[^\n]*\n)*/;

/**
 * Takes off the quotes and escapes of the shell (POSIX.1, Shell Command Language, 2.2 Quoting).
 * @param opened the quote that is open where the text begins
 */
function unquote(source: string, start: number, opened: string | undefined): Unquoted {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  let quote = opened;
  let at = 0;
  const add = (character: string, length: number): void => {
    text += character;
    from.push(start + at);
    to.push(start + at + length);
    at += length;
  };
  while (at < source.length) {
    const rest = source.slice(at);
    const character = source[at] ?? '';
    const next = source[at + 1] ?? '';
    const joined = lineEnd.exec(rest)?.[0];
    const piece = quote === "'" ? undefined : computed.exec(rest)?.[0];
    if (joined !== undefined) at += joined.length;
    else if (character === quote) {
      quote = undefined;
      at++;
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      at++;
    } else if (piece !== undefined) add('x', piece.length);
    else if (character === '\\' && quote !== "'" && next !== '' && (quote === undefined || '$`"\\'.includes(next)))
      add(next, 2);
    else add(character, 1);
  }
  return { text, from, to };
}
