import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { outcome } from '../presumption';
import { fatalFirst, problemsOf, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const buildCacheNotWritable = defineRule({
  id: 'build-cache-not-writable',
  title: 'Build by a user who cannot write the build cache',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of fatalFirst(problemsOf(model, 'build-cache-not-writable'))) {
      // The first command of a stage that fails is the one that is met.
      if (seen.has(problem.stage)) continue;
      seen.add(problem.stage);
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`This runs as a user without a home to write to, and GOCACHE is not set. ${outcome(problem)}`,
        related: related(problem.because, problem.span),
        fixes: () => setCache(model, problem),
      };
    }
  },
});

/** Every user may write to /tmp. */
function setCache(model: BuildModel, problem: Problem): readonly Fix[] {
  const step = stageOf(model, problem)?.steps.find(({ instruction }) => contains(instruction.span, problem.span));
  if (!step) return [];
  const edits = [insertBefore(model, step.instruction, 'ENV GOCACHE=/tmp/go-build')];
  return [{ title: say`Set GOCACHE=/tmp/go-build`, safety: 'review', edits }];
}
