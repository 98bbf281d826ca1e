import { isWordCharacter } from '../text/letters';
import { readGoFile, type GoFile } from './imports';
import type { BuildContext } from './types';
import { isAtLeast } from './version';

/** Names that a file name may end in. Source: internal/syslist of Go 1.26; cmd/go never drops one. */
const knownSystems: ReadonlySet<string> = new Set([
  ...['aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'hurd', 'illumos', 'ios', 'js', 'linux', 'nacl', 'netbsd'],
  ...['openbsd', 'plan9', 'solaris', 'wasip1', 'windows', 'zos'],
]);
const knownArchitectures: ReadonlySet<string> = new Set([
  ...[
    '386',
    'amd64',
    'amd64p32',
    'arm',
    'armbe',
    'arm64',
    'arm64be',
    'loong64',
    'mips',
    'mipsle',
    'mips64',
    'mips64le',
  ],
  ...[
    'mips64p32',
    'mips64p32le',
    'ppc',
    'ppc64',
    'ppc64le',
    'riscv',
    'riscv64',
    's390',
    's390x',
    'sparc',
    'sparc64',
    'wasm',
  ],
]);
/** What the tag `unix` covers, since Go 1.19; it has no meaning in file names. */
const unixSystems: ReadonlySet<string> = new Set([
  ...[
    'aix',
    'android',
    'darwin',
    'dragonfly',
    'freebsd',
    'hurd',
    'illumos',
    'ios',
    'linux',
    'netbsd',
    'openbsd',
    'solaris',
  ],
]);
/** A system whose files another one takes too. Source: go/build.Context.matchTag. */
const alsoMatches: ReadonlyMap<string, string> = new Map([
  ['android', 'linux'],
  ['illumos', 'solaris'],
  ['ios', 'darwin'],
]);

/** Why a Go file is left out of a build, or that it is not. */
export type FileVerdict = 'compiled' | 'not-go' | 'test' | 'ignored-name' | 'file-name' | 'constraint' | 'cgo-off';

/** Whether `go build` compiles the file under this context. `name` is the file's name without directory. */
export function fileIsCompiled(name: string, text: string, context: BuildContext): boolean {
  return judgeFile(name, () => readGoFile(text), context) === 'compiled';
}

/** As `fileIsCompiled`, with the reason. The file is only read if its name lets it through. */
export function judgeFile(name: string, read: () => GoFile, context: BuildContext): FileVerdict {
  if (!name.endsWith('.go')) return 'not-go';
  if (name.startsWith('_') || name.startsWith('.')) return 'ignored-name';
  if (name.endsWith('_test.go')) return 'test';
  if (!nameMatches(name, context)) return 'file-name';
  const file = read();
  if (!constraintsHold(file, context)) return 'constraint';
  return file.importsC && !context.cgo ? 'cgo-off' : 'compiled';
}

/** Whether the name of a file of any kind (`x_linux.c` too) lets it into the build: go/build's goodOSArchFile. */
export function nameMatches(name: string, context: BuildContext): boolean {
  const stem = name.split('.')[0] ?? '';
  const underscore = stem.indexOf('_');
  if (underscore < 0) return true;
  const parts = stem.slice(underscore).split('_');
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1) ?? '';
  const beforeLast = parts.at(-2) ?? '';
  if (parts.length >= 2 && knownSystems.has(beforeLast) && knownArchitectures.has(last)) {
    return matchesTag(last, context) && matchesTag(beforeLast, context);
  }
  return knownSystems.has(last) || knownArchitectures.has(last) ? matchesTag(last, context) : true;
}

/**
 * Whether the constraint lines of a file hold. A `//go:build` line makes `// +build` lines mute (since Go 1.17; before,
 * only the latter counted, and gofmt kept both alike).
 */
export function constraintsHold(file: Pick<GoFile, 'goBuild' | 'plusBuild'>, context: BuildContext): boolean {
  const readsGoBuild = context.go === undefined || isAtLeast(context.go, 1, 17);
  if (file.goBuild !== undefined && (readsGoBuild || file.plusBuild.length === 0)) {
    return evaluateConstraint(file.goBuild, (tag) => matchesTag(tag, context)) ?? false;
  }
  return file.plusBuild.every((line) => plusBuildHolds(line, context));
}

/** Whether a build tag is satisfied: go/build.Context.matchTag. */
export function matchesTag(tag: string, context: BuildContext): boolean {
  if (tag === 'cgo') return context.cgo || context.tags.includes('cgo');
  if (tag === context.goos || tag === context.goarch || tag === context.compiler) return true;
  if (alsoMatches.get(context.goos) === tag) return true;
  if (tag === 'unix' && unixSystems.has(context.goos) && (context.go === undefined || isAtLeast(context.go, 1, 19)))
    return true;
  // cmd/go adds the tag race itself; amd64.v1 and the like name the baseline of GOAMD64.
  if (tag === 'race' && context.race) return true;
  if (tag === 'amd64.v1' && context.goarch === 'amd64') return true;
  const release = /^go1\.([1-9]\d*)$/.exec(tag);
  if (release) return context.go === undefined || isAtLeast(context.go, 1, Number(release[1]));
  return context.tags.includes(tag);
}

/** `// +build` options are alternatives, their comma-separated terms must all hold. */
function plusBuildHolds(line: string, context: BuildContext): boolean {
  const options = line.split(/\s+/).filter((option) => option !== '');
  return options.some((option) =>
    option.split(',').every((term) => {
      if (term.startsWith('!!')) return false;
      return term.startsWith('!') ? !matchesTag(term.slice(1), context) : matchesTag(term, context);
    }),
  );
}

/**
 * Evaluates the expression of a `//go:build` line: `||`, `&&`, `!`, parentheses and tags (go/build/constraint).
 * Undefined if it is malformed, which cmd/go reports and then takes for not satisfied.
 */
export function evaluateConstraint(expression: string, holds: (tag: string) => boolean): boolean | undefined {
  const tokens = expression.match(/\|\||&&|[!()]|[^\s!()&|]+|\S/g) ?? [];
  // Nobody nests this deep; recursion must not exhaust the stack on a text that does.
  if (tokens.length > 1000) return undefined;
  let at = 0;
  const or = (): boolean | undefined => {
    let value = and();
    while (tokens[at] === '||') {
      at++;
      const right = and();
      value = value === undefined || right === undefined ? undefined : value || right;
    }
    return value;
  };
  const and = (): boolean | undefined => {
    let value = not();
    while (tokens[at] === '&&') {
      at++;
      const right = not();
      value = value === undefined || right === undefined ? undefined : value && right;
    }
    return value;
  };
  const not = (): boolean | undefined => {
    const token = tokens[at++];
    if (token === '!') {
      const value = not();
      return value === undefined ? undefined : !value;
    }
    if (token === '(') {
      const value = or();
      return tokens[at++] === ')' ? value : undefined;
    }
    return token !== undefined && [...token].every((character) => character === '.' || isWordCharacter(character))
      ? holds(token)
      : undefined;
  };
  const value = or();
  return at === tokens.length ? value : undefined;
}
