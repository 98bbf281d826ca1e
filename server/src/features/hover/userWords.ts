import { isSettled } from '../../facts/fact';
import { missingAccount, missingAccountError } from '../../model/accounts';
import type { Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { code } from './card';

/** `root`, or the name or number as code. */
export function userWords(user: string): string {
  const [name = ''] = user.split(':');
  return ['', '0', 'root'].includes(name) ? 'root' : code(user);
}

/** Who a user, perhaps with a group, is in a stage, and whether it has an entry in /etc/passwd. Lines of Markdown. */
export function describeUser(stage: Pick<Step, 'image' | 'files'>, user: string): readonly string[] {
  const [name = ''] = user.split(':');
  const missing = missingAccount(stage, user);
  if (missing) {
    const name = code(missing.name);
    const error = code(missingAccountError(missing));
    const isUser = missing.file === 'passwd';
    if (missing.certainty === 'presumed')
      return [
        isUser
          ? say`Presumably no user ${name} is in the image: ${error}`
          : say`Presumably no group ${name} is in the image: ${error}`,
      ];
    return [isUser ? say`No user ${name} is in the image: ${error}` : say`No group ${name} is in the image: ${error}`];
  }
  const { users } = stage.image;
  const account = stage.image.accounts?.find((each) => each.name === name || each.uid === name);
  const isNumber = /^\d+$/.test(name);
  return [
    name === 'root' || name === '0'
      ? say`The superuser, number 0`
      : account
        ? account.home === undefined
          ? say`The user ${code(account.name)} with the number ${account.uid}, made by this Dockerfile`
          : say`The user ${code(account.name)} with the number ${account.uid}, home ${code(account.home)}, made by this Dockerfile`
        : isNumber
          ? say`A number: it needs no entry in /etc/passwd`
          : isSettled(users) && users.value.includes(name)
            ? users.certainty === 'presumed'
              ? say`The user ${code(name)} is presumably in /etc/passwd of the image`
              : say`The user ${code(name)} is in /etc/passwd of the image`
            : say`Whether ${code(name)} is in /etc/passwd is not known`,
  ];
}
