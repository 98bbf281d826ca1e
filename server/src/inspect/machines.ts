import type { Elf } from './elf';

/**
 * GOARCH by e_machine, as Go's linker sets it: golang/go src/cmd/link/internal/ld/elf.go (Elfinit, Asmbelf). Numbers:
 * debug/elf, type Machine.
 */
const byMachine: Readonly<Record<number, string | ((elf: Elf) => string)>> = {
  3: '386',
  8: (elf) => `mips${elf.is64 ? '64' : ''}${elf.littleEndian ? 'le' : ''}`,
  21: (elf) => (elf.littleEndian ? 'ppc64le' : 'ppc64'),
  22: (elf) => (elf.is64 ? 's390x' : 's390'),
  40: 'arm',
  43: 'sparc64',
  62: (elf) => (elf.is64 ? 'amd64' : 'amd64p32'),
  183: 'arm64',
  243: (elf) => (elf.is64 ? 'riscv64' : 'riscv'),
  258: 'loong64',
};

/** The GOARCH of a file; undefined for machines that Go knows nothing of. */
export function goarchOf(elf: Elf): string | undefined {
  const row = byMachine[elf.machine];
  return typeof row === 'function' ? row(elf) : row;
}

/** GOOS by EI_OSABI; Linux is 0 in what Go's linker writes, and 3 where GNU extensions are used. */
const bySystem: Readonly<Record<number, string>> = {
  0: 'linux',
  2: 'netbsd',
  3: 'linux',
  6: 'solaris',
  9: 'freebsd',
  12: 'openbsd',
};

/** The GOOS that the header speaks of; a build setting knows better. */
export function goosOf(elf: Elf): string | undefined {
  return bySystem[elf.osAbi];
}

/**
 * The build setting that holds the variant of an architecture, and how platforms are called with it: `v7` of linux/arm/v7.
 * https://go.dev/wiki/MinimumRequirements#architectures, containerd's platforms package (normalizeArch).
 */
export const variantSettings: Readonly<Record<string, string>> = {
  '386': 'GO386',
  amd64: 'GOAMD64',
  arm: 'GOARM',
  arm64: 'GOARM64',
  mips: 'GOMIPS',
  mipsle: 'GOMIPS',
  mips64: 'GOMIPS64',
  mips64le: 'GOMIPS64',
  ppc64: 'GOPPC64',
  ppc64le: 'GOPPC64',
  riscv64: 'GORISCV64',
};

/** The C library that a loader belongs to. */
export function libcOfLoader(path: string): 'glibc' | 'musl' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^ld-musl-/.test(name)) return 'musl';
  // glibc, sysdeps/*/shlib-versions: ld-linux*.so.N, and ld64.so.N for ppc64 and s390x.
  return /^(?:ld-linux|ld64\.so|ld\.so\.1$|ld-2\.)/.test(name) ? 'glibc' : undefined;
}
