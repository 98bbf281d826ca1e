import type { GoVersion, ModuleFile, WorkFile } from './types';
import { isAtLeast, parseGoVersion } from './version';

type Replace = ModuleFile['replaces'][number];

/** One directive of a go.mod or go.work file with its words; blocks are taken apart. */
interface Directive {
  readonly verb: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly comment: string;
}

interface Collected {
  go: ModuleFile['go'];
  toolchain: ModuleFile['toolchain'];
  readonly replaces: Replace[];
  readonly problems: { readonly line: number; readonly message: string }[];
}

/** modfile.GoVersionRE. */
const goVersionFormat = /^[1-9]\d*\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))?(?:[a-z]+\d+)?$/;

/** Directives without a bearing on what is built where. */
const ignoredInModule: ReadonlySet<string> = new Set(['exclude', 'retract', 'godebug', 'ignore']);

/** The minor release of Go that brought a directive of go.mod (release notes of 1.23, 1.24 and 1.25). */
const broughtBy: ReadonlyMap<string, number> = new Map([
  ['godebug', 23],
  ['tool', 24],
  ['ignore', 25],
]);

/** What a Go that is too old for a directive of go.mod says of it (modfile.Parse; measured with Go 1.21 and 1.22). */
export function newerDirectives(
  file: Pick<ModuleFile, 'newer'>,
  version: GoVersion,
): readonly { readonly line: number; readonly message: string }[] {
  return file.newer
    .filter(({ verb }) => !isAtLeast(version, 1, broughtBy.get(verb) ?? 0))
    .map(({ verb, line }) => ({ line, message: `unknown directive: ${verb}` }));
}

/**
 * Parses a go.mod file as golang.org/x/mod/modfile does. Never fails: what cannot be read is in `problems`, in the words
 * that go prints behind `/path/go.mod:LINE: `.
 */
export function parseModuleFile(text: string): ModuleFile {
  const found: Collected = { go: undefined, toolchain: undefined, replaces: [], problems: [] };
  const requires: ModuleFile['requires'][number][] = [];
  const tools: string[] = [];
  const newer: ModuleFile['newer'][number][] = [];
  let module: string | undefined;
  for (const directive of readDirectives(text, found.problems)) {
    const { verb, args, line } = directive;
    if (broughtBy.has(verb) && !newer.some((before) => before.verb === verb)) newer.push({ verb, line });
    if (verb === 'module') {
      if (module !== undefined) found.problems.push({ line, message: 'repeated module statement' });
      else if (args.length !== 1) found.problems.push({ line, message: 'usage: module module/path' });
      else module = args[0];
    } else if (verb === 'require') {
      const [path, version] = args;
      if (path === undefined || version === undefined || args.length !== 2) {
        found.problems.push({ line, message: 'usage: require module/path v1.2.3' });
      } else {
        requires.push({ path, version, indirect: isIndirect(directive.comment), line });
      }
    } else if (verb === 'tool') {
      if (args[0] !== undefined && args.length === 1) tools.push(args[0]);
    } else if (!collect(directive, found) && !ignoredInModule.has(verb)) {
      found.problems.push({ line, message: `unknown directive: ${verb}` });
    }
  }
  return {
    module,
    go: found.go,
    toolchain: found.toolchain,
    requires,
    replaces: found.replaces,
    tools,
    newer,
    problems: found.problems,
  };
}

/** Parses a go.work file, in the same way. */
export function parseWorkFile(text: string): WorkFile {
  const found: Collected = { go: undefined, toolchain: undefined, replaces: [], problems: [] };
  const uses: WorkFile['uses'][number][] = [];
  for (const directive of readDirectives(text, found.problems)) {
    const { verb, args, line } = directive;
    if (verb === 'use') {
      const [path] = args;
      if (path === undefined || args.length !== 1) found.problems.push({ line, message: 'usage: use local/dir' });
      else uses.push({ path, line });
    } else if (!collect(directive, found) && verb !== 'godebug') {
      found.problems.push({ line, message: `unknown directive: ${verb}` });
    }
  }
  return { go: found.go, toolchain: found.toolchain, uses, replaces: found.replaces, problems: found.problems };
}

/**
 * What a Go older than 1.21 says of the file, one message a line as it prints them behind `PATH:LINE: `. Empty for newer
 * ones, which read all of this, and if there is nothing to complain of. Measured with Go 1.15 and 1.19:
 * `go 1.21.0` gives `invalid go version '1.21.0': must match format 1.23`, a toolchain line `unknown directive: toolchain`.
 */
export function oldGoProblems(
  file: Pick<ModuleFile, 'go' | 'toolchain' | 'newer'>,
  version: GoVersion,
): readonly { readonly line: number; readonly message: string }[] {
  if (isAtLeast(version, 1, 21)) return [];
  const problems: { readonly line: number; readonly message: string }[] = [];
  if (file.go && !/^(?:[1-9]\d*)\.(?:0|[1-9]\d*)$/.test(file.go.text)) {
    problems.push({ line: file.go.line, message: `invalid go version '${file.go.text}': must match format 1.23` });
  }
  if (file.toolchain) problems.push({ line: file.toolchain.line, message: 'unknown directive: toolchain' });
  problems.push(...newerDirectives(file, version));
  return problems.toSorted((a, b) => a.line - b.line);
}

/** The directives that both kinds of file have; false if it is none of them. */
function collect(directive: Directive, found: Collected): boolean {
  const { verb, args, line } = directive;
  const [text] = args;
  if (verb === 'go') {
    if (found.go) found.problems.push({ line, message: 'repeated go statement' });
    else if (text === undefined || args.length !== 1)
      found.problems.push({ line, message: 'go directive expects exactly one argument' });
    else {
      if (!goVersionFormat.test(text)) {
        found.problems.push({ line, message: `invalid go version '${text}': must match format 1.23.0` });
      }
      found.go = { text, version: text.startsWith('go') ? undefined : parseGoVersion(text), line };
    }
    return true;
  }
  if (verb === 'toolchain') {
    if (found.toolchain) found.problems.push({ line, message: 'repeated toolchain statement' });
    else if (text === undefined || args.length !== 1) {
      found.problems.push({ line, message: 'toolchain directive expects exactly one argument' });
    } else {
      if (!/^default$|^go1($|\.)/.test(text)) {
        const message = `invalid toolchain version '${text}': must match format go1.23.0 or default`;
        found.problems.push({ line, message });
      }
      found.toolchain = { text, line };
    }
    return true;
  }
  if (verb !== 'replace') return false;
  const replace = readReplace(args, line);
  if (replace) found.replaces.push(replace);
  else
    found.problems.push({
      line,
      message:
        'usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory',
    });
  return true;
}

function readReplace(args: readonly string[], line: number): Replace | undefined {
  const arrow = args[1] === '=>' ? 1 : 2;
  const path = args[0];
  const target = args[arrow + 1];
  if (path === undefined || target === undefined || args[arrow] !== '=>' || args.length > arrow + 3) return undefined;
  return { path, version: arrow === 2 ? args[1] : undefined, target, targetVersion: args[arrow + 2], line };
}

function isIndirect(comment: string): boolean {
  return /^indirect(?:;|$)/.test(comment.replace(/^\/\/\s*/, '').trim());
}

/** Lines and blocks of the file, as modfile's lexer and parser see them. */
function* readDirectives(text: string, problems: Collected['problems']): Generator<Directive> {
  let block: string | undefined;
  if (text.startsWith('\uFEFF')) problems.push({ line: 0, message: "unexpected input character '\\ufeff'" });
  for (const [line, content] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const { words, comment } = readWords(content);
    const [first] = words;
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ')' && words.length === 1) block = undefined;
      else yield { verb: block, args: words, line, comment };
      continue;
    }
    if (words[1] === '(' && words.length === 2) {
      block = first;
      continue;
    }
    if (words[1] === '(' && words.at(-1) === ')' && words.length === 3) continue;
    yield { verb: first, args: words.slice(1), line, comment };
  }
  if (block !== undefined)
    problems.push({ line: text.split('\n').length - 1, message: 'syntax error (unterminated block)' });
}

/** Words of a line: bare ones, "interpreted" and `raw` strings; parentheses and commas stand for themselves. */
function readWords(line: string): { readonly words: readonly string[]; readonly comment: string } {
  const words: string[] = [];
  let rest = line;
  for (;;) {
    rest = rest.replace(/^[ \t\r]+/, '');
    if (rest === '') return { words, comment: '' };
    if (rest.startsWith('//')) return { words, comment: rest };
    const match = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([(),])|((?:(?!\/\/)[^ \t\r(),"`])+|.))/.exec(rest);
    if (!match) return { words, comment: '' };
    words.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? match[4] ?? '');
    rest = rest.slice(match[0].length);
    // A quote that nothing closes takes the rest of the line; go refuses the file.
    if (match[0] === '"' || match[0] === '`') return { words: [...words, rest], comment: '' };
  }
}
