import { say } from '../../text/say';
import type { KnownText } from './knownText';

/** What the go command, its linker and the C compiler behind it say inside a RUN. The first row that fits counts. */
export const goTexts: readonly KnownText[] = [
  {
    id: 'go-too-old',
    text: /: go\.(?:mod|work) requires go >= (\S+) \(running go (\S+); GOTOOLCHAIN=local\)/,
    says: ([, wanted = '', running = '']) =>
      say`The image has Go ${running}, the module asks for Go ${wanted}, and GOTOOLCHAIN=local keeps go from fetching it.`,
    rules: ['go-version-behind-module'],
    source: 'measured with go 1.21 to 1.26: E003-E006',
  },
  {
    id: 'tool-needs-newer-go',
    text: /go: ([^\s@]+)@([^\s@]+) requires go >= (\S+) \(running go (\S+)/,
    says: ([, module = '', version = '', wanted = '', running = '']) =>
      say`${module} ${version} asks for Go ${wanted}, and the image has Go ${running}. An older version of it, or a newer image, is needed.`,
    rules: ['unpinned-tool-install', 'go-version-behind-module'],
    source: 'cmd/go/internal/gover, TooNewError; P1',
  },
  {
    id: 'go-version-format',
    text: /invalid go version '([^']+)': must match format/,
    says: ([, version = '']) => say`The Go of the image is older than 1.21 and cannot read “go ${version}” in go.mod.`,
    rules: ['go-version-behind-module'],
    source: 'measured with go 1.15 and 1.19: E015, E016',
  },
  {
    id: 'directive-unknown',
    text: /go\.(?:mod|work):\d+: unknown directive: (?<word>\w+)/,
    says: ({ groups }) => say`The Go of the image is too old for the directive ${groups?.['word'] ?? ''} of go.mod.`,
    rules: ['go-version-behind-module'],
    source: 'measured with go 1.15 and 1.19: E017, E018',
  },
  {
    id: 'toolchain-not-available',
    text: /go: download (go\S+) for \S+: toolchain not available/,
    says: ([, toolchain = '']) =>
      say`go.mod asks for ${toolchain}, which go wants to fetch, and there is no release of that name.`,
    rules: ['go-version-behind-module'],
    source: 'measured with go 1.21 to 1.26: E010-E012',
  },
  {
    id: 'toolchain-not-fetched',
    text: /go: download (go\S+): golang\.org\/toolchain@/,
    says: ([, toolchain = '']) =>
      say`go.mod asks for a newer Go than the image has, and ${toolchain} could not be fetched.`,
    rules: ['go-version-behind-module'],
    source: 'measured with go 1.21 and 1.24: E013, E014',
  },
  {
    id: 'module-not-found',
    text: /go\.mod file not found in current directory or any parent directory/,
    says: () => say`There is no go.mod in the directory where go runs, nor above it.`,
    rules: ['module-not-in-workdir', 'go-get-as-installer'],
    source: 'measured with go 1.19 to 1.26: E019-E021',
  },
  {
    id: 'pattern-outside-module',
    text: /directory prefix \S+ does not contain (?:main module|modules listed)/,
    says: () => say`Where go runs there is no module, so that the pattern of packages matches nothing.`,
    rules: ['module-not-in-workdir', 'workspace-module-not-copied'],
    source: 'measured with go 1.24: E022',
  },
  {
    id: 'gopath-is-module',
    text: /\$GOPATH\/go\.mod exists but should not/,
    says: () => say`The module was copied into GOPATH itself. It needs a directory of its own: WORKDIR /src.`,
    rules: ['module-not-in-workdir'],
    source: 'cmd/go/internal/modload, init; P25',
  },
  {
    id: 'no-go-files',
    text: /no Go files in (?<word>\S+)/,
    says: ({ groups }) =>
      say`${groups?.['word'] ?? ''} holds no Go package. The main package is in another directory, or was not copied.`,
    rules: ['go-command-fails', 'source-not-copied', 'output-not-a-program'],
    source: 'measured with go 1.24: E023',
  },
  {
    id: 'no-required-module',
    text: /no required module provides package ([^\s;]+)/,
    says: ([, name = '']) =>
      say`Nothing provides the package ${name}: its folder was not copied, or go.mod lacks its module, which “go mod tidy” adds.`,
    rules: ['source-not-copied'],
    source: 'measured with go 1.19 to 1.26: E024-E027, E212-E214',
  },
  {
    id: 'go-sum-entry',
    text: /missing go\.sum entry for (?:go\.mod file|module providing package (\S+))/,
    says: () => say`go.sum lacks a module. Run “go mod tidy”, and copy go.sum into the image.`,
    rules: ['source-not-copied'],
    source: 'measured with go 1.19 to 1.26: E028-E031',
  },
  {
    id: 'go-mod-updates',
    text: /updates to go\.(?:mod|sum|work) needed/,
    says: () => say`go.mod is not up to date with the sources. Run “go mod tidy” and build again.`,
    rules: ['source-not-copied'],
    source: 'cmd/go/internal/modload, commitRequirements; P14',
  },
  {
    id: 'proxy-off',
    text: /module lookup disabled by GOPROXY=off/,
    says: () => say`A module is missing in the image, and GOPROXY=off keeps go from fetching it.`,
    rules: ['vendor-out-of-use', 'obsolete-go-setting'],
    source: 'measured with go 1.19 to 1.26: E032-E038',
  },
  {
    id: 'host-not-found',
    text: /dial (?:tcp|udp)\b(?:.{0,50}?\blookup (?<word>\S+))?.{0,300}?(?:no such host|network is unreachable|server misbehaving|i\/o timeout|connection refused)/,
    says: () =>
      say`The network cannot be reached from where this runs: no route, no name server, or a proxy that is not set.`,
    rules: ['instgo-needs-network', 'otel-needs-network'],
    source: 'measured with go 1.19 and 1.24: E039, E040, S021, S022; P34',
  },
  {
    id: 'vendoring-inconsistent',
    text: /go: inconsistent vendoring in (\S+):/,
    says: () => say`The vendor folder does not agree with go.mod. Run “go mod vendor”, or build with -mod=mod.`,
    rules: ['vendor-out-of-use'],
    source: 'measured with go 1.19 to 1.26: E041-E051',
  },
  {
    id: 'vendor-lookup-disabled',
    text: /import lookup disabled by -mod=vendor/,
    says: () => say`A package is missing in the vendor folder. Run “go mod vendor”.`,
    rules: ['vendor-out-of-use'],
    source: 'cmd/go/internal/modload, import; P20',
  },
  {
    id: 'goflags',
    text: /go: parsing \$GOFLAGS: (.{0,1000})/,
    says: ([, what = '']) => say`GOFLAGS holds what go does not take: ${what}.`,
    rules: ['go-command-fails', 'malformed-linker-flag'],
    source: 'measured with go 1.19 and 1.24: E056, E057, E060',
  },
  {
    id: 'cache-off',
    text: /build cache is disabled by (?<word>GOCACHE=off)/,
    says: () => say`GOCACHE=off is no longer to be had since Go 1.12.`,
    rules: ['obsolete-go-setting', 'go-command-fails'],
    source: 'measured with go 1.19 to 1.26: E062-E065',
  },
  {
    id: 'cache-without-home',
    text: /build cache is required, but could not be located/,
    says: () => say`There is neither HOME nor GOCACHE, so go has no place for its cache. Set GOCACHE.`,
    rules: ['build-cache-not-writable'],
    source: 'measured with go 1.19 to 1.26: E066-E069',
  },
  {
    id: 'cache-not-writable',
    text: /failed to initialize build cache at (\S+): mkdir|could not create module cache|mkdir \/go\/pkg\/mod\S*: permission denied/,
    says: () => say`The user who builds cannot write where go keeps its caches.`,
    rules: ['build-cache-not-writable'],
    source: 'measured with go 1.19 and 1.24: E070, E071; P33',
  },
  {
    id: 'vcs-status',
    text: /error obtaining VCS status/,
    says: () => say`go wants to stamp the revision into the program and cannot read the Git repository.`,
    rules: ['vcs-stamping-fails'],
    source: 'measured with go 1.19 to 1.26: E072-E088',
  },
  {
    id: 'git-missing',
    text: /exec: "git": executable file not found|missing Git command/,
    says: () => say`go fetches a module from its repository, and git is not installed.`,
    rules: ['module-tool-missing', 'vcs-stamping-fails'],
    source: 'measured with go 1.19 and 1.24: E082, E083; P12',
  },
  {
    id: 'repository-login',
    text: /could not read Username for '([^']+)'|Host key verification failed|Permission denied \(publickey/,
    says: () =>
      say`The repository of a private module asks for a login that the build does not have. Hand it in with RUN --mount=type=secret or --mount=type=ssh.`,
    rules: ['module-tool-missing'],
    source: 'git and ssh, as go prints them; P15',
  },
  {
    id: 'checksum-database',
    text: /(?:sum\.golang\.org|\/lookup\/)\S{0,300}?: (?:404|410)|: (?:404 Not Found|410 Gone)/,
    says: () => say`The proxy or the checksum database does not know the module. For a private one, set GOPRIVATE.`,
    rules: [],
    source: 'cmd/go/internal/modfetch, sumdb; P15',
  },
  {
    id: 'compiler-missing',
    text: /C compiler "([^"]+)" not found|cgo: exec (\S+): exec: |running (\S+) failed: exec: /,
    says: ([, one, two, three]) =>
      say`cgo is on, and there is no C compiler ${one ?? two ?? three ?? ''} in the image that builds.`,
    rules: ['cgo-without-compiler', 'race-without-cgo'],
    source: 'measured with go 1.15 to 1.26: E089-E099, E158',
  },
  {
    id: 'constraints-exclude-all',
    text: /build constraints exclude all Go files in (\S+)/,
    says: () => say`A package has Go files only for builds with cgo, or for another platform.`,
    rules: ['cgo-required-but-disabled', 'wrong-architecture', 'retired-port'],
    source: 'measured with go 1.19 to 1.26: E097-E113, E191-E193',
  },
  {
    id: 'system-header-missing',
    text: /fatal error: ((?:std(?:def|lib|io|int)|errno|string|pthread|features|sys\/\w+)\.h): No such file/,
    says: ([, header = '']) =>
      say`The C compiler is there and the headers of the C library (${header}) are not: musl-dev on Alpine, libc6-dev on Debian.`,
    rules: ['cgo-without-compiler'],
    source: 'measured with go 1.19 to 1.26: E129-E131; P11',
  },
  {
    id: 'header-missing',
    text: /fatal error: (\S+): No such file or directory/,
    says: ([, header = '']) => say`The header ${header} is missing. Install the development package that has it.`,
    rules: ['cgo-without-compiler', 'source-not-copied'],
    source: 'measured with go 1.19 to 1.26: E120-E122',
  },
  {
    id: 'library-missing-at-link',
    text: /cannot find -l(\S+?)(?::|$)/,
    says: ([, library = '']) =>
      say`The linker does not find the library ${library}. Install its development package in the build stage.`,
    rules: ['cgo-without-compiler'],
    source: 'measured with go 1.19 to 1.26: E123-E125',
  },
  {
    id: 'linker-not-found',
    text: /collect2: fatal error: cannot find '(?:ld|gold)'/,
    says: () =>
      say`gcc wants the linker gold, which Go asks for on arm64. Install binutils-gold, or build with Go 1.25 or newer.`,
    rules: ['cgo-without-compiler'],
    source: 'cmd/link/internal/ld; P43',
  },
  {
    id: 'pkg-config-missing',
    text: /"pkg-config": executable file not found/,
    says: () => say`A package asks pkg-config for its C library, and pkg-config is not installed.`,
    rules: ['cgo-without-compiler', 'command-not-in-image'],
    source: 'measured with go 1.19 to 1.26: E126-E128',
  },
  {
    id: 'race-without-cgo',
    text: /(?<word>-race) requires cgo/,
    says: () => say`The race detector is built with cgo, and cgo is off.`,
    rules: ['race-without-cgo'],
    source: 'measured with go 1.15 to 1.26: E132-E141, E150, E194',
  },
  {
    id: 'external-link-without-cgo',
    text: /(?<word>-(?:linkmode|buildmode)\b[^ ]{0,40}) requires external \(cgo\) linking, but cgo is not enabled/,
    says: ({ groups }) => say`${groups?.['word'] ?? ''} needs an external linker, and cgo is off.`,
    rules: ['external-link-without-cgo'],
    source: 'measured with go 1.24 and 1.26: E156-E171',
  },
  {
    id: 'shared-runtime',
    text: /cannot implicitly include runtime\/cgo in a shared library/,
    says: () => say`-linkshared needs libstd.so, and “go install -buildmode=shared std” has not been run.`,
    rules: ['linkshared-runtime-missing'],
    source: 'measured with go 1.19 to 1.26: E176-E178',
  },
  {
    id: 'flag-not-defined',
    text: /flag provided but not defined: (?<word>-\S+)/,
    says: ({ groups }) =>
      say`go has no flag ${groups?.['word'] ?? ''}. Flags of the linker belong into one word: -ldflags "-s -w".`,
    rules: ['malformed-linker-flag', 'go-command-fails'],
    source: 'measured with go 1.19 and 1.24: E180, E181',
  },
  {
    id: 'assembler-of-other-architecture',
    text: /Error: (?:no such instruction: |operand size mismatch)|unrecognized command[- ]line option '(?:-m64|-marm)'/,
    says: () =>
      say`The C compiler is for another architecture than the one that is built for. Set CC to a cross compiler, or turn cgo off.`,
    rules: ['cgo-without-compiler', 'wrong-architecture'],
    source: 'measured with go 1.19 to 1.24: E184-E186; P26',
  },
  {
    id: 'pair-unsupported',
    text: /go: unsupported GOOS\/GOARCH pair (\S+)/,
    says: ([, pair = '']) => say`Go does not build for ${pair}.`,
    rules: ['retired-port', 'go-command-fails', 'undeclared-platform-arg'],
    source: 'measured with go 1.24: E198',
  },
  {
    id: 'several-packages-one-file',
    text: /cannot write multiple packages to non-directory (?<word>\S+)/,
    says: ({ groups }) =>
      say`Several programs cannot become the one file ${groups?.['word'] ?? ''}. Name one package, or a directory that exists.`,
    rules: ['output-not-a-program'],
    source: 'measured with go 1.19 to 1.26: E203-E205',
  },
  {
    id: 'cross-install-with-gobin',
    text: /cannot install cross-compiled binaries when GOBIN is set/,
    says: () => say`go install for another platform does not write into GOBIN. Use go build -o.`,
    rules: ['output-not-a-program', 'go-command-fails'],
    source: 'cmd/go/internal/modload; P27',
  },
  {
    id: 'main-undeclared',
    text: /function main is undeclared in the main package/,
    says: () =>
      say`The package is called main and has no function main: a file of it was not copied, or is for another platform.`,
    rules: ['source-not-copied'],
    source: 'cmd/link/internal/ld; measured with go 1.26',
  },
  {
    id: 'embed-without-files',
    text: /pattern (\S+): no matching files found/,
    says: ([, pattern = '']) =>
      say`go:embed finds no file for ${pattern} in the image: it was not copied, .dockerignore keeps it out, or it is made by a step that comes later.`,
    rules: ['embed-not-in-image'],
    source: 'measured with go 1.19 and 1.24: E209-E211',
  },
  {
    id: 'replacement-missing',
    text: /replacement directory (?<word>\S+) does not exist|\(replaced by (\S+)\): reading/,
    says: () => say`go.mod replaces a module by a folder that has not been copied into the image.`,
    rules: ['local-replace-not-copied'],
    source: 'measured with go 1.19 to 1.26: E215-E217; P46',
  },
  {
    id: 'workspace-member-missing',
    text: /cannot load module (\S+) listed in go\.work file|go: open \S+\/go\.mod: no such file/,
    says: () => say`go.work lists a module that has not been copied into the image.`,
    rules: ['workspace-module-not-copied'],
    source: 'measured with go 1.19 to 1.26: E218-E220',
  },
  {
    id: 'package-directory-missing',
    text: /stat (\S+): directory not found/,
    says: ([, path = '']) => say`There is no directory ${path} in the image: the path is wrong, or it was not copied.`,
    rules: ['go-command-fails', 'source-not-copied'],
    source: 'measured with go 1.19 and 1.24: E224, E225',
  },
  {
    id: 'package-not-in-std',
    text: /package (\S+) is not in (?:std|GOROOT)/,
    says: ([, name = '']) =>
      say`${name} is taken for a package of Go, as it has no domain in front: it is misspelt, or its folder belongs to a module that was not copied.`,
    rules: ['source-not-copied', 'module-not-in-workdir'],
    source: 'cmd/go/internal/modload, import; measured with go 1.26',
  },
  {
    id: 'work-directory',
    text: /go: creating work dir: (?:stat|mkdir) (\S+):/,
    says: ([, path = '']) => say`go has no directory for temporary files: ${path} is not there, or not writable.`,
    rules: ['missing-temp-directory'],
    source: 'measured with go 1.19 and 1.24: E231, E232',
  },
  {
    id: 'go-get-outside-module',
    text: /'go get' is no longer supported outside a module|'go install' requires a version when current directory is not in a module/,
    says: () => say`Tools are installed by “go install MODULE@VERSION” outside of modules.`,
    rules: ['go-get-as-installer'],
    source: 'cmd/go/internal/modget and work; P17',
  },
  {
    id: 'sqlite-on-musl',
    text: /'?(?:pread64|pwrite64)'? undeclared|unknown type name '?off64_t/,
    says: () => say`This version of go-sqlite3 does not compile with the C library of Alpine 3.19 and newer.`,
    rules: ['sqlite-on-new-musl'],
    source: 'mattn/go-sqlite3 and musl 1.2.4; P16',
  },
  {
    id: 'kafka-on-musl',
    text: /undefined reference to [`']__(?:strdup|strtol_internal|\w+_chk|fdelt_warn)'/,
    says: () =>
      say`A C library that was built for glibc is linked on Alpine. For confluent-kafka-go, build with -tags musl.`,
    rules: ['kafka-on-musl'],
    source: 'confluent-kafka-go; P32',
  },
  {
    id: 'undefined-reference',
    text: /undefined reference to [`'](\w+)'/,
    says: ([, symbol = '']) => say`The linker finds no ${symbol} in any of the C libraries that it was given.`,
    rules: ['cgo-without-compiler'],
    source: 'GNU ld, as cmd/link prints it',
  },
];
