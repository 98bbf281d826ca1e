import type { Platform } from '../dockerfile/platform';
import { isSettled, known, valueOf, type Fact } from '../facts/fact';
import type { ExecutedCommand, ShellHooks } from '../shell/execution';
import { machineOf, substituteCommand } from './commandOutput';
import { commandName } from './commandWords';
import { isDirectory, listDirectory, lookUp, resolvePath, type Files } from './files';
import { namesMatching } from './globArguments';

/** What a RUN can be told of the files that are there when it starts. */
export function scriptHooks(files: Files, platform: Fact<Platform>): ShellHooks {
  const machine = machineOf(platform);
  return {
    substitute: (command, before = []) => listed(files, command, before) ?? substituteCommand(command, machine),
    filesMatching: (pattern, workdir, before) =>
      isSettled(workdir) && before.every(leavesNames) ? namesMatching(files, workdir.value, pattern) : undefined,
    textOf: (path, workdir, before) => {
      // POSIX.1, dot: without a slash it is looked for in PATH.
      if (!path.includes('/') || !isSettled(workdir) || !before.every(leavesNames)) return undefined;
      const found = lookUp(files, resolvePath(workdir.value, path));
      return found.state === 'entry' && found.entry.kind === 'file' ? found.entry.text : undefined;
    },
  };
}

/** What `ls cmd` prints where its output is no terminal: the names, one to a line. */
function listed(
  files: Files,
  { argv, workdir, pipedFrom }: ExecutedCommand,
  before: readonly ExecutedCommand[],
): Fact<string> | undefined {
  const [name, ...words] = argv.map(({ value }) => valueOf(value));
  const operands = words.filter((word) => word !== '-1');
  const [path = '.', more] = operands;
  if (name !== 'ls' || more !== undefined || words.includes(undefined) || /^-|[*?[]/.test(path)) return undefined;
  if (pipedFrom || !isSettled(workdir) || !before.every(leavesNames)) return undefined;
  const directory = resolvePath(workdir.value, path);
  if (isDirectory(files, directory) !== true) return undefined;
  const { names, complete } = listDirectory(files, directory);
  if (!complete) return undefined;
  return known(
    names
      .filter((each) => !each.startsWith('.'))
      .sort()
      .join('\n'),
  );
}

/** Commands that bring no file into the sources, and take none away. */
const harmless: ReadonlySet<string> = new Set(
  '[ apk apt apt-get basename cat command dirname echo expr grep go head ls printf pwd tail test tr uname wc'.split(
    ' ',
  ),
);
const harmlessVerbs: ReadonlySet<string> = new Set('build env fmt install list mod test version vet'.split(' '));

/** Whether the names of the files in the source tree are the same after the command. What it writes elsewhere does not count. */
function leavesNames(command: ExecutedCommand): boolean {
  const name = commandName(command) ?? '';
  const words = command.argv.slice(1).map(({ value }) => valueOf(value));
  if (command.redirects.some(({ operator, path }) => operator.startsWith('>') && path && valueOf(path) !== '/dev/null'))
    return false;
  if (name === 'mkdir') return words.every((word) => word?.startsWith('/') === true || word?.startsWith('-') === true);
  if (name !== 'go') return harmless.has(name);
  const output = words[words.indexOf('-o') + 1];
  const isElsewhere = !words.includes('-o') || output?.startsWith('/') === true;
  return harmlessVerbs.has(words[0] ?? '') && isElsewhere && words[1] !== 'vendor';
}
