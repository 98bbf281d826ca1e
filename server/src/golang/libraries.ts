/** Libraries that are parts of the C library itself. */
const partsOfLibc: ReadonlySet<string> = new Set(['c', 'm', 'dl', 'pthread', 'rt', 'resolv', 'util']);

/**
 * What pkg-config modules link, where the name of the library is not that of the module without `lib`.
 * Source: the .pc files that the packages of Debian bookworm ship.
 */
const pkgConfigLibraries: ReadonlyMap<string, readonly string[]> = new Map([
  ['zlib', ['z']],
  ['openssl', ['ssl', 'crypto']],
  ['libxml-2.0', ['xml2']],
  ['libusb-1.0', ['usb-1.0']],
  ['gtk+-3.0', ['gtk-3']],
]);

/**
 * Names of shared libraries, without `-l`, from words such as `z` and `pkg-config:zlib`; those that belong to the C
 * library are left out, as every image with that library has them.
 */
export function libraryNames(words: readonly string[]): readonly string[] {
  const names = words.flatMap((word) => {
    const module = /^pkg-config:(.*)$/.exec(word)?.[1];
    if (module === undefined) return partsOfLibc.has(word) ? [] : [word];
    return pkgConfigLibraries.get(module) ?? [module.replace(/^lib/, '')];
  });
  return [...new Set(names)];
}
