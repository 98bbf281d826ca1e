import type { Span } from '../text/span';
import { parseExecForm } from './execForm';
import { parseHeredocWord } from './heredoc';
import type {
  CommandInstruction,
  CopyInstruction,
  ExecForm,
  FromInstruction,
  HealthcheckInstruction,
  Heredoc,
  Instruction,
  PlainInstruction,
  RunInstruction,
  ShellInstruction,
} from './instruction';
import { concatenate } from './join';
import { isSpace } from './lines';
import { type LogicalText, sliceLogical, toSource } from './logicalText';
import { readArg, readEnv, readLabel } from './pairReaders';
import { type Own, quote, type Reading, toWord } from './reading';
import { type LineWord, splitAtBlanks } from './words';

/** Reads the argument of one kind of instruction: BuildKit's dispatch table in parser.go and the functions of instructions/parse.go. */
export const instructionReaders: ReadonlyMap<string, (reading: Reading) => Own<Instruction>> = new Map<
  string,
  (reading: Reading) => Own<Instruction>
>([
  ['ADD', readCopy('ADD')],
  ['ARG', readArg],
  ['CMD', readCommand('CMD')],
  ['COPY', readCopy('COPY')],
  ['ENTRYPOINT', readCommand('ENTRYPOINT')],
  ['ENV', readEnv],
  ['EXPOSE', readWords('EXPOSE')],
  ['FROM', readFrom],
  ['HEALTHCHECK', readHealthcheck],
  ['LABEL', readLabel],
  ['MAINTAINER', readWhole('MAINTAINER')],
  ['RUN', readRun],
  ['SHELL', readShell],
  ['STOPSIGNAL', readWhole('STOPSIGNAL')],
  ['USER', readWhole('USER')],
  ['VOLUME', readWords('VOLUME')],
  ['WORKDIR', readWhole('WORKDIR')],
]);

/** The names of all instructions, in upper case. */
export const instructionNames: readonly string[] = [...instructionReaders.keys(), 'ONBUILD'];

const validStageName = /^[a-z][a-z0-9\-_.]*$/;

/** BuildKit: parseBuildStageName. */
function readFrom({ line, argument, logical, reportMeaning }: Reading): Own<FromInstruction> {
  const words = splitAtBlanks(line, argument);
  const [image, as, name] = words;
  const isNamed = as?.text.toLowerCase() === 'as';
  if (words.length !== 1 && !(words.length === 3 && isNamed)) {
    const kind = words.length === 0 ? 'missing-argument' : 'invalid';
    reportMeaning(kind, 'FROM requires either one or three arguments', words.length === 0 ? undefined : argument);
  } else if (name && !validStageName.test(name.text.toLowerCase())) {
    const message = `invalid name for build stage: ${quote(name.text)}, name can't start with a number or contain symbols`;
    reportMeaning('invalid', message, name);
  }
  return {
    kind: 'FROM',
    image: image && toWord(logical, image),
    name: isNamed && name ? toWord(logical, name) : undefined,
  };
}

/** BuildKit: parseMaybeJSONToList and parseSourcesAndDest. */
function readCopy(kind: 'COPY' | 'ADD'): (reading: Reading) => Own<CopyInstruction> {
  return (reading) => {
    const { logical, reportMeaning } = reading;
    const words = readList(reading);
    const [destination] = words.slice(-1);
    if (words.length < 2) {
      reportMeaning(
        'missing-argument',
        `${kind} requires at least two arguments, but only one was provided. Destination could not be determined`,
      );
    } else if (destination && parseHeredocWord(destination.text).heredoc) {
      reportMeaning('invalid', `${kind} cannot accept a heredoc as a destination`, destination);
    }
    const sources = (words.length < 2 ? words : words.slice(0, -1)).filter(
      (word) => !parseHeredocWord(word.text).heredoc,
    );
    return {
      kind,
      sources: sources.map((word) => toWord(logical, word)),
      destination: words.length < 2 ? undefined : destination && toWord(logical, destination),
    };
  };
}

/** BuildKit: parseMaybeJSON, parseRun and dispatchRun. */
function readRun(reading: Reading): Own<RunInstruction> {
  const { exec } = readExecForm(reading);
  if (exec) return { kind: 'RUN', exec, script: undefined, interpreter: undefined };
  const { line, argument, heredocs, logical } = reading;
  const [first] = heredocs;
  const written = sliceLogical(logical, argument);
  if (!first) return { kind: 'RUN', exec: undefined, script: written, interpreter: undefined };
  if (parseHeredocWord(line.slice(argument.start, argument.end)).heredoc) {
    const interpreter = /^#!([^\n]*)/.exec(first.body.text)?.[1]?.trim();
    return { kind: 'RUN', exec: undefined, script: first.body, interpreter };
  }
  return { kind: 'RUN', exec: undefined, script: reconstitute(written, heredocs), interpreter: undefined };
}

/**
 * What dispatchRun hands to the shell if the argument is more than one here-document operator: the argument and the bodies, as written. A
 * here-document without end, which BuildKit refuses, stays without one.
 */
function reconstitute(written: LogicalText, heredocs: readonly Heredoc[]): LogicalText {
  const parts = [written];
  for (const { name, bodySpan, body, terminatorSpan } of heredocs) {
    if (!terminatorSpan && bodySpan.start === bodySpan.end) break;
    parts.push(placed('\n', bodySpan.start - 1), body);
    if (terminatorSpan) parts.push(placed(name, terminatorSpan.start));
  }
  return concatenate(parts);
}

function placed(text: string, source: number): LogicalText {
  return { text, segments: [{ logical: 0, source, length: text.length }], start: source };
}

/** BuildKit: parseMaybeJSON, parseCmd and parseEntrypoint. */
function readCommand(kind: 'CMD' | 'ENTRYPOINT'): (reading: Reading) => Own<CommandInstruction> {
  return (reading) => ({ kind, ...readExecForm(reading) });
}

/** BuildKit: parseHealthConfig and parseHealthcheck. */
function readHealthcheck(reading: Reading): Own<HealthcheckInstruction> {
  const { line, argument, logical, reportMeaning } = reading;
  const nothing: Own<HealthcheckInstruction> = { kind: 'HEALTHCHECK', none: false, exec: undefined, script: undefined };
  let typeEnd = argument.start;
  while (typeEnd < argument.end && !isSpace(line.charCodeAt(typeEnd))) typeEnd++;
  let start = typeEnd;
  while (start < argument.end && isSpace(line.charCodeAt(start))) start++;
  const type = line.slice(argument.start, typeEnd).toUpperCase();
  if (type === '') {
    reportMeaning('missing-argument', 'HEALTHCHECK requires at least one argument');
    return nothing;
  }
  const command = { start, end: argument.end };
  if (type === 'NONE') {
    if (command.start < command.end) reportMeaning('invalid', 'HEALTHCHECK NONE takes no arguments', command);
    return { ...nothing, none: true };
  }
  if (type !== 'CMD') {
    const place = { start: argument.start, end: typeEnd };
    reportMeaning('invalid', `Unknown type ${quote(type)} in HEALTHCHECK (try CMD)`, place);
    return nothing;
  }
  if (command.start === command.end) {
    reportMeaning('missing-argument', 'Missing command after HEALTHCHECK CMD');
    return nothing;
  }
  const { exec } = readExecForm({ ...reading, argument: command });
  return exec ? { ...nothing, exec } : { ...nothing, script: sliceLogical(logical, command) };
}

/** BuildKit: parseShell. */
function readShell(reading: Reading): Own<ShellInstruction> {
  const { exec } = readExecForm(reading);
  const { argument, reportMeaning } = reading;
  if (argument.start === argument.end || exec?.words.length === 0) {
    reportMeaning('missing-argument', 'SHELL requires at least one argument');
  } else if (!exec) {
    reportMeaning('invalid', 'SHELL requires the arguments to be in JSON form', argument);
  }
  return { kind: 'SHELL', exec };
}

/** EXPOSE splits at blanks (parseStringsWhitespaceDelimited), VOLUME takes JSON too (parseMaybeJSONToList). */
function readWords(kind: 'EXPOSE' | 'VOLUME'): (reading: Reading) => Own<PlainInstruction> {
  return (reading) => {
    const words = kind === 'VOLUME' ? readList(reading) : splitAtBlanks(reading.line, reading.argument);
    if (words.length === 0) reading.reportMeaning('missing-argument', `${kind} requires at least one argument`);
    return { kind, words: words.map((word) => toWord(reading.logical, word)) };
  };
}

/** The whole argument is one word, blanks included (BuildKit: parseString). */
function readWhole(
  kind: 'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER',
): (reading: Reading) => Own<PlainInstruction> {
  return ({ line, argument, logical, reportMeaning }) => {
    const text = line.slice(argument.start, argument.end);
    if (text === '') {
      reportMeaning('missing-argument', `${kind} requires exactly one argument`);
      return { kind, words: [] };
    }
    return { kind, words: [toWord(logical, { text, ...argument })] };
  };
}

function readList(reading: Reading): readonly LineWord[] {
  const { line, argument } = reading;
  const list = parseExecForm(line, argument.start, argument.end);
  if (list.kind === 'not-strings') reportNotStrings(reading);
  return list.kind === 'exec' ? list.words : splitAtBlanks(line, argument);
}

function readExecForm(reading: Reading): { exec: ExecForm | undefined; textAfterExec: Span | undefined } {
  const { line, argument, logical } = reading;
  const list = parseExecForm(line, argument.start, argument.end);
  if (list.kind === 'exec') {
    const words = list.words.map((word) => ({ value: word.text, span: toSource(logical, word) }));
    return { exec: { words, span: toSource(logical, argument) }, textAfterExec: undefined };
  }
  if (list.kind === 'not-strings') reportNotStrings(reading);
  const textAfter = list.kind === 'shell' ? list.textAfter : undefined;
  return {
    exec: undefined,
    textAfterExec: textAfter === undefined ? undefined : toSource(logical, { start: textAfter, end: argument.end }),
  };
}

function reportNotStrings({ report, argument }: Reading): void {
  report('invalid', 'when using JSON array syntax, arrays must be comprised of strings only', argument);
}
