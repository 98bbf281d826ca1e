import { valueOf } from '../facts/fact';
import type { ExecutedCommand } from '../shell/execution';
import { span, type Span } from '../text/span';
import { simpleVerbs, verbGroups } from './buildFlags';
import { flagInOneWord, flagInTwoWords, readGoflags, readWords, type Reading } from './goArguments';
import type { GoCommand, GoFlag, GoFront, GoVersion } from './types';
import { parseGoVersion } from './version';
import { readWord, type CommandWord } from './words';

type Problem = GoCommand['problems'][number];

/**
 * Understands a command as cmd/go does, or as one of the tools that stand in front of it: `instgo go build`,
 * `otel go build`, `otelc go build`, `go tool otelc go build`, `orchestrion go build`, `xx-go build`.
 * Undefined if the command runs no go command (`xx-go --wrap` does not either).
 *
 * `go` is the release that runs it, if known: flags it does not have are then problems. All spans are those of the
 * command's words; a flag from GOFLAGS has the span of the place where the variable was set, or else of the command.
 */
export function parseGoCommand(command: ExecutedCommand, go?: GoVersion): GoCommand | undefined {
  const words = command.argv.map((argument) => readWord(argument, command.environment));
  const found = findGo(words);
  if (!found) return undefined;

  const rest = words.slice(found.index + 1);
  const chdirBeforeVerb = takeChdir(rest);
  const { verb, verbSpan, problem } = takeVerb(rest, words[found.index]?.argument.span ?? command.span);
  const chdir = chdirBeforeVerb ?? takeChdir(rest);

  const reading: Reading = {
    verb,
    go,
    flags: [],
    args: [],
    programArguments: [],
    problems: [],
    incomplete: verb === '',
  };
  if (problem) reading.problems.push(problem);
  readGoflags(command, reading);
  if (chdir) reading.flags.push(chdir);
  if (!problem && verb !== '') readWords(rest, reading);
  return {
    front: found.front ?? frontOfTools(reading.flags),
    verb,
    verbSpan,
    flags: reading.flags,
    args: reading.args,
    programArguments: reading.programArguments,
    directory: chdir?.value,
    ...(chdir && { directorySpan: chdir.span }),
    problems: reading.problems,
    incomplete: reading.incomplete,
  };
}

/** Programs that take a whole go command as their arguments, or serve as its -toolexec. */
const fronts: ReadonlyMap<string, GoFront['name']> = new Map([
  ['instgo', 'instgo'],
  ['otel', 'otel'],
  ['otelc', 'otelc'],
  ['orchestrion', 'orchestrion'],
]);

/** `otel`, and `otel-linux-amd64` as releases name the file. */
function frontNamed(name: string | undefined): GoFront['name'] | undefined {
  return fronts.get((name ?? '').replace(/-(?:linux|darwin|windows)-(?:amd64|arm64)(?:\.exe)?$/, ''));
}

/** `go`, `go1.22.3` and `go1.23rc1` (golang.org/dl), `gotip`, with or without a directory. */
const goName = /^(?:.*\/)?(?:go(?:\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)?|gotip)(?:\.exe)?$/;

/** The release that a command is, by its name: `go1.26.1 build`. Undefined for other names; 'tip' for gotip. */
export function releaseInName(name: string): GoVersion | 'tip' | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base === 'gotip') return 'tip';
  return goName.test(base) && base !== 'go' ? parseGoVersion(base) : undefined;
}

/** Where the word `go` stands, and what stands in front of it. */
interface FoundGo {
  readonly index: number;
  readonly front: GoFront | undefined;
}

function findGo(words: readonly CommandWord[]): FoundGo | undefined {
  const [first] = words;
  const name = programName(first);
  if (!first || name === undefined) return undefined;
  if (name === 'xx-go') {
    // `xx-go --wrap` and `--unwrap` put symbolic links in place and run nothing.
    if (words[1]?.value?.startsWith('--')) return undefined;
    return { index: 0, front: { name, via: 'prefix', span: first.argument.span } };
  }
  if (frontNamed(name)) return findWrappedGo(words, 0);
  if (!goName.test(name)) return undefined;
  // `go tool otelc go build`: a tool of go.mod that wraps the go command.
  const wrapped = words[1]?.value === 'tool' ? findWrappedGo(words, 2) : undefined;
  return wrapped ?? { index: 0, front: undefined };
}

/** @param at index of the word that may name a tool which stands in front of go */
function findWrappedGo(words: readonly CommandWord[], at: number): FoundGo | undefined {
  const word = words[at];
  const name = frontNamed(programName(word));
  if (!word || !name) return undefined;
  let index = at + 1;
  while (words[index]?.value?.startsWith('-')) index++;
  const behind = programName(words[index]);
  if (behind === undefined || !goName.test(behind)) return undefined;
  return { index, front: { name, via: 'prefix', span: word.argument.span } };
}

/** `-toolexec="otelc toolexec"`, on the command line or in GOFLAGS. */
function frontOfTools(flags: readonly GoFlag[]): GoFront | undefined {
  const flag = flags.findLast(({ name }) => name === 'toolexec');
  if (!flag) return undefined;
  const [program = ''] = (valueOf(flag.value) ?? '').trim().split(/\s+/);
  const name = frontNamed(program.slice(program.lastIndexOf('/') + 1)) ?? 'other';
  return { name, via: 'toolexec', span: flag.span };
}

function programName(word: CommandWord | undefined): string | undefined {
  if (!word) return undefined;
  // `$GOROOT/bin/go` and `$(go env GOROOT)/bin/go` are read even where the directory is not known.
  const text = word.value ?? word.partial;
  return text.slice(text.lastIndexOf('/') + 1);
}

/**
 * Takes `-C dir` off the front of the words. cmd/go's handleChdirFlag looks for it right behind the verb, or right
 * behind `go`, and nowhere else.
 */
function takeChdir(words: CommandWord[]): GoFlag | undefined {
  const first = words[0];
  const match = /^--?C(=|$)/.exec(first?.partial ?? '');
  if (!first || !match) return undefined;
  if (match[1] === '=') {
    words.shift();
    return flagInOneWord('C', first, match[0].length);
  }
  const second = words[1];
  if (!second) return undefined;
  words.splice(0, 2);
  return flagInTwoWords('C', first, second);
}

function takeVerb(
  words: CommandWord[],
  behind: Span,
): { readonly verb: string; readonly verbSpan: Span; readonly problem?: Problem } {
  const first = words[0];
  const nowhere = span(behind.end, behind.end);
  if (!first) return { verb: '', verbSpan: nowhere };
  const verbSpan = first.argument.span;
  if (first.value === undefined) return { verb: '', verbSpan };
  if (first.value.startsWith('-')) {
    const name = first.value.replace(/^--?/, '').replace(/=.*/s, '');
    return {
      verb: '',
      verbSpan: nowhere,
      problem: { span: verbSpan, message: `flag provided but not defined: -${name}`, isUnknownFlag: true },
    };
  }
  words.shift();
  const verb = first.value;
  const group = verbGroups.get(verb);
  if (!group) {
    if (simpleVerbs.has(verb)) return { verb, verbSpan };
    return { verb, verbSpan, problem: { span: verbSpan, message: `go ${verb}: unknown command` } };
  }
  const second = words[0];
  if (!second) return { verb, verbSpan };
  if (second.value === undefined) return { verb: '', verbSpan };
  if (!group.includes(second.value)) {
    if (second.value === 'help') return { verb: 'help', verbSpan };
    return { verb, verbSpan, problem: { span: second.argument.span, message: `go ${verb}: unknown command` } };
  }
  words.shift();
  return { verb: `${verb} ${second.value}`, verbSpan: span(verbSpan.start, second.argument.span.end) };
}
