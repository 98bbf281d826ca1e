import { valueOf } from '../../facts/fact';
import { lookUp, resolvePath, type Files } from '../../model/files';
import type { BuildModel, Step } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import type { GoMessage } from './goMessage';
import { directoryOf, isPackageAt, modulesAround, type PlacedModule } from './modulesAround';

/** A place in a file of the build context. */
export interface SourcePlace {
  /** Relative to the build context, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly span: Span;
}

/**
 * Where in the build context a message of go is about, seen from the RUN that printed it. Undefined if the file did not come
 * from the context: a module of the cache, what another command generated, or Go itself; and if there is doubt, as a place in
 * a wrong file is worse than none: the file is of another package, has not so many lines, or does not hold what the message
 * names there, as when a command has changed it before; or several files may be meant.
 */
export function sourceOf(model: BuildModel, step: Step, message: GoMessage): SourcePlace | undefined {
  const { files } = step;
  const directories = directoriesOf(model, step);
  const known = directories.flat().flatMap((directory) => modulesAround(files, directory));
  // Tests of a package may be in one of their own, beside it; names of folders may end so, too.
  const names = [message.package ?? [], message.package?.replace(/(?:_test|\.test)$/, '') ?? []].flat();
  if (isAbsolute(message.path) || message.kind === 'stack') {
    const path = message.path.startsWith('/') ? message.path : unrooted(message, directories.flat(), known);
    return path === undefined ? undefined : placeOf(files, path, message);
  }
  const candidates = directories.map((tier) =>
    tier.flatMap((directory): readonly Candidate[] => {
      const path = resolvePath(directory, message.path);
      if (!isFromContext(files, path)) return [];
      const place = placeOf(files, path, message);
      const said = names.map((name) => {
        const isThere = isPackageAt(files, parentOf(path), name, known);
        return isThere === false && !namesPackage(message, name, known) ? undefined : isThere;
      });
      if (said.includes(true)) return [{ place, isPackage: true }];
      return said.includes(false) ? [] : [{ place, isPackage: undefined }];
    }),
  );
  const own = candidates.flat().filter(({ isPackage }) => isPackage);
  if (own.length > 0) return soleOf(own.flatMap(({ place }) => place ?? []));
  // The file of a test is named without its folder: the package says which one that is.
  const inPackage = names
    .filter(() => !message.path.includes('/'))
    .flatMap((name) => directoryOf(known, name) ?? [])
    .flatMap((folder) => placeOf(files, resolvePath(folder, message.path), message) ?? []);
  if (inPackage.length > 0 || message.kind === 'test') return inPackage[0];
  // A file where go runs that does not fit is not looked for elsewhere.
  return soleOf((candidates.find((tier) => tier.length > 0) ?? []).flatMap(({ place }) => place ?? []));
}

interface Candidate {
  /** Undefined: the message cannot be about the file. */
  readonly place: SourcePlace | undefined;
  /** Undefined: no module tells. */
  readonly isPackage: true | undefined;
}

/** Whether it is a package for certain: anything may print `# lint`, and a linter its places below. */
function namesPackage({ kind }: GoMessage, name: string, known: readonly PlacedModule[]): boolean {
  return kind === 'test' || /^[\w-]+(?:\.[\w-]+)+\//.test(name) || directoryOf(known, name) !== undefined;
}

function isFromContext(files: Files, path: string): boolean {
  const file = lookUp(files, path);
  return file.state === 'entry' && file.entry.source !== undefined && file.entry.text !== undefined;
}

/** The file at a path of the image, if it came from the context and the message can be about it. */
function placeOf(files: Files, path: string, message: GoMessage): SourcePlace | undefined {
  const file = lookUp(files, path);
  if (file.state !== 'entry' || file.entry.source === undefined || file.entry.text === undefined) return undefined;
  const { source, text } = file.entry;
  return fits(text, message) ? { path: source, text, span: spanIn(text, message) } : undefined;
}

/** The place if it is the same file that all of them are in. */
function soleOf(places: readonly SourcePlace[]): SourcePlace | undefined {
  const [first] = places;
  return places.every(({ path }) => path === first?.path) ? first : undefined;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || drive.test(path);
}

const drive = /^[A-Za-z]:/;

/** Of Windows, below one of the directories; of a program that was built with -trimpath, in one of the modules. */
function unrooted(
  { path }: GoMessage,
  directories: readonly string[],
  modules: readonly PlacedModule[],
): string | undefined {
  if (drive.test(path)) {
    const wanted = path.replace(drive, '');
    const written = (directory: string): string =>
      resolvePath('/', directory.replaceAll('\\', '/').replace(/^.*[A-Za-z]:/, ''));
    const directory = directories.find((one) => wanted.startsWith(`${written(one)}/`.replace('//', '/')));
    return directory && resolvePath(directory, `./${wanted.slice(written(directory).length)}`);
  }
  // A replaced module has its version in the path: example.com/a@v1.2.3/b.go.
  const [name, base] = [parentOf(path).replace(/@[^/]*/, ''), path.slice(path.lastIndexOf('/') + 1)];
  const [first] = directories;
  const directory = name === 'command-line-arguments' ? first : directoryOf(modules, name);
  return directory && resolvePath(directory, base);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || (path.startsWith('/') ? '/' : '');
}

/**
 * Directories that go may run in, as the shell has them: first those of its builds, with what -C says, then those of all commands.
 */
function directoriesOf(model: BuildModel, step: Step): readonly (readonly string[])[] {
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
  return [[...new Set(settled)], [...new Set([...others, ...[valueOf(step.workdir) ?? []].flat()])]];
}

/** What stands at the place of a message, as go/types, cmd/compile and cmd/go name it. */
const named: readonly RegExp[] = [
  /^undefined: (?:[^\s.]+\.)*([^\s.]+)(?: \(|$)/,
  /^declared and not used: (\S+)$/,
  /^(\S+) declared (?:and|but) not used$/,
  /^("[^"]+") imported (?:as \S+ )?and not used/,
  /\.([^\s.]+) undefined \(/,
  /^(\S+) redeclared in this block/,
  /^could not import (\S+)/,
  /^could not determine (?:what|kind of name for) C\.(\w+)/,
  /^(?:cannot find module providing |no required module provides |missing go\.sum entry for module providing )?package "?([^\s";:]+)/,
];

/** Whether a message can be about this state of a file. */
function fits(text: string, message: GoMessage): boolean {
  const index = new LineIndex(text);
  if (message.line < 1 || message.line > index.lineCount) return false;
  const written = text.slice(index.lineStart(message.line - 1), index.lineEnd(message.line - 1));
  if (message.kind !== 'tool' || !message.path.endsWith('.go') || isOfCompilerOfC(message)) return true;
  // Behind the last character there is the line break, which may be of two.
  if (message.column !== undefined && message.column - 1 > bytesOf(written) + 1) return false;
  const [said = ''] = message.message.split('\n', 1);
  const name = named.reduce<string | undefined>((found, pattern) => found ?? pattern.exec(said)?.[1], undefined);
  return name === undefined || written.includes(name);
}

/** The word at a line and column; without a column, or with one behind the line, what is written on the line. */
function spanIn(text: string, message: GoMessage): Span {
  const { line, column } = message;
  const index = new LineIndex(text);
  const start = index.lineStart(line - 1);
  const written = text.slice(start, index.lineEnd(line - 1));
  const blanks = written.length - written.trimStart().length;
  const whole = { start: start + blanks, end: start + written.trimEnd().length };
  if (column === undefined) return whole.end > whole.start ? whole : { start, end: start };
  // What the C compiler gets of a Go file is the comment above import "C", without its slashes (cmd/cgo, commentText).
  const [slashes] = (isOfCompilerOfC(message) ? /^\s*\/\// : /^/).exec(written) ?? [''];
  const character = charactersBefore(written, column - 1 + slashes.length);
  if (character >= written.trimEnd().length) return whole.end > whole.start ? whole : { start, end: start };
  const [word] = /^(?:"[^"]*"|<[^>]*>|[\p{L}\p{N}_]+|.)/u.exec(written.slice(character)) ?? [''];
  return { start: start + character, end: start + character + word.length };
}

/** It counts columns in its own way, a tab as up to eight (GCC, -fdiagnostics-column-unit). */
function isOfCompilerOfC({ path, message }: GoMessage): boolean {
  return path.endsWith('.go') && /^(?:fatal error|error|warning): /.test(message);
}

/** Length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOfCharacter(character);
  return bytes;
}

function bytesOfCharacter(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** How many UTF-16 characters the first bytes of a line are in UTF-8. */
function charactersBefore(line: string, bytes: number): number {
  let [seen, length] = [0, 0];
  for (const character of line) {
    seen += bytesOfCharacter(character);
    if (seen > bytes) break;
    length += character.length;
  }
  return length;
}
