import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';
import {
  commands,
  type Diagnostic,
  type Event,
  languages,
  Position,
  type TaskExecution,
  tasks,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { eventually, test } from './harness';

// The launcher tells of those that it leaves out. On Windows the docker of this suite is a program that fails.
if (env['GO_DOCKERFILE_E2E_TERMINALS'] !== 'no' && platform !== 'win32') {
  test('Build starts docker with the context of the analysis, and with no shell in between', async () => {
    const document = await openDockerfile();
    await run('goDockerfile.build', 'Build workspace:dev-build', { uri: document.uri.toString(), stage: 'build' }, '');
    const folder = Uri.joinPath(document.uri, '..').fsPath;
    assert.deepEqual(argumentsOfDocker(), [
      ...['build', '--progress=plain', '-f', document.uri.fsPath, '--target', 'build'],
      ...['-t', 'workspace:dev-build', folder],
    ]);
  });

  test('a compile error of a build is a problem of the workspace’s own file, until the line is changed', async () => {
    const document = await openDockerfile();
    const source = Uri.joinPath(document.uri, '../main.go');
    await run('goDockerfile.build', 'Build workspace:dev', { uri: document.uri.toString() }, failure);
    const problem = await eventually('the problem', languages.onDidChangeDiagnostics, () => ofBuild(source)[0]);
    assert.equal(problem.message.split('\n')[0], 'undefined: fmt.Fprintl');
    assert.deepEqual([problem.range.start.line, problem.range.start.character], [10, 65]);

    const edit = new WorkspaceEdit();
    edit.insert(source, new Position(10, 0), '// changed\n');
    await workspace.applyEdit(edit);
    assert.equal(ofBuild(source).length, 1, 'a line above does not touch it');
    assert.equal(ofBuild(source)[0]?.range.start.line, 11);
    const nearer = new WorkspaceEdit();
    nearer.insert(source, new Position(11, 3), ' ');
    await workspace.applyEdit(nearer);
    assert.equal(ofBuild(source).length, 0, 'the problem is gone');
    await window.showTextDocument(source);
    await commands.executeCommand('workbench.action.files.revert');
  });

  test('a problem of a build stands where the finding that tells of it is, and goes with the next build', async () => {
    const document = await openDockerfile();
    await run('goDockerfile.build', 'Build workspace:dev', { uri: document.uri.toString() }, behind);
    const problem = await eventually('the problem', languages.onDidChangeDiagnostics, () => ofBuild(document.uri)[0]);
    assert.match(problem.message, /asks for Go 1\.99/);
    await run('goDockerfile.build', 'Build workspace:dev', { uri: document.uri.toString() }, '');
    assert.equal(ofBuild(document.uri).length, 0);
  });

  test('a build that is ended ends docker', async () => {
    const document = await openDockerfile();
    const trace = `${docker()}.interrupted`;
    rmSync(trace, { force: true });
    rmSync(`${trace}.waiting`, { force: true });
    script(`trap 'touch "${trace}"; exit 130' INT\ntouch "${trace}.waiting"\nwhile :; do sleep 0.1; done\n`);
    const started = nextTask('Build workspace:dev');
    void commands.executeCommand('goDockerfile.build', { uri: document.uri.toString() });
    const execution = await started;
    await eventually(
      'the start of docker',
      changesIn(join(docker(), '..')),
      () => existsSync(`${trace}.waiting`) || undefined,
    );
    const ended = endOf(execution);
    execution.terminate();
    await ended;
    await eventually('the end of docker', changesIn(join(docker(), '..')), () => existsSync(trace) || undefined);
    assert.equal(ofBuild(document.uri).length, 0, 'nothing went wrong');
  });

  test('tasks are listed for the Dockerfile and its stage, and start docker with what they say', async () => {
    const document = await openDockerfile();
    const all = await tasks.fetchTasks({ type: 'go-dockerfile' });
    // Folders hold what other tests have written.
    const listed = all.filter(({ definition }) => definition['dockerfile'] === 'Dockerfile');
    assert.deepEqual(
      listed.map(({ name, definition }) => [name, definition['dockerfile'], definition['target']]),
      [
        ['Dockerfile', 'Dockerfile', undefined],
        ['Dockerfile, stage build', 'Dockerfile', 'build'],
      ],
    );
    const [, stage] = listed;
    assert.ok(stage);
    script('');
    const started = nextTask(stage.name);
    await tasks.executeTask(stage);
    await endOf(await started);
    assert.deepEqual(argumentsOfDocker(), [
      ...['build', '--progress=plain', '-f', document.uri.fsPath, '--target', 'build'],
      ...['-t', 'workspace:dev-build', Uri.joinPath(document.uri, '..').fsPath],
    ]);
  });

  test('a task of tasks.json says what is built', async () => {
    const document = await openDockerfile();
    const file = Uri.joinPath(document.uri, '../.vscode/tasks.json');
    const task = {
      ...{ type: 'go-dockerfile', label: 'ship', dockerfile: 'Dockerfile', tags: ['shop:1'], noCache: true },
      ...{ buildArgs: { VERSION: '1.2' }, secrets: [{ id: 'token', env: 'TOKEN' }], args: ['--quiet'] },
    };
    await workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ version: '2.0.0', tasks: [task] })));
    try {
      const isRead = () =>
        workspace.getConfiguration('tasks', file).get<unknown[]>('tasks', []).length > 0 ? true : undefined;
      await eventually('tasks.json', workspace.onDidChangeConfiguration, isRead);
      const found = (await tasks.fetchTasks({ type: 'go-dockerfile' })).find(({ name }) => name === 'ship');
      assert.ok(found, 'VS Code has read tasks.json');
      script('');
      const started = nextTask('ship');
      await tasks.executeTask(found);
      await endOf(await started);
      assert.deepEqual(argumentsOfDocker(), [
        ...['build', '--progress=plain', '-f', document.uri.fsPath, '--build-arg', 'VERSION=1.2'],
        ...['--secret', 'id=token,env=TOKEN', '--no-cache', '--quiet', '-t', 'shop:1'],
        Uri.joinPath(document.uri, '..').fsPath,
      ]);
    } finally {
      await workspace.fs.delete(file);
    }
  });
}

const beginning = [
  '#0 building with "default" instance using docker driver',
  '',
  '#1 [internal] load build definition from Dockerfile',
  '#1 DONE 0.0s',
  '',
  '#4 [build 1/4] FROM docker.io/library/golang:1.26@sha256:fc7698c3d2be502744ad0287a6b88565ebf8da9dc0cb5794a46e56d17e850853',
  '#4 DONE 0.0s',
  '',
  '#6 [build 2/4] WORKDIR /src',
  '#6 CACHED',
  '',
  '#8 [build 3/4] COPY . .',
  '#8 DONE 0.1s',
  '',
  '#9 [build 4/4] RUN go build -o /app .',
];
const ending = [
  '#9 ERROR: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 1',
  'ERROR: failed to build: failed to solve: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 1',
];
/** As BuildKit prints it. */
const failure = says([
  ...beginning,
  '#9 32.18 # example.com/hello',
  '#9 32.18 ./main.go:11:66: undefined: fmt.Fprintl',
  ...ending,
]);
const behind = says([
  ...beginning,
  '#9 0.118 go: go.mod requires go >= 1.99 (running go 1.26.1; GOTOOLCHAIN=local)',
  ...ending,
]);

function says(lines: readonly string[]): string {
  return `cat <<'END'\n${lines.join('\n')}\nEND\nexit 1\n`;
}

/** The one that the launcher of this suite has placed. */
function docker(): string {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'docker')).find((path) => existsSync(path));
  assert.ok(found, 'docker is on PATH');
  return found;
}

/** What docker does from now on. */
function script(text: string): void {
  writeFileSync(`${docker()}.script`, text);
}

function argumentsOfDocker(): readonly string[] {
  return readFileSync(`${docker()}.args`, 'utf8').trimEnd().split('\n');
}

async function openDockerfile(): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, 'Dockerfile'));
  await window.showTextDocument(document);
  return document;
}

/** Gives a command, and waits for the end of the task. */
async function run(command: string, name: string, given: object, does: string): Promise<void> {
  script(does);
  const started = nextTask(name);
  void commands.executeCommand(command, given);
  await endOf(await started);
}

function changesIn(folder: string): Event<void> {
  return (listener) => {
    const watcher = watch(folder, () => listener());
    return { dispose: () => watcher.close() };
  };
}

function ofBuild(file: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(file).filter(({ source }) => source === 'Go Dockerfile build');
}

function nextTask(name: string): Promise<TaskExecution> {
  let found: TaskExecution | undefined;
  const subscription = tasks.onDidStartTask(({ execution }) => {
    if (execution.task.name === name) found = execution;
  });
  return eventually(`the task ${name}`, tasks.onDidStartTask, () => found).finally(() => subscription.dispose());
}

function endOf(execution: TaskExecution): Promise<true> {
  let isOver = false;
  const subscription = tasks.onDidEndTask((event) => {
    isOver ||= event.execution === execution || event.execution.task.name === execution.task.name;
  });
  return eventually('the end of the task', tasks.onDidEndTask, () => (isOver ? (true as const) : undefined)).finally(
    () => subscription.dispose(),
  );
}
