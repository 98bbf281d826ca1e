import { evidence, isSettled, known, unknown, valueOf, type Fact } from '../facts/fact';
import type { ImageFacts } from '../images/imageFacts';
import { parseInstall } from '../images/packageCommands';
import { applyPackageCommand } from '../images/packages';
import { applyAccountChange, parseAccountChange } from '../images/users';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { baseName, globMatcher, grantsExecution } from './copy';
import { addLayer, isDirectory, listDirectory, lookUp, resolvePath, type FileEntry } from './files';
import { goRoot, suspectGoEnvironment } from './goEnvironment';
import { forgetAbsences, writeLayer, type StageState } from './stageState';

/**
 * What a command other than go does to the stage: files it writes, packages and users it adds. A command without a row
 * may do anything: from then on nothing is known to be absent.
 */
export function applyCommand(state: StageState, command: ExecutedCommand): void {
  const name = commandName(command);
  applyRedirects(state, command);
  if (name === undefined) {
    beOpaque(state, command, say`which command runs here cannot be told`);
    return;
  }
  const install = parseInstall(command.argv.map((argument) => valueOf(argument.value)));
  if (install) {
    if (
      command.argv.some((argument) => /^(--root|--installroot|-p$|-R$|--root=)/.test(valueOf(argument.value) ?? ''))
    ) {
      beOpaque(state, command, say`packages are installed into another root directory`);
      return;
    }
    if (install.action === 'install') writeUnseen(state, command, '/opt', say`packages may put files here`);
    if (command.runs === 'always') state.image = applyPackageCommand(state.image, install);
    else if (install.action !== 'other')
      state.image = forgetAbsences(state.image, say`packages may be installed here`, command.span);
    return;
  }
  const accounts = parseAccountChange(command.argv.map((argument) => valueOf(argument.value)));
  if (accounts) {
    // A build argument may give another number.
    const isWritten = command.runs === 'always' && command.argv.every(({ word }) => word?.raw.includes('$') === false);
    const { account, ...change } = accounts;
    state.image = applyAccountChange(state.image, { ...change, ...(account && isWritten && { account }) });
    const home = option(command, '-h', '--home', '--home-dir', '-d');
    const path = home ? pathOf(command, home) : '/home';
    writeUnseen(state, command, path ?? '/', say`the home directory is made here`);
    if (accounts.incomplete) state.image = forgetAccounts(state.image, command);
    return;
  }
  const effect = effects[name];
  if (effect) effect(state, command, operands(command));
  else if (!harmless.has(name) || hidesCommand(command)) {
    suspectGoEnvironment(state, command);
    forgetTexts(state, command);
    beOpaque(state, command, say`what ${name} does cannot be read`, 'unread');
  }
}

/** `env $(cat file) go build`: a wrapper with a word that cannot be read, so that it was not looked through. */
function hidesCommand(command: ExecutedCommand): boolean {
  const wraps = ['env', 'command'].includes(commandName(command) ?? '');
  return wraps && command.argv.some(({ value }) => !isSettled(value));
}

function forgetAccounts(image: ImageFacts, command: ExecutedCommand): ImageFacts {
  const because = evidence(command.span, say`which account this makes cannot be told`);
  return { ...image, users: unknown('shell-computed', because), groups: unknown('shell-computed', because) };
}

/** The last part of the command's path, if known. */
export function commandName(command: ExecutedCommand): string | undefined {
  const first = command.argv[0];
  const value = first && valueOf(first.value);
  return value === undefined ? undefined : baseName(value);
}

/** Files may be there, or not, that nothing in the Dockerfile names. */
function writeUnseen(state: StageState, command: ExecutedCommand, path: string, says: string): void {
  writeLayer(state, { kind: 'opaque', path, span: command.span, says });
}

/** The command may have written any file and installed any package. */
export function beOpaque(state: StageState, command: ExecutedCommand, says: string, isUnread?: 'unread'): void {
  state.image = forgetAbsences(state.image, says, command.span);
  writeLayer(state, { kind: 'opaque', path: '/', span: command.span, says, ...(isUnread && { isUnread: true }) });
}

/** Commands that neither write files that matter here nor install anything. */
const harmless = new Set(
  (
    'true false : test [ [[ ls cat echo printf date env id whoami uname sleep which command type pwd stat file ldd readelf objdump nm ' +
    'grep egrep fgrep awk head tail sort uniq wc cut tr md5sum sha1sum sha256sum sha512sum du df ps tree exit return set unset export local ' +
    'update-ca-certificates locale-gen ldconfig git-config ssh-keyscan setcap sync hostname nproc getconf basename dirname ' +
    'realpath readlink tee diff cmp golangci-lint staticcheck govulncheck gofmt goimports hadolint shift trap umask ulimit wait kill ' +
    'apk apt apt-get apt-cache dnf yum microdnf zypper tdnf seq expr yes mktemp'
  ).split(' '),
);

type Effect = (state: StageState, command: ExecutedCommand, operands: readonly Argument[]) => void;

/** Options of file commands that take a value as the next word. */
const valuedOptions: Readonly<Record<string, readonly string[]>> = {
  install: ['-m', '-o', '-g', '--mode', '--owner', '--group', '-t', '--target-directory'],
  mkdir: ['-m', '--mode'],
  cp: ['-t', '--target-directory'],
  mv: ['-t', '--target-directory'],
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
  const valued = valuedOptions[commandName(command) ?? ''] ?? [];
  const result: Argument[] = [];
  let optionsEnded = false;
  for (let i = 1; i < command.argv.length; i++) {
    const argument = command.argv[i];
    if (!argument) continue;
    const value = valueOf(argument.value);
    if (!optionsEnded && value === '--') optionsEnded = true;
    else if (!optionsEnded && value?.startsWith('-') && value.length > 1) {
      if (valued.includes(value)) i++;
    } else result.push(argument);
  }
  return result;
}

/** The value of an option: `-o x`, `-ox`, `--output x`, `--output=x`. */
function option(command: ExecutedCommand, ...names: readonly string[]): Fact<string> | undefined {
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
      // Bundled short options: `-sSLo file`.
      if (
        /^-[A-Za-z]+$/.test(value) &&
        name.length === 2 &&
        !value.startsWith('--') &&
        value.endsWith(name.charAt(1))
      ) {
        return command.argv[i + 1]?.value;
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

/** The files that `> file` writes, whatever command writes them. */
export function applyRedirects(state: StageState, command: ExecutedCommand): void {
  for (const redirect of command.redirects) {
    if (!redirect.operator.startsWith('>') && redirect.operator !== '&>') continue;
    if (!redirect.path) continue;
    const path = pathOf(command, redirect.path);
    if (path === undefined) {
      writeLayer(state, {
        kind: 'opaque',
        path: '/',
        span: redirect.span,
        says: say`where this is written cannot be told`,
      });
      continue;
    }
    if (path.startsWith('/dev/')) continue;
    const before = lookUp(state.files, path);
    const kept = before.state === 'entry' && before.entry.kind === 'file' ? before.entry.executable : false;
    const text = textWritten(command);
    writeLayer(state, {
      kind: 'entry',
      path,
      entry: {
        kind: 'file',
        span: command.span,
        executable: kept,
        ...(text !== undefined && redirect.operator !== '>>' && { text }),
      },
    });
  }
  if (commandName(command) === 'tee') {
    for (const operand of operands(command)) writeFile(state, command, operand.value, { executable: false });
  }
}

/** What `cat <<EOF >file` or `echo "text" >file` writes, if it can be told. */
function textWritten(command: ExecutedCommand): string | undefined {
  const name = commandName(command);
  const heredoc = command.redirects.find((redirect) => redirect.heredoc)?.heredoc;
  if (name === 'cat' && heredoc) return heredoc.quoted || !heredoc.text.includes('$') ? heredoc.text : undefined;
  if (name !== 'echo') return undefined;
  const words = command.argv.slice(1).map((argument) => valueOf(argument.value));
  if (words.some((word) => word === undefined)) return undefined;
  const escapes = words[0]?.startsWith('-') ? words[0].includes('e') : true;
  const text = words.filter((word, index) => index > 0 || !word?.startsWith('-')).join(' ');
  // dash and busybox read escapes in echo, bash does not: only text without any is certain.
  return escapes && text.includes('\\') ? undefined : `${text}\n`;
}

function writeFile(
  state: StageState,
  command: ExecutedCommand,
  fact: Fact<string>,
  entry: Omit<FileEntry, 'kind' | 'span'>,
): void {
  const path = pathOf(command, fact);
  if (path === undefined) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: command.span,
      says: say`where this is written cannot be told`,
    });
    return;
  }
  writeLayer(state, { kind: 'entry', path, entry: { kind: 'file', span: command.span, ...entry } });
}

/** Copies or moves each source onto the target, as cp and mv place them. */
function transfer(
  state: StageState,
  command: ExecutedCommand,
  sources: readonly Argument[],
  target: Fact<string>,
  move: boolean,
  mode?: boolean,
): void {
  const to = pathOf(command, target);
  if (to === undefined) {
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: command.span,
      says: say`where this is copied cannot be told`,
    });
    return;
  }
  const slash = isSettled(target) && target.value.endsWith('/');
  const directory = slash || sources.length > 1 ? true : isDirectory(state.files, to);
  for (const source of sources.flatMap((argument) => expandGlob(state, command, argument))) {
    if (source === undefined) {
      writeLayer(state, {
        kind: 'opaque',
        path: to,
        span: command.span,
        says: say`what is copied here cannot be told`,
      });
      continue;
    }
    const found = lookUp(state.files, source);
    const path = directory === true ? resolvePath(to, baseName(source)) : to;
    if (found.state === 'entry' && found.entry.kind !== 'directory') {
      const entry: FileEntry = { ...found.entry, ...(mode !== undefined && { executable: mode }) };
      writeLayer(state, { kind: 'entry', path, entry });
    } else if (found.state === 'entry') {
      writeLayer(state, { kind: 'stage', path, files: state.files, root: source, span: command.span });
    } else if (found.state === 'unknown') {
      writeLayer(state, {
        kind: 'opaque',
        path: directory === undefined ? to : path,
        span: command.span,
        says: found.says,
      });
    }
    if (move && command.runs === 'always') writeLayer(state, { kind: 'removed', path: source });
  }
}

/** A path with `*` or `?` in its last part becomes the paths that match; undefined if that cannot be told. */
function expandGlob(state: StageState, command: ExecutedCommand, argument: Argument): readonly (string | undefined)[] {
  const path = pathOf(command, argument.value);
  if (path === undefined) return [undefined];
  if (!/[*?[]/.test(path)) return [path];
  const slash = path.lastIndexOf('/');
  const directory = path.slice(0, slash) || '/';
  if (/[*?[]/.test(directory)) return [undefined];
  const listing = listDirectory(state.files, directory);
  const paths: (string | undefined)[] = listing.names
    .filter(globMatcher(path.slice(slash + 1)))
    .map((name) => resolvePath(directory, name));
  return listing.complete ? paths : [...paths, undefined];
}

const effects: Readonly<Record<string, Effect>> = {
  mkdir: (state, command, paths) => {
    for (const argument of paths) {
      const path = pathOf(command, argument.value);
      if (path !== undefined) {
        writeLayer(state, { kind: 'entry', path, entry: { kind: 'directory', span: command.span, executable: true } });
      }
    }
  },
  touch: (state, command, paths) => {
    for (const argument of paths) {
      const path = pathOf(command, argument.value);
      if (path !== undefined && lookUp(state.files, path).state === 'absent')
        writeFile(state, command, known(path), { executable: false });
    }
  },
  cp: (state, command, paths) => copyWords(state, command, paths, false),
  mv: (state, command, paths) => copyWords(state, command, paths, true),
  install: (state, command, paths) => {
    if (command.argv.some((argument) => ['-d', '--directory'].includes(valueOf(argument.value) ?? ''))) {
      effects['mkdir']?.(state, command, paths);
      return;
    }
    const mode = option(command, '-m', '--mode');
    copyWords(
      state,
      command,
      paths,
      false,
      mode ? (isSettled(mode) ? (grantsExecution(mode.value) ?? true) : undefined) : true,
    );
  },
  ln: (state, command, paths) => {
    const [target, link] = paths;
    const from = target && pathOf(command, target.value);
    if (!target || from === undefined) return;
    const place = link ? pathOf(command, link.value) : pathOf(command, known(baseName(from)));
    if (place === undefined) return;
    const path = isDirectory(state.files, place) === true ? resolvePath(place, baseName(from)) : place;
    const raw = valueOf(target.value) ?? from;
    const absoluteTarget = raw.startsWith('/') ? from : resolvePath(path.slice(0, path.lastIndexOf('/')) || '/', raw);
    writeLayer(state, {
      kind: 'entry',
      path,
      entry: { kind: 'link', target: absoluteTarget, span: command.span, executable: undefined },
    });
  },
  rm: (state, command, paths) => {
    if (command.runs !== 'always') return;
    for (const argument of paths) {
      for (const path of expandGlob(state, command, argument))
        if (path !== undefined && path !== '/') writeLayer(state, { kind: 'removed', path });
    }
  },
  rmdir: (state, command, paths) => effects['rm']?.(state, command, paths),
  chmod: (state, command, paths) => {
    // A mode such as -x looks like an option.
    const words = command.argv.slice(1).filter((argument) => !/^-[Rvcf]+$|^--/.test(valueOf(argument.value) ?? ''));
    const [mode, ...files] = words;
    void paths;
    const value = mode && valueOf(mode.value);
    const executable = value === undefined ? undefined : grantsExecution(value);
    for (const argument of files) {
      for (const path of expandGlob(state, command, argument)) {
        if (path !== undefined)
          changeEntry(state, path, (entry) => ({
            ...entry,
            executable: value === undefined ? undefined : (executable ?? entry.executable),
          }));
      }
    }
  },
  chown: (state, command, paths) => {
    const [owner, ...files] = paths;
    const value = owner && valueOf(owner.value);
    if (value === undefined) return;
    for (const argument of files) {
      const path = pathOf(command, argument.value);
      if (path !== undefined) changeEntry(state, path, (entry) => ({ ...entry, owner: value }));
    }
  },
  strip: (state, command, paths) => markStripped(state, command, paths),
  upx: (state, command, paths) => markStripped(state, command, paths),
  curl: (state, command) => {
    const output = option(command, '-o', '--output');
    if (option(command, '--output-dir')) writeUnseen(state, command, '/', say`curl fetches files here`);
    else if (output) writeFile(state, command, output, { executable: false, downloaded: true });
    else if (command.argv.some((argument) => /^-[a-zA-Z]*[OJ]|^--remote-name/.test(valueOf(argument.value) ?? '')))
      downloadByName(state, command);
  },
  wget: (state, command) => {
    const output = option(command, '-O', '--output-document');
    if (output && valueOf(output) === '-') return;
    const prefix = option(command, '-P', '--directory-prefix');
    if (prefix) writeUnseen(state, command, '/', say`wget fetches files here`);
    if (output) writeFile(state, command, output, { executable: false, downloaded: true });
    else downloadByName(state, command);
  },
  tar: (state, command) => {
    const [, first] = command.argv;
    // What is created stands wherever -f says.
    if (/^(--create|-?[A-Za-z]*c)/.test((first && valueOf(first.value)) ?? ''))
      writeUnseen(state, command, '/', say`an archive is made here`);
    else opaqueDirectory(state, command, option(command, '-C', '--directory'), say`an archive is unpacked here`);
  },
  unzip: (state, command) => opaqueDirectory(state, command, option(command, '-d'), say`an archive is unpacked here`),
  git: (state, command) => {
    const verb = command.argv
      .slice(1)
      .map((argument) => valueOf(argument.value))
      .find((value) => value !== undefined && !value.startsWith('-'));
    if (verb === 'config' || verb === 'rev-parse' || verb === 'describe' || verb === 'log' || verb === 'status') return;
    const elsewhere = command.argv.slice(1).some((argument) => /^(\/|-C|\.\.)/.test(valueOf(argument.value) ?? '/'));
    if (elsewhere) writeUnseen(state, command, '/', say`git fetches files here`);
    opaqueDirectory(state, command, undefined, say`git fetches files here`);
    if (verb !== 'clone' && verb !== 'submodule' && verb !== 'worktree') return;
    // `git clone URL DIRECTORY`; what else is no option is marked as well, which does no harm.
    for (const argument of operands(command)) {
      const path = pathOf(command, argument.value);
      if (path === undefined || !/:\/\/|^git@/.test(valueOf(argument.value) ?? ''))
        writeLayer(state, { kind: 'opaque', path: path ?? '/', span: command.span, says: say`git fetches files here` });
    }
  },
  dpkg: (state, command) => packageFile(state, command),
  dos2unix: (state, command) => forgetTexts(state, command),
  sed: (state, command) => {
    if (command.argv.some((argument) => /^(-[A-Za-z]*i|--in-place)/.test(valueOf(argument.value) ?? '-i')))
      forgetTexts(state, command);
  },
  rpm: (state, command) => packageFile(state, command),
  gpg: (state, command) => {
    const output = option(command, '-o', '--output');
    if (output) writeFile(state, command, output, { executable: false });
  },
  find: (state, command) => {
    const words = command.argv.map((argument) => valueOf(argument.value));
    if (words.some((word) => word === undefined || /^-(exec|execdir|delete|ok|fprint)/.test(word)))
      beOpaque(state, command, say`what find does here is not followed`);
  },
};

/** `dpkg -i x.deb`, `rpm -i x.rpm` install what cannot be looked into; other calls only ask. */
function packageFile(state: StageState, command: ExecutedCommand): void {
  const changes = /^(-[A-Za-z]*[iUFxX]|--(install|unpack|extract|upgrade|root|instdir))/;
  if (command.argv.some((argument) => changes.test(valueOf(argument.value) ?? '')))
    beOpaque(state, command, say`what this package brings cannot be told`);
}

/** The files that a command names may hold another text afterwards, and another mode. */
function forgetTexts(state: StageState, command: ExecutedCommand): void {
  for (const argument of command.argv.slice(1)) {
    for (const path of expandGlob(state, command, argument)) {
      if (path === undefined) continue;
      changeEntry(state, path, ({ text: _, executable, ...entry }) => ({
        ...entry,
        executable: executable === true ? true : undefined,
      }));
    }
  }
}

function copyWords(
  state: StageState,
  command: ExecutedCommand,
  paths: readonly Argument[],
  move: boolean,
  mode?: boolean,
): void {
  const directory = option(command, '-t', '--target-directory');
  const target = directory ?? paths[paths.length - 1]?.value;
  const sources = directory ? paths : paths.slice(0, -1);
  if (target) transfer(state, command, sources, target, move, mode);
}

function changeEntry(state: StageState, path: string, change: (entry: FileEntry) => FileEntry): void {
  const found = lookUp(state.files, path);
  if (found.state !== 'entry' || found.entry.kind === 'directory') return;
  state.files = addLayer(state.files, { kind: 'entry', path: found.path, entry: change(found.entry) });
}

function markStripped(state: StageState, command: ExecutedCommand, paths: readonly Argument[]): void {
  const output = option(command, '-o');
  for (const argument of paths) {
    const path = pathOf(command, argument.value);
    if (path === undefined) continue;
    const found = lookUp(state.files, path);
    if (found.state !== 'entry' || found.entry.kind === 'directory') continue;
    const target = output ? pathOf(command, output) : found.path;
    if (target !== undefined)
      state.files = addLayer(state.files, { kind: 'entry', path: target, entry: { ...found.entry, stripped: true } });
  }
}

/** `curl -O URL`, `wget URL`: the file is called as the last part of the URL. */
function downloadByName(state: StageState, command: ExecutedCommand): void {
  for (const argument of command.argv.slice(1)) {
    const value = valueOf(argument.value);
    if (value === undefined) opaqueDirectory(state, command, undefined, say`what is fetched here cannot be told`);
    else if (/^(https?|ftp):\/\//.test(value)) {
      const name = baseName(value.split(/[?#]/)[0] ?? '');
      if (name) writeFile(state, command, known(name), { executable: false, downloaded: true });
    }
  }
}

function opaqueDirectory(
  state: StageState,
  command: ExecutedCommand,
  directory: Fact<string> | undefined,
  says: string,
): void {
  const path = directory ? pathOf(command, directory) : valueOf(command.workdir);
  writeLayer(state, { kind: 'opaque', path: path ?? '/', span: command.span, says });
  if (path === undefined || path === '/' || path.startsWith('/usr'))
    state.image = forgetAbsences(state.image, says, command.span);
}

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
  return computed;
}
