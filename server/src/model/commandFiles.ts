import { isSettled, known, valueOf, type Fact } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { option, pathOf } from './commandWords';
import { baseName, globMatcher } from './copy';
import { addLayer, isDirectory, listDirectory, lookUp, resolvePath, type FileEntry } from './files';
import { forgetAbsences, writeLayer, type StageState } from './stageState';

/** Files may be there, or not, that nothing in the Dockerfile names. */
export function writeUnseen(state: StageState, command: ExecutedCommand, path: string, says: string): void {
  writeLayer(state, { kind: 'opaque', path, span: command.span, says });
}

/** The command may have written any file and installed any package. */
export function beOpaque(state: StageState, command: ExecutedCommand, says: string, isUnread?: 'unread'): void {
  state.image = forgetAbsences(state.image, says, command.span);
  writeLayer(state, { kind: 'opaque', path: '/', span: command.span, says, ...(isUnread && { isUnread: true }) });
}

export function opaqueDirectory(
  state: StageState,
  command: ExecutedCommand,
  directory: Fact<string> | undefined,
  says: string,
): void {
  const path = directory ? pathOf(command, directory) : valueOf(command.workdir);
  writeLayer(state, { kind: 'opaque', path: path ?? '/', span: command.span, says });
  if (path === undefined || path === '/' || path.startsWith('/usr'))
    state.image = forgetAbsences(state.image, says, command.span);
}

export function writeFile(
  state: StageState,
  command: ExecutedCommand,
  fact: Fact<string>,
  entry: Omit<FileEntry, 'kind' | 'span'>,
): void {
  const path = pathOf(command, fact);
  if (path === undefined) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: command.span,
      says: say`where this is written cannot be told`,
    });
    return;
  }
  writeLayer(state, { kind: 'entry', path, entry: { kind: 'file', span: command.span, ...entry } });
}

/** `curl -O URL`, `wget URL`: the file is called as the last part of the URL. */
export function downloadByName(state: StageState, command: ExecutedCommand): void {
  for (const argument of command.argv.slice(1)) {
    const value = valueOf(argument.value);
    if (value === undefined) opaqueDirectory(state, command, undefined, say`what is fetched here cannot be told`);
    else if (/^(https?|ftp):\/\//.test(value)) {
      const name = baseName(value.split(/[?#]/)[0] ?? '');
      if (name) writeFile(state, command, known(name), { executable: false, downloaded: true });
    }
  }
}

export function copyWords(
  state: StageState,
  command: ExecutedCommand,
  paths: readonly Argument[],
  move: boolean,
  mode?: boolean,
): void {
  const directory = option(command, '-t', '--target-directory');
  const target = directory ?? paths[paths.length - 1]?.value;
  const sources = directory ? paths : paths.slice(0, -1);
  if (target) transfer(state, command, sources, target, move, mode);
}

/** Copies or moves each source onto the target, as cp and mv place them. */
function transfer(
  state: StageState,
  command: ExecutedCommand,
  sources: readonly Argument[],
  target: Fact<string>,
  move: boolean,
  mode?: boolean,
): void {
  const to = pathOf(command, target);
  if (to === undefined) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: command.span,
      says: say`where this is copied cannot be told`,
    });
    return;
  }
  const slash = isSettled(target) && target.value.endsWith('/');
  const directory = slash || sources.length > 1 ? true : isDirectory(state.files, to);
  for (const source of sources.flatMap((argument) => expandGlob(state, command, argument))) {
    if (source === undefined) {
      writeLayer(state, {
        kind: 'opaque',
        path: to,
        span: command.span,
        says: say`what is copied here cannot be told`,
      });
      continue;
    }
    const found = lookUp(state.files, source);
    const path = directory === true ? resolvePath(to, baseName(source)) : to;
    if (found.state === 'entry' && found.entry.kind !== 'directory') {
      const entry: FileEntry = { ...found.entry, ...(mode !== undefined && { executable: mode }) };
      writeLayer(state, { kind: 'entry', path, entry });
    } else if (found.state === 'entry') {
      writeLayer(state, {
        kind: 'stage',
        path,
        files: state.files,
        root: found.path,
        span: command.span,
        dereferenced: command.argv.some(({ value }) => /^(-[a-zA-Z]*L|--dereference$)/.test(valueOf(value) ?? '')),
      });
    } else if (found.state === 'unknown') {
      writeLayer(state, {
        kind: 'opaque',
        path: directory === undefined ? to : path,
        span: command.span,
        says: found.says,
      });
    }
    if (move && command.runs === 'always') writeLayer(state, { kind: 'removed', path: source });
  }
}

/** A path with `*` or `?` in its last part becomes the paths that match; undefined if that cannot be told. */
export function expandGlob(
  state: StageState,
  command: ExecutedCommand,
  argument: Argument,
): readonly (string | undefined)[] {
  const path = pathOf(command, argument.value);
  if (path === undefined) return [undefined];
  if (!/[*?[]/.test(path)) return [path];
  const slash = path.lastIndexOf('/');
  const directory = path.slice(0, slash) || '/';
  if (/[*?[]/.test(directory)) return [undefined];
  const listing = listDirectory(state.files, directory);
  const paths: (string | undefined)[] = listing.names
    .filter(globMatcher(path.slice(slash + 1)))
    .map((name) => resolvePath(directory, name));
  return listing.complete ? paths : [...paths, undefined];
}

export function changeEntry(state: StageState, path: string, change: (entry: FileEntry) => FileEntry): void {
  const found = lookUp(state.files, path);
  if (found.state !== 'entry' || found.entry.kind === 'directory') return;
  state.files = addLayer(state.files, { kind: 'entry', path: found.path, entry: change(found.entry) });
}

/** The files that a command names may hold another text afterwards, and another mode. */
export function forgetTexts(state: StageState, command: ExecutedCommand): void {
  for (const argument of command.argv.slice(1)) {
    for (const path of expandGlob(state, command, argument)) {
      if (path === undefined) continue;
      changeEntry(state, path, ({ text: _, executable, ...entry }) => ({
        ...entry,
        executable: executable === true ? true : undefined,
      }));
    }
  }
}

export function markStripped(state: StageState, command: ExecutedCommand, paths: readonly Argument[]): void {
  const output = option(command, '-o');
  for (const argument of paths) {
    const path = pathOf(command, argument.value);
    if (path === undefined) continue;
    const found = lookUp(state.files, path);
    if (found.state !== 'entry' || found.entry.kind === 'directory') continue;
    const target = output ? pathOf(command, output) : found.path;
    if (target !== undefined)
      state.files = addLayer(state.files, { kind: 'entry', path: target, entry: { ...found.entry, stripped: true } });
  }
}
