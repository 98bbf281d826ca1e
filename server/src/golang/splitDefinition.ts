import { linkerFlagsOf } from './flagValues';
import { parseLinkerFlags } from './linkerFlags';
import type { GoCommand, GoFlag } from './types';

/** A value of -ldflags in which go splits what a command prints. */
export interface SplitDefinition {
  readonly flag: GoFlag;
  readonly error: string;
  /** What -X sets; undefined if it is no -X. */
  readonly name: string | undefined;
}

/**
 * `-X main.built=$(date)`: what the command prints is known to be several words, which go takes apart, as the quotes of the shell are
 * gone by then (quoted.Split of cmd/internal/quoted). The linker takes the second one for a file.
 */
export function splitDefinition(go: GoCommand): SplitDefinition | undefined {
  const flag = linkerFlagsOf(go)?.flag;
  const sample = flag?.value.certainty === 'unknown' ? flag.value.sample : undefined;
  if (!flag || sample === undefined) return undefined;
  const { malformed } = parseLinkerFlags(sample);
  if (malformed?.isStrayWord !== true) return undefined;
  const name = /^-X[\s=]+([^\s'"=]+)=/.exec(sample.slice(malformed.start, malformed.end))?.[1];
  return { flag, error: malformed.message, name };
}

/**
 * The definition of that name in the text of a value of -ldflags, with or without quotes that do not help, and what it has to be.
 * Undefined if what it is set to is not one substitution or variable.
 */
export function quotedDefinition(
  written: string,
  name: string,
): { readonly start: number; readonly end: number; readonly value: string; readonly corrected: string } | undefined {
  const pattern =
    /(?<![^\s"'])-X(?:\s+|=)(?:'|\\")?([^\s'"=\\]+)=(?:'|\\")?(\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\w+|\$\{\w+\})(?:'|\\")?(?=[\s"']|$)/g;
  const [match, more] = [...written.matchAll(pattern)].filter(([, found]) => found === name);
  const value = match?.[2];
  if (!match || more || value === undefined) return undefined;
  const end = match.index + match[0].length;
  return { start: match.index, end, value, corrected: `-X '${name}=${value}'` };
}
