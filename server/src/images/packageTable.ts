import { isSettled } from '../facts/fact';
import table from './data/packages.json';
import type { ImageFacts } from './imageFacts';
import type { PackageManager } from './packageCommands';
import { words } from './words';

/** What a package brings; lists are separated by blanks. */
export interface PackageRow {
  readonly tools?: string;
  /**
   * Where it puts programs that Dockerfiles start by their path. apk: `package` of their APKBUILDs (alpinelinux/aports); apt: listed with
   * dpkg -c, the packages of Debian 12 and 13.
   */
  readonly at?: string;
  /** Names of compilers; `musl-gcc:musl`, `aarch64-linux-gnu-gcc:glibc:arm64` where they are not the image's own. */
  readonly compilers?: string;
  readonly headers?: boolean;
  readonly libraries?: string;
  /** Libraries that come with it on some releases only, or with what it recommends; `*` where no list was made. */
  readonly mayBring?: string;
  readonly caCertificates?: boolean;
  readonly timeZoneData?: boolean;
  /** Packages that always come with it, and those that come unless recommendations are turned off. */
  readonly needs?: string;
  readonly recommends?: string;
  readonly users?: string;
  /** A second C library's loader. */
  readonly loader?: string;
  /** GOARCH that headers for a cross compiler are for. */
  readonly crossHeaders?: string;
  readonly go?: boolean;
  /** It may or may not bring a compiler, depending on the release. */
  readonly compilerUnknown?: boolean;
}

export type PackageRows = Readonly<Record<string, PackageRow>>;

const apkRows: PackageRows = table.apk.packages;
const aptRows: PackageRows = table.apt.packages;
const rpmRows: PackageRows = table.rpm.packages;
const tdnfRows: PackageRows = { ...table.rpm.packages, ...table.tdnf.packages };

export const rowsByManager: Readonly<Record<PackageManager, PackageRows | undefined>> = {
  apk: apkRows,
  apt: aptRows,
  dnf: rpmRows,
  tdnf: tdnfRows,
  zypper: rpmRows,
  // These install for another platform, into a directory of its own unless the platforms are the same.
  'xx-apk': undefined,
  'xx-apt': undefined,
};

/** What the image's own package manager is, by its distribution. */
export function packageManagerOf(facts: ImageFacts): PackageManager | undefined {
  switch (facts.distribution) {
    case 'alpine':
    case 'wolfi':
      return 'apk';
    case 'debian':
    case 'ubuntu':
      return 'apt';
    case 'rpm':
      return 'dnf';
    default:
      return undefined;
  }
}

/**
 * Packages with a version in their name. Debian's bring programs with the version in theirs and leave `gcc` to the
 * unversioned package; Alpine's clang has both.
 */
function versionedRow(rows: PackageRows, name: string): PackageRow | undefined {
  const compiler = /^(gcc|g\+\+|clang)-?(\d+)$/.exec(name);
  if (compiler !== null) {
    const [, program = '', version = ''] = compiler;
    const language = program === 'clang' ? [`clang-${version}`, `clang++-${version}`] : [`${program}-${version}`];
    const names = [...language, ...(rows === apkRows ? [program] : [])].join(' ');
    // Alpine's clang needed gcc up to 3.23.
    if (program === 'clang' && rows === apkRows) return { tools: names, compilers: names, compilerUnknown: true };
    return program === 'gcc'
      ? { tools: names, compilers: names, recommends: 'libc6-dev' }
      : { tools: names, compilers: names, needs: 'libc6-dev' };
  }
  // Wolfi's Go.
  if (rows === apkRows && /^go-\d\.\d+$/.test(name)) return { ...rows['go'], needs: 'build-base' };
  // Debian keeps these below /usr/lib/go-1.N, out of PATH.
  return /^golang-\d\.\d+(?:-go)?$/.test(name)
    ? { go: true, recommends: table.apt.packages['golang-go'].recommends }
    : undefined;
}

/** What a package brings; undefined if the table does not know it. */
export function rowOf(rows: PackageRows, name: string): PackageRow | undefined {
  return rows[name] ?? versionedRow(rows, name);
}

/** The packages and all that comes with them, as far as the table says. */
export function closureOf(rows: PackageRows, names: readonly string[], recommended: boolean): ReadonlySet<string> {
  const closure = new Set<string>();
  const visit = (name: string): void => {
    if (closure.has(name)) return;
    closure.add(name);
    const row = rowOf(rows, name);
    for (const needed of words(row?.needs ?? '')) visit(needed);
    if (recommended) for (const other of words(row?.recommends ?? '')) visit(other);
  };
  names.forEach(visit);
  return closure;
}

/** The rows of these packages; packages without one are left out. */
export function rowsFor(rows: PackageRows, names: Iterable<string>): readonly PackageRow[] {
  return [...names].map((name) => rowOf(rows, name)).filter((row) => row !== undefined);
}

/**
 * Where a program is that an installed package, or the image itself, brings: the one place of a shell, or that in the package's row.
 * Undefined if that is not known. Wolfi's apk has packages of its own.
 */
export function placeOfProgram(image: ImageFacts, name: string): string | undefined {
  const inImage = isSettled(image.shells) ? image.shells.value.find((shell) => shell.endsWith(`/${name}`)) : undefined;
  const manager = image.distribution === 'wolfi' ? undefined : packageManagerOf(image);
  const rows = manager === undefined ? undefined : rowsByManager[manager];
  if (inImage !== undefined || rows === undefined) return inImage;
  const installed = rowsFor(rows, image.installedPackages ?? []);
  const places = installed.flatMap(({ at }) => words(at ?? '')).filter((place) => place.endsWith(`/${name}`));
  return places.length === 1 ? places[0] : undefined;
}

/** Tables with their source, for tests. */
export const packageTables: readonly {
  readonly manager: string;
  readonly source: string;
  readonly rows: PackageRows;
}[] = [
  { manager: 'apk', source: table.apk.source, rows: apkRows },
  { manager: 'apt', source: table.apt.source, rows: aptRows },
  { manager: 'rpm', source: table.rpm.source, rows: rpmRows },
  { manager: 'tdnf', source: table.tdnf.source, rows: tdnfRows },
];
