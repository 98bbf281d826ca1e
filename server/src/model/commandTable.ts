import { isSettled, known, valueOf } from '../facts/fact';
import type { Argument, ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import {
  beOpaque,
  downloadByName,
  expandGlob,
  forgetTexts,
  markStripped,
  opaqueDirectory,
  writeFile,
  writeUnseen,
} from './commandFiles';
import { hasOption, operands, option, pathOf } from './commandWords';
import { changeModes, changePerhaps, changeOwners, installedMode, linkFiles, placeFiles } from './fileCommands';
import { afterMode } from './fileModes';
import { lookUp, type FileEntry } from './files';
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
      if (path === undefined) continue;
      const mode = option(command, '-m', '--mode');
      const execution = mode && isSettled(mode) ? afterMode({ executable: true }, mode.value) : { executable: true };
      writeLayer(state, { kind: 'entry', path, entry: { kind: 'directory', span: command.span, ...execution } });
    }
  },
  touch: (state, command, paths) => {
    for (const argument of paths) {
      const path = pathOf(command, argument.value);
      if (path !== undefined && lookUp(state.files, path).state === 'absent')
        writeFile(state, command, known(path), { executable: false });
    }
  },
  cp: (state, command, paths) => placeFiles(state, command, paths, {}),
  mv: (state, command, paths) => placeFiles(state, command, paths, { moves: true }),
  install: (state, command, paths) => {
    if (hasOption(command, 'd', '--directory')) effects['mkdir']?.(state, command, paths);
    else placeFiles(state, command, paths, { mode: installedMode(command) });
  },
  ln: linkFiles,
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
  chmod: changeModes,
  chown: changeOwners,
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
    if (!words.some((word) => word === undefined || /^-(exec|execdir|delete|ok|fprint)/.test(word))) return;
    beOpaque(state, command, say`what find does here is not followed`);
    const roots = command.argv.slice(1, 1 + words.slice(1).findIndex((word) => word?.startsWith('-')));
    if (!words.includes('chmod')) return;
    for (const root of roots.length > 0 ? roots.map(({ value }) => value) : [known('.')]) {
      changePerhaps(state, command, pathOf(command, root) ?? '/');
    }
  },
};

/** `dpkg -i x.deb`, `rpm -i x.rpm` install what cannot be looked into; other calls only ask. */
function packageFile(state: StageState, command: ExecutedCommand): void {
  const changes = /^(-[A-Za-z]*[iUFxX]|--(install|unpack|extract|upgrade|root|instdir))/;
  if (command.argv.some((argument) => changes.test(valueOf(argument.value) ?? '')))
    beOpaque(state, command, say`what this package brings cannot be told`);
}
