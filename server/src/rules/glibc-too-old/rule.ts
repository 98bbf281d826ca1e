import { say } from '../../text/say';
import { imageName } from '../fixes/images';
import { glibcFixes } from '../fixes/libc';
import { presumption } from '../presumption';
import { buildOf, problemsOf, related, stageOf } from '../problems';
import { defineRule } from '../rule';

export const glibcTooOld = defineRule({
  id: 'glibc-too-old',
  title: 'Binary linked against a newer glibc than the image has',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'glibc-too-old')) {
      const build = buildOf(model, problem);
      const final = stageOf(model, problem);
      const builder = build && model.stages[build.stage];
      const { path = say`The binary`, needs = '', surely = '', image = '' } = problem.details;
      const where = builder ? imageName(model, builder) : say`the build stage`;
      const ships = final ? imageName(model, final) : say`the image`;
      const message = problem.error
        ? say`${path}, built in ${where}, needs glibc ${needs}, but ${ships} has ${image}. ` +
          say`The container will not start: "version \`GLIBC_${needs}' not found".` +
          (problem.certainty === 'presumed' ? presumption(build) : '')
        : say`${path}, built in ${where} against glibc ${surely}, holds C code that may ask for more than the ${image} of ${ships}. ` +
          say`If it does, the container will not start: "version \`GLIBC_…' not found".`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message,
        related: related(problem.because, problem.span),
        fixes: () => glibcFixes(model, problem),
      };
    }
  },
});
