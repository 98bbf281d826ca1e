import { isSettled, valueOf } from '../../facts/fact';
import { formatPlatform, normalisePlatform } from '../../dockerfile/platform';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import type { Edit } from '../../text/edit';
import { slice } from '../../text/span';
import type { Fix } from '../rule';
import { showsSeveralPlatforms } from '../severalPlatforms';
import { shippedPrograms } from '../shipped';
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

/**
 * Both ways of having the programs of a stage instrumented by instgo, without those that do not fit the stage. The builder
 * image is the smaller change, and the second choice for several platforms, as it is for one only.
 */
export function instrumentWithInstgo(model: BuildModel, stage: Stage): readonly Fix[] {
  const fixes = [buildInBuilderImage(model, stage), downloadInstgo(model, stage)].filter((fix) => fix !== undefined);
  return showsSeveralPlatforms(model) ? fixes.toReversed() : fixes;
}

/**
 * Names the builder image in the FROM that the stage comes from. Everything else stays, as its go command is instgo.
 * @returns undefined if the stage's libc is not that of the builder image, or if the stage is for another architecture
 */
function buildInBuilderImage(model: BuildModel, stage: Stage): Fix | undefined {
  const root = rootStage(model, stage);
  const builds = shippedBuilds(model).filter((build) => isFrom(model, build, root));
  if (root.root.family !== 'golang' || root.root.distribution !== 'alpine') return undefined;
  if (!builds.some((build) => build.stage === stage.index) || !builds.every(isPlain)) return undefined;
  if (builds.some(hasNoNetwork) || !mayBe(root, ['linux/amd64'])) return undefined;
  const edit = replaceImage(model, stage, builderImage);
  if (!edit) return undefined;
  const note = showsSeveralPlatforms(model) ? ', which is for linux/amd64 only' : '';
  return {
    title: `Instrument with instgo (ARMS): build in the golangbuilder image${note}`,
    safety: 'review',
    edits: [edit],
  };
}

/**
 * Downloads instgo for the platform that the stage runs on, and puts it in front of each go build that makes a shipped program.
 * @returns undefined if one of them cannot be edited, or if instgo could not renew itself
 */
function downloadInstgo(model: BuildModel, stage: Stage): Fix | undefined {
  const builds = shippedBuilds(model).filter((build) => build.stage === stage.index);
  if (builds.length === 0 || !builds.every((build) => isPlain(build) && isEditable(model, build))) return undefined;
  if (builds.some(hasNoNetwork) || builds.some(isTooOld) || !mayBe(stage, published)) return undefined;
  const [first] = stage.steps;
  const users = [first?.user, ...builds.map((build) => stepOf(stage, build)?.user)];
  if (!stage.shell.posix || !users.every((user) => isRoot(user && valueOf(user)))) return undefined;
  const download = instgoDownload(model, stage);
  if (!download) return undefined;
  // A command in a loop runs several times, and is written once.
  const places = new Set(builds.flatMap(({ command: { argv } }) => argv[0]?.span.start ?? []));
  const edits = [...places].map((place): Edit => ({ span: { start: place, end: place }, newText: 'instgo ' }));
  return {
    title: 'Instrument with instgo (ARMS): download it and build with instgo go build',
    safety: 'review',
    edits: [download, ...edits],
  };
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

/** Nothing has a say in how go compiles. */
function isPlain({ go }: GoBuild): boolean {
  return go.front === undefined;
}

/** Whether a word can be written in front of go. */
function isEditable({ dockerfile: { text } }: BuildModel, { index, command, instruction }: GoBuild): boolean {
  const [first] = command.argv;
  return (
    index >= 0 &&
    command.approximate !== true &&
    !instruction.exec &&
    instruction.interpreter === undefined &&
    first?.word !== undefined &&
    /^(?:\S*\/)?go$/.test(slice(text, first.span))
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
