import { valueOf } from '../../facts/fact';
import { resolvePath } from '../../model/files';
import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { contains, slice } from '../../text/span';
import { instgoDownload } from '../fixes/instgo';
import { instructionAt } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const instgoNotOnPath = defineRule({
  id: 'instgo-not-on-path',
  title: 'instgo is called where no directory of PATH has it',
  severity: 'error',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('arms')) return;
    for (const problem of problemsOf(model, 'instgo-not-on-path')) {
      const { path } = problem.details;
      const what =
        path === undefined
          ? say`Nothing in this stage brings instgo.`
          : say`instgo is at ${path}, and a shell looks for it in the directories of PATH only.`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${what} The build stops here: ${quote(problem.error)}.`,
        related: related(problem.because, problem.span),
        fixes: () => fixes(model, problem),
      };
    }
  },
});

function fixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const stage = stageOf(model, problem);
  const at = instructionAt(model, problem.span);
  const { path } = problem.details;
  if (!stage || !at) return [];
  if (path === undefined) {
    const edit = instgoDownload(model, stage);
    return edit ? [{ title: say`Download instgo first`, safety: 'review', edits: [edit] }] : [];
  }
  const command = at.step.execution?.commands.find(({ span }) => contains(span, problem.span));
  if (!command || command.approximate || slice(model.dockerfile.text, problem.span) !== 'instgo') return [];
  const directory = valueOf(command.workdir);
  const call = directory !== undefined && resolvePath(directory, 'instgo') === path ? './instgo' : path;
  return [{ title: say`Call it as ${call}`, safety: 'safe', edits: [{ span: problem.span, newText: call }] }];
}
