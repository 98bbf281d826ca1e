import { isSettled } from '../facts/fact';
import type { Fact } from '../facts/fact';
import type { Account, ImageFacts } from './imageFacts';
import { ownValue } from '../text/ownValue';

/** What a call of adduser, useradd, addgroup or groupadd does to /etc/passwd and /etc/group. */
export interface AccountChange {
  readonly program: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly removedUsers: readonly string[];
  readonly removedGroups: readonly string[];
  /** The user with the number that the call gives; absent if it gives none. */
  readonly account?: Account;
  /** True if a word could not be read, so that other names may be meant. */
  readonly incomplete: boolean;
}

/** Options with a value of their own word: busybox adduser/addgroup, Debian's adduser and addgroup, shadow's useradd and groupadd. */
const valueOptions: Readonly<Record<string, ReadonlySet<string>>> = {
  adduser: new Set([
    '-h',
    '-g',
    '-s',
    '-G',
    '-u',
    '-k',
    '--home',
    '--shell',
    '--uid',
    '--gid',
    '--ingroup',
    '--gecos',
    '--comment',
    '--conf',
    '--firstuid',
    '--lastuid',
    '--firstgid',
    '--lastgid',
    '--add_extra_groups',
    '--home-dir',
    '-d',
    '-c',
  ]),
  addgroup: new Set(['-g', '--gid', '--conf', '--firstgid', '--lastgid']),
  useradd: new Set([
    '-b',
    '--base-dir',
    '-c',
    '--comment',
    '-d',
    '--home-dir',
    '--home',
    '-e',
    '--expiredate',
    '-f',
    '--inactive',
    '-g',
    '--gid',
    '-G',
    '--groups',
    '-k',
    '--skel',
    '-K',
    '--key',
    '-p',
    '--password',
    '-R',
    '--root',
    '-P',
    '--prefix',
    '-s',
    '--shell',
    '-u',
    '--uid',
    '-Z',
    '--selinux-user',
  ]),
  groupadd: new Set([
    '-g',
    '--gid',
    '-K',
    '--key',
    '-p',
    '--password',
    '-R',
    '--root',
    '-P',
    '--prefix',
    '-U',
    '--users',
  ]),
  deluser: new Set(['--conf', '--backup-to']),
  delgroup: new Set(['--conf']),
  userdel: new Set(['-R', '--root', '-P', '--prefix']),
  groupdel: new Set(['-R', '--root', '-P', '--prefix']),
};

/** Flags without a value that may be bundled with one that has: `-DHu 1000`, `-rMs /bin/false`. */
const bundledFlags = /^-[A-Za-z]{2,}$/;

/** With these options a new user gets no group of the same name. (-g is the comment in busybox, -G lists further groups in shadow.) */
const noOwnGroup: Readonly<Record<string, ReadonlySet<string>>> = {
  adduser: new Set(['-G', '-S', '--ingroup', '--gid', '--system']),
  useradd: new Set(['-N', '--no-user-group', '-g', '--gid']),
};

/**
 * Reads a call of a program that changes accounts; undefined if it is none.
 *
 * Busybox `adduser NAME` makes a group NAME unless -G names another one or -S asks for a system user (group nogroup), and `adduser NAME GROUP` only joins. Debian's
 * adduser makes a group NAME, but none for --system without --group, nor with --ingroup or --gid. `useradd`
 * makes a group NAME unless -g or -N. In doubt the group is taken to exist, so that no finding rests on it.
 */
export function parseAccountChange(argv: readonly (string | undefined)[]): AccountChange | undefined {
  const program = argv[0]?.split('/').at(-1);
  const takesValue = program === undefined ? undefined : ownValue(valueOptions, program);
  if (program === undefined || takesValue === undefined) return undefined;

  const names: (string | undefined)[] = [];
  const options = new Set<string>();
  const values = new Map<string, string | undefined>();
  let incomplete = false;
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index];
    if (word === undefined) {
      incomplete = true;
      names.push(undefined);
    } else if (word.startsWith('-') && word !== '-' && word !== '--') {
      const [option = word] = word.split('=', 1);
      options.add(option);
      const letter = bundledFlags.test(option) ? `-${option.at(-1) ?? ''}` : option;
      if (word.includes('=')) values.set(option, word.slice(option.length + 1));
      else if (wantsNextWord(takesValue, option)) values.set(letter, argv[(index += 1)]);
      if (bundledFlags.test(option)) for (const letter of option.slice(1)) options.add(`-${letter}`);
    } else if (word !== '--') {
      names.push(word);
    }
  }
  const change = changeOf(program, names, options, incomplete);
  const account = change.users[0] === undefined ? undefined : accountOf(change.users[0], options, values);
  return account ? { ...change, account } : change;
}

/** Where entries go elsewhere, or defaults come from elsewhere, the options say nothing of the home. */
const elsewhere = ['-R', '--root', '-P', '--prefix', '-K', '--key', '--conf', '-b', '--base-dir', '--system'];

/** useradd(8), adduser(8) and busybox's adduser agree on /home/NAME for the home, whether they make it or not. */
function accountOf(
  name: string,
  options: ReadonlySet<string>,
  values: ReadonlyMap<string, string | undefined>,
): Account | undefined {
  const uid = values.get('-u') ?? values.get('--uid');
  if (uid === undefined || !/^\d+$/.test(uid)) return undefined;
  const given = ['-h', '-d', '--home', '--home-dir'].find((option) => values.has(option));
  const home = given === undefined ? `/home/${name}` : values.get(given);
  const isPlain = home?.startsWith('/') === true && !elsewhere.some((option) => options.has(option));
  return { name, uid, home: isPlain ? home : undefined };
}

/** `-u`, and `-Hu` too: in a bundle only the last letter can take the next word. */
function wantsNextWord(takesValue: ReadonlySet<string>, option: string): boolean {
  if (takesValue.has(option)) return true;
  return bundledFlags.test(option) && takesValue.has(`-${option.at(-1) ?? ''}`);
}

function changeOf(
  program: string,
  names: readonly (string | undefined)[],
  options: ReadonlySet<string>,
  incomplete: boolean,
): AccountChange {
  const nothing: AccountChange = { program, users: [], groups: [], removedUsers: [], removedGroups: [], incomplete };
  const first = names[0] === undefined ? [] : [names[0]];
  const hasOwnGroup = ![...options].some((option) => ownValue(noOwnGroup, program)?.has(option) === true);
  switch (program) {
    case 'addgroup':
      // `addgroup USER GROUP` adds a member and makes nothing.
      return names.length > 1 ? nothing : { ...nothing, groups: first };
    case 'groupadd':
      return { ...nothing, groups: first };
    case 'adduser':
      if (names.length > 1) return nothing;
      if (options.has('--group') && !options.has('--system')) return { ...nothing, groups: first };
      return { ...nothing, users: first, groups: hasOwnGroup || options.has('--group') ? first : [] };
    case 'useradd':
      return {
        ...nothing,
        users: first,
        groups: hasOwnGroup || options.has('-U') || options.has('--user-group') ? first : [],
      };
    case 'deluser':
    case 'userdel':
      return names.length > 1 ? nothing : { ...nothing, removedUsers: first };
    default:
      return { ...nothing, removedGroups: first };
  }
}

/**
 * Reads lines as `echo 'app:x:1000:1000::/:/bin/false' >> /etc/passwd` writes them: the names of what looks like
 * entries of passwd or group. `file` is the file written to; undefined for other files.
 */
export function parseAccountLines(text: string, file: string): Pick<AccountChange, 'users' | 'groups'> | undefined {
  const entries = text
    .split(/\n|\\n/)
    .map((line) => /^([^:\s]+):[^:]*:\d+:/.exec(line.trim())?.[1])
    .filter((name) => name !== undefined);
  if (file === '/etc/passwd') return { users: entries, groups: [] };
  return file === '/etc/group' ? { users: [], groups: entries } : undefined;
}

/** The image after the accounts have changed. Unknown lists stay unknown. */
export function applyAccountChange(
  facts: ImageFacts,
  change: Omit<AccountChange, 'program' | 'incomplete'>,
): ImageFacts {
  const { account, users, removedUsers } = change;
  const kept = facts.accounts?.filter(({ name }) => !users.includes(name) && !removedUsers.includes(name)) ?? [];
  return {
    ...facts,
    ...((account ?? facts.accounts) && { accounts: account ? [...kept, account] : kept }),
    users: changeList(facts.users, change.users, change.removedUsers),
    groups: changeList(facts.groups, change.groups, change.removedGroups),
  };
}

function changeList(
  fact: Fact<readonly string[]>,
  added: readonly string[],
  removed: readonly string[],
): Fact<readonly string[]> {
  if (!isSettled(fact)) return fact;
  const kept = fact.value.filter((name) => !removed.includes(name));
  return { ...fact, value: [...kept, ...added.filter((name) => !kept.includes(name))] };
}

/**
 * Whether the image has the program that a call names: `useradd` is not found on Alpine, `adduser` not on Debian 13.
 * Undefined if the image's programs are not known.
 */
export function hasAccountProgram(facts: ImageFacts, program: string): boolean | undefined {
  return isSettled(facts.tools) ? facts.tools.value.has(program) : undefined;
}
