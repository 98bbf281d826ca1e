import data from './data/baseNames.json';
import type { ImageFacts } from './imageFacts';
import { words } from './words';

const commands: ReadonlySet<string> = new Set(words(data.commands));
const accounts: ReadonlySet<string> = new Set(words(data.accounts));

/**
 * Whether an image surely has no command of that name in /bin and the like: a small base image as it was published, and a name that
 * none of them knows. What releases to come may bring is no `app` and no `server`.
 */
export function lacksCommand(image: ImageFacts, name: string): boolean {
  return isSmallBase(image) && !commands.has(name);
}

/** Whether one of the small base images has a command of that name, in any release. */
export function isCommandOfBases(name: string): boolean {
  return commands.has(name);
}

/** As `lacksCommand`, for a user or group name in /etc/passwd and /etc/group, whichever release a floating tag stands for. */
export function lacksAccount(image: Pick<ImageFacts, 'family' | 'files' | 'installedPackages'>, name: string): boolean {
  return isSmallBase(image) && !accounts.has(name) && !name.startsWith('_') && !name.startsWith('systemd-');
}

/** What is said of its names was measured for these; packages bring names of their own. */
function isSmallBase({
  family,
  files,
  installedPackages,
}: Pick<ImageFacts, 'family' | 'files' | 'installedPackages'>): boolean {
  const isMeasured =
    family === 'alpine' || family === 'debian' || family === 'busybox' || family?.startsWith('distroless-') === true;
  // An image that is only presumed to be one of them may hold more.
  return isMeasured && files !== 'unknown' && (installedPackages === undefined || installedPackages.length === 0);
}
