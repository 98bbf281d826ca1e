import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, Problem, Stage, Step } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { outcome } from '../presumption';
import { buildOf, fatalFirst, problemsOf, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const moduleNotInWorkdir = defineRule({
  id: 'module-not-in-workdir',
  title: 'go command where no go.mod has been brought',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of fatalFirst(problemsOf(model, 'module-not-in-workdir'))) {
      const stage = stageOf(model, problem);
      // The first command of a stage that fails is the one that is met.
      if (!stage || seen.has(stage.index)) continue;
      seen.add(stage.index);
      const workdir = buildOf(model, problem)?.command.workdir;
      const directory = (workdir && valueOf(workdir)) ?? problem.details['directory'] ?? '';
      // A COPY that names go.mod and does not find it is what fails, not the command behind it.
      if (copies(stage).some((step) => namesModuleFile(step))) continue;
      const elsewhere = moduleDirectory(stage);
      const inGoPath = problem.details['problem'] === 'module-in-gopath';
      const brought = inGoPath
        ? say`go.mod has been copied into ${problem.details['directory'] ?? directory}, which is GOPATH and no place for a module before Go 1.22`
        : isEmptyHanded(stage, problem)
          ? say`Nothing has been copied into this stage`
          : elsewhere === undefined
            ? say`No go.mod is in ${directory} or above`
            : say`go.mod is in ${elsewhere}, and this runs in ${directory}`;
      const presumed = say` This presumes that the build context is the folder that was looked at, and that the command runs.`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${brought}. ${outcome(problem, undefined, presumed)}`,
        related: related(problem.because, problem.span).filter(({ span }) => span.start !== problem.span.start),
        fixes: () => (inGoPath ? leaveGoPath(model, stage, problem) : fixes(model, stage, problem, elsewhere)),
      };
    }
  },
});

function copies(stage: Stage): readonly Step[] {
  return stage.steps.filter((step) => step.copy !== undefined);
}

function namesModuleFile({ copy }: Step): boolean {
  return copy?.from.kind === 'context' && copy.sources.some(({ path }) => /(^|\/)go\.mod$/.test(valueOf(path) ?? ''));
}

/** Whether no file has been brought into the stage before the command. */
function isEmptyHanded(stage: Stage, problem: Problem): boolean {
  const before = stage.steps.filter((step) => step.instruction.span.start < problem.span.start);
  return stage.base.kind === 'image' && before.every((step) => step.copy === undefined && step.mounts.length === 0);
}

/** Where a COPY of the stage has put a go.mod. */
function moduleDirectory(stage: Stage): string | undefined {
  for (const { copy } of copies(stage)) {
    const directory = copy && valueOf(copy.destination);
    if (directory === undefined) continue;
    const found = lookUp(stage.files, resolvePath(directory, 'go.mod'));
    if (found.state === 'entry' && found.entry.kind === 'file') return directory;
  }
  return undefined;
}

function fixes(model: BuildModel, stage: Stage, problem: Problem, elsewhere: string | undefined): readonly Fix[] {
  const step = stage.steps.find(({ instruction }) => contains(instruction.span, problem.span));
  if (!step || !isSettled(step.workdir)) return [];
  const fix = (title: string, ...lines: readonly string[]): readonly Fix[] => [
    { title, safety: 'review', edits: [insertBefore(model, step.instruction, ...lines)] },
  ];
  if (elsewhere !== undefined) {
    const later = copies(stage).some(({ copy, instruction }) => {
      return instruction.span.start > problem.span.start && copy && valueOf(copy.destination) === elsewhere;
    });
    if (!later) return fix(say`Change the directory: WORKDIR ${elsewhere}`, `WORKDIR ${elsewhere}`);
    // `RUN go mod download` above `COPY . .`.
    if (elsewhere === step.workdir.value) return fix(say`Copy go.mod and go.sum first`, 'COPY go.mod go.sum* ./');
    return [];
  }
  if (!isEmptyHanded(stage, problem)) return [];
  const workdir = stage.steps.some(({ instruction }) => {
    return instruction.kind === 'WORKDIR' && instruction.span.start < problem.span.start;
  });
  const below = copies(stage).some(({ copy }) => copy?.from.kind === 'context');
  if (below) return workdir ? fix(say`Copy go.mod and go.sum first`, 'COPY go.mod go.sum* ./') : [];
  // The sources do not belong into GOPATH, which is where the golang image starts.
  if (workdir) return fix(say`Copy the sources`, 'COPY . .');
  return fix(say`Copy the sources into a directory of their own`, 'WORKDIR /src', 'COPY . .');
}

/** A WORKDIR of its own in front of the COPY that brings go.mod, if all before it stays where it is. */
function leaveGoPath(model: BuildModel, stage: Stage, problem: Problem): readonly Fix[] {
  const { directory = '' } = problem.details;
  const first = copies(stage).find((step) => step.copy && valueOf(step.copy.destination) === directory);
  if (!first?.copy) return [];
  const written = first.copy.instruction.destination?.raw ?? '/';
  if (written.startsWith('/') || written.includes('$')) return [];
  const edit = insertBefore(model, first.instruction, 'WORKDIR /src');
  return [{ title: say`Copy the sources into a directory of their own`, safety: 'review', edits: [edit] }];
}
