/** What an image is built for; named as in the image specification and in containerd. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** `v7`; undefined where there is none or where it is the architecture's usual one. */
  readonly variant: string | undefined;
}

/** `linux/amd64`, DESIGN's default where nobody says otherwise. */
export const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64', variant: undefined };

/** containerd platforms, database.go: isKnownOS, taken from Go's list of systems. */
const knownSystems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);
/** containerd platforms, database.go: isKnownArch. */
const knownArchitectures = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
    'ppc riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** containerd platforms, database.go: normalizeArch. A row without `variants` keeps the variant, one with `fixed` replaces it. */
const architectureNames: Readonly<
  Record<string, { name: string; fixed?: string; variants?: Readonly<Record<string, string>> }>
> = {
  i386: { name: '386', fixed: '' },
  x86_64: { name: 'amd64', variants: { v1: '' } },
  'x86-64': { name: 'amd64', variants: { v1: '' } },
  amd64: { name: 'amd64', variants: { v1: '' } },
  aarch64: { name: 'arm64', variants: { '8': '', v8: '', 'v8.0': '', '9': 'v9', '9.0': 'v9', 'v9.0': 'v9' } },
  arm64: { name: 'arm64', variants: { '8': '', v8: '', 'v8.0': '', '9': 'v9', '9.0': 'v9', 'v9.0': 'v9' } },
  armhf: { name: 'arm', fixed: 'v7' },
  armel: { name: 'arm', fixed: 'v6' },
  arm: { name: 'arm', variants: { '': 'v7', '7': 'v7', '5': 'v5', '6': 'v6', '8': 'v8' } },
};

/**
 * Reads `os`, `architecture`, `os/architecture` or `os/architecture/variant` and normalises it (containerd platforms: Parse). What is left
 * out is that of linux/amd64, as BuildKit takes its own platform there. Undefined if BuildKit would refuse the text.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split('/');
  const [first = '', second, variant] = parts;
  if (parts.length > 3 || text.includes('*')) return undefined;
  const system = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%+-]*\))?$/.exec(first)?.[1];
  if (system === undefined || parts.slice(1).some((part) => !/^[A-Za-z0-9_.-]+$/.test(part))) return undefined;
  const os = normaliseSystem(system);
  if (second !== undefined) return normalisePlatform({ os, architecture: second, variant });
  if (knownSystems.has(os)) return { ...defaultPlatform, os };
  const alone = normalisePlatform({ ...defaultPlatform, architecture: first });
  return knownArchitectures.has(alone.architecture) ? alone : undefined;
}

/**
 * The platform under its usual names: `aarch64` is `arm64`, `x86_64` is `amd64`, `arm` without variant is `arm/v7`, `arm64/v8` is
 * `arm64` (containerd platforms: Normalize).
 */
export function normalisePlatform({ os, architecture, variant }: Platform): Platform {
  const written = architecture.toLowerCase();
  const given = variant?.toLowerCase() ?? '';
  const row = Object.hasOwn(architectureNames, written) ? architectureNames[written] : undefined;
  const normal = row?.fixed ?? row?.variants?.[given] ?? given;
  return {
    os: normaliseSystem(os),
    architecture: row?.name ?? written,
    variant: normal === '' ? undefined : normal,
  };
}

function normaliseSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

/** `linux/arm/v7` (containerd platforms: Format). */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/**
 * The one that stands for all that a project builds for: the only one, or the first if linux/amd64 is none of them, as nobody
 * then makes an image for it. Undefined where linux/amd64 is as good as any.
 * @param names those that can be read count
 */
export function chosenPlatform(names: readonly string[]): Platform | undefined {
  const platforms = names.flatMap((name) => parsePlatform(name) ?? []);
  const isDefault = ({ os, architecture }: Platform): boolean =>
    os === defaultPlatform.os && architecture === defaultPlatform.architecture;
  if (platforms.length > 1 && platforms.some(isDefault)) return undefined;
  return platforms.find(({ os }) => os === defaultPlatform.os) ?? platforms[0];
}

/** Whether two platforms mean the same after normalisation. */
export function isSamePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(normalisePlatform(a)) === formatPlatform(normalisePlatform(b));
}
