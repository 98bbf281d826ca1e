import { evidence, isSettled, known, presumed, unknown, valueOf } from '../facts/fact';
import type { Fact } from '../facts/fact';
import { say } from '../text/say';
import alpine from './data/alpine.json';
import { atMostPresumed } from './facts';
import type { ImageFacts } from './imageFacts';
import type { PackageArgument, PackageManager } from './packageCommands';
import { closureOf, packageManagerOf, rowsByManager, rowsFor } from './packageTable';
import type { PackageRow } from './packageTable';
import { words } from './words';

/** Tools of busybox, which stay or come back when the package that replaced them is removed. */
const busyboxTools: ReadonlySet<string> = new Set(words(alpine.tools.names));

/** Libraries that some release of Alpine has in its image, which stay whatever is removed. */
const ownLibraries: ReadonlySet<string> = new Set(
  Object.values(alpine.releases).flatMap((row) => ('libraries' in row ? words(row.libraries) : [])),
);

export interface RemoveOptions {
  readonly manager?: PackageManager;
  /** Whether what nothing needs any more goes too: always with apk and dnf, with apt only on `autoremove`. */
  readonly dependencies?: boolean;
}

/**
 * The image after packages have been removed; names of virtual packages of apk stand for what was added under them.
 * What goes only because nothing needs it any more is taken from what instructions installed, never from what the image
 * had before: the golang image installs gcc by name, and so no autoremove takes it.
 */
export function removePackages(
  facts: ImageFacts,
  packages: readonly (string | PackageArgument)[],
  options: RemoveOptions = {},
): ImageFacts {
  const manager = options.manager ?? packageManagerOf(facts);
  const rows = manager === undefined ? undefined : rowsByManager[manager];
  if (rows === undefined) return facts;
  const before = facts.beforePackages ?? facts;
  const given = packages.map((item) => (typeof item === 'string' ? item : item.name));
  const installed = facts.installedPackages ?? [];
  // apk keeps what another package needs; the others remove both.
  const needsGiven = (name: string): boolean =>
    manager !== 'apk' && given.some((one) => one !== name && closureOf(rows, [name], false).has(one));
  const names = [
    ...given.flatMap((name) => facts.virtualPackages?.get(name) ?? [name]),
    ...installed.filter(needsGiven),
  ];
  const kept = installed.filter((name) => !names.includes(name));
  const stays = closureOf(rows, kept, manager === 'apt');
  const takesDependencies = options.dependencies ?? manager !== 'apt';
  const gone = [...(takesDependencies ? closureOf(rows, names, manager === 'apt') : new Set(names))].filter(
    (name) => !stays.has(name),
  );
  const goneRows = rowsFor(rows, gone);
  const byName = rowsFor(
    rows,
    gone.filter((name) => given.includes(name)),
  );
  const remaining = rowsFor(rows, stays);
  // `apt-get remove build-essential` leaves gcc, until an autoremove somewhere takes it.
  const leavesDoubt = !takesDependencies && goneRows.some((row) => row.needs !== undefined);
  const doubt = <T>(fact: Fact<T>): Fact<T> =>
    leavesDoubt ? atMostPresumed(fact, say`packages that nothing needs any more may have been removed`) : fact;

  const listOf = (list: readonly PackageRow[], key: 'tools' | 'libraries' | 'compilers'): readonly string[] =>
    list.flatMap((row) => words(row[key] ?? '').map((entry) => entry.split(':')[0] ?? entry));
  const lost = (key: 'tools' | 'libraries' | 'compilers', had: ReadonlySet<string>): ReadonlySet<string> => {
    const left = new Set(listOf(remaining, key));
    const named = new Set(listOf(byName, key));
    return new Set(listOf(goneRows, key).filter((name) => !left.has(name) && (named.has(name) || !had.has(name))));
  };
  const nothing: ReadonlySet<string> = new Set();
  const lostTools = [...lost('tools', valueOf(before.tools) ?? nothing)].filter(
    (name) => !(manager === 'apk' && busyboxTools.has(name)),
  );
  const lostCompilers = lost('compilers', new Set(before.cCompilers?.keys()));
  const lostLibraries = [...lost('libraries', valueOf(before.libraries) ?? nothing)].filter(
    (name) => !ownLibraries.has(name),
  );
  const bringsGcc = (list: readonly PackageRow[]): boolean => listOf(list, 'compilers').includes('gcc');
  const bringsHeaders = (list: readonly PackageRow[]): boolean => list.some((row) => row.headers === true);
  const bringsZones = (list: readonly PackageRow[]): boolean => list.some((row) => row.timeZoneData === true);
  const says = evidence(undefined, say`the package that brought it was removed`);
  /** What such packages bring, once they are gone: back to what the image had, unless they were named. */
  const after = (brings: (list: readonly PackageRow[]) => boolean, now: Fact<boolean>, was: Fact<boolean>) => {
    if (!brings(goneRows) || brings(remaining)) return now;
    if (brings(byName)) return known(false, says);
    if (!isSettled(was)) return was;
    return was.value ? now : { ...was, because: [says] };
  };
  const compiler = after(bringsGcc, facts.compiler, before.compiler);
  const hadCompiler = isSettled(before.compiler) && before.compiler.value;
  const timeZoneData = after(bringsZones, facts.timeZoneData, before.timeZoneData);
  const virtual = new Map([...(facts.virtualPackages ?? [])].filter(([name]) => !given.includes(name)));
  const lostLoaders = new Set(
    goneRows
      .filter((row) => byName.includes(row) || !before.otherLoaders?.has(row.loader ?? ''))
      .map((row) => row.loader),
  );
  return {
    ...facts,
    ...(facts.beforePackages !== undefined && {
      beforePackages: removePackages(facts.beforePackages, given, {
        ...(manager && { manager }),
        dependencies: false,
      }),
    }),
    installedPackages: kept,
    virtualPackages: virtual,
    tools: doubt(without(facts.tools, new Set(lostTools))),
    ...(facts.cCompilers !== undefined && {
      cCompilers: new Map([...facts.cCompilers].filter(([name]) => !lostCompilers.has(name))),
    }),
    ...(before.cCompilers === undefined && lostCompilers.size > 0 && { mayHaveOtherCompilers: true }),
    compiler: hadCompiler ? compiler : doubt(compiler),
    ...(facts.libcHeaders !== undefined && {
      libcHeaders: after(bringsHeaders, facts.libcHeaders, before.libcHeaders ?? unknown('not-modelled', says)),
    }),
    timeZoneData:
      timeZoneData !== facts.timeZoneData && isSettled(timeZoneData)
        ? presumed(timeZoneData.value, says)
        : timeZoneData,
    ...(facts.otherLoaders !== undefined && {
      otherLoaders: new Set([...facts.otherLoaders].filter((loader) => !lostLoaders.has(loader))),
    }),
    // Only apk takes libraries along with the package that needed them.
    libraries: atMostPresumed(
      manager === 'apk' ? without(facts.libraries, new Set(lostLibraries)) : facts.libraries,
      'packages were removed',
    ),
  };
}

function without(fact: Fact<ReadonlySet<string>>, names: ReadonlySet<string>): Fact<ReadonlySet<string>> {
  return isSettled(fact) ? { ...fact, value: new Set([...fact.value].filter((name) => !names.has(name))) } : fact;
}
