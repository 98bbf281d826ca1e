import type { BuildModel } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { removeVariable } from '../fixes/environment';
import { instructionAt } from '../fixes/startCommand';
import { aftermath } from '../presumption';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const otelModulesOnly = defineRule({
  id: 'otel-modules-only',
  title: 'OpenTelemetry tool with modules turned off',
  severity: 'error',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('otel')) return;
    const seen = new Set<number>();
    for (const problem of problemsOf(model, 'otel-modules-only')) {
      if (seen.has(problem.span.start)) continue;
      seen.add(problem.span.start);
      const { title = '' } = problem.details;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${title} works on modules only, and GO111MODULE is off. It ends with ${quote(problem.error)}.${aftermath(problem)}`,
        related: related(problem.because, problem.span),
        fixes: () => dropSetting(model, problem.span),
      };
    }
  },
});

/** Takes GO111MODULE=off away: modules are the default since Go 1.16. Where a RUN sets it there is no fix. */
function dropSetting(model: BuildModel, span: Span): readonly Fix[] {
  const instruction = instructionAt(model, span)?.step.instruction;
  if (instruction?.kind !== 'ENV') return [];
  const pair = instruction.pairs.find((candidate) => candidate.span.start === span.start);
  const edit = pair && removeVariable(model, instruction, pair);
  return edit ? [{ title: say`Remove GO111MODULE=off`, safety: 'review', edits: [edit] }] : [];
}
