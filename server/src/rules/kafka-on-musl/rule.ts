import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { addTag } from '../fixes/tags';
import { consequence } from '../presumption';
import { buildOf, problemsOf, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const kafkaOnMusl = defineRule({
  id: 'kafka-on-musl',
  title: 'confluent-kafka-go on Alpine without the tag musl',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'kafka-on-musl')) {
      const build = buildOf(model, problem);
      const presumed = say` This presumes that the linker takes the parts of it that need glibc.`;
      const says = problem.error ?? "undefined reference to `fopen64'";
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`confluent-kafka-go links a librdkafka that was built with glibc, as -tags musl is missing, and gcc links with musl here: the build fails with the likes of "${says}".${(build && consequence(build)) || presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => fixesFor(model, problem),
      };
    }
  },
});

function fixesFor(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const edits = build && addTag(model, build, 'musl');
  return edits ? [{ title: say`Build with -tags musl`, safety: 'safe', edits }] : [];
}
