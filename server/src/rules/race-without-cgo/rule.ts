import { say } from '../../text/say';
import { runsWithCgo, turnCgoOn } from '../fixes/turnCgoOn';
import { dropping } from '../fixes/flags';
import { needsCgo } from '../fixes/goBuild';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, fixesOf } from '../rule';

/** What go compiles in only with cgo (cmd/go/internal/work/init.go, instrumentInit). */
const instruments: ReadonlySet<string> = new Set(['race', 'msan', 'asan']);

export const raceWithoutCgo = defineRule({
  id: 'race-without-cgo',
  title: 'Race detector while cgo is off',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'race-without-cgo')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const flag = build.go.flags.findLast(({ name }) => instruments.has(name));
      const name = flag?.name ?? 'race';
      const span = flag?.span ?? problem.span;
      const drop = needsCgo(build) ? undefined : dropping(model, build, name);
      const isShipped = build.go.verb === 'build' || build.go.verb === 'install';
      const on = name === 'race' && (!isShipped || runsWithCgo(model, build)) ? turnCgoOn(model, build) : undefined;
      // Tests are run for the detector's sake; a program that is shipped does better without it.
      const fixes = build.go.verb === 'test' ? [on, drop] : [drop, on];
      yield {
        span,
        certainty: problem.certainty,
        message: say`-${name} needs cgo, and ${build.cgoDecision.says}. go ${build.go.verb} fails: ${quote(problem.error)}.${consequence(build)}`,
        related: related(problem.because, span),
        fixes: fixesOf(...fixes),
      };
    }
  },
});
