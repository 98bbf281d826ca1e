import type { DirectoryLinks } from '../images/directoryLinks';
import { remembered } from '../text/remembered';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { normalise, type SourceTree } from '../workspace/sourceTree';
import { isDirectoryLink, otherNames, throughDirectoryLinks } from './linkedDirectories';
import {
  directoriesAround,
  emptyPlaces,
  layersAt,
  layersOver,
  namesInside,
  newestAbout,
  recordPlace,
  type Placed,
  type PlaceKind,
} from './places';

/**
 * The file system of a build stage as far as the Dockerfile tells it: layers, the newest first. Immutable; a stage that
 * is built FROM another one shares its layers.
 */
export interface Files extends Placed<Files> {
  readonly layer: Layer;
  readonly below: Files | undefined;
  /** Put there by a --mount: gone when the RUN ends. */
  readonly mounted?: boolean;
  /** Whether /bin and its like are links into /usr; paths of layers go through such links. Undefined: it cannot be told. */
  readonly links: DirectoryLinks | undefined;
  /** Whether a layer holds a link, or may bring one from another stage. */
  readonly hasLinks: boolean;
}

export type Layer =
  /** What the base image brings. */
  | { readonly kind: 'base'; readonly contents: 'empty' | 'system' | 'unknown' }
  /**
   * One file or directory. `written` is how the Dockerfile spells the path, where that is another one: `/bin/app` of
   * `/usr/bin/app`.
   */
  | { readonly kind: 'entry'; readonly path: string; readonly written?: string; readonly entry: FileEntry }
  /** All that is below `root` of a tree, at `path`. */
  | {
      readonly kind: 'tree';
      readonly path: string;
      readonly tree: SourceTree;
      readonly root: string;
      readonly span: Span;
      /** What --chmod makes of its files. */
      readonly change?: (entry: FileEntry) => FileEntry;
      readonly leavesOut?: LeavesOut;
    }
  /**
   * All that is below `root` of another stage's files, at `path`. Links in it are links to whatever stands here where they
   * lead, unless they are `dereferenced`.
   */
  | {
      readonly kind: 'stage';
      readonly path: string;
      readonly files: Files;
      readonly root: string;
      readonly span: Span;
      readonly dereferenced?: boolean;
      /** What `chmod -R` and the like, or flags of COPY, make of its files. */
      readonly change?: (entry: FileEntry) => FileEntry;
      /** It brings nothing: its files are those of the layers below, changed. */
      readonly changesOnly?: true;
      /** Whether something in it, by its path there, has been left out. */
      readonly leavesOut?: LeavesOut;
    }
  /** Whatever a command that we cannot read wrote at or below `path`; '/' means anywhere. */
  | {
      readonly kind: 'opaque';
      readonly path: string;
      readonly span: Span | undefined;
      readonly says: string;
      /** What it does cannot be read at all, so that it may build programs as well. */
      readonly isUnread?: true;
    }
  /** Below `path`, nothing of the layers underneath is there any more. */
  | { readonly kind: 'removed'; readonly path: string };

/** Whether something is left out of a directory that is copied, by its path in there. */
export type LeavesOut = (inner: string) => boolean;

export interface FileEntry {
  readonly kind: 'file' | 'directory' | 'link';
  /** Where it was put there, in the Dockerfile. */
  readonly span: Span | undefined;
  /** What it is, if a go build wrote it; an identity that the model resolves. */
  readonly artifact?: Artifact;
  /** Text, if it can be known. */
  readonly text?: string;
  /** Link target, absolute. */
  readonly target?: string;
  /** The same as it was written, if that is relative to the link's directory. */
  readonly relativeTarget?: string;
  readonly executable: boolean | undefined;
  /** Who alone may execute it, or go through a directory; absent if everybody may, or that is not known. */
  readonly reach?: 'owner' | 'group';
  /** Who alone may read it; absent if everybody may, or that is not known. */
  readonly readers?: 'owner' | 'group' | undefined;
  /** Fetched over the network, by ADD, curl or wget. */
  readonly downloaded?: boolean;
  /** Stripped or packed after it was built. */
  readonly stripped?: boolean;
  /** Owner, with a group behind a colon, as a chown or --chown said; root where COPY with --chmod names none. */
  readonly owner?: string;
  /** Path in the build context, of a file that was copied or mounted from there. */
  readonly source?: string;
}

/** A product of a go build; `build` is its index in the model's list, `output` that in the build's outputs. */
export interface Artifact {
  readonly build: number;
  readonly output: number;
}

export type Found =
  | { readonly state: 'entry'; readonly entry: FileEntry; readonly path: string }
  | { readonly state: 'absent' }
  | {
      readonly state: 'unknown';
      readonly says: string;
      readonly span: Span | undefined;
      /** It is there if /bin and its like are links into /usr. */
      readonly otherName?: true;
    };

/** A link on the way, which is followed where it has been copied to. */
interface LinkFound {
  readonly state: 'link';
  readonly at: string;
  readonly entry: FileEntry & { readonly target: string };
  /** What of the path comes behind the link, with a slash before it. */
  readonly rest: string;
}

const systemRoots = [
  'bin',
  'boot',
  'dev',
  'etc',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'media',
  'mnt',
  'proc',
  'root',
  'run',
  'sbin',
  'sys',
  'tmp',
  'usr',
  'var',
  'busybox',
];
/** Directories that distributions create but leave empty: a file there came from a Dockerfile. */
const emptySystemDirectories = ['usr/local/bin', 'usr/local/sbin', 'opt', 'srv', 'home', 'tmp', 'mnt', 'media', 'root'];

/** A segment behind a slash that is empty, `.` or `..`. */
const needless = /\/\.{0,2}(?:\/|$)/;

const belowEmptyDirectories = emptySystemDirectories.filter((name) => name !== 'root').map((name) => `${name}/`);

/** An absolute path without `.`/`..`, `/` for the root. */
export function absolute(path: string): string {
  return path.startsWith('/') && !needless.test(path) ? path : `/${normalise(path)}`;
}

/** `path` seen from `directory`, as WORKDIR and shells resolve it. */
export function resolvePath(directory: string, path: string): string {
  return absolute(path.startsWith('/') ? path : `${directory}/${path}`);
}

export function baseFiles(contents: 'empty' | 'system' | 'unknown', links?: DirectoryLinks): Files {
  const places = emptyPlaces<Files>(undefined, 0);
  const files: Files = {
    layer: { kind: 'base', contents },
    below: undefined,
    depth: 0,
    places,
    links,
    hasLinks: false,
  };
  recordPlace(files, '/', ['over'], false);
  return files;
}

export function addLayer(files: Files, layer: Layer): Files {
  const isTip = files.places.newest === files.depth;
  return place(files, layer, isTip ? files.places : emptyPlaces(files, files.depth));
}

/** The same for the time of one RUN. What stays after it is recorded with the layers below, the mount is not. */
export function mountLayer(files: Files, layer: Layer): Files {
  return place(files, layer, emptyPlaces(files, files.depth), true);
}

const placeKinds: Readonly<Record<Exclude<Layer['kind'], 'base'>, readonly PlaceKind[]>> = {
  entry: ['at'],
  tree: ['over'],
  stage: ['over'],
  opaque: ['opaque'],
  removed: ['over'],
};

function place(below: Files, given: Layer, places: Files['places'], mounted = false): Files {
  const { layer, links } = placed(below, given, mounted);
  const isLink = layer.kind === 'entry' && layer.entry.kind === 'link' && layer.entry.target !== undefined;
  const hasLinks = below.hasLinks || isLink || (layer.kind === 'stage' && layer.files.hasLinks);
  const files: Files = { layer, below, depth: below.depth + 1, places, links, hasLinks, ...(mounted && { mounted }) };
  if (layer.kind === 'base') recordPlace(files, '/', ['over'], false);
  else
    recordPlace(
      files,
      layer.path,
      isLink ? ['at', 'over'] : placeKinds[layer.kind],
      layer.kind !== 'opaque' && layer.kind !== 'removed',
    );
  return files;
}

/** A layer under the names that hold for the files below it, and whether /bin and its like are links from there on. */
function placed(
  below: Files,
  layer: Layer,
  mounted: boolean,
): { readonly layer: Layer; readonly links: Files['links'] } {
  const { links } = below;
  if (layer.kind === 'base') return { layer, links };
  const isLink = layer.kind === 'entry' && layer.entry.kind === 'link';
  if (links === 'merged' && !mounted && (layer.kind === 'removed' || isLink) && isDirectoryLink(layer.path)) {
    return { layer: nothingNew, links: undefined };
  }
  const direct = throughDirectoryLinks(links, layer.path);
  const path = below.hasLinks && direct !== '/' ? throughLinks(below, direct, isThroughLink(layer)) : direct;
  if (layer.kind === 'entry') {
    const { relativeTarget } = layer.entry;
    const isMoved = path !== layer.path;
    if (!isMoved) return { layer, links };
    const entry =
      relativeTarget === undefined
        ? layer.entry
        : { ...layer.entry, target: resolvePath(folderOf(path), relativeTarget) };
    return { layer: { ...layer, path, written: layer.path, entry }, links };
  }
  if (layer.kind === 'stage') {
    const copied = { ...layer, path, root: throughDirectoryLinks(layer.files.links, layer.root) };
    return { layer: copied, links: path === '/' ? linksAfter(below, copied) : links };
  }
  if (layer.kind === 'opaque' && path === '/' && links === 'split') return { layer, links: undefined };
  return { layer: path === layer.path ? layer : { ...layer, path }, links };
}

/** Whether what is written to the path of a link goes where the link leads: a file or a link may take the link's place. */
function isThroughLink(layer: Layer): boolean {
  return layer.kind === 'entry' ? layer.entry.kind === 'directory' : layer.kind !== 'removed';
}

/** The path without links in it, or with none but the last part. */
function throughLinks(files: Files, path: string, isWhole: boolean): string {
  let directory = isWhole ? path : folderOf(path);
  for (let hops = 0; hops < 10; hops++) {
    const found = find(files, directory, hops);
    if (found.state !== 'link') return isWhole ? directory : joinPath(directory, path.slice(path.lastIndexOf('/') + 1));
    directory = throughDirectoryLinks(files.links, absolute(found.entry.target + found.rest));
  }
  return path;
}

const nothingNew: Layer = {
  kind: 'entry',
  path: '/',
  entry: { kind: 'directory', span: undefined, executable: true },
};

/** A whole root file system that is copied onto an empty one brings its links; BuildKit refuses to put links over directories. */
function linksAfter(below: Files, layer: Extract<Layer, { kind: 'stage' }>): Files['links'] {
  if (below.links !== 'split') return below.links;
  if (layer.root === '/') return layer.files.links;
  const mayBeLinks = ['bin', 'sbin', 'lib', 'lib64'].some((name) => {
    const { state } = findInStage(layer.files, joinPath(layer.root, name), 1);
    return state === 'link' || state === 'unknown';
  });
  return mayBeLinks ? undefined : 'split';
}

/** The same files where it cannot be told any more whether /bin and its like are links. */
export function withoutKnownLinks(files: Files): Files {
  return files.links === undefined ? files : { ...addLayer(files, nothingNew), links: undefined };
}

/** The files after a RUN: what it wrote outside the mounts' targets stays, the mounts go. `before` has no mounts. */
export function unmount(before: Files, after: Files, targets: readonly string[]): Files {
  const hiding = targets.map((target) => throughDirectoryLinks(before.links, target));
  const written: Layer[] = [];
  let isSame = true;
  for (let node: Files | undefined = after; node && node !== before; node = node.below) {
    const { layer } = node;
    const hidden =
      layer.kind !== 'base' &&
      layer.path !== '/' &&
      hiding.some((target) => relative(target, layer.path) !== undefined);
    if (node.mounted || hidden) isSame = false;
    else written.push(layer);
  }
  if (isSame) return after;
  const rest = written.reduceRight((files, layer) => addLayer(files, layer), before);
  return after.links === undefined ? withoutKnownLinks(rest) : rest;
}

/**
 * What stands at an absolute path. Links are followed, at most ten. A command that cannot be read may have added files
 * anywhere, but is taken to have left alone what the Dockerfile put there before it.
 */
export function lookUp(files: Files, path: string, hops = 0): Found {
  const asked = absolute(path);
  const wanted = throughDirectoryLinks(files.links, asked);
  const found = follow(files, wanted, find(files, wanted, hops), hops);
  // What the Dockerfile calls /bin/app is called so in messages.
  if (asked !== wanted) return found.state === 'entry' && found.path === wanted ? { ...found, path: asked } : found;
  return files.links === undefined && found.state !== 'entry' ? byOtherName(files, wanted, hops, found) : found;
}

/** Where a link leads that was found on the way to a path. */
function follow(files: Files, path: string, found: Found | LinkFound, hops: number): Found {
  if (found.state !== 'link') return found;
  if (hops < 10) return lookUp(files, found.entry.target + found.rest, hops + 1);
  if (found.rest === '') return { state: 'entry', entry: found.entry, path };
  return { state: 'unknown', says: say`there are more links on the way than are followed`, span: found.entry.span };
}

/** What is not there may be there under the name that it has where /bin and its like are links into /usr. */
function byOtherName(files: Files, path: string, hops: number, found: Found): Found {
  if (hops > 0) return found;
  for (const name of otherNames(path)) {
    const other = follow(files, name, find(files, name, 1), 1);
    if (other.state !== 'entry' || other.entry.kind === 'directory') continue;
    const says = say`whether ${path} is ${name} there is not known`;
    return { state: 'unknown', says, span: other.entry.span, otherName: true };
  }
  return found;
}

/** Whether the Dockerfile is seen to put a file or a link at this very path, wherever the link leads. */
export function isPutAt(files: Files, path: string): boolean {
  const wanted = throughDirectoryLinks(files.links, absolute(path));
  const found = find(files, wanted, 0);
  return found.state === 'link' || (found.state === 'entry' && found.entry.kind !== 'directory');
}

/** What stands at a path, up to the first link on the way. */
function find(files: Files, wanted: string, hops: number): Found | LinkFound {
  let opaque: Found | undefined;
  const above = directoriesAround(wanted);
  const next = (from: Files | undefined): Files | undefined => newestAbout(from, wanted, above, opaque === undefined);
  for (let layer = next(files); layer; layer = next(layer.below)) {
    const found = throughLink(layer.layer, wanted) ?? lookInLayer(layer.layer, wanted, hops);
    if (!found) continue;
    if (found.state === 'unknown') {
      opaque ??= found;
      if (layer.layer.kind === 'opaque') continue;
      return opaque;
    }
    if (found.state === 'absent' && opaque) return opaque;
    return found;
  }
  return opaque ?? { state: 'absent' };
}

/** Whether a command that is known to write this very file, but not what, has run since its text was last known. */
export function isRewritten(files: Files, path: string): boolean {
  const wanted = throughDirectoryLinks(files.links, absolute(path));
  const above = directoriesAround(wanted);
  const next = (from: Files | undefined): Files | undefined => newestAbout(from, wanted, above, true);
  for (let layer = next(files); layer; layer = next(layer.below)) {
    if (layer.layer.kind === 'opaque' && layer.layer.path === wanted) return true;
    if (lookInLayer(layer.layer, wanted, 0)?.state === 'entry') return false;
  }
  return false;
}

/** `chmod -R`: nothing is there that was not there before, so that whoever looks for what is there finds it in the layers below. */
export function isChangeOnly(layer: Layer): boolean {
  return layer.kind === 'stage' && layer.changesOnly === true;
}

/** A link at a path, or at a directory around it: `/app/x` with `ln -s /src /app`. */
function throughLink(layer: Layer, path: string): LinkFound | undefined {
  if (layer.kind !== 'entry' || layer.entry.kind !== 'link') return undefined;
  const { entry, path: at } = layer;
  const { target } = entry;
  if (target === undefined || (path !== at && !isBelow(path, at))) return undefined;
  return { state: 'link', at, entry: { ...entry, target }, rest: path.slice(at.length) };
}

function lookInLayer(layer: Layer, path: string, hops: number): Found | LinkFound | undefined {
  switch (layer.kind) {
    case 'entry':
      if (layer.path === path) return { state: 'entry', entry: layer.entry, path };
      if (isBelow(layer.path, path)) return directory(layer.entry.span, path);
      return undefined;
    case 'tree': {
      if (isBelow(layer.path, path)) return directory(layer.span, path);
      const inner = relative(layer.path, path);
      if (inner === undefined || (inner !== '' && layer.leavesOut?.(inner) === true)) return undefined;
      const place = joinPath(layer.root, inner);
      const kind = layer.tree.kind(place);
      if (kind === undefined) return inner === '' ? directory(layer.span, path) : undefined;
      if (kind === 'unknown') return { state: 'unknown', says: say`the file cannot be read`, span: layer.span };
      if (kind === 'directory') return directory(layer.span, path);
      const text = layer.tree.read(place);
      const entry: FileEntry = {
        kind: 'file',
        span: layer.span,
        source: place,
        executable: layer.tree.executable?.(place),
        ...(text !== undefined && { text }),
      };
      return { state: 'entry', path, entry: layer.change?.(entry) ?? entry };
    }
    case 'stage': {
      if (isBelow(layer.path, path)) return directory(layer.span, path);
      const inner = relative(layer.path, path);
      if (inner === undefined || (inner !== '' && layer.leavesOut?.(inner) === true)) return undefined;
      if (hops > deepest)
        return { state: 'unknown', says: say`it comes through more stages than are followed`, span: layer.span };
      const found = findInStage(layer.files, joinPath(layer.root, inner), hops + 1, layer.dereferenced);
      if (found.state === 'absent' && isChangeOnly(layer)) return found;
      if (found.state === 'absent') return inner === '' ? directory(layer.span, path) : undefined;
      if (found.state === 'link') return copiedLink(layer, found);
      if (found.state === 'entry') {
        const changed = found.entry.kind === 'file' ? layer.change?.(found.entry) : undefined;
        return { ...found, path, ...(changed && { entry: changed }) };
      }
      return { ...found, span: found.span ?? layer.span };
    }
    case 'opaque':
      return layer.path === path || isBelow(path, layer.path)
        ? { state: 'unknown', says: layer.says, span: layer.span }
        : undefined;
    case 'removed':
      return layer.path === path || isBelow(path, layer.path) ? { state: 'absent' } : undefined;
    case 'base':
      return lookInBase(layer.contents, path);
  }
}

/** How many stages a file is followed through. */
const deepest = 100;

const inStages = new WeakMap<Files, Map<string, { readonly hops: number; readonly found: Found | LinkFound }>>();

/**
 * As `find`, but once per path: where each stage copies twice from the one before, the ways to a file double with each stage.
 * What was found with more hops to go is as good, or better.
 * @param dereferenced whether links are followed there
 */
function findInStage(files: Files, path: string, hops: number, dereferenced = false): Found | LinkFound {
  let known = inStages.get(files);
  if (!known) inStages.set(files, (known = new Map()));
  const key = dereferenced ? `followed ${path}` : path;
  const before = known.get(key);
  if (before && before.hops <= hops) return before.found;
  const found = dereferenced ? lookUp(files, path, hops) : find(files, throughDirectoryLinks(files.links, path), hops);
  known.set(key, { hops, found });
  return found;
}

/** A link of another stage where it has been copied to: an absolute one leads elsewhere, a relative one stays beside it. */
function copiedLink(layer: Extract<Layer, { kind: 'stage' }>, link: LinkFound): LinkFound {
  const inner = relative(layer.root, link.at) ?? '';
  const at = inner === '' ? layer.path : joinPath(layer.path, inner);
  const { relativeTarget } = link.entry;
  const target = relativeTarget === undefined ? link.entry.target : resolvePath(folderOf(at), relativeTarget);
  return { ...link, at, entry: { ...link.entry, target } };
}

function lookInBase(contents: 'empty' | 'system' | 'unknown', path: string): Found {
  if (path === '/') return directory(undefined, path);
  if (contents === 'empty') return { state: 'absent' };
  if (contents === 'unknown')
    return { state: 'unknown', says: say`what the base image holds is not known`, span: undefined };
  const inner = path.slice(1);
  if (
    systemRoots.includes(inner) ||
    emptySystemDirectories.includes(inner) ||
    inner === 'usr/local' ||
    inner === 'usr/bin'
  ) {
    return directory(undefined, path);
  }
  if (belowEmptyDirectories.some((start) => inner.startsWith(start))) return { state: 'absent' };
  const slash = inner.indexOf('/');
  const top = slash < 0 ? inner : inner.slice(0, slash);
  return systemRoots.includes(top)
    ? { state: 'unknown', says: say`it may be part of the base image`, span: undefined }
    : { state: 'absent' };
}

/** Where the products of go builds are that came into the files through this stage or others, the newest first. */
export function artifactPaths(files: Files, hops = 0): readonly string[] {
  return namedPaths(files, hops).filter((path) => {
    const found = lookUp(files, path);
    return found.state === 'entry' && found.entry.artifact !== undefined;
  });
}

/** By layer and number of hops: stages that copy from each other again and again have more ways than anyone could go. */
const knownPaths = new WeakMap<Files, Map<number, readonly string[]>>();

/** The same, with those that are something else by now. */
function namedPaths(files: Files, hops: number): readonly string[] {
  const unread: Files[] = [];
  let paths: readonly string[] = [];
  for (let node: Files | undefined = files; node; node = node.below) {
    const known = knownPaths.get(node)?.get(hops);
    if (known) {
      paths = known;
      break;
    }
    unread.push(node);
  }
  for (const node of unread.reverse()) {
    const added = pathsInLayer(node.layer, hops);
    if (added.length > 0) paths = [...new Set([...added, ...paths])];
    let known = knownPaths.get(node);
    if (!known) knownPaths.set(node, (known = new Map()));
    known.set(hops, paths);
  }
  return paths;
}

function pathsInLayer(layer: Layer, hops: number): readonly string[] {
  if (layer.kind === 'entry') return layer.entry.artifact ? [layer.written ?? layer.path] : [];
  if (layer.kind !== 'stage' || hops > 5 || isChangeOnly(layer)) return [];
  return artifactPaths(layer.files, hops + 1).flatMap((path) => {
    const inner = relative(layer.root, throughDirectoryLinks(layer.files.links, path));
    return inner === undefined ? [] : [joinPath(layer.path, inner)];
  });
}

/**
 * Whether a path that is absent would be there if the build context held it: a directory of the context has been copied
 * around it. Programs and assets are often made there before docker build runs. Where go build writes programs in the
 * Dockerfile itself, only a path with an extension (`config.yaml`, `app.wasm`) is taken for such a file.
 */
export function mayBePutIntoContext(files: Files, path: string): boolean {
  if (!/\.[^/]+$/.test(path) && artifactPaths(files).length > 0) return false;
  return isInTree(files, throughDirectoryLinks(files.links, absolute(path)), holdsFolder);
}

/** Whether a path that is absent may be made in the build context before the build, as Git ignores it there. */
export function mayBeMade(files: Files, path: string): boolean {
  return isInTree(
    files,
    throughDirectoryLinks(files.links, absolute(path)),
    ({ tree, root }, inner) => tree.mayBeMade?.(joinPath(root, inner)) === true,
  );
}

type TreeLayer = Extract<Layer, { kind: 'tree' }>;

function holdsFolder({ tree, root }: TreeLayer): boolean {
  return tree.kind(root) === 'directory';
}

function isInTree(files: Files, path: string, fits: (layer: TreeLayer, inner: string) => boolean, hops = 0): boolean {
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    if ((layer.kind !== 'tree' && layer.kind !== 'stage') || isChangeOnly(layer)) continue;
    const inner = relative(layer.path, path);
    if (inner === undefined || inner === '') continue;
    if (layer.kind === 'tree') {
      if (fits(layer, inner)) return true;
      continue;
    }
    if (hops < 5 && isInTree(layer.files, joinPath(layer.root, inner), fits, hops + 1)) return true;
  }
  return false;
}

/** Whether a directory is at the path; undefined if it cannot be told. */
export function isDirectory(files: Files, path: string): boolean | undefined {
  const found = lookUp(files, path);
  return found.state === 'unknown' ? undefined : found.state === 'entry' && found.entry.kind === 'directory';
}

/** Names of what is in a directory, as far as known, and whether more may be there. */
export function listDirectory(
  files: Files,
  path: string,
): { readonly names: readonly string[]; readonly complete: boolean } {
  const wanted = throughDirectoryLinks(files.links, absolute(path));
  const over = layersOver(files, 'over', wanted);
  const cleared = Math.max(-1, ...over.map(({ layer, depth }) => (layer.kind === 'removed' ? depth : -1)));
  let complete = !layersOver(files, 'opaque', wanted).some(({ depth }) => depth > cleared);
  const newest = new Map<string, number>();
  for (const [name, { depth }] of namesInside(files, wanted)) if (depth > cleared) newest.set(name, depth);
  for (const { layer, depth } of over) {
    if (depth <= cleared || layer.kind === 'entry') continue;
    for (const name of namesInLayer(layer, wanted)) {
      if (name === undefined) complete = false;
      else newest.set(name, Math.max(depth, newest.get(name) ?? depth));
    }
  }
  const isRemoved = (name: string, since: number): boolean =>
    layersAt(files, 'over', joinAbsolute(wanted, name)).some(
      ({ layer, depth }) => layer.kind === 'removed' && depth > since,
    );
  const names = [...newest]
    .filter(([name, depth]) => !isRemoved(name, depth))
    .sort(([, one], [, other]) => other - one);
  return { names: names.map(([name]) => name), complete };
}

function namesInLayer(layer: Layer, path: string): readonly (string | undefined)[] {
  switch (layer.kind) {
    case 'tree': {
      const inner = relative(layer.path, path);
      if (inner === undefined) return [];
      return (layer.tree.list(joinPath(layer.root, inner)) ?? []).filter((name) => !isLeftOut(layer, inner, name));
    }
    case 'stage': {
      const inner = relative(layer.path, path);
      if (inner === undefined || isChangeOnly(layer)) return [];
      const listing = listDirectory(layer.files, joinPath(layer.root, inner));
      const names = listing.names.filter((name) => !isLeftOut(layer, inner, name));
      return listing.complete ? names : [...names, undefined];
    }
    case 'base':
      return layer.contents === 'unknown' ||
        (layer.contents === 'system' && lookInBase('system', joinAbsolute(path, '?')).state === 'unknown')
        ? [undefined]
        : [];
    default:
      return [];
  }
}

function isLeftOut({ leavesOut }: { readonly leavesOut?: LeavesOut }, inner: string, name: string): boolean {
  return leavesOut?.(joinPath(inner, name)) === true;
}

/** The stage's files as a tree for those who read Go sources; paths are absolute container paths. */
export const asTree = remembered((files: Files): SourceTree => {
  const found = new Map<string, Found>();
  const at = (path: string): Found => {
    const known = found.get(path);
    if (known) return known;
    const result = lookUp(files, path);
    found.set(path, result);
    return result;
  };
  return {
    kind: (path) => {
      const result = at(absolute(path));
      if (result.state === 'unknown') return 'unknown';
      if (result.state === 'absent') return undefined;
      return result.entry.kind === 'directory' ? 'directory' : 'file';
    },
    read: (path) => {
      const result = at(absolute(path));
      return result.state === 'entry' ? result.entry.text : undefined;
    },
    list: (path) => {
      const result = at(absolute(path));
      if (result.state !== 'entry' || result.entry.kind !== 'directory') return undefined;
      const { names, complete } = listDirectory(files, path);
      // Sources may be among what cannot be seen: better no listing than one that says there are none.
      return complete || names.some((name) => name.endsWith('.go')) ? names : undefined;
    },
    isComplete: (path) => listDirectory(files, path).complete,
  };
});

function directory(span: Span | undefined, path: string): Found {
  return { state: 'entry', path, entry: { kind: 'directory', span, executable: true } };
}

/** Whether an absolute path is `parent` or below it. */
export function isWithin(path: string, parent: string): boolean {
  return path === parent || isBelow(path, parent);
}

/** Whether `path` lies strictly below `parent`. */
function isBelow(path: string, parent: string): boolean {
  return parent === '/' ? path !== '/' : path.startsWith(`${parent}/`);
}

/** `path` relative to `parent`, '' if they are equal, undefined if it is not at or below it. */
/** The products of go builds that stand in the files, with the paths under which they do; each once. */
export const artifactsIn: (files: Files) => readonly PlacedArtifact[] = remembered((files) => {
  const found = new Map<string, Artifact>();
  for (let node: Files | undefined = files; node; node = node.below) {
    const { layer } = node;
    const paths =
      layer.kind === 'entry'
        ? [layer.written ?? layer.path]
        : layer.kind === 'stage' && !isChangeOnly(layer)
          ? artifactsIn(layer.files).flatMap(({ path }) => {
              const inner = relative(layer.root, throughDirectoryLinks(layer.files.links, path));
              return inner === undefined ? [] : [inner === '' ? layer.path : resolvePath(layer.path, inner)];
            })
          : [];
    for (const path of paths) {
      if (found.has(path)) continue;
      const there = lookUp(files, path);
      if (there.state === 'entry' && there.entry.artifact) found.set(path, there.entry.artifact);
    }
  }
  return [...found].map(([path, artifact]) => ({ path, artifact }));
});

interface PlacedArtifact {
  readonly path: string;
  readonly artifact: Artifact;
}

function relative(parent: string, path: string): string | undefined {
  if (parent === path) return '';
  return isBelow(path, parent) ? path.slice(parent === '/' ? 1 : parent.length + 1) : undefined;
}

function joinPath(root: string, inner: string): string {
  return inner === '' ? root : root === '' ? inner : root.endsWith('/') ? root + inner : `${root}/${inner}`;
}

/** The directory that a path lies in. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function joinAbsolute(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}
