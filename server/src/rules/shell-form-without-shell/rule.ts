import { isSettled } from '../../facts/fact';
import { runtimeError } from '../../facts/startErrors';
import type { Instruction } from '../../dockerfile/instruction';
import type { BuildModel, Problem } from '../../model/buildModel';
import { findExecutable } from '../../model/findExecutable';
import { shellIsMissing } from '../../model/walkStage';
import { say } from '../../text/say';
import { insertBefore } from '../fixes/instructions';
import { asExecForm, instructionAt } from '../fixes/startCommand';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const shellFormWithoutShell = defineRule({
  id: 'shell-form-without-shell',
  title: 'Shell form in an image without a shell',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'shell-form-without-shell')) {
      const instruction = instructionAt(model, problem.span)?.step.instruction;
      const isCommand = instruction?.kind === 'CMD' || instruction?.kind === 'ENTRYPOINT';
      if (isCommand && instruction.textAfterExec) continue;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: messageOf(problem),
        related: related(problem.because, problem.span),
        fixes: () => (instruction ? fixesFor(model, instruction) : []),
      };
    }
    yield* healthcheck(model);
  },
});

function messageOf(problem: Problem): string {
  const { instruction = 'CMD', shell = '/bin/sh' } = problem.details;
  const consequence = problem.phase === 'build' ? say`The build stops` : say`The container will not start`;
  const presumed =
    problem.certainty === 'presumed' ? say` This presumes that the pinned image is what its tag says.` : '';
  return say`${instruction} in shell form needs ${shell}, and the image has none. ${consequence}: ${quote(problem.error)}.${presumed}`;
}

/** A check that cannot start leaves the container running and marks it unhealthy, so it is no problem of the start. */
function* healthcheck(model: BuildModel): Iterable<Finding> {
  const stage = model.target;
  const instruction = stage?.healthcheck;
  if (!stage || !instruction || instruction.none || instruction.exec || !instruction.script) return;
  if (!shellIsMissing(stage)) return;
  const [shell = '/bin/sh'] = stage.shell.words;
  yield {
    span: instruction.keywordSpan,
    certainty: stage.image.shells.certainty === 'known' ? 'known' : 'presumed',
    severity: 'warning',
    message: say`HEALTHCHECK in shell form needs ${shell}, and the image has none. The container runs and is marked unhealthy: ${quote(runtimeError('absent', shell))}.`,
    related: [{ span: stage.from.span, message: say`the image has no shell` }],
    fixes: () => fixesFor(model, instruction),
  };
}

/** `curl -f localhost` in scratch: the exec form would start no more than the shell form does. */
function isToolMissing(model: BuildModel, { script }: Extract<Instruction, { kind: 'HEALTHCHECK' }>): boolean {
  const name = /^\s*(\S+)/.exec(script?.text ?? '')?.[1];
  if (!model.target || name === undefined) return false;
  const found = findExecutable(model.target, name);
  const { tools } = model.target.image;
  return (
    found.state === 'absent' ||
    (found.state === 'unknown' && isSettled(tools) && !name.includes('/') && !tools.value.has(name))
  );
}

function fixesFor(model: BuildModel, instruction: Instruction): readonly Fix[] {
  const fixes: Fix[] = [];
  if (instruction.kind === 'CMD' || instruction.kind === 'ENTRYPOINT' || instruction.kind === 'HEALTHCHECK') {
    const edit =
      instruction.kind === 'HEALTHCHECK' && isToolMissing(model, instruction)
        ? undefined
        : asExecForm(model, instruction);
    if (edit) fixes.push({ title: say`Use the exec form: ${edit.newText}`, safety: 'safe', edits: [edit] });
  }
  const at = instructionAt(model, instruction.span);
  const shells = at?.step.image.shells;
  const other = shells && isSettled(shells) ? shells.value.find((shell) => shell.endsWith('/sh')) : undefined;
  if (other !== undefined) {
    const line = `SHELL ["${other}", "-c"]`;
    fixes.push({
      title: say`Name the shell that the image has: ${other}`,
      safety: 'review',
      edits: [insertBefore(model, instruction, line)],
    });
  }
  return fixes;
}
