import { evidence, isSettled, known, withSample, type Fact } from '../facts/fact';
import type { Argument, ExecutedCommand, ShellVariable } from '../shell/execution';
import { say } from '../text/say';
import { span, type Span } from '../text/span';
import { findFlag, isFlagOfAnyCommand, parseGoBoolean, verbsWithFlags } from './buildFlags';
import type { FlagRow } from './buildFlags';
import { splitQuoted } from './quoted';
import type { GoCommand, GoFlag, GoVersion } from './types';
import { isAtLeast } from './version';
import type { CommandWord } from './words';

type Arg = GoCommand['args'][number];
type Problem = GoCommand['problems'][number];

/** What is collected while the words of one command are read. */
export interface Reading {
  readonly verb: string;
  readonly go: GoVersion | undefined;
  readonly flags: GoFlag[];
  readonly args: Arg[];
  readonly programArguments: Arg[];
  readonly problems: Problem[];
  incomplete: boolean;
}

/** Reads the words behind the verb into `reading`. */
export function readWords(words: readonly CommandWord[], reading: Reading): void {
  if (!verbsWithFlags.has(reading.verb)) {
    for (const word of words) reading.args.push(argumentOf(word));
    return;
  }
  const next = reading.verb === 'test' ? readTestWords(words, reading) : readFlags(words, reading);
  readArguments(words.slice(next), reading);
}

/** Go's flag.FlagSet.parse: flags up to the first word that is none, or `--`. Returns the index of what follows. */
function readFlags(words: readonly CommandWord[], reading: Reading): number {
  let index = 0;
  while (index < words.length) {
    const word = words[index];
    if (!word) break;
    if (word.value === undefined && !word.partial.startsWith('-')) {
      if (word.start !== '') break;
      // Nothing of the word is known: flags, a package, or nothing at all.
      reading.incomplete = true;
      const flagsFollow = words.slice(index + 1).some((later) => later.partial.startsWith('-'));
      const isLast = index === words.length - 1;
      if (!flagsFollow && (isLast || !word.splits)) break;
      index++;
      continue;
    }
    const text = word.partial;
    if (!text.startsWith('-') || text === '-') break;
    if (word.value === '--') return index + 1;
    index += readFlag(words, index, reading);
  }
  return index;
}

/** One flag; returns how many words it takes. */
function readFlag(words: readonly CommandWord[], index: number, reading: Reading): number {
  const word = words[index];
  if (!word) return 1;
  const text = word.partial;
  const dashes = text.startsWith('--') ? 2 : 1;
  const equals = text.indexOf('=');
  const name = text.slice(dashes, equals < 0 ? undefined : equals);
  const at = word.argument.span;
  if (name.startsWith('-') || name === '') {
    reading.problems.push({ span: at, message: `bad flag syntax: ${text}` });
    return 1;
  }
  if (word.value === undefined && (equals < 0 || word.start.length <= equals)) {
    // `-$X`: not even the name is known.
    reading.incomplete = true;
    return 1;
  }
  const row = findFlag(reading.verb, name, reading.go);
  if (!row) {
    if (name === 'h' || name === 'help') return 1;
    // `go vet` hands what it does not know to the analyzers.
    if (reading.verb !== 'vet') {
      reading.problems.push({ span: at, message: `flag provided but not defined: -${name}`, isUnknownFlag: true });
    }
    return 1;
  }
  if (equals >= 0) {
    addFlag(flagInOneWord(row.name, word, equals + 1), row, reading);
    return 1;
  }
  if (row.takes !== 'value') {
    addFlag({ ...flagInOneWord(row.name, word, text.length), value: known('true') }, row, reading);
    return 1;
  }
  const value = words[index + 1];
  if (!value) {
    reading.problems.push({ span: at, message: `flag needs an argument: -${name}` });
    return 1;
  }
  addFlag(flagInTwoWords(row.name, word, value), row, reading);
  return 2;
}

function addFlag(flag: GoFlag, row: FlagRow, reading: Reading): void {
  let value = flag.value;
  if (row.name === 'C') {
    const written = isSettled(value) ? JSON.stringify(value.value) : '"…"';
    const message = `invalid value ${written} for flag -C: -C flag must be first flag on command line`;
    reading.problems.push({ span: flag.span, message });
    return;
  }
  if (isSettled(value)) {
    const refusal = refusalOf(value.value, row);
    const boolean = row.takes === 'value' ? undefined : parseGoBoolean(value.value);
    if (refusal !== undefined) reading.problems.push({ span: flag.span, message: refusalText(flag, row, refusal) });
    if (boolean !== undefined) value = { ...value, value: String(boolean) };
    if (row.name === 'mod' && !['', 'mod', 'readonly', 'vendor'].includes(value.value)) {
      const message = `-mod=${value.value} not supported (can be '', 'mod', 'readonly', or 'vendor')`;
      reading.problems.push({ span: flag.span, message });
    }
  }
  reading.flags.push({ ...flag, value });
}

function refusalOf(value: string, row: FlagRow): string | undefined {
  if (row.takes === 'boolean' && parseGoBoolean(value) === undefined) return 'parse error';
  return row.refuse?.(value);
}

/** The texts of Go's flag package, and of base.SetFromGOFLAGS. */
function refusalText(flag: GoFlag, row: FlagRow, refusal: string): string {
  const value = isSettled(flag.value) ? JSON.stringify(flag.value.value) : '""';
  const boolean = row.takes !== 'value';
  if (flag.from === 'GOFLAGS') {
    return `go: invalid ${boolean ? 'boolean ' : ''}value ${value} for flag -${row.name} (from $GOFLAGS): ${refusal}`;
  }
  return boolean
    ? `invalid boolean value ${value} for -${row.name}: ${refusal}`
    : `invalid value ${value} for flag -${row.name}: ${refusal}`;
}

/** Words behind the flags: packages, files, and for `go run` the arguments of the program. */
function readArguments(words: readonly CommandWord[], reading: Reading): void {
  let packagesEnd = words.length;
  if (reading.verb === 'run') {
    const files = words.findIndex((word) => !(word.value ?? word.partial).endsWith('.go'));
    packagesEnd = files < 0 ? words.length : Math.max(files, 1);
  }
  for (const word of words.slice(0, packagesEnd)) {
    if (word.value === undefined && word.start === '') reading.incomplete = true;
    // Flags behind a package are packages to cmd/go; module.CheckImportPath refuses them.
    const text = word.value ?? word.start;
    if (text.startsWith('-') && ['build', 'install', 'list', 'vet'].includes(reading.verb)) {
      const message = `malformed import path ${JSON.stringify(text)}: leading dash`;
      reading.problems.push({ span: word.argument.span, message });
    }
    reading.args.push(argumentOf(word));
  }
  for (const word of words.slice(packagesEnd)) reading.programArguments.push(argumentOf(word));
}

/**
 * `go test` knows flags before and behind its packages and keeps those it does not know for the test binary
 * (testFlags of cmd/go/internal/test/testflag.go). Reads all words and returns their number.
 */
function readTestWords(words: readonly CommandWord[], reading: Reading): number {
  let packages: 'not yet' | 'inside' | 'over' = 'not yet';
  let mayBeValue = false;
  let index = 0;
  while (index < words.length) {
    const word = words[index];
    if (!word) break;
    const text = word.value ?? word.start;
    const wasValue = mayBeValue;
    mayBeValue = false;
    if (text === '--') break;
    if (!/^--?[^-=]/.test(text)) {
      if (word.value === undefined && text === '') reading.incomplete = true;
      if (packages === 'over') {
        if (!wasValue) break;
        reading.programArguments.push(argumentOf(word));
      } else {
        packages = 'inside';
        reading.args.push(argumentOf(word));
      }
      index++;
      continue;
    }
    if (packages === 'inside') packages = 'over';
    const name = text.replace(/^--?/, '').replace(/=.*/s, '');
    if (findFlag('test', name, reading.go)) {
      index += readFlag(words, index, reading);
      continue;
    }
    packages = 'over';
    index++;
    if (name === 'args') break;
    reading.programArguments.push(argumentOf(word));
    mayBeValue = !text.includes('=');
  }
  for (const word of words.slice(index)) reading.programArguments.push(argumentOf(word));
  return words.length;
}

/** The flags of GOFLAGS come first, so that the command line wins (base.SetFromGOFLAGS). */
export function readGoflags(command: ExecutedCommand, reading: Reading): void {
  const variable = command.environment.get('GOFLAGS');
  if (!variable || reading.verb === '') return;
  if (!isSettled(variable.value)) {
    reading.incomplete = true;
    return;
  }
  const at = variable.origin ?? command.span;
  const { fields, unterminated } = goflagsFields(variable.value.value, reading.go);
  const forgiving = reading.verb === 'env' || reading.verb === 'bug';
  const complain = (message: string): void => {
    if (!forgiving) reading.problems.push({ span: at, message });
  };
  if (unterminated !== undefined) {
    complain(`go: parsing $GOFLAGS: ${unterminated}`);
    return;
  }
  for (const field of fields) {
    const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(field);
    const name = match?.[1];
    if (name === undefined) {
      complain(`go: parsing $GOFLAGS: non-flag ${JSON.stringify(field)}`);
      continue;
    }
    if (!isFlagOfAnyCommand(name)) {
      complain(`go: parsing $GOFLAGS: unknown flag -${name}`);
      continue;
    }
    const row = findFlag(reading.verb, name, reading.go);
    if (!row || row.name === 'C') continue;
    const written = match?.[2];
    if (written === undefined && row.takes === 'value') {
      complain(`go: flag needs an argument: -${name} (from $GOFLAGS)`);
      continue;
    }
    addFlag(goflagsFlag(row.name, written ?? 'true', at, variable), row, reading);
  }
}

function goflagsFlag(name: string, text: string, at: Span, variable: ShellVariable): GoFlag {
  const says = evidence(variable.origin, say`GOFLAGS holds -${name}`);
  const certainty = variable.value.certainty === 'presumed' ? 'presumed' : 'known';
  const value: Fact<string> = { certainty, value: text, because: [...variable.value.because, says] };
  return { name, value, span: at, valueSpan: at, from: 'GOFLAGS' };
}

/** Quotes in GOFLAGS have a meaning since Go 1.21 at the latest; Go 1.19 split at blanks and nothing else. */
function goflagsFields(
  text: string,
  go: GoVersion | undefined,
): { readonly fields: readonly string[]; readonly unterminated?: string | undefined } {
  if (go && !isAtLeast(go, 1, 20)) return { fields: text.split(/\s+/).filter((field) => field !== '') };
  const { fields, unterminated } = splitQuoted(text);
  return { fields: fields.map((field) => field.text), unterminated };
}

/** `-x=value`, or `-x` alone; the value begins at an offset into the word's text. */
export function flagInOneWord(name: string, word: CommandWord, valueStart: number): GoFlag {
  const { value } = word.argument;
  return {
    name,
    value: isSettled(value)
      ? { ...value, value: value.value.slice(valueStart) }
      : withSample(value, value.sample?.slice(valueStart)),
    partial: word.partial.slice(valueStart),
    span: word.argument.span,
    valueSpan: valueSpanInWord(word.argument),
    from: 'command line',
  };
}

/** `-x value`. */
export function flagInTwoWords(name: string, word: CommandWord, value: CommandWord): GoFlag {
  return {
    name,
    value: value.argument.value,
    partial: value.partial,
    span: span(word.argument.span.start, value.argument.span.end),
    valueSpan: value.argument.span,
    from: 'command line',
  };
}

/** Where the value of `-x=value` stands: behind the equals sign as written; empty at the end if there is none. */
function valueSpanInWord(argument: Argument): Span {
  const { start, end } = argument.span;
  const raw = argument.word?.raw;
  if (raw === undefined) return argument.span;
  const equals = raw.indexOf('=');
  if (equals < 0) return span(end, end);
  // In "-ldflags=-s -w" the quotes surround the whole word: the closing one is not part of the value.
  const quote = raw[0];
  const quoted = (quote === '"' || quote === "'") && raw.endsWith(quote) && raw.length === end - start;
  return span(Math.min(start + equals + 1, end), quoted ? end - 1 : end);
}

function argumentOf(word: CommandWord): Arg {
  return { value: word.argument.value, span: word.argument.span };
}
