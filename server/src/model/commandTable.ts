import { isSettled, known, valueOf } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import {
  beOpaque,
  changeEntry,
  copyWords,
  downloadByName,
  expandGlob,
  forgetTexts,
  markStripped,
  opaqueDirectory,
  writeFile,
  writeUnseen,
} from './commandFiles';
import { operands, option, pathOf } from './commandWords';
import { baseName, grantsExecution } from './copy';
import { isDirectory, lookUp, resolvePath, type FileEntry } from './files';
import { writeLayer, type StageState } from './stageState';

/** Commands that neither write files that matter here nor install anything. */
export const harmless = new Set(
  (
    'true false : test [ [[ ls cat echo printf date env id whoami uname sleep which command type pwd stat file ldd readelf objdump nm ' +
    'grep egrep fgrep awk head tail sort uniq wc cut tr md5sum sha1sum sha256sum sha512sum du df ps tree exit return set unset export local ' +
    'update-ca-certificates locale-gen ldconfig git-config ssh-keyscan setcap sync hostname nproc getconf basename dirname ' +
    'realpath readlink tee diff cmp golangci-lint staticcheck govulncheck gofmt goimports hadolint shift trap umask ulimit wait kill ' +
    'apk apt apt-get apt-cache dnf yum microdnf zypper tdnf seq expr yes mktemp'
  ).split(' '),
);

type Effect = (state: StageState, command: ExecutedCommand, operands: readonly Argument[]) => void;

/** What file commands and their like do, by name. */
export const effects: Readonly<Record<string, Effect>> = {
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
      entry: {
        kind: 'link',
        target: absoluteTarget,
        ...(!raw.startsWith('/') && { relativeTarget: raw }),
        span: command.span,
        executable: undefined,
      },
    });
  },
  // `--install LINK NAME PATH PRIORITY`, `--slave LINK NAME PATH`: the link leads to the path through /etc/alternatives.
  'update-alternatives': (state, command) => {
    command.argv.forEach(({ value }, index) => {
      if (valueOf(value) !== '--install' && valueOf(value) !== '--slave') return;
      const [link, , target] = command.argv.slice(index + 1).map((word) => pathOf(command, word.value));
      if (link === undefined || target === undefined) return;
      const entry: FileEntry = { kind: 'link', target, span: command.span, executable: undefined };
      writeLayer(state, { kind: 'entry', path: link, entry });
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
