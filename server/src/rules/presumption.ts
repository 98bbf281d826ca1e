import { withAgentImports } from '../model/agentImports';
import type { GoBuild, Problem } from '../model/buildModel';
import { listWords } from '../text/list';
import { say } from '../text/say';
import { quote } from './problems';

/** The sentence that says what a presumed finding about a build rests on, with a blank in front. */
export function presumption(build: GoBuild | undefined): string {
  if (!build) return '';
  if (build.index < 0) return say` This presumes that make runs the Makefile as it stands.`;
  const uncertain = build.programs.filter((program) => program.cgo.certainty !== 'known');
  if (build.programs.length === 0 || uncertain.some(isUnreadable)) {
    return say` This presumes that it uses net, as its sources cannot be read.`;
  }
  const unread = [...new Set(uncertain.flatMap((program) => program.unread))];
  if (unread.length > 0) {
    const names = listWords([...unread.slice(0, 2), ...(unread.length > 2 ? [say`others`] : [])]);
    return say` This presumes that the program uses net through ${names}, whose sources cannot be read.`;
  }
  if (build.programs.some((program) => withAgentImports(program, build.go) !== program))
    return say` This presumes that what ${build.go.front?.name ?? ''} compiles into it uses net.`;
  if (build.command.runs === 'perhaps' || !build.command.failureIsFatal) {
    return say` This presumes that the command runs, and that its failure ends the build.`;
  }
  return say` This rests on what the name of the base image stands for today.`;
}

/** What a presumed failure of a build rests on, whose failure ends the build; with a blank in front. */
export function presumedFor(build: GoBuild): string {
  if (build.command.runs !== 'perhaps') return presumption(build);
  const runs = say` This presumes that the command runs.`;
  return build.programs.some(({ cgo }) => cgo.certainty !== 'known') ? `${presumption(build)}${runs}` : runs;
}

const goesOn = say` The image is built all the same, as the script goes on.`;

/** What has to be added where the script goes on after the failure, with a blank in front. */
export function aftermath(problem: Problem): string {
  return problem.goesOn ? goesOn : '';
}

/** What a finding about a failing go command has to add where the failure may not end the build, with a blank in front. */
export function consequence({ command }: GoBuild): string {
  if (command.runs === 'perhaps') return say` This presumes that the command runs.`;
  return command.failureIsFatal ? '' : goesOn;
}

/**
 * The sentences that say what comes of a failing command: the build stops, or else the script goes on without it.
 *
 * @param error the error as it follows these words, with a blank or colon in front; empty if there is none to show
 * @param presumed what a presumed finding rests on, with a blank in front
 */
export function outcome(
  problem: Problem,
  error = say` with ${quote(problem.error)}`,
  presumed = say` This presumes that the command runs.`,
): string {
  if (problem.goesOn) {
    return error === '' ? say`The command fails.${goesOn}` : say`The command ends${error}.${goesOn}`;
  }
  return say`The build stops${error}.${problem.certainty === 'presumed' ? presumed : ''}`;
}

function isUnreadable(program: GoBuild['programs'][number]): boolean {
  return (program.packages ?? []).length === 0;
}
