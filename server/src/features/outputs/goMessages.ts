import type { GoMessage } from './goMessage';
import { readTestMessages } from './testMessages';

/**
 * `./main.go:8:2: undefined: x`, `vet: ./main.go:8:2: …`, `go: errors parsing go.mod:` and then `/src/go.mod:3: …`; in containers
 * of Windows `.\main.go:8:2: …` and `C:\src\main.go:8:2: …`.
 */
const located =
  /^(?:go: |vet: )?((?:[A-Za-z]:(?=[\\/]))?[^\s:][^:]*\.(?:go|s|S|c|cc|cpp|cxx|m|h|hh|hpp|mod|work|sum)):(\d+)(?::(\d+))?: (.*)$/;
const header = /^# \[?([^\s[\]]+)\]?(?: \[.*\])?$/;
/** What GCC, clang and assemblers put in front of their text. */
const ofCompilerOfC = /^(?:(?:fatal )?error|warning|note|Error|Warning): /;
/** What they write between the places: whose text follows, and the lines of the source. */
const betweenPlaces = /^(?:\s+\S|\d+ \||In file included from )|: (?:In \S+ |At top level:$|Assembler messages:$)/;
/** Of a goroutine's stack, under the line with the function; with -trimpath `\texample.com/a/main.go:8`. */
const frame = /^\t((?:[A-Za-z]:(?=[\\/]))?[^\s:][^:]*\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;
/**
 * Without a column go's tools write so only below the name of a package, where a module is read, and in `go generate`
 * (cmd/go/internal/generate, errorf); GCC and assemblers with a word in front. Everything else is somebody's own log.
 */
const withoutColumn = /^(?:running "|(?:fatal )?error: |warning: |Error: |Warning: )/;

/**
 * What go has to say of fetching a module, it writes behind the import that asked for it (cmd/go/internal/load, PackageError).
 * With the module in front (golang.org/x/mod/module, ModuleError; cmd/go/internal/modload, ImportMissingError) it is of the proxy
 * (net/url, Error; cmd/go/internal/web, HTTPError) or of a command of version control (modfetch/codehost, RunError: `git fetch in
 * DIRECTORY: exit status 128:`); without it of the module cache (modfetch, download: an fs.PathError). No compiler begins so.
 */
const ofModule =
  /^(?:\S+@\S+: |module \S+: |cannot find module providing package \S+: |unrecognized import path "[^"]{1,300}": )/;
const ofFetching =
  /: (?:Get "https?:|reading https?:|dial tcp\b|(?:git|hg|svn|bzr|fossil) (?:\S+ ){1,60}?in \S+: (?:exec: |fork\/exec |exit status |signal: |chdir ))/;
const ofModuleCache =
  /^(?:\S+@\S+: )?(?:unzip \S+: |create zip: )?(?:write|open|create|createtemp|mkdir|rename|link|chmod|sync|close|truncate|Lock|RLock) (?:\/|[A-Za-z]:\\)\S+(?: \S+)?: /;

/** Lines that a whole output may have: a broken build of a big program is not listed to its end. */
const most = 100;

/** What the lines of a step say about files. Never throws. */
export function readGoMessages(lines: readonly string[]): readonly GoMessage[] {
  const messages = [...readToolMessages(lines), ...readTestMessages(lines), ...readStacks(lines)];
  return messages.sort((one, other) => one.at - other.at).slice(0, most);
}

function readToolMessages(lines: readonly string[]): readonly GoMessage[] {
  const messages: GoMessage[] = [];
  // What one tool says of one package: go writes it in one piece below the name (cmd/go/internal/work, showOutput).
  let block: { readonly name: string; isOfC?: boolean } | undefined;
  for (const [at, line] of lines.entries()) {
    if (messages.length >= most) break;
    const [, name] = header.exec(line) ?? [];
    const [, printed, row, column, text = ''] = located.exec(line) ?? [];
    if (printed === undefined) {
      if (name !== undefined) block = { name };
      else if (!betweenPlaces.test(line)) block = undefined;
      continue;
    }
    if (block) {
      const isOfC = ofCompilerOfC.test(text);
      block.isOfC ??= isOfC;
      if (block.isOfC !== isOfC) block = undefined;
    }
    // GCC: notes belong to what stands above.
    const [, kind] = /^(note|warning): /.exec(text) ?? [];
    if (kind === 'note') continue;
    const isOfGo = column !== undefined || block !== undefined || !printed.endsWith('.go') || withoutColumn.test(text);
    if (!isOfGo) continue;
    const below = indentedBelow(lines, at);
    messages.push({
      kind: isOfFetching(text) ? 'fetch' : 'tool',
      path: withSlashes(printed),
      line: Number(row),
      column: column === undefined ? undefined : Number(column),
      message: [text, ...below].join('\n'),
      severity: kind === 'warning' ? 'warning' : 'error',
      package: block?.name,
      at,
      count: 1 + below.length,
      isDoubtful: /\s/.test(printed),
    });
  }
  return messages;
}

function isOfFetching(text: string): boolean {
  return (ofModule.test(text) && ofFetching.test(text)) || ofModuleCache.test(text);
}

/** The frames of the first stack, all of them at the line of its panic. */
function readStacks(lines: readonly string[]): readonly GoMessage[] {
  const at = lines.findIndex((line) => /^(?:panic|fatal error): /.test(line));
  const message = lines[at];
  if (message === undefined) return [];
  const frames = lines.slice(at).flatMap((line): readonly GoMessage[] => {
    const [, path, row] = frame.exec(line) ?? [];
    if (path === undefined) return [];
    return [
      {
        ...{ kind: 'stack', path: withSlashes(path), line: Number(row), column: undefined, message },
        ...{ severity: 'error', package: undefined, at, count: 1, isDoubtful: false },
      },
    ];
  });
  return frames.slice(0, most);
}

/** Windows has backslashes where others have slashes; in names of files of Linux they are next to unknown. */
function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

/** `\thave (int)`, `\tgo get example.com/a`: one message of go over several lines. */
function indentedBelow(lines: readonly string[], at: number): readonly string[] {
  const below: string[] = [];
  for (let line = lines[at + 1]; line?.startsWith('\t'); line = lines[at + 1 + below.length]) below.push(line.trim());
  return below;
}
