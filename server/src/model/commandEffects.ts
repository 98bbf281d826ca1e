import { evidence, isSettled, unknown, valueOf } from '../facts/fact';
import type { ImageFacts } from '../images/imageFacts';
import { parseInstall } from '../images/packageCommands';
import { applyPackageCommand } from '../images/packages';
import { applyAccountChange, parseAccountChange } from '../images/users';
import type { ExecutedCommand } from '../shell/execution';
import { ownValue } from '../text/ownValue';
import { say } from '../text/say';
import { beOpaque, forgetTexts, writeUnseen } from './commandFiles';
import { effects, harmless } from './commandTable';
import { changePerhaps } from './fileCommands';
import { commandName, operands, option, pathOf } from './commandWords';
import { suspectGoEnvironment } from './goEnvironment';
import { applyRedirects } from './redirects';
import { forgetAbsences, type StageState } from './stageState';

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
    if (install.action === 'install' || install.action === 'unread')
      writeUnseen(state, command, '/opt', say`packages may put files here`);
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
  const effect = ownValue(effects, name);
  if (effect) effect(state, command, operands(command));
  else if (!harmless.has(name) || hidesCommand(command)) {
    suspectGoEnvironment(state, command);
    forgetTexts(state, command);
    beOpaque(state, command, say`what ${name} does cannot be read`, 'unread');
    // `find … | xargs chmod +x`
    if (command.argv.some(({ value }) => valueOf(value) === 'chmod')) changePerhaps(state, command, '/');
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
