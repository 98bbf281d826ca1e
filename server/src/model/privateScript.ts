import { isSettled, type Fact } from '../facts/fact';
import { restsOnArg } from './accounts';
import type { Dockerfile } from '../dockerfile/instruction';
import type { Stage } from './buildModel';
import type { FileEntry } from './files';

/** Whether a file that belongs to root surely cannot be read by the user of the image: one of mode 0700 or 0711. */
export function isPrivate(stage: Stage, { text }: Pick<Dockerfile, 'text'>, { readers, owner }: FileEntry): boolean {
  const { name, span } = stage.user;
  if (readers === undefined || owner === undefined || !span || restsOnArg(text, span, stage.environment)) return false;
  const [ownUser = '', ownGroup = 'root'] = owner.split(':');
  const [user = '', group] = settledName(name);
  if (!isRoot(ownUser) || user === '' || isRoot(user)) return false;
  if (stage.image.accounts?.some((account) => account.name === user && isRoot(account.uid))) return false;
  // A number without an entry in /etc/passwd has the group of root; a name may have it.
  return readers === 'owner' || (isRoot(ownGroup) && group !== undefined && group !== '' && !isRoot(group));
}

function settledName(name: Fact<string>): readonly string[] {
  return isSettled(name) && name.certainty === 'known' ? name.value.split(':') : [];
}

function isRoot(name: string): boolean {
  return name === 'root' || /^0+$/.test(name);
}
