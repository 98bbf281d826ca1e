import { evidence, isSettled, valueOf, type Evidence } from '../facts/fact';
import type { RunInstruction } from '../dockerfile/instruction';
import type { ImageFacts } from '../images/imageFacts';
import { refusedByDash } from '../shell/condition';
import type { Argument, Dialect, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Problem, Step } from './buildModel';
import { baseName } from './copy';
import { isPutAt, lookUp } from './files';
import { mayBeInPath } from './commandProblems';
import type { StageState } from './stageState';

/** What bash knows and these shells do not: they look for a program of that name. Tried with dash of Debian 12 and busybox of Alpine 3.22. */
const unknownWords: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  ash: new Set('builtin declare dirs disown enable mapfile popd pushd readarray shopt typeset'.split(' ')),
  dash: new Set(
    '[[ builtin declare dirs disown enable let mapfile popd pushd readarray shopt source typeset'.split(' '),
  ),
};

/** Releases whose dash has no pipefail; a later one may. */
const withoutPipefail: ReadonlySet<string> = new Set([
  ...['stretch', 'buster', 'bullseye', 'bookworm', 'trixie'],
  ...['16.04', '18.04', '20.04', '22.04', '24.04'],
]);

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);

function isShell({ name }: ExecutedCommand['wrappers'][number]): boolean {
  return shells.has(baseName(name));
}

/** A word of bash that the shell of this RUN does not know, so that the build ends: `source`, `pushd`, `time`, `set -o pipefail`. */
export function bashWord(
  state: StageState,
  instruction: RunInstruction,
  command: ExecutedCommand,
): Problem | undefined {
  const [first] = command.argv;
  const name = first && valueOf(first.value);
  if (!first || name === undefined || command.runs !== 'always' || !command.failureIsFatal) return undefined;
  const dialect = dialectOf(state, instruction, command.wrappers);
  if (dialect === undefined) return undefined;
  const problem = (span: Span, word: string, error: string, certainty: 'known' | 'presumed' = 'known'): Problem => ({
    kind: 'command-not-in-image',
    phase: 'build',
    certainty,
    stage: state.index,
    span,
    error,
    because: [evidence(span, say`/bin/sh is ${dialect} here, which does not know ${word}`)],
    details: { name: word, dialect, ...(!command.wrappers.some(isShell) && { direct: 'true' }) },
  });
  const option = dialect === 'dash' && name === 'set' ? pipefailOption(command) : undefined;
  if (option) {
    const { release } = state.image;
    if (isSettled(release) && !withoutPipefail.has(release.value)) return undefined;
    const certainty = release.certainty === 'known' ? 'known' : 'presumed';
    return problem(option, 'pipefail', 'set: Illegal option -o pipefail', certainty);
  }
  const operator = dialect === 'dash' ? refusedOperator(command) : undefined;
  if (operator) return problem(operator.span, '==', `${name}: unexpected operator`);
  const timed = dialect === 'dash' ? command.wrappers.find((wrapper) => wrapper.name === 'time') : undefined;
  if (timed && !mayHaveProgram(state, command, 'time')) return problem(timed.span, 'time', 'time: not found');
  if (!command.wrappers.every(isShell)) return undefined;
  if (!unknownWords[dialect].has(name) || mayHaveProgram(state, command, name)) return undefined;
  return problem(first.span, name, `${name}: not found`);
}

/** The `==` of a `[` or `test` that dash refuses. */
function refusedOperator({ argv }: ExecutedCommand): Argument | undefined {
  const [first, ...words] = argv;
  const name = first && valueOf(first.value);
  if (name === '[') return refusedByDash(words.slice(0, -1));
  return name === 'test' ? refusedByDash(words) : undefined;
}

/** Conditions in RUNs that never hold, as dash does not know `[[` or `==`; the build goes on without what they guard. */
export function conditionsOfBash(steps: readonly Step[]): readonly Evidence[] {
  return steps.flatMap(({ execution, shellStart }) => {
    if (!execution || shellStart?.state.dialect !== 'dash') return [];
    const tests = (execution.builtins ?? []).flatMap(({ argv }) => argv.slice(0, 1));
    const unknown = tests.filter(({ value }) => valueOf(value) === '[[');
    const operators = execution.commands.flatMap((command) =>
      command.wrappers.length === 0 ? (refusedOperator(command) ?? []) : [],
    );
    return [...unknown, ...operators].map(({ span, value }) =>
      evidence(
        span,
        say`/bin/sh is dash here, which does not know ${valueOf(value) ?? ''}, so that this does not hold`,
      ),
    );
  });
}

/** Which /bin/sh runs the command, if it is one that knows less than bash: dash on Debian and Ubuntu, busybox on Alpine. */
export function dialectOf(
  state: StageState,
  instruction: RunInstruction,
  wrappers: ExecutedCommand['wrappers'] = [],
): Dialect | undefined {
  const inner = wrappers.findLast(isShell)?.name;
  const outer = instruction.exec || instruction.interpreter !== undefined ? undefined : state.shell.words[0];
  const shell = baseName(inner ?? outer ?? '');
  const own = ownShell(state.image);
  if (own === undefined || (shell !== 'sh' && shell !== own)) return undefined;
  // `ln -sf /bin/bash /bin/sh`, or a command that may do the like.
  const isChanged = ['/bin/sh', '/usr/bin/sh'].some((path) => {
    const found = lookUp(state.files, path);
    return isPutAt(state.files, path) || (found.state === 'unknown' && found.span !== undefined);
  });
  return isChanged ? undefined : own;
}

/** An image that is only presumed to be the official one, by a mirror's name, may have any shell: none of its files are known. */
function ownShell({ distribution, files }: ImageFacts): Dialect | undefined {
  if (files !== 'system') return undefined;
  if (distribution === 'debian' || distribution === 'ubuntu') return 'dash';
  return distribution === 'alpine' ? 'ash' : undefined;
}

function pipefailOption({ argv }: ExecutedCommand): Span | undefined {
  return argv.find(
    ({ value }, index) =>
      valueOf(value) === 'pipefail' && /^-[a-z]*o$/.test(valueOf(argv[index - 1]?.value ?? value) ?? ''),
  )?.span;
}

function mayHaveProgram(state: StageState, command: ExecutedCommand, name: string): boolean {
  const { installedPackages, tools } = state.image;
  if (installedPackages?.includes(name) === true || valueOf(tools)?.has(name) === true) return true;
  return mayBeInPath(state, command, name);
}
