import { isPort } from './ports';
import { ownValue } from '../text/ownValue';

const cSharedOnLinux = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'ppc64le', 'riscv64', 's390x'];
const on = (goos: string, architectures: readonly string[]): readonly string[] =>
  architectures.map((goarch) => `${goos}/${goarch}`);
const apple = ['darwin/amd64', 'darwin/arm64'];
const onAndroid = on('android', ['386', 'amd64', 'arm', 'arm64']);
const onWindows = on('windows', ['386', 'amd64', 'arm64']);

/** Source: BuildModeSupported of Go 1.26, internal/platform/supported.go, for the compiler gc. */
const supported: Readonly<Record<string, readonly string[] | 'all'>> = {
  default: 'all',
  exe: 'all',
  archive: 'all',
  pie: [
    ...on('linux', cSharedOnLinux),
    ...onAndroid,
    'freebsd/amd64',
    ...apple,
    ...['ios/amd64', 'ios/arm64', 'aix/ppc64', 'openbsd/arm64'],
    ...onWindows,
  ],
  'c-archive': [
    ...on('linux', cSharedOnLinux),
    ...['aix/ppc64', 'freebsd/amd64', 'ios/amd64', 'ios/arm64'],
    ...apple,
    ...onWindows,
  ],
  'c-shared': [...on('linux', cSharedOnLinux), ...onAndroid, 'freebsd/amd64', ...apple, ...onWindows, 'wasip1/wasm'],
  plugin: [...on('linux', cSharedOnLinux), 'android/386', 'android/amd64', ...apple, 'freebsd/amd64'],
  shared: on('linux', ['386', 'amd64', 'arm', 'arm64', 'ppc64le', 's390x']),
};

/**
 * Build modes that an external linker has to link, and with it cgo. Source: externalLinkingReason of Go 1.26,
 * cmd/go/internal/load/pkg.go; cmd/link/internal/ld/config.go (mustLinkExternal) for `shared`.
 */
export const modesWithCgo: ReadonlySet<string> = new Set(['c-shared', 'plugin', 'shared']);

/** The values of -buildmode that go takes for a platform, the common ones first; those of every platform if it is not known. */
export function buildModesFor(goos: string | undefined, goarch: string | undefined): readonly string[] {
  if (goos === undefined || goarch === undefined || !isPort(goos, goarch)) return ['default', 'exe', 'archive'];
  return ['pie', 'exe', 'c-shared', 'c-archive', 'plugin', 'shared', 'archive', 'default'].filter((mode) => {
    const platforms = ownValue(supported, mode);
    return platforms === 'all' || platforms?.includes(`${goos}/${goarch}`) === true;
  });
}
