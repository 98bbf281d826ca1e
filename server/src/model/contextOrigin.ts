import { normalise, type SourceTree } from '../workspace/sourceTree';
import type { Problem } from './buildModel';
import { absolute, isChangeOnly, type Files } from './files';
import { throughDirectoryLinks } from './linkedDirectories';
import { directoriesAround, newestAbout } from './places';

/** A file of the build context. */
export interface ContextOrigin {
  readonly tree: SourceTree;
  /** Relative to the root of the context, without a slash at its start. */
  readonly path: string;
}

/** Which file of the build context stands at a path of a stage; undefined if it comes from elsewhere, or that cannot be told. */
export function contextOrigin(files: Files, path: string, hops = 0): ContextOrigin | undefined {
  const wanted = throughDirectoryLinks(files.links, absolute(path));
  const above = directoriesAround(wanted);
  const next = (from: Files | undefined): Files | undefined => newestAbout(from, wanted, above, false);
  for (let node = next(files); node; node = next(node.below)) {
    const { layer } = node;
    if (layer.kind === 'base' || hops > 5) return undefined;
    const inner = innerPath(layer.path, wanted);
    if (inner === undefined || layer.kind === 'opaque' || isChangeOnly(layer)) continue;
    if (layer.kind === 'removed' || layer.kind === 'entry') {
      if (layer.kind === 'removed' || inner === '') return undefined;
      continue;
    }
    if (layer.kind === 'stage') {
      const origin = contextOrigin(layer.files, `${layer.root}/${inner}`, hops + 1);
      if (origin) return origin;
      continue;
    }
    const place = normalise(`${layer.root}/${inner}`);
    if (layer.tree.kind(place) === 'file') return { tree: layer.tree, path: place };
  }
  return undefined;
}

/** Whether a directory of the build context has been copied or mounted around a path: if the context held it, it would be there. */
export function isCopiedAround(files: Files, path: string, hops = 0): boolean {
  const wanted = throughDirectoryLinks(files.links, absolute(path));
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if ((layer.kind !== 'tree' && layer.kind !== 'stage') || hops > 5 || isChangeOnly(layer)) continue;
    const inner = innerPath(layer.path, wanted);
    if (inner === undefined) continue;
    if (layer.kind === 'tree' && inner !== '' && layer.tree.kind(layer.root) === 'directory') return true;
    if (layer.kind === 'stage' && isCopiedAround(layer.files, `${layer.root}/${inner}`, hops + 1)) return true;
  }
  return false;
}

type Absence = Pick<Problem, 'certainty' | 'details' | 'madeBefore'>;

/**
 * Why `path` is not in a stage, though `file`, which came from the build context, needs it: the context has it and no COPY
 * brings it ('elsewhere'), .dockerignore keeps it out, or the context has none. Front ends, vendor folders and the like are
 * often made there before docker build runs, so where a COPY would bring it, it is presumed that it is missing then too.
 * `source` is its place in the context.
 */
export function whyAbsent(files: Files, file: string, path: string): Absence {
  const origin = contextOrigin(files, file);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const isBeside = origin && path.startsWith(folder);
  const source = isBeside ? origin.path.slice(0, origin.path.lastIndexOf('/') + 1) + path.slice(folder.length) : '';
  const details = { file, path, ...(source !== '' && { source }) };
  if (source !== '' && origin?.tree.kind(source) !== undefined)
    return { certainty: 'known', details: { ...details, cause: 'elsewhere' } };
  if (source !== '' && origin?.tree.isIgnored?.(source) === true)
    return { certainty: 'known', details: { ...details, cause: 'ignored' } };
  return { ...absence(files, path, origin?.tree, source), details: { ...details, cause: 'absent' } };
}

/** The same for the Go files of a folder, which itself may be there. */
export function whyPackageAbsent(files: Files, file: string, directory: string): Absence {
  const why = whyAbsent(files, file, directory);
  const { cause, source = '' } = why.details;
  const tree = contextOrigin(files, file)?.tree;
  if (!tree || cause !== 'elsewhere' || hasGo(tree.list(source))) return why;
  if (hasGo(tree.ignoredIn?.(source))) return { ...why, details: { ...why.details, cause: 'ignored' } };
  return { ...absence(files, directory, tree, source), details: { ...why.details, cause: 'absent' } };
}

/**
 * The same for the files of a folder that is there and has none to embed. One with no more than a .gitkeep is most often
 * filled before docker build runs.
 */
export function whyEmpty(files: Files, file: string, directory: string): Absence {
  const { details } = whyAbsent(files, file, directory);
  const tree = contextOrigin(files, file)?.tree;
  const ignored = tree?.ignoredIn?.(details['source'] ?? '') ?? [];
  if (details['source'] !== undefined && ignored.some((name) => !/^[._]/.test(name)))
    return { certainty: 'known', details: { ...details, cause: 'ignored', empty: 'true' } };
  // `dist/*` in .gitignore, and a .gitkeep that is taken back.
  const source = details['source'] === undefined ? '' : `${details['source']}/-`;
  return { ...absence(files, directory, tree, source), details: { ...details, cause: 'absent', empty: 'true' } };
}

/** How sure it is that what the context does not have is missing in the build as well. */
function absence(
  files: Files,
  path: string,
  tree: SourceTree | undefined,
  source: string,
): Pick<Problem, 'certainty' | 'madeBefore'> {
  if (!isCopiedAround(files, path)) return { certainty: 'known' };
  return { certainty: 'presumed', ...(source !== '' && tree?.mayBeMade?.(source) === true && { madeBefore: true }) };
}

function hasGo(names: readonly string[] | undefined): boolean {
  return names?.some((name) => name.endsWith('.go')) === true;
}

/** `path` below `parent`, '' if they are equal, undefined if it is elsewhere. */
function innerPath(parent: string, path: string): string | undefined {
  if (parent === path) return '';
  const prefix = parent === '/' ? '/' : `${parent}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
