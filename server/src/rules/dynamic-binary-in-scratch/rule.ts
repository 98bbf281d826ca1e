import { imageName } from '../fixes/images';
import { libcFixes } from '../fixes/libc';
import { presumption } from '../presumption';
import { buildOf, problemsOf, related, stageOf } from '../problems';
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
      const build = buildOf(model, problem);
      const final = stageOf(model, problem);
      const { path = 'The binary', loader = 'its loader' } = problem.details;
      const image = final ? imageName(model, final) : 'the image';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message:
          `${path} is linked dynamically and asks for ${loader}, but ${image} has no C library. ` +
          `The container will not start: "${problem.error ?? ''}".` +
          (problem.certainty === 'presumed' ? presumption(build) : ''),
        related: related(problem.because, problem.span),
        fixes: libcFixes(model, problem),
      };
    }
  },
});
