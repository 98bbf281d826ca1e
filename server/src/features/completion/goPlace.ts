import { findFlag, simpleVerbs, verbGroups } from '../../golang/buildFlags';
import { wrappers } from '../../shell/wrapperTable';
import type { ShellPlace } from './shellPlace';

/** What is being written of a go command, or in front of one. */
export type GoPlace = WrittenPart & {
  /** What -C says. */
  readonly directory?: string | undefined;
};

/** `typed` ends at the cursor. */
type WrittenPart =
  /** Where a command or an assignment in front of it can start. */
  | {
      readonly kind: 'start';
      readonly assigned: ReadonlyMap<string, string>;
      readonly typed: string;
      /** Behind `export`, where no command follows. */
      readonly takesNames: boolean;
    }
  /** `GOOS=li`, in front of a command or behind `export`, `env` and `go env -w`. */
  | {
      readonly kind: 'assignment';
      readonly name: string;
      readonly assigned: ReadonlyMap<string, string>;
      readonly typed: string;
    }
  /** The subcommand; of `go mod` and `go work` the second word. */
  | { readonly kind: 'verb'; readonly group: string | undefined; readonly typed: string }
  | {
      readonly kind: 'flag';
      readonly verb: string;
      /** Names of the flags before it. */
      readonly given: readonly string[];
      readonly assigned: ReadonlyMap<string, string>;
      readonly typed: string;
    }
  | {
      readonly kind: 'flag value';
      readonly verb: string;
      readonly flag: string;
      readonly assigned: ReadonlyMap<string, string>;
      readonly typed: string;
    }
  | { readonly kind: 'argument'; readonly verb: string; readonly typed: string };

const assignment = /^([A-Za-z_]\w*)\+?=([^]*)$/;
/** Tools that stand in front of go, and what takes the place of go. See goCommand.ts, which reads whole commands. */
const fronts: ReadonlySet<string> = new Set(['instgo', 'otel', 'otelc', 'orchestrion']);
const goName = /^(?:.*\/)?(?:go(?:\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)?|gotip|xx-go)$/;

/** Reads the words of a command up to the cursor; undefined if it is none of go's. */
export function findGoPlace({ words, word }: ShellPlace): GoPlace | undefined {
  const assigned = new Map<string, string>();
  const start = skipFront(words, assigned);
  const [name, ...rest] = words.slice(start);
  if (name === undefined || ((name === 'export' || name === 'env') && rest.every((each) => assignment.test(each)))) {
    for (const each of rest) note(each, assigned);
    const written = assignment.exec(word);
    if (written) return { kind: 'assignment', name: written[1] ?? '', assigned, typed: written[2] ?? '' };
    return { kind: 'start', assigned, typed: word, takesNames: name === 'export' };
  }
  if (fronts.has(name.slice(name.lastIndexOf('/') + 1))) {
    const go = rest.findIndex((each) => goName.test(each));
    return go < 0 ? undefined : behindGo(rest.slice(go + 1), word, assigned);
  }
  return goName.test(name) ? behindGo(rest, word, assigned) : undefined;
}

/** The index of the command's name, behind assignments and wrappers such as `env` and `time`. */
function skipFront(words: readonly string[], assigned: Map<string, string>): number {
  let at = 0;
  for (;;) {
    while (note(words[at], assigned)) at++;
    const wrapper = wrappers.get(words[at] ?? '');
    if (!wrapper || (wrapper.name === 'env' && words.slice(at + 1).every((each) => assignment.test(each)))) return at;
    let next = at + 1;
    for (; words[next]?.startsWith('-'); next++) if (wrapper.values.includes(words[next] ?? '')) next++;
    at = next + (wrapper.operands ?? 0);
  }
}

function note(word: string | undefined, assigned: Map<string, string>): boolean {
  const written = assignment.exec(word ?? '');
  if (written) assigned.set(written[1] ?? '', written[2] ?? '');
  return written !== null;
}

function behindGo(all: readonly string[], word: string, assigned: ReadonlyMap<string, string>): GoPlace | undefined {
  const outer = splitDirectory(all);
  const found = behindName(outer.rest, word, assigned);
  return found && (outer.directory === undefined ? found : { ...found, directory: outer.directory });
}

/** `-C folder`, right behind the name or the verb (cmd/go: handleChdirFlag). */
function splitDirectory(words: readonly string[]): { readonly directory?: string; readonly rest: readonly string[] } {
  const [, equals, value = ''] = /^--?C(?:(=)(.*))?$/s.exec(words[0] ?? '') ?? ['', undefined];
  if (equals !== undefined) return { directory: value, rest: words.slice(1) };
  const [name, directory] = words;
  return directory !== undefined && /^--?C$/.test(name ?? '') ? { directory, rest: words.slice(2) } : { rest: words };
}

function behindName(
  words: readonly string[],
  word: string,
  assigned: ReadonlyMap<string, string>,
): GoPlace | undefined {
  const [first, second] = words;
  if (first === undefined) return { kind: 'verb', group: undefined, typed: word };
  const isGroup = verbGroups.has(first);
  if (isGroup && second === undefined) return { kind: 'verb', group: first, typed: word };
  const verb = isGroup ? `${first} ${second ?? ''}` : first;
  if (!isGroup && !simpleVerbs.has(first)) return undefined;
  const { directory } = splitDirectory(words.slice(isGroup ? 2 : 1));
  const found = behindVerb(verb, words.slice(isGroup ? 2 : 1), word, assigned);
  return found && (directory === undefined ? found : { ...found, directory });
}

function behindVerb(
  verb: string,
  words: readonly string[],
  word: string,
  assigned: ReadonlyMap<string, string>,
): GoPlace | undefined {
  const given: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const written = /^--?([^-=][^=]*)(=?)/.exec(words[at] ?? '');
    const name = written?.[1];
    if (name === undefined) {
      if (verb === 'env') continue;
      return { kind: 'argument', verb, typed: word };
    }
    given.push(name);
    const takesNext = written?.[2] === '' && findFlag(verb, name)?.takes === 'value';
    if (takesNext && at === words.length - 1) return { kind: 'flag value', verb, flag: name, assigned, typed: word };
    if (takesNext) at++;
  }
  const value = /^--?([^-=][^=]*)=([^]*)$/.exec(word);
  if (value) return { kind: 'flag value', verb, flag: value[1] ?? '', assigned, typed: value[2] ?? '' };
  if (word.startsWith('-')) return { kind: 'flag', verb, given, assigned, typed: word };
  if (verb === 'env' && given.includes('w')) {
    const set = assignment.exec(word);
    const before = new Map<string, string>();
    for (const each of words) note(each, before);
    return set
      ? { kind: 'assignment', name: set[1] ?? '', assigned: before, typed: set[2] ?? '' }
      : { kind: 'start', assigned: before, typed: word, takesNames: true };
  }
  return { kind: 'argument', verb, typed: word };
}
