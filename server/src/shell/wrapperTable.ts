/** A program that runs the command among its arguments. */
export interface Wrapper {
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
  ...['dynatrace-agent64.sh', 'dynatrace-agent32.sh'].map((name) => ({
    name,
    values: [],
    source:
      'Dynatrace, Deploy OneAgent on Docker containers: ENTRYPOINT of an application image, with its command in CMD',
  })),
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

/** The wrappers by name. */
export const wrappers = new Map(table.map((wrapper) => [wrapper.name, wrapper]));
