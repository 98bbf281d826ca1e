import { evidence, isSettled, known, presumed } from '../facts/fact';
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

/** The image after packages have been removed; names of virtual packages of apk stand for what was added under them. */
export function removePackages(
  facts: ImageFacts,
  packages: readonly (string | PackageArgument)[],
  options: RemoveOptions = {},
): ImageFacts {
  const manager = options.manager ?? packageManagerOf(facts);
  const rows = manager === undefined ? undefined : rowsByManager[manager];
  if (rows === undefined) return facts;
  const given = packages.map((item) => (typeof item === 'string' ? item : item.name));
  const names = given.flatMap((name) => facts.virtualPackages?.get(name) ?? [name]);
  const kept = (facts.installedPackages ?? []).filter((name) => !names.includes(name));
  const stays = closureOf(rows, kept, manager === 'apt');
  const takesDependencies = options.dependencies ?? manager !== 'apt';
  const gone = [...(takesDependencies ? closureOf(rows, names, manager === 'apt') : new Set(names))].filter(
    (name) => !stays.has(name),
  );
  const goneRows = rowsFor(rows, gone);
  const remaining = rowsFor(rows, stays);
  // `apt-get remove build-essential` leaves gcc, until an autoremove somewhere takes it.
  const leavesDoubt = !takesDependencies && goneRows.some((row) => row.needs !== undefined);
  const doubt = <T>(fact: Fact<T>): Fact<T> =>
    leavesDoubt ? atMostPresumed(fact, say`packages that nothing needs any more may have been removed`) : fact;

  const listOf = (list: readonly PackageRow[], key: 'tools' | 'libraries' | 'compilers'): readonly string[] =>
    list.flatMap((row) => words(row[key] ?? '').map((entry) => entry.split(':')[0] ?? entry));
  const keptTools = new Set(listOf(remaining, 'tools'));
  const lostTools = listOf(goneRows, 'tools').filter(
    (name) => !keptTools.has(name) && !(manager === 'apk' && busyboxTools.has(name)),
  );
  const keptCompilers = new Set(listOf(remaining, 'compilers'));
  const lostCompilers = new Set(listOf(goneRows, 'compilers').filter((name) => !keptCompilers.has(name)));
  const keptLibraries = new Set(listOf(remaining, 'libraries'));
  const lostLibraries = new Set(
    listOf(goneRows, 'libraries').filter((name) => !keptLibraries.has(name) && !ownLibraries.has(name)),
  );
  const losesHeaders = goneRows.some((row) => row.headers === true) && !remaining.some((row) => row.headers === true);
  const losesZones =
    goneRows.some((row) => row.timeZoneData === true) && !remaining.some((row) => row.timeZoneData === true);
  const says = evidence(undefined, say`the package that brought it was removed`);
  const virtual = new Map([...(facts.virtualPackages ?? [])].filter(([name]) => !given.includes(name)));
  const loaders = new Set(
    [...(facts.otherLoaders ?? [])].filter((loader) => !goneRows.some((row) => row.loader === loader)),
  );
  return {
    ...facts,
    installedPackages: kept,
    virtualPackages: virtual,
    tools: doubt(without(facts.tools, new Set(lostTools))),
    ...(facts.cCompilers !== undefined && {
      cCompilers: new Map([...facts.cCompilers].filter(([name]) => !lostCompilers.has(name))),
    }),
    compiler: lostCompilers.has('gcc') ? known(false, says) : doubt(facts.compiler),
    ...(losesHeaders && { libcHeaders: known(false, says) }),
    ...(losesZones && { timeZoneData: presumed(false, says) }),
    ...(facts.otherLoaders !== undefined && { otherLoaders: loaders }),
    // Only apk takes libraries along with the package that needed them.
    libraries: atMostPresumed(
      manager === 'apk' ? without(facts.libraries, lostLibraries) : facts.libraries,
      'packages were removed',
    ),
  };
}

function without(fact: Fact<ReadonlySet<string>>, names: ReadonlySet<string>): Fact<ReadonlySet<string>> {
  return isSettled(fact) ? { ...fact, value: new Set([...fact.value].filter((name) => !names.has(name))) } : fact;
}
