import { isSettled } from '../../facts/fact';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import type { BuildModel, Problem, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { insertAfter, insertAtStageStart } from '../fixes/instructions';
import { instructionAt, makeExecutable, replaceWithWords } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const entrypointScriptCannotRun = defineRule({
  id: 'entrypoint-script-cannot-run',
  title: 'The entry script cannot run',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'entrypoint-script-cannot-run')) {
      const stage = stageOf(model, problem);
      const presumed =
        problem.certainty === 'presumed'
          ? say` This presumes that the image brings no more shells than its tag tells.`
          : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${sayWhat(problem)}. ${sayConsequence(problem)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => (stage ? fixesFor(model, problem, stage) : []),
      };
    }
  },
});

function sayWhat(problem: Problem): string {
  const { path = say`The script`, cause, interpreter = '' } = problem.details;
  switch (cause) {
    case 'crlf':
      return say`${path} has Windows line ends (CR LF), so that its #! line asks for "${interpreter}\\r"`;
    case 'interpreter':
      return say`${path} is run by ${interpreter}, which is not in the image`;
    case 'private':
      return say`Only root may read ${path}, and the container runs as another user`;
    case 'binary':
    case 'absent': {
      const which = problem.details['inherited'] === 'yes' ? say`, the base image's ENTRYPOINT,` : '';
      return cause === 'binary'
        ? say`${path} is a program, but ${interpreter}${which} reads it as a script`
        : say`${interpreter}${which} is to read ${path} as a script, and nothing puts it into the image`;
    }
    default:
      return say`${path} has no #! line, so the kernel does not know what runs it`;
  }
}

function sayConsequence({ error, details }: Problem): string {
  if (details['cause'] === 'absent') return say`The container ends at once`;
  if (error === undefined && details['cause'] === 'private') return say`The container will not start`;
  return details['cause'] === 'binary'
    ? say`The container ends at once with a syntax error`
    : say`The container will not start: ${quote(error)}`;
}

function fixesFor(model: BuildModel, problem: Problem, stage: Stage): readonly Fix[] {
  const { path = '', cause, interpreter = '' } = problem.details;
  const { shells } = stage.image;
  const hasShell = isSettled(shells) && shells.value.includes('/bin/sh');
  if (cause === 'crlf') return hasShell ? stripCarriageReturns(model, stage, path) : [];
  if (cause === 'absent') return [];
  if (cause === 'private') return letAllRead(model, stage, path);
  if (cause === 'binary') return startWithoutShell(model, problem, stage);
  if (cause === 'interpreter') return installBash(model, stage, interpreter);
  const edit = hasShell ? replaceWithWords(model, problem.span, ['/bin/sh', path]) : undefined;
  return edit ? [{ title: say`Start it through /bin/sh`, safety: 'review', edits: [edit] }] : [];
}

/** CMD becomes ENTRYPOINT, in place of the base image's; or the shell goes out of the words. */
function startWithoutShell(model: BuildModel, { details, span }: Problem, stage: Stage): readonly Fix[] {
  const { cmd } = stage;
  if (details['inherited'] === 'yes') {
    if (cmd?.instruction?.kind !== 'CMD' || !stage.steps.some(({ instruction }) => instruction === cmd.instruction))
      return [];
    const { start } = cmd.instruction.span;
    const edit = { span: { start, end: start + 'CMD'.length }, newText: 'ENTRYPOINT' };
    return [{ title: say`Turn CMD into ENTRYPOINT`, safety: 'review', edits: [edit] }];
  }
  const words = [...(stage.entrypoint?.words ?? []), ...(stage.entrypoint ? [] : (cmd?.words ?? []))];
  const at = words.findIndex((word) => word.span === span);
  const edit = at === 1 ? dropFirstWord(model, words) : undefined;
  return edit ? [{ title: say`Start it without a shell`, safety: 'review', edits: [edit] }] : [];
}

/** Of a JSON list, with the comma behind it. */
function dropFirstWord(model: BuildModel, words: readonly { readonly span: Span | undefined }[]): Edit | undefined {
  const [first, second] = words;
  if (!first?.span || !second?.span) return undefined;
  const between = slice(model.dockerfile.text, { start: first.span.end, end: second.span.start });
  return /^"?\s*,\s*"?$/.test(between)
    ? { span: { start: first.span.start, end: second.span.start }, newText: '' }
    : undefined;
}

/** At the COPY that gives the mode. */
function letAllRead(model: BuildModel, stage: Stage, path: string): readonly Fix[] {
  const found = lookUp(stage.files, path);
  const at = found.state === 'entry' && found.entry.span ? instructionAt(model, found.entry.span) : undefined;
  const instruction = at?.stage.index === stage.index ? at.step.instruction : undefined;
  if (instruction?.kind !== 'COPY' && instruction?.kind !== 'ADD') return [];
  if (!instruction.flags.some(({ name }) => name === 'chmod')) return [];
  return [
    {
      title: say`Let everybody read and execute it with --chmod=0755`,
      safety: 'review',
      edits: [makeExecutable(instruction)],
    },
  ];
}

/** Behind the COPY that brings the script, in the stage that is started. */
function stripCarriageReturns(model: BuildModel, stage: Stage, path: string): readonly Fix[] {
  const found = lookUp(stage.files, path);
  const at = found.state === 'entry' && found.entry.span ? instructionAt(model, found.entry.span) : undefined;
  if (at?.stage.index !== stage.index) return [];
  const edit = insertAfter(model, at.step.instruction, `RUN sed -i 's/\\r$//' ${path}`);
  return [{ title: say`Take the carriage returns out of ${path}`, safety: 'review', edits: [edit] }];
}

function installBash(model: BuildModel, stage: Stage, interpreter: string): readonly Fix[] {
  const { distribution } = stage.image;
  if (!/(^|\/bin\/)bash$/.test(interpreter) || distribution !== 'alpine' || stage.base.kind === 'stage') return [];
  const edit = insertAtStageStart(model, stage, 'RUN apk add --no-cache bash');
  return [{ title: say`Install bash`, safety: 'review', edits: [edit] }];
}
