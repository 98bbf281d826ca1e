import type { Random } from '../oracle/random';

/** Draws from a table of texts and of functions that make one. */
type Maker = string | ((random: Random) => string);

/** The texts that Dockerfiles are put together from; each place of the grammar has its table. */
const tables = {
  image: [
    'golang:1.26',
    'golang:1.26-alpine',
    'golang:1.22-bookworm',
    'golang:1.19',
    'golang',
    'golang:${GO_VERSION}',
    'golang:1.26@sha256:0000000000000000000000000000000000000000000000000000000000000000',
    'scratch',
    'alpine:3.22',
    'alpine',
    'debian:bookworm-slim',
    'debian:11',
    'ubuntu:24.04',
    'busybox',
    'gcr.io/distroless/static-debian12:nonroot',
    'gcr.io/distroless/base',
    'cgr.dev/chainguard/go',
    'registry.example.com:5000/a/b:c',
    'build',
    'base',
    'stage',
    '--privileged',
    '$IMAGE',
    '${A:-${B:-alpine}}',
    '${A:+scratch}',
    '',
    ':',
    '@',
    'A/B:c:d@e',
  ],
  stage: ['build', 'base', 'BUILD', 'stage', '0', '1', 'x-y.z', 'бинарь', '${NAME}', '-', ''],
  variable: [
    'CGO_ENABLED',
    'GOOS',
    'GOARCH',
    'GOARM',
    'GOFLAGS',
    'GOTOOLCHAIN',
    'GOPROXY',
    'GOMODCACHE',
    'GOCACHE',
    'CC',
    'PATH',
    'HOME',
    'TARGETARCH',
    'TARGETOS',
    'TARGETPLATFORM',
    'BUILDPLATFORM',
    'GO_VERSION',
    'VERSION',
    'A',
    'B',
    'LD_PRELOAD',
    'ONEAGENT_TOKEN',
    'ARMS_LICENSE_KEY',
    '_',
    'ф',
    '1A',
  ],
  value: [
    '0',
    '1',
    'linux',
    'arm64',
    'amd64',
    '"-trimpath -ldflags=-s"',
    "'-tags=netgo osusergo'",
    '$A',
    '${A}',
    '${A:-${B}}',
    '${A:-${B:-${VERSION}}}',
    '${A:?missing}',
    '${A#x}',
    '${A%%/*}',
    '${A/b/c}',
    '${A',
    '$',
    '${}',
    '${:-x}',
    '"',
    "'",
    '"a b"',
    'a\\ b',
    '\\',
    '""',
    '$(cat x)',
    '`date`',
    '/usr/local/go/bin:$PATH',
    '\u202Egnp.exe\u202C',
    '\uD800',
    '😀',
    'é',
    '\u0000',
    '\u001B[31m',
  ],
  path: [
    '/app',
    '/src',
    './',
    '.',
    'app',
    '../../etc/passwd',
    '/go/bin/app',
    '/usr/local/bin/',
    'go.mod',
    'go.sum',
    'main.go',
    'cmd/*',
    './cmd/server',
    'vendor',
    'entrypoint.sh',
    '/bin/sh',
    '$A',
    '"/with blank"',
    '/ünï',
    '//',
    'C:\\app',
    '',
    '*',
    '[a-',
    '**/*.go',
    '<<EOF',
    'https://example.com/x.tar.gz',
    'git@example.com:a/b.git#main',
  ],
  goFlag: [
    '-o /app',
    '-o=/out/',
    '-o',
    '-ldflags "-s -w"',
    '-ldflags \'-linkmode external -extldflags "-static"\'',
    '-ldflags=-X=main.version=$VERSION',
    '-ldflags "',
    '-tags netgo,osusergo',
    '-tags "sqlite_omit_load_extension static_all"',
    '-race',
    '-trimpath',
    '-a -installsuffix cgo',
    '-buildmode=pie',
    '-buildmode=plugin',
    '-buildmode c-shared',
    '-linkshared',
    '-mod=vendor',
    '-mod mod',
    '-buildvcs=false',
    '-compiler gccgo',
    '-toolexec "otel go"',
    '-C /src',
    '-v -x -work',
    '-n',
    '-p 4',
    '-gcflags=all="-N -l"',
    '-unknown',
    '--',
    './...',
    './cmd/server',
    'main.go',
    'example.com/app@latest',
  ],
  goVerb: [
    'build',
    'install',
    'run',
    'test',
    'mod download',
    'mod tidy',
    'get',
    'env -w CGO_ENABLED=0',
    'vet',
    'generate',
    'bulid',
    'work sync',
    'tool',
    '',
  ],
  front: [
    '',
    '',
    '',
    'instgo ',
    'otel ',
    'otelc ',
    'xx-',
    'env CGO_ENABLED=0 ',
    'time ',
    'sudo ',
    '/usr/local/go/bin/',
    'sh -c "',
    "bash -c '",
    'nice -n 5 ',
    'exec ',
    '! ',
  ],
  shellCommand: [
    'apk add --no-cache gcc musl-dev',
    'apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev',
    'rm -rf /var/lib/apt/lists/*',
    'cd /src',
    'cd "$A"',
    'export CGO_ENABLED=0',
    'unset GOFLAGS',
    'set -eux',
    'make build',
    'chmod +x /app',
    'adduser -D -u 10001 app',
    'curl -fsSL https://example.com/i.sh | sh',
    'mkdir -p /a/b/{c,d}',
    'ln -s /app /bin/app',
    'cp -r /src/app /app',
    'mv app /app',
    'tar xzf x.tgz -C /',
    'if [ "$TARGETARCH" = arm64 ]; then CC=aarch64-linux-gnu-gcc; fi',
    'if true; then',
    'fi',
    'for x in a b; do go build -o /$x ./cmd/$x; done',
    'for x in',
    'case "$A" in a) true;; *) false;; esac',
    'while :; do break; done',
    'f() { go build; }',
    'f',
    '( cd x && go build )',
    '{ true; }',
    'echo "$(go env GOPATH)"',
    'echo `go version`',
    'cat <<X\n$A\nX',
    'X=1 Y="$X" go build',
    'test -f /app || exit 1',
    'eval "go build"',
    'go build & wait',
    '$((1 + 2))',
    'setcap cap_net_bind_service=+ep /app',
    'strip /app',
    'upx /app',
    'ldd /app | grep -q static',
    '"',
    "'",
    '(',
    ')',
    '$(',
    '`',
    '\u0000',
  ],
  operator: [
    ' && ',
    ' && ',
    ' && ',
    ' || ',
    '; ',
    ' | ',
    ' & ',
    ' &&',
    '\\\n    && ',
    ' \\\n# comment\n && ',
    ' \\ \n',
    '\\\n\n',
    '`\n',
    '\n',
    ' > /dev/null 2>&1; ',
  ],
  json: [
    '["/app"]',
    '["/app", "-v"]',
    '["sh", "-c", "/app $A"]',
    '["/app"',
    '["/app",]',
    "['/app']",
    '[/app]',
    '["/a\\u0070p", "\\ud800"]',
    '["/app\\"]',
    '[]',
    '[""]',
    '["a"] x',
    '[["a"]]',
    '["a", 1]',
    '{"a": "b"}',
    '["C:\\\\app.exe"]',
    '["/entrypoint.sh", "$A"]',
  ],
  mount: [
    '--mount=type=cache,target=/go/pkg/mod',
    '--mount=type=cache,target=/root/.cache/go-build,id=x,sharing=locked',
    '--mount=type=bind,target=.',
    '--mount=type=bind,source=go.mod,target=go.mod',
    '--mount=type=secret,id=x,env=TOKEN',
    '--mount=from=build,target=/x',
    '--mount=type=tmpfs,target=/tmp',
    '--mount=',
    '--mount',
    '--mount=target=$A,type=${B',
    '--network=none',
    '--security=insecure',
    '--nope=1',
  ],
  platform: [
    '--platform=$BUILDPLATFORM',
    '--platform=linux/arm64',
    '--platform=${TARGETPLATFORM}',
    '--platform=linux/arm/v7',
    '--platform=windows/amd64',
    '--platform=',
    '--platform=x/y/z/w',
    '--platform',
  ],
  comment: [
    '# syntax=docker/dockerfile:1',
    '# escape=`',
    '# escape=\\',
    '# check=skip=all',
    '# go-dockerfile ignore=dynamic-binary-in-scratch',
    '# go-dockerfile ignore=nope,runs-as-root',
    '# go-dockerfile ignore-file=runs-as-root',
    '# go-dockerfile ignore=',
    '#',
    '#\u2028x',
    '  # indented \\',
  ],
  noise: [
    '\u0000',
    '\uFEFF',
    '\uD83D',
    '\uDC00',
    '\u202E',
    '\u2067',
    '\u200B',
    '\u0085',
    '\u2028',
    '\v',
    '\f',
    '\u001B]0;x\u0007',
    '\r',
    '\t',
    ' ',
    '\\',
    '`',
    '"',
    "'",
    '$',
    '{',
    '}',
    '[',
    ']',
    '<<EOF',
    '<<-"E"',
    '\nEOF\n',
    'é',
    '日本',
    '🧪',
    '\n',
    '\\\n',
  ],
} satisfies Readonly<Record<string, readonly Maker[]>>;

type Table = keyof typeof tables;

const some = (random: Random, table: Table): string => random.pick(tables[table]);
const chance = (random: Random, outOf: number): boolean => random.below(outOf) === 0;
const several = (random: Random, most: number, make: () => string, between = ' '): string =>
  Array.from({ length: random.below(most + 1) }, make).join(between);

const goCommand = (random: Random): string => {
  const assignments = several(random, 2, () => `${some(random, 'variable')}=${some(random, 'value')} `, '');
  const front = some(random, 'front');
  const flags = several(random, 4, () => some(random, 'goFlag'));
  const end = /"$/.test(front) ? '"' : /'$/.test(front) ? "'" : '';
  return `${assignments}${front}go ${some(random, 'goVerb')} ${flags}${chance(random, 10) ? '' : end}`;
};

const script = (random: Random): string => {
  const commands = Array.from({ length: 1 + random.below(4) }, () =>
    chance(random, 2) ? goCommand(random) : some(random, 'shellCommand'),
  );
  return commands.reduce((before, command) => before + some(random, 'operator') + command);
};

/** A heredoc, perhaps in another one, perhaps never ended. */
const heredoc = (random: Random, head: string): string => {
  const name = random.pick(['EOF', 'E', 'file.txt', 'EOF"', '']);
  const opened = random.pick(['<<', '<<-', '<<"', "<<'", '3<<', '<< ']) + name + random.pick(['', '', '"', "'"]);
  const second = chance(random, 4) ? ' <<OTHER /x' : '';
  const body = several(random, 4, () => (chance(random, 6) ? heredoc(random, 'cat') : script(random)), '\n');
  const end = chance(random, 5) ? '' : `\n${chance(random, 4) ? '\t' : ''}${name}`;
  return `${head} ${opened}${second}\n${body}${end}${second && !chance(random, 3) ? '\nx\nOTHER' : ''}`;
};

const copy = (random: Random, keyword: string): string => {
  const flags = several(random, 2, () =>
    random.pick([
      () => `--from=${some(random, chance(random, 2) ? 'stage' : 'image')}`,
      () => `--chown=${random.pick(['app', '1000:1000', '$A', ':', '65532'])}`,
      () => `--chmod=${random.pick(['755', 'u+x', '', '99999'])}`,
      () => random.pick(['--link', '--parents', '--exclude=*.go', '--checksum=x', '--keep-git-dir', '--', '--from']),
    ])(),
  );
  if (chance(random, 10)) return heredoc(random, `${keyword} ${flags}`);
  if (chance(random, 8)) return `${keyword} ${flags} ["${some(random, 'path')}", "${some(random, 'path')}"]`;
  return `${keyword} ${flags} ${several(random, 3, () => some(random, 'path'))} ${some(random, 'path')}`;
};

/** Makers of an instruction, by how often it is wanted. */
const instructions: readonly (readonly [number, (random: Random) => string])[] = [
  [
    6,
    (random) =>
      `FROM ${chance(random, 4) ? `${some(random, 'platform')} ` : ''}${some(random, 'image')}${chance(random, 2) ? ` AS ${some(random, 'stage')}` : ''}`,
  ],
  [8, (random) => `RUN ${several(random, 2, () => some(random, 'mount'))} ${script(random)}`],
  [3, (random) => heredoc(random, 'RUN')],
  [1, (random) => `RUN ${some(random, 'json')}`],
  [5, (random) => copy(random, 'COPY')],
  [1, (random) => copy(random, 'ADD')],
  [4, (random) => `ENV ${several(random, 3, () => `${some(random, 'variable')}=${some(random, 'value')}`)}`],
  [1, (random) => `ENV ${some(random, 'variable')} ${some(random, 'value')}`],
  [
    4,
    (random) =>
      `ARG ${several(random, 2, () => some(random, 'variable') + (chance(random, 2) ? `=${some(random, 'value')}` : ''))}`,
  ],
  [3, (random) => `WORKDIR ${some(random, 'path')}`],
  [2, (random) => `USER ${random.pick(['app', 'root', '1000:1000', '$A', 'nonroot', '', '0'])}`],
  [3, (random) => `ENTRYPOINT ${chance(random, 3) ? script(random) : some(random, 'json')}`],
  [3, (random) => `CMD ${chance(random, 3) ? script(random) : some(random, 'json')}`],
  [1, (random) => `SHELL ${some(random, 'json')}`],
  [
    1,
    (random) =>
      `HEALTHCHECK --interval=5s ${random.pick(['NONE', `CMD ${script(random)}`, `CMD ${some(random, 'json')}`, ''])}`,
  ],
  [1, (random) => `EXPOSE ${random.pick(['80', '8080/tcp', '$A', '443/udp 1-3', 'x'])}`],
  [
    1,
    (random) =>
      `LABEL ${random.pick(['a=b', 'armsPilotAutoEnable=on', '"a b"="c', 'org.opencontainers.image.title=$A'])}`,
  ],
  [1, (random) => `VOLUME ${random.pick(['/data', '["/data"]', '[', '/a /b'])}`],
  [1, (random) => `STOPSIGNAL ${random.pick(['SIGTERM', '$A', '9'])}`],
  [
    1,
    (random) =>
      random.pick(['MAINTAINER x', 'NOPE x', 'RUN', 'FROM', 'export A=b', 'go build', '--from=x', '=', 'EOF']),
  ],
  [2, (random) => some(random, 'comment')],
];

function instruction(random: Random): string {
  const [, make] = random.pick(instructions, ([weight]) => weight);
  const made = make(random);
  const spelt = chance(random, 6) ? made.replace(/^\w+/, (keyword) => recase(random, keyword)) : made;
  const placed = chance(random, 12) ? `  \t${spelt}` : spelt;
  return chance(random, 25) ? `ONBUILD ${placed}` : placed;
}

function recase(random: Random, word: string): string {
  return random.pick([
    word.toLowerCase(),
    [...word].map((letter, at) => (at % 2 ? letter.toLowerCase() : letter)).join(''),
  ]);
}

/** One line, or one word, that is very long. */
function huge(random: Random): string {
  const size = 2000 + random.below(20_000);
  const unit = random.pick([
    'a',
    ' ',
    '\\',
    '$',
    '${A:-',
    '"',
    "'",
    '(',
    '$(',
    '`',
    '<<E ',
    '&& ',
    '{',
    '[',
    '/',
    '../',
    'é',
    '-X a=b ',
    '\\\n',
    '#\n',
    'A=1 ',
    '"a",',
    '\t',
  ]);
  return `${random.pick(['RUN ', 'ENV A=', 'CMD [', 'FROM ', 'ARG ', 'COPY ', '# ', '', 'RUN go build -ldflags "', 'HEALTHCHECK CMD '])}${unit.repeat(Math.ceil(size / unit.length))}`;
}

/** A Dockerfile of random instructions. */
function compose(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(14) }, () => instruction(random));
  if (!chance(random, 6)) parts.unshift(`FROM ${some(random, 'image')} AS build`);
  if (chance(random, 4)) parts.unshift(some(random, 'comment'));
  if (chance(random, 60)) parts.splice(random.below(parts.length + 1), 0, huge(random));
  return breakLines(random, parts.join('\n') + (chance(random, 3) ? '' : '\n'));
}

/** LF, CRLF, or both. */
function breakLines(random: Random, text: string): string {
  if (chance(random, 8)) return text.replace(/\n/g, '\r\n');
  return chance(random, 12) ? text.replace(/\n/g, () => random.pick(['\n', '\r\n', '\r', '\n\n'])) : text;
}

/** One change as editors, merges and slips of the hand make it: a piece is taken out, doubled, moved, put in or replaced. */
export function change(random: Random, text: string): string {
  const lines = /(?<=\n)/;
  switch (random.below(8)) {
    case 0:
      return swap(random, text.split(lines)).join('');
    case 1:
      return swap(random, text.split(/(?<=\s)/)).join('');
    case 2: {
      const pieces = text.split(lines);
      const at = random.below(pieces.length);
      return pieces.toSpliced(at, chance(random, 2) ? 1 : 0, ...(chance(random, 2) ? [pieces[at] ?? ''] : [])).join('');
    }
    case 3: {
      const pieces = text.split(lines);
      return pieces.toSpliced(random.below(pieces.length + 1), 0, `${instruction(random)}\n`).join('');
    }
    case 4:
      return text.slice(0, random.below(text.length + 1));
    case 5:
      return replaceWord(random, text);
    case 6: {
      const table = random.pick(['value', 'variable', 'goFlag', 'path', 'operator', 'image'] as const);
      return insert(random, text, 0, some(random, table));
    }
    default:
      return insert(random, text, random.below(8), chance(random, 4) ? '' : some(random, 'noise'));
  }
}

function swap(random: Random, pieces: readonly string[]): readonly string[] {
  const [a, b] = [random.below(pieces.length), random.below(pieces.length)];
  return pieces.with(a, pieces[b] ?? '').with(b, pieces[a] ?? '');
}

function insert(random: Random, text: string, removed: number, added: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + added + text.slice(at + removed);
}

function replaceWord(random: Random, text: string): string {
  const words = [...text.matchAll(/[^\s=]+/g)];
  if (words.length === 0) return text;
  const { index, 0: word } = random.pick(words);
  const table = random.pick(['image', 'stage', 'value', 'path', 'goFlag', 'variable', 'json'] as const);
  return text.slice(0, index) + some(random, table) + text.slice(index + word.length);
}

/**
 * A text: put together by the grammar, or one of the seeds, changed a few times.
 * @param seeds real Dockerfiles
 */
export function makeText(random: Random, seeds: readonly string[]): string {
  let text = chance(random, 2) ? compose(random) : random.pick(seeds);
  for (let left = random.below(5); left > 0; left--) text = change(random, text);
  return text;
}
