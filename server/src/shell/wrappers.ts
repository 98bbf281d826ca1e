import { isSettled, type Fact } from '../facts/fact';
import { join, type Span } from '../text/span';
import type { Argument, ShellOptions } from './execution';

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
export interface LookedThrough {
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
  /** What `$0` is; undefined if it is the name of the shell. */
  readonly name: Argument | undefined;
  readonly positional: readonly Argument[];
}

interface Wrapper {
  readonly name: string;
  /** Options whose value is the next word. */
  readonly values: readonly string[];
  /** Words of its own behind the options: the duration of `timeout`. */
  readonly operands?: number;
  /** Takes `NAME=value` words. */
  readonly assignments?: boolean;
  readonly keepsShell?: boolean;
  /** Options with which it does not run a command. */
  readonly stops?: readonly string[];
  readonly source: string;
}

const table: readonly Wrapper[] = [
  {
    name: 'env',
    values: ['-u', '--unset', '-C', '--chdir', '-a', '--argv0'],
    assignments: true,
    source: 'GNU coreutils manual, env invocation; busybox env',
  },
  {
    name: 'time',
    values: ['-f', '--format', '-o', '--output'],
    keepsShell: true,
    source: 'GNU time manual; bash manual, Pipelines',
  },
  { name: 'exec', values: ['-a'], source: 'bash manual, Bourne Shell Builtins' },
  { name: 'command', values: [], keepsShell: true, stops: ['-v', '-V', '-pv', '-pV'], source: 'POSIX.1, command' },
  { name: 'builtin', values: [], keepsShell: true, source: 'bash manual, Bash Builtins' },
  { name: 'nice', values: ['-n', '--adjustment'], source: 'GNU coreutils manual, nice invocation' },
  { name: 'nohup', values: [], source: 'GNU coreutils manual, nohup invocation' },
  {
    name: 'ionice',
    values: ['-c', '--class', '-n', '--classdata'],
    stops: ['-p', '--pid', '-P', '-u'],
    source: 'util-linux, ionice(1)',
  },
  {
    name: 'timeout',
    values: ['-k', '--kill-after', '-s', '--signal'],
    operands: 1,
    source: 'GNU coreutils manual, timeout invocation',
  },
  {
    name: 'stdbuf',
    values: ['-i', '--input', '-o', '--output', '-e', '--error'],
    source: 'GNU coreutils manual, stdbuf invocation',
  },
  { name: 'setsid', values: [], source: 'util-linux, setsid(1)' },
  {
    name: 'xvfb-run',
    values: [
      '-e',
      '--error-file',
      '-f',
      '--auth-file',
      '-n',
      '--server-num',
      '-p',
      '--xauth-protocol',
      '-s',
      '--server-args',
      '-w',
      '--wait',
    ],
    source: 'xvfb-run(1)',
  },
  {
    name: 'sudo',
    values: [
      '-u',
      '--user',
      '-g',
      '--group',
      '-h',
      '--host',
      '-p',
      '--prompt',
      '-C',
      '-r',
      '-t',
      '-T',
      '-U',
      '-D',
      '--chdir',
      '-R',
    ],
    assignments: true,
    stops: ['-l', '-v', '-k', '-K', '-e', '-s', '-i', '--shell', '--login'],
    source: 'sudo(8)',
  },
  { name: 'gosu', values: [], operands: 1, source: 'gosu README' },
  { name: 'su-exec', values: [], operands: 1, source: 'su-exec README' },
  { name: 'tini', values: ['-p', '-e'], source: 'tini README' },
  { name: 'tini-static', values: ['-p', '-e'], source: 'tini README' },
  { name: 'docker-init', values: ['-p', '-e'], source: 'tini README, as which Docker ships it' },
  { name: 'dumb-init', values: ['-r', '--rewrite'], source: 'dumb-init README' },
  { name: 'catatonit', values: [], source: 'catatonit README' },
  { name: 'setarch', values: [], operands: 1, source: 'util-linux, setarch(8)' },
  { name: 'linux32', values: [], source: 'util-linux, setarch(8)' },
  { name: 'linux64', values: [], source: 'util-linux, setarch(8)' },
  { name: 'busybox', values: [], stops: ['--install', '--list', '--help'], source: 'busybox manual' },
];

const wrappers = new Map(table.map((wrapper) => [wrapper.name, wrapper]));

/** The shells whose `-c` takes a POSIX script. */
const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'mksh']);

/** Takes the outermost wrapper off a command; undefined if there is none, or if a word of it cannot be read. */
export function lookThrough(argv: readonly Argument[]): LookedThrough | undefined {
  const [first] = argv;
  if (first === undefined || !isSettled(first.value)) return undefined;
  const name = first.value.value.slice(first.value.value.lastIndexOf('/') + 1);
  if (shells.has(name)) return lookThroughShell(name, argv);
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

function lookThroughShell(name: string, argv: readonly Argument[]): LookedThrough | undefined {
  const read = readShellOptions(argv.slice(1).map((argument) => argument.value));
  const script = read && argv[read.count + 1];
  if (!read?.command || script === undefined) return undefined;
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
      options: read.options,
      name: argv[read.count + 2],
      positional: argv.slice(read.count + 3),
    },
  };
}

/** The options that a `SHELL ["/bin/bash", "-eo", "pipefail", "-c"]` puts in force for every RUN. */
export function shellOptions(shell: readonly string[]): ShellOptions {
  const read = readShellOptions(shell.slice(1).map((value) => ({ certainty: 'known', value, because: [] })));
  return read?.options ?? { errexit: false, allexport: false, pipefail: false };
}

/** Reads `-euo pipefail -c`: how many words are options, and what they say. Undefined if one of them is not known. */
function readShellOptions(
  words: readonly Fact<string>[],
): { readonly count: number; readonly command: boolean; readonly options: ShellOptions } | undefined {
  let options: ShellOptions = { errexit: false, allexport: false, pipefail: false };
  let command = false;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    if (!isSettled(word)) {
      if (command) break;
      return undefined;
    }
    const text = word.value;
    if (text === '--' || text === '-') {
      at++;
      break;
    }
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') at++;
      continue;
    }
    if (!/^[-+]./.test(text)) break;
    if (text.startsWith('-') && text.includes('c')) command = true;
    let operand: string | undefined;
    if (/[oO]/.test(text)) {
      const next = words[++at];
      operand = next && isSettled(next) ? next.value : undefined;
    }
    options = applyOption(options, text, text.includes('o') ? operand : undefined);
  }
  return { count: at, command, options };
}

/** What `set -euo pipefail` leaves of the options: one cluster of letters, and the name for its `o`. */
export function applyOption(options: ShellOptions, cluster: string, name: string | undefined): ShellOptions {
  const on = cluster.startsWith('-');
  const letters = cluster.slice(1);
  return {
    errexit: letters.includes('e') || name === 'errexit' ? on : options.errexit,
    allexport: letters.includes('a') || name === 'allexport' ? on : options.allexport,
    pipefail: name === 'pipefail' ? on : options.pipefail,
  };
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
