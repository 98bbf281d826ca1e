import { isSettled } from '../../facts/fact';
import { missingAccount, missingAccountError } from '../../model/accounts';
import type { Step } from '../../model/buildModel';
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
    const likely = missing.certainty === 'presumed' ? 'Presumably no' : 'No';
    const file = missing.file === 'passwd' ? 'user' : 'group';
    return [`${likely} ${file} ${code(missing.name)} is in the image: ${code(missingAccountError(missing))}`];
  }
  const { users } = stage.image;
  const account = stage.image.accounts?.find((each) => each.name === name || each.uid === name);
  const isNumber = /^\d+$/.test(name);
  return [
    name === 'root' || name === '0'
      ? 'The superuser, number 0'
      : account
        ? `The user ${code(account.name)} with the number ${account.uid}${account.home === undefined ? '' : `, home ${code(account.home)}`}, made by this Dockerfile`
        : isNumber
          ? 'A number: it needs no entry in /etc/passwd'
          : isSettled(users) && users.value.includes(name)
            ? `The user ${code(name)} is ${users.certainty === 'presumed' ? 'presumably ' : ''}in /etc/passwd of the image`
            : `Whether ${code(name)} is in /etc/passwd is not known`,
  ];
}
