import { valueOf } from '../facts/fact';
import { parseGoVersion } from '../golang/version';
import { goImageRows, isPrerelease } from '../images/goTags';
import type { BuildModel } from '../model/buildModel';
import type { RuleDescription } from './rule';

/**
 * How many minor releases of Go lie between one whose users take advice on polish and one whose users need one thing only, a
 * newer Go. With two releases a year this is five years, four of them without security fixes; and a Dockerfile of that age may
 * be built where there is no BuildKit, which cache mounts need.
 */
const outlivedAfter = 10;

/** Hints that are about this tool's own comments, and say the same whatever Go there is. */
const aboutComments: ReadonlySet<string> = new Set(['unrecognised-ignore']);

/** The newest release of the catalogue. */
const newest = parseGoVersion(goImageRows.find(({ version }) => !isPrerelease(version))?.version ?? '');

/**
 * Whether all go builds that the target needs run a Go that its maintainers gave up long ago. False if there is none, or one of
 * them has a Go that is newer or not known.
 */
export function hasOutlivedGo({ goBuilds, recipeBuilds, stages }: BuildModel): boolean {
  const needed = [...goBuilds, ...recipeBuilds].filter(({ stage }) => stages[stage]?.needed === true);
  return needed.length > 0 && needed.every(({ goVersion }) => isOutlived(valueOf(goVersion)));
}

/** Whether a rule advises on polish: what it asks for can wait until there is a Go that lives. */
export function isPolish({ id, severity }: RuleDescription): boolean {
  return severity === 'hint' && !aboutComments.has(id);
}

function isOutlived(version: ReturnType<typeof parseGoVersion>): boolean {
  return (
    version !== undefined &&
    newest !== undefined &&
    version.major === newest.major &&
    newest.minor - version.minor >= outlivedAfter
  );
}
