import { expandHeredocBody, expandWord } from '../dockerfile/expand';
import type { CopyInstruction, Dockerfile, Heredoc } from '../dockerfile/instruction';
import { isSettled, known, type Fact } from '../facts/fact';
import { ignoreFilter } from '../workspace/dockerIgnore';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { afterMode, withExecution } from './fileModes';
import { asTree, type FileEntry, type Files, type LeavesOut } from './files';

type Lookup = (name: string) => Fact<string> | undefined;

/**
 * What --chmod and --chown make of each file; undefined without them (BuildKit expands them: CopyCommand.Expand). Without --chown what
 * is copied belongs to root.
 */
export function accessChange(
  { flags }: CopyInstruction,
  lookup: Lookup,
  escape: Dockerfile['escape'],
): ((entry: FileEntry) => FileEntry) | undefined {
  const valueOfFlag = (name: string): Fact<string> =>
    expandWord(flags.find((flag) => flag.name === name)?.value ?? '', lookup, escape);
  const [mode, owner] = [valueOfFlag('chmod'), valueOfFlag('chown')];
  if (isSettled(mode) && mode.value === '' && isSettled(owner) && owner.value === '') return undefined;
  const owned = { owner: isSettled(owner) ? owner.value || '0' : '?' };
  if (!isSettled(mode)) return (entry) => ({ ...withExecution(entry, { executable: undefined }), ...owned });
  if (mode.value === '') return (entry) => ({ ...entry, ...owned });
  return (entry) => ({ ...withExecution(entry, afterMode(entry, mode.value)), ...owned });
}

/** The file that a here-document becomes: Docker expands variables in it unless its name is quoted (SourcesAndDest.ExpandRaw). */
export function heredocText(heredoc: Heredoc, lookup: Lookup): Fact<string> {
  return heredoc.expand ? expandHeredocBody(heredoc.body.text, lookup) : known(heredoc.body.text);
}

/** Whether a flag without a value, or with a boolean one, is set. */
export function isSet({ flags }: CopyInstruction, name: string): boolean {
  return flags.some((flag) => flag.name === name && !/^(?:0|f|false)$/i.test(flag.value ?? ''));
}

/** What a directory that is copied is looked at as, from its own root. */
export function treeBelow(source: SourceTree | Files, root: string): SourceTree {
  const tree = 'layer' in source ? asTree(source) : source;
  const inside = (path: string): string => `${root}/${normalise(path)}`;
  return {
    kind: (path) => tree.kind(inside(path)),
    read: (path) => tree.read(inside(path)),
    list: (path) => tree.list(inside(path)),
  };
}

/**
 * What --exclude leaves out of a directory, and --parents of all but what it names: patterns of .dockerignore's kind, from the
 * directory on (fsutil: copy.go, copier.include and copier.exclude).
 */
export function leftOut(
  { flags }: CopyInstruction,
  source: SourceTree | Files,
  root: string,
  parents?: string,
): LeavesOut | undefined {
  const excluded = flags.flatMap(({ name, value }) => (name === 'exclude' && value !== undefined ? [value] : []));
  const ignored = [
    ...(excluded.length > 0 ? [excluded] : []),
    ...(parents === undefined ? [] : [['*', `!${parents}`]]),
  ];
  if (ignored.length === 0) return undefined;
  const tree = treeBelow(source, root);
  const filters = ignored.map((lines) => ignoreFilter(tree, lines.join('\n')));
  return (inner) => filters.some((filter) => filter.keepsOut?.(inner) === true);
}
