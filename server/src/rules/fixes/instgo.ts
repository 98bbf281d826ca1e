import { isSettled, valueOf } from '../../facts/fact';
import { formatPlatform, normalisePlatform } from '../../dockerfile/platform';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild, Stage, Step } from '../../model/buildModel';
import type { Files } from '../../model/files';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { contains, slice } from '../../text/span';
import type { Fix, Withheld } from '../rule';
import { showsSeveralPlatforms } from '../severalPlatforms';
import { shippedPrograms } from '../shipped';
import { hasEmptyFront } from '../switchedOff';
import { insertAtStageStart, replaceImage, rootStage } from './instructions';

/**
 * The one builder image that Alibaba Cloud names: Alpine, linux/amd64, with instgo in the place of go (Alibaba Cloud community
 * blog, "Non-intrusive Go Application Observability Based on Docker Multi-stage Builds").
 */
const builderImage = 'registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64:0.0.1';

/** Where instgo is published; each region has the same file (Alibaba Cloud, "Manually install the Golang probe"). */
const address = 'http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-';

/** A directory of PATH that root can write to, as instgo renews itself there. */
const home = '/usr/local/bin/instgo';

/** The architectures that instgo is published for. */
const published: readonly string[] = ['linux/amd64', 'linux/arm64'];

const byImage = say`Instrument with instgo (ARMS): build in the golangbuilder image`;
const byDownload = say`Instrument with instgo (ARMS): download it and build with instgo go build`;

/**
 * Both ways of having the programs of a stage instrumented by instgo, without those that do not fit the stage. The builder
 * image is the smaller change, and the second choice for several platforms, as it is for one only.
 */
export function instrumentWithInstgo(model: BuildModel, stage: Stage): readonly Fix[] {
  const fixes = attempts(model, stage).flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
  return showsSeveralPlatforms(model) ? fixes.toReversed() : fixes;
}

/** The ways that do not fit a stage whose programs plain go compiles, and why. */
export function whyNotInstrumented(model: BuildModel, stage: Stage): readonly Withheld[] {
  const unread = unreadCommand(model, stage);
  if (unread !== undefined) {
    const [letter = ''] = unread;
    const reason = say`${letter.toUpperCase()}${unread.slice(1)} here: if it builds the program, instgo has to be put in front of go there.`;
    return [{ title: byDownload, reason }];
  }
  return attempts(model, stage).flatMap(({ title, result }) =>
    typeof result === 'string' ? [{ title, reason: result }] : [],
  );
}

/** Each way with its fix, or a sentence that tells why there is none. Empty where there is nothing to instrument. */
function attempts(
  model: BuildModel,
  stage: Stage,
): readonly { readonly title: string; readonly result: Fix | string }[] {
  const builds = shippedBuilds(model).filter((build) => build.stage === stage.index);
  if (builds.length === 0 || stage.root.family === 'instgo') return [];
  if (builds.every(({ go }) => go.front?.name === 'instgo')) return [];
  return [
    { title: byImage, result: buildInBuilderImage(model, stage) },
    { title: byDownload, result: downloadInstgo(model, stage, builds) },
  ];
}

/** Names the builder image in the FROM that the stage comes from. Everything else stays, as its go command is instgo. */
function buildInBuilderImage(model: BuildModel, stage: Stage): Fix | string {
  const root = rootStage(model, stage);
  const builds = shippedBuilds(model).filter((build) => isFrom(model, build, root));
  if (root.root.family !== 'golang' || root.root.distribution !== 'alpine')
    return say`The builder image takes the place of golang on Alpine, and this stage is not certainly built on that.`;
  const hindrance = anotherFront(builds, ['xx-go']) ?? lackOfNetwork(builds);
  if (hindrance !== undefined) return hindrance;
  if (!mayBe(root, ['linux/amd64'])) return say`The builder image is for linux/amd64 only.`;
  const edit = replaceImage(model, stage, builderImage);
  if (!edit) return say`FROM names the image by a variable.`;
  const note = showsSeveralPlatforms(model) ? say`, which is for linux/amd64 only` : '';
  return { title: byImage + note, safety: 'review', edits: [edit] };
}

/** Downloads instgo for the platform that the stage runs on, and puts it in front of each of the go builds. */
function downloadInstgo(model: BuildModel, stage: Stage, builds: readonly GoBuild[]): Fix | string {
  const hindrance = anotherFront(builds, []) ?? lackOfNetwork(builds);
  if (hindrance !== undefined) return hindrance;
  if (builds.some(({ index }) => index < 0))
    return say`A Makefile calls go: instgo has to be put in front of it there.`;
  if (!builds.every(({ instruction }) => contains(stage.span, instruction.span)))
    return say`An ONBUILD of another stage runs the go build, before anything could be downloaded here.`;
  if (builds.some(hasEmptyFront)) return say`A variable in front of go takes a tool, and this build gives it none.`;
  if (!builds.every((build) => isEditable(model, build)))
    return say`The word go does not stand by itself in this RUN, so that instgo cannot be put in front of it.`;
  if (builds.some(isTooOld)) return say`instgo needs Go 1.18 or later, and does not get along with 1.18.4.`;
  if (!mayBe(stage, published)) return say`instgo is published for ${listWords(published)} only.`;
  const download = instgoDownload(model, stage);
  if (!download) return say`Whether the image of this stage can download instgo is not known.`;
  const [first] = stage.steps;
  const users = [first?.user, ...builds.map((build) => stepOf(stage, build)?.user)];
  if (!stage.shell.posix) return say`The shell of this stage does not read the command that downloads instgo.`;
  if (!users.every((user) => isRoot(user && valueOf(user))))
    return say`This stage does not certainly build as root, and instgo renews itself in ${home}.`;
  // A command in a loop runs several times, and is written once.
  const places = new Map(
    builds.flatMap(({ command: { argv }, instruction }) =>
      argv[0] ? [[argv[0].span.start, instruction.exec ? '"instgo", ' : 'instgo ']] : [],
    ),
  );
  const edits = [...places].map(([place, newText]): Edit => ({ span: { start: place, end: place }, newText }));
  return { title: byDownload, safety: 'review', edits: [download, ...edits] };
}

/** Why instgo cannot do its work where another tool does. xx-go ends in `exec go` (tonistiigi/xx), whichever go that is. */
function anotherFront(builds: readonly GoBuild[], fitting: readonly string[]): string | undefined {
  const front = builds.map(({ go }) => go.front).find((found) => found && !fitting.includes(found.name));
  if (!front) return undefined;
  if (front.name === 'xx-go')
    return front.via === 'prefix'
      ? say`xx-go calls go itself, so that instgo cannot be put in front of it.`
      : say`xx-go --wrap decides what go compiles for, and that is not known to hold behind instgo.`;
  if (front.name === 'instgo') return say`instgo compiles one of the programs already.`;
  return front.via === 'toolexec'
    ? say`-toolexec hands the compiler to another tool, and instgo is not known to go with that.`
    : say`${front.name} compiles the program, and instgo is not known to go with it.`;
}

function lackOfNetwork(builds: readonly GoBuild[]): string | undefined {
  return builds.some(hasNoNetwork)
    ? say`instgo fetches the agent while it compiles, and RUN --network=none forbids that.`
    : undefined;
}

/** What is said of a command of a golang stage that may build the program out of sight; none where a go build can be seen. */
function unreadCommand(model: BuildModel, stage: Stage): string | undefined {
  const isSeen = [...model.goBuilds, ...model.recipeBuilds].some((build) => build.stage === stage.index);
  if (isSeen || stage.root.family !== 'golang') return undefined;
  for (let files: Files | undefined = stage.files; files; files = files.below) {
    const { layer } = files;
    if (layer.kind !== 'opaque' || !layer.span || !contains(stage.span, layer.span)) continue;
    if (layer.isUnread) return layer.says;
  }
  return undefined;
}

/** A RUN at the start of a stage of a golang image that downloads instgo for the platform that the stage runs on. */
export function instgoDownload(model: BuildModel, stage: Stage): Edit | undefined {
  if (stage.root.family !== 'golang' || !hasWget(stage)) return undefined;
  const { escape } = model.dockerfile;
  return insertAtStageStart(
    model,
    stage,
    `RUN wget -q -O ${home} "${address}$(go env GOHOSTARCH)" ${escape}`,
    `    && chmod +x ${home}`,
  );
}

/** golang's images on Alpine have that of busybox, those on Debian the package. */
function hasWget({ root: { distribution } }: Stage): boolean {
  return distribution === 'alpine' || distribution === 'debian';
}

/** Whether a word is instgo, wherever it stands. */
export function isInstgo(value: ExecutedCommand['argv'][number]['value']): boolean {
  return /(?:^|\/)instgo$/.test(valueOf(value) ?? '');
}

/** The go builds that make programs of the target from sources, each once: tools (`go install x@v1`) are other people's. */
function shippedBuilds(model: BuildModel): readonly GoBuild[] {
  const builds = new Set(shippedPrograms(model).map(({ build }) => build));
  return [...builds].filter(({ go }) => !go.args.some(({ value }) => valueOf(value)?.includes('@') === true));
}

function isFrom(model: BuildModel, { stage }: GoBuild, root: Stage): boolean {
  const own = model.stages[stage];
  return own !== undefined && rootStage(model, own) === root;
}

/** Whether a word can be written in front of go: one of its own, in the exec form too. */
function isEditable({ dockerfile: { text } }: BuildModel, { index, command, instruction }: GoBuild): boolean {
  const [first] = command.argv;
  return (
    index >= 0 &&
    command.approximate !== true &&
    instruction.interpreter === undefined &&
    first !== undefined &&
    (instruction.exec
      ? /^"(?:[^\s"]*\/)?go"$/.test(slice(text, first.span))
      : first.word !== undefined && /^(?:\S*\/)?go$/.test(slice(text, first.span)))
  );
}

function stepOf(stage: Stage, { instruction }: GoBuild): Step | undefined {
  return stage.steps.find((step) => step.instruction === instruction);
}

/** instgo needs Go 1.18, and does not get along with 1.18.4 (Alibaba Cloud, "FAQ about the Golang agent"). */
function isTooOld({ goVersion }: GoBuild): boolean {
  const version = valueOf(goVersion);
  if (version === undefined) return false;
  return !isAtLeast(version, 1, 18) || (version.minor === 18 && version.patch === 4);
}

/** `RUN --network=none`. */
export function hasNoNetwork({ instruction }: GoBuild): boolean {
  return instruction.flags.some(({ name, value }) => name === 'network' && value === 'none');
}

/** Whether a stage may run on one of these platforms. */
function mayBe({ platform }: Stage, platforms: readonly string[]): boolean {
  return !isSettled(platform) || platforms.includes(formatPlatform(normalisePlatform(platform.value)));
}

function isRoot(user: string | undefined): boolean {
  return user === '' || /^(?:root|0)(?::|$)/.test(user ?? '?');
}
