import { commands, type Uri, window, workspace } from 'vscode';
import { disappearance, extensionUnderTest, findingOf, hoverText, inWorkspace, open, runsSomething } from './editor';
import { ensure, test } from './harness';

/** Run in the extension host of a browser, in a workspace whose files are in memory; see client/test/virtual. */

const onMusl = 'glibc-binary-on-musl';
const behind = 'go-version-behind-module';

const dockerfile = [
  'FROM golang:1.26 AS build',
  'WORKDIR /src',
  'COPY . .',
  'RUN go build -o /app .',
  '',
  'FROM alpine:3.22',
  'COPY --from=build /app /app',
  'ENTRYPOINT ["/app"]',
  '',
].join('\n');

test('nothing runs before a Dockerfile is open', async () => {
  await workspace.fs.stat(inWorkspace('go.mod'));
  await window.showTextDocument(await workspace.openTextDocument(inWorkspace('main.go')));
  ensure(!extensionUnderTest().isActive, 'the extension is not active');
});

test('the extension runs in the browser: opening a Dockerfile shows its finding', async () => {
  await write('Dockerfile', dockerfile);
  const document = await open('Dockerfile');
  const finding = await findingOf(document, onMusl);
  ensure(document.getText(finding.range).length > 0, 'the finding has a range');
  ensure(extensionUnderTest().isActive, 'the extension is active');
  ensure(extensionUnderTest().extensionUri.scheme.startsWith('http'), 'the extension comes from a server');
});

test('hovers explain FROM', async () => {
  const document = await open('Dockerfile');
  ensure((await hoverText(document, 'golang:1.26')) !== '', 'there is a hover');
});

test('the files around the Dockerfile are read, and read again when they change', async () => {
  const document = await open('Dockerfile');
  await findingOf(document, onMusl);
  await write('go.mod', 'module example.com/app\n\ngo 1.99\n');
  await findingOf(document, behind);
  await write('go.mod', 'module example.com/app\n\ngo 1.26\n');
  await disappearance(document, behind);
});

test('a program that needs no C library is told from its sources', async () => {
  const document = await open('Dockerfile');
  await findingOf(document, onMusl);
  await write('main.go', 'package main\n\nfunc main() { println("no network") }\n');
  await disappearance(document, onMusl);
});

test('commands that run something are not there', async () => {
  const all = await commands.getCommands(true);
  ensure(all.includes('goDockerfile.copyOnepilotLabels'), 'what only copies a text is there');
  const running = all.filter(runsSomething);
  ensure(running.length === 0, `no command that builds or runs: ${running.join(', ')}`);
});

async function write(name: string, text: string): Promise<void> {
  const uri: Uri = inWorkspace(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
