import { formatPlatform, parsePlatform } from '../../dockerfile/platform';
import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Stage, StartCommand } from '../../model/buildModel';
import { say } from '../../text/say';
import { isShipped } from '../fixes/compiler';
import { chain, imageName } from '../fixes/images';
import { problemsOf } from '../problems';
import { defineRule, type Finding } from '../rule';

export const platformWithoutImage = defineRule({
  id: 'platform-without-image',
  title: 'Program for a system that the image is not for',
  severity: 'warning',
  fix: 'none',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target) return;
    if (model.platform.os !== 'linux') {
      for (const stage of model.stages)
        if (isUnpublished(model.platform.os, stage)) yield unpublished(model, stage, formatPlatform(model.platform));
      return;
    }
    yield* inProjectFile(model, target);
    if (target.platformFollows === 'fixed' || target.platformFollows === 'unknown') return;
    const shipped = model.goBuilds.filter((build) => isShippedFrom(model, build));
    const systems = new Set(shipped.map(({ goos }) => valueOf(goos)));
    const [system] = systems;
    // Files for several systems, or beside a Linux program that serves them, are there for a reason.
    if (systems.size !== 1 || system === undefined || !Object.hasOwn(titles, system) || model.recipeBuilds.length > 0)
      return;
    // Where the container starts it, the model has found that already.
    if (problemsOf(model, 'wrong-architecture').length > 0 || !isForTheProgram(model, target, shipped)) return;
    for (const build of shipped) yield foreign(build, titles[system] ?? system);
  },
});

const titles: Readonly<Record<string, string>> = { darwin: 'macOS', windows: 'Windows' };

/** --platform=darwin/arm64, and a base image that there is only for other systems. */
function isUnpublished(os: string, stage: Stage): boolean {
  if (!stage.needed || stage.platformFollows !== 'target' || stage.base.kind !== 'image') return false;
  const published = stage.root.platforms;
  return (
    isSettled(published) && published.value.length > 0 && !published.value.some((name) => name.startsWith(`${os}/`))
  );
}

/** A file of the project that builds for another system than those that there are images for; told once. */
function* inProjectFile(model: BuildModel, target: Stage): Iterable<Finding> {
  for (const name of model.builtFor?.platforms ?? []) {
    const os = parsePlatform(name)?.os ?? 'linux';
    const stage = os === 'linux' ? undefined : [target, ...model.stages].find((other) => isUnpublished(os, other));
    if (!stage) continue;
    yield unpublished(model, stage, name, say`${model.builtFor?.where ?? ''}, builds the Dockerfile for ${name}. `);
    return;
  }
}

function unpublished(model: BuildModel, stage: Stage, wanted: string, before = ''): Finding {
  const { image, span } = stage.from;
  return {
    span: image?.span ?? span,
    certainty: stage.root.platforms.certainty === 'known' ? 'known' : 'presumed',
    message: say`${before}There is no ${imageName(model, stage)} for ${wanted}, so the build ends with "no match for platform in manifest". To get the program as a file, cross-compile on $BUILDPLATFORM, copy it into a stage FROM scratch, and build with --output type=local.`,
  };
}

function isShippedFrom(model: BuildModel, build: GoBuild): boolean {
  const stage = model.stages[build.stage];
  if (!stage?.needed || build.goos.certainty !== 'known' || !['build', 'install'].includes(build.go.verb)) return false;
  const outputs = build.outputs.filter(({ kind, path }) => kind === 'program' && path.certainty !== 'unknown');
  return build.command.runs === 'always' && outputs.length > 0 && isShipped(model, { ...build, outputs });
}

/**
 * Whether the image is there to run the program: its start command names it, or the image is a bare distribution to which
 * the Dockerfile adds nothing else. One FROM scratch without a command only hands the file out.
 */
function isForTheProgram(model: BuildModel, target: Stage, builds: readonly GoBuild[]): boolean {
  const stages = chain(model, target);
  const commands = [target.entrypoint, target.cmd].filter((command) => command?.instruction !== undefined);
  if (commands.length > 0) {
    const names = builds.flatMap(({ outputs }) => outputs.flatMap(({ path }) => lastPart(valueOf(path)) ?? []));
    return commands.some((command) => command && namesOne(command, names));
  }
  if (stages.some(({ base }) => base.kind === 'scratch') || stages.some(addsMore)) return false;
  return ['alpine', 'debian', 'ubuntu', 'busybox', 'distroless-static', 'distroless-base'].includes(
    target.root.family ?? '',
  );
}

function namesOne({ words }: StartCommand, names: readonly string[]): boolean {
  return (words ?? []).some(({ value }) =>
    value.split(/[\s;&|"']+/).some((word) => names.includes(lastPart(word) ?? '')),
  );
}

function lastPart(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

/** Anything but COPY --from and settings: a server or wine may be among it. */
function addsMore({ steps }: Stage): boolean {
  return steps.some(
    ({ instruction, copy }) => instruction.kind === 'RUN' || (copy !== undefined && copy.from.kind !== 'stage'),
  );
}

function foreign(build: GoBuild, system: string): Finding {
  const own = build.command.assignments.findLast(({ name }) => name === 'GOOS');
  const span = own?.span ?? build.command.environment.get('GOOS')?.origin ?? build.go.verbSpan;
  return {
    span,
    certainty: 'known',
    message: say`This is a program for ${system}, and the image is for Linux, where it cannot be run. To hand the file out, copy it into a stage FROM scratch and build with --output type=local.`,
  };
}
