import { isSettled, known, valueOf, type Fact } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { baseName } from './copy';
import { resolvePath } from './files';
import { ownValue } from '../text/ownValue';

/** The last part of the command's path, if known. */
export function commandName(command: ExecutedCommand): string | undefined {
  const first = command.argv[0];
  const value = first && valueOf(first.value);
  return value === undefined ? undefined : baseName(value);
}

/** Options of file commands that take a value as the next word. */
const valuedOptions: Readonly<Record<string, readonly string[]>> = {
  install: ['-m', '-o', '-g', '--mode', '--owner', '--group', '-t', '--target-directory'],
  mkdir: ['-m', '--mode'],
  cp: ['-t', '--target-directory', '-S', '--suffix'],
  mv: ['-t', '--target-directory', '-S', '--suffix'],
  ln: ['-t', '--target-directory', '-S', '--suffix'],
  upx: ['-o'],
  strip: ['-o', '-R', '-K', '-N'],
  objcopy: [],
  touch: ['-d', '-t', '-r'],
  tar: ['-C', '-f', '--directory', '--file', '-I'],
  unzip: ['-d'],
  chown: [],
  chmod: [],
};

/** The words of a command that are not options. */
export function operands(command: ExecutedCommand): readonly Argument[] {
  const valued = ownValue(valuedOptions, commandName(command) ?? '') ?? [];
  const result: Argument[] = [];
  let optionsEnded = false;
  for (let i = 1; i < command.argv.length; i++) {
    const argument = command.argv[i];
    if (!argument) continue;
    const value = valueOf(argument.value);
    if (!optionsEnded && value === '--') optionsEnded = true;
    else if (!optionsEnded && value?.startsWith('-') && value.length > 1) {
      if (valued.includes(value) || takesNextWord(valued, value)) i++;
    } else result.push(argument);
  }
  return result;
}

/** `-Dm 755`: the last letter of bundled options takes the next word, if none before it takes what is left of this one. */
function takesNextWord(valued: readonly string[], word: string): boolean {
  if (!/^-[A-Za-z]{2,}$/.test(word)) return false;
  const at = word
    .slice(1)
    .split('')
    .findIndex((letter) => valued.includes(`-${letter}`));
  return at === word.length - 2;
}

/** Whether the last of bundled letters is an option of its own, and not part of what one before it takes: `-oroot`. */
function isOwnLetter(command: ExecutedCommand, bundled: string): boolean {
  const valued = ownValue(valuedOptions, commandName(command) ?? '');
  return valued === undefined || bundled.length === 2 || takesNextWord(valued, bundled);
}

/** Whether a command has an option without a value: a letter, alone or bundled with others, or a long name. */
export function hasOption(command: ExecutedCommand, letter: string | undefined, long: string): boolean {
  const valued = ownValue(valuedOptions, commandName(command) ?? '') ?? [];
  for (const { value } of command.argv.slice(1)) {
    const word = valueOf(value);
    if (word === '--') return false;
    if (word === long) return true;
    if (letter === undefined || word === undefined || !/^-[A-Za-z]/.test(word)) continue;
    const letters = word.slice(1).split('');
    const end = letters.findIndex((each) => valued.includes(`-${each}`));
    if ((end < 0 ? letters : letters.slice(0, end)).includes(letter)) return true;
  }
  return false;
}

/** The value of an option: `-o x`, `-ox`, `--output x`, `--output=x`. */
export function option(command: ExecutedCommand, ...names: readonly string[]): Fact<string> | undefined {
  for (let i = 1; i < command.argv.length; i++) {
    const argument = command.argv[i];
    const value = argument && valueOf(argument.value);
    if (value === undefined) continue;
    for (const name of names) {
      if (value === name) return command.argv[i + 1]?.value;
      if (name.startsWith('--') && value.startsWith(`${name}=`)) return known(value.slice(name.length + 1));
      if (!name.startsWith('--') && value.startsWith(name) && !value.startsWith('--') && value.length > name.length) {
        return known(value.slice(name.length));
      }
      // Bundled short options: `-sSLo file`, `-Dm755`.
      const bundled = name.length === 2 ? /^-[A-Za-z]+/.exec(value)?.[0] : undefined;
      if (bundled?.endsWith(name.charAt(1)) && isOwnLetter(command, bundled)) {
        return value === bundled ? command.argv[i + 1]?.value : known(value.slice(bundled.length));
      }
    }
  }
  return undefined;
}

/** The absolute path that a word of a command names; undefined if that cannot be told. */
export function pathOf(command: ExecutedCommand, fact: Fact<string>): string | undefined {
  if (!isSettled(fact)) return undefined;
  if (fact.value.startsWith('/')) return resolvePath('/', fact.value);
  return isSettled(command.workdir) ? resolvePath(command.workdir.value, fact.value) : undefined;
}
