import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';
import { commands, type Diagnostic, languages, Selection, tasks, type TextEditor, window, workspace } from 'vscode';
import { inWorkspace } from './editor';
import { eventually, test } from './harness';

// The launcher tells of those that it leaves out. On Windows the docker of this suite is a program that fails.
if (env['GO_DOCKERFILE_E2E_TERMINALS'] !== 'no' && platform !== 'win32') {
  test('a container that dies at once is explained, and its message leads to the cause', async () => {
    const editor = await openDockerfile();
    script('case "$1" in run) echo "exec /app: no such file or directory" >&2; exit 1 ;; esac\n');
    void commands.executeCommand('goDockerfile.buildAndRun', { uri: editor.document.uri.toString() });
    await confirmUntilStarted('Run workspace:dev');
    const problem = await eventually('the problem', languages.onDidChangeDiagnostics, () => ofRun(editor)[0]);
    assert.match(problem.message, /exec \/app: no such file or directory/);
    const words = argumentsOfDocker();
    assert.deepEqual(words.slice(0, 5), ['run', '--rm', '-i', '--pull=never', '--name']);
    assert.equal(words.at(-1), 'workspace:dev');

    editor.selection = new Selection(0, 0, 0, 0);
    // The button is there once the message is; pressing what is not there does nothing.
    const isThere = () => window.activeTextEditor?.selection.start.line === problem.range.start.line;
    while (!isThere()) await commands.executeCommand('notification.acceptPrimaryAction');
    assert.equal(window.activeTextEditor?.document.uri.toString(), editor.document.uri.toString());
  });

  test('the problem of a container is gone when the next one runs', async () => {
    const editor = await openDockerfile();
    script('');
    void commands.executeCommand('goDockerfile.buildAndRun', { uri: editor.document.uri.toString() });
    await confirmUntilStarted('Run workspace:dev');
    await eventually('its end', languages.onDidChangeDiagnostics, () =>
      ofRun(editor).length === 0 ? true : undefined,
    );
  });
}

/** Accepts what is asked as it is filled in, until the task starts. */
async function confirmUntilStarted(name: string): Promise<void> {
  let isStarted = false;
  const subscription = tasks.onDidStartTask(({ execution }) => {
    isStarted ||= execution.task.name === name;
  });
  // Read through a function: an event changes it.
  const isWaiting = (): boolean => !isStarted;
  while (isWaiting()) await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  subscription.dispose();
}

async function openDockerfile(): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument(inWorkspace('Dockerfile')));
}

function ofRun({ document }: TextEditor): readonly Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Go Dockerfile build');
}

/** VS Code may put folders of its own in front of the one with this docker. */
function docker(): string {
  const files = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'docker'));
  return files.find((file) => existsSync(file)) ?? '';
}

/** What docker does from now on. */
function script(text: string): void {
  writeFileSync(`${docker()}.script`, text);
}

function argumentsOfDocker(): readonly string[] {
  return readFileSync(`${docker()}.args`, 'utf8').trimEnd().split('\n');
}
