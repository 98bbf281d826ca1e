import { commands, workspace } from 'vscode';
import { extensionUnderTest, findingOf, hoverText, open } from './editor';
import { ensure, note, test } from './harness';

/** Run in a folder that is not trusted, which holds a Containerfile: a name that starts no extension before it is opened. */

test('nothing runs before a Dockerfile is open', async () => {
  await open('main.go');
  ensure(!workspace.isTrusted, 'the workspace is not trusted');
  const extension = extensionUnderTest();
  ensure(!extension.isActive, 'the extension is not active');
  const started = performance.now();
  await extension.activate();
  note(
    `activation, the code of the extension read and run: ${(performance.now() - started).toFixed(0)} ms, target < 50 ms`,
  );
});

test('in Restricted Mode a Dockerfile is analysed, with the files around it', async () => {
  const document = await open('Containerfile');
  const finding = await findingOf(document, 'glibc-binary-on-musl');
  ensure(document.getText(finding.range).length > 0, 'the finding has a range');
  ensure((await hoverText(document, 'golang:1.26')) !== '', 'there is a hover');
});

test('in Restricted Mode no command runs anything', async () => {
  const all = await commands.getCommands(true);
  ensure(all.includes('goDockerfile.copyOnepilotLabels'), 'what only copies a text is there');
});
