import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { replaceWord } from '../fixes/startCommand';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const fileNotInStage = defineRule({
  id: 'file-not-in-stage',
  title: 'RUN that moves or changes a file which nothing writes',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'file-not-in-stage')) {
      const { name = '', actual } = problem.details;
      const hint = actual === undefined ? '' : say`; go writes ${actual}`;
      const error = problem.error === undefined ? '.' : `: ${quote(problem.error)}.`;
      const presumed =
        problem.certainty === 'presumed'
          ? say` This presumes that nothing outside the Dockerfile puts it into the build context.`
          : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`Nothing in this stage writes ${name}${hint}. The build stops here${error}${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => fixes(model, problem),
      };
    }
  },
});

function fixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const { text = '', actual } = problem.details;
  if (actual === undefined) return [];
  const edit = replaceWord(model, problem.span, text, actual);
  return edit ? [{ title: say`Use ${actual}`, safety: 'review', edits: [edit] }] : [];
}
