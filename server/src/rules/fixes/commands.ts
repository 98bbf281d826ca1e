import { valueOf } from '../../facts/fact';
import { parseInstall } from '../../images/packageCommands';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { slice } from '../../text/span';
import { chain } from './images';
import { removeInstruction, replace } from './instructions';

/** A command, and the step that runs it. */
export interface CommandPlace {
  readonly step: Step;
  readonly command: ExecutedCommand;
}

/** Its words as far as they are known; empty for those that are not. */
function wordsOf({ argv }: ExecutedCommand): readonly string[] {
  return argv.map(({ value }) => valueOf(value) ?? '');
}

/** What stands around an installation, and has no use without it. */
const housekeeping =
  /^(?:apt(?:-get)? (?:-\S+ )*(?:update|clean)|apk (?:-\S+ )*update|rm -rf? \/var\/(?:lib\/apt|cache)\/\S*)$/;

const joint = /^\s*(?:\\\r?\n\s*)?&&\s*(?:\\\r?\n\s*)?$/;

/**
 * Takes commands of one RUN away, each with the `&&` that joins it to the one before or after it; the whole instruction if
 * nothing of use is left.
 * @returns undefined if one of them is not joined by `&&` to its neighbours, or is more than words
 */
export function removeCommands(
  model: BuildModel,
  step: Step,
  removed: readonly ExecutedCommand[],
): readonly Edit[] | undefined {
  const { text } = model.dockerfile;
  const { instruction, execution } = step;
  const commands = execution?.commands ?? [];
  const [first] = commands;
  const last = commands.at(-1);
  if (!first || !last || removed.some((each) => !isPlain(each))) return undefined;
  const joins = (at: number): boolean => {
    const [one, other] = [commands[at], commands[at + 1]];
    return one !== undefined && other !== undefined && joint.test(text.slice(one.span.end, other.span.start));
  };
  const isLeft = (command: ExecutedCommand): boolean => !removed.includes(command);
  const left = commands.filter(isLeft);
  if (left.length === 0 || isHousekeeping(model, step, left)) {
    const isWhole = commands.every((_, at) => at === commands.length - 1 || joins(at));
    const before = text.slice(instruction.span.start, first.span.start);
    if (!isWhole || last.span.end !== instruction.span.end || !/^RUN\s(?:\s*--\w+=\S+\s)*\s*$/i.test(before))
      return undefined;
    return [removeInstruction(model, instruction)];
  }
  const edits: Edit[] = [];
  const kept = commands.findIndex(isLeft);
  if (kept > 0) {
    if (!commands.slice(0, kept).every((_, at) => joins(at))) return undefined;
    edits.push(replace({ start: first.span.start, end: commands[kept]?.span.start ?? first.span.end }, ''));
  }
  for (const [at, command] of commands.entries()) {
    if (at <= kept || isLeft(command)) continue;
    if (!joins(at - 1)) return undefined;
    edits.push(replace({ start: commands[at - 1]?.span.end ?? command.span.start, end: command.span.end }, ''));
  }
  return edits;
}

/** Whether the commands have no use without an installation between them, nor for one in another step. */
function isHousekeeping(model: BuildModel, step: Step, commands: readonly ExecutedCommand[]): boolean {
  const texts = commands.map((command) => wordsOf(command).join(' '));
  if (!texts.every((text) => housekeeping.test(text))) return false;
  const others = model.stages.flatMap(({ steps }) => steps).filter((other) => other !== step);
  // The list of packages that is fetched here serves later steps too, unless it is removed.
  return (
    texts.some((text) => text.startsWith('rm ')) ||
    others.every(({ execution }) =>
      execution?.commands.every((command) => parseInstall(wordsOf(command))?.action !== 'install'),
    )
  );
}

function isPlain({ approximate, wrappers, redirects }: ExecutedCommand): boolean {
  return approximate !== true && wrappers.length === 0 && redirects.length === 0;
}

/** Programs that run what they read elsewhere. */
const runsOthers = /^(?:|g?make|just|task|mage|goreleaser|bazel|(?:ba|da|a)?sh|.*\.sh|.*\/.*)$/;

/**
 * Takes a call of a tool away, and its package too if the Dockerfile installs it for nothing else.
 * @param packages names of the packages that bring it
 * @returns undefined if the call cannot be taken out
 */
export function removeTool(
  model: BuildModel,
  stage: Stage,
  call: CommandPlace,
  packages: readonly string[],
): readonly Edit[] | undefined {
  const alone = removeCommands(model, call.step, [call.command]);
  const installation = alone && installationOf(model, stage, call, packages);
  if (!installation) return alone;
  const { step, command, at } = installation;
  const word = command.argv[at];
  const before = command.argv[at - 1];
  if (!word || !before) return alone;
  if (!installation.isOnly) {
    const span = { start: before.span.end, end: word.span.end };
    return slice(model.dockerfile.text, span).includes('#') ? alone : [replace(span, ''), ...alone];
  }
  if (step === call.step) return removeCommands(model, step, [command, call.command]) ?? alone;
  const edits = removeCommands(model, step, [command]);
  return edits ? [...edits, ...alone] : alone;
}

interface Installation extends CommandPlace {
  /** Index of the package among the words of the command. */
  readonly at: number;
  /** Whether the command installs nothing else. */
  readonly isOnly: boolean;
}

/** Where a tool is installed for one call and nothing else; undefined if something else may use it, or that cannot be edited. */
function installationOf(
  model: BuildModel,
  stage: Stage,
  call: CommandPlace,
  packages: readonly string[],
): Installation | undefined {
  const found: Installation[] = [];
  for (const step of chain(model, stage).flatMap(({ steps }) => steps)) {
    for (const command of step.execution?.commands ?? []) {
      if (command === call.command) continue;
      const words = wordsOf(command);
      const install = parseInstall(words);
      const named = install?.packages.filter(({ name }) => packages.includes(name)) ?? [];
      const [only, ...others] = named;
      const isUse = install === undefined && (runsOthers.test(words[0] ?? '') || words.some(mentions(packages)));
      if (isUse || others.length > 0 || (only && install?.action !== 'install')) return undefined;
      if (!only || !install) continue;
      const isOnly = install.packages.length === 1;
      // What is installed under a name is taken away under that name.
      if (install.incomplete || !isPlain(command) || (isOnly && only.virtual !== undefined)) return undefined;
      found.push({ step, command, at: words.lastIndexOf(only.text), isOnly });
    }
  }
  const [installation, ...more] = found;
  return more.length > 0 || usedElsewhere(model, call, installation, packages) ? undefined : installation;
}

function mentions(packages: readonly string[]): (word: string) => boolean {
  return (word) => packages.some((name) => word.includes(name));
}

/** Whether an instruction other than those two speaks of the tool. */
function usedElsewhere(
  { stages, dockerfile: { text } }: BuildModel,
  call: CommandPlace,
  installation: CommandPlace | undefined,
  packages: readonly string[],
): boolean {
  const own = [call.step.instruction, installation?.step.instruction];
  return stages.some(({ from, steps }) =>
    [from, ...steps.map(({ instruction }) => instruction)].some(
      (instruction) => !own.includes(instruction) && mentions(packages)(slice(text, instruction.span)),
    ),
  );
}
