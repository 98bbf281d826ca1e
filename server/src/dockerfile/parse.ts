import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ArgInstruction, Dockerfile, Flag, Instruction, SyntaxProblem, UnknownInstruction } from './instruction';
import { type LogicalText, sliceLogical, toSource } from './logicalText';
import { type OutlinedInstruction, outlineInstructions } from './outline';
import { instructionReaders } from './readers';
import type { Reading } from './reading';
import { scan, type Scan, type Statement } from './scan';
import { createShadow } from './shadow';
import { type Command, type CommandFlag, splitCommand } from './splitCommand';

/** Longer texts are no Dockerfiles; reading them would only keep the editor waiting. */
const longestText = 1024 * 1024;

/** One statement with what reading it gave. */
interface ReadStatement {
  readonly statement: Statement;
  /** What dockerfile-ast made of it. */
  readonly outlined: OutlinedInstruction | undefined;
  readonly instruction: Instruction;
  readonly problems: readonly SyntaxProblem[];
}

interface ReadText {
  readonly dockerfile: Dockerfile;
  readonly statements: readonly ReadStatement[];
}

/**
 * Reads a Dockerfile as BuildKit's parser does, but goes on behind an error. Never throws. What BuildKit would refuse is
 * in `problems`, in its words, in the order of the text.
 */
export function parseDockerfile(text: string): Dockerfile {
  return readText(text, undefined).dockerfile;
}

/**
 * A parser for the versions of one text. It gives what `parseDockerfile` gives, but the instructions before the first difference
 * to the version before are the same objects, which is how later steps know that they need not look at them again. Those behind
 * the last difference are read again, as all their places may have moved, but not outlined again.
 */
export function createParser(): (text: string) => Dockerfile {
  let last: ReadText | undefined;
  return (text) => {
    last = readText(text, last);
    return last.dockerfile;
  };
}

function readText(text: string, last: ReadText | undefined): ReadText {
  const unsupported = refuseText(text);
  if (unsupported) {
    const nothing = { text, escape: '\\', directives: [], comments: [], instructions: [] } as const;
    return { dockerfile: { ...nothing, problems: [unsupported] }, statements: [] };
  }
  const scanned = scan(text);
  const { escape, directives, comments } = scanned;
  const statements = readStatements(text, scanned, last);
  const problems = [...scanned.problems];
  let isInStage = false;
  for (const { instruction, problems: own } of statements) {
    problems.push(...own);
    if (instruction.kind === 'FROM') isInStage = true;
    else if (!isInStage && (instruction.kind !== 'UNKNOWN' || instruction.onbuild) && !isGlobalArg(instruction)) {
      // BuildKit: CurrentStage, called by instructions.Parse. One report is enough if there is no FROM at all.
      problems.push({
        kind: 'invalid',
        span: instruction.keywordSpan,
        message: 'no build stage in current context',
      });
      isInStage = true;
    }
  }
  problems.sort((a, b) => a.span.start - b.span.start);
  const instructions = statements.map(({ instruction }) => instruction);
  return { dockerfile: { text, escape, directives, comments, instructions, problems }, statements };
}

function readStatements(text: string, scanned: Scan, last: ReadText | undefined): readonly ReadStatement[] {
  const { escape, statements } = scanned;
  const kept = last?.dockerfile.escape === escape ? unchanged(text, statements, last) : [];
  const rest = statements.slice(kept.length);
  if (rest.length === 0) return kept;
  const tail = last?.dockerfile.escape === escape ? unchangedTail(text, rest, last) : [];
  const changed = rest.slice(0, rest.length - tail.length);
  const from = changed[0]?.lineStart ?? 0;
  const to = rest[changed.length]?.lineStart ?? text.length;
  const outline = outlineInstructions(createShadow(text, scanned, from, to), changed, from);
  const outlineOf = (statement: Statement, index: number): OutlinedInstruction | undefined => {
    const before = tail[index - changed.length];
    return before ? moved(before, statement) : outline.get(statement.span.start);
  };
  return [
    ...kept,
    ...rest.map((statement, index) => {
      const problems: SyntaxProblem[] = [];
      const outlined = outlineOf(statement, index);
      const instruction = readInstruction(statement, escape, outlined, problems);
      return { statement, outlined, instruction, problems };
    }),
  ];
}

/** The statements at the top that are what they were, with the line break behind them. */
function unchanged(text: string, statements: readonly Statement[], last: ReadText): readonly ReadStatement[] {
  const before = last.dockerfile.text;
  let common = 0;
  while (common < text.length && text.charCodeAt(common) === before.charCodeAt(common)) common++;
  const changed = statements.findIndex(({ span, heredocs }, index) => {
    const known = last.statements[index]?.statement.span;
    const isSame = known?.start === span.start && known.end === span.end && span.end < common;
    // One that nothing ends reaches as far as the text does.
    return !isSame || heredocs.some(({ terminatorSpan }) => terminatorSpan === undefined);
  });
  return last.statements.slice(0, changed < 0 ? statements.length : changed);
}

/** What was read of the statements at the end, if they are what they were but for their place. */
function unchangedTail(text: string, statements: readonly Statement[], last: ReadText): readonly ReadStatement[] {
  const before = last.dockerfile.text;
  const limit = Math.min(text.length, before.length);
  let common = 0;
  while (common < limit && text.charCodeAt(text.length - 1 - common) === before.charCodeAt(before.length - 1 - common))
    common++;
  const most = Math.min(statements.length, last.statements.length);
  let count = 0;
  while (count < most) {
    const now = statements.at(-1 - count);
    const known = last.statements.at(-1 - count)?.statement;
    // The line break in front of it is the same too, so that it starts where it did.
    if (!now || !known || text.length - now.lineStart >= common) break;
    if (text.length - now.lineStart !== before.length - known.lineStart) break;
    if (text.length - now.span.end !== before.length - known.span.end) break;
    count++;
  }
  return count === 0 ? [] : last.statements.slice(-count);
}

/** What dockerfile-ast made of a statement, at the place where it stands now. */
function moved({ statement, outlined }: ReadStatement, now: Statement): OutlinedInstruction | undefined {
  const by = now.span.start - statement.span.start;
  return (
    outlined && {
      ...outlined,
      keywordSpan: { start: outlined.keywordSpan.start + by, end: outlined.keywordSpan.end + by },
    }
  );
}

function isGlobalArg(instruction: Instruction): instruction is ArgInstruction {
  return instruction.kind === 'ARG' && !instruction.onbuild;
}

function refuseText(text: string): SyntaxProblem | undefined {
  const span = { start: 0, end: 0 };
  if (text.length > longestText) {
    return {
      kind: 'unsupported-text',
      span,
      message: say`This file is larger than 1 MB, so it is not read as a Dockerfile.`,
    };
  }
  if (text.includes('\0')) {
    const message = say`This file contains NUL characters, so it is not read as a Dockerfile: it is binary, or not saved as UTF-8.`;
    return { kind: 'unsupported-text', span, message };
  }
  return undefined;
}

/** Instructions for which BuildKit knows no flag at all, so that any is an error; ARG and STOPSIGNAL ignore theirs. */
const withoutFlags = new Set([
  'ENV',
  'LABEL',
  'MAINTAINER',
  'WORKDIR',
  'USER',
  'EXPOSE',
  'VOLUME',
  'CMD',
  'ENTRYPOINT',
  'SHELL',
  'ONBUILD',
]);
const repeatableFlags = new Set(['mount', 'exclude', 'device']);
const noTriggers = new Set(['FROM', 'MAINTAINER']);

function readInstruction(
  statement: Statement,
  escape: Dockerfile['escape'],
  outlined: OutlinedInstruction | undefined,
  problems: SyntaxProblem[],
): Instruction {
  const { logical } = statement;
  const line = logical.text;
  const outer = splitCommand(line, 0, line.length, escape);
  const onbuild = outer.keyword.text.toUpperCase() === 'ONBUILD';
  const hasTrigger = onbuild && outer.argument.end > outer.argument.start;
  // BuildKit: parseSubCommand reads what stands behind ONBUILD as a line of its own.
  const command = hasTrigger ? splitCommand(line, outer.argument.start, outer.argument.end, escape) : outer;
  const keyword = command.keyword.text.toUpperCase();
  const keywordSpan = outlinedKeyword(outlined, command === outer, keyword) ?? toSource(logical, command.keyword);
  const report = (kind: SyntaxProblem['kind'], message: string, place?: Span): void => {
    problems.push({ kind, message, span: place ? toSource(logical, place) : keywordSpan });
  };
  const reading: Reading = {
    logical,
    line,
    escape,
    keyword,
    argument: command.argument,
    heredocs: statement.heredocs,
    report,
    // The trigger of an ONBUILD is examined only in the build that runs it.
    reportMeaning: onbuild ? () => undefined : report,
  };
  const common = {
    keyword,
    keywordSpan,
    span: statement.span,
    flags: command.flags.map((flag) => readFlag(logical, flag)),
    argument: sliceLogical(logical, command.argument),
    heredocs: statement.heredocs,
    onbuild,
  };
  const unknown: UnknownInstruction = { ...common, kind: 'UNKNOWN' };
  if (onbuild) {
    if (!hasTrigger) {
      report('missing-argument', 'ONBUILD requires at least one argument');
      return unknown;
    }
    checkFlags('ONBUILD', outer, report);
    if (keyword === 'ONBUILD') {
      report('invalid', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      return unknown;
    }
    if (noTriggers.has(keyword)) {
      report('invalid', `${keyword} isn't allowed as an ONBUILD trigger`);
      return unknown;
    }
  }
  const read = instructionReaders.get(keyword);
  if (!read) {
    reading.reportMeaning('unknown-instruction', `unknown instruction: ${command.keyword.text}`);
    return unknown;
  }
  checkFlags(keyword, command, reading.reportMeaning);
  return { ...common, ...read(reading) };
}

/** Of no use for the trigger of an ONBUILD, and where a continuation splits the keyword: dockerfile-ast then ends it too early. */
function outlinedKeyword(
  outlined: OutlinedInstruction | undefined,
  isOuter: boolean,
  keyword: string,
): Span | undefined {
  if (!outlined || !isOuter || outlined.keyword !== keyword) return undefined;
  const { keywordSpan } = outlined;
  return keywordSpan.end - keywordSpan.start === keyword.length ? keywordSpan : undefined;
}

/** BuildKit: BFlags.Parse, as far as it does not depend on BuildKit's version which flags there are. */
function checkFlags(keyword: string, { flags }: Command, report: Reading['report']): void {
  const seen = new Set<string>();
  for (const flag of flags) {
    const [name = ''] = flag.text.split('=', 1);
    if (withoutFlags.has(keyword)) report('invalid', `unknown flag: ${name}`, flag);
    else if (seen.has(name) && !repeatableFlags.has(name.slice(2)) && keyword !== 'ARG' && keyword !== 'STOPSIGNAL') {
      report('invalid', `duplicate flag specified: ${name}`, flag);
    }
    seen.add(name);
  }
}

function readFlag(logical: LogicalText, flag: CommandFlag): Flag {
  const span = toSource(logical, flag);
  const equals = flag.text.indexOf('=');
  const name = (equals < 0 ? flag.text : flag.text.slice(0, equals)).slice(2).toLowerCase();
  const written = logical.text.slice(flag.start, flag.end).indexOf('=');
  if (equals < 0 || written < 0) {
    return { name, value: undefined, span, valueSpan: { start: span.end, end: span.end } };
  }
  return {
    name,
    value: flag.text.slice(equals + 1),
    span,
    valueSpan: toSource(logical, { start: flag.start + written + 1, end: flag.end }),
  };
}
