import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { startProblems } from '../../model/start';
import { isForDevelopment } from '../releaseBuilds';
import type { Agent } from './settings';
import { shippedPrograms, type ShippedProgram } from '../shipped';

/** What a limit rests on: the page of today, or, for Dynatrace, an earlier edition of it. */
export interface Ground {
  readonly certainty: 'known' | 'presumed';
  /** With a blank in front; empty if nothing is presumed. */
  readonly note: string;
}

/**
 * Limits that AppOptima’s page states, and that Dynatrace’s page stated in the edition AppOptima’s is taken from; whether
 * today’s page of Dynatrace keeps them has not been seen.
 */
export function earlierLimit({ profile }: Agent): Ground {
  return profile === 'appoptima'
    ? { certainty: 'known', note: '' }
    : {
        certainty: 'presumed',
        note: ' This presumes that Dynatrace still holds to what an earlier edition of its page said.',
      };
}

/** The certainty of a finding that rests on several things. */
export function both(...certainties: readonly ('known' | 'presumed')[]): 'known' | 'presumed' {
  return certainties.includes('presumed') ? 'presumed' : 'known';
}

/**
 * The programs of the final image that the agent is to look into, one per go command: the one that the container starts, or,
 * where that is not a program of this file, all that are made of its sources. None of a target that is there for development.
 */
export function observedPrograms(model: BuildModel): readonly ShippedProgram[] {
  const { target } = model;
  if (!target || isForDevelopment(target)) return [];
  const { program: started } = startProblems(model);
  const found = new Map<GoBuild, ShippedProgram>();
  for (const shipped of shippedPrograms(model)) {
    const { build, path } = shipped;
    const stage = model.stages[build.stage];
    if (!stage?.needed || found.has(build) || !['build', 'install'].includes(build.go.verb)) continue;
    if (build.command.runs !== 'always' || build.go.incomplete) continue;
    if (started?.build ? started.build !== build || started.path !== path : isToolOfOthers(build)) continue;
    found.set(build, shipped);
  }
  return [...found.values()];
}

/** `go install x@v` makes a tool of somebody else’s. */
function isToolOfOthers({ go }: GoBuild): boolean {
  return go.args.some(({ value }) => valueOf(value)?.includes('@') !== false);
}

/** The sentence that says what a presumed linkage rests on, with a blank in front; empty if it is certain. */
export function linkagePresumption({ build, output }: ShippedProgram): string {
  if (output.linkage.certainty !== 'presumed') return '';
  const isRead = build.programs.length > 0 && build.programs.every(({ cgo }) => cgo.certainty === 'known');
  return isRead
    ? ' This rests on what a floating tag stands for today.'
    : ' This rests on which packages it is presumed to use, as not all of its sources can be read.';
}
