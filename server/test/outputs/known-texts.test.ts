import { describe, expect, test } from 'vitest';
import { builderTexts } from '../../src/features/outputs/builderTexts';
import { goTexts } from '../../src/features/outputs/goTexts';
import { knownTextIn, type KnownText } from '../../src/features/outputs/knownText';
import { runTexts } from '../../src/features/outputs/runTexts';
import { rules } from '../../src/rules/registry';

/** Lines as they were measured, or, where a row names no measurement, as the program of its source prints them. */
const buildLines: readonly (readonly [id: string, ...lines: readonly string[]])[] = [
  ['go-too-old', 'go: go.mod requires go >= 1.99 (running go 1.21.13; GOTOOLCHAIN=local)'],
  ['tool-needs-newer-go', 'go: github.com/x/y@v1.2.3 requires go >= 1.25 (running go 1.24.5; GOTOOLCHAIN=local)'],
  [
    'go-version-format',
    "/e/0015/go.mod:3: invalid go version '1.21.0': must match format 1.23",
    "/e/0007/go.mod:3: invalid go version '1.99.0': must match format 1.23",
  ],
  ['directive-unknown', '/e/0017/go.mod:5: unknown directive: toolchain'],
  ['toolchain-not-available', 'go: download go1.99.0 for linux/amd64: toolchain not available'],
  [
    'toolchain-not-fetched',
    'go: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: Get "https://127.0.0.1:9/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip": dial tcp 127.0.0.1:9: connect: connection refused',
  ],
  ['module-not-found', "go: go.mod file not found in current directory or any parent directory; see 'go help modules'"],
  [
    'pattern-outside-module',
    'pattern ./...: directory prefix . does not contain main module or its selected dependencies',
  ],
  ['gopath-is-module', '$GOPATH/go.mod exists but should not'],
  ['no-go-files', 'no Go files in /e/0023'],
  [
    'no-required-module',
    'main.go:3:8: no required module provides package github.com/google/uuid; to add it:',
    'main.go:3:8: no required module provides package example.com/a/internal/x; to add it:',
  ],
  [
    'go-sum-entry',
    'main.go:3:8: missing go.sum entry for module providing package github.com/google/uuid (imported by example.com/a); to add:',
  ],
  ['go-mod-updates', 'go: updates to go.mod needed; to update it:'],
  [
    'proxy-off',
    'main.go:3:8: module lookup disabled by GOPROXY=off',
    'go: github.com/google/uuid@v1.6.0: module lookup disabled by GOPROXY=off',
  ],
  [
    'host-not-found',
    'go: github.com/google/uuid@v1.6.0: Get "https://proxy.invalid/github.com/google/uuid/@v/v1.6.0.mod": dial tcp: lookup proxy.invalid on 10.255.255.53:53: no such host',
    "fatal: unable to access 'https://github.com/corp/x/': Could not resolve host: github.com",
    'ssh: Could not resolve hostname github.com: Name does not resolve',
  ],
  ['vendoring-inconsistent', 'go: inconsistent vendoring in /e/0041:'],
  [
    'vendor-lookup-disabled',
    'main.go:3:8: cannot find module providing package example.com/b: import lookup disabled by -mod=vendor',
  ],
  ['goflags', 'go: parsing $GOFLAGS: unknown flag -nosuch', 'go: parsing $GOFLAGS: non-flag "\'-ldflags=-s"'],
  ['cache-off', 'build cache is disabled by GOCACHE=off, but required as of Go 1.12'],
  [
    'cache-without-home',
    'build cache is required, but could not be located: GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined',
  ],
  [
    'cache-not-writable',
    'failed to initialize build cache at /rocache/x: mkdir /rocache/x: permission denied',
    'failed to initialize build cache at /.cache/go-build: mkdir /.cache: permission denied',
  ],
  ['vcs-status', 'error obtaining VCS status: exit status 128'],
  ['git-missing', 'go: missing Git command. See https://golang.org/s/gogetcmd'],
  [
    'repository-login',
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    'Host key verification failed.',
  ],
  [
    'checksum-database',
    'example.com/private@v1.0.0: reading https://sumdb.example.com/lookup/example.com/private@v1.0.0: 404 Not Found',
  ],
  [
    'compiler-missing',
    'cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH',
    'cgo: exec gcc: exec: "gcc": executable file not found in $PATH',
    'cgo: C compiler "nosuch-gcc" not found: exec: "nosuch-gcc": executable file not found in $PATH',
    '/usr/local/go/pkg/tool/linux_amd64/link: running gcc failed: exec: "gcc": executable file not found in $PATH',
  ],
  [
    'constraints-exclude-all',
    'package example.com/a: build constraints exclude all Go files in /e/0097',
    '\timports example.com/a/dep: build constraints exclude all Go files in /e/0108/dep',
  ],
  ['system-header-missing', 'cgo-builtin-prolog:1:10: fatal error: stddef.h: No such file or directory'],
  ['header-missing', './main.go:3:11: fatal error: nosuch.h: No such file or directory'],
  ['library-missing-at-link', '/usr/bin/ld: cannot find -lnosuch: No such file or directory'],
  ['linker-not-found', "collect2: fatal error: cannot find 'ld'"],
  [
    'pkg-config-missing',
    'pkg-config: exec: "pkg-config": executable file not found in $PATH',
    'example.com/a: exec: "pkg-config": executable file not found in $PATH',
  ],
  [
    'race-without-cgo',
    'go: -race requires cgo; enable cgo by setting CGO_ENABLED=1',
    'go build: -race requires cgo; enable cgo by setting CGO_ENABLED=1',
    'go: -race requires cgo',
  ],
  [
    'external-link-without-cgo',
    '-linkmode=external requires external (cgo) linking, but cgo is not enabled',
    '-buildmode=plugin requires external (cgo) linking, but cgo is not enabled',
  ],
  [
    'shared-runtime',
    '/usr/local/go/pkg/tool/linux_amd64/link: cannot implicitly include runtime/cgo in a shared library',
  ],
  ['flag-not-defined', 'flag provided but not defined: -w'],
  ['assembler-of-other-architecture', "gcc_arm64.S:30: Error: no such instruction: `stp x29,x30,[sp,'"],
  ['pair-unsupported', 'go: unsupported GOOS/GOARCH pair linux/x86_64'],
  ['several-packages-one-file', 'go: cannot write multiple packages to non-directory app'],
  ['cross-install-with-gobin', 'go: cannot install cross-compiled binaries when GOBIN is set'],
  ['main-undeclared', 'runtime.main_main·f: function main is undeclared in the main package'],
  ['embed-without-files', 'main.go:5:12: pattern dist/*: no matching files found'],
  [
    'replacement-missing',
    'main.go:3:8: github.com/google/uuid@v1.6.0: replacement directory ../libnotthere does not exist',
    'go: x@v0.0.0 (replaced by ../lib): reading ../lib/go.mod: open /lib/go.mod: no such file or directory',
  ],
  [
    'workspace-member-missing',
    'go: cannot load module nosuch listed in go.work file: open nosuch/go.mod: no such file or directory',
    'go: open /e/0218/nosuch/go.mod: no such file or directory',
  ],
  ['package-directory-missing', 'stat /e/0224/cmd/nosuch: directory not found'],
  ['package-not-in-std', 'main.go:3:8: package foo is not in std (/usr/local/go/src/foo)'],
  ['work-directory', 'go: creating work dir: stat /nosuchtmp: no such file or directory'],
  [
    'go-get-outside-module',
    "	'go get' is no longer supported outside a module.",
    "go: 'go install' requires a version when current directory is not in a module",
  ],
  [
    'sqlite-on-musl',
    "sqlite3-binding.c:38163:42: error: 'pread64' undeclared here (not in a function); did you mean 'pread'?",
    "sqlite3-binding.c:38181:1: error: unknown type name 'off64_t'",
  ],
  ['kafka-on-musl', "rdkafka_broker.c: undefined reference to `__strdup'"],
  ['undefined-reference', "main.cgo2.o: undefined reference to `zlibVersion'"],
  [
    'shell-missing-in-run',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
  ],
  [
    'command-missing-in-run',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "mkdir": executable file not found in $PATH: unknown',
  ],
  ['user-missing-in-build', 'unable to find user app: no matching entries in passwd file'],
  [
    'owner-missing',
    "unable to convert uid/gid chown string to host mapping: can't find uid for user app: no such user: app",
  ],
  ['unknown-target', 'target stage "nosuch" could not be found'],
  ['parse-error', 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)'],
  ['image-has-no-platform', 'no match for platform in manifest: not found'],
  [
    'image-login',
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'image-not-found',
    '127.0.0.1:5000/nosuch:1: failed to resolve source metadata for 127.0.0.1:5000/nosuch:1: 127.0.0.1:5000/nosuch:1: not found',
  ],
  [
    'image-not-reached',
    'debian:nosuch: failed to resolve source metadata for docker.io/library/debian:nosuch: failed to do request: Head "https://registry.invalid/v2/library/debian/manifests/nosuch": EOF',
  ],
  [
    'copy-source-missing',
    'failed to calculate checksum of ref 83wnwc94oy0lw7g0hebtjhlzh::r5gc6nd0n8xe4x9r8kafctg3n: "/nothere": not found',
    'failed to compute cache key: failed to calculate checksum of ref 83wnwc94oy0lw7g0hebtjhlzh::r5gc6nd0n8xe4x9r8kafctg3n: "/nothere": not found',
  ],
  [
    'copy-source-missing-older',
    'COPY failed: file not found in build context or excluded by .dockerignore: stat nothere: file does not exist',
    'COPY failed: stat go/bin/app: file does not exist',
  ],
  ['copy-from-unknown', 'invalid from flag value builder: pull access to builder is not possible'],
  ['secret-missing', 'secret token: not found'],
  ['ssh-missing', 'no SSH key "default" forwarded from the client'],
  ['apk-package-missing', '  nosuchpackage (no such package):'],
  ['apt-package-missing', 'E: Unable to locate package nosuchpackage'],
  ['suite-gone', "E: The repository 'http://deb.debian.org/debian stretch Release' does not have a Release file."],
  ['other-architecture-in-run', 'exec /app: exec format error', '/bin/sh: 1: /app: Exec format error'],
  ['emulator-crash', 'qemu: uncaught target signal 11 (Segmentation fault) - core dumped'],
  ['loader-missing-in-run', 'exec /app: no such file or directory'],
  ['command-not-found-in-run', '/bin/sh: /app: not found', '/bin/sh: 1: curl: not found'],
  ['file-missing-in-run', "cp: cannot stat '/out/app': No such file or directory"],
  [
    'certificate-not-trusted',
    'go: golang.org/x/text@v0.14.0: Get "https://proxy.corp.example/golang.org/x/text/@v/v0.14.0.mod": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    "fatal: unable to access 'https://git.corp.example/x/': server certificate verification failed. CAfile: none CRLfile: none",
    'curl: (60) SSL certificate problem: unable to get local issuer certificate',
  ],
  ['disk-full', 'write /app: no space left on device'],
  ['killed', '/usr/local/go/pkg/tool/linux_amd64/compile: signal: killed'],
];

const start =
  'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

const runLines: readonly (readonly [id: string, ...lines: readonly string[]])[] = [
  [
    'shell-missing',
    `${start}exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`,
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
  ],
  [
    'health-tool-missing',
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
    '/bin/sh: curl: not found',
    '/bin/sh: 1: curl: not found',
  ],
  [
    'loader-missing',
    'exec /app: no such file or directory',
    'exec /e.sh: no such file or directory',
    'standard_init_linux.go:228: exec user process caused: no such file or directory',
  ],
  [
    'not-found-by-shell',
    '/bin/sh: /app: not found',
    '/bin/sh: 1: /app: not found',
    '/e.sh: exec: line 3: /app: not found',
    '/e.sh: 3: exec: /app: not found',
    '/bin/bash: line 1: /app: cannot execute: required file not found',
  ],
  ['single-quotes', '/bin/sh: 1: [/app]: not found'],
  [
    'wrong-architecture',
    'exec /app: exec format error',
    '/bin/sh: 1: /app: Exec format error',
    'standard_init_linux.go:228: exec user process caused: exec format error',
  ],
  [
    'program-read-by-shell',
    '/app: line 1: ?ELF??????p??@???@8?@????@@?@?P?P????x?x??x??dd?????l??l?????: not found',
    '/app: line 4: syntax error: unexpected ")"',
    '/app: 2: Syntax error: newline unexpected',
  ],
  [
    'emulator-without-loader',
    "aarch64-binfmt-P: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory",
  ],
  [
    'glibc-too-old',
    "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app)",
    "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by /app)",
  ],
  [
    'shared-library-missing',
    '/app: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file or directory',
    'Error loading shared library libz.so.1: No such file or directory (needed by /app)',
  ],
  ['symbol-missing', 'Error relocating /app: __isoc23_strtol: symbol not found'],
  [
    'permission-denied',
    `${start}exec: "/app": permission denied: unknown`,
    `${start}exec /app: permission denied: unknown`,
    `${start}exec: "/root/app": stat /root/app: permission denied: unknown`,
    '/bin/sh: 1: /app: Permission denied',
    '/bin/sh: /x/app: Permission denied',
  ],
  ['program-missing', `${start}exec: "./app": stat ./app: no such file or directory: unknown`],
  ['program-not-on-path', `${start}exec: "app": executable file not found in $PATH: unknown`],
  [
    'user-missing',
    'docker: Error response from daemon: unable to find user app: no matching entries in passwd file',
    'docker: Error response from daemon: unable to find group appgroup: no matching entries in group file',
  ],
  ['no-command', 'docker: Error response from daemon: No command specified'],
  [
    'certificates-missing',
    'tls err: x509: certificate signed by unknown authority',
    'tls err: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'tls err: tls: failed to verify certificate: x509: failed to load system roots and no roots provided; read /etc/ssl/certs/ca-certificates.crt: is a directory',
  ],
  ['zone-missing', 'tz err: unknown time zone Europe/Berlin'],
  [
    'temp-missing',
    'tmp err: open /tmp/x3887508427: no such file or directory',
    'tmp err: open /tmp/x328800447: permission denied',
  ],
  ['read-only', 'tmp err: open /tmp/x3887706500: read-only file system'],
  [
    'user-lookup',
    'Current err: user: Current requires cgo or $USER set in environment',
    'Current err: user: unknown userid 1000',
    'Current err: user: lookup userid 1000: no such file or directory',
    'Lookup root err: open /etc/passwd: no such file or directory (*fs.PathError)',
  ],
  ['user-unknown', 'Lookup root err: user: unknown user root (user.UnknownUserError)'],
  [
    'other-program-not-started',
    'transcode: fork/exec /usr/bin/ffmpeg: no such file or directory',
    'fork/exec /bin/foo: permission denied',
    'exec: "ffmpeg": executable file not found in $PATH',
  ],
  ['port-denied', 'listen tcp :80: bind: permission denied'],
  ['port-in-use', 'listen tcp :8080: bind: address already in use'],
  ['sqlite-without-cgo', "Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub"],
  ['plugin-not-implemented', 'plugin err: plugin: not implemented'],
  [
    'plugin-mismatch',
    'fatal error: runtime: no plugin module data',
    'plugin.Open("plugin"): plugin was built with a different version of package runtime',
  ],
  [
    'host-not-found',
    'tls err: dial tcp: lookup nosuch.invalid on 10.255.255.53:53: no such host',
    'tls err: dial tcp: lookup nosuch.invalid on 10.255.255.53:53: dial udp 10.255.255.53:53: connect: network is unreachable',
  ],
  ['trap', 'exit code: 133'],
  ['segmentation-fault', 'exit code: 139'],
  ['killed', 'exit code: 137'],
];

describe.each([
  { phase: 'build', rows: [...goTexts, ...builderTexts], lines: buildLines },
  { phase: 'run', rows: runTexts, lines: runLines },
])('what is known of a $phase', ({ rows, lines }) => {
  test.each(lines.flatMap(([id, ...texts]) => texts.map((text) => ({ id, text }))))('$id: $text', ({ id, text }) => {
    const known = knownTextIn(text, rows);
    expect(known?.row.id).toBe(id);
    expect(known?.row.says(known.found)).not.toMatch(/undefined|\{\d\}/);
  });

  test('each row has a line, a name of its own, a source, and rules that there are', () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(lines.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    const known: ReadonlySet<string> = new Set(rules.map(({ id }) => id));
    expect(rows.flatMap((row: KnownText) => row.rules.filter((id) => !known.has(id)))).toEqual([]);
    expect(rows.filter(({ source }) => source === '')).toEqual([]);
  });
});

test.each([
  'go: downloading github.com/google/uuid v1.6.0',
  '2026/11/21 10:00:00 listening on :8080',
  'GET /user/lookup 200 not found in cache',
  'level=info msg="permission granted"',
])('nothing is made of %s', (line) => {
  expect(knownTextIn(line, runTexts)).toBeUndefined();
  expect(knownTextIn(line, [...goTexts, ...builderTexts])).toBeUndefined();
});
