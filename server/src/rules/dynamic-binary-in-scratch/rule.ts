import { libcFixes } from '../fixes/libc';
import { problemsOf, related } from '../problems';
import { defineRule } from '../rule';

export const dynamicBinaryInScratch = defineRule({
  id: 'dynamic-binary-in-scratch',
  title: 'Dynamically linked binary in an image without a C library',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'dynamic-binary-in-scratch')) {
      const { path = 'The binary', loader = 'its loader' } = problem.details;
      const presumed = problem.certainty === 'presumed' ? ' This presumes that it uses net, as its sources cannot be read.' : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${path} is linked dynamically and asks for ${loader}, but the image has no C library. The container will not start: "${problem.error ?? ''}".${presumed}`,
        related: related(problem.because, problem.span),
        fixes: libcFixes(model, problem),
      };
    }
  },
});
