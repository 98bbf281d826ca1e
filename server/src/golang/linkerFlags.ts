import { splitQuoted, type QuotedField } from './quoted';
import { parseGoBoolean } from './buildFlags';
import type { LinkerFlags } from './types';
import { unreadPart } from './words';

/**
 * The flags of cmd/link. Source: `go tool link -help` of Go 1.26, and for those that are gone the help of earlier ones
 * (-dumpdep and others never changed their arity).
 */
const booleanFlags: ReadonlySet<string> = new Set([
  ...[
    'V',
    'a',
    'asan',
    'aslr',
    'bindnow',
    'c',
    'checklinkname',
    'compressdwarf',
    'd',
    'debugnosplit',
    'dumpdep',
    'e',
    'f',
  ],
  ...['g', 'h', 'linkshared', 'msan', 'n', 'pruneweakmap', 'race', 's', 'u', 'v', 'w'],
]);
const valueFlags: ReadonlySet<string> = new Set([
  ...[
    'B',
    'D',
    'E',
    'H',
    'I',
    'L',
    'R',
    'T',
    'X',
    'benchmark',
    'benchmarkprofile',
    'buildid',
    'buildmode',
    'capturehostobjs',
  ],
  ...['cpuprofile', 'debugtextsize', 'debugtramp', 'extar', 'extld', 'extldflags', 'fipso', 'funcalign', 'importcfg'],
  ...['installsuffix', 'k', 'libgcc', 'linkmode', 'memprofile', 'memprofilerate', 'o', 'pluginpath', 'r', 'randlayout'],
  ...['stackcheck', 'strictdups', 'tmpdir'],
]);

/** All flags of the linker, without dashes. */
export const linkerFlagNames: readonly string[] = [...booleanFlags, ...valueFlags];

/** Whether the linker knows a flag of that name, and whether it takes a value; undefined if it does not. */
export function linkerFlagKind(name: string): 'boolean' | 'value' | undefined {
  return booleanFlags.has(name) ? 'boolean' : valueFlags.has(name) ? 'value' : undefined;
}

/** Source: BuildMode.Set of cmd/link/internal/ld/config.go. */
const buildmodes: readonly string[] = ['exe', 'pie', 'c-archive', 'c-shared', 'shared', 'plugin'];
const linkmodes = ['internal', 'external', 'auto'] as const;

type Flag = NonNullable<LinkerFlags['flags']>[number];
type Malformed = NonNullable<LinkerFlags['malformed']>;

interface Reading {
  readonly flags: Flag[];
  malformed: Malformed | undefined;
  incomplete: boolean;
}

/**
 * Reads the value of -ldflags: an optional `pattern=`, then words as cmd/internal/quoted.Split finds them, read as
 * cmd/link reads its command line. U+FFFC in the value stands for a part that could not be read; in the value of a -X
 * it does no harm. Of what is malformed only the first is reported, as the linker stops there.
 */
export function parseLinkerFlags(value: string): LinkerFlags {
  const start = value.length - value.trimStart().length;
  const { pattern, from, malformed } = cutPattern(value, start);
  const { fields, unterminated } = splitQuoted(value.slice(from));
  const words = fields.map((field) => ({ ...field, start: field.start + from, end: field.end + from }));
  const reading: Reading = { flags: [], malformed, incomplete: false };
  if (unterminated !== undefined) {
    reading.malformed ??= {
      start,
      end: value.length,
      message: `invalid value ${JSON.stringify(value)} for flag -ldflags: ${unterminated}`,
      corrected: undefined,
    };
  }
  readFlags(words, value, reading);
  return summarise(reading, pattern);
}

/** PerPackageFlag.set of cmd/go/internal/load/flag.go: a value that does not begin with a dash begins with a pattern. */
function cutPattern(
  value: string,
  start: number,
): { readonly pattern: string | undefined; readonly from: number; readonly malformed: Malformed | undefined } {
  const first = value[start];
  if (first === undefined || first === '-' || first === unreadPart)
    return { pattern: undefined, from: start, malformed: undefined };
  const equals = value.indexOf('=', start);
  const refuse = (why: string): { pattern: undefined; from: number; malformed: Malformed } => {
    const end = value.trimEnd().length;
    const message = `invalid value ${JSON.stringify(value)} for flag -ldflags: ${why}`;
    return {
      pattern: undefined,
      from: start,
      malformed: { start, end, message, corrected: correctionOf(value.slice(start, end)) },
    };
  };
  if (equals < 0) return refuse('missing =<value> in <pattern>=<value>');
  if (equals === start) return refuse('missing <pattern> in <pattern>=<value>');
  if (first === '"' || first === "'") return refuse(`parameter may not start with quote character ${first}`);
  return { pattern: value.slice(start, equals).trim(), from: equals + 1, malformed: undefined };
}

/** `linkmode external`: somebody forgot the dash. `'-s -w'` with the quotes of two shells: the inner ones are too many. */
function correctionOf(text: string): string | undefined {
  const mode = /^linkmode[\s=]+(internal|external|auto)$/.exec(text);
  if (mode) return `-linkmode=${mode[1] ?? ''}`;
  const quote = text[0];
  if ((quote === '"' || quote === "'") && text.indexOf(quote, 1) === text.length - 1 && text[1] === '-')
    return text.slice(1, -1);
  return undefined;
}

/** Reads the words one by one and stops where the linker would. */
function readFlags(words: readonly QuotedField[], value: string, reading: Reading): void {
  let index = 0;
  while (index < words.length) {
    const word = words[index];
    if (!word) return;
    const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word.text);
    const name = match?.[1] ?? '';
    if (!match || name.includes(unreadPart)) {
      if (word.text.includes(unreadPart)) {
        reading.incomplete = true;
        index++;
        continue;
      }
      reading.malformed ??= strayWord(words, index, value, reading);
      return;
    }
    const written = match[2];
    if (booleanFlags.has(name)) {
      const text = written ?? 'true';
      if (text.includes(unreadPart)) reading.incomplete = true;
      else reading.malformed ??= refuseBoolean(name, text, word);
      reading.flags.push({ name, value: text, start: word.start, end: word.end });
      index++;
      continue;
    }
    if (!valueFlags.has(name)) {
      const message = `flag provided but not defined: -${name}`;
      reading.malformed ??= { start: word.start, end: word.end, message, corrected: unglued(word.text) };
      return;
    }
    const next = written === undefined ? words[index + 1] : undefined;
    // cmd/go adds -extld=gcc behind the flags, which is what a flag without a value swallows.
    const text = written ?? next?.text ?? '-extld=gcc';
    const flag = { name, value: text, start: word.start, end: (next ?? word).end };
    if (text.includes(unreadPart)) reading.incomplete ||= name !== 'X';
    else reading.malformed ??= refuseValue(flag, words.slice(index), value);
    reading.flags.push(flag);
    index += next ? 2 : 1;
  }
}

/** A word that is no flag: the linker takes it, and all that follows, for object files, and wants exactly one of those. */
function strayWord(
  words: readonly QuotedField[],
  index: number,
  value: string,
  reading: Reading,
): Malformed | undefined {
  const word = words[index];
  if (!word) return undefined;
  if (/^-(?:-.|=)/.test(word.text)) {
    return { start: word.start, end: word.end, message: `bad flag syntax: ${word.text}`, corrected: undefined };
  }
  const refusal = { message: 'usage: link [options] main.o', isStrayWord: true } as const;
  const nextFlag = words.findIndex((later, at) => at > index && later.text.startsWith('-'));
  const end = words[nextFlag < 0 ? words.length - 1 : nextFlag - 1]?.end ?? word.end;
  const before = reading.flags.at(-1);
  if (before?.name === 'X') {
    const definition = before.value + value.slice(before.end, end);
    const quote = definition.includes("'") ? '"' : "'";
    return { start: before.start, end, ...refusal, corrected: `-X ${quote}${definition}${quote}` };
  }
  const mode =
    word.text === 'linkmode' ? linkmodes.find((candidate) => candidate === words[index + 1]?.text) : undefined;
  if (mode) return { start: word.start, end: words[index + 1]?.end ?? end, ...refusal, corrected: `-linkmode=${mode}` };
  return { start: word.start, end, ...refusal, corrected: undefined };
}

function refuseBoolean(name: string, text: string, word: QuotedField): Malformed | undefined {
  if (parseGoBoolean(text) !== undefined) return undefined;
  const why = name === 'w' ? `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax` : 'parse error';
  const message = `invalid boolean value ${JSON.stringify(text)} for -${name}: ${why}`;
  return { start: word.start, end: word.end, message, corrected: undefined };
}

/** `words` are those from the flag on. */
function refuseValue(flag: Flag, words: readonly QuotedField[], value: string): Malformed | undefined {
  const written = JSON.stringify(flag.value);
  const refuse = (message: string, end = flag.end, corrected?: string): Malformed => ({
    start: flag.start,
    end,
    message,
    corrected,
  });
  switch (flag.name) {
    case 'X':
      return flag.value.includes('=')
        ? undefined
        : refuse('-X flag requires argument of the form importpath.name=value');
    case 'buildmode':
      if (buildmodes.includes(flag.value)) return undefined;
      return refuse(`invalid value ${written} for flag -buildmode: invalid buildmode: ${written}`);
    case 'linkmode': {
      if (linkmodes.some((mode) => mode === flag.value)) return undefined;
      const message = `invalid value ${written} for flag -linkmode: invalid linkmode: ${written}`;
      // `-linkmode = external`
      const spaced = flag.value === '=' ? words[2] : undefined;
      const mode = linkmodes.find((candidate) => candidate === spaced?.text);
      return spaced && mode ? refuse(message, spaced.end, `-linkmode=${mode}`) : refuse(message);
    }
    case 'extldflags': {
      const { unterminated } = splitQuoted(flag.value);
      if (unterminated === undefined) return undefined;
      const message = `invalid value ${written} for flag -extldflags: ${unterminated}`;
      // `-extldflags="-static -s"`: quotes inside a word have no meaning, they must surround all of it.
      const quote = flag.value[0] ?? '';
      const last = words.find((word, at) => at > 0 && word.text.endsWith(quote));
      if (!last) return refuse(message);
      const text = value.slice(flag.start, last.end).replace(quote, '');
      return refuse(message, last.end, quote + text);
    }
    default:
      return undefined;
  }
}

/** `-s-w` and `-s,-w`. */
function unglued(text: string): string | undefined {
  return /^-s,?-w$/.test(text) ? '-s -w' : undefined;
}

function summarise(reading: Reading, pattern: string | undefined): LinkerFlags {
  const last = (name: string): string | undefined => reading.flags.findLast((flag) => flag.name === name)?.value;
  const isOn = (name: string): boolean => parseGoBoolean(last(name) ?? 'false') === true;
  const extldflags = splitQuoted(last('extldflags') ?? '').fields.map((field) => field.text);
  const stripsSymbols = isOn('s');
  const buildmode = last('buildmode');
  return {
    linkmode: linkmodes.find((mode) => mode === last('linkmode')),
    extldflags,
    static: extldflags.some((flag) => flag === '-static' || flag === '--static'),
    staticPie: extldflags.includes('-static-pie'),
    stripsSymbols,
    stripsDwarf: last('w') === undefined ? stripsSymbols : isOn('w'),
    linkshared: isOn('linkshared'),
    definitions: reading.flags.filter((flag) => flag.name === 'X').map((flag) => flag.value),
    flags: reading.flags,
    malformed: reading.malformed,
    incomplete: reading.incomplete,
    ...(pattern === undefined ? {} : { pattern }),
    ...(buildmode === undefined ? {} : { buildmode }),
  };
}
