import { say } from '../../text/say';
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
  { kind: 'CFLAGS', text: say`Flags of cgo for the C compiler; \`-O2 -g\` if not set.` },
  { kind: 'CPPFLAGS', text: say`Flags of cgo for the C preprocessor.` },
  { kind: 'CXXFLAGS', text: say`Flags of cgo for the C++ compiler; \`-O2 -g\` if not set.` },
  { kind: 'FFLAGS', text: say`Flags of cgo for the Fortran compiler; \`-O2 -g\` if not set.` },
  { kind: 'LDFLAGS', text: say`Flags of cgo for the C compiler when it links; \`-O2 -g\` if not set.` },
];

/** What go build reads from its environment: `go help environment`. */
export const goVariableTexts: readonly TextRow[] = [
  {
    name: 'CGO_ENABLED',
    text: say`Whether Go packages may use C. On by default where Go compiles for its own platform and, since Go 1.20, finds a C compiler; off when cross-compiling. Only \`0\` and \`1\` count.`,
    values: [
      { name: '0', text: say`No C: a static binary, unless -buildmode=pie or -linkshared asks otherwise.` },
      {
        name: '1',
        text: say`C is compiled in: a C compiler is needed, and the binary needs a C library unless it is linked statically.`,
      },
    ],
    source: environment,
  },
  {
    name: 'GOOS',
    text: say`The operating system to compile for; that of the toolchain if not set.`,
    source: environment,
  },
  { name: 'GOARCH', text: say`The processor to compile for; that of the toolchain if not set.`, source: environment },
  {
    name: 'GOARM',
    text: say`With GOARCH=arm, the ARM version to compile for; \`7\` when cross-compiling. Can be followed by \`,softfloat\` or \`,hardfloat\`.`,
    values: [
      { name: '5', text: say`No floating-point unit needed.` },
      { name: '6', text: say`Raspberry Pi 1 and Zero.` },
      { name: '7', text: say`ARMv7, as \`linux/arm/v7\`.` },
    ],
    source: environment,
  },
  {
    name: 'GOAMD64',
    text: say`With GOARCH=amd64, the least processor the program starts on; \`v1\` if not set.`,
    values: [
      { name: 'v1', text: say`Every 64-bit processor.` },
      { name: 'v2', text: say`From about 2009.` },
      { name: 'v3', text: say`With AVX2, from about 2013 or 2015.` },
      { name: 'v4', text: say`With AVX-512.` },
    ],
    source: environment,
  },
  {
    name: 'GOARM64',
    text: say`With GOARCH=arm64, the ARM version to compile for; \`v8.0\` if not set (Go 1.23).`,
    source: environment,
  },
  {
    name: 'GO386',
    text: say`With GOARCH=386, how to compute with floating-point numbers.`,
    values: [
      { name: 'sse2', text: say`With SSE2, the default.` },
      { name: 'softfloat', text: say`Without a floating-point unit.` },
    ],
    source: environment,
  },
  {
    name: 'GOMIPS',
    text: say`With GOARCH=${'mips'} or ${'mipsle'}, whether floating-point instructions are used.`,
    values: [
      { name: 'hardfloat', text: say`They are, the default.` },
      { name: 'softfloat', text: say`They are not.` },
    ],
    source: environment,
  },
  {
    name: 'GOMIPS64',
    text: say`With GOARCH=${'mips64'} or ${'mips64le'}, whether floating-point instructions are used.`,
    values: [
      { name: 'hardfloat', text: say`They are, the default.` },
      { name: 'softfloat', text: say`They are not.` },
    ],
    source: environment,
  },
  {
    name: 'GOPPC64',
    text: say`With GOARCH=ppc64 or ppc64le, the least processor the program starts on.`,
    values: [
      { name: 'power8', text: say`The default.` },
      { name: 'power9', text: 'POWER9.' },
      { name: 'power10', text: 'POWER10.' },
    ],
    source: environment,
  },
  {
    name: 'GORISCV64',
    text: say`With GOARCH=riscv64, the profile to compile for.`,
    values: [
      { name: 'rva20u64', text: say`The default.` },
      { name: 'rva22u64', text: 'RVA22.' },
      { name: 'rva23u64', text: 'RVA23.' },
    ],
    source: environment,
  },
  { name: 'GOWASM', text: say`With GOARCH=wasm, experimental features of WebAssembly.`, source: environment },
  {
    name: 'GOFLAGS',
    text: say`Flags for all go commands that know them: \`-flag=value\`, separated by blanks. Those on the command line win.`,
    source: environment,
  },
  {
    name: 'GOPROXY',
    text: say`Where modules are fetched from: URLs in order, \`direct\` for the repository itself, \`off\` for nowhere.`,
    values: [
      { name: 'direct', text: say`From the repositories of the modules; needs git in the stage.` },
      { name: 'off', text: say`Nothing is downloaded.` },
    ],
    source: {
      title: 'Go Modules Reference: environment variables',
      url: 'https://go.dev/ref/mod#environment-variables',
    },
  },
  {
    name: 'GOPRIVATE',
    text: say`Patterns of modules that are fetched from their repositories and not looked up in the checksum database; the default of GONOPROXY and GONOSUMDB.`,
    source: privateModules,
  },
  {
    name: 'GONOPROXY',
    text: say`Patterns of modules that are fetched from their repositories, past the proxy.`,
    source: privateModules,
  },
  {
    name: 'GONOSUMDB',
    text: say`Patterns of modules that are not looked up in the checksum database.`,
    source: privateModules,
  },
  {
    name: 'GOSUMDB',
    text: say`The checksum database that new modules are looked up in; \`off\` for none.`,
    values: [{ name: 'off', text: say`Modules that go.sum does not name are taken as they come.` }],
    source: { title: 'Go Modules Reference: authenticating modules', url: 'https://go.dev/ref/mod#authenticating' },
  },
  {
    name: 'GOINSECURE',
    text: say`Patterns of modules that may be fetched over connections that are not secure.`,
    source: environment,
  },
  { name: 'GOVCS', text: say`Which version control programs may be used for which modules.`, source: environment },
  {
    name: 'GOAUTH',
    text: say`How go gets credentials for private modules (Go 1.24); \`netrc\` if not set.`,
    source: goHelp('goauth', 'GOAUTH environment variable'),
  },
  {
    name: 'GO111MODULE',
    text: say`Whether there are modules or the old GOPATH mode. On since Go 1.16, so that it is seldom needed.`,
    values: [
      { name: 'on', text: say`Modules, the default since Go 1.16.` },
      { name: 'off', text: say`GOPATH mode; go.mod is not read.` },
      { name: 'auto', text: say`Modules where there is a go.mod.` },
    ],
    source: environment,
  },
  {
    name: 'GOTOOLCHAIN',
    text: say`Which Go is used if go.mod asks for a newer one (Go 1.21). The official golang images set \`local\`.`,
    values: [
      { name: 'local', text: say`The one that is installed; a go.mod that asks for more makes the build fail.` },
      { name: 'auto', text: say`A newer one is downloaded if go.mod asks for it.` },
      { name: 'path', text: say`A newer one is looked for in PATH.` },
    ],
    source: { title: 'Go Toolchains', url: 'https://go.dev/doc/toolchain' },
  },
  {
    name: 'GOWORK',
    text: say`The workspace file; \`off\` for none. If not set, go.work is looked for here and in the folders above.`,
    source: environment,
  },
  {
    name: 'GOMODCACHE',
    text: say`Where downloaded modules are kept; pkg/mod in GOPATH if not set.`,
    source: environment,
  },
  {
    name: 'GOCACHE',
    text: say`Where compiled packages are kept; .cache/go-build in the home folder if not set.`,
    source: environment,
  },
  {
    name: 'GOCACHEPROG',
    text: say`A program that keeps compiled packages instead of a folder (Go 1.24).`,
    source: environment,
  },
  {
    name: 'GOPATH',
    text: say`The folder of modules (pkg/mod) and installed programs (bin). /go in the official golang images.`,
    source: goHelp('gopath', 'GOPATH environment variable'),
  },
  {
    name: 'GOBIN',
    text: say`Where go install puts programs; bin in GOPATH if not set. go install refuses it in a cross build.`,
    source: environment,
  },
  {
    name: 'GOROOT',
    text: say`Where Go itself is. /usr/local/go in the official golang images; seldom to be set.`,
    source: environment,
  },
  { name: 'GOTMPDIR', text: say`The folder for temporary files of the build.`, source: environment },
  { name: 'GOENV', text: say`The file with what \`go env -w\` has set; \`off\` for none.`, source: environment },
  {
    name: 'GOEXPERIMENT',
    text: say`Experiments of the toolchain, such as \`boringcrypto\` or \`greenteagc\`. It decides about the program, not only the build.`,
    source: environment,
  },
  {
    name: 'GOFIPS140',
    text: say`The FIPS 140 module to build the program with (Go 1.24); \`off\` if not set.`,
    values: [
      { name: 'off', text: say`The ordinary packages.` },
      { name: 'latest', text: say`The newest sources of the module, in FIPS mode.` },
      { name: 'v1.0.0', text: say`The frozen module of that version, in FIPS mode.` },
    ],
    source: { title: 'FIPS 140-3 Compliance', url: 'https://go.dev/doc/security/fips140' },
  },
  {
    name: 'GO_EXTLINK_ENABLED',
    text: say`With -linkmode=auto and C code, whether the C compiler links.`,
    values: [
      { name: '0', text: say`Go links.` },
      { name: '1', text: say`The C compiler links.` },
    ],
    source: environment,
  },
  {
    name: 'GOCOVERDIR',
    text: say`Where a program built with \`go build -cover\` writes its counts.`,
    source: environment,
  },
  {
    name: 'GODEBUG',
    text: say`Switches of the runtime and the standard library, such as \`netdns=go\`. Read by the program, and by go itself.`,
    source: { title: 'Go, Backwards Compatibility, and GODEBUG', url: 'https://go.dev/doc/godebug' },
  },
  {
    name: 'GOMAXPROCS',
    text: say`How many threads run Go code at the same time. Since Go 1.25 the CPU limit of the container counts if it is not set.`,
    source: runtime,
  },
  {
    name: 'GOMEMLIMIT',
    text: say`How much memory the program tries to stay below: \`400MiB\` (Go 1.19). Set it below the limit of the container.`,
    source: runtime,
  },
  {
    name: 'GOGC',
    text: say`How far the heap may grow before garbage is collected, in percent; 100 if not set, \`off\` for never.`,
    source: runtime,
  },
  {
    name: 'GOTRACEBACK',
    text: say`How much a crash prints: \`none\`, \`single\`, \`all\`, \`system\`, \`crash\`.`,
    source: runtime,
  },
  { name: 'GCCGO', text: say`The gccgo for -compiler=gccgo.`, source: environment },
  { name: 'GCCGOTOOLDIR', text: say`Where the tools of gccgo are.`, source: environment },
  { name: 'AR', text: say`The archiver, for gccgo; \`ar\` if not set.`, source: environment },
  {
    name: 'CC',
    text: say`The C compiler of cgo, and what links in external mode: \`aarch64-linux-gnu-gcc\` when cross-compiling. \`gcc\` on linux if not set.`,
    source: environment,
  },
  { name: 'CXX', text: say`The C++ compiler of cgo. \`g++\` on linux if not set.`, source: environment },
  { name: 'FC', text: say`The Fortran compiler of cgo.`, source: environment },
  { name: 'PKG_CONFIG', text: say`The pkg-config that \`#cgo pkg-config\` lines run.`, source: environment },
  {
    name: 'GIT_ALLOW_PROTOCOL',
    text: say`A variable of git: the protocols it may use. go takes all others for insecure.`,
    source: environment,
  },
  ...cgoFlags.flatMap(({ kind, text }): readonly TextRow[] => [
    {
      name: `CGO_${kind}`,
      text,
      source: environment,
    },
    {
      name: `CGO_${kind}_ALLOW`,
      text: say`A regular expression: flags that \`#cgo ${kind}\` lines may have besides the usual ones.`,
      source: environment,
    },
    {
      name: `CGO_${kind}_DISALLOW`,
      text: say`A regular expression: flags that \`#cgo ${kind}\` lines may not have.`,
      source: environment,
    },
  ]),
];

/** ARGs that BuildKit gives a value by itself. A stage sees them after an ARG without a default. */
export const platformArgTexts: readonly TextRow[] = [
  {
    name: 'TARGETPLATFORM',
    text: say`The platform of the image: \`linux/amd64\`, \`linux/arm/v7\`.`,
    source: platforms,
  },
  { name: 'TARGETOS', text: say`The operating system of the image; right for GOOS.`, source: platforms },
  { name: 'TARGETARCH', text: say`The processor of the image, by Go’s names; right for GOARCH.`, source: platforms },
  {
    name: 'TARGETVARIANT',
    text: say`The variant of the processor: \`v7\` for linux/arm/v7, mostly empty. GOARM wants it without the v.`,
    source: platforms,
  },
  {
    name: 'TARGETOSVERSION',
    text: say`The version of Windows that the image is for; empty on linux.`,
    source: platforms,
  },
  {
    name: 'TARGETSTAGE',
    text: say`The name of the stage that is built; \`default\` if none is chosen.`,
    source: platforms,
  },
  {
    name: 'BUILDPLATFORM',
    text: say`The platform of the machine that builds. A stage with \`FROM --platform=$BUILDPLATFORM\` is never emulated.`,
    source: platforms,
  },
  { name: 'BUILDOS', text: say`The operating system of the machine that builds.`, source: platforms },
  { name: 'BUILDARCH', text: say`The processor of the machine that builds.`, source: platforms },
  {
    name: 'BUILDVARIANT',
    text: say`The variant of the processor of the machine that builds; mostly empty.`,
    source: platforms,
  },
  {
    name: 'BUILDOSVERSION',
    text: say`The version of Windows on the machine that builds; empty on linux.`,
    source: platforms,
  },
];

/** ARGs that BuildKit reads: they are given by --build-arg. */
export const builderArgTexts: readonly TextRow[] = [
  { name: 'BUILDKIT_BUILD_NAME', text: say`The name of the build in lists of builds.`, source: builtIn },
  {
    name: 'BUILDKIT_CACHE_MOUNT_NS',
    text: say`A prefix for the ids of all cache mounts, which keeps caches of projects apart.`,
    source: builtIn,
  },
  {
    name: 'BUILDKIT_CONTEXT_KEEP_GIT_DIR',
    text: say`\`1\` keeps .git if the build context is a Git URL, so that go can stamp the commit.`,
    source: builtIn,
  },
  {
    name: 'BUILDKIT_INLINE_CACHE',
    text: say`\`1\` writes what a later build needs for its cache into the image.`,
    source: builtIn,
  },
  {
    name: 'BUILDKIT_MULTI_PLATFORM',
    text: say`\`1\` makes the output the same whether one platform is built or several.`,
    source: builtIn,
  },
  {
    name: 'BUILDKIT_SANDBOX_HOSTNAME',
    text: say`The host name that RUN sees; \`buildkitsandbox\` if not given.`,
    source: builtIn,
  },
  {
    name: 'BUILDKIT_SYNTAX',
    text: say`The frontend that reads the Dockerfile, in place of its \`# syntax=\` line.`,
    source: builtIn,
  },
  {
    name: 'SOURCE_DATE_EPOCH',
    text: say`The time, in seconds since 1970, of the image and its layers, for reproducible builds.`,
    source: builtIn,
  },
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name): TextRow => ({
      name,
      text: /no_proxy/i.test(name)
        ? say`Hosts that are reached without a proxy. All stages see it without an ARG; with one it is in the history of the image.`
        : say`A proxy for RUN. All stages see it without an ARG; with one it is in the history of the image.`,
      source: proxies,
    })),
  {
    name: 'BUILDKIT_SBOM_SCAN_CONTEXT',
    text: say`Whether the build context is scanned for the list of what is in the image. Not a variable of RUN.`,
    source: { title: 'BuildKit: SBOM attestations', url: 'https://docs.docker.com/build/metadata/attestations/sbom/' },
  },
  {
    name: 'BUILDKIT_SBOM_SCAN_STAGE',
    text: say`Which stages are scanned for the list of what is in the image. Not a variable of RUN.`,
    source: { title: 'BuildKit: SBOM attestations', url: 'https://docs.docker.com/build/metadata/attestations/sbom/' },
  },
];

/** Every variable that Go or BuildKit knows. */
export const variableTexts: readonly TextRow[] = [...goVariableTexts, ...platformArgTexts, ...builderArgTexts];
