import { known, valueOf, type Fact } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { option, pathOf } from './commandWords';
import { baseName, globMatcher } from './copy';
import {
  addLayer,
  isDirectory,
  isWithin,
  listDirectory,
  lookUp,
  resolvePath,
  type FileEntry,
  type Files,
} from './files';
import { forgetAbsences, writeLayer, type StageState } from './stageState';

/** Files may be there, or not, that nothing in the Dockerfile names. */
export function writeUnseen(state: StageState, command: ExecutedCommand, path: string, says: string): void {
  writeLayer(state, { kind: 'opaque', path, span: command.span, says });
}

/** The command may have written any file and installed any package. */
export function beOpaque(state: StageState, command: ExecutedCommand, says: string, isUnread?: 'unread'): void {
  state.image = forgetAbsences(state.image, says, command.span);
  forgetExecuteBits(state);
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
  if (found.state !== 'entry') return;
  state.files = addLayer(state.files, { kind: 'entry', path: found.path, entry: change(found.entry) });
}

/** The same for all that the Dockerfile put at or below a path, one file at a time. */
export function changeEntriesBelow(state: StageState, path: string, change: (entry: FileEntry) => FileEntry): void {
  const paths = new Set<string>();
  for (let node: Files | undefined = state.files; node; node = node.below) {
    if (node.layer.kind === 'entry' && isWithin(node.layer.path, path)) paths.add(node.layer.path);
  }
  for (const found of paths) changeEntry(state, found, change);
}

/** After a chmod of files that cannot be told: what had no execute bit may have got one. */
export function forgetExecuteBits(state: StageState): void {
  for (let node: Files | undefined = state.files; node; node = node.below) {
    if (node.layer.kind !== 'entry' || node.layer.entry.executable !== false) continue;
    changeEntriesBelow(state, '/', ({ executable, ...entry }) => ({
      ...entry,
      executable: executable === false ? undefined : executable,
    }));
    return;
  }
}

/** The files that a command names may hold another text afterwards, and another mode. */
export function forgetTexts(state: StageState, command: ExecutedCommand): void {
  for (const argument of command.argv.slice(1)) {
    for (const path of expandGlob(state, command, argument)) {
      if (path === undefined) continue;
      if (isDirectory(state.files, path) === true) continue;
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
