import { evidence, isSettled, known, unknown, valueOf } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { matchesPattern, readPattern } from '../shell/pattern';
import { say } from '../text/say';
import { isDirectory, listDirectory, lookUp, resolvePath, type Files } from './files';

const special = /[*?[]/;

/**
 * The command with the files that its patterns stand for: `go build ./cmd/*` (POSIX.1, Shell Command Language, 2.6.6 Pathname
 * Expansion). What matches nothing stays as it is written; what cannot be told is unknown.
 */
export function withFileNames(files: Files, command: ExecutedCommand): ExecutedCommand {
  const expanded = command.argv.flatMap((argument, index) =>
    index === 0 ? [argument] : expand(files, command, argument),
  );
  return expanded.length === command.argv.length && expanded.every((each, index) => each === command.argv[index])
    ? command
    : { ...command, argv: expanded };
}

function expand(files: Files, command: ExecutedCommand, argument: Argument): readonly Argument[] {
  const text = valueOf(argument.value);
  if (text === undefined || text.startsWith('-') || !special.test(text)) return [argument];
  const expansion = isPattern(argument);
  if (expansion === false) return [argument];
  const workdir = valueOf(command.workdir);
  const names = expansion === true && workdir !== undefined ? namesMatching(files, workdir, text) : undefined;
  if (!names) {
    const because = evidence(argument.span, say`what the pattern matches cannot be told`);
    return [{ ...argument, value: unknown('unreadable', because) }];
  }
  if (names.length === 0) return [argument];
  const because = isSettled(argument.value) ? argument.value.because : [];
  return names.map((name) => ({ value: known(name, ...because), span: argument.span, word: undefined }));
}

/** Whether the shell takes the word for a pattern: what is quoted in it stands for itself. Undefined if only a part does. */
function isPattern({ word }: Argument): boolean | undefined {
  // A word of the exec form, or a value that was split.
  if (!word) return undefined;
  const isSpecial = (quoted: boolean): boolean =>
    word.parts.some((part) => part.quoted === quoted && (part.kind !== 'literal' || special.test(part.text)));
  if (!isSpecial(false)) return false;
  return isSpecial(true) || word.raw.includes('\\') ? undefined : true;
}

/** The names that a pattern stands for, as the shell writes and sorts them; undefined if that cannot be told. */
export function namesMatching(files: Files, workdir: string, pattern: string): readonly string[] | undefined {
  let found: readonly string[] = [''];
  const segments = pattern.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const next: string[] = [];
    for (const start of found) {
      const matches = special.test(segment) ? entriesMatching(files, resolvePath(workdir, start), segment) : [segment];
      if (!matches) return undefined;
      for (const match of matches) {
        const path = resolvePath(workdir, start + match);
        if (!isLast) {
          const folder = index === 0 && match === '' ? true : isDirectory(files, path);
          if (folder === undefined) return undefined;
          if (folder) next.push(`${start}${match}/`);
          continue;
        }
        const { state } = lookUp(files, path);
        if (state === 'unknown') return undefined;
        if (state === 'entry') next.push(start + match);
      }
    }
    found = next;
  }
  return found;
}

function entriesMatching(files: Files, directory: string, segment: string): readonly string[] | undefined {
  const matcher = readPattern(segment);
  const { names, complete } = listDirectory(files, directory);
  if (!matcher || !complete) return undefined;
  const isHidden = (name: string): boolean => name.startsWith('.') && !segment.startsWith('.');
  return names.filter((name) => !isHidden(name) && matchesPattern(matcher, name)).sort();
}
