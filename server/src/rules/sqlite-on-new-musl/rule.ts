import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { setForBuild } from '../fixes/goBuild';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

/** With Go's own default in front, which a value of CGO_CFLAGS replaces. */
const flags = '"-O2 -g -D_LARGEFILE64_SOURCE"';

export const sqliteOnNewMusl = defineRule({
  id: 'sqlite-on-new-musl',
  title: 'go-sqlite3 that does not compile with newer musl',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'sqlite-on-new-musl')) {
      const build = buildOf(model, problem);
      const { version, musl } = problem.details;
      const floating = problem.certainty === 'known' ? '' : say` This rests on what a floating tag stands for today.`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`go-sqlite3 ${version ?? ''} does not compile with musl ${musl ?? ''}: ${quote(problem.error)}. Version 1.14.19 and later do.${build ? consequence(build) || floating : floating}`,
        related: related(problem.because, problem.span),
        fixes: () => fixesFor(model, problem),
      };
    }
  },
});

function fixesFor(model: BuildModel, problem: Problem): readonly Fix[] {
  const build = buildOf(model, problem);
  const edits = build && setForBuild(model, build, 'CGO_CFLAGS', flags);
  return edits ? [{ title: say`Set CGO_CFLAGS=${flags}`, safety: 'review', edits }] : [];
}
