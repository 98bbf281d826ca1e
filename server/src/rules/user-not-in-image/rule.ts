import { isSettled } from '../../facts/fact';
import type { BuildModel, Problem, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { say } from '../../text/say';
import { insertBefore } from '../fixes/instructions';
import { numericOwner } from '../fixes/accounts';
import { instructionAt } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const userNotInImage = defineRule({
  id: 'user-not-in-image',
  title: 'The image has no user of that name',
  severity: 'error',
  fix: 'always',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of problemsOf(model, 'user-not-in-image')) {
      // A RUN and the container meet the same USER.
      if (seen.has(problem.span.start)) continue;
      seen.add(problem.span.start);
      const { user = '', file = 'passwd' } = problem.details;
      const account = file === 'passwd' ? say`user ${user}` : say`group ${user}`;
      const presumed =
        problem.certainty === 'presumed' ? say` This presumes that the base image brings no such account.` : '';
      const consequence =
        problem.phase === 'build' ? say`The build stops at the next RUN` : say`The container will not start`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`The image has no ${account} in /etc/${file}. ${consequence}: ${quote(problem.error)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => fixesFor(model, problem, user, file),
      };
    }
  },
});

function fixesFor(model: BuildModel, problem: Problem, user: string, file: string): readonly Fix[] {
  const { span } = problem;
  const owner = numericOwner(model.dockerfile.text.slice(span.start, span.end));
  const numeric: Fix = { title: say`Use the numeric id ${owner}`, safety: 'review', edits: [{ span, newText: owner }] };
  const stage = stageOf(model, problem);
  const at = instructionAt(model, span);
  if (!stage || !at) return [numeric];
  const fixes: Fix[] = [numeric];
  const builder = stageWith(model, stage, user);
  if (file === 'passwd' && builder?.name !== undefined) {
    const lines = ['passwd', 'group'].map((name) => `COPY --from=${builder.name ?? ''} /etc/${name} /etc/${name}`);
    fixes.push({
      title: say`Copy /etc/passwd and /etc/group from ${builder.name}`,
      safety: 'review',
      edits: [insertBefore(model, at.step.instruction, ...lines)],
    });
  }
  return fixes;
}

/** An earlier stage whose user list is known to have the name, if this image has no accounts of its own to lose. */
function stageWith(model: BuildModel, stage: Stage, user: string): Stage | undefined {
  const { users } = stage.image;
  if (!isSettled(users) || users.value.length > 0 || lookUp(stage.files, '/etc/passwd').state !== 'absent')
    return undefined;
  return model.stages.find(
    ({ index, image, name, needed }) =>
      index < stage.index && needed && name !== undefined && isSettled(image.users) && image.users.value.includes(user),
  );
}
