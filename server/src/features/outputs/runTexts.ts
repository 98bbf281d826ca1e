import { say } from '../../text/say';
import type { KnownText } from './knownText';

const loader = ['dynamic-binary-in-scratch', 'glibc-binary-on-musl', 'musl-binary-on-glibc'];

/** What engines, loaders, shells and Go programs say when a container is run. The first row that fits counts. */
export const runTexts: readonly KnownText[] = [
  {
    id: 'shell-missing',
    text: /exec: "\/bin\/sh": stat \/bin\/sh: no such file/,
    says: () => say`The image has no shell, and ENTRYPOINT, CMD or HEALTHCHECK is written in the shell form.`,
    rules: ['shell-form-without-shell', 'healthcheck-tool-missing'],
    by: 'engine',
    source: 'runc; measured: S067-S069, S074, S150',
  },
  {
    id: 'health-tool-missing',
    text: /(?:OCI runtime exec failed: .{0,200}?exec: "(?:curl|wget|nc|grpc_health_probe)": executable file not found|sh: (?:\d+: )?(?:curl|wget|nc): not found)/,
    says: () => say`HEALTHCHECK calls a program that the image does not have, so that the container is never healthy.`,
    rules: ['healthcheck-tool-missing'],
    about: 'HEALTHCHECK',
    proves: true,
    source: 'runc; measured: S151-S153',
  },
  {
    id: 'loader-missing',
    text: /^exec "?(?<word>[^\s"]+?)"?: no such file or directory|^standard_init_linux\.go:\d+: exec user process caused: "?no such file or directory/,
    says: () =>
      say`The program is there, and what it needs to start is not: the loader of the C library that it was linked against, or the interpreter of a script.`,
    rules: [...loader, 'entrypoint-script-cannot-run'],
    isOfStart: true,
    source: 'Linux, execve; measured: S128-S135, S144-S145, S102-S104, T019-T021',
  },
  {
    id: 'not-found-by-shell',
    text: /^(?:\/bin\/)?(?:ba|da|a)?sh: (?:line )?(?:\d+: )?(?<word>\/?[^\s:[\]]+): (?:command )?not found|^\/?\S+: (?:exec: line \d+|\d+: exec): (\S+): not found|cannot execute: required file not found/,
    says: () =>
      say`The shell says “not found” also of a program that is there and whose loader is not: it was linked against another C library.`,
    rules: [...loader, 'entrypoint-not-in-image', 'entrypoint-script-cannot-run', 'command-not-in-image'],
    source: 'dash, busybox and bash; measured: S137, S146, T028, T029',
  },
  {
    id: 'single-quotes',
    text: /^\/bin\/sh: (?:\d+: )?\[[^\]]*\]: not found/,
    says: () =>
      say`The exec form is written in something other than double quotes, so that the shell takes it for a command.`,
    rules: ['literal-not-expanded', 'shell-form-without-shell', 'text-after-exec-form'],
    source: 'dash; measured: S075',
  },
  {
    id: 'wrong-architecture',
    text: /^exec "?(?<word>[^\s"]+?)"?: exec format error|: Exec format error|^standard_init_linux\.go:\d+: exec user process caused: "?exec format error/,
    says: () =>
      say`What is started is no program for this platform: it was built for another architecture, is an archive of a package that is not main, or a script without its first line.`,
    rules: [
      ...['wrong-architecture', 'output-not-a-program', 'entrypoint-script-cannot-run', 'shadowed-platform-arg'],
      ...['undeclared-platform-arg', 'single-arch-base'],
    ],
    isOfStart: true,
    source: 'Linux, execve; measured: T001-T013, S082, S084, S105',
  },
  {
    id: 'program-read-by-shell',
    text: /: line \d+: .?ELF|: (?:line )?\d+: [Ss]yntax error: (?:unexpected|newline unexpected|end of file)/,
    says: () =>
      say`A shell reads the program as if it were a script: it is for another architecture, or no program at all.`,
    rules: ['wrong-architecture', 'output-not-a-program'],
    source: 'busybox and dash; measured: T007, T014, S083',
  },
  {
    id: 'emulator-without-loader',
    text: /(?:binfmt-P|qemu-[\w.-]{1,40}): Could not open '(\S+)': No such file/,
    says: ([, path = '']) =>
      say`The program is for another architecture and runs under emulation, and its loader ${path} is not in the image.`,
    rules: ['wrong-architecture', ...loader],
    source: 'qemu, linux-user; measured: T016',
  },
  {
    id: 'glibc-too-old',
    text: /version [`'](GLIBC(?:XX)?_[\d.]+)' not found/,
    says: ([, version = '']) => say`The program was linked against a newer C library (${version}) than the image has.`,
    rules: ['glibc-too-old', 'shared-library-missing'],
    proves: true,
    source: 'glibc, dl-version; measured: S133, S141',
  },
  {
    id: 'shared-library-missing',
    text: /error while loading shared libraries: ([^\s:]+)|Error loading shared library ([^\s:]+)/,
    says: ([, one, two]) =>
      say`The library ${one ?? two ?? ''} that the program is linked against is not in the image.`,
    rules: ['shared-library-missing', ...loader],
    source: 'glibc and musl, loaders; measured: S147, R9',
  },
  {
    id: 'symbol-missing',
    text: /Error relocating \S+: (\S+): symbol not found/,
    says: ([, symbol = '']) =>
      say`The program was linked against glibc and finds no ${symbol} in the musl of the image.`,
    rules: ['glibc-binary-on-musl', 'shared-library-missing'],
    source: 'musl, ldso; measured: R11',
  },
  {
    id: 'permission-denied',
    text: /(?:^|unable to start container process: .{0,100}?)exec:? "?(?<word>\/?[^\s":]+)"?: (?:stat \S+: )?permission denied|^\/bin\/sh: (?:\d+: )?(\S+): Permission denied/,
    says: () =>
      say`The user may not execute it: it has no execute bit, it is a directory, or a directory above is closed to the user.`,
    rules: ['not-executable', 'entrypoint-is-directory', 'entrypoint-script-cannot-run'],
    source: 'runc, dash and busybox; measured: S077-S081, S106, T030-T033',
  },
  {
    id: 'other-program-not-started',
    text: /fork\/exec (?<word>[^\s:]+): (no such file or directory|permission denied|exec format error)|exec: "(?<name>[^"]+)": executable file not found in \$PATH$/,
    says: ({ 2: why, groups }) => {
      const { word = '', name } = groups ?? {};
      if (name !== undefined) return say`The program wants to start ${name}, which is not on the PATH of the image.`;
      if (why === 'permission denied') return say`The program wants to start ${word}, which its user may not execute.`;
      return why === 'exec format error'
        ? say`The program wants to start ${word}, which was built for another platform.`
        : say`The program wants to start ${word}, which is not in the image, or whose loader is not.`;
    },
    rules: [],
    source: 'os, StartProcess (exec_posix.go), and os/exec, LookPath; measured with go 1.26',
  },
  {
    id: 'program-missing',
    text: /exec: "(?<word>[^"]+)": stat \S+: no such file or directory/,
    says: ({ groups }) => say`There is no file ${groups?.['word'] ?? ''} in the image.`,
    rules: ['entrypoint-not-in-image'],
    proves: true,
    by: 'engine',
    source: 'runc; measured: S073',
  },
  {
    id: 'program-not-on-path',
    text: /exec: "(?<word>[^"]+)": executable file not found in \$PATH/,
    says: ({ groups }) => say`There is no ${groups?.['word'] ?? ''} on the PATH of the image.`,
    rules: ['entrypoint-not-in-image', 'exec-form-variable', 'command-not-in-image'],
    by: 'engine',
    source: 'runc; measured: S072',
  },
  {
    id: 'user-missing',
    text: /unable to find (?:user|group) (?<word>[^\s:]+): no matching entries in (?:passwd|group) file/,
    says: ({ groups }) => say`The image has no user or group ${groups?.['word'] ?? ''}.`,
    rules: ['user-not-in-image'],
    about: 'USER',
    proves: true,
    by: 'engine',
    source: 'moby/sys/user; measured: S085-S093',
  },
  {
    id: 'no-command',
    text: /[Nn]o command specified/,
    says: () => say`The image has neither ENTRYPOINT nor CMD.`,
    rules: ['entrypoint-not-in-image'],
    about: 'FROM',
    by: 'engine',
    source: 'moby, daemon/create; measured: S076',
  },
  {
    id: 'certificates-missing',
    text: /x509: certificate signed by unknown authority|x509: failed to load system roots/,
    says: () =>
      say`The image has no CA certificates, or not that of the server, so that no TLS connection comes about.`,
    rules: ['missing-ca-certificates'],
    proves: true,
    source: 'crypto/x509; measured: S001-S020',
  },
  {
    id: 'zone-missing',
    text: /unknown time zone (\S+)/,
    says: ([, zone = '']) =>
      say`The image has no time zone data, so that ${zone} is not known. Copy it, or build with -tags timetzdata.`,
    rules: ['missing-time-zone-data'],
    proves: true,
    source: 'time.LoadLocation; measured: S023-S032',
  },
  {
    id: 'temp-missing',
    text: /(?:open|stat|mkdir|createtemp) \/tmp(?:\/\S*)?: (?:no such file or directory|permission denied)/,
    says: () => say`The image has no /tmp that the program can write to.`,
    rules: ['missing-temp-directory'],
    source: 'os.CreateTemp; measured: S063, S064',
  },
  {
    id: 'read-only',
    text: /: read-only file system/,
    says: () =>
      say`The program writes where it may only read: the container was started with --read-only, or the volume with :ro. Give it a writable volume or --tmpfs there.`,
    rules: [],
    source: 'Linux, EROFS; measured: T034',
  },
  {
    id: 'user-lookup',
    text: /user: (?:Current requires cgo or \$USER set|unknown userid \d+|lookup userid \d+)|open \/etc\/passwd: no such file/,
    says: () => say`The program asks for the name of its user, and the image has no /etc/passwd that says it.`,
    rules: ['static-glibc-resolver', 'user-not-in-image'],
    source: 'os/user; measured: S036-S050',
  },
  {
    id: 'user-unknown',
    text: /user: unknown user (?<word>[^\s"}]+)/,
    says: ({ groups }) => say`The program looks for the user ${groups?.['word'] ?? ''}, whom the image does not have.`,
    rules: ['user-not-in-image', 'static-glibc-resolver'],
    source: 'os/user, UnknownUserError; measured: S036-S050',
  },
  {
    id: 'port-denied',
    text: /listen (?:tcp|udp)\S* \S*: bind: permission denied/,
    says: () => say`A user other than root cannot listen on a port below 1024 here.`,
    rules: ['privileged-port'],
    proves: true,
    source: 'net; P37',
  },
  {
    id: 'port-in-use',
    text: /listen (?:tcp|udp)\S* (\S*): bind: address already in use/,
    says: ([, address = '']) => say`Something in the container already listens on ${address}.`,
    rules: [],
    source: 'net',
  },
  {
    id: 'sqlite-without-cgo',
    text: /Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo/,
    says: () => say`go-sqlite3 was built without cgo, so that it is only a stub that always fails.`,
    rules: ['cgo-required-but-disabled'],
    proves: true,
    source: 'mattn/go-sqlite3, static_mock.go; P4',
  },
  {
    id: 'plugin-not-implemented',
    text: /plugin: not implemented/,
    says: () => say`The program was built without cgo and can open no plugins.`,
    rules: ['plugin-toolchain-mismatch', 'cgo-required-but-disabled'],
    source: 'plugin; measured: S112',
  },
  {
    id: 'plugin-mismatch',
    text: /plugin was built with a different version of package|runtime: no plugin module data/,
    says: () => say`The plugin was built with another Go, other flags or other modules than the program that opens it.`,
    rules: ['plugin-toolchain-mismatch'],
    proves: true,
    source: 'plugin; measured: S114; P40',
  },
  {
    id: 'host-not-found',
    text: /dial (?:tcp|udp)\b.{0,300}?(?:no such host|network is unreachable|server misbehaving)/,
    says: () =>
      say`The program cannot reach a host by its name: the container has no network, or the name is wrong there.`,
    rules: [],
    source: 'net; measured: S021, S022',
  },
  {
    id: 'trap',
    text: /^exit code: 133$/,
    says: () =>
      say`The program died of a trap before it began, as static programs do that lack the start-up code of glibc.`,
    rules: ['crashing-static-link'],
    source: 'measured: R12',
  },
  {
    id: 'segmentation-fault',
    text: /^exit code: 139$|^SIGSEGV: segmentation violation|^signal SIGSEGV/,
    says: () =>
      say`The program died of a segmentation fault, as static programs do that load parts of another glibc at run time.`,
    rules: ['static-glibc-resolver', 'crashing-static-link'],
    source: 'measured: R14',
  },
  {
    id: 'killed',
    text: /^exit code: 137$/,
    says: () =>
      say`The container was killed: by “docker stop” after its patience was over, or because memory was used up.`,
    rules: [],
    source: 'Docker, exit status; Linux, SIGKILL',
  },
];
