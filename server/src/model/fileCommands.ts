import { isSettled, known, valueOf, type Fact } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { changeEntry, expandGlob } from './commandFiles';
import { hasOption, option, pathOf } from './commandWords';
import { baseName } from './copy';
import { afterMode, withExecution, type Execution } from './fileModes';
import {
  isDirectory,
  isPutAt,
  isWithin,
  lookUp,
  resolvePath,
  type FileEntry,
  type Files,
  type LeavesOut,
} from './files';
import { writeLayer, type StageState } from './stageState';

/** What `mv`, `cp`, `install` and `ln` are told of the place where files go. */
interface Target {
  readonly word: Fact<string>;
  /** Whether files go into it; undefined if that depends on what stands there. */
  readonly isDirectory: boolean | undefined;
}

/** The operands of `cp` and its like (POSIX.1, cp; GNU coreutils manual, Target directory). */
function readTarget(
  command: ExecutedCommand,
  paths: readonly Argument[],
): { readonly sources: readonly Argument[]; readonly target: Target } | undefined {
  const directory = option(command, '-t', '--target-directory');
  if (directory) return { sources: paths, target: { word: directory, isDirectory: true } };
  const word = paths[paths.length - 1]?.value;
  if (!word) return undefined;
  const slash = isSettled(word) && word.value.endsWith('/');
  const isFile = hasOption(command, 'T', '--no-target-directory');
  return { sources: paths.slice(0, -1), target: { word, isDirectory: isFile ? false : slash ? true : undefined } };
}

function opaque(state: StageState, command: ExecutedCommand, path: string, says: string): void {
  writeLayer(state, { kind: 'opaque', path, span: command.span, says });
}

/** `cp`, `mv` and `install`: each source goes onto the target, or into it. */
export function placeFiles(
  state: StageState,
  command: ExecutedCommand,
  paths: readonly Argument[],
  how: { readonly moves?: boolean; readonly mode?: Execution },
): void {
  const read = readTarget(command, paths);
  if (!read) return;
  const { target } = read;
  const to = pathOf(command, target.word);
  if (to === undefined) {
    opaque(state, command, '/', say`where this is copied cannot be told`);
    return;
  }
  const keepsParents = hasOption(command, undefined, '--parents');
  const sources = read.sources.flatMap((argument) =>
    expandGlob(state, command, argument).map((path) => ({ path, written: valueOf(argument.value) ?? '' })),
  );
  const into = target.isDirectory ?? (sources.length > 1 ? true : isDirectory(state.files, to));
  for (const { path: source, written } of sources) {
    if (source === undefined) {
      opaque(state, command, to, say`what is copied here cannot be told`);
      continue;
    }
    // The contents of `dir/.` go into the target (GNU cp: copy.c, do_copy; BusyBox: coreutils/cp.c).
    const isContents = /(?:^|\/)\.\.?\/*$/.test(written);
    const name = keepsParents ? (written.includes('*') ? source : written) : baseName(source);
    const path = into === true && !isContents ? resolvePath(to, `./${name}`) : to;
    place(state, command, source, { path, open: into === undefined ? to : path }, how);
    if (how.moves && command.runs === 'always' && source !== path) writeLayer(state, { kind: 'removed', path: source });
  }
}

/** @param open what may have been written if the source is not known */
function place(
  state: StageState,
  command: ExecutedCommand,
  source: string,
  { path, open }: { readonly path: string; readonly open: string },
  how: { readonly moves?: boolean; readonly mode?: Execution } | undefined,
): void {
  const found = lookUp(state.files, source);
  if (found.state === 'absent') return;
  if (found.state === 'unknown') {
    opaque(state, command, open, found.says);
  } else if (found.entry.kind !== 'directory') {
    const { owner, ...copied } = found.entry;
    // A copy belongs to who makes it, unless cp is told otherwise.
    const entry = how && !how.moves ? copied : found.entry;
    writeLayer(state, { kind: 'entry', path, entry: how?.mode ? withExecution(entry, how.mode) : entry });
  } else {
    const dereferenced = hasOption(command, 'L', '--dereference');
    writeLayer(state, { ...overlay(state.files, command, path, found.path), dereferenced });
  }
}

function overlay(files: Files, { span }: ExecutedCommand, path: string, root: string) {
  return { kind: 'stage', path, files, root, span } as const;
}

/** The execute bits that `install` gives: 0755 without -m (GNU coreutils manual, install invocation). */
export function installedMode(command: ExecutedCommand): Execution {
  const mode = option(command, '-m', '--mode');
  if (!mode) return afterMode({ executable: undefined }, '755');
  return isSettled(mode) ? afterMode({ executable: false }, mode.value) : { executable: undefined };
}

/** `ln target link`, `ln target… directory`, `ln target` (POSIX.1, ln): without -s another name for the same file. */
export function linkFiles(state: StageState, command: ExecutedCommand, paths: readonly Argument[]): void {
  const [only] = paths;
  const read =
    paths.length === 1 && only && !option(command, '-t', '--target-directory')
      ? { sources: paths, target: { word: known('.'), isDirectory: true } }
      : readTarget(command, paths);
  if (!read) return;
  const { sources, target } = read;
  const to = pathOf(command, target.word);
  if (to === undefined) {
    opaque(state, command, '/', say`where this is copied cannot be told`);
    return;
  }
  const isSymbolic = hasOption(command, 's', '--symbolic');
  const targets = sources.flatMap((argument) => linkTargets(state, command, argument));
  // `ln -sfn`: a link to a directory is replaced.
  const replaces = hasOption(command, 'n', '--no-dereference') && isPutAt(state.files, to);
  const into = target.isDirectory ?? (targets.length > 1 || (!replaces && isDirectory(state.files, to) === true));
  for (const one of targets) {
    if (!one) {
      opaque(state, command, to, say`what is copied here cannot be told`);
      continue;
    }
    const path = into ? resolvePath(to, baseName(one.from)) : to;
    if (isSymbolic) writeLink(state, command, path, one);
    else place(state, command, one.from, { path, open: path }, undefined);
  }
}

interface LinkTarget {
  /** Seen from the working directory. */
  readonly from: string;
  readonly written: string;
}

function linkTargets(
  state: StageState,
  command: ExecutedCommand,
  argument: Argument,
): readonly (LinkTarget | undefined)[] {
  const written = valueOf(argument.value);
  if (written === undefined) return [undefined];
  const directory = written.slice(0, written.lastIndexOf('/') + 1);
  const isPattern = /[*?[]/.test(written);
  return expandGlob(state, command, argument).map((from) =>
    from === undefined ? undefined : { from, written: isPattern ? directory + baseName(from) : written },
  );
}

function writeLink(state: StageState, command: ExecutedCommand, path: string, { from, written }: LinkTarget): void {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const isRelative = hasOption(command, 'r', '--relative');
  const relativeTarget = isRelative ? relativePath(folder, from) : written.startsWith('/') ? undefined : written;
  const entry: FileEntry = {
    kind: 'link',
    target: relativeTarget === undefined ? from : resolvePath(folder, relativeTarget),
    ...(relativeTarget !== undefined && { relativeTarget }),
    span: command.span,
    executable: undefined,
  };
  writeLayer(state, { kind: 'entry', path, entry });
}

/** How one absolute path is written from the directory of another. */
function relativePath(folder: string, path: string): string {
  const [from, to] = [folder, path].map((each) => each.split('/').filter((part) => part !== ''));
  let shared = 0;
  while (from?.[shared] !== undefined && from[shared] === to?.[shared]) shared++;
  return [...(from ?? []).slice(shared).map(() => '..'), ...(to ?? []).slice(shared)].join('/') || '.';
}

/** `chmod`: a mode such as -x looks like an option. */
export function changeModes(state: StageState, command: ExecutedCommand): void {
  const isRecursive = hasOption(command, 'R', '--recursive');
  const words = command.argv.slice(1).filter((argument) => !/^-[Rvcf]+$|^--/.test(valueOf(argument.value) ?? ''));
  const [mode, ...files] = words;
  const value = mode && valueOf(mode.value);
  const change = (entry: FileEntry): FileEntry =>
    withExecution(entry, value === undefined ? { executable: undefined } : afterMode(entry, value));
  for (const argument of files) changeAt(state, command, argument, change, isRecursive);
}

/** `chown`: an owner that cannot be told is one all the same. */
export function changeOwners(state: StageState, command: ExecutedCommand, paths: readonly Argument[]): void {
  const [owner, ...files] = paths;
  if (!owner) return;
  const value = valueOf(owner.value) ?? '?';
  const isRecursive = hasOption(command, 'R', '--recursive');
  for (const argument of files)
    changeAt(state, command, argument, (entry) => ({ ...entry, owner: value }), isRecursive);
}

function changeAt(
  state: StageState,
  command: ExecutedCommand,
  argument: Argument,
  change: (entry: FileEntry) => FileEntry,
  isRecursive: boolean,
): void {
  for (const path of expandGlob(state, command, argument)) {
    if (path === undefined) {
      changeBelow(state, command, '/', (entry) => perhaps(entry, change));
      continue;
    }
    if (isRecursive) changeBelow(state, command, path, change);
    changeEntry(state, path, change);
  }
}

/** The entry where it cannot be told whether it is changed. */
function perhaps(entry: FileEntry, change: (entry: FileEntry) => FileEntry): FileEntry {
  const { executable, owner, readers } = change(entry);
  return {
    ...withExecution(entry, executable === entry.executable ? entry : { executable: undefined }),
    ...(readers !== entry.readers && { readers: undefined }),
    ...(owner !== entry.owner && { owner: '?' }),
  };
}

/** `find … -exec chmod +x {}`, `xargs chmod +x`: which files that reaches is not looked at. */
export function changePerhaps(state: StageState, command: ExecutedCommand, path: string): void {
  const words = command.argv.map(({ value }) => valueOf(value));
  const mode = words.slice(words.indexOf('chmod') + 1).find((word) => !/^-[Rvcf]+$|^--/.test(word ?? ''));
  const change = (entry: FileEntry): FileEntry =>
    withExecution(entry, mode === undefined ? { executable: undefined } : afterMode(entry, mode));
  changeBelow(state, command, path, (entry) => perhaps(entry, change));
}

/** What `chmod -R` and `find … -exec chmod` do to the files below a directory, which stay what they are otherwise. */
function changeBelow(
  state: StageState,
  command: ExecutedCommand,
  path: string,
  change: (entry: FileEntry) => FileEntry,
): void {
  const found = lookUp(state.files, path);
  if (found.state !== 'entry' || found.entry.kind !== 'directory') return;
  const root = found.path;
  const mounts = mountPlaces(state.files);
  const leavesOut: LeavesOut = (inner) => mounts.some((place) => isWithin(resolvePath(root, inner), place));
  writeLayer(state, {
    ...overlay(state.files, command, root, root),
    change,
    changesOnly: true,
    ...(mounts.length > 0 && { leavesOut }),
  });
}

/** Where a --mount has put something, which goes when the RUN ends. */
function mountPlaces(files: Files): readonly string[] {
  const places = new Set<string>();
  for (let node: Files | undefined = files; node; node = node.below)
    if (node.mounted && node.layer.kind !== 'base') places.add(node.layer.path);
  return [...places];
}
