import type { CommandInstruction } from '../dockerfile/instruction';
import type { BuildModel, Verdict } from '../model/buildModel';
import { say } from '../text/say';
import { contains } from '../text/span';
import { markPresumed } from './presumed';

/** In functions, as the protocol loads this module before the language is known. */
const outcomes: Readonly<Record<Verdict['outcome'], () => string>> = {
  runs: () => say`builds and starts`,
  'fails-to-build': () => say`fails to build`,
  'fails-to-start': () => say`fails to start`,
  unknown: () => say`cannot be told`,
};

/** What becomes of the image in a few words: `builds and starts`, `likely fails to start`. */
export function verdictLabel({ outcome, likely }: Verdict): string {
  return likely ? markPresumed('presumed', outcomes[likely.outcome]()) : outcomes[outcome]();
}

/** Whether the file builds a Go program at all: of others there is nothing to say. */
export function buildsGo({ goBuilds, recipeBuilds }: BuildModel): boolean {
  return goBuilds.length + recipeBuilds.length > 0;
}

/** The ENTRYPOINT that starts the target, else its CMD, if it stands in the target's own stage. */
export function startInstruction({ target }: BuildModel): CommandInstruction | undefined {
  const candidates = [target?.entrypoint?.instruction, target?.cmd?.instruction];
  return candidates.find((instruction) => target && instruction && contains(target.span, instruction.span));
}
