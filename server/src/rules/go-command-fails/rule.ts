import { problemsOf, related } from '../problems';
import { defineRule } from '../rule';

export const goCommandFails = defineRule({
  id: 'go-command-fails',
  title: 'go command that ends in an error',
  severity: 'error',
  fix: 'none',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    let hasUnreadable = false;
    for (const problem of problemsOf(model, 'build-error')) {
      if (problem.details['source'] === 'unreadable' && !hasUnreadable) {
        hasUnreadable = true;
        yield {
          span: problem.span,
          certainty: problem.certainty,
          message:
            'go.mod of the build context cannot be read, so what this command does is not known. Check its permissions, and that it is no broken link.',
        };
      }
      // What BuildKit refuses before anything runs, its own checks report.
      if (problem.details['source'] === 'dockerfile' || problem.error === undefined) continue;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `The go command fails here: "${problem.error.split('\n').join(' ')}". The image is not built.`,
        related: related(problem.because, problem.span),
      };
    }
  },
});
