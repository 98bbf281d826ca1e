import { imageName } from '../fixes/images';
import { libcFixes } from '../fixes/libc';
import { presumption } from '../presumption';
import { buildOf, problemsOf, related, stageOf } from '../problems';
import { defineRule } from '../rule';

export const glibcBinaryOnMusl = defineRule({
  id: 'glibc-binary-on-musl',
  title: 'Binary linked against glibc in an image with musl',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'glibc-binary-on-musl')) {
      const build = buildOf(model, problem);
      const final = stageOf(model, problem);
      const builder = build && model.stages[build.stage];
      const { path = 'The binary', loader = 'its loader' } = problem.details;
      const built = builder ? `, built in ${imageName(model, builder)},` : '';
      const image = final ? imageName(model, final) : 'the image';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message:
          `${path}${built} is linked against glibc and asks for ${loader}, but ${image} has musl. ` +
          `The container will not start: "${problem.error ?? ''}".` +
          (problem.certainty === 'presumed' ? presumption(build) : ''),
        related: related(problem.because, problem.span),
        fixes: libcFixes(model, problem),
      };
    }
  },
});
