import { say } from '../../text/say';
import type { KnownText } from './knownText';

/** What builders, package managers and shells say while an image is built. The first row that fits counts. */
export const builderTexts: readonly KnownText[] = [
  {
    id: 'shell-missing-in-run',
    text: /exec: "\/bin\/sh": stat \/bin\/sh: no such file|^exec \/bin\/sh: no such file/,
    says: () => say`The stage has no shell, so that RUN cannot run anything in the shell form.`,
    rules: ['shell-form-without-shell'],
    proves: true,
    source: 'runc; measured: S070',
  },
  {
    id: 'command-missing-in-run',
    text: /exec: "(?<word>[^"]+)": executable file not found in \$PATH/,
    says: ({ groups }) => say`There is no command ${groups?.['word'] ?? ''} in the image.`,
    rules: ['command-not-in-image', 'shell-form-without-shell'],
    source: 'runc; measured: S071',
  },
  {
    id: 'user-missing-in-build',
    text: /unable to find (?:user|group) (?<word>[^\s:]+): (?:no matching entries|invalid)/,
    says: ({ groups }) => say`The image has no user or group ${groups?.['word'] ?? ''}.`,
    rules: ['user-not-in-image'],
    about: 'USER',
    proves: true,
    source: 'moby/sys/user; measured: S094',
  },
  {
    id: 'owner-missing',
    text: /(?:can't find uid for user|invalid user index:?|no such user:?|unable to (?:convert uid\/gid chown string|find user)) (?<word>[^\s:]+)/,
    says: () => say`--chown names a user or group that the image does not have. Numbers work everywhere.`,
    rules: ['owner-not-in-image', 'user-not-in-image'],
    source: 'measured: S095, S096',
  },
  {
    id: 'unknown-target',
    text: /target stage "([^"]+)" could not be found/,
    says: ([, stage = '']) => say`The Dockerfile has no stage ${stage}, which --target asks for.`,
    rules: [],
    about: 'FROM',
    by: 'engine',
    source: 'BuildKit, dockerfile2llb; measured with 0.29',
  },
  {
    id: 'parse-error',
    text: /dockerfile parse error (?:on|at|line) ?(?:line )?(\d+): (.{0,1000})/i,
    says: ([, , what = '']) => say`BuildKit cannot read the Dockerfile: ${what}.`,
    rules: ['refused-instruction', 'shell-command-as-instruction'],
    by: 'engine',
    source: 'BuildKit, frontend/dockerfile/parser; measured with 0.29',
  },
  {
    id: 'image-has-no-platform',
    text: /no match for platform in manifest|does not (?:match|provide) the (?:specified|requested) platform|no matching manifest for (\S+)/,
    says: () => say`The base image does not exist for the platform that is built.`,
    rules: ['single-arch-base', 'platform-without-image'],
    about: 'FROM',
    by: 'engine',
    source: 'containerd, images; measured with 0.29',
  },
  {
    id: 'image-login',
    text: /pull access denied|insufficient_scope|failed to authorize|failed to resolve .{0,500}?: (?:unauthorized|403 Forbidden)/,
    says: () =>
      say`The registry refuses the image: its name is wrong, it is private, or a login is missing. Log in with “docker login”.`,
    rules: ['unknown-golang-tag'],
    about: 'FROM',
    by: 'engine',
    source: 'distribution, errcode',
  },
  {
    id: 'image-not-found',
    text: /failed to resolve source metadata for (\S{1,500}?):? .{0,1000}?not found|manifest for (\S+) not found|: not found: manifest unknown(?<=(\S{1,300}): not found: manifest unknown)|manifest unknown/,
    says: ([, one, two, three]) => {
      const name = one ?? two ?? three;
      return name === undefined
        ? say`There is no such image: the name or the tag is wrong.`
        : say`There is no image ${name}: the name or the tag is wrong.`;
    },
    rules: ['unknown-golang-tag', 'retired-port'],
    about: 'FROM',
    by: 'engine',
    source: 'BuildKit, llbsolver; measured with 0.29',
  },
  {
    id: 'image-not-reached',
    text: /failed to (?:resolve source metadata|do request)|failed to fetch (?:anonymous|oauth) token/,
    says: () =>
      say`The registry of the image could not be reached. Check the network, the proxy and the name of the registry.`,
    rules: [],
    about: 'FROM',
    by: 'engine',
    source: 'BuildKit, llbsolver; measured with 0.29',
  },
  {
    id: 'copy-source-missing',
    text: /(?:failed to (?:compute cache key|calculate checksum)\b.{0,300}?|^)"\/?(?<word>[^"]{1,1000})": not found/,
    says: ({ groups }) =>
      say`${groups?.['word'] ?? ''} is not where COPY takes it from: the build context does not have it, .dockerignore keeps it out, or the stage did not write it there.`,
    rules: ['source-not-copied', 'file-not-in-stage', 'entrypoint-not-in-image', 'output-not-a-program'],
    by: 'engine',
    source: 'BuildKit, cache/contenthash; measured with 0.29',
  },
  {
    id: 'copy-source-missing-older',
    text: /(?:COPY|ADD) failed: .{0,300}?stat (?<word>\S+): (?:file does not exist|no such file)|copier: stat: "(\S+)": no such file|building at STEP "(?:COPY|ADD) .{0,2000}?no such file/,
    says: () => say`COPY names a file that is not there, or that .dockerignore keeps out.`,
    rules: ['source-not-copied', 'file-not-in-stage', 'output-not-a-program'],
    source: 'measured: S099, S100; buildah',
  },
  {
    id: 'copy-from-unknown',
    text: /invalid from flag value (?<word>[^\s:]+)/,
    says: ({ groups }) => say`There is no stage ${groups?.['word'] ?? ''} above, so that it is taken for an image.`,
    rules: [],
    by: 'engine',
    source: 'measured: S101',
  },
  {
    id: 'secret-missing',
    text: /secret (?<word>[^\s:]+): not found|secret not found/,
    says: () => say`RUN needs a secret that the build was not given: --secret id=ID,src=FILE.`,
    rules: [],
    by: 'engine',
    source: 'BuildKit, session/secrets; measured with 0.29',
  },
  {
    id: 'ssh-missing',
    text: /no SSH key "(?<word>[^"]*)" forwarded from the client|unset ssh forward key/,
    says: () => say`RUN needs an SSH agent that the build was not given: --ssh default.`,
    rules: [],
    by: 'engine',
    source: 'BuildKit, session/sshforward; measured with 0.29',
  },
  {
    id: 'apk-package-missing',
    text: /^ *(?<word>\S+) \(no such package\b/,
    says: ({ groups }) => say`Alpine has no package ${groups?.['word'] ?? ''} in the repositories of this release.`,
    rules: [],
    source: 'apk-tools; measured',
  },
  {
    id: 'apt-package-missing',
    text: /E: Unable to locate package (?<word>\S+)/,
    says: ({ groups }) =>
      say`apt knows no package ${groups?.['word'] ?? ''}: “apt-get update” has to run before in the same RUN, or the name is wrong.`,
    rules: [],
    source: 'apt; measured',
  },
  {
    id: 'suite-gone',
    text: /does not have a Release file|404 +Not Found \[IP:/,
    says: () =>
      say`The packages of this release are no longer where apt looks for them, as it is at the end of its life.`,
    rules: ['end-of-life-base'],
    source: 'apt; P42',
  },
  {
    id: 'other-architecture-in-run',
    text: /^exec (?<word>\S+): exec format error|: [Ee]xec format error$/,
    says: () => say`A program for another architecture was to run in this stage.`,
    rules: ['wrong-architecture', 'instgo-wrong-architecture', 'hard-coded-download-architecture', 'single-arch-base'],
    source: 'Linux, execve; measured: T017, T018',
  },
  {
    id: 'emulator-crash',
    text: /qemu: uncaught target signal \d+|fatal error: found bad pointer in Go heap/,
    says: () => say`The Go compiler crashed under emulation. Build on the machine's own platform and compile across.`,
    rules: ['emulated-build'],
    proves: true,
    source: 'qemu, linux-user; P21',
  },
  {
    id: 'loader-missing-in-run',
    text: /^exec (?<word>\S+): no such file or directory/,
    says: ({ groups }) =>
      say`${groups?.['word'] ?? ''} is there, and what it needs to start is not: its loader (it was built for another C library), or the interpreter of a script.`,
    rules: ['glibc-binary-on-musl', 'musl-binary-on-glibc', 'dynamic-binary-in-scratch', 'command-not-in-image'],
    source: 'Linux, execve; measured: T027',
  },
  {
    id: 'command-not-found-in-run',
    text: /^\/bin\/(?:ba|da|a)?sh: (?:line )?(?:\d+: )?(?<word>[^\s:]+): (?:command )?not found/,
    says: ({ groups }) =>
      say`The shell finds no ${groups?.['word'] ?? ''}: it is not installed, not on PATH, or built for another C library.`,
    rules: ['command-not-in-image', 'glibc-binary-on-musl', 'musl-binary-on-glibc', 'instgo-not-on-path'],
    source: 'dash, busybox and bash; measured: T026',
  },
  {
    id: 'file-missing-in-run',
    text: /: No such file or directory$(?<=(?<word>[\w./-]+)'?: No such file or directory)/,
    says: ({ groups }) => say`There is no ${groups?.['word'] ?? ''} in the stage.`,
    rules: ['file-not-in-stage', 'output-not-a-program'],
    source: 'coreutils and busybox; measured',
  },
  {
    id: 'certificate-not-trusted',
    text: /x509: (?:certificate signed by unknown authority|failed to load system roots)|SSL certificate problem: (?:unable to get local issuer|self[- ]signed)|server certificate verification failed/,
    says: () =>
      say`The build stage lacks the CA certificate of the proxy or of the host that is asked, so that no TLS connection comes about. COPY it to /usr/local/share/ca-certificates/NAME.crt above, and run update-ca-certificates.`,
    rules: [],
    isMachine: true,
    source: 'crypto/x509, UnknownAuthorityError, as go mod download prints it; curl and git with OpenSSL and GnuTLS',
  },
  {
    id: 'disk-full',
    text: /no space left on device/,
    says: () =>
      say`The disk of the engine is full. “docker system df” shows what takes the room, “docker builder prune” frees the build cache.`,
    rules: [],
    isMachine: true,
    source: 'Linux, ENOSPC',
  },
  {
    id: 'killed',
    text: /signal: killed|exit code: 137|returned a non-zero code: 137/,
    says: () =>
      say`The process was killed, most likely because the memory of the engine was used up. Give it more, or compile with GOFLAGS=-p=1.`,
    rules: [],
    isMachine: true,
    source: 'os/exec and Linux, SIGKILL; measured with 0.29',
  },
];
