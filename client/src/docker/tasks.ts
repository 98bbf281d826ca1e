import {
  ProcessExecution,
  Task,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  type Uri,
  workspace,
} from 'vscode';

/** What a task of Docker's is made of. */
export interface DockerTask {
  /** As the terminal calls it. */
  readonly name: string;
  /** Absolute path of docker. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Folder in which it runs. */
  readonly folder: string;
  /** The Dockerfile. */
  readonly uri: Uri;
}

/** A task that starts docker itself: no shell reads the arguments. */
function createTask({ name, executable, args, folder, uri }: DockerTask): Task {
  const task = new Task(
    { type: 'goDockerfile', command: args[0] ?? '', dockerfile: uri.toString() },
    workspace.getWorkspaceFolder(uri) ?? TaskScope.Workspace,
    name,
    'Go Dockerfile',
    new ProcessExecution(executable, [...args], { cwd: folder }),
    [],
  );
  task.group = TaskGroup.Build;
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, clear: true };
  return task;
}

/** Runs the task in a terminal; gives its exit code when it ends, or undefined if it had no process. */
export async function runTask(description: DockerTask): Promise<number | undefined> {
  const ended = new Map<unknown, number | undefined>();
  let look = () => {};
  // Registered first: a process may end before its start is reported.
  const subscriptions = [
    tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      ended.set(execution, exitCode);
      look();
    }),
    tasks.onDidEndTask(({ execution }) => {
      if (!ended.has(execution)) ended.set(execution, undefined);
      look();
    }),
  ];
  try {
    const execution = await tasks.executeTask(createTask(description));
    await new Promise<void>((resolve) => {
      look = () => {
        if (ended.has(execution)) resolve();
      };
      look();
    });
    return ended.get(execution);
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}
