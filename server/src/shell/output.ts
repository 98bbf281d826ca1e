import { isSettled, known, unknown, withSample, type Fact } from '../facts/fact';
import { concatenate } from './expand';
import type { ExecutedCommand, ShellHooks } from './execution';

/** The output of the commands of `$(…)`, trailing line breaks dropped. */
export function outputOf(
  printing: readonly { readonly command: ExecutedCommand; readonly certain: boolean }[],
  hooks: ShellHooks,
): Fact<string> {
  const [only, second] = printing;
  if (only === undefined) return known('');
  if (second !== undefined || !only.certain) return unknown('shell-computed');
  const output = outputOfCommand(only.command, hooks);
  return isSettled(output) ? { ...output, value: output.value.replace(/\n+$/, '') } : output;
}

function outputOfCommand(command: ExecutedCommand, hooks: ShellHooks): Fact<string> {
  const values: string[] = [];
  for (const { value } of command.argv) {
    if (!isSettled(value)) return hooks.substitute(command);
    values.push(value.value);
  }
  const [name = '', ...args] = values;
  const certainty = concatenate(command.argv.map((argument) => argument.value));
  const settle = (text: string | undefined): Fact<string> =>
    text === undefined || !isSettled(certainty) ? hooks.substitute(command) : { ...certainty, value: text };
  if (name === 'pwd' && args.length === 0) return command.workdir;
  const print = Object.hasOwn(printers, name) ? printers[name] : undefined;
  if (print) return settle(print(args));
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (!filter || command.pipedFrom === undefined) return hooks.substitute(command);
  const input = outputOfCommand(command.pipedFrom, hooks);
  if (!isSettled(input)) return withSample(input, undefined);
  const output = input.value.split('\n').map((line) => filter(args, line));
  const gap = output.includes(undefined);
  return gap ? hooks.substitute(command) : concatenate([{ ...input, value: output.join('\n') }, settle('')]);
}

/** Commands that print what their arguments say. Undefined for arguments that are not followed. */
const printers: Readonly<Record<string, (args: readonly string[]) => string | undefined>> = {
  // Shells disagree about backslashes and about options other than -n (POSIX.1, echo).
  echo: (args) => {
    const words = args[0] === '-n' ? args.slice(1) : args;
    return words.some((word) => word.includes('\\')) || words[0]?.startsWith('-') ? undefined : words.join(' ');
  },
  printf: ([format, ...args]) => {
    if (format === undefined) return undefined;
    if (/^%s(\\n)?$/.test(format) && args.length === 1) return args[0];
    return /[%\\]/.test(format) ? undefined : format;
  },
  basename: ([path, suffix, more]) => {
    if (path === undefined || more !== undefined || path.startsWith('-')) return undefined;
    const name = path.replace(/\/+$/, '').replace(/^[^]*\//, '');
    return suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  },
};

/** Commands that change each line of what is piped into them. */
const filters: Readonly<Record<string, (args: readonly string[], line: string) => string | undefined>> = {
  cat: (args, line) => (args.length === 0 ? line : undefined),
  cut: (args, line) => cut(args.join(' '), line),
  tr: ([first, second, more], line) => {
    if (first === '-d' && second !== undefined && more === undefined && isPlainSet(second))
      return deleteCharacters(second, line);
    if (first === undefined || second === undefined || more !== undefined) return undefined;
    if (isUpper(first) && isLower(second)) return line.toLowerCase();
    if (isLower(first) && isUpper(second)) return line.toUpperCase();
    return first.length === 1 && second.length === 1 && isPlainSet(first) && isPlainSet(second)
      ? line.replaceAll(first, () => second)
      : undefined;
  },
};

function cut(args: string, line: string): string | undefined {
  const fields = /^-d ?(.) -f ?(\d+)$/.exec(args) ?? /^-f ?(\d+) -d ?(.)$/.exec(args);
  if (fields?.[1] && fields[2]) {
    const [delimiter, field] = args.startsWith('-d') ? [fields[1], fields[2]] : [fields[2], fields[1]];
    const parts = line.split(delimiter);
    // A line without the delimiter is printed whole (POSIX.1, cut).
    return parts.length === 1 ? line : (parts[Number(field) - 1] ?? '');
  }
  const characters = /^-[cb] ?(\d*)(-?)(\d*)$/.exec(args);
  if (!characters || (characters[1] === '' && characters[3] === '')) return undefined;
  const from = characters[1] ? Number(characters[1]) : 1;
  const to = characters[3] ? Number(characters[3]) : characters[2] ? line.length : from;
  return line.slice(Math.max(from - 1, 0), to);
}

function isPlainSet(set: string): boolean {
  return /^[A-Za-z0-9./_:,@ ]+$/.test(set);
}

function deleteCharacters(set: string, line: string): string {
  return [...line].filter((character) => !set.includes(character)).join('');
}

function isUpper(set: string): boolean {
  return set === 'A-Z' || set === '[A-Z]' || set === '[:upper:]';
}

function isLower(set: string): boolean {
  return set === 'a-z' || set === '[a-z]' || set === '[:lower:]';
}
