import { evidence, isSettled, valueOf, type Evidence } from '../facts/fact';
import { say } from '../text/say';
import { baseName } from './copy';
import type { GoBuild, Step } from './buildModel';
import { lookUp } from './files';
import type { GoSettings } from './goSettings';
import type { StageState } from './stageState';

/** Users that Debian and Alpine bring (base-passwd; alpine-baselayout), none of them with a number from 1000 on but nobody. */
const systemUsers: ReadonlySet<string> = new Set(
  (
    'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats _apt nobody ' +
    'adm shutdown halt operator postmaster cron ftp sshd at squid xfs cyrus vpopmail ntp smmsp guest'
  ).split(' '),
);

/** The home of nobody, as the container runtime sets HOME (alpine-baselayout and base-passwd; seen in the images). */
const homeOfNobody: Readonly<Record<string, string>> = { alpine: '/', debian: '/nonexistent' };

/**
 * The folder that go cannot make its build cache in: a user without a home of its own, while GOCACHE, XDG_CACHE_HOME and
 * HOME are not set, is given `/` or a folder that is not there, and only root may write to the root of the golang images.
 * Measured with Go 1.19 and 1.26 on Debian and Alpine. Undefined if anything may give access.
 */
export function unwritableCache(
  state: StageState,
  { command, go }: GoBuild,
  settings: GoSettings,
):
  | { readonly certainty: 'known' | 'presumed'; readonly error: string; readonly because: readonly Evidence[] }
  | undefined {
  const { image, user } = state;
  if (!user.span || image.family !== 'golang' || image.configurationKnown === false) return undefined;
  if (!isSettled(user.name) || command.wrappers.length > 0) return undefined;
  if (['GOCACHE', 'XDG_CACHE_HOME', 'HOME'].some((name) => settings.entry(name) !== undefined)) return undefined;
  const home = homeOf(state, user.name.value.split(':')[0] ?? '');
  if (home === undefined || mayGiveAccess(state.steps)) return undefined;
  const cache = home === '/' ? '/.cache' : `${home}/.cache`;
  const refused = home === '/' ? cache : home;
  if ([refused, `${cache}/go-build`].some((path) => lookUp(state.files, path).state !== 'absent')) return undefined;
  return {
    certainty: user.name.certainty,
    error: `failed to initialize build cache at ${cache}/go-build: mkdir ${refused}: permission denied`,
    because: [
      evidence(user.span, say`commands run as ${user.name.value}, whose home is ${home}`),
      evidence(go.verbSpan, say`go wants to make its build cache in ${cache}`),
    ],
  };
}

function homeOf({ image, files }: StageState, name: string): string | undefined {
  // Who has been added may have the number, and be given a home.
  const users = valueOf(image.users);
  if (!users?.every((user) => systemUsers.has(user))) return undefined;
  const passwd = lookUp(files, '/etc/passwd');
  if (passwd.state !== 'unknown' || passwd.span !== undefined) return undefined;
  if (name === 'nobody' || name === '65534') return homeOfNobody[image.distribution ?? ''];
  const isFree = /^[1-9]\d{3,8}$/.test(name) && ['alpine', 'debian'].includes(image.distribution ?? '');
  return isFree ? '/' : undefined;
}

/** Commands that change who may write where, or who has which home. */
const grantingCommands: ReadonlySet<string> = new Set(['chmod', 'chown', 'chgrp', 'setfacl', 'usermod', 'install']);

/** Whether a command gives access to the root or a folder below it that need not be known, or a COPY changes the root. */
function mayGiveAccess(steps: readonly Step[]): boolean {
  return steps.some(({ copy, execution }) => {
    if (copy) return !isSettled(copy.destination) || copy.destination.value === '/';
    return (execution?.commands ?? []).some(({ argv }) => {
      const [name, ...words] = argv.map(({ value }) => valueOf(value));
      if (name === undefined || !grantingCommands.has(baseName(name))) return name === undefined;
      return (
        baseName(name) === 'usermod' ||
        words.some((word) => word === undefined || /^\/?[*.]*\/?$|^\/(?:\.cache|nonexistent)/.test(word))
      );
    });
  });
}
