import { valueOf } from '../../facts/fact';
import { parseModuleFile } from '../../golang/moduleFile';
import { lookUp, resolvePath, type Files } from '../../model/files';
import type { BuildModel, Step } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import type { GoMessage } from './goMessages';

/** A place in a file of the build context. */
export interface SourcePlace {
  /** Relative to the build context, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly span: Span;
}

/**
 * Where in the build context a message of go is about, seen from the RUN that printed it. Undefined if the file did not come
 * from the context: a module of the cache, what another command generated, or Go itself.
 */
export function sourceOf(model: BuildModel, step: Step, message: GoMessage): SourcePlace | undefined {
  const directories = message.path.startsWith('/') ? ['/'] : directoriesOf(model, step);
  const found = directories.flatMap((directory) => {
    const path = resolvePath(directory, message.path);
    const file = lookUp(step.files, path);
    if (file.state !== 'entry' || file.entry.source === undefined || file.entry.text === undefined) return [];
    const { source, text } = file.entry;
    return [{ source, text, isPackage: isOfPackage(step.files, path, message.package) }];
  });
  const file = found.find(({ isPackage }) => isPackage) ?? inPackage(model, step, message) ?? found[0];
  return file && { path: file.source, text: file.text, span: spanIn(file.text, message) };
}

/** Directories that go may run in: those of the commands, as the shell has them, and what -C says. */
function directoriesOf(model: BuildModel, step: Step): readonly string[] {
  const builds = [...model.goBuilds, ...model.recipeBuilds].filter(
    ({ instruction }) => instruction === step.instruction,
  );
  const settled = builds.flatMap(({ command, go }) => {
    const directory = valueOf(command.workdir);
    const changed = go.directory && valueOf(go.directory);
    if (directory === undefined || (go.directory && changed === undefined)) return [];
    return [changed === undefined ? directory : resolvePath(directory, changed)];
  });
  const others = (step.execution?.commands ?? []).flatMap(({ workdir }) => valueOf(workdir) ?? []);
  return [...new Set([...settled, ...others, ...[valueOf(step.workdir) ?? []].flat()])];
}

/** Of a test, whose file is named without its folder: the package says which one that is. */
function inPackage(
  model: BuildModel,
  step: Step,
  message: GoMessage,
): { readonly source: string; readonly text: string } | undefined {
  if (message.package === undefined || message.path.includes('/')) return undefined;
  for (const directory of directoriesOf(model, step)) {
    const module = moduleAround(step.files, directory);
    const inner = module && innerPath(module.name, message.package);
    if (!module || inner === undefined) continue;
    const file = lookUp(step.files, resolvePath(resolvePath(module.directory, inner || '.'), message.path));
    if (file.state !== 'entry' || file.entry.source === undefined || file.entry.text === undefined) continue;
    return { source: file.entry.source, text: file.entry.text };
  }
  return undefined;
}

/** Whether a file stands where the package of that import path is. */
function isOfPackage(files: Files, path: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const directory = path.slice(0, path.lastIndexOf('/')) || '/';
  const module = moduleAround(files, directory);
  const inner = module && innerPath(module.name, name.replace(/(?:_test|\.test)$/, ''));
  return module !== undefined && inner !== undefined && resolvePath(module.directory, inner || '.') === directory;
}

function moduleAround(
  files: Files,
  directory: string,
): { readonly directory: string; readonly name: string } | undefined {
  for (let place = directory; ; place = place.slice(0, place.lastIndexOf('/')) || '/') {
    const file = lookUp(files, resolvePath(place, 'go.mod'));
    const name =
      file.state === 'entry' && file.entry.text !== undefined ? parseModuleFile(file.entry.text).module : undefined;
    if (name !== undefined) return { directory: place, name };
    if (place === '/') return undefined;
  }
}

function innerPath(module: string, name: string): string | undefined {
  if (name === module) return '';
  return name.startsWith(`${module}/`) ? name.slice(module.length + 1) : undefined;
}

/** The word at a line and column; without a column, or with one behind the line, what is written on the line. */
function spanIn(text: string, { path, line, column, message }: GoMessage): Span {
  const index = new LineIndex(text);
  const start = index.lineStart(line - 1);
  const written = text.slice(start, index.lineEnd(line - 1));
  const blanks = written.length - written.trimStart().length;
  const whole = { start: start + blanks, end: start + written.trimEnd().length };
  if (column === undefined) return whole.end > whole.start ? whole : { start, end: start };
  // What the C compiler gets of a Go file is the comment above import "C", without its slashes (cmd/cgo, commentText).
  const isC = path.endsWith('.go') && /^(?:fatal error|error|warning): /.test(message);
  const [slashes] = (isC ? /^\s*\/\// : /^/).exec(written) ?? [''];
  const character = charactersBefore(written, column - 1 + slashes.length);
  if (character >= written.trimEnd().length) return whole.end > whole.start ? whole : { start, end: start };
  const [word] = /^(?:"[^"]*"|<[^>]*>|[\p{L}\p{N}_]+|.)/u.exec(written.slice(character)) ?? [''];
  return { start: start + character, end: start + character + word.length };
}

/** How many UTF-16 characters the first bytes of a line are in UTF-8. */
function charactersBefore(line: string, bytes: number): number {
  let [seen, length] = [0, 0];
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (seen > bytes) break;
    length += character.length;
  }
  return length;
}
