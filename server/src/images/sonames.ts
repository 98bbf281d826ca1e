import { compareVersions } from '../facts/libc';
import { isSettled, valueOf } from '../facts/fact';
import type { ImageFacts } from './imageFacts';
import { closureOf, packageManagerOf, rowsByManager, rowsFor } from './packageTable';
import type { PackageRow } from './packageTable';
import { libcVersionOf } from './releases';
import { words } from './words';

/** What is installed by instructions, with all that it surely brings along. */
function installedRows(facts: ImageFacts): readonly PackageRow[] {
  const manager = packageManagerOf(facts);
  const rows = manager === undefined ? undefined : rowsByManager[manager];
  return rows ? rowsFor(rows, closureOf(rows, facts.installedPackages ?? [], false)) : [];
}

/** Whether a package that instructions installed brings a library, whatever else may have come. */
export function packagesBring(facts: ImageFacts, soname: string): boolean {
  return installedRows(facts).some((row) => words(row.libraries ?? '').includes(soname));
}

/** Whether such a package brings it on some releases only, or with packages that it recommends. */
export function packagesMayBring(facts: ImageFacts, soname: string): boolean {
  return installedRows(facts).some(({ mayBring }) => mayBring === '*' || words(mayBring ?? '').includes(soname));
}

/**
 * What a program that is linked with `-lNAME` in an image asks its loader for. Undefined if that is not known.
 * @param library without `lib` and `-l`: `pcap`
 */
export function sonameIn(facts: ImageFacts, library: string): string | undefined {
  const byDistribution = otherByDistribution[library];
  if (byDistribution) return byDistribution(facts);
  const start = `lib${library}.so.`;
  const names = installedRows(facts).flatMap((row) => words(row.libraries ?? ''));
  const found = new Set(names.filter((name) => name.startsWith(start)));
  return found.size === 1 ? [...found][0] : undefined;
}

/** Libraries whose names differ from one distribution or release to the next, and that images hold or packages bring often. */
const otherByDistribution: Readonly<Record<string, ((facts: ImageFacts) => string | undefined) | undefined>> = {
  pcap: pcapName,
  ssl: (facts) => openSslName('ssl', facts),
  crypto: (facts) => openSslName('crypto', facts),
};

/** Debian patches the name (libpcap, debian/patches: shared-lib.diff); upstream's is that of the others. */
function pcapName({ distribution }: ImageFacts): string | undefined {
  if (distribution === 'debian' || distribution === 'ubuntu') return 'libpcap.so.0.8';
  return distribution === 'alpine' || distribution === 'rpm' || distribution === 'wolfi' ? 'libpcap.so.1' : undefined;
}

/**
 * OpenSSL 3 is in Debian 12, Ubuntu 22.04, Enterprise Linux 9, Amazon Linux 2023, Fedora 36, Alpine 3.17 and later ones, and
 * 1.1 in Debian 9 to 11, Ubuntu 18.04 to 21.10, Enterprise Linux 8 and Alpine 3.9 to 3.16.
 * Sources: packages.debian.org, packages.ubuntu.com, release notes of those distributions; Alpine's release notes of 3.9 and 3.17.
 */
function openSslName(library: 'ssl' | 'crypto', facts: ImageFacts): string | undefined {
  const { distribution } = facts;
  const named = (version: string): string => `lib${library}.so.${version}`;
  if (distribution === 'wolfi') return named('3');
  if (distribution === 'alpine') {
    const release = valueOf(facts.release);
    if (release === undefined) return undefined;
    if (release === 'edge' || compareVersions(release, '3.17') >= 0) return named('3');
    return compareVersions(release, '3.9') >= 0 ? named('1.1') : undefined;
  }
  const glibc = libcVersionOf(facts);
  if (!isSettled(glibc)) return undefined;
  const isAtLeast = (version: string): boolean => compareVersions(glibc.value, version) >= 0;
  if (distribution === 'rpm') return isAtLeast('2.34') ? named('3') : isAtLeast('2.28') ? named('1.1') : undefined;
  return isAtLeast('2.35') ? named('3') : isAtLeast('2.24') ? named('1.1') : undefined;
}
