import { sliceLogical, toLogical, verbatim, type LogicalText } from '../dockerfile/logicalText';
import type { Span } from '../text/span';
import { parseScript, parseUnquotedScript } from './parse';
import type { Assignment, NamePlace, Redirect, Script, ShellWord, SimpleCommand, Statement, WordPart } from './script';

/** A place where a script gives a variable a value. */
export interface VariableWrite extends NamePlace {
  /** False if the span is that of a whole quoted text. */
  readonly exact: boolean;
}

/** A place where a script asks for a variable. */
export interface VariableRead extends NamePlace {
  readonly exact: boolean;
  /** Whether it may find what the script was started with. */
  readonly environment: boolean;
  /** The writes whose value it may find, by their index. */
  readonly writes: readonly number[];
}

export interface VariableFlow {
  readonly reads: readonly VariableRead[];
  readonly writes: readonly VariableWrite[];
  /** False if a part could not be read or followed: names may be in it. */
  readonly complete: boolean;
}

/** Where a variable's value may come from: a write, by its index, or the environment. */
type Sources = ReadonlySet<number | 'environment'>;
/** By name; the environment for those that are not in it. */
type State = Map<string, Sources>;

interface Reading {
  readonly exact: boolean;
  readonly span: Span;
  readonly name: string;
  readonly sources: Set<number | 'environment'>;
}

interface Follower {
  readonly reads: Map<string, Reading>;
  readonly writes: Map<string, VariableWrite & { readonly index: number }>;
  readonly functions: Map<string, { readonly body: readonly Statement[]; called: boolean }>;
  readonly active: Set<string>;
  complete: boolean;
  steps: number;
}

/** What the text of the words is needed for: scripts within them. */
interface Place {
  readonly text: LogicalText;
  readonly exact: boolean;
}

const mostSteps = 20_000;
const environment: Sources = new Set(['environment']);
const nameText = /^[A-Za-z_]\w*$/;
const shellName = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|k|z)?sh$/;

/**
 * Which value each use of a variable in a script may find. Unlike `execute` it looks at every branch, whether it is ever
 * taken or not, as whoever renames a variable has to. Scripts for other shells (`sh -c '…'`, `bash <<'EOF'`) are followed too.
 */
export function followVariables(text: LogicalText): VariableFlow {
  const follower: Follower = {
    reads: new Map(),
    writes: new Map(),
    functions: new Map(),
    active: new Set(),
    complete: true,
    steps: 0,
  };
  try {
    runScript(follower, parseScript(text), new Map(), { text, exact: true });
    const state: State = new Map();
    for (const known of [...follower.functions.values()])
      if (!known.called) runAll(follower, known.body, state, { text, exact: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    follower.complete = false;
  }
  return {
    complete: follower.complete,
    writes: [...follower.writes.values()].sort((a, b) => a.index - b.index),
    reads: [...follower.reads.values()].map(({ sources, ...read }) => ({
      ...read,
      environment: sources.has('environment'),
      writes: [...sources].filter((source) => source !== 'environment'),
    })),
  };
}

function runScript(follower: Follower, script: Script, state: State, place: Place): void {
  if (script.errors.length > 0) follower.complete = false;
  runAll(follower, script.statements, state, place);
}

function runAll(follower: Follower, statements: readonly Statement[], state: State, place: Place): void {
  for (const statement of statements) run(follower, statement, state, place);
}

function run(follower: Follower, statement: Statement, state: State, place: Place): void {
  if (++follower.steps > mostSteps) {
    follower.complete = false;
    return;
  }
  switch (statement.kind) {
    case 'command':
      runCommand(follower, statement, state, place);
      return;
    case 'list': {
      run(follower, statement.first, state, place);
      const reached = [new Map(state)];
      for (const { operator, statement: next } of statement.rest) {
        if (operator === '||') merge(state, reached);
        run(follower, next, state, place);
        reached.push(new Map(state));
      }
      merge(state, reached);
      return;
    }
    case 'pipeline': {
      const [only] = statement.commands;
      if (only && statement.commands.length === 1) run(follower, only, state, place);
      else for (const command of statement.commands) run(follower, command, new Map(state), place);
      return;
    }
    case 'subshell':
    case 'group': {
      const inner = statement.kind === 'group' ? state : new Map(state);
      runAll(follower, statement.body, inner, place);
      for (const redirect of statement.redirects) readRedirect(follower, redirect, state, place);
      return;
    }
    case 'if': {
      const ends: State[] = [];
      for (const { condition, body } of statement.branches) {
        runAll(follower, condition, state, place);
        const inner = new Map(state);
        runAll(follower, body, inner, place);
        ends.push(inner);
      }
      const otherwise = new Map(state);
      runAll(follower, statement.otherwise ?? [], otherwise, place);
      merge(state, [...ends, otherwise]);
      return;
    }
    case 'for': {
      for (const word of statement.words ?? []) readWord(follower, word, state, place);
      if (statement.variableSpan) write(follower, statement.variable, statement.variableSpan, state, place);
      loop(state, (inner) => runAll(follower, statement.body, inner, place));
      return;
    }
    case 'while':
      loop(state, (inner) => {
        runAll(follower, statement.condition, inner, place);
        runAll(follower, statement.body, inner, place);
      });
      return;
    case 'case': {
      readWord(follower, statement.subject, state, place);
      const ends = [new Map(state)];
      for (const { patterns, body } of statement.arms) {
        for (const pattern of patterns) readWord(follower, pattern, state, place);
        const inner = new Map(state);
        runAll(follower, body, inner, place);
        ends.push(inner);
      }
      merge(state, ends);
      return;
    }
    case 'function':
      follower.functions.set(statement.name, { body: statement.body, called: false });
      return;
    case 'background':
      run(follower, statement.statement, new Map(state), place);
      return;
    case 'test':
      readTest(follower, statement.expression, state, place);
      return;
    case 'other':
      readNames(follower, statement.names, state, place);
  }
}

/** The body twice, so that its start sees what its end has set. */
function loop(state: State, body: (inner: State) => void): void {
  for (let round = 0; round < 2; round++) {
    const inner = new Map(state);
    body(inner);
    merge(state, [new Map(state), inner]);
  }
}

/** Makes `state` what may hold after any of several ways. */
function merge(state: State, ends: readonly State[]): void {
  for (const name of new Set(ends.flatMap((end) => [...end.keys()]))) {
    const [first = environment, ...others] = ends.map((end) => end.get(name) ?? environment);
    state.set(
      name,
      others.every((other) => other === first) ? first : new Set([first, ...others].flatMap((each) => [...each])),
    );
  }
}

function runCommand(follower: Follower, command: SimpleCommand, state: State, place: Place): void {
  const { words, assignments, redirects } = command;
  for (const word of words) readWord(follower, word, state, place);
  for (const redirect of redirects) readRedirect(follower, redirect, state, place);
  if (words.length === 0) {
    for (const assignment of assignments) assign(follower, assignment, state, place);
    return;
  }
  const names = words.map(literalText);
  const [name = ''] = names;
  // What stands in front of a command is for that command alone.
  const own = new Map(state);
  for (const assignment of assignments) assign(follower, assignment, own, place);
  const called = follower.functions.get(name);
  if (called && !follower.active.has(name)) {
    called.called = true;
    follower.active.add(name);
    const locals = localNames(called.body);
    const before = new Map(state);
    runAll(follower, called.body, state, place);
    for (const local of locals) state.set(local, before.get(local) ?? environment);
    follower.active.delete(name);
    return;
  }
  runBuiltin(follower, name, words, state, place);
  runInner(follower, command, names, name === 'eval' ? state : own, place);
}

function localNames(body: readonly Statement[]): readonly string[] {
  return body.flatMap((statement): readonly string[] => {
    if (statement.kind === 'list')
      return localNames([statement.first, ...statement.rest.map((each) => each.statement)]);
    if (statement.kind !== 'command' || statement.words[0]?.raw !== 'local') return [];
    return statement.words.slice(1).flatMap((word) => word.assignment?.name ?? literalText(word) ?? []);
  });
}

type Operands = (follower: Follower, operand: ShellWord, state: State, place: Place) => void;

const declareOperand: Operands = (follower, operand, state, place) => {
  if (operand.assignment) {
    write(follower, operand.assignment.name, operand.assignment.nameSpan, state, place);
    return;
  }
  readBare(follower, operand, state, place);
};
const writeOperand: Operands = (follower, operand, state, place) => {
  const name = literalText(operand);
  if (name !== undefined && nameText.test(name)) write(follower, name, operand.span, state, place);
};
const environmentOperand: Operands = (follower, { assignment }, state, place) => {
  if (assignment) write(follower, assignment.name, assignment.nameSpan, new Map(state), place);
};

/** Commands whose operands are names of variables (POSIX.1, 2.14 Special Built-In Utilities; bash manual; GNU coreutils). */
const namingCommands: ReadonlyMap<string, Operands> = new Map<string, Operands>([
  ['export', declareOperand],
  ['readonly', declareOperand],
  ['declare', declareOperand],
  ['typeset', declareOperand],
  [
    'local',
    (follower, operand, state, place) =>
      (operand.assignment ? declareOperand : writeOperand)(follower, operand, state, place),
  ],
  [
    'unset',
    (follower, operand, state, place) => {
      readBare(follower, operand, state, place);
      const name = literalText(operand);
      if (name !== undefined && nameText.test(name)) state.set(name, new Set());
    },
  ],
  ['read', writeOperand],
  ['mapfile', writeOperand],
  ['readarray', writeOperand],
  ['printenv', (follower, operand, state, place) => readBare(follower, operand, state, place)],
  ['env', environmentOperand],
]);

function runBuiltin(follower: Follower, name: string, words: readonly ShellWord[], state: State, place: Place): void {
  const operands = words.slice(1);
  const naming = namingCommands.get(name);
  for (const operand of naming ? operands : []) {
    if (!operand.raw.startsWith('-')) naming?.(follower, operand, state, place);
  }
  const [first, second] = operands;
  if (name === 'getopts' && second) writeOperand(follower, second, state, place);
  if (name === 'printf' && first?.raw === '-v' && second) writeOperand(follower, second, state, place);
  if ((name === '[' || name === 'test') && first?.raw === '-v' && second) readBare(follower, second, state, place);
}

/** The scripts that a command is given for another shell: `sh -c '…'`, `eval '…'`, `bash <<'EOF'`. */
function runInner(
  follower: Follower,
  { words, redirects }: SimpleCommand,
  names: readonly (string | undefined)[],
  state: State,
  place: Place,
): void {
  const shell = names.findIndex((name) => name !== undefined && shellName.test(name));
  const option = names.findIndex((name, index) => index > shell && /^-[a-z]*c$/.test(name ?? ''));
  const script = names[0] === 'eval' ? words[1] : shell >= 0 && option > 0 ? words[option + 1] : undefined;
  const inner = names[0] === 'eval' ? state : new Map(state);
  if (script) runQuoted(follower, script, inner, place);
  if (shell < 0 || script) return;
  for (const { heredoc } of redirects) {
    if (!heredoc?.quoted) continue;
    const start = toLogical(place.text, heredoc.span.start);
    const stands = start !== undefined && place.text.text.startsWith(heredoc.text, start);
    const text = stands
      ? sliceLogical(place.text, { start, end: start + heredoc.text.length })
      : verbatim(heredoc.text, heredoc.span.start);
    runScript(follower, parseScript(text), new Map(state), { text, exact: place.exact && stands });
  }
}

function runQuoted(follower: Follower, word: ShellWord, state: State, place: Place): void {
  const { raw, span } = word;
  const simple = /^'([^']*)'$/.exec(raw);
  const start = simple && place.exact ? toLogical(place.text, span.start) : undefined;
  if (simple && start !== undefined) {
    const text = sliceLogical(place.text, { start: start + 1, end: start + raw.length - 1 });
    runScript(follower, parseScript(text), state, { text, exact: true });
    return;
  }
  // What the outer shell expands has been read as part of the word.
  const text = word.parts.map((part) => (part.kind === 'literal' ? part.text : 'x')).join('');
  if (!text.includes('$')) return;
  const apart: Follower = { ...follower, reads: new Map(), writes: new Map(), complete: true };
  const outer = new Map(state);
  runScript(apart, parseUnquotedScript(text, span), new Map(), { text: verbatim(text, span.start), exact: false });
  follower.complete &&= apart.complete;
  for (const name of new Set([...apart.reads.values()].map((read) => read.name))) {
    const reads = [...apart.reads.values()].filter((read) => read.name === name);
    if (!reads.some((read) => read.sources.has('environment'))) continue;
    const isPlain = reads.every((read) => read.sources.size === 1);
    const places = isPlain && place.exact ? escapedPlaces(word, name, place.text) : [];
    if (places.length === 0) record(follower, name, span, outer, { ...place, exact: false });
    for (const found of places) record(follower, name, found, outer, place);
  }
}

/** Where `\$NAME` stands in a word that the outer shell unquotes. */
function escapedPlaces({ raw, span }: ShellWord, name: string, text: LogicalText): readonly Span[] {
  const start = toLogical(text, span.start);
  if (start === undefined) return [];
  return [...raw.matchAll(/\\\$\{?([A-Za-z_]\w*)/g)].flatMap(({ 0: whole, 1: found, index }): Span[] => {
    if (found !== name) return [];
    const end = start + index + whole.length;
    const piece = sliceLogical(text, { start: end - name.length, end });
    const [first] = piece.segments;
    return first && piece.segments.length === 1 ? [{ start: first.source, end: first.source + name.length }] : [];
  });
}

function assign(follower: Follower, assignment: Assignment, state: State, place: Place): void {
  if (assignment.value) readWord(follower, assignment.value, state, place);
  const before = state.get(assignment.name) ?? environment;
  const index = write(follower, assignment.name, assignment.nameSpan, state, place);
  // `X+=1` goes on with the same variable.
  if (assignment.append) state.set(assignment.name, new Set([...before, index]));
  if (assignment.append) record(follower, assignment.name, assignment.nameSpan, state, place);
}

function write(follower: Follower, name: string, span: Span, state: State, place: Place): number {
  const key = `${span.start}:${name}`;
  const index = follower.writes.get(key)?.index ?? follower.writes.size;
  follower.writes.set(key, { name, span, exact: place.exact, index });
  state.set(name, new Set([index]));
  return index;
}

function record(follower: Follower, name: string, span: Span, state: State, { exact }: Place): void {
  const key = `${span.start}:${name}`;
  const known = follower.reads.get(key);
  const sources = state.get(name) ?? environment;
  if (known) for (const source of sources) known.sources.add(source);
  else follower.reads.set(key, { name, span, exact, sources: new Set(sources) });
}

function readBare(follower: Follower, word: ShellWord, state: State, place: Place): void {
  const name = literalText(word);
  if (name !== undefined && nameText.test(name) && word.raw === name) record(follower, name, word.span, state, place);
}

function readNames(follower: Follower, names: readonly NamePlace[] | undefined, state: State, place: Place): void {
  for (const { name, span } of names ?? []) record(follower, name, span, state, place);
}

function readWord(follower: Follower, word: ShellWord, state: State, place: Place): void {
  readParts(follower, word.parts, state, place);
}

function readParts(follower: Follower, parts: readonly WordPart[], state: State, place: Place): void {
  for (const part of parts) {
    switch (part.kind) {
      case 'literal':
        break;
      case 'variable':
        if (part.nameSpan && nameText.test(part.name)) record(follower, part.name, part.nameSpan, state, place);
        for (const word of [part.argument, part.secondArgument]) if (word) readWord(follower, word, state, place);
        break;
      case 'substitution':
        runScript(follower, part.script, new Map(state), {
          ...place,
          exact: place.exact && part.script.approximate !== true,
        });
        break;
      case 'other':
        readNames(follower, part.names, state, place);
    }
  }
}

function readRedirect(follower: Follower, { target, heredoc }: Redirect, state: State, place: Place): void {
  if (heredoc) readParts(follower, heredoc.parts ?? [], state, place);
  else if (target) readWord(follower, target, state, place);
}

function readTest(
  follower: Follower,
  expression: Extract<Statement, { kind: 'test' }>['expression'],
  state: State,
  place: Place,
): void {
  switch (expression.kind) {
    case 'unary':
      if (expression.operator === '-v') readBare(follower, expression.operand, state, place);
      readWord(follower, expression.operand, state, place);
      return;
    case 'binary':
      readWord(follower, expression.left, state, place);
      readWord(follower, expression.right, state, place);
      return;
    case 'and':
    case 'or':
      for (const operand of expression.operands) readTest(follower, operand, state, place);
      return;
    case 'not':
      readTest(follower, expression.operand, state, place);
  }
}

/** The text of a word in which nothing is expanded. */
function literalText(word: ShellWord): string | undefined {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'literal') return undefined;
    text += part.text;
  }
  return text;
}
