import { isSettled, type Fact, type Settled } from '../facts/fact';
import { lacksAccount } from '../images/baseNames';
import type { ImageFacts } from '../images/imageFacts';
import type { Span } from '../text/span';
import type { EnvironmentEntry } from './buildModel';
import { lookUp, type Files } from './files';

/** A user or group by name that /etc/passwd or /etc/group surely does not hold. */
export interface MissingAccount {
  readonly name: string;
  readonly file: 'passwd' | 'group';
  /** That of what the image's accounts are known from. */
  readonly certainty: 'known' | 'presumed';
}

/** What a stage holds at some point: the facts that accounts are looked up in. */
interface Accounts {
  readonly files: Files;
  readonly image: Pick<ImageFacts, 'users' | 'groups' | 'family' | 'files' | 'installedPackages'>;
}

/**
 * The first name in `user[:group]`, as USER and --chown take it, that has no entry; undefined if there is none or that
 * cannot be told. Numbers need no entry.
 */
export function missingAccount(stage: Accounts, owner: string): MissingAccount | undefined {
  const [user = '', group] = owner.split(':');
  const { users, groups } = stage.image;
  const certaintyOf = (names: Settled<readonly string[]>, name: string): Settled<unknown>['certainty'] =>
    lacksAccount(stage.image, name) ? 'known' : names.certainty;
  if (isSettled(users) && isMissingName(stage, user, users, '/etc/passwd'))
    return { name: user, file: 'passwd', certainty: certaintyOf(users, user) };
  if (group !== undefined && isSettled(groups) && isMissingName(stage, group, groups, '/etc/group'))
    return { name: group, file: 'group', certainty: certaintyOf(groups, group) };
  return undefined;
}

/** What the container runtime says of it (moby: daemon/oci_linux.go, getUser). */
export function missingAccountError({ name, file }: MissingAccount): string {
  const kind = file === 'passwd' ? 'user' : 'group';
  return `unable to find ${kind} ${name}: no matching entries in ${file} file`;
}

/** Whether what is written there takes its value from an ARG, which `--build-arg` may change. */
export function restsOnArg(text: string, span: Span, environment: ReadonlyMap<string, EnvironmentEntry>): boolean {
  const names = text.slice(span.start, span.end).matchAll(/\$\{?(\w+)/g);
  return [...names].some(([, name = '']) => environment.get(name)?.source === 'ARG');
}

/** Whether a user or group name surely is in no entry of the stage's passwd or group file. */
function isMissingName(
  stage: Pick<Accounts, 'files'>,
  name: string,
  names: Fact<readonly string[]>,
  file: string,
): boolean {
  if (name === '' || /^\d+$/.test(name) || !isSettled(names) || names.value.includes(name)) return false;
  const found = lookUp(stage.files, file);
  if (found.state === 'absent') return true;
  // The base image's own file is in `names`; one that the Dockerfile put there has to be read.
  if (found.state === 'unknown') return found.span === undefined;
  if (found.entry.text === undefined) return false;
  return !found.entry.text.split('\n').some((line) => line.startsWith(`${name}:`));
}
