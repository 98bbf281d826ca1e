import assert from 'node:assert/strict';
import { type CodeLens, commands, type InlayHint, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import { test } from './harness';

test('inlay hints tell what the Dockerfile does not say', async () => {
  const document = await open();
  const hints = await commands.executeCommand<InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    new Range(0, 0, document.lineCount, 0),
  );
  assert.deepEqual(
    hints.map((hint) => `${hint.position.line}: ${labelOf(hint)}`),
    [
      '0: likely glibc 2.41',
      '3: dynamic glibc >= 2.34',
      '3: cgo on, linux/amd64',
      '5: musl 1.2.5',
      '7: fails to start',
    ],
  );
});

test('a hint is turned off by its setting', async () => {
  const document = await open();
  const configuration = workspace.getConfiguration('goDockerfile');
  try {
    await configuration.update('inlayHints.environment', false);
    const hints = await commands.executeCommand<InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new Range(3, 0, 3, 99),
    );
    assert.deepEqual(hints.map(labelOf), ['dynamic glibc >= 2.34']);
  } finally {
    await configuration.update('inlayHints.environment', undefined);
  }
});

test('lenses stand above the stages', async () => {
  const lenses = await lensesOf(await open());
  assert.deepEqual(
    lenses.map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`),
    ['0: Build this stage', '5: Fails to start', '5: Build', '5: Build and run', '5: Build multi-arch'],
  );
});

test('the lens with the verdict leads to the place that decides it', async () => {
  const document = await open();
  const lenses = await lensesOf(document);
  await click(lenses.find(({ command }) => command?.title === 'Fails to start'));
  assert.equal(window.activeTextEditor?.selection.active.line, 7);
});

async function open(): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, 'Dockerfile'));
  await window.showTextDocument(document);
  return document;
}

function labelOf({ label }: InlayHint): string {
  return typeof label === 'string' ? label : label.map(({ value }) => value).join('');
}

function lensesOf({ uri }: TextDocument): Thenable<CodeLens[]> {
  return commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 99);
}

async function click(lens: CodeLens | undefined): Promise<void> {
  assert.ok(lens?.command, 'the lens has a command');
  await commands.executeCommand(lens.command.command, ...((lens.command.arguments ?? []) as unknown[]));
}
