import { isSettled } from '../../facts/fact';
import type { BuildModel, Problem, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { insertAfter, insertAtStageStart } from '../fixes/instructions';
import { instructionAt, replaceWithWords } from '../fixes/startCommand';
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
          ? ' This presumes that the image brings no more shells than its tag tells.'
          : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${sayWhat(problem)}. The container will not start: ${quote(problem.error)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => (stage ? fixesFor(model, problem, stage) : []),
      };
    }
  },
});

function sayWhat(problem: Problem): string {
  const { path = 'The script', cause, interpreter = '' } = problem.details;
  switch (cause) {
    case 'crlf':
      return `${path} has Windows line ends (CR LF), so that its #! line asks for "${interpreter}\\r"`;
    case 'interpreter':
      return `${path} is run by ${interpreter}, which is not in the image`;
    default:
      return `${path} has no #! line, so the kernel does not know what runs it`;
  }
}

function fixesFor(model: BuildModel, problem: Problem, stage: Stage): readonly Fix[] {
  const { path = '', cause, interpreter = '' } = problem.details;
  const { shells } = stage.image;
  const hasShell = isSettled(shells) && shells.value.includes('/bin/sh');
  if (cause === 'crlf') return hasShell ? stripCarriageReturns(model, stage, path) : [];
  if (cause === 'interpreter') return installBash(model, stage, interpreter);
  const edit = hasShell ? replaceWithWords(model, problem.span, ['/bin/sh', path]) : undefined;
  return edit ? [{ title: 'Start it through /bin/sh', safety: 'review', edits: [edit] }] : [];
}

/** Behind the COPY that brings the script, in the stage that is started. */
function stripCarriageReturns(model: BuildModel, stage: Stage, path: string): readonly Fix[] {
  const found = lookUp(stage.files, path);
  const at = found.state === 'entry' && found.entry.span ? instructionAt(model, found.entry.span) : undefined;
  if (at?.stage.index !== stage.index) return [];
  const edit = insertAfter(model, at.step.instruction, `RUN sed -i 's/\\r$//' ${path}`);
  return [{ title: `Take the carriage returns out of ${path}`, safety: 'review', edits: [edit] }];
}

function installBash(model: BuildModel, stage: Stage, interpreter: string): readonly Fix[] {
  const { distribution } = stage.image;
  if (!/(^|\/bin\/)bash$/.test(interpreter) || distribution !== 'alpine' || stage.base.kind === 'stage') return [];
  const edit = insertAtStageStart(model, stage, 'RUN apk add --no-cache bash');
  return [{ title: 'Install bash', safety: 'review', edits: [edit] }];
}
