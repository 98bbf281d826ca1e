import { valueOf } from '../../facts/fact';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { runsWithCgo, turnCgoOn } from '../fixes/turnCgoOn';
import { dropLinkerFlags, dropping, linkerFlagPlace, writtenFlag } from '../fixes/flags';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { wantsDynamicProgram } from '../oneAgent/settings';
import { linkDynamically } from '../fixes/agentLink';
import { defineRule, fixesOf, type Fix } from '../rule';
import { shippedPrograms } from '../shipped';

export const externalLinkWithoutCgo = defineRule({
  id: 'external-link-without-cgo',
  title: 'Flag that needs an external linker while cgo is off',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'external-link-without-cgo')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const { name, span } = culprit(model, build);
      yield {
        span,
        certainty: problem.certainty,
        message: `${reason(name, build)} ${failure(problem, build)}${consequence(build)}`,
        related: related(problem.because, span),
        fixes: () => fixesFor(model, build),
      };
    }
  },
});

/** Before Go 1.22 cgo that is off keeps go from nothing: it calls the linker, if there is one. */
function reason(name: string, { compiler, cgoDecision, goVersion, goarch }: GoBuild): string {
  const version = valueOf(goVersion);
  if (!version || isAtLeast(version, 1, 22)) return say`${name} needs the C linker, and ${cgoDecision.says}.`;
  return compiler.found === false
    ? say`${name} needs the C linker, and ${compiler.name} is not in this stage.`
    : say`${name} needs a C linker for ${valueOf(goarch) ?? say`the target`}, and ${compiler.name} links for ${compiler.goarch ?? say`this machine`}.`;
}

function failure({ error }: Problem, { go }: GoBuild): string {
  return error === undefined ? say`go ${go.verb} fails.` : say`go ${go.verb} fails: ${quote(error)}.`;
}

/** The flag that asks for the external linker, in the order in which cmd/go looks for one. */
function culprit(model: BuildModel, build: GoBuild): { readonly name: string; readonly span: Span } {
  const buildmode = build.go.flags.findLast((flag) => flag.name === 'buildmode');
  if (buildmode && build.buildmode !== 'default' && build.buildmode !== 'exe') {
    return { name: `-buildmode=${build.buildmode}`, span: buildmode.span };
  }
  const linkshared = build.go.flags.findLast((flag) => flag.name === 'linkshared');
  if (linkshared) return { name: '-linkshared', span: linkshared.span };
  return { name: '-linkmode=external', span: linkerFlagPlace(model, build, 'linkmode') ?? build.go.verbSpan };
}

function fixesFor(model: BuildModel, build: GoBuild): readonly Fix[] {
  const fixes: Fix[] = [];
  const drop = dropFlags(model, build);
  // -linkshared would then want libstd.so.
  const on =
    runsWithCgo(model, build) && writtenFlag(build, 'linkshared') === undefined ? turnCgoOn(model, build) : undefined;
  // An agent wants a program that the system links, which is what the flag asks for.
  if (wantsDynamicProgram(model)) {
    const shipped = shippedPrograms(model).find((each) => each.build === build);
    return fixesOf((shipped && linkDynamically(model, shipped)) ?? on);
  }
  if (drop) fixes.push(drop);
  if (on) fixes.push(on);
  return fixes;
}

/** With cgo off the binary is static anyway, which is what -linkmode=external with -static is written for. */
function dropFlags(model: BuildModel, build: GoBuild): Fix | undefined {
  if (build.buildmode === 'pie') return dropping(model, build, 'buildmode', say`Drop -buildmode=pie`);
  if (build.buildmode !== 'default' && build.buildmode !== 'exe') return undefined;
  const linkshared = dropping(model, build, 'linkshared');
  if (linkshared) return linkshared;
  const names = build.linker.static ? ['linkmode', 'extldflags'] : ['linkmode'];
  const edits = dropLinkerFlags(model, build, names);
  const title = build.linker.static ? say`Drop -linkmode=external and -extldflags` : say`Drop -linkmode=external`;
  return edits && { title, safety: build.linker.static ? 'safe' : 'review', edits };
}
