import { valueOf } from '../../facts/fact';
import { resolvePath } from '../../model/files';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { isMountedFrom } from '../moduleCommands';
import { restsOn } from '../platformArgs';
import { wantsDynamicProgram } from '../oneAgent/settings';
import type { Fix } from '../rule';
import { worksWithoutCgo } from './goBuild';
import { insertBefore, rootStage } from './instructions';

/**
 * Turns the stages that come from one image into a cross build: FROM gets `--platform=$BUILDPLATFORM`, and each go build
 * of a shipped program takes its platform from BuildKit's arguments, which are declared right before the RUN so that what
 * stands above is cached for all platforms together.
 * @param builds those whose programs are shipped, all in stages that come from `root`
 * @param replacesLiterals whether an architecture or system that stands literally in front of go gives way
 * @returns undefined if one of them cannot be converted, or if something else that the stages give away or run would be
 *   of the wrong platform then
 */
export function crossBuild(
  model: BuildModel,
  root: Stage,
  builds: readonly GoBuild[],
  replacesLiterals = false,
): Fix | undefined {
  const stages = model.stages.filter((stage) => stage.needed && rootStage(model, stage) === root);
  if (root.root.family !== 'golang' || !builds.every(isConvertible)) return undefined;
  // A cross build of this kind is one without cgo.
  if (wantsDynamicProgram(model) && builds.some(({ cgo }) => valueOf(cgo) !== false)) return undefined;
  if (dependsOnTarget(model, stages, builds)) return undefined;
  const from = root.from.keywordSpan.end;
  const edits: Edit[] = [{ span: { start: from, end: from }, newText: ' --platform=$BUILDPLATFORM' }];
  const arm = isArmMeant(model, stages);
  const declared = new Set<string>();
  const perRun = new Map<GoBuild['instruction'], string[]>();
  for (const build of builds) {
    const used = perRun.get(build.instruction) ?? [];
    perRun.set(build.instruction, used);
    const step = model.stages[build.stage]?.steps.find(({ instruction }) => instruction === build.instruction);
    const added = values(model, build, arm, replacesLiterals);
    if (!step || !added) return undefined;
    for (const name of added.uses) {
      const key = `${String(build.stage)} ${name}`;
      if (step.environment.has(name) || declared.has(key)) continue;
      declared.add(key);
      used.push(name);
    }
    edits.push(...added.edits);
  }
  const lines = [...perRun].filter(([, names]) => names.length > 0);
  edits.push(...lines.map(([instruction, names]) => insertBefore(model, instruction, `ARG ${names.join(' ')}`)));
  return { title: say`Cross-compile on $BUILDPLATFORM`, safety: 'review', edits };
}

/** Whether something in these stages needs their platform to be the target's: it runs what is built, or gives more away. */
export function dependsOnTarget(model: BuildModel, stages: readonly Stage[], builds: readonly GoBuild[]): boolean {
  const paths = builds.flatMap(({ outputs }) => outputs.flatMap(({ path }) => valueOf(path) ?? []));
  return !stages.every((stage) => runsNoneOf(stage, paths)) || !givesAwayOnly(model, stages, paths);
}

/** go install writes elsewhere in a cross build, and what gcc links needs a cross compiler. */
function isConvertible(build: GoBuild): boolean {
  const { command, go, linker, buildmode } = build;
  if (
    go.verb !== 'build' ||
    go.front !== undefined ||
    go.incomplete ||
    build.instruction.exec ||
    command.approximate === true
  )
    return false;
  if (command.wrappers.length > 0 || command.runs !== 'always' || linker.linkmode === 'external') return false;
  if (!['', 'default', 'exe'].includes(buildmode)) return false;
  const setting = build.cgoSetting && valueOf(build.cgoSetting.value);
  return valueOf(build.cgo) === false || (setting === undefined && !build.cgoSetting && worksWithoutCgo(build));
}

/** What stands in front of go, and the arguments that it needs; undefined if it cannot be set there. */
function values(
  model: BuildModel,
  build: GoBuild,
  arm: boolean,
  replacesLiterals: boolean,
): { readonly edits: readonly Edit[]; readonly uses: readonly string[] } | undefined {
  const { command } = build;
  const rows: readonly (readonly [string, string, string])[] = [
    ['GOOS', 'TARGETOS', '$TARGETOS'],
    ['GOARCH', 'TARGETARCH', '$TARGETARCH'],
    ...(arm ? [['GOARM', 'TARGETVARIANT', '${TARGETVARIANT#v}'] as const] : []),
  ];
  const edits: Edit[] = [];
  const added: string[] = [];
  const uses: string[] = [];
  // Go turns cgo off in a cross build, and would keep it on for the platform of the build machine.
  if (!build.cgoSetting) added.push('CGO_ENABLED=0');
  for (const [name, argument, value] of rows) {
    const set = command.environment.get(name);
    const own = command.assignments.findLast((assignment) => assignment.name === name);
    if (restsOn(model, build, name, argument)) continue;
    // A literal linux is right wherever the image is a Linux one.
    if (name === 'GOOS' && set && valueOf(set.value) === model.platform.os) continue;
    if (set && valueOf(set.value) !== '' && !(own && replacesLiterals)) return undefined;
    if (own) edits.push({ span: own.valueSpan, newText: value });
    else added.push(`${name}=${value}`);
    uses.push(argument);
  }
  const last = command.assignments.at(-1);
  const place = last ? last.span.end : command.span.start;
  const text = added.join(' ');
  if (added.length > 0) edits.push({ span: { start: place, end: place }, newText: last ? ` ${text}` : `${text} ` });
  return { edits, uses };
}

/** The image is built for linux/arm, or go is told its version somewhere. */
function isArmMeant(model: BuildModel, stages: readonly Stage[]): boolean {
  return (
    model.platform.architecture === 'arm' ||
    stages.some(({ environment }) => environment.get('TARGETVARIANT')?.source === 'platform') ||
    model.goBuilds.some((build) => model.stages[build.stage]?.needed && build.command.environment.has('GOARM'))
  );
}

/** These look into a program, and fail or err if it is for another machine. */
const machineTools = new Set(['strip', 'ldd', 'make']);

/** Whether no command of the stage runs what was built in it, or could. */
function runsNoneOf({ steps }: Stage, paths: readonly string[]): boolean {
  return steps.every(({ instruction, execution, mounts }) => {
    if (instruction.kind !== 'RUN') return true;
    if (!execution || instruction.exec || mounts.some(({ options }) => options['from'] !== undefined)) return false;
    return execution.commands.every(({ argv: [first], workdir }) => {
      const name = first && valueOf(first.value);
      const directory = valueOf(workdir);
      if (name === undefined || machineTools.has(name) || directory === undefined) return false;
      return !paths.includes(resolvePath(directory, name)) && !/\.(?:sh|bash)$/.test(name);
    });
  });
}

/** What is the same on all platforms, wherever it was made. */
const portablePaths =
  /^\/(?:etc\/(?:ssl|passwd|group|ca-certificates|pki|mime\.types|localtime|timezone)|usr\/share\/|usr\/local\/share\/|usr\/local\/go\/lib\/time\/|tmp$)/;

/** Whether other stages take nothing from these but the programs and what is the same on all platforms. */
function givesAwayOnly(model: BuildModel, stages: readonly Stage[], paths: readonly string[]): boolean {
  return model.stages.every((taker) => {
    if (!taker.needed || stages.includes(taker)) return true;
    return taker.steps.every(({ copy, mounts }) => {
      if (mounts.some((mount) => stages.some((stage) => isMountedFrom(stage, mount)))) return false;
      const origin = copy?.from;
      const giver = origin?.kind === 'stage' ? stages.find(({ index }) => index === origin.index) : undefined;
      if (!copy || !giver) return true;
      return copy.sources.every(({ path }) => {
        const source = valueOf(path);
        if (source === undefined) return false;
        const whole = resolvePath('/', source);
        return portablePaths.test(whole) || isFromContext(giver, whole) || paths.some((built) => covers(whole, built));
      });
    });
  });
}

/** The program itself, or the directory it is in, unless that holds the whole system. */
function covers(source: string, built: string): boolean {
  return source === built || (built.startsWith(`${source}/`) && !/^\/(?:usr(?:\/local)?(?:\/s?bin)?)?$/.test(source));
}

/** Below a directory that only a COPY or ADD has filled: files of the build context. */
function isFromContext({ steps }: Stage, path: string): boolean {
  return steps.some(({ copy }) => {
    const destination = copy?.from.kind === 'context' ? valueOf(copy.destination) : undefined;
    return destination !== undefined && destination !== '/' && path.startsWith(`${destination.replace(/\/$/, '')}/`);
  });
}
