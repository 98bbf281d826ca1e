import { ownValue } from '../text/ownValue';
/** A package that an instruction installs or removes. */
export interface PackageArgument {
  /** Without version, architecture and release: `gcc` of `gcc=12.2`, `gcc~12`, `gcc:arm64`. */
  readonly name: string;
  /** As written. */
  readonly text: string;
  /** Debian architecture of `libc6-dev:arm64`. */
  readonly architecture: string | undefined;
  /** `.build-deps` of `apk add --virtual .build-deps gcc`. */
  readonly virtual: string | undefined;
}

export type PackageManager = 'apk' | 'apt' | 'dnf' | 'zypper' | 'tdnf' | 'xx-apk' | 'xx-apt';

export interface PackageCommand {
  readonly manager: PackageManager;
  /** `other` installs and removes nothing; what an `unread` call does is not known. */
  readonly action: 'install' | 'remove' | 'other' | 'unread';
  readonly packages: readonly PackageArgument[];
  /** Whether recommended packages are installed too: apt without `--no-install-recommends`. */
  readonly recommended: boolean;
  /** Whether a removal takes along what nothing needs any more. */
  readonly dependencies: boolean;
  /** True if a word could not be read, so that more packages may hide in it. */
  readonly incomplete: boolean;
}

const managers: Readonly<Record<string, PackageManager>> = {
  apk: 'apk',
  apt: 'apt',
  'apt-get': 'apt',
  aptitude: 'apt',
  dnf: 'dnf',
  dnf5: 'dnf',
  microdnf: 'dnf',
  yum: 'dnf',
  tdnf: 'tdnf',
  zypper: 'zypper',
  'xx-apk': 'xx-apk',
  'xx-apt': 'xx-apt',
  'xx-apt-get': 'xx-apt',
};

const installVerbs: ReadonlySet<string> = new Set([
  'add',
  'install',
  'in',
  'reinstall',
  'localinstall',
  'groupinstall',
  'build-dep',
]);
const removeVerbs: ReadonlySet<string> = new Set(['del', 'remove', 'rm', 'purge', 'autoremove', 'erase']);

/** Programs that take along what nothing needs any more when they remove; yum did not before it was dnf. */
const takesDependencies: ReadonlySet<string> = new Set(['apk', 'xx-apk', 'dnf', 'dnf5']);

/** Verbs with another one behind them: what a group or a module brings is in no table. */
const groupVerbs: ReadonlySet<string> = new Set(['group', 'groups', 'module', 'environment']);

/** Verbs whose names are not those of the packages that come. */
const collectiveVerbs: ReadonlySet<string> = new Set(['groupinstall', 'build-dep']);

/** Verbs that install nothing new: of apk, apt, dnf and zypper, with their short forms. */
const harmlessVerbs: ReadonlySet<string> = new Set([
  ...['update', 'upgrade', 'up', 'clean', 'info', 'list', 'search', 'show', 'help', 'version', 'verify', 'check'],
  ...['audit', 'cache', 'dot', 'fetch', 'fix', 'index', 'manifest', 'policy', 'stats'],
  ...['dist-upgrade', 'full-upgrade', 'safe-upgrade', 'autoclean', 'auto-clean', 'distclean', 'download', 'source'],
  ...['changelog', 'depends', 'rdepends', 'edit-sources', 'indextargets', 'hold', 'unhold', 'mark', 'markauto'],
  ...['check-update', 'check-upgrade', 'update-minimal', 'upgrade-minimal', 'distro-sync', 'dsync', 'downgrade'],
  ...['makecache', 'repolist', 'repoinfo', 'repoquery', 'provides', 'whatprovides', 'deplist', 'updateinfo'],
  ...['advisory', 'config-manager', 'copr', 'versionlock', 'needs-restarting', 'leaves', 'reposync', 'repo'],
  ...['grouplist', 'groupinfo', 'groupremove', 'summary', 'enable', 'disable', 'reset'],
  ...['refresh', 'ref', 'refresh-services', 'refs', 'patch', 'patch-check', 'pchk', 'dup', 'repos', 'lr', 'addrepo'],
  ...['ar', 'removerepo', 'rr', 'modifyrepo', 'mr', 'renamerepo', 'nr', 'cc', 'se', 'if', 'what-provides', 'wp'],
  ...['packages', 'pa', 'patterns', 'pt', 'patches', 'pch', 'list-patches', 'lp', 'list-updates', 'lu', 'locks', 'll'],
  ...['addlock', 'al', 'removelock', 'rl', 'ps', 'services', 'ls'],
]);

/** Options whose value is the next word (apk-add(8), apt-get(8), dnf(8), zypper(8)). */
const valueOptions: Readonly<Record<PackageManager, ReadonlySet<string>>> = {
  apk: new Set([
    '-t',
    '--virtual',
    '-X',
    '--repository',
    '-p',
    '--root',
    '--repositories-file',
    '--keys-dir',
    '--arch',
    '--cache-dir',
    '--cache-max-age',
    '--wait',
    '--progress-fd',
    '--timeout',
  ]),
  apt: new Set([
    '-o',
    '--option',
    '-t',
    '--target-release',
    '--default-release',
    '-c',
    '--config-file',
    '-a',
    '--host-architecture',
  ]),
  dnf: new Set([
    '-c',
    '--config',
    '-x',
    '--exclude',
    '--enablerepo',
    '--disablerepo',
    '--repo',
    '--repoid',
    '--installroot',
    '--releasever',
    '--setopt',
    '-d',
    '-e',
    '--forcearch',
  ]),
  tdnf: new Set([
    '-c',
    '--config',
    '-x',
    '--exclude',
    '--enablerepo',
    '--disablerepo',
    '--repo',
    '--installroot',
    '--releasever',
    '--setopt',
  ]),
  zypper: new Set([
    '-R',
    '--root',
    '-c',
    '--config',
    '-C',
    '--cache-dir',
    '-r',
    '--repo',
    '--from',
    '-t',
    '--type',
    '--name',
  ]),
  'xx-apk': new Set(['-t', '--virtual', '-X', '--repository']),
  'xx-apt': new Set(['-o', '--option', '-t', '--target-release']),
};

/** Options that make the packages go elsewhere than into this image's own file system. */
const otherRoot: ReadonlySet<string> = new Set(['-p', '--root', '--installroot', '-R']);

/**
 * Reads a call of a package manager. Undefined if the program is none. An argument that is undefined could not be read.
 */
export function parseInstall(argv: readonly (string | undefined)[]): PackageCommand | undefined {
  const program = argv[0]?.split('/').at(-1);
  const manager = program === undefined ? undefined : ownValue(managers, program);
  if (manager === undefined) return undefined;

  const takesValue = valueOptions[manager];
  const isApk = manager === 'apk' || manager === 'xx-apk';
  let verb: string | undefined;
  let virtual: string | undefined;
  let incomplete = false;
  let elsewhere = false;
  let recommended = manager === 'apt' || manager === 'xx-apt';
  let dependencies = takesDependencies.has(program ?? '');
  const names: string[] = [];
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index];
    if (word === undefined) {
      incomplete = true;
      continue;
    }
    if (word.startsWith('-') && word !== '-') {
      const [option = word, attached] = word.split('=', 2);
      const hasValue = takesValue.has(option);
      if (otherRoot.has(option)) elsewhere = true;
      if (
        option === '--no-install-recommends' ||
        /Install-Recommends=(?:0|false|no)/i.test(`${word} ${argv[index + 1] ?? ''}`)
      )
        recommended = false;
      if (option === '--auto-remove' || option === '--autoremove' || option === '--clean-deps') dependencies = true;
      const value = attached ?? (hasValue ? argv[index + 1] : undefined);
      if (isApk && (option === '-t' || option === '--virtual')) virtual = value;
      if (hasValue && attached === undefined) index += 1;
      continue;
    }
    if (verb === undefined) verb = word;
    else names.push(word);
  }
  const isGroup = verb !== undefined && groupVerbs.has(verb);
  if (isGroup) verb = names.shift();
  const action = elsewhere ? 'other' : actionOf(verb, incomplete);
  const packagesUnnamed = isGroup || (verb !== undefined && collectiveVerbs.has(verb));
  if (action === 'other' || action === 'unread' || packagesUnnamed) {
    return {
      manager,
      action: isGroup && action === 'remove' ? 'other' : action,
      packages: [],
      recommended,
      dependencies,
      incomplete: incomplete || (packagesUnnamed && action === 'install'),
    };
  }
  const packages = names.map((text) => packageArgument(manager, text, virtual));
  // `dnf install @development`: a group.
  const hasGroup = action === 'install' && names.some((name) => name.startsWith('@'));
  return {
    manager,
    action,
    packages,
    recommended,
    dependencies: dependencies || verb === 'autoremove',
    incomplete: incomplete || hasGroup,
  };
}

function actionOf(verb: string | undefined, incomplete: boolean): PackageCommand['action'] {
  if (verb === undefined) return incomplete ? 'unread' : 'other';
  if (installVerbs.has(verb)) return 'install';
  if (removeVerbs.has(verb)) return 'remove';
  return harmlessVerbs.has(verb) ? 'other' : 'unread';
}

function packageArgument(manager: PackageManager, text: string, virtual: string | undefined): PackageArgument {
  if (manager === 'apt' || manager === 'xx-apt') {
    const [named = text] = text.split(/[=/]/, 1);
    const [name = named, architecture] = named.split(':', 2);
    return { name, text, architecture, virtual };
  }
  // apk: name=1, name~1, name>1, name@repository; cmd:name is the package with that command, mostly called so.
  const [full = text] = text.split(/[=<>~@]/, 1);
  const name = manager === 'apk' ? full.replace(/^cmd:/, '') : full;
  return { name, text, architecture: undefined, virtual };
}
