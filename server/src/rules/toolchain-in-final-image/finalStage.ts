import { isSettled, valueOf, type Fact } from '../../facts/fact';
import type { CommandInstruction, EnvInstruction, Instruction } from '../../dockerfile/instruction';
import { parseImageReference } from '../../dockerfile/imageReference';
import type { Linkage } from '../../golang/linkage';
import { lookUpImage } from '../../images/catalogue';
import type { ImageFacts } from '../../images/imageFacts';
import { resolvePath } from '../../model/files';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import type { StartedProgram } from '../../model/startOutcome';
import { startWords } from '../../model/startWords';
import { ownValue } from '../../text/ownValue';
import type { Edit } from '../../text/edit';
import { lineBreak } from '../../text/lines';
import { say } from '../../text/say';
import { golangOn, hasFloatingSuite, hasLibraries } from '../fixes/images';
import { inCaseOf, removeInstruction } from '../fixes/instructions';
import { asExecForm } from '../fixes/startCommand';
import { outgoingTls } from '../missing-ca-certificates/outgoingTls';
import { agentOf } from '../oneAgent/settings';
import type { Fix } from '../rule';
import { filesBeside, programsBeside } from './otherFiles';
import { buildsOnly } from './buildCommands';
import { stagesUpTo } from './stageChain';

/** Instructions that say how a container runs; they may stand in either stage as far as the build goes. */
const settings: ReadonlySet<Instruction['kind']> = new Set([
  ...(['ENTRYPOINT', 'CMD', 'EXPOSE', 'LABEL', 'MAINTAINER', 'STOPSIGNAL', 'VOLUME', 'HEALTHCHECK'] as const),
]);

/**
 * Makes a build stage of the stage that is shipped, and writes the final stage: a small image that suits how the program is
 * linked, the program, the files that it is known to need, and all that says how the container runs.
 * @returns undefined if something in the stage cannot be moved without knowing more
 */
export function addFinalStage(model: BuildModel, target: Stage, program: StartedProgram): Fix | undefined {
  const chain = stagesUpTo(model, target);
  const { build, output } = program;
  if (!build || !output || target !== model.stages.at(-1) || !chain.some(({ index }) => index === build.stage))
    return undefined;
  const steps = chain.flatMap((stage) => stage.steps);
  const own = target.steps;
  const last = own.findLastIndex(({ instruction }) => instruction.kind === 'RUN');
  const start = startOf(model, target, program);
  const lastRun = own[last];
  if (!start || !lastRun || !buildsOnly(steps)) return undefined;
  const before = steps.slice(0, steps.indexOf(lastRun) + 1);
  const after = own.slice(last + 1);
  const inherited = chain.slice(0, -1).flatMap((stage) => stage.steps);
  if (inherited.some(({ instruction }) => settings.has(instruction.kind) || instruction.kind === 'USER'))
    return undefined;
  if (!after.every(isMovable) || before.some(({ instruction }) => ['USER', 'SHELL'].includes(instruction.kind)))
    return undefined;
  const keepsRoot = own.some(({ instruction }) => instruction.kind === 'VOLUME');
  const image = imageFor(model, target, output.linkage, start.needsShell, keepsRoot);
  const variables = variablesOf(model, before);
  const user = userIn(after, image?.facts);
  const files = filesBeside(model, target, before, program);
  if (!image || !variables || !user || !files) return undefined;

  const { text } = model.dockerfile;
  const name = target.from.name?.raw ?? freeName(model);
  const moved = own.slice(0, last).flatMap(({ instruction }) => (settings.has(instruction.kind) ? [instruction] : []));
  // What refers to an argument of the build needs it declared anew.
  if (moved.some(({ span, kind }) => kind !== 'CMD' && text.slice(span.start, span.end).includes('$')))
    return undefined;
  const workdir = directoryFor(target, after, start.word, !files.complete || files.paths.length > 0);
  if (workdir === undefined) return undefined;
  const copies = [
    { from: program.path, to: start.path },
    ...programsBeside(model, target, program).map((path) => ({ from: path, to: path })),
    ...files.paths.map((path) => ({ from: path, to: path })),
  ];
  if (copies.some(({ from, to }) => /[\s"'$*?[\]\\]/.test(from + to))) return undefined;
  const lines = [
    '',
    `FROM ${image.name}`,
    ...(workdir === '' ? [] : [`WORKDIR ${workdir}`]),
    ...zoneLines(target, image.facts, program),
    ...certificateLines(name, target, image.facts, program),
    ...copies.map(({ from, to }) => `COPY --from=${name} ${from} ${to}`),
    ...variables,
    ...moved.map(({ span }) => text.slice(span.start, span.end)),
  ];
  const end = lastRun.instruction.span.end;
  const edits: Edit[] = [
    ...image.edits,
    ...moved.map((instruction) => removeInstruction(model, instruction)),
    { span: { start: end, end }, newText: lines.map((line) => lineBreak(text) + inCaseOf(model, line)).join('') },
    ...start.edits,
    ...user,
  ];
  const place = target.from.image?.span.end;
  const as = inCaseOf(model, 'FROM ').startsWith('from') ? 'as' : 'AS';
  if (place === undefined) return undefined;
  if (!target.from.name) edits.push({ span: { start: place, end: place }, newText: ` ${as} ${name}` });
  const doubt = files.complete ? '' : say`; check which other files the program reads`;
  const pin = image.edits.length > 0 ? say`, and pin the suite of the build stage` : '';
  return { title: say`Add a final stage from ${image.name}${pin}${doubt}`, safety: 'review', edits };
}

/** What may stay behind the last RUN, and so in the final stage, as it is written. */
function isMovable({ instruction, copy }: Step): boolean {
  if (settings.has(instruction.kind)) return true;
  switch (instruction.kind) {
    case 'ENV':
      return instruction.pairs.every(({ value }) => !value.raw.includes('$'));
    case 'USER':
      return !instruction.argument.text.includes('$');
    case 'COPY':
    case 'ADD':
      return (
        copy?.from.kind === 'context' &&
        instruction.flags.every(({ name }) => name !== 'chown') &&
        isSettled(copy.destination) &&
        copy.sources.every(({ path }) => isSettled(path) && !/^\.?\/?$/.test(path.value))
      );
    default:
      return false;
  }
}

interface Starting {
  /** Where the program has to be so that the command finds it. */
  readonly path: string;
  /** The program as the command names it. */
  readonly word: string;
  readonly needsShell: boolean;
  readonly edits: readonly Edit[];
}

/** How the container is started, if that is the program itself and nothing around it. */
function startOf(model: BuildModel, target: Stage, program: StartedProgram): Starting | undefined {
  const command = (target.entrypoint?.words?.length ?? 0) > 0 ? target.entrypoint : target.cmd;
  const words = startWords(target);
  const { instruction } = command ?? {};
  const { healthcheck } = target;
  if (!command || !words || !instruction || !target.steps.some((step) => step.instruction === instruction))
    return undefined;
  if (healthcheck && !healthcheck.none && healthcheck.exec?.words[0]?.value !== program.path) return undefined;
  const exec = command.form === 'exec';
  const word = exec ? words[0]?.value : firstShellWord(instruction);
  if (word === undefined) return undefined;
  const path = word.includes('/') ? resolvePath(valueOf(target.workdir) ?? '/', word) : pathInImage(program.path);
  // A symbolic link would have to come along.
  if (word.includes('/') ? path !== program.path : !program.path.endsWith(`/${word}`)) return undefined;
  if (exec) return { path, word, needsShell: false, edits: [] };
  const lastRun = target.steps.findLast((step) => step.instruction.kind === 'RUN');
  if (!lastRun || instruction.span.start < lastRun.instruction.span.end) return undefined;
  const edit = asExecForm(model, instruction);
  return edit ? { path, word, needsShell: false, edits: [edit] } : { path, word, needsShell: true, edits: [] };
}

/** The program of a shell form that is one simple command; variables among its arguments are the shell's. */
function firstShellWord({ argument }: CommandInstruction): string | undefined {
  const { text } = argument;
  return /[;&|`()<>\n]/.test(text) ? undefined : /^(?:exec\s+)?([\w./-]+)(?=\s|$)/.exec(text.trim())?.[1];
}

/** /go/bin is in the PATH of golang images only. */
function pathInImage(path: string): string {
  return path.replace(/^.*\/(?=[^/]+$)/, '/usr/local/bin/');
}

/** The newest Debian that distroless images are made of (GoogleContainerTools/distroless, README). */
const newest = '13';

/** Debian releases for which distroless images exist (GoogleContainerTools/distroless, README). */
const distrolessNumbers: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13' };

interface RunTimeImage {
  readonly name: string;
  readonly facts: ImageFacts;
  /** What pins the suite of the build stage, so that the C libraries stay the same. */
  readonly edits: readonly Edit[];
}

/** A small image in which a program that is linked so runs. */
function imageFor(
  model: BuildModel,
  builder: Stage,
  linkage: Fact<Linkage>,
  needsShell: boolean,
  keepsRoot: boolean,
): RunTimeImage | undefined {
  const linked = valueOf(linkage);
  const { distribution } = builder.root;
  const release = valueOf(builder.root.release);
  if ((linked?.kind !== 'static' && linked?.kind !== 'dynamic') || release === undefined) return undefined;
  const user = keepsRoot ? '' : ':nonroot';
  const number = ownValue(distrolessNumbers, release);
  const names: string[] = [];
  // Agents that look into the program need a C library, even if it does not.
  if (linked.kind === 'static' && !needsShell && !agentOf(model))
    names.push(`gcr.io/distroless/static-debian${newest}${user}`);
  else if (distribution === 'alpine') names.push(`alpine:${release}`);
  else if (distribution === 'debian') {
    if (number !== undefined && !needsShell)
      names.push(`gcr.io/distroless/base-debian${number}${user}`, `gcr.io/distroless/cc-debian${number}${user}`);
    names.push(`debian:${release}-slim`);
  }
  const libraries = linked.kind === 'dynamic' ? linked.needs.libraries : [];
  for (const name of names) {
    const reference = parseImageReference(name);
    const facts = reference && lookUpImage(reference);
    if (facts?.family === undefined || !hasLibraries(facts, libraries)) continue;
    const isBound = linked.kind === 'dynamic' && distribution === 'debian' && hasFloatingSuite(builder);
    const pinned = isBound ? golangOn(model, builder, release) : undefined;
    return { name, facts, edits: pinned ? [pinned.edit] : [] };
  }
  return undefined;
}

/** Variables that the go command or a tool of the build reads; others are taken to be the program's. */
const buildVariables =
  /^(?:GO(?:OS|ARCH|ARM|ARM64|AMD64|386|PATH|ROOT|BIN|CACHE|MODCACHE|PROXY|PRIVATE|NOPROXY|NOSUMDB|SUMDB|FLAGS|TOOLCHAIN|EXPERIMENT|WORK|ENV|INSECURE|VCS|TMPDIR|LANG_VERSION)|GO111MODULE|CGO_\w+|CC|CXX|PATH|HOME|DEBIAN_FRONTEND|GIT_\w+|PKG_CONFIG\w*)$/;

/** The ENV lines before the build that the program may read; undefined if one of them rests on what the stage alone has. */
function variablesOf(model: BuildModel, steps: readonly Step[]): readonly string[] | undefined {
  const lines: string[] = [];
  for (const { instruction } of steps) {
    if (instruction.kind !== 'ENV' || instruction.onbuild) continue;
    const pairs = pairsForProgram(model, instruction);
    if (!pairs) return undefined;
    if (pairs.length > 0) lines.push(`ENV ${pairs.join(' ')}`);
  }
  return lines;
}

function pairsForProgram(model: BuildModel, { pairs, legacy }: EnvInstruction): readonly string[] | undefined {
  const kept = pairs.filter(({ name }) => !buildVariables.test(name));
  if (kept.some(({ value }) => /[$\n]/.test(value.raw) || (legacy && !/^[\w./:@%,+-]+$/.test(value.raw))))
    return undefined;
  return kept.map(({ name, value, span }) =>
    legacy ? `${name}=${value.raw}` : model.dockerfile.text.slice(span.start, span.end),
  );
}

/** What has to change of USER: a user that a RUN has made is not in the image, but distroless has one of its own. */
function userIn(steps: readonly Step[], facts: ImageFacts | undefined): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { instruction } of steps) {
    if (instruction.kind !== 'USER') continue;
    const [word] = instruction.words;
    const [name = ''] = word?.raw.split(':') ?? [];
    const users = (facts && valueOf(facts.users)) ?? [];
    if (!word || /^\d+$/.test(name) || (users.includes(name) && !word.raw.includes(':'))) continue;
    if (!users.includes('nonroot')) return undefined;
    edits.push({ span: word.span, newText: 'nonroot' });
  }
  return edits;
}

/** The working directory to be set, '' for none; undefined if it cannot be told. */
function directoryFor(target: Stage, after: readonly Step[], word: string, hasFiles: boolean): string | undefined {
  if (!isSettled(target.workdir)) return undefined;
  const { value } = target.workdir;
  const isRelative = /^[^/]+\//.test(word);
  const isOwn = hasFiles ? value !== target.root.workdir || isRelative : isRelative;
  if (!isOwn && after.every(({ copy }) => !copy)) return '';
  return value === '/' ? '' : value;
}

/** Go finds the zones of its own GOROOT as long as that is there. */
function zoneLines(target: Stage, facts: ImageFacts, { output }: StartedProgram): readonly string[] {
  const uses = output?.program?.packages?.flatMap((each) => each.uses ?? []) ?? [];
  const wanted = target.imageEnvironment.has('TZ') || uses.some(({ name }) => name === 'time.LoadLocation');
  return wanted && valueOf(facts.timeZoneData) === false && facts.distribution === 'alpine'
    ? ['RUN apk add --no-cache tzdata']
    : [];
}

const bundle = '/etc/ssl/certs/ca-certificates.crt';

function certificateLines(
  name: string,
  builder: Stage,
  facts: ImageFacts,
  { output }: StartedProgram,
): readonly string[] {
  const program = output?.program;
  const unread = !program?.packages?.length || program.unread.length > 0;
  if (valueOf(facts.caCertificates) !== false || valueOf(builder.image.caCertificates) !== true) return [];
  return unread || outgoingTls(program) ? [`COPY --from=${name} ${bundle} /etc/ssl/certs/`] : [];
}

function freeName(model: BuildModel): string {
  const taken = new Set(model.stages.map(({ name }) => name));
  return ['build', 'builder', 'compile'].find((name) => !taken.has(name)) ?? `build-${String(model.stages.length)}`;
}
