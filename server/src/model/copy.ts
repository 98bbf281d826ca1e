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
  const executable = executableBy(instruction);
  // Its layer is made without a look at the files below, so that a directory called /bin hides the link.
  const isApart = instruction.flags.some(({ name, value }) => name === 'link' && !/^(?:0|f|false)$/i.test(value ?? ''));
  const hidesLink = isApart && throughDirectoryLinks(files.links, destination) !== destination;
  let result = hidesLink ? withoutKnownLinks(files) : files;
  const intoDirectory =
    copy.intoDirectory ||
    isDirectory(files, destination) === true ||
    copy.sources.length + instruction.heredocs.length > 1;
  for (const heredoc of instruction.heredocs) {
    const path = intoDirectory ? resolvePath(destination, heredoc.name) : destination;
    result = addLayer(result, {
      kind: 'entry',
      path,
      entry: { kind: 'file', span: heredoc.span, text: heredoc.body.text, executable: executable ?? false },
    });
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
    result = copyOne(result, { from: path.value, destination, intoDirectory, source, copy, executable });
  }
  return result;
}

interface OneCopy {
  readonly from: string;
  readonly destination: string;
  readonly intoDirectory: boolean;
  readonly source: CopySource;
  readonly copy: Copy;
  readonly executable: boolean | undefined;
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
  if (!isName && /[*?[]/.test(one.from)) return copyPattern(files, one);
  const parents = instruction.flags.some((flag) => flag.name === 'parents');
  if (one.source.kind === 'tree') {
    const root = normalise(one.from);
    const kind = one.source.tree.kind(root);
    if (parents)
      return addLayer(
        files,
        treeLayer(one, kind === 'file' ? resolvePath(one.destination, root) : resolvePath(one.destination, root), root),
      );
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
      return addLayer(files, { kind: 'stage', path: one.destination, files: one.source.files, root: found.path, span });
    }
    const target = one.intoDirectory ? resolvePath(one.destination, baseName(from)) : one.destination;
    const entry: FileEntry = {
      ...found.entry,
      span,
      ...(one.executable !== undefined && { executable: one.executable }),
    };
    return addLayer(files, { kind: 'entry', path: target, entry });
  }
  if (found.state === 'unknown') return copyUnreadable(files, one, found.says);
  return one.source.mayHold(from) ? copyUnreadable(files, one, say`commands write there that nothing tells of`) : files;
}

function treeLayer(one: OneCopy, path: string, root: string): Layer {
  if (one.source.kind !== 'tree') return { kind: 'opaque', path, span: undefined, says: '' };
  return {
    kind: 'tree',
    path,
    tree: one.source.tree,
    root,
    span: one.copy.instruction.span,
    executable: one.executable,
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
  return addLayer(files, {
    kind: 'entry',
    path,
    entry: { kind: 'file', span, executable: one.executable ?? false, downloaded: true },
  });
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
  let result = files;
  const intoDirectory = one.intoDirectory || names.names.filter(matches).length > 1;
  for (const name of names.names.filter(matches)) {
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

/** What --chmod says about the execute bit. */
function executableBy(instruction: CopyInstruction): boolean | undefined {
  const mode = instruction.flags.find((flag) => flag.name === 'chmod')?.value;
  return mode === undefined ? undefined : grantsExecution(mode);
}

/** Whether an octal or symbolic mode lets the file be executed by its owner; undefined if it leaves the bit alone. */
export function grantsExecution(mode: string): boolean | undefined {
  if (/^[0-7]{3,5}$/.test(mode)) return (Number.parseInt(mode, 8) & 0o111) !== 0;
  if (/(^|,)[ugoa]*[+=][rwst]*[xX]/.test(mode)) return true;
  if (/(^|,)[ugoa]*-[rwst]*x/.test(mode)) return false;
  return undefined;
}

export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
