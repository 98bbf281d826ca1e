import { say } from '../../text/say';
import { replaceWord } from '../fixes/startCommand';
import { problemsOf, quote, related } from '../problems';
import { defineRule } from '../rule';

export const entrypointIsDirectory = defineRule({
  id: 'entrypoint-is-directory',
  title: 'A directory stands where the program should be',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'entrypoint-is-directory')) {
      const { path = say`The path`, name = path, actual } = problem.details;
      const edit = actual === undefined ? undefined : replaceWord(model, problem.span, name, actual);
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${path} is a directory${actual === undefined ? '' : say`, and the program is ${actual}`}: what is copied or built onto a directory lands inside it. The container will not start: ${quote(problem.error)}, or "permission denied" from older runtimes.`,
        related: related(problem.because, problem.span),
        fixes: edit && actual !== undefined ? [{ title: say`Start ${actual}`, safety: 'safe', edits: [edit] }] : [],
      };
    }
  },
});
