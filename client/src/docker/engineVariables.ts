interface VariableRow {
  readonly names: RegExp;
  readonly source: string;
}

/**
 * Environment variables that docker, podman and nerdctl, what they start, or their libraries read for themselves. Case does not
 * matter: proxies are written in both, and Windows knows none.
 */
const rows: readonly VariableRow[] = [
  {
    names: /^\w+_PROXY$/i,
    source: 'golang.org/x/net/http/httpproxy, FromEnvironment; docker/cli, cli/config/configfile',
  },
  {
    names: /^(?:DOCKER|COMPOSE|MOBY)_/i,
    source: 'docker/cli, docs/reference/commandline/docker.md, "Environment variables"; docker/go-connections',
  },
  {
    names: /^(?:BUILDX|BUILDKIT|EXPERIMENTAL_BUILDKIT)_|^SOURCE_DATE_EPOCH$|^KUBECONFIG$|^KUBERNETES_/i,
    source: 'docs.docker.com/build/building/variables; buildx, driver/kubernetes; client-go, tools/clientcmd',
  },
  {
    names: /^(?:OTEL_|TRACEPARENT$|TRACESTATE$|JAEGER_)/i,
    source: 'docker/cli, cli/command/telemetry.go; BuildKit, util/tracing',
  },
  { names: /^(?:AWS|ACTIONS)_/i, source: 'buildx, util/buildflags/cache.go: the caches s3 and gha' },
  {
    names: /^(?:AZURE|CLOUDSDK)_|^GOOGLE_APPLICATION_CREDENTIALS$|^PASSWORD_STORE_|^GNUPGHOME$|^GPG_/i,
    source: 'credential helpers: docker-credential-acr-env, -gcloud, -gcr, -pass with pass(1) and gpg(1)',
  },
  {
    names: /^_?(?:CONTAINERS?|PODMAN|BUILDAH)_|^REGISTRY_AUTH_FILE$|^STORAGE_(?:CONF|DRIVER|OPTS)$/i,
    source: 'podman.1.md, podman-remote.1.md, podman-login.1.md; containers-storage.conf.5.md; buildah.1.md',
  },
  {
    names: /^(?:NERDCTL|CONTAINERD|ROOTLESSKIT|CNI)_|^NETCONFPATH$/i,
    source: 'nerdctl, docs/config.md and docs/command-reference.md; rootlesskit, README.md',
  },
  { names: /^SSH_/i, source: 'ssh(1), ENVIRONMENT; docker/cli, cli/connhelper: ssh:// addresses of engines' },
  {
    names:
      /^GIT_(?:ASKPASS|CEILING_DIRECTORIES|COMMON_DIR|CONFIG\w*|DIR|EXEC_PATH|SSH\w*|SSL\w*|TERMINAL_PROMPT|TRACE\w*|WORK_TREE)$/i,
    source: 'git(1), Environment Variables; buildx, build/git.go runs git for what the image was built from',
  },
  { names: /^(?:GODEBUG|GOGC|GOMAXPROCS|GOMEMLIMIT|GOTRACEBACK|GORACE|GOCOVERDIR)$/i, source: 'Go, package runtime' },
  { names: /^SSL_CERT_(?:FILE|DIR)$/i, source: 'Go, crypto/x509, SystemCertPool' },
  { names: /^(?:DY)?LD_|^GLIBC_TUNABLES$|^MALLOC_/i, source: 'ld.so(8); dyld(1)' },
  {
    names: /^(?:RES_OPTIONS|LOCALDOMAIN|HOSTALIASES|TZ|ZONEINFO)$/i,
    source: 'resolv.conf(5); hostname(7); Go, package time',
  },
  {
    names:
      /^(?:PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|TERM|COLUMNS|LINES|NO_COLOR|LANG|LANGUAGE|LC_\w+|EDITOR)$/i,
    source: 'environ(7); Go, package os: Getwd, TempDir, UserHomeDir; no-color.org',
  },
  {
    names: /^(?:XDG|DBUS)_|^(?:NOTIFY_SOCKET|LISTEN_(?:FDS|FDNAMES|PID)|DISPLAY|WAYLAND_DISPLAY)$/i,
    source: 'XDG Base Directory Specification; dbus-daemon(1); sd_notify(3), sd_listen_fds(3)',
  },
  {
    names:
      /^(?:APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMDATA|PROGRAMFILES.*|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|TE?MP|HOMEDRIVE|HOMEPATH|USERNAME)$/i,
    source: 'Go, package os of Windows: TempDir, UserConfigDir, UserHomeDir; os/exec, LookPath',
  },
];

/** Whether an engine takes a variable of that name in its environment as said to itself. */
export function isEngineVariable(name: string): boolean {
  return rows.some(({ names }) => names.test(name));
}
