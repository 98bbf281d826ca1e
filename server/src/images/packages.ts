import { evidence, isSettled, known, unknown } from '../facts/fact';
import type { Fact } from '../facts/fact';
import { say } from '../text/say';
import { atMostPresumed, settled } from './facts';
import type { CCompiler, ImageFacts, LibcKind } from './imageFacts';
import type { PackageArgument, PackageCommand, PackageManager } from './packageCommands';
import { removePackages } from './packageRemoval';
import { closureOf, packageManagerOf, rowOf, rowsByManager, rowsFor } from './packageTable';
import type { PackageRow } from './packageTable';
import { words } from './words';

/** The image after a call of its package manager, as `parseInstall` reads it. */
export function applyPackageCommand(facts: ImageFacts, command: PackageCommand): ImageFacts {
  const image = presumeDistribution(facts, command.manager);
  switch (command.action) {
    case 'install': {
      const installed = installPackages(image, command.packages, {
        manager: command.manager,
        recommended: command.recommended,
      });
      return command.incomplete ? forgetAbsence(installed) : installed;
    }
    case 'remove':
      return removePackages(image, command.packages, { manager: command.manager, dependencies: command.dependencies });
    case 'other':
      return image;
    case 'unread':
      return forgetAbsence(image);
  }
}

/** Distributions by package manager, for images that the catalogue does not know: who runs apk is on Alpine. */
const distributionOf: Readonly<Record<PackageManager, Pick<ImageFacts, 'distribution'> & { readonly libc: LibcKind }>> =
  {
    apk: { distribution: 'alpine', libc: 'musl' },
    'xx-apk': { distribution: 'alpine', libc: 'musl' },
    apt: { distribution: 'debian', libc: 'glibc' },
    'xx-apt': { distribution: 'debian', libc: 'glibc' },
    dnf: { distribution: 'rpm', libc: 'glibc' },
    tdnf: { distribution: 'rpm', libc: 'glibc' },
    zypper: { distribution: 'rpm', libc: 'glibc' },
  };

/** A foreign image, or golang by digest, tells its distribution by the package manager that its instructions call. */
function presumeDistribution(facts: ImageFacts, manager: PackageManager): ImageFacts {
  if (facts.distribution !== undefined || isSettled(facts.libc)) return facts;
  const { distribution, libc } = distributionOf[manager];
  const says = say`its instructions call ${manager}`;
  return { ...facts, distribution, libc: settled('presumed', { kind: libc, version: undefined }, says) };
}

export interface InstallOptions {
  readonly manager?: PackageManager;
  /** Whether recommended packages come too: apt's default, unless `--no-install-recommends`. */
  readonly recommended?: boolean;
}

/**
 * The image after packages have been installed. What a listed package brings is added with the certainty that the
 * image's facts have; a package that the table lacks may bring anything, so what was known to be absent is presumed.
 */
export function installPackages(
  facts: ImageFacts,
  packages: readonly (string | PackageArgument)[],
  options: InstallOptions = {},
): ImageFacts {
  const manager = options.manager ?? packageManagerOf(facts);
  const rows = manager === undefined ? undefined : rowsByManager[manager];
  if (rows === undefined) return facts;
  // A package for another architecture brings libraries that this image's programs do not load.
  const own = packages.filter((item) => typeof item === 'string' || item.architecture === undefined);
  const names = own.map((item) => (typeof item === 'string' ? item : item.name));
  const closure = closureOf(rows, names, options.recommended ?? manager === 'apt');
  const added = rowsFor(rows, closure);
  const strange = names.some((name) => rowOf(rows, name) === undefined);
  // A virtual package of apk goes with all that it brought.
  const staysStrange = own.some((item) =>
    typeof item === 'string'
      ? rowOf(rows, item) === undefined
      : item.virtual === undefined && rowOf(rows, item.name) === undefined,
  );
  const before = facts.beforePackages ?? facts;
  const virtual = virtualPackages(facts, packages);
  const withRows = added.reduce((image, row) => addRow(image, row), facts);
  const installedPackages = [...new Set([...(facts.installedPackages ?? []), ...names])];
  const everything = rowsFor(rows, closureOf(rows, installedPackages, options.recommended ?? manager === 'apt'));
  const image: ImageFacts = {
    ...withRows,
    installedPackages,
    beforePackages: staysStrange ? presumeAbsence(before, []) : before,
    ...(withRows.cCompilers !== undefined && { cCompilers: withCrossHeaders(withRows.cCompilers, everything) }),
    ...(virtual !== undefined && { virtualPackages: virtual }),
    // The libraries that packages depend on are not all listed.
    libraries: strange
      ? unknown('not-modelled', evidence(undefined, say`a package was installed that the table lacks`))
      : atMostPresumed(withRows.libraries, say`packages were installed`),
  };
  return strange ? presumeAbsence(image, names) : image;
}

function addRow(facts: ImageFacts, row: PackageRow): ImageFacts {
  const compilers = compilersOf(row, facts);
  const brings = compilers.has('gcc');
  const says = evidence(undefined, say`a package was installed that brings it`);
  return {
    ...facts,
    tools: addAll(facts.tools, words(row.tools ?? '')),
    libraries: addAll(facts.libraries, words(row.libraries ?? '')),
    compiler: brings
      ? known(true, says)
      : row.compilerUnknown === true && !(isSettled(facts.compiler) && facts.compiler.value)
        ? unknown('not-modelled', says)
        : facts.compiler,
    ...(compilers.size > 0 && { cCompilers: new Map([...(facts.cCompilers ?? []), ...compilers]) }),
    ...(row.headers === true && { libcHeaders: known(true, says) }),
    ...(row.caCertificates === true && { caCertificates: known(true, says) }),
    ...(row.timeZoneData === true && { timeZoneData: known(true, says) }),
    ...(row.users !== undefined && {
      users: addNames(facts.users, words(row.users)),
      groups: addNames(facts.groups, words(row.users)),
    }),
    ...(row.loader !== undefined && { otherLoaders: new Set([...(facts.otherLoaders ?? []), row.loader]) }),
    ...(row.go === true && {
      goVersion: unknown('not-modelled', evidence(undefined, say`Go comes from a package of the distribution`)),
    }),
    ...(words(row.tools ?? '').includes('bash') && { shells: addNames(facts.shells, ['/bin/bash']) }),
  };
}

function compilersOf(row: PackageRow, facts: ImageFacts): ReadonlyMap<string, CCompiler> {
  const own: CCompiler['libc'] = isSettled(facts.libc) && facts.libc.value.kind === 'musl' ? 'musl' : 'glibc';
  return new Map(
    words(row.compilers ?? '').map((entry) => {
      const [name = entry, libc, arch] = entry.split(':');
      const compiler: CCompiler = {
        language: name.endsWith('++') ? 'c++' : 'c',
        libc: libc === 'musl' || libc === 'glibc' || libc === 'other' ? libc : own,
        ...(arch !== undefined && { arch, headers: false }),
      };
      return [name, compiler] as const;
    }),
  );
}

/** Cross compilers have headers of their own; the package with them may be installed before or after. */
function withCrossHeaders(
  compilers: ReadonlyMap<string, CCompiler>,
  installed: readonly PackageRow[],
): ReadonlyMap<string, CCompiler> {
  const archs = new Set(installed.map((row) => row.crossHeaders).filter((arch) => arch !== undefined));
  return new Map(
    [...compilers].map(([name, compiler]) => [
      name,
      compiler.arch !== undefined && archs.has(compiler.arch) ? { ...compiler, headers: true } : compiler,
    ]),
  );
}

function addAll(fact: Fact<ReadonlySet<string>>, names: readonly string[]): Fact<ReadonlySet<string>> {
  if (!isSettled(fact) || names.length === 0) return fact;
  return { ...fact, value: new Set([...fact.value, ...names]) };
}

function addNames(fact: Fact<readonly string[]>, names: readonly string[]): Fact<readonly string[]> {
  return isSettled(fact) ? { ...fact, value: [...new Set([...fact.value, ...names])] } : fact;
}

function virtualPackages(
  facts: ImageFacts,
  packages: readonly (string | PackageArgument)[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const all = new Map<string, readonly string[]>(facts.virtualPackages ?? []);
  for (const item of packages) {
    if (typeof item === 'string' || item.virtual === undefined) continue;
    all.set(item.virtual, [...(all.get(item.virtual) ?? []), item.name]);
  }
  return all.size === 0 ? facts.virtualPackages : all;
}

/** After a package of unknown content: what was known to be absent may now be there. */
function presumeAbsence(facts: ImageFacts, names: readonly string[]): ImageFacts {
  const says = say`a package was installed that the table lacks`;
  const isFalse = (fact: Fact<boolean>): Fact<boolean> =>
    isSettled(fact) && !fact.value ? atMostPresumed(fact, says) : fact;
  const loaders = names.some((name) => /^(?:\S*\/)?glibc(?:-\d|$)/.test(name))
    ? new Set([...(facts.otherLoaders ?? []), 'glibc'])
    : facts.otherLoaders;
  return {
    ...facts,
    mayHaveOtherCompilers: true,
    compiler: isFalse(facts.compiler),
    caCertificates: isFalse(facts.caCertificates),
    timeZoneData: isFalse(facts.timeZoneData),
    tools: atMostPresumed(facts.tools, says),
    // bash-completion brings bash, and so do many.
    shells: atMostPresumed(facts.shells, says),
    users: atMostPresumed(facts.users, says),
    groups: atMostPresumed(facts.groups, says),
    ...(facts.libcHeaders !== undefined && { libcHeaders: isFalse(facts.libcHeaders) }),
    ...(loaders !== undefined && { otherLoaders: loaders }),
    goVersion:
      isSettled(facts.goVersion) && facts.goVersion.value === undefined
        ? atMostPresumed(facts.goVersion, says)
        : facts.goVersion,
  };
}

/** After an installation whose packages cannot all be read: nothing is known to be absent. */
function forgetAbsence(facts: ImageFacts): ImageFacts {
  const nothing = unknown('build-arg', evidence(undefined, say`not all package names can be read`));
  const isFalse = (fact: Fact<boolean>): Fact<boolean> => (isSettled(fact) && !fact.value ? nothing : fact);
  return {
    ...facts,
    ...(facts.beforePackages !== undefined && { beforePackages: forgetAbsence(facts.beforePackages) }),
    mayHaveOtherCompilers: true,
    compiler: isFalse(facts.compiler),
    caCertificates: isFalse(facts.caCertificates),
    timeZoneData: isFalse(facts.timeZoneData),
    ...(facts.libcHeaders !== undefined && { libcHeaders: isFalse(facts.libcHeaders) }),
    tools: nothing,
    libraries: nothing,
    shells: nothing,
    users: nothing,
    groups: nothing,
    otherLoaders: new Set([...(facts.otherLoaders ?? []), 'whatever is installed']),
    goVersion: isSettled(facts.goVersion) && facts.goVersion.value === undefined ? nothing : facts.goVersion,
  };
}
