import type { GoVersion } from './types';
import { isAtLeast } from './version';
import { ownValue } from '../text/ownValue';

/**
 * The GOOS/GOARCH pairs that the go command accepts, broken ones included: distInfo of internal/platform/zosarch.go, in
 * Go 1.19 cfg.OSArchSupportsCgo. Read from Go 1.19, 1.22 and 1.26; `since` and `until` from the release notes.
 */
const ports: Readonly<Record<string, readonly string[]>> = {
  aix: ['ppc64'],
  android: ['386', 'amd64', 'arm', 'arm64'],
  darwin: ['amd64', 'arm64'],
  dragonfly: ['amd64'],
  freebsd: ['386', 'amd64', 'arm', 'arm64', 'riscv64'],
  illumos: ['amd64'],
  ios: ['amd64', 'arm64'],
  js: ['wasm'],
  linux: [
    '386',
    'amd64',
    'arm',
    'arm64',
    'loong64',
    'mips',
    'mips64',
    'mips64le',
    'mipsle',
    'ppc64',
    'ppc64le',
    'riscv64',
    's390x',
    'sparc64',
  ],
  netbsd: ['386', 'amd64', 'arm', 'arm64'],
  openbsd: ['386', 'amd64', 'arm', 'arm64', 'mips64', 'ppc64', 'riscv64'],
  plan9: ['386', 'amd64', 'arm'],
  solaris: ['amd64'],
  wasip1: ['wasm'],
  windows: ['386', 'amd64', 'arm', 'arm64'],
};

/** First minor with the pair, where that is after 1.19; first minor without it. */
const changes: Readonly<Record<string, { readonly since?: number; readonly until?: number }>> = {
  'freebsd/riscv64': { since: 20 },
  'openbsd/ppc64': { since: 22 },
  'openbsd/riscv64': { since: 22 },
  'wasip1/wasm': { since: 21 },
  'windows/arm': { until: 26 },
};

/** Pairs that are gone for good, with the first minor without them: release notes of Go 1.14 and 1.15. */
const dropped: Readonly<Record<string, number>> = {
  'darwin/386': 15,
  'darwin/arm': 15,
  'nacl/386': 14,
  'nacl/amd64p32': 14,
  'nacl/arm': 14,
};

/** Pairs that go accepts and that `go tool dist list` leaves out: marked Broken in internal/platform/zosarch.go of Go 1.24 or later. */
const broken: ReadonlySet<string> = new Set(['freebsd/riscv64', 'linux/sparc64', 'openbsd/mips64', 'windows/arm']);

/** The newest Go that the table was read from. */
const newest = 26;

/**
 * Whether a Go version builds for the pair; undefined if the table cannot tell: for versions before 1.19, and for pairs
 * of known parts that a newer Go than the newest one of the table may have got.
 */
export function isSupportedPort(goos: string, goarch: string, version: GoVersion): boolean | undefined {
  if (!isAtLeast(version, 1, 19)) return undefined;
  const { since, until } = ownValue(changes, `${goos}/${goarch}`) ?? {};
  if (isPort(goos, goarch)) {
    if (since !== undefined && !isAtLeast(version, 1, since)) return false;
    return !(until !== undefined && isAtLeast(version, 1, until));
  }
  if (misspelt.has(goos) || misspelt.has(goarch) || ownValue(dropped, `${goos}/${goarch}`) !== undefined) return false;
  return version.minor > newest ? undefined : false;
}

/** Whether any Go from 1.19 on builds for the pair. */
export function isPort(goos: string, goarch: string): boolean {
  return ownValue(ports, goos)?.includes(goarch) === true;
}

/** The pairs that a Go version builds for, broken ones left out; without a version, those that Go 1.26 does. */
export function portsOf(version: GoVersion | undefined): readonly { readonly goos: string; readonly goarch: string }[] {
  const go = version ?? { major: 1, minor: newest, patch: undefined, prerelease: undefined };
  return Object.entries(ports).flatMap(([goos, architectures]) =>
    architectures
      .filter((goarch) => !broken.has(`${goos}/${goarch}`) && isSupportedPort(goos, goarch, go) !== false)
      .map((goarch) => ({ goos, goarch })),
  );
}

/** Whether any port is for the operating system. */
export function isPortSystem(goos: string): boolean {
  return ownValue(ports, goos) !== undefined;
}

/** The minor of the Go 1.N that no longer builds for the pair; undefined if none dropped it. */
export function droppedInMinor(goos: string, goarch: string): number | undefined {
  const pair = `${goos}/${goarch}`;
  return ownValue(dropped, pair) ?? ownValue(changes, pair)?.until;
}

/** The minor of the first Go 1.N after 1.19 that builds for the pair; undefined if 1.19 does, or if none does. */
export function addedInMinor(goos: string, goarch: string): number | undefined {
  return ownValue(changes, `${goos}/${goarch}`)?.since;
}

/** What others call a system or an architecture, and what Go calls it. */
const misspelt: ReadonlyMap<string, string> = new Map([
  ['Linux', 'linux'],
  ['Darwin', 'darwin'],
  ['macos', 'darwin'],
  ['macOS', 'darwin'],
  ['osx', 'darwin'],
  ['Windows', 'windows'],
  ['win', 'windows'],
  ['x86_64', 'amd64'],
  ['x64', 'amd64'],
  ['AMD64', 'amd64'],
  ['aarch64', 'arm64'],
  ['ARM64', 'arm64'],
  ['i386', '386'],
  ['i686', '386'],
  ['x86', '386'],
  ['armv6', 'arm'],
  ['armv7', 'arm'],
  ['armhf', 'arm'],
  ['ppc64el', 'ppc64le'],
]);

/** Go's name for a system or an architecture; undefined if the name is Go's own or nobody's. */
export function goNameOf(name: string): string | undefined {
  return misspelt.get(name);
}
