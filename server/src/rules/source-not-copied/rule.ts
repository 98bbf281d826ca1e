import { problemsOf, quote } from '../problems';
import { defineRule } from '../rule';

export const sourceNotCopied = defineRule({
  id: 'source-not-copied',
  title: 'File of the Go module that the build context does not have',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'source-not-copied')) {
      const { path = '', module } = problem.details;
      // Anything else may be made right before the build.
      if (module !== 'true' || problem.certainty !== 'known') continue;
      const optional = path.endsWith('go.sum') && !path.includes('/');
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `The build context has no ${path}, or .dockerignore keeps it out. The build stops with ${quote(problem.error)}.`,
        ...(optional && {
          // A pattern may match nothing; a module without requirements has no go.sum.
          fixes: [
            {
              title: 'Copy go.sum only if it is there',
              safety: 'review',
              edits: [{ span: problem.span, newText: 'go.su[m]' }],
            },
          ],
        }),
      };
    }
  },
});
