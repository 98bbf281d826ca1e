import { known, valueOf } from '../../facts/fact';
import { parsePlatform } from '../../dockerfile/platform';
import { formatPlatform } from '../../dockerfile/scope';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { isShipped } from '../fixes/compiler';
import { crossBuild } from '../fixes/crossBuild';
import { followTarget } from '../fixes/platform';
import { followsPlatformArg } from '../platformArgs';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';
import { platformFlag, showsSeveralPlatforms } from '../severalPlatforms';

export const wrongArchitecture = defineRule({
  id: 'wrong-architecture',
  title: 'Program built for another platform than the image',
  severity: 'error',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const reported = new Set<number>();
    for (const problem of problemsOf(model, 'wrong-architecture')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      reported.add(build.index);
      // A platform argument that is hidden or not declared is the cause then, and reported as such.
      if (!followsPlatformArg(model, build, 'GOARCH')) yield started(model, build, problem);
    }
    for (const build of model.goBuilds) {
      const finding = reported.has(build.index) ? undefined : onOtherPlatforms(model, build);
      if (finding) yield finding;
    }
  },
});

/** The platform that is analysed cannot run it. */
function started(model: BuildModel, build: GoBuild, problem: Problem): Finding {
  const { path = say`The program`, goos = 'linux', goarch = '' } = problem.details;
  const platform = valueOf(model.target?.platform ?? known(model.platform)) ?? model.platform;
  const image = formatPlatform(platform);
  const { builtFor } = model;
  const by =
    builtFor?.platforms.length === 1 && builtFor.platforms[0] === image ? say`, as ${builtFor.where}, says` : '';
  const { span, name } = cause(build, goos !== platform.os ? 'GOOS' : 'GOARCH');
  const why = name === undefined ? say`, the platform of its build stage` : '';
  return {
    span,
    certainty: problem.certainty,
    message: say`${path} is built for ${goos}/${goarch}${why}, and the image is for ${image}${by}. The container will not start: ${quote(problem.error)}.`,
    related: related(problem.because, span),
    fixes: () => fixes(model, build),
  };
}

/** The platform that is analysed happens to be the right one; what the file says about others is another matter. */
function onOtherPlatforms(model: BuildModel, build: GoBuild): Finding | undefined {
  const stage = model.stages[build.stage];
  const { target } = model;
  if (!stage?.needed || !target || target.platformFollows !== 'target' || target.index === stage.index)
    return undefined;
  if (
    !['build', 'install'].includes(build.go.verb) ||
    build.go.front?.name === 'xx-go' ||
    build.command.runs !== 'always'
  )
    return undefined;
  const outputs = build.outputs.filter(({ kind, path }) => kind === 'program' && path.certainty !== 'unknown');
  if (outputs.length === 0 || !isShipped(model, { ...build, outputs })) return undefined;
  const { span, name } = cause(build, 'GOARCH');
  const goarch = valueOf(build.goarch);
  if (name === undefined) {
    const flag = stage.from.flags.find((found) => found.name === 'platform');
    if (stage.platformFollows !== 'build' || isSetElsewhere(build)) return undefined;
    return {
      span,
      certainty: 'known',
      message: say`The build stage runs on $BUILDPLATFORM, and GOARCH is not set, so the program is for the build machine. An image for another platform does not start: "exec format error".`,
      related: flag ? [{ span: flag.span, message: say`here the stage is tied to the build machine` }] : [],
      fixes: () => fixes(model, build),
    };
  }
  if (goarch === undefined || followsPlatformArg(model, build, 'GOARCH')) return undefined;
  const proof = showsSeveralPlatforms(model);
  if (!proof || model.builtFor?.platforms.every((platform) => parsePlatform(platform)?.architecture === goarch))
    return undefined;
  // Builds for several platforms side by side are meant to be literal, and so is one with a cross compiler of its own.
  if (build.command.environment.has('CC')) return undefined;
  const others = model.goBuilds.filter((other) => other.stage === build.stage && valueOf(other.goarch) !== goarch);
  if (others.length > 0 || !isLiteral(model, span)) return undefined;
  return {
    span,
    certainty: 'known',
    severity: 'warning',
    message: say`This program is always for ${goarch}, and ${proof.says}. An image for another one does not start: "exec format error".`,
    related: proof.related,
    fixes: () => fixes(model, build),
  };
}

/** Where the platform is given; the go command if it is not. */
function cause(build: GoBuild, name: 'GOOS' | 'GOARCH'): { readonly span: Span; readonly name: string | undefined } {
  const own = build.command.assignments.findLast((assignment) => assignment.name === name);
  if (own) return { span: own.span, name };
  const stored = build.storedPlatform?.get(name);
  if (stored) return { span: stored, name };
  const set = build.command.environment.get(name);
  if (set?.origin && valueOf(set.value) !== '') return { span: set.origin, name };
  return { span: build.go.verbSpan, name: set && valueOf(set.value) !== '' ? name : undefined };
}

function isLiteral(model: BuildModel, span: Span): boolean {
  return !/[$`]/.test(model.dockerfile.text.slice(span.start, span.end));
}

/** What cannot be told: the platform need not be that of the stage then. */
function isSetElsewhere(build: GoBuild): boolean {
  const host = valueOf(build.host);
  return (
    host === undefined || valueOf(build.goarch) !== host.architecture || build.command.environmentMayHoldMore === true
  );
}

function fixes(model: BuildModel, build: GoBuild): readonly Fix[] {
  const fix = wholeCrossBuild(model, build) ?? followTarget(model, build);
  return fix ? [fix] : [];
}

/** With $TARGETARCH in it a stage of the target platform would be emulated: where that does, it becomes a cross build. */
function wholeCrossBuild(model: BuildModel, build: GoBuild): Fix | undefined {
  const stage = model.stages[build.stage];
  if (!stage || stage.platformFollows !== 'target' || platformFlag(stage) || stage === model.target) return undefined;
  const isAlone = model.goBuilds.every((other) => other === build || other.stage !== build.stage);
  const isRoot =
    stage.base.kind === 'image' &&
    model.stages.every(({ base }) => base.kind !== 'stage' || base.index !== stage.index);
  const literal = build.command.assignments.some(({ name }) => name === 'GOARCH');
  return isAlone && isRoot && literal ? crossBuild(model, stage, [build], true) : undefined;
}
