import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
import { dropLinkerFlags, linkerFlagPlace } from '../fixes/flags';
import { setForBuild } from '../fixes/goBuild';
import { presumption } from '../presumption';
import { buildOf, problemsOf, related } from '../problems';
import { wantsDynamicProgram } from '../oneAgent/settings';
import { defineRule, type Fix } from '../rule';

export const crashingStaticLink = defineRule({
  id: 'crashing-static-link',
  title: 'Static binary without the start-up code of glibc',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'crashing-static-link')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const span = linkerFlagPlace(model, build, 'linkmode') ?? problem.span;
      const { path = say`The binary` } = problem.details;
      const why = valueOf(build.cgo) === false ? say`cgo is off` : say`nothing in the program uses cgo`;
      const fix = dropFlags(model, build);
      yield {
        span,
        certainty: problem.certainty,
        message:
          say`gcc links ${path} statically, but ${why}, so the start-up code of glibc is left out. ` +
          say`The container dies at once with SIGTRAP (exit code 133) and prints nothing.` +
          (problem.certainty === 'presumed' ? presumption(build) : ''),
        related: related(problem.because, span),
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** Go's own linker makes a static binary of a program without cgo. */
function dropFlags(model: BuildModel, build: GoBuild): Fix | undefined {
  if (wantsDynamicProgram(model)) {
    const edits = valueOf(build.cgo) === true ? dropLinkerFlags(model, build, ['extldflags']) : undefined;
    return edits && { title: say`Drop -extldflags`, safety: 'review', edits };
  }
  const dropped = dropLinkerFlags(model, build, ['linkmode', 'extldflags']);
  if (!dropped) return undefined;
  if (valueOf(build.cgo) === false) {
    return { title: say`Drop -linkmode=external and -extldflags`, safety: 'safe', edits: dropped };
  }
  const off = setForBuild(model, build, 'CGO_ENABLED', '0');
  return (
    off && { title: say`Set CGO_ENABLED=0 and drop -linkmode=external`, safety: 'safe', edits: [...off, ...dropped] }
  );
}
