import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree, type SourceTree } from '../../src/workspace/sourceTree';

const sources = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'cmd/server/main.go': 'package main\n\nfunc main() {}\n',
  'cmd/worker/main.go': 'package main\n\nfunc main() {}\n',
};
const context = memoryTree(sources);

const build =
  'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o bin/ ./cmd/...\n';

/**
 * What commands of files do with what go build has written to /src/bin, what starts then, and what comes of it. All of it was
 * built and run.
 */
const rows: readonly (readonly [string, string, string])[] = [
  ['cp -a bin/. /opt/', '/opt/server', 'runs'],
  ['mkdir /opt/x && cp -r ./bin/. /opt/x', '/opt/x/server', 'runs'],
  ['mkdir /opt/x && cp -r bin /opt/x', '/opt/x/bin/server', 'runs'],
  ['mkdir /opt/x && cp -rT bin /opt/x', '/opt/x/server', 'runs'],
  ['mkdir /opt/x && cp --parents bin/server /opt/x', '/opt/x/bin/server', 'runs'],
  ['mv bin /opt', '/opt/bin/server', 'runs'],
  ['install -Dm755 bin/server /opt/x/server', '/opt/x/server', 'runs'],
  ['install -Dm 755 bin/server /opt/x/server', '/opt/x/server', 'runs'],
  ['install -D -m 0755 -t /opt/x bin/server', '/opt/x/server', 'runs'],
  ['install -Dm644 bin/server /opt/x/server', '/opt/x/server', 'fails-to-start'],
  ['install -Dm u=rwx,go=rx bin/server /opt/x/server', '/opt/x/server', 'runs'],
  ['ln -s -t /usr/local/bin /src/bin/server', 'server', 'runs'],
  ['ln -s -t /usr/local/bin /src/bin/server', '/src/bin/server', 'runs'],
  ['ln -s /src/bin/server /src/bin/worker /usr/local/bin/', 'worker', 'runs'],
  ['ln -s /src/bin/* /usr/local/bin/', 'worker', 'runs'],
  ['ln -sr bin/server /usr/local/bin/srv', 'srv', 'runs'],
  ['ln -sfn /src/bin /opt/current', '/opt/current/server', 'runs'],
  ['ln -s /tmp /opt/current && ln -sfn /src/bin /opt/current', '/opt/current/server', 'runs'],
  ['ln -s /tmp /opt/current && ln -sf /src/bin /opt/current', '/tmp/bin/server', 'runs'],
  ['chmod -R 644 bin', '/src/bin/server', 'fails-to-start'],
  ['chmod -R 644 bin && chmod -R +x bin', '/src/bin/server', 'runs'],
  ['chmod go-rwx bin/server', '/src/bin/server', 'runs'],
  ['chmod a-x bin/server', '/src/bin/server', 'fails-to-start'],
  ['chmod -x,u+x bin/server', '/src/bin/server', 'runs'],
  ['chmod 644 bin/server && chmod u=rwX,go=rX bin/server', '/src/bin/server', 'fails-to-start'],
  ['chmod 644 bin/server && find bin -type f -exec chmod +x {} +', '/src/bin/server', 'unknown'],
  ['chmod 644 bin/server && find bin -type f | xargs chmod +x', '/src/bin/server', 'unknown'],
];

/** A script of the build context without an execute bit, which is started once the command has run; measured as well. */
test.each([
  ['chmod -R +x /scripts', 'runs'],
  ['chmod +x /scripts/*.sh', 'runs'],
  ['chmod +x /scripts', 'fails-to-start'],
  ['find /scripts -name "*.sh" -exec chmod +x {} +', 'runs'],
  ['find /scripts -type f | xargs chmod 755', 'runs'],
  ['for f in /scripts/*.sh; do chmod 755 "$f"; done', 'runs'],
  ['find /scripts -name "*.md" -exec chmod 644 {} +', 'fails-to-start'],
])('a script behind %s', (command, outcome) => {
  const files = { ...sources, 'scripts/run.sh': '#!/bin/sh\nexec /src/bin/server\n' };
  const tree: SourceTree = { ...memoryTree(files), executable: () => false };
  const text = `${build}COPY scripts /scripts\nRUN ${command}\nENTRYPOINT ["/scripts/run.sh"]\n`;
  expect(analyse({ text, context: tree }).model.verdict.outcome).toBe(outcome);
});

test.each(rows)('%s, %s', (command, start, outcome) => {
  const text = `${build}RUN ${command}\nENTRYPOINT ["${start}"]\n`;
  expect(analyse({ text, context }).model.verdict.outcome).toBe(outcome);
});

/** The same where the files are copied to another image, in which a symbolic link leads nowhere. */
test.each([
  ['ln bin/server /out/server', 'runs'],
  ['ln -s /src/bin/server /out/server', 'fails-to-start'],
  ['cp -rl bin/. /out', 'runs'],
])('%s, and COPY of the directory', (command, outcome) => {
  const text = `${build}RUN mkdir /out && ${command}\n\nFROM scratch\nCOPY --from=build /out/ /\nENTRYPOINT ["/server"]\n`;
  expect(analyse({ text, context }).model.verdict.outcome).toBe(outcome);
});

test('sixty changes of modes of all files are looked through in no time', () => {
  const changes = 'RUN chmod -R a+rX / && find / -name app -exec chmod +x {} +\n'.repeat(60);
  const started = performance.now();
  const text = `${build}${changes}ENTRYPOINT ["/src/bin/server"]\n`;
  expect(analyse({ text, context }).model.verdict.outcome).toBe('unknown');
  expect(performance.now() - started).toBeLessThan(5000);
});
