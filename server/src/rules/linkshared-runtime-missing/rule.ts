import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { dropping } from '../fixes/flags';
import { imageName } from '../fixes/images';
import { insertAtStageStart } from '../fixes/instructions';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, fixesOf, type Fix } from '../rule';

export const linksharedRuntimeMissing = defineRule({
  id: 'linkshared-runtime-missing',
  title: 'Program linked against libstd.so without it',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'linkshared-runtime-missing')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const flag = build.go.flags.findLast(({ name }) => name === 'linkshared');
      const span = problem.phase === 'build' ? (flag?.span ?? problem.span) : problem.span;
      yield {
        span,
        certainty: problem.certainty,
        message: problem.phase === 'build' ? buildMessage(build, problem) : startMessage(model, problem),
        related: [
          ...(flag && flag.span.start !== span.start
            ? [{ span: flag.span, message: say`it is linked against libstd.so` }]
            : []),
          ...related(problem.because, span),
        ],
        fixes: fixesOf(dropping(model, build, 'linkshared'), copyLibrary(model, build, problem)),
      };
    }
  },
});

function buildMessage(build: GoBuild, problem: Problem): string {
  return (
    say`-linkshared links against libstd.so, and no go install -buildmode=shared std has made it. ` +
    say`go ${build.go.verb} fails: ${quote(problem.error)}.${consequence(build)}`
  );
}

function startMessage(model: BuildModel, problem: Problem): string {
  const final = stageOf(model, problem);
  const { path = say`The binary`, place = 'libstd.so' } = problem.details;
  return (
    say`${path} is linked against ${place}, which ${final ? imageName(model, final) : say`the image`} does not have. ` +
    say`The container will not start: ${quote(problem.error)}.`
  );
}

function copyLibrary(model: BuildModel, build: GoBuild, problem: Problem): Fix | undefined {
  const final = stageOf(model, problem);
  const { place } = problem.details;
  if (problem.phase !== 'start' || !final || place === undefined || final.base.kind === 'stage') return undefined;
  const from = model.stages[build.stage]?.name ?? String(build.stage);
  return {
    title: say`Copy libstd.so into the image`,
    safety: 'review',
    edits: [insertAtStageStart(model, final, `COPY --from=${from} ${place} ${place}`)],
  };
}
