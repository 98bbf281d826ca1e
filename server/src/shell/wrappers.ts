import { isSettled, type Fact } from '../facts/fact';
import { join, type Span } from '../text/span';
import type { Argument, ShellOptions } from './execution';
import { readShellOptions, withBraces } from './options';
import { wrappers, type Wrapper } from './wrapperTable';

/** What a wrapper does to the environment, in order. */
export type EnvironmentChange =
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly value: Fact<string>;
      readonly span: Span;
      readonly nameSpan: Span;
      readonly valueSpan: Span;
    }
  | { readonly kind: 'unset'; readonly name: string }
  | { readonly kind: 'clear' }
  /** Which variables stay depends on a file of the image. */
  | { readonly kind: 'blur' };

/** A wrapper taken off a command. */
interface LookedThrough {
  readonly name: string;
  /** From the wrapper's name to its last own word. */
  readonly span: Span;
  readonly changes: readonly EnvironmentChange[];
  /** `env -C directory`. */
  readonly directory: Fact<string> | undefined;
  /** `exec`: nothing in the script runs after it. */
  readonly replacesShell: boolean;
  /** `time`, `command`, `builtin`: what follows may be a builtin of the shell. */
  readonly keepsShell: boolean;
  readonly inner: { readonly kind: 'command'; readonly argv: readonly Argument[] } | InnerScript;
}

/** `sh -c script name arguments…` */
export interface InnerScript {
  readonly kind: 'script';
  readonly script: Argument;
  readonly options: ShellOptions;
  /** The script is the standard input. */
  readonly fromInput?: boolean;
  /** What `$0` is; undefined if it is the name of the shell. */
  readonly name: Argument | undefined;
  readonly positional: readonly Argument[];
}

/** The shells whose `-c` takes a POSIX script. */
const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'mksh']);

/**
 * Takes the outermost wrapper off a command; undefined if there is none, or if a word of it cannot be read. `input` gives the
 * here-document that is the standard input, which is the script of a shell without another one.
 */
export function lookThrough(argv: readonly Argument[], input?: () => Argument | undefined): LookedThrough | undefined {
  const [first] = argv;
  if (first === undefined || !isSettled(first.value)) return undefined;
  const name = first.value.value.slice(first.value.value.lastIndexOf('/') + 1);
  if (shells.has(name)) return lookThroughShell(name, argv, input);
  if (name === 'scl') return lookThroughScl(argv);
  const wrapper = wrappers.get(name);
  return wrapper && lookThroughWrapper(wrapper, argv);
}

function lookThroughWrapper(wrapper: Wrapper, words: readonly Argument[]): LookedThrough | undefined {
  const { name } = wrapper;
  const changes: EnvironmentChange[] = [];
  let directory: Fact<string> | undefined;
  let argv = words;
  let at = 1;
  let keepsEnvironment = name !== 'sudo';
  for (; at < argv.length; at++) {
    const argument = argv[at];
    if (argument === undefined) break;
    const change = wrapper.assignments ? toAssignment(argument) : undefined;
    if (change) {
      changes.push(change);
      continue;
    }
    if (!isSettled(argument.value)) {
      // Behind `env` it may be an assignment; otherwise the command starts here, as in `exec "$@"`.
      if (wrapper.assignments) return undefined;
      break;
    }
    const text = argument.value.value;
    if (wrapper.stops?.includes(text)) return undefined;
    if (text === '--') {
      at++;
      break;
    }
    if (!text.startsWith('-') || (text === '-' && name !== 'env')) break;
    const takesNext = wrapper.values.includes(text);
    const value = takesNext ? argv[++at]?.value : undefined;
    if (name === 'sudo' && (text === '-E' || text.startsWith('--preserve-env'))) keepsEnvironment = true;
    if (name === 'env') {
      const read = readEnvOption(text, value);
      if (read === undefined) return undefined;
      if (read.split) {
        // The words of -S stand where the option stood.
        const rest = read.split.map((word): Argument => ({
          value: { certainty: 'known', value: word, because: [] },
          span: argument.span,
          word: undefined,
        }));
        argv = [...argv.slice(0, at), argument, ...rest, ...argv.slice(at + 1)];
      }
      if (read.change) changes.push(read.change);
      directory = read.directory ?? directory;
    }
  }
  // `env -- A=b command` has its assignments behind the dashes.
  for (; wrapper.assignments && at < argv.length; at++) {
    const change = argv[at] && toAssignment(argv[at]);
    if (!change) break;
    changes.push(change);
  }
  at += wrapper.operands ?? 0;
  if (name === 'setarch') while (isOption(argv[at])) at++;
  if (at >= argv.length) return undefined;
  if (!keepsEnvironment) changes.unshift({ kind: 'blur' });
  return {
    name,
    span: spanOf(argv.slice(0, at), argv),
    changes,
    directory,
    replacesShell: name === 'exec',
    keepsShell: wrapper.keepsShell ?? false,
    inner: { kind: 'command', argv: argv.slice(at) },
  };
}

function isOption(argument: Argument | undefined): boolean {
  return argument !== undefined && isSettled(argument.value) && argument.value.value.startsWith('-');
}

interface EnvOption {
  readonly change?: EnvironmentChange;
  readonly directory?: Fact<string>;
  readonly split?: readonly string[];
}

/** Undefined for an option whose value cannot be read. */
function readEnvOption(text: string, value: Fact<string> | undefined): EnvOption | undefined {
  if (text === '-i' || text === '-' || text === '--ignore-environment') return { change: { kind: 'clear' } };
  if (value && (text === '-u' || text === '--unset'))
    return isSettled(value) ? { change: { kind: 'unset', name: value.value } } : undefined;
  if (value && (text === '-C' || text === '--chdir')) return { directory: value };
  const joined = /^(?:-u|--unset=)(.+)$/.exec(text);
  if (joined?.[1] !== undefined) return { change: { kind: 'unset', name: joined[1] } };
  const chdir = /^(?:-C|--chdir=)(.+)$/.exec(text);
  if (chdir?.[1] !== undefined) return { directory: { certainty: 'known', value: chdir[1], because: [] } };
  const split = /^(?:-S|--split-string=)([^]*)$/.exec(text);
  if (split?.[1] !== undefined) {
    // Quotes and variables in it follow rules of their own, and nobody writes them in a Dockerfile.
    return split[1] === '' || /["'\\$]/.test(split[1])
      ? undefined
      : { split: split[1].split(/\s+/).filter((word) => word !== '') };
  }
  return {};
}

/** `NAME=value` among arguments, whether the value can be told or not. */
function toAssignment(argument: Argument | undefined): Extract<EnvironmentChange, { kind: 'set' }> | undefined {
  if (argument === undefined) return undefined;
  const written = argument.word?.assignment;
  if (written && !written.append) {
    const prefix = written.name.length + 1;
    const value = isSettled(argument.value)
      ? { ...argument.value, value: argument.value.value.slice(prefix) }
      : argument.value;
    return {
      kind: 'set',
      name: written.name,
      value,
      span: argument.span,
      nameSpan: written.nameSpan,
      valueSpan: written.value?.span ?? argument.span,
    };
  }
  if (!isSettled(argument.value)) return undefined;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(argument.value.value);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return {
    kind: 'set',
    name: match[1],
    value: { ...argument.value, value: match[2] },
    span: argument.span,
    nameSpan: argument.span,
    valueSpan: argument.span,
  };
}

function lookThroughShell(
  name: string,
  argv: readonly Argument[],
  input: (() => Argument | undefined) | undefined,
): LookedThrough | undefined {
  const read = readShellOptions(argv.slice(1).map((argument) => argument.value));
  if (!read) return undefined;
  const operands = argv.slice(read.count + 1);
  // POSIX.1, sh: the script comes from the standard input with -s, or if there is no operand.
  const isRead = !read.command && (operands.length === 0 || hasOption(argv.slice(1, read.count + 1), 's'));
  const [script, ...others] = isRead ? [input?.(), undefined, ...operands] : operands;
  if ((!read.command && !isRead) || script === undefined) return undefined;
  const [zero, ...positional] = others;
  return {
    name,
    span: spanOf(argv.slice(0, read.count + 1), argv),
    changes: [],
    directory: undefined,
    replacesShell: false,
    keepsShell: false,
    inner: {
      kind: 'script',
      script,
      options: withBraces(name, read.options),
      ...(isRead && { fromInput: true }),
      name: zero,
      positional: positional.filter((argument) => argument !== undefined),
    },
  };
}

/** Whether a cluster of letters such as `-es` has the letter. */
function hasOption(words: readonly Argument[], letter: string): boolean {
  return words.some(({ value }) => isSettled(value) && /^-[a-z]+$/.test(value.value) && value.value.includes(letter));
}

/** `scl enable collection -- command` and `scl enable collection 'command'` (scl(1)). */
function lookThroughScl(argv: readonly Argument[]): LookedThrough | undefined {
  const values = argv.map((argument) => (isSettled(argument.value) ? argument.value.value : undefined));
  const last = argv.at(-1);
  if (values[1] !== 'enable' || last === undefined || argv.length < 4) return undefined;
  const head = { name: 'scl', changes: [], directory: undefined, replacesShell: false, keepsShell: false };
  const dashes = values.indexOf('--');
  if (dashes > 0) {
    if (dashes + 1 >= argv.length) return undefined;
    return {
      ...head,
      span: spanOf(argv.slice(0, dashes + 1), argv),
      inner: { kind: 'command', argv: argv.slice(dashes + 1) },
    };
  }
  const options: ShellOptions = { errexit: false, allexport: false, pipefail: false };
  return {
    ...head,
    span: spanOf(argv.slice(0, -1), argv),
    inner: { kind: 'script', script: last, options, name: undefined, positional: [] },
  };
}

function spanOf(words: readonly Argument[], argv: readonly Argument[]): Span {
  const [first, ...others] = (words.length > 0 ? words : argv).map((word) => word.span);
  return first ? join(first, ...others) : { start: 0, end: 0 };
}
