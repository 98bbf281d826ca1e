import { findFlag } from './buildFlags';
import type { GoCommand, GoVersion } from './types';
import { isAtLeast } from './version';

/**
 * The flags of a go command line that the release does not know yet, with what it says of them, in their order. From Go 1.21
 * on a go.mod may have another toolchain take over that does know them, so nothing is said of those.
 */
export function findNewerFlags({ verb, flags, front }: GoCommand, go: GoVersion): GoCommand['problems'] {
  // What stands in front of go reads the flags first.
  if (isAtLeast(go, 1, 21) || front?.via === 'prefix') return [];
  return flags
    .filter(({ from, name }) => from === 'command line' && isNewer(verb, name, go))
    .map(({ name, span }) => ({ span, message: `flag provided but not defined: -${name}`, isUnknownFlag: true }));
}

function isNewer(verb: string, name: string, go: GoVersion): boolean {
  const since = findFlag(verb, name)?.since;
  return since !== undefined && !findFlag(verb, name, go);
}
