import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const sources = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nfunc main() {}\n',
};

const build = 'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /server .\n\n';

/** The verdict on an image into which the lines bring the program. */
function verdictOf(lines: string, files: Readonly<Record<string, string>> = {}) {
  return analyse({ text: build + lines, context: memoryTree({ ...sources, ...files }) }).model.verdict;
}

const inPath = 'FROM alpine:3.22\nCOPY --from=build /server /usr/local/bin/server\n';
const inOpt = 'FROM alpine:3.22\nCOPY --from=build /server /opt/x/server\n';

/** What is looked for in the directory, and with the PATH, that the shell has by then. */
const commands: readonly (readonly [string, string, string])[] = [
  ['cd in the shell form', `${inOpt}CMD cd /opt/x && ./server`, 'runs'],
  ['cd in a subshell', `${inOpt}CMD (cd /opt/x; exec ./server)`, 'runs'],
  ['cd in sh -c', `${inOpt}CMD ["sh", "-c", "cd /opt/x && exec ./server"]`, 'runs'],
  ['cd away from the program', `${inOpt}WORKDIR /opt/x\nCMD cd /tmp && ./server`, 'fails-to-start'],
  ['PATH of one command', `${inOpt}CMD PATH=/opt/x:$PATH server`, 'runs'],
  ['PATH of the shell', `${inOpt}CMD export PATH=/opt/x:$PATH && server`, 'runs'],
  ['a variable that docker run may set', `${inOpt}CMD exec $SERVER serve`, 'unknown'],
  ['an argument that docker run may set', `${inPath}CMD exec server $PORT`, 'runs'],
  ['a default for such a variable', `${inPath}CMD exec ${'$'}{SERVER:-server}`, 'runs'],
  ['a file that may set PATH', `${inOpt}CMD . /opt/x/env && server`, 'unknown'],
];

test.each(commands)('%s', (_, lines, outcome) => {
  expect(verdictOf(`${lines}\n`).outcome).toBe(outcome);
});

/** Entry scripts behind `#!/bin/sh`, the words of CMD, and what comes of them. */
const scripts: readonly (readonly [string, string, string, string])[] = [
  ['an option becomes an argument', '[ "${1#-}" = "$1" ] || set -- server "$@"\nexec "$@"', '"--port=80"', 'runs'],
  ['a program is put in front', 'set -- server "$@"\nexec "$@"', '"serve"', 'runs'],
  ['a branch puts it there', 'case "$1" in\n  serve) set -- server "$@" ;;\nesac\nexec "$@"', '"serve"', 'runs'],
  ['a verb is taken away', 'shift\nexec server "$@"', '"web"', 'runs'],
  ['no arguments, so a default', 'if [ $# -eq 0 ]; then\n  exec server\nfi\nexec "$@"', '', 'runs'],
  ['a function starts it', 'main() {\n  exec server "$@"\n}\nmain "$@"', '"web"', 'runs'],
  [
    'the branch that is taken starts it',
    'case "$1" in\n  web) exec server ;;\n  *) exec "$@" ;;\nesac',
    '"web"',
    'runs',
  ],
  ['a directory of its own', 'cd "$(dirname "$0")"\nexec ./usr/local/bin/server', '', 'runs'],
  ['what docker run may set', 'exec $SERVER serve', '', 'unknown'],
  ['a default', 'SERVER=${SERVER:-server}\nexec "$SERVER"', '', 'runs'],
  ['root or not', 'if [ "$(id -u)" = 0 ]; then\n  exec server\nelse\n  exec "$@"\nfi', '"x"', 'runs'],
  ['from another directory', 'cd /usr/local/bin\nexec ./server', '', 'runs'],
  ['a background process', 'server &\nwait', '', 'unknown'],
  [
    'what a file of the container decides',
    'if [ -f /x ]; then set -- server "$@"; fi\nexec "$@"',
    '"serve"',
    'unknown',
  ],
];

test.each(scripts)('a script: %s', (_, script, words, outcome) => {
  const lines = `${inPath}COPY --chmod=755 entry.sh /\nENTRYPOINT ["/entry.sh"]\nCMD [${words}]\n`;
  expect(verdictOf(lines, { 'entry.sh': `#!/bin/sh\nset -e\n${script}\n` }).outcome).toBe(outcome);
});

/** A shell runs a file that the kernel does not know how to run; the runtime does not. All measured. */
test.each([
  ['CMD /entry.sh', 'runs'],
  ['CMD ["sh", "-c", "exec /entry.sh"]', 'runs'],
  ['CMD ["/entry.sh"]', 'fails-to-start'],
])('a script without a first line: %s', (start, outcome) => {
  const lines = `${inPath}COPY --chmod=755 entry.sh /\n${start}\n`;
  expect(verdictOf(lines, { 'entry.sh': 'exec server\n' }).outcome).toBe(outcome);
});

describe('what a script starts', () => {
  const entry = 'COPY --chmod=755 entry.sh /\nENTRYPOINT ["/entry.sh"]\n';
  test('is looked for by its shell, which says so', () => {
    const { outcome, error } = verdictOf(inPath + entry, { 'entry.sh': '#!/bin/sh\nexec /srv/server\n' });
    expect({ outcome, error }).toEqual({ outcome: 'fails-to-start', error: '/srv/server: not found' });
  });
  test('is found in the PATH that it sets', () => {
    const script = '#!/bin/sh\nexport PATH=/opt/x:$PATH\nexec server\n';
    expect(verdictOf(inOpt + entry, { 'entry.sh': script }).outcome).toBe('runs');
  });
  test.each([
    ['', 'unknown'],
    ['RUN apk add --no-cache su-exec\n', 'runs'],
  ])('stands behind a wrapper that %j brings', (lines, outcome) => {
    const script = '#!/bin/sh\nexec su-exec nobody server\n';
    expect(verdictOf(inPath + lines + entry, { 'entry.sh': script }).outcome).toBe(outcome);
  });
});

/** Whether a shell from elsewhere finds its loader in an empty image is not known; BusyBox's own image has a static one. */
test.each([
  ['COPY --from=build /bin/sh /bin/sh', 'CMD exec /server', 'unknown'],
  ['COPY --from=build /bin/sh /bin/sh', 'CMD ["/bin/sh", "-c", "exec /server"]', 'unknown'],
  ['COPY --from=build / /', 'CMD exec /server', 'runs'],
  ['COPY --from=busybox:1.37-musl /bin/sh /bin/sh', 'CMD exec /server', 'runs'],
  ['COPY --from=busybox /bin/sh /bin/sh', 'CMD exec /server', 'unknown'],
])('%s, %s', (copy, start, outcome) => {
  const lines = `FROM scratch\n${copy}\nCOPY --from=build /server /server\n${start}\n`;
  expect(verdictOf(lines).outcome).toBe(outcome);
});
