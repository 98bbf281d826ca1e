import type { Instruction } from '../../dockerfile/instruction';
import { isSettled, valueOf } from '../../facts/fact';
import { joinPath, type ModuleSet } from '../../golang/modules';
import type { BuildModel, Mount, Step } from '../../model/buildModel';
import { contextOrigin } from '../../model/contextOrigin';
import { isWithin, lookUp, resolvePath } from '../../model/files';
import type { Edit } from '../../text/edit';
import { lineBreak, lineStart } from '../../text/lines';
import { say } from '../../text/say';
import { slice } from '../../text/span';
import { goCommandsOf, type PlacedGoCommand, type PlacedStep } from '../moduleCommands';
import type { Fix } from '../rule';
import { inCaseOf, insertAfter, removeInstruction } from './instructions';

/** A COPY of the source, and the command behind it that downloads the modules. */
export interface Split {
  readonly source: PlacedStep;
  readonly download: PlacedStep;
  readonly found: PlacedGoCommand;
  readonly modules: ModuleSet;
  readonly between: readonly PlacedStep[];
}

/**
 * Copies the go.mod files alone and downloads the modules before the source is copied. What the download needs (ENV
 * GOPROXY, packages, git's configuration) stays in front of it: where it stands behind the COPY of the source, that COPY
 * is moved down.
 * @returns undefined if something between them needs the source, or the files cannot be copied by themselves
 */
export function downloadFirst(model: BuildModel, split: Split): Fix | undefined {
  const { source, download, found, between } = split;
  const from = valueOf(source.step.workdir);
  const directory = moduleDirectory(split);
  const isDownload = isOnlyDownload(download.step);
  if (from === undefined || directory === undefined || found.command.approximate === true) return undefined;
  const replaced = replacedFolders(split.modules);
  const kinds = between.map(({ step }) => kindOf(step, directory, replaced));
  const moves = kinds.includes('setting');
  if (moves && (kinds.includes('reader') || source.stage !== download.stage)) return undefined;
  const changesFolder = between.some(({ step }) => step.instruction.kind === 'WORKDIR');
  if (moves && changesFolder && !isAbsolute(source.step)) return undefined;
  // A WORKDIR right behind the COPY may as well stand in front of it.
  const [next] = between;
  const isRaised = !moves && next && isRaisedWorkdir(model, source, next, directory);
  const at = moves ? valueOf(download.step.workdir) : isRaised ? directory : from;
  const copies = at === undefined ? undefined : copyLines(split, at);
  if (at === undefined || !copies) return undefined;
  const { text } = model.dockerfile;
  const isMovable = isDownload && valueOf(download.step.workdir) === at && source.stage === download.stage;
  const run = isMovable ? slice(text, download.step.instruction.span) : downloadLine(model, split, at, directory);
  if (run === undefined) return undefined;
  const lines = copies.map(({ line }) => line);
  const edits: Edit[] = isDownload ? [] : dropDownload(model, split);
  if (moves) {
    const copy = slice(text, source.step.instruction.span);
    edits.push(removeInstruction(model, source.step.instruction));
    edits.push(insertAbove(model, download.step.instruction, [...lines, ...(isDownload ? [] : [run, copy])]));
    if (isDownload) edits.push(insertAfter(model, download.step.instruction, copy));
  } else {
    const raised = isRaised ? [slice(text, next.step.instruction.span)] : [];
    edits.push(insertAbove(model, source.step.instruction, [...raised, ...lines, run]));
    edits.push(...repeated(split, copies).map((instruction) => removeInstruction(model, instruction)));
    if (isRaised) edits.push(removeInstruction(model, next.step.instruction));
    if (isDownload && source.stage === download.stage) edits.push(removeInstruction(model, download.step.instruction));
  }
  return { title: say`Download the modules before the source is copied`, safety: 'review', edits };
}

function moduleDirectory({ modules: { current, workspace } }: Split): string | undefined {
  return current?.directory ?? workspace?.directory;
}

/** Variables that decide how modules are fetched. */
const settingNames =
  /PROXY|TOKEN|NETRC|^(?:GIT|SSH|HOME$|XDG|PATH$)|^GO(?:PRIVATE|NO|SUM|FLAGS|MOD|PATH|AUTH|INSECURE|VCS|111|TOOLCHAIN)/i;

/** Commands that prepare a download and do not look at the source. */
const preparations: ReadonlySet<string> = new Set([
  'git',
  'apk',
  'apt',
  'apt-get',
  'mkdir',
  'ssh-keyscan',
  'chmod',
  'echo',
  'printf',
  'set',
  'update-ca-certificates',
  'rm',
  'true',
  'test',
  '[',
]);

/** What an instruction between COPY and download is to them: something that the download may need, something that may read the source, neither. */
function kindOf(
  { instruction, execution, copy }: Step,
  directory: string,
  replaced: readonly string[],
): 'setting' | 'reader' | 'neutral' {
  switch (instruction.kind) {
    case 'ENV':
      return instruction.pairs.some(({ name }) => settingNames.test(name)) ? 'setting' : 'neutral';
    case 'ARG':
      return instruction.args.some(({ name }) => settingNames.test(name)) ? 'setting' : 'neutral';
    case 'USER':
    case 'SHELL':
      return 'setting';
    case 'COPY':
    case 'ADD': {
      const destination = copy && valueOf(copy.destination);
      // The source of modules that replace others: of those the download needs the go.mod, which is copied by itself.
      if (copy?.from.kind === 'context' && destination !== undefined && !isWithin(directory, destination))
        if (replaced.some((folder) => isWithin(folder, destination))) return 'neutral';
      return destination === undefined || isWithin(destination, directory) || isWithin(directory, destination)
        ? 'reader'
        : 'setting';
    }
    case 'RUN': {
      if (!execution || execution.errors.length > 0) return 'reader';
      const prepares = execution.commands.every(({ argv, redirects }) => {
        const [name, ...words] = argv.map(({ value }) => valueOf(value));
        if (name === undefined || !preparations.has(name)) return false;
        if (name === 'git' && words[0] !== 'config') return false;
        if (
          ['rm', 'mkdir', 'chmod'].includes(name) &&
          words.some((word) => word === undefined || !/^[-/~0-7ugoarwx+=]/.test(word))
        )
          return false;
        return redirects.every(
          ({ path }) => !path || (isSettled(path) && /^[/~]/.test(path.value) && !isWithin(path.value, directory)),
        );
      });
      return prepares ? 'setting' : 'reader';
    }
    case 'WORKDIR':
    default:
      return 'neutral';
  }
}

/** Where the modules are by which `replace` stands in for others. */
function replacedFolders({ mains }: ModuleSet): readonly string[] {
  return mains.flatMap(({ file, directory }) =>
    file.replaces.flatMap(({ target, targetVersion }) =>
      targetVersion === undefined ? [joinPath(directory, target)] : [],
    ),
  );
}

function isOnlyDownload(step: Step): boolean {
  const commands = step.execution?.commands ?? [];
  const go = goCommandsOf(step);
  return (
    commands.length === go.length &&
    go.every((each) => ['mod download', 'mod verify'].includes(each.go.verb)) &&
    go.length > 0
  );
}

function isAbsolute({ instruction }: Step): boolean {
  return (
    (instruction.kind === 'COPY' || instruction.kind === 'ADD') && instruction.destination?.raw.startsWith('/') === true
  );
}

function isRaisedWorkdir(model: BuildModel, source: PlacedStep, next: PlacedStep, directory: string): boolean {
  const { instruction } = next.step;
  if (instruction.kind !== 'WORKDIR' || next.stage !== source.stage || !isAbsolute(source.step)) return false;
  const [word] = instruction.words;
  const gap = model.dockerfile.text.slice(source.step.instruction.span.end, instruction.span.start);
  return word?.raw === directory && gap.trim() === '';
}

/** A COPY to be inserted. */
interface CopyLine {
  readonly line: string;
  /** In the build context. */
  readonly sources: readonly string[];
  /** In the stage. */
  readonly directory: string;
}

/** The COPY lines for the module files that are not there yet. */
function copyLines({ source, download, modules }: Split, at: string): readonly CopyLine[] | undefined {
  const { current, workspace, mains } = modules;
  const paths = new Set(mains.map(({ path }) => path));
  // In a workspace go mod download looks even for those in the module proxy (measured with Go 1.26).
  if (workspace && mains.some(({ file }) => file.requires.some(({ path }) => paths.has(path)))) return undefined;
  const flags = source.step.instruction.flags
    .filter(({ name }) => ['chown', 'chmod', 'link'].includes(name))
    .map(({ name, value }) => (value === undefined ? `--${name} ` : `--${name}=${value} `))
    .join('');
  const lines: CopyLine[] = [];
  const add = (directory: string, names: readonly [string, string]): boolean => {
    const [main, sum] = names.map((name) => ({ path: resolvePath(directory, name), name }));
    const origin = main && contextOrigin(download.step.files, main.path);
    if (!main || !sum || !origin) return false;
    const folder = origin.path.split('/').slice(0, -1);
    const sumPath = [...folder, sum.name].join('/');
    const sources = [
      ...(isBrought(source.step, main.path) ? [] : [origin.path]),
      ...(isBrought(source.step, sum.path) || origin.tree.kind(sumPath) !== 'file' ? [] : [sumPath]),
    ];
    const target =
      directory === at
        ? './'
        : isWithin(directory, at) && at !== '/'
          ? `./${directory.slice(at.length + 1)}/`
          : `${directory}/`;
    if (/[\s$*?[\\"']/.test(sources.join('') + target)) return false;
    if (sources.length > 0) lines.push({ line: `COPY ${flags}${sources.join(' ')} ${target}`, sources, directory });
    return true;
  };
  if (workspace && !add(workspace.directory, ['go.work', 'go.work.sum'])) return undefined;
  const folders = workspace ? workspace.members.map(({ directory }) => directory) : current ? [current.directory] : [];
  for (const directory of folders) if (!add(directory, ['go.mod', 'go.sum'])) return undefined;
  const replaces = [
    ...(workspace?.file.replaces.map((replace) => ({ ...replace, base: workspace.directory })) ?? []),
    ...mains.flatMap(({ file, directory }) => file.replaces.map((replace) => ({ ...replace, base: directory }))),
  ];
  const done = new Set(folders);
  for (const { base, target, targetVersion, path } of replaces) {
    const directory = joinPath(base, target);
    if (targetVersion !== undefined || done.has(directory)) continue;
    done.add(directory);
    const isRequired = mains.some(({ file }) => file.requires.some((required) => required.path === path));
    if (!add(directory, ['go.mod', 'go.sum']) && isRequired) return undefined;
  }
  return lines;
}

/** The COPYs of module files that stand behind the source and bring what the new ones have brought: no RUN can have changed it. */
function repeated({ source, between }: Split, copies: readonly CopyLine[]): readonly Instruction[] {
  const firstRun = between.findIndex(({ step }) => step.instruction.kind === 'RUN');
  const owner = ({ instruction }: Step): string =>
    instruction.flags.flatMap(({ name, value }) => (name === 'link' ? [] : `${name}=${value ?? ''}`)).join(' ');
  return between.slice(0, firstRun < 0 ? undefined : firstRun).flatMap(({ stage, step }) => {
    const { copy, instruction } = step;
    const destination = copy && valueOf(copy.destination);
    if (copy?.from.kind !== 'context' || destination === undefined || instruction.onbuild) return [];
    if (stage !== source.stage || owner(step) !== owner(source.step) || !copy.intoDirectory) return [];
    const isThere = copy.sources.every(({ path }) => {
      const written = valueOf(path)?.replace(/^\.?\//, '');
      return copies.some((each) => each.directory === destination && each.sources.some((name) => name === written));
    });
    return isThere && copy.sources.length > 0 ? [instruction] : [];
  });
}

/** Takes `go mod download &&` out of a RUN that goes on, as the modules are there by then; none where more hangs on it. */
function dropDownload({ dockerfile: { text } }: BuildModel, { download: { step }, found }: Split): Edit[] {
  const { command, go } = found;
  const { instruction, execution } = step;
  if (go.verb !== 'mod download' || command.redirects.length > 0 || instruction.heredocs.length > 0) return [];
  if (instruction.kind !== 'RUN' || instruction.exec) return [];
  const head = Math.max(instruction.keywordSpan.end, ...instruction.flags.map(({ span }) => span.end));
  const before = text.slice(head, command.span.start);
  const next = execution?.commands.find(({ span }) => span.start >= command.span.end);
  const joint = /^[ \t]*(?:&&|;)[ \t]*/.exec(text.slice(command.span.end))?.[0];
  if (!next || joint === undefined || !/^[\s\\`]*$|(?:&&|;)[\s\\`]*$/.test(before)) return [];
  const behind = command.span.end + joint.length;
  const gap = text.slice(behind, next.span.start);
  const lineEnd = /^[\\`][ \t]*\r?\n[ \t]*/.exec(gap)?.[0] ?? '';
  if (gap !== '' && !/^[\\`][ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*$/.test(gap)) return [];
  // A comment needs a line of its own.
  const isFirstOfLine = /^[ \t]*$/.test(text.slice(lineStart(text, command.span.start), command.span.start));
  const end = gap.includes('#') ? behind + (isFirstOfLine ? lineEnd.length : 0) : next.span.start;
  return [{ span: { start: command.span.start, end }, newText: '' }];
}

function isBrought({ files }: Step, path: string): boolean {
  const found = lookUp(files, path);
  return found.state === 'entry' && found.entry.kind === 'file';
}

/** Commands that a download in the same RUN may rest on. */
const preludes = /^(?:git|ssh|apk|apt|apt-get|\.|source|eval|export|cp|mv|curl|wget|make)/;

/** `RUN go mod download` with the mounts, the network and the variables that the command has which downloads now. */
function downloadLine(
  model: BuildModel,
  { download, found }: Split,
  at: string,
  directory: string,
): string | undefined {
  const { step } = download;
  const { text } = model.dockerfile;
  for (const command of step.execution?.commands ?? []) {
    if (command.span.start >= found.command.span.start) break;
    const name = command.argv[0] && valueOf(command.argv[0].value);
    if (name === undefined || preludes.test(name) || command.redirects.some(({ operator }) => operator.startsWith('>')))
      return undefined;
  }
  const isExported = step.execution?.effects.some(
    ({ kind, name, span }) => kind !== 'cd' && settingNames.test(name) && span.start < found.command.span.start,
  );
  if (isExported === true) return undefined;
  const flags = step.instruction.flags.filter(({ name, span }) => {
    if (name !== 'mount') return name === 'network';
    const mount = step.mounts.find((candidate) => candidate.span.start === span.start);
    return mount !== undefined && serves(mount, directory);
  });
  const own = found.command.assignments.filter(({ name }) => settingNames.test(name));
  if (step.instruction.kind === 'RUN' && step.instruction.exec && own.length > 0) return undefined;
  if (/[\s'"$]/.test(directory)) return undefined;
  const inner = isWithin(directory, at) && at !== '/' ? directory.slice(at.length + 1) : directory;
  const words = [
    ...flags.map(({ span }) => slice(text, span)),
    ...(directory === at ? [] : [`cd ${inner} &&`]),
    ...own.map(({ span }) => slice(text, span)),
    'go mod download',
  ];
  return `RUN ${words.join(' ')}`;
}

/** Whether a download needs the mount: keys and passwords, and files from outside the source. */
function serves({ type, target }: Mount, directory: string): boolean {
  if (type === 'secret' || type === 'ssh') return true;
  return (
    type === 'bind' && isSettled(target) && !isWithin(target.value, directory) && !isWithin(directory, target.value)
  );
}

/** Puts lines in front of an instruction and of the comment lines that stand right above it. */
function insertAbove(model: BuildModel, instruction: Instruction, lines: readonly string[]): Edit {
  const { text, comments } = model.dockerfile;
  let place = lineStart(text, instruction.span.start);
  const indent = text.slice(place, instruction.span.start);
  for (;;) {
    const above = lineStart(text, Math.max(0, place - 1));
    if (above >= place || !comments.some(({ span }) => span.start >= above && span.start < place)) break;
    place = above;
  }
  return {
    span: { start: place, end: place },
    newText: lines.map((line) => indent + inCaseOf(model, line) + lineBreak(text)).join(''),
  };
}
