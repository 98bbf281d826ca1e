import { isSettled } from '../facts/fact';
import type { CopyInstruction } from '../dockerfile/instruction';
import { say } from '../text/say';
import type { SourceTree } from '../workspace/sourceTree';
import { normalise } from '../workspace/sourceTree';
import type { Copy } from './buildModel';
import {
  absolute,
  addLayer,
  isDirectory,
  listDirectory,
  lookUp,
  resolvePath,
  withoutKnownLinks,
  type FileEntry,
  type Files,
  type Layer,
} from './files';
import { isSet, leftOut } from './copyFlags';
import { throughDirectoryLinks } from './linkedDirectories';
import { fitsSteps, type WildcardStep } from '../text/wildcards';

/** Where the sources of a COPY come from. */
export type CopySource =
  | { readonly kind: 'tree'; readonly tree: SourceTree }
  /** @param mayHold whether commands may have written there unseen */
  | { readonly kind: 'stage'; readonly files: Files; readonly mayHold: (path: string) => boolean }
  /** Another image, or a build context that cannot be looked at. */
  | { readonly kind: 'unreadable'; readonly says: string };

/**
 * The files after a COPY or ADD. BuildKit: dispatchCopy in dockerfile2llb/convert.go and fsutil's copy: a source directory
 * gives its contents, a file goes into the destination if that was written with a slash, is `.`, or is a directory;
 * otherwise it becomes the destination.
 */
export function copyInto(files: Files, copy: Copy, source: CopySource): Files {
  const { instruction } = copy;
  const span = instruction.span;
  if (!isSettled(copy.destination)) {
    return addLayer(files, { kind: 'opaque', path: '/', span, says: say`where this copies to cannot be told` });
  }
  const destination = copy.destination.value;
  // Its layer is made without a look at the files below, so that a directory called /bin hides the link.
  const isApart = isLinked(instruction);
  const hidesLink = isApart && throughDirectoryLinks(files.links, destination) !== destination;
  let result = hidesLink ? withoutKnownLinks(files) : files;
  const intoDirectory =
    copy.intoDirectory ||
    isDirectory(files, destination) === true ||
    copy.sources.length + instruction.heredocs.length > 1;
  for (const { heredoc, text } of copy.heredocs) {
    const path = intoDirectory ? resolvePath(destination, heredoc.name) : destination;
    const entry: FileEntry = {
      kind: 'file',
      span: heredoc.span,
      executable: false,
      ...(isSettled(text) && { text: text.value }),
    };
    result = addLayer(result, { kind: 'entry', path, entry: copy.change?.(entry) ?? entry });
  }
  for (const { word, path } of copy.sources) {
    if (!isSettled(path)) {
      result = addLayer(result, {
        kind: 'opaque',
        path: destination,
        span: word.span,
        says: say`what is copied here cannot be told`,
      });
      continue;
    }
    result = copyOne(result, { from: path.value, destination, intoDirectory, source, copy });
  }
  return result;
}

interface OneCopy {
  readonly from: string;
  readonly destination: string;
  readonly intoDirectory: boolean;
  readonly source: CopySource;
  readonly copy: Copy;
}

/** Whether --link makes a layer of its own: not together with --chmod (BuildKit: dispatchCopy). */
export function isLinked(instruction: CopyInstruction): boolean {
  return isSet(instruction, 'link') && !instruction.flags.some(({ name, value }) => name === 'chmod' && value !== '');
}

/** @param isName whether `one.from` is what a pattern has matched: a file may be called `*` itself. */
function copyOne(files: Files, one: OneCopy, isName = false): Files {
  const { instruction } = one.copy;
  const span = instruction.span;
  const isAdd = instruction.kind === 'ADD';
  if (isAdd && isRemote(one.from)) return addRemote(files, one);
  if (isAdd && /\.(tar|tar\.\w+|tgz|tbz2?|txz)$/.test(one.from)) {
    return addLayer(files, { kind: 'opaque', path: one.destination, span, says: say`ADD unpacks an archive here` });
  }
  if (one.source.kind === 'unreadable') return copyUnreadable(files, one, one.source.says);
  if (isSet(instruction, 'parents')) return copyWithParents(files, one, one.source);
  if (!isName && /[*?[]/.test(one.from)) return copyPattern(files, one);
  if (one.source.kind === 'tree') {
    const root = normalise(one.from);
    const kind = one.source.tree.kind(root);
    if (kind === 'directory') return addLayer(files, treeLayer(one, one.destination, root));
    // BuildKit refuses it as long as it is not there; often it is put there before the build.
    if (kind === undefined) return copyUnreadable(files, one, say`the build context has no ${root} so far`);
    const target = one.intoDirectory ? resolvePath(one.destination, baseName(root)) : one.destination;
    return addLayer(files, treeLayer(one, target, root));
  }
  // Relative sources of --from are relative to the root of the other stage.
  const from = absolute(one.from);
  const found = lookUp(one.source.files, from);
  if (found.state === 'entry') {
    if (found.entry.kind === 'directory') {
      return addLayer(files, stageLayer(one, one.source.files, found.path));
    }
    const target = one.intoDirectory ? resolvePath(one.destination, baseName(from)) : one.destination;
    const entry = { ...found.entry, span };
    return addLayer(files, { kind: 'entry', path: target, entry: one.copy.change?.(entry) ?? entry });
  }
  if (found.state === 'unknown') return copyUnreadable(files, one, found.says);
  return one.source.mayHold(from) ? copyUnreadable(files, one, say`commands write there that nothing tells of`) : files;
}

/**
 * `--parents`: what stands before `/./`, or the root, is copied without all that the rest of the path does not name.
 * BuildKit: dispatchCopy, IncludePatterns.
 */
function copyWithParents(files: Files, one: OneCopy, source: Exclude<CopySource, { kind: 'unreadable' }>): Files {
  const pivot = one.from.indexOf('/./');
  const root = pivot < 0 ? '' : one.from.slice(0, pivot);
  const parents = normalise(pivot < 0 ? one.from : one.from.slice(pivot + 3));
  if (/[*?[]/.test(root)) return copyUnreadable(files, one, say`the pattern is not followed`);
  return addLayer(
    files,
    source.kind === 'tree'
      ? treeLayer(one, one.destination, normalise(root), parents)
      : stageLayer(one, source.files, absolute(root), parents),
  );
}

/** What is copied out of a directory of a tree, or a file of it. */
function treeLayer(one: OneCopy, path: string, root: string, parents?: string): Layer {
  const { source, copy } = one;
  if (source.kind !== 'tree') return { kind: 'opaque', path, span: undefined, says: '' };
  const leavesOut = leftOut(copy.instruction, source.tree, root, parents);
  return {
    kind: 'tree',
    path,
    tree: source.tree,
    root,
    span: copy.instruction.span,
    ...(copy.change && { change: copy.change }),
    ...(leavesOut && { leavesOut }),
  };
}

function stageLayer({ copy, destination }: OneCopy, files: Files, root: string, parents?: string): Layer {
  const leavesOut = leftOut(copy.instruction, files, root, parents);
  return {
    kind: 'stage',
    path: destination,
    files,
    root,
    span: copy.instruction.span,
    ...(copy.change && { change: copy.change }),
    ...(leavesOut && { leavesOut }),
  };
}

/** Something is copied, and what it is cannot be told: a file at the destination, or anything below it. */
function copyUnreadable(files: Files, one: OneCopy, says: string): Files {
  const span = one.copy.instruction.span;
  const name = baseName(absolute(one.from));
  const looksLikeDirectory = one.from.endsWith('/') || name === '' || name === '.' || /^\.*$/.test(name);
  if (looksLikeDirectory || !one.intoDirectory) {
    return addLayer(files, { kind: 'opaque', path: one.destination, span, says });
  }
  const withDirectory = addLayer(files, {
    kind: 'entry',
    path: one.destination,
    entry: { kind: 'directory', span, executable: true },
  });
  // A source that is a directory would give its contents instead of itself.
  return addLayer(withDirectory, { kind: 'opaque', path: one.destination, span, says });
}

/** Whether ADD fetches a source of this name rather than looking for it in the build context (BuildKit: dispatchCopy). */
export function isRemote(source: string): boolean {
  return /^(https?|ftp|git|ssh):|^git@|\.git([?#]|$)/.test(source);
}

/** ADD of a URL: a file without execute bit (BuildKit: mode 0600), or a directory from Git. */
function addRemote(files: Files, one: OneCopy): Files {
  const span = one.copy.instruction.span;
  if (!/^https?:/.test(one.from) || /\.git([?#]|$)/.test(one.from)) {
    return addLayer(files, { kind: 'opaque', path: one.destination, span, says: say`ADD fetches a repository here` });
  }
  const name = baseName(one.from.split(/[?#]/)[0] ?? '');
  const path = one.intoDirectory ? resolvePath(one.destination, name) : one.destination;
  const entry: FileEntry = { kind: 'file', span, executable: false, downloaded: true };
  return addLayer(files, { kind: 'entry', path, entry: one.copy.change?.(entry) ?? entry });
}

/** `*`, `?` and `[…]` in the last part of a path, as Go's filepath.Match; other patterns are left open. */
function copyPattern(files: Files, one: OneCopy): Files {
  const path = absolute(one.from);
  const slash = path.lastIndexOf('/');
  const directory = path.slice(0, slash) || '/';
  const pattern = path.slice(slash + 1);
  if (/[*?[]/.test(directory)) return copyUnreadable(files, one, say`the pattern is not followed`);
  const matches = globMatcher(pattern);
  const names =
    one.source.kind === 'tree'
      ? { names: one.source.tree.list(normalise(directory)) ?? [], complete: true }
      : one.source.kind === 'stage'
        ? listDirectory(one.source.files, directory)
        : { names: [], complete: false };
  if (one.source.kind === 'tree' && one.source.tree.kind(normalise(directory)) === undefined)
    return copyUnreadable(files, one, say`the build context has no ${directory} so far`);
  const matching = names.names.filter(matches);
  if (one.source.kind === 'tree' && matching.length === 0) {
    const { tree } = one.source;
    return copyNothingSoFar(
      files,
      one,
      path,
      (name) => matches(name) && tree.keepsOut?.(`${normalise(directory)}/${name}`) !== true,
    );
  }
  let result = files;
  const intoDirectory = one.intoDirectory || matching.length > 1;
  for (const name of matching) {
    result = copyOne(result, { ...one, intoDirectory, from: `${directory}/${name}` }, true);
  }
  if (names.complete) return result;
  return addLayer(result, {
    kind: 'opaque',
    path: one.destination,
    span: one.copy.instruction.span,
    says: say`what the pattern matches cannot be told`,
  });
}

/**
 * A pattern that nothing in the build context fits. BuildKit goes on (AllowEmptyWildcard in dispatchCopy; measured with
 * Docker 28.5). What it stands for is often put there before the build, so that it may be at the destination, and nothing else.
 */
function copyNothingSoFar(files: Files, one: OneCopy, path: string, fits: (name: string) => boolean): Files {
  if (!one.intoDirectory) return copyUnreadable(files, one, say`the build context has no ${path} so far`);
  const tree: SourceTree = {
    kind: (place) => (fits(normalise(place).split('/')[0] ?? '') ? 'unknown' : undefined),
    read: () => undefined,
    list: () => undefined,
  };
  const { span } = one.copy.instruction;
  return addLayer(files, { kind: 'tree', path: one.destination, tree, root: '', span });
}

/** A matcher for one path element: `*` any run, `?` any character, `[a-c]` a class, backslash escapes. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const steps: WildcardStep[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    const end = char === '[' ? pattern.indexOf(']', i + 1) : -1;
    if (char === '*') steps.push('many');
    else if (char === '?') steps.push(() => true);
    else if (end >= 0) {
      const fits = classMatcher(pattern.slice(i + 1, end));
      if (!fits) return () => false;
      steps.push(fits);
      i = end;
    } else {
      const wanted = char === '\\' && i + 1 < pattern.length ? pattern.charAt(++i) : char;
      steps.push((character) => character === wanted);
    }
  }
  return (name) => fitsSteps(steps, name);
}

function classMatcher(members: string): ((character: string) => boolean) | undefined {
  try {
    const compiled = new RegExp(`^[${members.replace(/\\/g, '\\\\')}]$`, 's');
    return (character) => compiled.test(character);
  } catch {
    return undefined;
  }
}

export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
