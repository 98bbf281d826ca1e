import { isSettled, known, mapFact, unknown, valueOf, type Fact } from '../facts/fact';
import { parseGoBoolean } from './buildFlags';
import { parseLinkerFlags } from './linkerFlags';
import { splitQuoted } from './quoted';
import type { GoCommand, GoFlag, LinkerFlags } from './types';
import { isJoinOf } from '../text/wildcards';

/**
 * The flag of that name that counts, and those it overrides, first the earliest. Go sets a flag as often as it occurs,
 * GOFLAGS first: the last one stays. Undefined if the flag does not occur.
 */
export function effectiveFlag(
  command: GoCommand,
  name: string,
): { readonly flag: GoFlag; readonly overridden: readonly GoFlag[] } | undefined {
  const all = command.flags.filter((flag) => flag.name === name);
  const flag = all.at(-1);
  return flag && { flag, overridden: all.slice(0, -1) };
}

/** The value of a flag; undefined if it does not occur. */
export function flagValue(command: GoCommand, name: string): Fact<string> | undefined {
  return effectiveFlag(command, name)?.flag.value;
}

/** The value of a flag as text; undefined if it does not occur, or cannot be told. */
export function flagText(command: GoCommand, name: string): string | undefined {
  const value = flagValue(command, name);
  return value && valueOf(value);
}

/**
 * Whether a boolean flag is on. Off if it does not occur, unless words of the command could not be read: then it may
 * hide among them. `-buildvcs=auto` counts as on.
 */
export function booleanFlag(command: GoCommand, name: string): Fact<boolean> {
  const value = flagValue(command, name);
  if (!value) return command.incomplete ? unknown('shell-computed') : known(false);
  return mapFact(value, (text) => text === 'auto' || parseGoBoolean(text) === true);
}

/** `go build -n`: the commands are printed, and nothing is built. */
export function isDryRun(command: GoCommand): boolean {
  return valueOf(booleanFlag(command, 'n')) === true;
}

/**
 * The build tags of -tags: separated by commas, or by blanks if a blank or a single quote occurs (tagsFlag.Set in
 * cmd/go/internal/work/build.go). Empty if the flag does not occur.
 */
export function tagsOf(command: GoCommand): Fact<readonly string[]> {
  const value = flagValue(command, 'tags');
  if (!value) return command.incomplete ? unknown('shell-computed') : known([]);
  return mapFact(value, splitTags);
}

/** Splits the value of -tags as Go does. */
export function splitTags(value: string): readonly string[] {
  if (/[ ']/.test(value)) return splitQuoted(value).fields.map((field) => field.text);
  return value.split(',').filter((tag) => tag !== '');
}

/**
 * The -ldflags that Go uses for a package named on the command line: of several ones the last whose pattern matches it
 * (PerPackageFlag.For). Undefined if there is none. `importPath` is that of the package, if known.
 */
export function linkerFlagsOf(
  command: GoCommand,
  importPath?: string,
): { readonly flag: GoFlag; readonly flags: LinkerFlags; readonly overridden: readonly GoFlag[] } | undefined {
  const matching = command.flags
    .filter((flag) => flag.name === 'ldflags')
    .map((flag) => ({ flag, flags: parseLinkerFlags(textOf(flag)) }))
    .filter(({ flags }) => flags.pattern === undefined || patternMatches(flags.pattern, importPath));
  const last = matching.at(-1);
  return last && { ...last, overridden: matching.slice(0, -1).map(({ flag }) => flag) };
}

function textOf(flag: GoFlag): string {
  return isSettled(flag.value) ? flag.value.value : (flag.partial ?? '\uFFFC');
}

/** cmd/go/internal/load/search.go, MatchPackage: relative patterns are taken to match, as the directory is not at hand. */
function patternMatches(pattern: string, importPath: string | undefined): boolean {
  if (pattern === 'all' || pattern === 'main' || pattern.startsWith('.') || pattern.startsWith('/')) return true;
  if (pattern === 'std' || pattern === 'cmd') return false;
  if (importPath === undefined) return pattern.includes('.') || pattern.includes('/');
  return matchesPattern(pattern, importPath);
}

/**
 * Whether an import path matches a pattern with `...`, which stands for any string; `x/...` matches `x` too.
 * Source: cmd/internal/pkgpattern.MatchPattern.
 */
export function matchesPattern(pattern: string, importPath: string): boolean {
  const parts = pattern.split('...');
  if (isJoinOf(parts, importPath)) return true;
  return pattern.endsWith('/...') && isJoinOf(pattern.slice(0, -'/...'.length).split('...'), importPath);
}
