import { compareVersions, type LibcKind } from '../facts/libc';
import type { CompilerFound, RuntimeNeeds } from './linkage';
import type { Situation } from './linkSituation';
import { ownValue } from '../text/ownValue';

/**
 * What the loader will ask for. glibc: since 2.34 pthread and start-up symbols carry that version, so whatever was linked
 * on 2.34 or newer needs at least that (L20); an older builder's binary starts on any glibc of that age (L20b). C code may
 * name newer symbols: known ones raise the floor, C++ or unread code leaves a gap up to the builder's version (L20c, R7).
 */
export function runtimeNeeds(s: Situation, libc: LibcKind, linking: CompilerFound): RuntimeNeeds {
  const libraries = new Set<string>();
  for (const p of s.use.foreign) {
    for (const name of p.libraries) libraries.add(soname(s, name));
    if (p.cxx && !staticFlag(s, '-static-libstdc++')) libraries.add('libstdc++.so.6');
    if (p.cxx && !staticFlag(s, '-static-libgcc')) libraries.add('libgcc_s.so.1');
  }
  for (const core of coreLibraries) libraries.delete(core);
  const wanted = [...libraries].filter((name) => name !== '');
  if (libc !== 'glibc') return { glibc: undefined, libraries: wanted };
  const builder = linking.glibc ?? s.stageGlibc;
  if (builder === undefined) return { glibc: undefined, libraries: wanted };
  const plain = compareVersions(builder, '2.34') >= 0 ? '2.34' : '2.3.2';
  let atLeast = plain;
  for (const p of s.use.foreign) {
    for (const symbol of p.newSymbols) {
      if (compareVersions(symbol.glibc, builder) <= 0 && compareVersions(symbol.glibc, atLeast) > 0)
        atLeast = symbol.glibc;
    }
  }
  const unread = s.use.foreign.some((p) => p.cxx || p.directory === undefined);
  const readable = s.use.foreign.length > 0 && !unread;
  const surely =
    s.use.foreign.length === 0 ? plain : readable && compareVersions(builder, '2.34') >= 0 ? atLeast : builder;
  return { glibc: { atLeast, surely }, libraries: wanted };
}

/** Libraries that are part of the C library itself: every image that has the loader has them. */
const coreLibraries = ['libc.so.6', 'libm.so.6', 'libpthread.so.0', 'libdl.so.2', 'librt.so.1', 'libresolv.so.2'];

/**
 * `z` or `libz.so.1` to a soname; '' for libraries that are linked statically or belong to the C library, and a name without
 * number where the soname is not known.
 */
function soname(s: Situation, library: string): string {
  if (library.includes('.so')) return library;
  if (coreNames.has(library)) return '';
  return s.sonameOf?.(library) ?? ownValue(sonames, library) ?? `lib${library}.so`;
}

const coreNames = new Set(['c', 'm', 'pthread', 'dl', 'rt', 'resolv', 'util', 'gcc']);

/** Sonames of libraries that cgo packages name often, and that all distributions call so; from their package lists. */
const sonames: Readonly<Record<string, string>> = {
  z: 'libz.so.1',
  'stdc++': 'libstdc++.so.6',
  gcc_s: 'libgcc_s.so.1',
  sqlite3: 'libsqlite3.so.0',
  rdkafka: 'librdkafka.so.1',
  usb: 'libusb-1.0.so.0',
  vips: 'libvips.so.42',
};

function staticFlag(s: Situation, flag: string): boolean {
  return s.linker.extldflags.includes(flag) && !s.use.foreign.some((p) => p.libraries.includes('stdc++'));
}
