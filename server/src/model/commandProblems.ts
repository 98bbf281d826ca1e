import { evidence, isSettled, known, valueOf } from '../facts/fact';
import { defaultPath } from '../facts/searchPath';
import { isCommandOfBases } from '../images/baseNames';
import type { ImageFacts } from '../images/imageFacts';
import type { ExecutedCommand } from '../shell/execution';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Problem } from './buildModel';
import { commandName, operands, pathOf } from './commandWords';
import { artifactPaths, lookUp, mayBeMade, mayBePutIntoContext, resolvePath, type Files } from './files';
import { isUnseen } from './stageProblems';
import type { StageState } from './stageState';

type Distribution = NonNullable<ImageFacts['distribution']>;

/** Package managers, and the distributions whose images have them (their own documentation; seen in the images themselves). */
const packageManagers: Readonly<Record<string, readonly Distribution[]>> = {
  apk: ['alpine', 'wolfi'],
  apt: ['debian', 'ubuntu'],
  'apt-get': ['debian', 'ubuntu'],
  dnf: ['rpm'],
  microdnf: ['rpm'],
  tdnf: ['rpm'],
  yum: ['rpm'],
  zypper: ['rpm'],
};

/** Commands of packages that the package table has all of, so that their absence can be told. */
const packaged: ReadonlySet<string> = new Set([
  'curl',
  'git',
  'groupadd',
  'jq',
  'make',
  'protoc',
  'sudo',
  'upx',
  'useradd',
  'usermod',
]);

/** What keeps a command of a RUN from doing its work: the command, or a file that it is given, is not there. */
export function commandProblem(state: StageState, command: ExecutedCommand): Problem | undefined {
  // `x || y` and `if x` live with a failure.
  if (command.runs !== 'always' || !command.failureIsFatal) return undefined;
  return (
    absentInstgo(state, command) ??
    absentCommand(state, command) ??
    withoutExecuteBit(state, command) ??
    absentFile(state, command)
  );
}

/**
 * A command whose only file was put there without an execute bit, as all that is fetched: ADD of an address makes it 0600, wget and
 * curl 0644, a here-document of COPY 0644. Measured with dash and busybox: both refuse it by this text.
 */
function withoutExecuteBit(state: StageState, command: ExecutedCommand): Problem | undefined {
  const [first] = command.argv;
  const name = first && valueOf(first.value);
  if (!first || !name || command.wrappers.length > 0) return undefined;
  const places = name.includes('/') ? placeOf(command, name) : placesInPath(state, command, name);
  const found = places.map((place) => lookUp(state.files, place)).filter(({ state: what }) => what !== 'absent');
  const [file] = found.filter((one) => one.state === 'entry');
  const mayBeOther = found.some((one) => one.state === 'unknown' && one.span !== undefined);
  if (mayBeOther || file?.entry.kind !== 'file' || file.entry.executable !== false) return undefined;
  if (found.some((one) => one.state === 'entry' && one.entry.executable !== false)) return undefined;
  return {
    kind: 'not-executable',
    phase: 'build',
    certainty: 'known',
    stage: state.index,
    span: first.span,
    error: `${name}: Permission denied`,
    because: [
      evidence(file.entry.span, say`${file.path} comes from here`),
      evidence(first.span, say`${file.path} has no execute bit`),
    ],
    details: { path: file.path, name },
  };
}

function placeOf({ workdir }: ExecutedCommand, name: string): readonly string[] {
  return isSettled(workdir) ? [resolvePath(workdir.value, name)] : [];
}

/** Where a shell looks for a name; nowhere if the image may have a command of that name itself. */
function placesInPath({ image }: StageState, command: ExecutedCommand, name: string): readonly string[] {
  const isKnown = image.family !== undefined && image.files === 'system' && image.tools.certainty !== 'unknown';
  if (!isKnown || image.mayHaveOtherCompilers || isCommandOfBases(name) || valueOf(image.tools)?.has(name)) return [];
  const path = valueOf(command.environment.get('PATH')?.value ?? known(defaultPath));
  return (path ?? '').split(':').map((directory) => resolvePath(directory || '/', name));
}

/** A command that the image does not have: the shell ends with 127. */
function absentCommand(state: StageState, command: ExecutedCommand): Problem | undefined {
  const [first] = command.argv;
  const name = first && valueOf(first.value);
  if (!first || name === undefined || command.wrappers.length > 0) return undefined;
  const { image } = state;
  const homes = ownValue(packageManagers, name);
  const certainty = homes
    ? image.distribution !== undefined && !homes.includes(image.distribution) && image.files === 'system'
      ? image.tools.certainty === 'unknown'
        ? undefined
        : 'known'
      : undefined
    : packaged.has(name) && ['alpine', 'debian', 'ubuntu'].includes(image.distribution ?? '')
      ? image.tools.certainty
      : undefined;
  if (certainty === undefined || certainty === 'unknown' || valueOf(image.tools)?.has(name) === true) return undefined;
  if (mayBeInPath(state, command, name)) return undefined;
  return {
    kind: 'command-not-in-image',
    phase: 'build',
    certainty,
    stage: state.index,
    span: first.span,
    error: `${name}: not found`,
    because: [evidence(first.span, say`nothing in this stage brings ${name}`)],
    details: { name, ...(homes && { manager: name }) },
  };
}

/** `instgo go build`, where instgo is in no directory of PATH: most often it was downloaded to where the build stands. */
function absentInstgo(state: StageState, command: ExecutedCommand): Problem | undefined {
  const [first] = command.argv;
  const { family, files } = state.image;
  if (!first || valueOf(first.value) !== 'instgo' || command.wrappers.length > 0) return undefined;
  // No image of the catalogue but Alibaba's own builder has it.
  if (family === undefined || family === 'instgo' || files !== 'system') return undefined;
  if (mayBeInPath(state, command, 'instgo')) return undefined;
  const there = fileNamed(state, 'instgo');
  return {
    kind: 'instgo-not-on-path',
    phase: 'build',
    certainty: 'known',
    stage: state.index,
    span: first.span,
    error: 'instgo: not found',
    because: there
      ? [
          evidence(there.span, say`instgo is put at ${there.path}`),
          evidence(first.span, say`no directory of PATH has it`),
        ]
      : [evidence(first.span, say`nothing in this stage brings instgo`)],
    details: { name: 'instgo', ...(there && { path: there.path }) },
  };
}

/** A file of that name that the Dockerfile put somewhere, the newest first. */
function fileNamed(
  { files }: StageState,
  name: string,
): { readonly path: string; readonly span: Span | undefined } | undefined {
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if (layer.kind !== 'entry' || !layer.path.endsWith(`/${name}`)) continue;
    const found = lookUp(files, layer.path);
    if (found.state === 'entry' && found.entry.kind === 'file') return { path: found.path, span: found.entry.span };
  }
  return undefined;
}

/** Whether something of the Dockerfile puts a program of that name into a directory of PATH, or may do so. */
export function mayBeInPath(state: StageState, command: ExecutedCommand, name: string): boolean {
  const set = command.environment.get('PATH')?.value;
  const path = set === undefined ? defaultPath : valueOf(set);
  if (path === undefined) return true;
  return path.split(':').some((directory) => {
    const found = lookUp(state.files, resolvePath(directory || '/', name));
    return found.state === 'entry' || (found.state === 'unknown' && found.span !== undefined);
  });
}

/** Commands that fail if a file is not there, and which of their operands they read. */
const readers: Readonly<Record<string, 'all but the last' | 'all but the first' | 'all'>> = {
  chmod: 'all but the first',
  cp: 'all but the last',
  mv: 'all but the last',
  strip: 'all',
  upx: 'all',
};

/** What they then say: coreutils, and busybox where it differs. Measured with Debian 12 and Alpine 3.22. */
const complaints: Readonly<Record<string, { readonly gnu: string; readonly busybox: string }>> = {
  chmod: { gnu: "chmod: cannot access '%': No such file or directory", busybox: 'chmod: %: No such file or directory' },
  cp: {
    gnu: "cp: cannot stat '%': No such file or directory",
    busybox: "cp: can't stat '%': No such file or directory",
  },
  mv: {
    gnu: "mv: cannot stat '%': No such file or directory",
    busybox: "mv: can't rename '%': No such file or directory",
  },
};

/** `mv server /app`, where nothing has written server. */
function absentFile(state: StageState, command: ExecutedCommand): Problem | undefined {
  const reads = ownValue(readers, commandName(command) ?? '');
  if (reads === undefined || command.wrappers.length > 0) return undefined;
  // -t names the target, -f and --ignore-missing-args forgive.
  const isPlain = command.argv.slice(1).every(({ value }) => !/^-.*[tf]|^--/.test(valueOf(value) ?? '-t'));
  if (!isPlain) return undefined;
  const words = operands(command);
  const files = reads === 'all' ? words : reads === 'all but the first' ? words.slice(1) : words.slice(0, -1);
  let madeBefore: Problem | undefined;
  for (const word of files) {
    const text = valueOf(word.value);
    const path = pathOf(command, word.value);
    if (text === undefined || path === undefined || !isSettled(word.value) || /[*?[{~]/.test(text)) continue;
    if (lookUp(state.files, path).state !== 'absent' || isUnseen(state, path)) continue;
    const artifacts = artifactPaths(state.files);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const beside = artifacts.filter((artifact) => artifact.startsWith(folder));
    const [actual] = beside;
    const { busybox, gnu } = ownValue(complaints, commandName(command) ?? '') ?? {};
    const complaint = state.image.distribution === 'alpine' ? busybox : gnu;
    const problem: Problem = {
      kind: 'file-not-in-stage',
      phase: 'build',
      certainty: mayBePutIntoContext(state.files, path) ? 'presumed' : word.value.certainty,
      ...(mayBeMade(state.files, path) && { certainty: 'presumed', madeBefore: true }),
      stage: state.index,
      span: word.span,
      error: complaint?.replace('%', text),
      because: [evidence(word.span, say`nothing in this stage writes ${path}`)],
      details: { name: path, text, ...(actual !== undefined && beside.length === 1 && { actual }) },
    };
    if (!problem.madeBefore) return problem;
    madeBefore ??= problem;
  }
  return madeBefore;
}
