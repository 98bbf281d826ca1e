import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { compilerInstallation, imageForCgo, packageInstallation } from '../fixes/compiler';
import { worksWithoutCgo } from '../fixes/goBuild';
import { turnCgoOff } from '../fixes/libc';
import { outcome, presumedFor } from '../presumption';
import { buildOf, problemsOf, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const cgoWithoutCompiler = defineRule({
  id: 'cgo-without-compiler',
  title: 'cgo is on, and there is no C compiler',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'cgo-without-compiler')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const error = problem.error === undefined ? '' : `: "${problem.error}"`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `${reason(build, problem)} ${outcome(problem, error, presumedFor(build))}`,
        related: related(problem.because, problem.span),
        fixes: () => fixes(model, build, problem),
      };
    }
  },
});

function reason(build: GoBuild, problem: Problem): string {
  const { name, goarch } = build.compiler;
  const user = whatNeedsIt(build);
  switch (problem.details['failure']) {
    case 'headers-missing':
      return say`cgo is on for ${user}, and ${name} is there without the headers of the C library.`;
    case 'library-missing':
      return say`${name} has to link ${user}, and is there without the files of the C library.`;
    case 'library-not-installed': {
      const { package: linking = '', library = '', brings = '' } = problem.details;
      return say`${linking} is built against the library ${library}, and ${brings}, which has its headers and what the linker takes, is not installed in this stage.`;
    }
    case 'foreign-compiler':
      return say`cgo is on for ${user}, and ${name} makes code for ${goarch ?? say`this machine`}, not for ${valueOf(build.goarch) ?? say`the target`}.`;
    default:
      return say`cgo is on for ${user}, and the C compiler ${name} is not in this stage.`;
  }
}

/** What makes Go call the compiler, in the words of the message. */
function whatNeedsIt(build: GoBuild): string {
  for (const program of build.programs) {
    const use = valueOf(program.cgo);
    const [foreign] = use?.foreign ?? [];
    if (foreign) return foreign.importPath === program.importPath ? say`the C code of the program` : foreign.importPath;
    const [standard] = use?.standard ?? [];
    if (standard !== undefined) return say`the package ${standard}`;
  }
  return say`the program`;
}

function fixes(model: BuildModel, build: GoBuild, problem: Problem): readonly Fix[] {
  const { brings } = problem.details;
  if (brings !== undefined) {
    const stage = model.stages[build.stage];
    const added = stage && packageInstallation(model, stage, [brings]);
    return added ? [{ title: added.does, safety: 'safe', edits: added.edits }] : [];
  }
  // An external link needs the compiler with cgo off too.
  const off = build.linker.linkmode === 'external' ? undefined : turnCgoOff(model, build);
  const compiler = problem.details['failure'] === 'foreign-compiler' ? undefined : compilerInstallation(model, build);
  const shipping = compiler && imageForCgo(model, build);
  if (!compiler || !shipping) return off ? [off] : [];
  const changesImage = shipping.edits.length > 0;
  const install: Fix = {
    title: changesImage ? say`${compiler.does} and ${shipping.does}` : compiler.does,
    safety: changesImage ? 'review' : 'safe',
    edits: [...compiler.edits, ...shipping.edits],
  };
  if (!off) return [install];
  return changesImage && worksWithoutCgo(build) ? [off, install] : [install, off];
}
