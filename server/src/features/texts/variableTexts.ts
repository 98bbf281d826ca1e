import { goHelp, reference, type TextRow } from './textRow';

const environment = goHelp('environment', 'Environment variables');
const runtime = { title: 'package runtime', url: 'https://pkg.go.dev/runtime#hdr-Environment_Variables' };
const platforms = reference('Automatic platform ARGs in the global scope');
const builtIn = reference('BuildKit built-in build args');
const proxies = reference('Predefined ARGs');
const privateModules = {
  title: 'Go Modules Reference: private modules',
  url: 'https://go.dev/ref/mod#private-modules',
};

const cgoFlags = [
  { kind: 'CFLAGS', text: 'the C compiler' },
  { kind: 'CPPFLAGS', text: 'the C preprocessor' },
  { kind: 'CXXFLAGS', text: 'the C++ compiler' },
  { kind: 'FFLAGS', text: 'the Fortran compiler' },
  { kind: 'LDFLAGS', text: 'the linker, that is the C compiler when it links' },
];

/** What go build reads from its environment: `go help environment`. */
export const goVariableTexts: readonly TextRow[] = [
  {
    name: 'CGO_ENABLED',
    text: 'Whether Go packages may use C. On by default where Go compiles for its own platform and, since Go 1.20, finds a C compiler; off when cross-compiling. Only `0` and `1` count.',
    values: [
      { name: '0', text: 'No C: a static binary, unless -buildmode=pie or -linkshared asks otherwise.' },
      {
        name: '1',
        text: 'C is compiled in: a C compiler is needed, and the binary needs a C library unless it is linked statically.',
      },
    ],
    source: environment,
  },
  { name: 'GOOS', text: 'The operating system to compile for; that of the toolchain if not set.', source: environment },
  { name: 'GOARCH', text: 'The processor to compile for; that of the toolchain if not set.', source: environment },
  {
    name: 'GOARM',
    text: 'With GOARCH=arm, the ARM version to compile for; `7` when cross-compiling. Can be followed by `,softfloat` or `,hardfloat`.',
    values: [
      { name: '5', text: 'No floating-point unit needed.' },
      { name: '6', text: 'Raspberry Pi 1 and Zero.' },
      { name: '7', text: 'ARMv7, as `linux/arm/v7`.' },
    ],
    source: environment,
  },
  {
    name: 'GOAMD64',
    text: 'With GOARCH=amd64, the least processor the program starts on; `v1` if not set.',
    values: [
      { name: 'v1', text: 'Every 64-bit processor.' },
      { name: 'v2', text: 'From about 2009.' },
      { name: 'v3', text: 'With AVX2, from about 2013 or 2015.' },
      { name: 'v4', text: 'With AVX-512.' },
    ],
    source: environment,
  },
  {
    name: 'GOARM64',
    text: 'With GOARCH=arm64, the ARM version to compile for; `v8.0` if not set (Go 1.23).',
    source: environment,
  },
  {
    name: 'GO386',
    text: 'With GOARCH=386, how to compute with floating-point numbers.',
    values: [
      { name: 'sse2', text: 'With SSE2, the default.' },
      { name: 'softfloat', text: 'Without a floating-point unit.' },
    ],
    source: environment,
  },
  {
    name: 'GOMIPS',
    text: 'With GOARCH=mips or mipsle, whether floating-point instructions are used.',
    values: [
      { name: 'hardfloat', text: 'They are, the default.' },
      { name: 'softfloat', text: 'They are not.' },
    ],
    source: environment,
  },
  {
    name: 'GOMIPS64',
    text: 'With GOARCH=mips64 or mips64le, whether floating-point instructions are used.',
    values: [
      { name: 'hardfloat', text: 'They are, the default.' },
      { name: 'softfloat', text: 'They are not.' },
    ],
    source: environment,
  },
  {
    name: 'GOPPC64',
    text: 'With GOARCH=ppc64 or ppc64le, the least processor the program starts on.',
    values: [
      { name: 'power8', text: 'The default.' },
      { name: 'power9', text: 'POWER9.' },
      { name: 'power10', text: 'POWER10.' },
    ],
    source: environment,
  },
  {
    name: 'GORISCV64',
    text: 'With GOARCH=riscv64, the profile to compile for.',
    values: [
      { name: 'rva20u64', text: 'The default.' },
      { name: 'rva22u64', text: 'RVA22.' },
      { name: 'rva23u64', text: 'RVA23.' },
    ],
    source: environment,
  },
  { name: 'GOWASM', text: 'With GOARCH=wasm, experimental features of WebAssembly.', source: environment },
  {
    name: 'GOFLAGS',
    text: 'Flags for all go commands that know them: `-flag=value`, separated by blanks. Those on the command line win.',
    source: environment,
  },
  {
    name: 'GOPROXY',
    text: 'Where modules are fetched from: URLs in order, `direct` for the repository itself, `off` for nowhere.',
    values: [
      { name: 'direct', text: 'From the repositories of the modules; needs git in the stage.' },
      { name: 'off', text: 'Nothing is downloaded.' },
    ],
    source: {
      title: 'Go Modules Reference: environment variables',
      url: 'https://go.dev/ref/mod#environment-variables',
    },
  },
  {
    name: 'GOPRIVATE',
    text: 'Patterns of modules that are fetched from their repositories and not looked up in the checksum database; the default of GONOPROXY and GONOSUMDB.',
    source: privateModules,
  },
  {
    name: 'GONOPROXY',
    text: 'Patterns of modules that are fetched from their repositories, past the proxy.',
    source: privateModules,
  },
  {
    name: 'GONOSUMDB',
    text: 'Patterns of modules that are not looked up in the checksum database.',
    source: privateModules,
  },
  {
    name: 'GOSUMDB',
    text: 'The checksum database that new modules are looked up in; `off` for none.',
    values: [{ name: 'off', text: 'Modules that go.sum does not name are taken as they come.' }],
    source: { title: 'Go Modules Reference: authenticating modules', url: 'https://go.dev/ref/mod#authenticating' },
  },
  {
    name: 'GOINSECURE',
    text: 'Patterns of modules that may be fetched over connections that are not secure.',
    source: environment,
  },
  { name: 'GOVCS', text: 'Which version control programs may be used for which modules.', source: environment },
  {
    name: 'GOAUTH',
    text: 'How go gets credentials for private modules (Go 1.24); `netrc` if not set.',
    source: goHelp('goauth', 'GOAUTH environment variable'),
  },
  {
    name: 'GO111MODULE',
    text: 'Whether there are modules or the old GOPATH mode. On since Go 1.16, so that it is seldom needed.',
    values: [
      { name: 'on', text: 'Modules, the default since Go 1.16.' },
      { name: 'off', text: 'GOPATH mode; go.mod is not read.' },
      { name: 'auto', text: 'Modules where there is a go.mod.' },
    ],
    source: environment,
  },
  {
    name: 'GOTOOLCHAIN',
    text: 'Which Go is used if go.mod asks for a newer one (Go 1.21). The official golang images set `local`.',
    values: [
      { name: 'local', text: 'The one that is installed; a go.mod that asks for more makes the build fail.' },
      { name: 'auto', text: 'A newer one is downloaded if go.mod asks for it.' },
      { name: 'path', text: 'A newer one is looked for in PATH.' },
    ],
    source: { title: 'Go Toolchains', url: 'https://go.dev/doc/toolchain' },
  },
  {
    name: 'GOWORK',
    text: 'The workspace file; `off` for none. If not set, go.work is looked for here and in the folders above.',
    source: environment,
  },
  { name: 'GOMODCACHE', text: 'Where downloaded modules are kept; pkg/mod in GOPATH if not set.', source: environment },
  {
    name: 'GOCACHE',
    text: 'Where compiled packages are kept; .cache/go-build in the home folder if not set.',
    source: environment,
  },
  {
    name: 'GOCACHEPROG',
    text: 'A program that keeps compiled packages instead of a folder (Go 1.24).',
    source: environment,
  },
  {
    name: 'GOPATH',
    text: 'The folder of modules (pkg/mod) and installed programs (bin). /go in the official golang images.',
    source: goHelp('gopath', 'GOPATH environment variable'),
  },
  {
    name: 'GOBIN',
    text: 'Where go install puts programs; bin in GOPATH if not set. go install refuses it in a cross build.',
    source: environment,
  },
  {
    name: 'GOROOT',
    text: 'Where Go itself is. /usr/local/go in the official golang images; seldom to be set.',
    source: environment,
  },
  { name: 'GOTMPDIR', text: 'The folder for temporary files of the build.', source: environment },
  { name: 'GOENV', text: 'The file with what `go env -w` has set; `off` for none.', source: environment },
  {
    name: 'GOEXPERIMENT',
    text: 'Experiments of the toolchain, such as `boringcrypto` or `greenteagc`. It decides about the program, not only the build.',
    source: environment,
  },
  {
    name: 'GOFIPS140',
    text: 'The FIPS 140 module to build the program with (Go 1.24); `off` if not set.',
    values: [
      { name: 'off', text: 'The ordinary packages.' },
      { name: 'latest', text: 'The newest sources of the module, in FIPS mode.' },
      { name: 'v1.0.0', text: 'The frozen module of that version, in FIPS mode.' },
    ],
    source: { title: 'FIPS 140-3 Compliance', url: 'https://go.dev/doc/security/fips140' },
  },
  {
    name: 'GO_EXTLINK_ENABLED',
    text: 'With -linkmode=auto and C code, whether the C compiler links.',
    values: [
      { name: '0', text: 'Go links.' },
      { name: '1', text: 'The C compiler links.' },
    ],
    source: environment,
  },
  { name: 'GOCOVERDIR', text: 'Where a program built with `go build -cover` writes its counts.', source: environment },
  {
    name: 'GODEBUG',
    text: 'Switches of the runtime and the standard library, such as `netdns=go`. Read by the program, and by go itself.',
    source: { title: 'Go, Backwards Compatibility, and GODEBUG', url: 'https://go.dev/doc/godebug' },
  },
  {
    name: 'GOMAXPROCS',
    text: 'How many threads run Go code at the same time. Since Go 1.25 the CPU limit of the container counts if it is not set.',
    source: runtime,
  },
  {
    name: 'GOMEMLIMIT',
    text: 'How much memory the program tries to stay below: `400MiB` (Go 1.19). Set it below the limit of the container.',
    source: runtime,
  },
  {
    name: 'GOGC',
    text: 'How far the heap may grow before garbage is collected, in percent; 100 if not set, `off` for never.',
    source: runtime,
  },
  {
    name: 'GOTRACEBACK',
    text: 'How much a crash prints: `none`, `single`, `all`, `system`, `crash`.',
    source: runtime,
  },
  { name: 'GCCGO', text: 'The gccgo for -compiler=gccgo.', source: environment },
  { name: 'GCCGOTOOLDIR', text: 'Where the tools of gccgo are.', source: environment },
  { name: 'AR', text: 'The archiver, for gccgo; `ar` if not set.', source: environment },
  {
    name: 'CC',
    text: 'The C compiler of cgo, and what links in external mode: `aarch64-linux-gnu-gcc` when cross-compiling. `gcc` on linux if not set.',
    source: environment,
  },
  { name: 'CXX', text: 'The C++ compiler of cgo. `g++` on linux if not set.', source: environment },
  { name: 'FC', text: 'The Fortran compiler of cgo.', source: environment },
  { name: 'PKG_CONFIG', text: 'The pkg-config that `#cgo pkg-config` lines run.', source: environment },
  {
    name: 'GIT_ALLOW_PROTOCOL',
    text: 'A variable of git: the protocols it may use. go takes all others for insecure.',
    source: environment,
  },
  ...cgoFlags.flatMap(({ kind, text }): readonly TextRow[] => [
    {
      name: `CGO_${kind}`,
      text: `Flags for ${text}, when cgo is used. If not set: ${kind === 'CPPFLAGS' ? 'none' : '`-O2 -g`'}.`,
      source: environment,
    },
    {
      name: `CGO_${kind}_ALLOW`,
      text: `A regular expression: flags that \`#cgo ${kind}\` lines may have besides the usual ones.`,
      source: environment,
    },
    {
      name: `CGO_${kind}_DISALLOW`,
      text: `A regular expression: flags that \`#cgo ${kind}\` lines may not have.`,
      source: environment,
    },
  ]),
];

/** ARGs that BuildKit gives a value by itself. A stage sees them after an ARG without a default. */
export const platformArgTexts: readonly TextRow[] = [
  { name: 'TARGETPLATFORM', text: 'The platform of the image: `linux/amd64`, `linux/arm/v7`.', source: platforms },
  { name: 'TARGETOS', text: 'The operating system of the image; right for GOOS.', source: platforms },
  { name: 'TARGETARCH', text: 'The processor of the image, by Go’s names; right for GOARCH.', source: platforms },
  {
    name: 'TARGETVARIANT',
    text: 'The variant of the processor: `v7` for linux/arm/v7, mostly empty. GOARM wants it without the v.',
    source: platforms,
  },
  { name: 'TARGETOSVERSION', text: 'The version of Windows that the image is for; empty on linux.', source: platforms },
  { name: 'TARGETSTAGE', text: 'The name of the stage that is built; `default` if none is chosen.', source: platforms },
  {
    name: 'BUILDPLATFORM',
    text: 'The platform of the machine that builds. A stage with `FROM --platform=$BUILDPLATFORM` is never emulated.',
    source: platforms,
  },
  { name: 'BUILDOS', text: 'The operating system of the machine that builds.', source: platforms },
  { name: 'BUILDARCH', text: 'The processor of the machine that builds.', source: platforms },
  {
    name: 'BUILDVARIANT',
    text: 'The variant of the processor of the machine that builds; mostly empty.',
    source: platforms,
  },
  {
    name: 'BUILDOSVERSION',
    text: 'The version of Windows on the machine that builds; empty on linux.',
    source: platforms,
  },
];

/** ARGs that BuildKit reads: they are given by --build-arg. */
export const builderArgTexts: readonly TextRow[] = [
  { name: 'BUILDKIT_BUILD_NAME', text: 'The name of the build in lists of builds.', source: builtIn },
  {
    name: 'BUILDKIT_CACHE_MOUNT_NS',
    text: 'A prefix for the ids of all cache mounts, which keeps caches of projects apart.',
    source: builtIn,
  },
  {
    name: 'BUILDKIT_CONTEXT_KEEP_GIT_DIR',
    text: '`1` keeps .git if the build context is a Git URL, so that go can stamp the commit.',
    source: builtIn,
  },
  {
    name: 'BUILDKIT_INLINE_CACHE',
    text: '`1` writes what a later build needs for its cache into the image.',
    source: builtIn,
  },
  {
    name: 'BUILDKIT_MULTI_PLATFORM',
    text: '`1` makes the output the same whether one platform is built or several.',
    source: builtIn,
  },
  {
    name: 'BUILDKIT_SANDBOX_HOSTNAME',
    text: 'The host name that RUN sees; `buildkitsandbox` if not given.',
    source: builtIn,
  },
  {
    name: 'BUILDKIT_SYNTAX',
    text: 'The frontend that reads the Dockerfile, in place of its `# syntax=` line.',
    source: builtIn,
  },
  {
    name: 'SOURCE_DATE_EPOCH',
    text: 'The time, in seconds since 1970, of the image and its layers, for reproducible builds.',
    source: builtIn,
  },
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name): TextRow => ({
      name,
      text: `${/no_proxy/i.test(name) ? 'Hosts that are reached without a proxy' : 'A proxy for RUN'}. All stages see it without an ARG; with one it is in the history of the image.`,
      source: proxies,
    })),
  {
    name: 'BUILDKIT_SBOM_SCAN_CONTEXT',
    text: 'Whether the build context is scanned for the list of what is in the image. Not a variable of RUN.',
    source: { title: 'BuildKit: SBOM attestations', url: 'https://docs.docker.com/build/metadata/attestations/sbom/' },
  },
  {
    name: 'BUILDKIT_SBOM_SCAN_STAGE',
    text: 'Which stages are scanned for the list of what is in the image. Not a variable of RUN.',
    source: { title: 'BuildKit: SBOM attestations', url: 'https://docs.docker.com/build/metadata/attestations/sbom/' },
  },
];

/** Every variable that Go or BuildKit knows. */
export const variableTexts: readonly TextRow[] = [...goVariableTexts, ...platformArgTexts, ...builderArgTexts];
