import type { BuildModel } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { instructionAt } from '../fixes/startCommand';
import { aftermath } from '../presumption';
import { problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const otelReadOnlySource = defineRule({
  id: 'otel-read-only-source',
  title: 'OpenTelemetry tool on a read-only source',
  severity: 'error',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('otel')) return;
    const seen = new Set<number>();
    for (const problem of problemsOf(model, 'otel-read-only-source')) {
      const { title = '', folder = '' } = problem.details;
      if (seen.has(problem.span.start)) continue;
      seen.add(problem.span.start);
      const what = folder.endsWith('/go.mod')
        ? say`${title} edits ${folder}, which is mounted read-only.`
        : say`${title} edits go.mod and writes files into ${folder}, which is mounted read-only.`;
      const error = quote(problem.error);
      const end = problem.goesOn ? say`The command ends with ${error}.` : say`The build ends with ${error}.`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${what} ${end}${aftermath(problem)}`,
        related: related(problem.because, problem.span),
        fixes: () => makeWritable(model, problem.span),
      };
    }
  },
});

/** What is written into the mount is dropped when the RUN ends, so that the build context stays as it is. */
function makeWritable(model: BuildModel, mount: Span): readonly Fix[] {
  const instruction = instructionAt(model, mount)?.step.instruction;
  const flag = instruction?.flags.find(({ span }) => span.start === mount.start);
  const value = flag?.value;
  // What otelc setup writes would be lost before a later RUN builds.
  if (!model.goBuilds.some((build) => build.instruction === instruction)) return [];
  if (!flag || value === undefined || /["'\n]/.test(value)) return [];
  const written = model.dockerfile.text.slice(flag.valueSpan.start, flag.valueSpan.end);
  if (written !== value) return [];
  const fields = value.split(',').filter((field) => !/^(?:ro|readonly|rw|readwrite)(?:=|$)/i.test(field.trim()));
  const edits = [{ span: flag.valueSpan, newText: [...fields, 'rw'].join(',') }];
  return [{ title: say`Mount the source with rw`, safety: 'safe', edits }];
}
