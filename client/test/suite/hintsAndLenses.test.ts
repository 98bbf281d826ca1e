import assert from 'node:assert/strict';
import { env, platform } from 'node:process';
import {
  type CodeLens,
  commands,
  type InlayHint,
  ProcessExecution,
  Range,
  type Task,
  tasks,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { eventually, test } from './harness';

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

// The launcher tells of those that it leaves out.
if (env['GO_DOCKERFILE_E2E_TERMINALS'] !== 'no') {
  test('the lens Build starts docker with the context of the analysis', async () => {
    const document = await open();
    const [first] = await lensesOf(document);
    const started = nextTask('Build workspace:dev-build');
    await Promise.all([started, click(first)]);
    const { execution } = await started;
    assert.ok(execution instanceof ProcessExecution, 'no shell is in between');
    const folder = Uri.joinPath(document.uri, '..').fsPath;
    assert.deepEqual(execution.args, [
      ...['build', '-f', document.uri.fsPath, '--target', 'build', '-t', 'workspace:dev-build', folder],
    ]);
  });

  test('the lens Build and run runs what was built', async () => {
    const lenses = await lensesOf(await open());
    // On Windows the docker of this suite is a program that fails.
    const last = platform === 'win32' ? 'Build workspace:dev' : 'Run workspace:dev';
    const started = nextTask(last);
    await Promise.all([started, click(lenses.find(({ command }) => command?.title === 'Build and run'))]);
    const { execution } = await started;
    assert.ok(execution instanceof ProcessExecution, 'no shell is in between');
    if (platform !== 'win32') assert.deepEqual(execution.args, ['run', '--rm', '-it', 'workspace:dev']);
  });
}

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

function nextTask(name: string): Promise<Task> {
  let found: Task | undefined;
  const subscription = tasks.onDidStartTask(({ execution }) => {
    if (execution.task.name === name) found = execution.task;
  });
  return eventually(`the task ${name}`, tasks.onDidStartTask, () => found).finally(() => subscription.dispose());
}
