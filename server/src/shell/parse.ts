import { parse } from 'unbash';
import type * as ast from 'unbash';
import { toSource, type LogicalText } from '../dockerfile/logicalText';
import { rememberedByText } from '../text/remembered';
import { say } from '../text/say';
import { join, type Span } from '../text/span';
import type {
  Assignment,
  NamePlace,
  Redirect,
  Script,
  ShellWord,
  SimpleCommand,
  Statement,
  TestExpression,
  WordPart,
} from './script';

/**
 * Reads a POSIX (or bash) script.
 *
 * @param text the script as the shell gets it: the joined argument of RUN, or the body of a here-document
 * @returns the tree, every span an offset range into the Dockerfile. Text that is no shell script gives a script with
 *   errors and with what could be read of it; nothing is thrown. A script nested so deeply that the stack does not
 *   suffice gives one error and no statements.
 */
export function parseScript(text: LogicalText): Script {
  return read(
    text.text,
    (start, end) => toSource(text, { start, end }),
    false,
    toSource(text, { start: 0, end: text.text.length }),
  );
}

/**
 * Reads a script whose text does not stand in the source character by character, such as `sh -c "a \"b\""` after
 * unquoting. Every span in the result is `whole`.
 */
export function parseUnquotedScript(text: string, whole: Span): Script {
  return read(text, () => whole, true, whole);
}

function read(text: string, place: Place, approximate: boolean, whole: Span): Script {
  const source: Source = { text, place, approximate, whole, errors: [] };
  try {
    return convertScript(text.length > longestKept ? parse(text) : parseShort(text), source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The parser recurses; a few thousand nested substitutions exhaust the stack.
    return {
      statements: [],
      errors: [{ span: whole, message: say`the script is nested too deeply to be read` }],
      ...(approximate && { approximate }),
    };
  }
}

/** Longer scripts are few. */
const longestKept = 4096;

/**
 * The parser's own tree. Its offsets are those of the text alone: behind a key that is struck all scripts move, but stay what
 * they are.
 */
const parseShort: (text: string) => ast.ParsedScript = rememberedByText(500, parse);

/** From offsets of the parsed text to a span of the source. */
type Place = (start: number, end: number) => Span;

interface Source {
  readonly text: string;
  readonly place: Place;
  readonly approximate: boolean;
  /** The source span of all of the text. */
  readonly whole: Span;
  /** Those of nested scripts included, so that the outermost script tells about all of them. */
  readonly errors: { readonly span: Span; readonly message: string }[];
}

/** The half-open range of a node, as the parser's recovery may leave an end before the start. */
function placeOf(node: { readonly pos: number; readonly end: number }, source: Source): Span {
  const limit = source.text.length;
  const start = Math.min(Math.max(node.pos, 0), limit);
  return source.place(start, Math.min(Math.max(node.end, start), limit));
}

function convertScript(script: ast.ParsedScript, source: Source): Script {
  const statements = convertStatements(script.commands, source);
  for (const error of script.errors ?? []) {
    source.errors.push({ span: placeOf({ pos: error.pos, end: error.pos + 1 }, source), message: error.message });
  }
  return { statements, errors: source.errors, ...(source.approximate && { approximate: true }) };
}

function convertStatements(statements: readonly ast.Statement[], source: Source): Statement[] {
  return statements.map((statement) => {
    const converted = convertNode(statement.command, source);
    return statement.background
      ? { kind: 'background', span: placeOf(statement, source), statement: converted }
      : converted;
  });
}

type Node = ast.Statement['command'] | ast.CompoundCommand | ast.Redirected | ast.CompoundList;

function convertNode(node: Node, source: Source): Statement {
  const span = placeOf(node, source);
  switch (node.type) {
    case 'Command':
      return convertCommand(node, source);
    case 'AndOr':
      return convertAndOr(node, source);
    case 'Pipeline':
      return convertPipeline(node, source);
    case 'Subshell':
      return { kind: 'subshell', span, body: convertStatements(node.body.commands, source), redirects: [] };
    case 'BraceGroup':
      return { kind: 'group', span, body: convertStatements(node.body.commands, source), redirects: [] };
    case 'CompoundList':
      return { kind: 'group', span, body: convertStatements(node.commands, source), redirects: [] };
    case 'Redirected':
      return convertRedirected(node, source);
    case 'If':
      return {
        kind: 'if',
        span,
        branches: [node, ...node.elif].map((branch) => ({
          condition: convertStatements(branch.clause.commands, source),
          body: convertStatements(branch.then.commands, source),
        })),
        otherwise: node.else && convertStatements(node.else.commands, source),
      };
    case 'For':
      return {
        kind: 'for',
        span,
        variable: node.name.text,
        variableSpan: placeOf(node.name, source),
        words: node.wordlist?.map((word) => convertWord(word, source)),
        body: convertStatements(node.body.commands, source),
      };
    case 'While':
      return {
        kind: 'while',
        span,
        condition: convertStatements(node.clause.commands, source),
        body: convertStatements(node.body.commands, source),
      };
    case 'Select':
    case 'ArithmeticFor': {
      // How often these run cannot be told; their head reads variables and runs no command.
      const head = { pos: node.pos, end: node.body.pos };
      return {
        kind: 'while',
        span,
        condition: [convertOther(head, source)],
        body: convertStatements(node.body.commands, source),
      };
    }
    case 'Case':
      return convertCase(node, source);
    case 'Function':
      return { kind: 'function', span, name: node.name.text, body: convertFunctionBody(node.body, source) };
    case 'TestCommand':
      return { kind: 'test', span, expression: convertTest(node.expression, source) };
    case 'ArithmeticCommand':
    case 'Coproc':
      return convertOther(node, source);
  }
}

function convertOther(node: { readonly pos: number; readonly end: number }, source: Source): Statement {
  const text = source.text.slice(node.pos, node.end);
  const names = namesIn(text, node.pos, source, arithmeticName);
  return { kind: 'other', span: placeOf(node, source), text, ...(names.length > 0 && { names }) };
}

function convertFunctionBody(node: ast.Function['body'], source: Source): readonly Statement[] {
  return node.type === 'BraceGroup' ? convertStatements(node.body.commands, source) : [convertNode(node, source)];
}

function convertAndOr(node: ast.AndOr, source: Source): Statement {
  const [first, ...others] = node.commands.map((command) => convertNode(command, source));
  if (first === undefined) return convertOther(node, source);
  const rest = others.map((statement, index) => ({ operator: node.operators[index] ?? '&&', statement }));
  return rest.length === 0 ? first : { kind: 'list', span: placeOf(node, source), first, rest };
}

function convertPipeline(node: ast.Pipeline, source: Source): Statement {
  const commands = node.commands.map((command) => convertNode(command, source));
  let negated = false;
  for (const prefix of node.prefixes) {
    if (prefix.type === 'Negation') negated = !negated;
    else prependTime(commands, prefix, source);
  }
  const [only] = commands;
  if (commands.length === 1 && !negated && only !== undefined) return only;
  return { kind: 'pipeline', span: placeOf(node, source), negated, commands };
}

/**
 * To bash `time` is a keyword, to other shells an ordinary command. Both run the same thing, so it becomes a word of
 * the first command, where wrappers are looked through.
 */
function prependTime(commands: Statement[], time: ast.Time, source: Source): void {
  const [command] = commands;
  if (command?.kind !== 'command') return;
  const words = [{ pos: time.pos, end: time.keywordEnd }, time.posix, time.endOfOptions].flatMap(
    (range): ShellWord[] => {
      if (range === undefined) return [];
      const raw = source.text.slice(range.pos, range.end);
      return [{ span: placeOf(range, source), raw, parts: [{ kind: 'literal', text: raw, quoted: false }] }];
    },
  );
  commands[0] = { ...command, span: join(command.span, placeOf(time, source)), words: [...words, ...command.words] };
}

function convertRedirected(node: ast.Redirected, source: Source): Statement {
  const inner = convertNode(node.command, source);
  const redirects = node.redirects.map((redirect) => convertRedirect(redirect, source));
  if (inner.kind === 'subshell' || inner.kind === 'group') return { ...inner, span: placeOf(node, source), redirects };
  return { kind: 'group', span: placeOf(node, source), body: [inner], redirects };
}

function convertCase(node: ast.Case, source: Source): Statement {
  const bodies = node.items.map((item) => convertStatements(item.body.commands, source));
  const arms = node.items.map((item, index) => {
    let body: readonly Statement[] = bodies[index] ?? [];
    // `;&` goes on with the next body, whatever its pattern.
    for (let next = index; node.items[next]?.terminator === ';&' && next + 1 < bodies.length; next++)
      body = [...body, ...(bodies[next + 1] ?? [])];
    return { patterns: item.pattern.map((pattern) => convertWord(pattern, source)), body };
  });
  const subject = convertWord(node.word, source);
  // `;;&` goes on trying patterns, so that several bodies may run: the subject counts as unreadable then.
  const tryOn = node.items.some((item) => item.terminator === ';;&');
  return {
    kind: 'case',
    span: placeOf(node, source),
    subject: tryOn ? { ...subject, parts: [otherPart(subject.raw, false)] } : subject,
    arms,
  };
}

function convertTest(expression: ast.TestExpression, source: Source): TestExpression {
  switch (expression.type) {
    case 'TestUnary':
      return { kind: 'unary', operator: expression.operator, operand: convertWord(expression.operand, source) };
    case 'TestBinary':
      return {
        kind: 'binary',
        operator: expression.operator,
        left: convertWord(expression.left, source),
        right: convertWord(expression.right, source),
      };
    case 'TestLogical':
      return {
        kind: expression.operator === '&&' ? 'and' : 'or',
        operands: expression.operands.map((operand) => convertTest(operand, source)),
      };
    case 'TestNot': {
      const operand = convertTest(expression.operand, source);
      return expression.negations.length % 2 === 1 ? { kind: 'not', operand } : operand;
    }
    case 'TestGroup':
      return convertTest(expression.expression, source);
  }
}

function convertCommand(node: ast.Command, source: Source): SimpleCommand {
  const assignments: Assignment[] = [];
  const redirects: Redirect[] = [];
  const words: ShellWord[] = [];
  for (const item of node.prefix) {
    if (item.type === 'Assignment') assignments.push(convertAssignment(item, source));
    else redirects.push(convertRedirect(item, source));
  }
  if (node.name) words.push(convertWord(node.name, source));
  for (const item of node.suffix) {
    if (item.type === 'Word') words.push(convertWord(item, source));
    else if (item.type === 'Assignment') words.push(convertAssignmentWord(item, source));
    else redirects.push(convertRedirect(item, source));
  }
  const spans = [...assignments, ...words].map((part) => part.span);
  const [first, ...others] = spans;
  return {
    kind: 'command',
    span: first ? join(first, ...others) : placeOf(node, source),
    assignments,
    words,
    redirects,
  };
}

function convertAssignment(node: ast.Assignment, source: Source): Assignment {
  const nameSpan = placeOf({ pos: node.pos, end: node.pos + node.name.length }, source);
  const { value } = node;
  const word =
    value.type === 'Word' && node.index === undefined ? convertWord(value, source) : unreadableWord(value, source);
  return { name: node.name, nameSpan, value: word, append: node.append === true, span: placeOf(node, source) };
}

/** Arrays: `files=(a b)`, `files[1]=a`. */
function unreadableWord(node: { readonly pos: number; readonly end: number }, source: Source): ShellWord {
  const raw = source.text.slice(node.pos, node.end);
  return {
    span: placeOf(node, source),
    raw,
    parts: [otherPart(raw, false, namesIn(raw, node.pos, source, dollarName))],
  };
}

function convertAssignmentWord(node: ast.Assignment, source: Source): ShellWord {
  const assignment = convertAssignment(node, source);
  const head: WordPart = { kind: 'literal', text: `${node.name}${node.append ? '+' : ''}=`, quoted: false };
  return { span: placeOf(node, source), raw: node.text, parts: [head, ...(assignment.value?.parts ?? [])], assignment };
}

function convertRedirect(node: ast.Redirection, source: Source): Redirect {
  const fileDescriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
  const head = { operator: node.operator, fileDescriptor, span: placeOf(node, source) };
  if (node.type !== 'HereDoc')
    return { ...head, target: node.target && convertWord(node.target, source), heredoc: undefined };
  const { delimiter, body } = node;
  const target: ShellWord | undefined = delimiter && {
    span: placeOf(delimiter, source),
    raw: delimiter.text,
    parts: [{ kind: 'literal', text: delimiter.value, quoted: delimiter.quoted }],
  };
  return {
    ...head,
    target,
    heredoc: {
      text: body.text,
      span: placeOf(body, source),
      quoted: delimiter?.quoted ?? false,
      // What is wrong in it is found when it is read, not here.
      ...(body.parts && { parts: body.parts.flatMap((part) => convertPart(part, true, { ...source, errors: [] })) }),
    },
  };
}

const assignmentStart = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

function convertWord(node: ast.Word, source: Source): ShellWord {
  const word = convertPlainWord(node, source);
  const match = assignmentStart.exec(node.text);
  const [first, ...others] = word.parts;
  if (!match || first?.kind !== 'literal' || first.quoted || !first.text.startsWith(match[0])) return word;
  const [head, name = '', plus] = match;
  const rest: WordPart = { kind: 'literal', text: first.text.slice(head.length), quoted: false };
  const value: ShellWord = {
    span: placeOf({ pos: node.pos + head.length, end: node.end }, source),
    raw: node.text.slice(head.length),
    parts: rest.text === '' ? others : [rest, ...others],
  };
  const nameSpan = placeOf({ pos: node.pos, end: node.pos + name.length }, source);
  return { ...word, assignment: { name, nameSpan, value, append: plus === '+', span: word.span } };
}

function convertPlainWord(node: ast.Word, source: Source): ShellWord {
  const parts = node.parts ? node.parts.flatMap((part) => convertPart(part, false, source)) : unescape(node.text);
  return { span: placeOf(node, source), raw: node.text, parts };
}

function convertPart(part: ast.WordPart, quoted: boolean, source: Source): readonly WordPart[] {
  switch (part.type) {
    case 'Literal':
      return quoted ? [{ kind: 'literal', text: unescapeDoubleQuoted(part.text), quoted }] : unescape(part.text);
    case 'Glob':
      if (part.kind !== 'bracket') return unescape(part.text);
      if (/[$`]/.test(part.text)) return [unread(part, quoted, source)];
      // Quotes vanish in brackets, too: the shell looks for `[/app]` where `['/app']` is written.
      return /['"]/.test(part.text) ? [{ kind: 'literal', text: part.value, quoted }] : unescape(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'literal', text: part.value, quoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [{ kind: 'literal', text: '', quoted: true }]
        : part.parts.flatMap((inner) => convertPart(inner, true, source));
    case 'SimpleExpansion':
      return [
        {
          kind: 'variable',
          name: part.text.slice(1),
          nameSpan: placeOf({ pos: part.pos + 1, end: part.end }, source),
          operator: undefined,
          argument: undefined,
          quoted,
        },
      ];
    case 'ParameterExpansion':
      return [convertParameter(part, quoted, source)];
    case 'CommandExpansion':
      return [convertSubstitution(part, quoted, source)];
    case 'ArithmeticExpansion':
      return [otherPart(part.text, quoted, namesIn(part.text, part.pos, source, arithmeticName))];
    case 'ProcessSubstitution':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [unread(part, quoted, source)];
  }
}

function otherPart(text: string, quoted: boolean, names: readonly NamePlace[] = []): WordPart {
  return { kind: 'other', text, quoted, ...(names.length > 0 && { names }) };
}

function unread(
  { text, pos }: { readonly text: string; readonly pos: number },
  quoted: boolean,
  source: Source,
): WordPart {
  return otherPart(text, quoted, namesIn(text, pos, source, dollarName));
}

/** `$X`, `${X…}`, `${!X}`; behind a backslash it is none. */
const dollarName = /\\[^]|\$(?:\{[!#]?)?([A-Za-z_]\w*)/g;
/** In arithmetic a name needs no dollar; `0x1F` is none. */
const arithmeticName = /\\[^]|\d\w*|([A-Za-z_]\w*)/g;

/** The names in a text that is not followed; `pos` is where it stands. */
function namesIn(text: string, pos: number, source: Source, pattern: RegExp): readonly NamePlace[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: name, index }): NamePlace[] => {
    if (name === undefined) return [];
    const end = pos + index + whole.length;
    return [{ name, span: placeOf({ pos: end - name.length, end }, source) }];
  });
}

function convertParameter(part: ast.ParameterExpansionPart, quoted: boolean, source: Source): WordPart {
  const { parameter: name, operation, prefix, index } = part;
  if (prefix === '!' || index !== undefined || name === '') return unread(part, quoted, source);
  const nameSpan = placeOf({ pos: part.parameterPos, end: part.parameterEnd }, source);
  if (prefix === '#') return { kind: 'variable', name, nameSpan, operator: 'length', argument: undefined, quoted };
  if (operation === undefined)
    return { kind: 'variable', name, nameSpan, operator: undefined, argument: undefined, quoted };
  switch (operation.type) {
    case 'Default':
    case 'Remove':
      return {
        kind: 'variable',
        name,
        nameSpan,
        operator: operation.operator,
        argument: convertPlainWord(operation.operand, source),
        quoted,
      };
    case 'Replace': {
      const argument = convertPlainWord(operation.pattern, source);
      return {
        kind: 'variable',
        name,
        nameSpan,
        operator: operation.operator,
        argument,
        secondArgument: convertPlainWord(operation.replacement, source),
        quoted,
      };
    }
    case 'Slice': {
      const secondArgument = operation.length && convertPlainWord(operation.length, source);
      return {
        kind: 'variable',
        name,
        nameSpan,
        operator: operation.operator,
        argument: convertPlainWord(operation.offset, source),
        secondArgument,
        quoted,
      };
    }
    case 'CaseModification':
      if (operation.operand !== undefined && operation.operand.text !== '') return unread(part, quoted, source);
      return { kind: 'variable', name, nameSpan, operator: operation.operator, argument: undefined, quoted };
    case 'Transform':
    case 'Names':
    case 'Unknown':
      return unread(part, quoted, source);
  }
}

function convertSubstitution(part: ast.CommandExpansionPart, quoted: boolean, source: Source): WordPart {
  const { script } = part;
  // `${ command; }` is bash 5.3's alone; the shells of images call it a bad substitution.
  if (part.text.startsWith('${')) {
    source.errors.push({ span: placeOf(part, source), message: 'bad substitution' });
    return otherPart(part.text, quoted);
  }
  if (script === undefined) return otherPart(part.text, quoted);
  if (script.source === undefined) return { kind: 'substitution', script: convertScript(script, source), quoted };
  // Within backquotes a backslash-backquote is undone first: positions are those of the result, not of our text.
  const whole = placeOf(part, source);
  const inner: Source = { text: script.source, place: () => whole, approximate: true, whole, errors: source.errors };
  return { kind: 'substitution', script: convertScript(script, inner), quoted };
}

/** Literal text outside quotes: a backslash quotes the next character, and vanishes with a line break. */
function unescape(text: string): WordPart[] {
  if (!text.includes('\\')) return text === '' ? [] : [{ kind: 'literal', text, quoted: false }];
  const parts: WordPart[] = [];
  for (const match of text.matchAll(/\\(\n|[^])|[^\\]+|\\$/g)) {
    const [piece, escaped] = match;
    if (escaped === '\n') continue;
    parts.push({ kind: 'literal', text: escaped ?? piece, quoted: escaped !== undefined });
  }
  return parts;
}

/** Within double quotes a backslash quotes only `$`, the backquote, `"` and itself, and vanishes with a line break. */
function unescapeDoubleQuoted(text: string): string {
  return text.replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
}
