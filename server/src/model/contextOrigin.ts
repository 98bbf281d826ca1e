import { normalise, type SourceTree } from '../workspace/sourceTree';
import { absolute, type Files } from './files';

/** A file of the build context. */
export interface ContextOrigin {
  readonly tree: SourceTree;
  /** Relative to the root of the context, without a slash at its start. */
  readonly path: string;
}

/** Which file of the build context stands at a path of a stage; undefined if it comes from elsewhere, or that cannot be told. */
export function contextOrigin(files: Files, path: string, hops = 0): ContextOrigin | undefined {
  const wanted = absolute(path);
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if (layer.kind === 'base' || hops > 5) return undefined;
    const inner = innerPath(layer.path, wanted);
    if (inner === undefined || layer.kind === 'opaque') continue;
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
  const wanted = absolute(path);
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if ((layer.kind !== 'tree' && layer.kind !== 'stage') || hops > 5) continue;
    const inner = innerPath(layer.path, wanted);
    if (inner === undefined) continue;
    if (layer.kind === 'tree' && inner !== '' && layer.tree.kind(layer.root) === 'directory') return true;
    if (layer.kind === 'stage' && isCopiedAround(layer.files, `${layer.root}/${inner}`, hops + 1)) return true;
  }
  return false;
}

/** `path` below `parent`, '' if they are equal, undefined if it is elsewhere. */
function innerPath(parent: string, path: string): string | undefined {
  if (parent === path) return '';
  const prefix = parent === '/' ? '/' : `${parent}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
