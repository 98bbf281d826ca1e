import type { Platform } from '../dockerfile/platform';
import { evidence, isSettled, known, unknown, valueOf, withSample, type Fact } from '../facts/fact';
import type { ExecutedCommand } from '../shell/execution';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import { commandName } from './commandWords';
import { baseName } from './copy';
import { goRoot } from './goEnvironment';

/** What `$(command)` prints, for the few commands whose output is certain. */
export function substituteCommand(
  command: ExecutedCommand,
  context: { goos: Fact<string>; goarch: Fact<string>; machine: Fact<string> },
): Fact<string> {
  const name = commandName(command);
  const words = command.argv.slice(1).map((argument) => valueOf(argument.value));
  const computed = unknown('shell-computed', evidence(command.span, say`what ${name ?? 'this'} prints cannot be told`));
  if (words.some((word) => word === undefined)) return computed;
  const text = words.map((word) => word ?? '');
  if (name === 'echo' && !text[0]?.startsWith('-')) return command.pipedFrom ? computed : known(text.join(' '));
  if (name === 'printf' && text.length === 1 && !/[%\\]/.test(text[0] ?? '')) return known(text[0] ?? '');
  if (name === 'pwd' && text.length === 0) return command.workdir;
  if (name === 'basename' && text.length === 1) return known(baseName(text[0] ?? ''));
  if (name === 'dirname' && text.length === 1) return known(directoryName(text[0] ?? ''));
  if (name === 'go' && text[0] === 'env' && text.length === 2) {
    const inEnvironment = command.environment.get(text[1] ?? '');
    if (inEnvironment && valueOf(inEnvironment.value) !== '') return inEnvironment.value;
    if (text[1] === 'GOOS' || text[1] === 'GOHOSTOS') return context.goos;
    if (text[1] === 'GOARCH' || text[1] === 'GOHOSTARCH') return context.goarch;
    // Where the golang images have it, and go's own instructions put it.
    const path = command.environment.get('PATH');
    if (text[1] === 'GOROOT' && path && valueOf(path.value)?.split(':').includes(`${goRoot}/bin`)) return known(goRoot);
  }
  if (name === 'uname' && text[0] === '-m') return context.machine;
  if (name === 'dpkg' && text[0] === '--print-architecture') return context.goarch;
  return withSample(computed, sampleOutput(name, text));
}

/** One thing that a command might print, if how many words it prints is the same each time. */
function sampleOutput(name: string | undefined, args: readonly string[]): string | undefined {
  if (name === 'go') return args.length === 1 && args[0] === 'version' ? 'go version go1.0 linux/amd64' : undefined;
  return name === 'date' ? sampleDate(args) : undefined;
}

/** POSIX.1, date, and what date of GNU and of busybox print besides: `-R`. Other options may want what is not there. */
function sampleDate(args: readonly string[]): string | undefined {
  const format = args.at(-1)?.startsWith('+') === true ? args.at(-1)?.slice(1) : undefined;
  const options = format === undefined ? args : args.slice(0, -1);
  if (!options.every((option) => ['-u', '--utc', '--universal', '-R'].includes(option))) return undefined;
  if (format === undefined) return 'Thu Jan 1 00:00:00 UTC 1970';
  return format.replace(/%[^A-Za-z%]*([A-Za-z%])/g, (_, field: string) =>
    field === 'c' ? 'Thu Jan 1 00:00:00 1970' : field === 'n' || field === 't' ? ' ' : '0',
  );
}

/** POSIX.1, dirname: what stands before the last name, `.` if that is nothing. */
function directoryName(path: string): string {
  const directory = path.replace(/\/+$/, '').replace(/[^/]*$/, '');
  return directory.replace(/(?<=[^/])\/+$/, '') || (path.startsWith('/') ? '/' : '.');
}

/** What `uname -m`, `go env GOARCH` and the like print on the platform. */
export function machineOf(platform: Fact<Platform>): Parameters<typeof substituteCommand>[1] {
  if (!isSettled(platform)) return { goos: platform, goarch: platform, machine: platform };
  const machines: Readonly<Record<string, string>> = {
    amd64: 'x86_64',
    arm64: 'aarch64',
    arm: 'armv7l',
    386: 'i686',
    ppc64le: 'ppc64le',
    s390x: 's390x',
    riscv64: 'riscv64',
  };
  const machine = ownValue(machines, platform.value.architecture);
  return {
    goos: { ...platform, value: platform.value.os },
    goarch: { ...platform, value: platform.value.architecture },
    machine: machine === undefined ? unknown('not-modelled') : { ...platform, value: machine },
  };
}
