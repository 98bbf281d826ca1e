import { evidence, isSettled, known, unknown, valueOf, type Fact } from '../facts/fact';
import type { GoCommand } from '../golang/types';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import type { EnvironmentEntry } from './buildModel';
import { baseName } from './copy';
import { lookUp, resolvePath } from './files';
import type { StageState } from './stageState';

/** Where the golang images, and go's own instructions, put Go. */
export const goRoot = '/usr/local/go';

/**
 * The file that `go env -w` writes and every go command reads (cmd/go/internal/cfg.EnvFile): named by GOENV, else in the user's
 * configuration folder (os.UserConfigDir). Undefined if there is none; unknown if its place cannot be told.
 */
function environmentFile(command: ExecutedCommand): Fact<string> | undefined {
  const variable = (name: string): Fact<string> | undefined => {
    const set = command.environment.get(name)?.value;
    return set && valueOf(set) === '' ? undefined : set;
  };
  const named = variable('GOENV');
  if (named) return valueOf(named) === 'off' ? undefined : named;
  const folder = variable('XDG_CONFIG_HOME');
  if (folder) return isSettled(folder) ? { ...folder, value: `${folder.value}/go/env` } : folder;
  const home = variable('HOME') ?? unknown('not-modelled');
  return isSettled(home) ? { ...home, value: resolvePath(home.value, '.config/go/env') } : home;
}

/** What `go env -w` has left for a go command in the way of one variable; undefined if nothing has. */
export function storedSetting(
  state: Pick<StageState, 'goEnvironment' | 'files'>,
  command: ExecutedCommand,
  name: string,
): EnvironmentEntry | undefined {
  return storedSettings(state, command)(name);
}

/** The same for any variable; the files that hold them are looked for once. */
export function storedSettings(
  { goEnvironment, files }: Pick<StageState, 'goEnvironment' | 'files'>,
  command: ExecutedCommand,
): (name: string) => EnvironmentEntry | undefined {
  const unreadable = (says: string): EnvironmentEntry => ({
    value: unknown('unreadable', evidence(command.span, says)),
    span: undefined,
    source: 'ENV',
  });
  // Defaults for all users (cmd/go/internal/cfg.initEnvCache); the one that Go brings sets GOPROXY, GOSUMDB and GOTOOLCHAIN.
  const isDefaulted = lookUp(files, `${goRoot}/go.env`).state === 'entry';
  const defaults = (name: string): EnvironmentEntry | undefined =>
    isDefaulted ? unreadable(say`${goRoot}/go.env may set ${name}`) : undefined;
  const file = environmentFile(command);
  if (file === undefined) return defaults;
  if (!isSettled(file)) {
    return (name) => {
      const isStored = [...goEnvironment.values()].some((entries) => entries.has(name));
      const says = say`whether this user has what go env -w stored for ${name} cannot be told`;
      return isStored ? unreadable(says) : defaults(name);
    };
  }
  const stored = goEnvironment.get(file.value);
  const { state: found } = lookUp(files, file.value);
  // Who names a file brings one; that of the user's folder is there only if something is seen to write it.
  const isNamed = command.environment.has('GOENV') && found !== 'absent';
  const isWrittenOtherwise = stored?.has('') === true || found === 'entry' || isNamed;
  return (name) =>
    stored?.get(name) ??
    (isWrittenOtherwise ? unreadable(say`the file that go env -w writes may set ${name}`) : defaults(name));
}

/** Acts on `go env -w A=b` and `go env -u A` (cmd/go/internal/envcmd). */
export function changeGoEnvironment(state: StageState, go: GoCommand, command: ExecutedCommand): void {
  const writes = go.flags.some((flag) => flag.name === 'w');
  if (!writes && !go.flags.some((flag) => flag.name === 'u')) return;
  const file = environmentFile(command);
  if (file === undefined) return;
  const path = isSettled(file) ? file.value : '/root/.config/go/env';
  const entries = new Map(state.goEnvironment.get(path));
  for (const { value, span } of go.args) {
    const text = valueOf(value);
    const [name = ''] = text?.split('=') ?? [];
    const because = evidence(span, say`go env -w ${text ?? ''}`);
    // Under the empty name: any variable may be set.
    if (text === undefined) entries.set('', { value: unknown('shell-computed', because), span, source: 'ENV' });
    else if (command.runs !== 'always' || !isSettled(file)) {
      entries.set(name, { value: unknown('not-modelled', because), span, source: 'ENV' });
    } else if (writes) entries.set(name, { value: known(text.slice(name.length + 1), because), span, source: 'ENV' });
    else entries.delete(name);
  }
  state.goEnvironment = new Map([...state.goEnvironment, [path, entries]]);
}

/** A script or Makefile that is not followed, and that says `go env -w` somewhere. */
export function suspectGoEnvironment(state: StageState, command: ExecutedCommand): void {
  const words = command.argv.map(({ value }) => valueOf(value));
  const candidates = baseName(words[0] ?? '') === 'make' ? ['Makefile', 'makefile', 'GNUmakefile'] : words;
  const folder = valueOf(command.workdir) ?? '/';
  const hasWrites = candidates.some((word) => {
    if (word === undefined || word.startsWith('-')) return false;
    const found = lookUp(state.files, resolvePath(folder, word));
    return found.state === 'entry' && /\benv\s+-[wu]\b/.test(found.entry.text ?? '');
  });
  const file = hasWrites ? environmentFile(command) : undefined;
  if (file === undefined) return;
  const because = evidence(command.span, say`a script that is run here says go env -w`);
  const path = valueOf(file) ?? '/root/.config/go/env';
  const entries = new Map(state.goEnvironment.get(path));
  entries.set('', { value: unknown('opaque-command', because), span: command.span, source: 'ENV' });
  state.goEnvironment = new Map([...state.goEnvironment, [path, entries]]);
}
