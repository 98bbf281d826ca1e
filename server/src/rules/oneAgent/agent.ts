import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { startOf } from '../../model/start';
import { say } from '../../text/say';
import { valueOf } from '../../facts/fact';
import { presumption } from '../presumption';
import { isForDevelopment, isToolOfOthers } from '../releaseBuilds';
import { agentOf, type Agent } from './settings';
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
        note: say` This presumes that Dynatrace still holds to what an earlier edition of its page said.`,
      };
}

/** The certainty of a finding that rests on several things. */
export function both(...certainties: readonly ('known' | 'presumed')[]): 'known' | 'presumed' {
  return certainties.includes('presumed') ? 'presumed' : 'known';
}

/** The target, and the agent that looks into what it starts; undefined if there is none, or the target is there for development. */
export function observedTarget(model: BuildModel): { readonly agent: Agent; readonly target: Stage } | undefined {
  const agent = agentOf(model);
  const { target } = model;
  return agent && target && !isForDevelopment(target) ? { agent, target } : undefined;
}

/** A program, and the agent that is to look into it. */
export interface ObservedProgram extends ShippedProgram {
  readonly agent: Agent;
}

const found = new WeakMap<BuildModel, readonly ObservedProgram[]>();

/**
 * The programs of the final image that the agent is to look into, one per go command: the one that the container starts, or,
 * where that is not a program of this file, all that are made of its sources. None if there is no agent. Worked out once per
 * model, as each limit asks.
 */
export function observedPrograms(model: BuildModel): readonly ObservedProgram[] {
  const before = found.get(model);
  if (before) return before;
  const observed = observedTarget(model);
  const programs = observed ? programsFor(model, observed.agent) : [];
  found.set(model, programs);
  return programs;
}

function programsFor(model: BuildModel, agent: Agent): readonly ObservedProgram[] {
  const { program: started } = startOf(model);
  const programs = new Map<GoBuild, ObservedProgram>();
  for (const shipped of shippedPrograms(model)) {
    const { build, path } = shipped;
    const stage = model.stages[build.stage];
    if (!stage?.needed || programs.has(build) || !['build', 'install'].includes(build.go.verb)) continue;
    if (build.command.runs !== 'always' || build.go.incomplete) continue;
    if (started?.build ? started.build !== build || started.path !== path : isToolOfOthers(build)) continue;
    programs.set(build, { ...shipped, agent });
  }
  return [...programs.values()];
}

/** The sentence that says what a presumed linkage rests on, with a blank in front; empty if it is certain. */
export function linkagePresumption({ build, output }: ShippedProgram): string {
  if (output.linkage.certainty !== 'presumed') return '';
  if (build.index < 0) return presumption(build);
  // With cgo off nothing that the linker is told makes the program another one.
  if (build.linker.incomplete && valueOf(build.cgo) === false)
    return say` This presumes that the build succeeds with linker flags that cannot be read.`;
  if (build.go.front?.name === 'xx-go')
    return say` This presumes that it is linked against the C library that the build stage has too.`;
  const isRead = build.programs.length > 0 && build.programs.every(({ cgo }) => cgo.certainty === 'known');
  return isRead
    ? say` This rests on what a floating tag stands for today.`
    : say` This rests on which packages it is presumed to use, as not all of its sources can be read.`;
}
