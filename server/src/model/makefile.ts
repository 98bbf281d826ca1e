/**
 * A Makefile as far as it can be read literally: rules with explicit targets, and variables. Whatever depends on more
 * (conditionals, functions other than a few, included files) is unread, never guessed. Source: GNU make manual, chapters
 * 3 to 8.
 */
export interface Makefile {
  readonly rules: ReadonlyMap<string, MakeRule>;
  readonly phony: ReadonlySet<string>;
  readonly variables: ReadonlyMap<string, MakeVariable>;
  /** Names after `export`; 'all' for a bare `export` or `.EXPORT_ALL_VARIABLES`. */
  readonly exported: ReadonlySet<string> | 'all';
  /** What make builds if no target is given. */
  readonly defaultGoal: string | undefined;
  /** Whether other text may define more: `include`, `$(eval …)`. A variable without definition may have one there. */
  readonly mayDefineMore: boolean;
}

export interface MakeRule {
  readonly prerequisites: readonly string[];
  /** Whether it has prerequisites besides that are computed. */
  readonly unreadPrerequisites: boolean;
  /** Lines as written, without the leading tab; undefined if the recipe cannot be followed. */
  readonly recipe: readonly string[] | undefined;
}

export interface MakeVariable {
  /** Text that is expanded when it is used; undefined if it cannot be told. */
  readonly text: string | undefined;
  /** `?=`: the environment comes first. `+=` of nothing: what the environment holds comes before it. */
  readonly environment?: 'wins' | 'precedes';
}

/** A part of an expanded text: what is known of it, or a part that cannot be told. */
export type Piece = { readonly text: string } | { readonly unread: true };

/** What the text of a Makefile is expanded with. */
export interface Expansion {
  /** The value of a variable, expanded no further; `undefined`: it cannot be told. */
  readonly lookUp: (name: string) => { readonly text: string; readonly literal: boolean } | undefined;
  /** What `$(shell command)` gives; undefined if it cannot be told. */
  readonly shell: (command: string) => string | undefined;
}

const assignment = /^(?:(export|override|private)\s+)?([A-Za-z_.][\w.-]*)\s*(\?|\+|!|:{1,3})?=\s*(.*)$/s;
const conditional = /^(ifeq|ifneq|ifdef|ifndef|else|endif)\b/;

interface Reading {
  rules: Map<string, { prerequisites: string[]; unreadPrerequisites: boolean; recipe: string[] | undefined }>;
  phony: Set<string>;
  variables: Map<string, MakeVariable>;
  exported: Set<string>;
  exportsAll: boolean;
  first: string | undefined;
  goal: string | undefined;
  mayDefineMore: boolean;
  /** Conditionals that are open. */
  depth: number;
  /** The rules whose recipe comes next. */
  current: readonly string[];
}

/** Reads a Makefile; undefined if it changes how make itself reads (`.ONESHELL`, `.RECIPEPREFIX`). Never throws. */
export function parseMakefile(text: string): Makefile | undefined {
  if (/^[ \t]*(\.ONESHELL|\.RECIPEPREFIX|\.SECONDEXPANSION|\.POSIX)\b/m.test(text)) return undefined;
  const reading: Reading = {
    rules: new Map(),
    phony: new Set(),
    variables: new Map(),
    exported: new Set(),
    exportsAll: false,
    first: undefined,
    goal: undefined,
    mayDefineMore: false,
    depth: 0,
    current: [],
  };
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i] ?? '';
    const isRecipe = first.startsWith('\t') && reading.current.length > 0;
    const parts = [first];
    for (let last = first; goesOn(last) && i + 1 < lines.length;) {
      if (!isRecipe) parts.push((parts.pop() ?? '').slice(0, -1).trimEnd());
      last = lines[++i] ?? '';
      parts.push(isRecipe ? last.replace(/^\t/, '') : last.trimStart());
    }
    const line = parts.join(isRecipe ? '\n' : ' ');
    if (isRecipe) readRecipeLine(reading, line.slice(1));
    else if (/^\s*define\b/.test(line)) i = skipDefinition(reading, lines, i);
    else readLine(reading, line);
  }
  const { rules, phony, variables, exported, exportsAll, first, goal, mayDefineMore } = reading;
  return {
    rules,
    phony,
    variables,
    exported: exportsAll ? 'all' : exported,
    defaultGoal: goal ?? first,
    mayDefineMore,
  };
}

/** Whether a line ends with a backslash that no other one quotes. */
function goesOn(line: string): boolean {
  let backslashes = 0;
  while (line.charAt(line.length - 1 - backslashes) === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function readRecipeLine(reading: Reading, line: string): void {
  for (const name of reading.current) {
    const rule = reading.rules.get(name);
    if (!rule) continue;
    // Which lines of a condition run cannot be told.
    if (reading.depth > 0) rule.recipe = undefined;
    else if (line.trim() !== '') rule.recipe?.push(line);
  }
}

/** `define name … endef`: several lines that are not followed. Returns the index of its last line. */
function skipDefinition(reading: Reading, lines: readonly string[], from: number): number {
  const name = /^\s*define\s+([\w.-]+)/.exec(lines[from] ?? '')?.[1];
  if (name !== undefined) reading.variables.set(name, { text: undefined });
  let at = from;
  while (at + 1 < lines.length && !/^\s*endef\b/.test(lines[at] ?? '')) at++;
  return at;
}

function readLine(reading: Reading, raw: string): void {
  const line = withoutComment(raw).trim();
  if (line === '') return;
  const directive = conditional.exec(line)?.[1];
  if (directive !== undefined) {
    if (directive === 'endif') reading.depth = Math.max(0, reading.depth - 1);
    else if (directive !== 'else') reading.depth++;
    return;
  }
  if (/^(-?include|sinclude|vpath|load)\b/.test(line)) {
    reading.mayDefineMore ||= !line.startsWith('vpath');
    return;
  }
  const set = assignment.exec(line);
  if (set) return readAssignment(reading, set);
  const exporting = /^(un)?export\b\s*(.*)$/.exec(line);
  if (exporting) {
    const names = (exporting[2] ?? '').split(/\s+/).filter((name) => name !== '');
    if (exporting[1] !== undefined) for (const name of names) reading.exported.delete(name);
    else if (names.length === 0) reading.exportsAll = true;
    else for (const name of names) reading.exported.add(name);
    return;
  }
  const colon = line.indexOf(':');
  if (colon > 0 && (!/^\$[({]/.test(line) || /^\$[({][\w.-]+[)}]/.test(line))) return readRule(reading, line, colon);
  // `$(info …)` prints; any other expansion may give rules and variables.
  if (!/^\$\((info|warning)\b/.test(line)) reading.mayDefineMore = true;
}

function readAssignment(reading: Reading, set: RegExpExecArray): void {
  const [, modifier, name = '', operator, value = ''] = set;
  reading.current = [];
  if (modifier === 'export') reading.exported.add(name);
  if (name === '.DEFAULT_GOAL') {
    reading.goal = reading.depth > 0 || value.includes('$') ? undefined : value.trim();
    return;
  }
  const before = reading.variables.get(name);
  const open = reading.depth > 0 || operator === '!' || modifier === 'override';
  if (operator === '?' && before && !open) return;
  const appends = operator === '+' && before !== undefined;
  const added = appends ? join(before.text, value) : value;
  // What `:=` takes of itself is the value before.
  const replaced = operator?.startsWith(':') && before ? replaceOwn(value, name, before.text) : added;
  // `A := $(A)$(A)` doubles it each time.
  const text = (replaced?.length ?? 0) > longestValue ? undefined : replaced;
  const isRecursive = text !== undefined && new RegExp(`\\$[({]${escape(name)}[)}]`).test(text);
  const unread = open || isRecursive || (appends && before.environment === 'wins');
  const environment =
    operator === '?' ? 'wins' : operator === '+' ? (before ? before.environment : 'precedes') : undefined;
  reading.variables.set(name, { text: unread ? undefined : text, ...(environment && { environment }) });
}

/** No variable that a person writes is longer. */
const longestValue = 65_536;

function join(before: string | undefined, value: string): string | undefined {
  return before === undefined ? undefined : `${before} ${value}`;
}

function replaceOwn(text: string, name: string, value: string | undefined): string | undefined {
  const own = new RegExp(`\\$(?:\\(${escape(name)}\\)|\\{${escape(name)}\\})`, 'g');
  if (!own.test(text)) return text;
  return value === undefined ? undefined : text.replace(own, () => value);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function readRule(reading: Reading, line: string, colon: number): void {
  const targets = words(withValues(reading, line.slice(0, colon).replace(/&$/, '')));
  const double = line.startsWith('::', colon);
  const rest = line.slice(colon + (double ? 2 : 1)).trim();
  if (targets.includes('.PHONY')) {
    for (const name of words(withValues(reading, rest))) reading.phony.add(name);
    reading.current = [];
    return;
  }
  if (targets.includes('.EXPORT_ALL_VARIABLES')) reading.exportsAll = true;
  const semicolon = rest.indexOf(';');
  const isVariable = assignment.test(rest);
  const listed = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const names = words(withValues(reading, listed)).filter((name) => name !== '|');
  const computed = /[$%*]/;
  const unread = !isVariable && names.some((name) => computed.test(name));
  if (targets.some((name) => name.includes('$'))) reading.mayDefineMore = true;
  for (const name of targets) {
    if (!name.startsWith('.') && !/[$%]/.test(name)) reading.first ??= name;
    const known = reading.rules.get(name);
    const rule = known ?? { prerequisites: [], unreadPrerequisites: false, recipe: [] };
    reading.rules.set(name, rule);
    if (!isVariable) rule.prerequisites.push(...names.filter((name) => !computed.test(name)));
    rule.unreadPrerequisites ||= unread;
    const repeated = known !== undefined && known.recipe !== undefined && known.recipe.length > 0;
    // A second recipe replaces the first; a variable of the target alone is not followed.
    if (isVariable || double || computed.test(name) || repeated || semicolon >= 0 || reading.depth > 0)
      rule.recipe = undefined;
  }
  reading.current = isVariable ? [] : targets;
}

/** Names of targets with their variables replaced; what is not simply text keeps its `$`. */
function withValues(reading: Reading, text: string, depth = 0): string {
  if (depth > 5 || text.length > longestValue || !text.includes('$')) return text;
  const replaced = text.replace(/\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})/g, (whole, a?: string, b?: string) => {
    const variable = reading.variables.get(a ?? b ?? '');
    return variable?.environment ? whole : (variable?.text ?? whole);
  });
  return replaced === text || replaced.length > longestValue ? text : withValues(reading, replaced, depth + 1);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function withoutComment(line: string): string {
  const hash = /(^|[^\\])#/.exec(line);
  return hash ? line.slice(0, hash.index + (hash[1] ?? '').length) : line;
}

/** How much an expansion may still do. */
interface Budget {
  references: number;
  characters: number;
}

/** Expands references to variables and functions in a text; what cannot be told becomes a piece of its own. */
export function expandMake(text: string, expansion: Expansion): readonly Piece[] {
  // Variables that name others twice each double the work with every one of them.
  return expandWithin(text, expansion, 0, { references: 5000, characters: 1_000_000 });
}

function expandWithin(text: string, expansion: Expansion, depth: number, budget: Budget): readonly Piece[] {
  budget.characters -= text.length;
  if (budget.characters < 0) return [{ unread: true }];
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push({ text: plain });
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char !== '$') {
      plain += char;
      continue;
    }
    const next = text.charAt(i + 1);
    if (next === '$') {
      plain += '$';
      i++;
      continue;
    }
    const end = next === '(' || next === '{' ? closing(text, i + 1) : i + 2;
    flush();
    if (end === undefined || depth > 20 || budget.references-- <= 0) return [...pieces, { unread: true }];
    const inner = next === '(' || next === '{' ? text.slice(i + 2, end - 1) : next;
    for (const piece of expandReference(inner, expansion, depth, budget)) pieces.push(piece);
    i = end - 1;
  }
  flush();
  return pieces;
}

/** The offset behind the bracket that closes the one at `open`. */
function closing(text: string, open: number): number | undefined {
  const opener = text.charAt(open);
  const closer = opener === '(' ? ')' : '}';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text.charAt(i) === opener) depth++;
    else if (text.charAt(i) === closer && --depth === 0) return i + 1;
  }
  return undefined;
}

function expandReference(inner: string, expansion: Expansion, depth: number, budget: Budget): readonly Piece[] {
  const call = /^(shell|strip|info|warning)\s+(.*)$/s.exec(inner);
  if (call) {
    const [, name, argument = ''] = call;
    const expanded = wholeText(expandWithin(argument, expansion, depth + 1, budget));
    if (expanded === undefined) return [{ unread: true }];
    if (name === 'strip') return [{ text: expanded.trim().replace(/\s+/g, ' ') }];
    if (name !== 'shell') return [];
    const output = expansion.shell(expanded);
    return [output === undefined ? { unread: true } : { text: output.replace(/(?<!\n)\n+$/, '').replace(/\n/g, ' ') }];
  }
  // Other functions, substitution references and computed names are not followed.
  if (!/^[\w.@<^-]+$/.test(inner)) return [{ unread: true }];
  const found = expansion.lookUp(inner);
  if (!found) return [{ unread: true }];
  return found.literal ? [{ text: found.text }] : expandWithin(found.text, expansion, depth + 1, budget);
}

/** The text of pieces all of which are known; undefined if one is not. */
export function wholeText(pieces: readonly Piece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if ('unread' in piece) return undefined;
    text += piece.text;
  }
  return text;
}

/**
 * Pieces as a shell script: what is not known becomes a reference to a variable, so that the shell's quoting is kept.
 * @param name a variable that the script is to be run with, its value unknown
 */
export function toScript(pieces: readonly Piece[], name: string): string {
  let script = '';
  let quote: '' | "'" | '"' = '';
  for (const piece of pieces) {
    if ('unread' in piece) {
      script += quote === "'" ? `'"\${${name}}"'` : `\${${name}}`;
      continue;
    }
    for (let i = 0; i < piece.text.length; i++) {
      const char = piece.text.charAt(i);
      if (char === '\\' && quote !== "'") i++;
      else if (quote === '' && (char === "'" || char === '"')) quote = char;
      else if (char === quote) quote = '';
    }
    script += piece.text;
  }
  return script;
}
