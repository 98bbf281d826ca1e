import { isAbsolute, resolve } from 'node:path';
import {
  l10n,
  type Task,
  type TaskDefinition,
  type TaskProvider,
  TaskScope,
  Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { buildInTask, type Building } from './build';
import { readOptions } from './options';
import { askForInputs, prepare } from './prepare';
import { taskType } from '../protocol';
import { createIdleTerminal, createLateTask } from './terminal';

/** Names of Dockerfiles, where VS Code looks for tasks. */
const dockerfiles = '**/{Dockerfile,Containerfile,Dockerfile.*,*.[Dd]ockerfile}';
const elsewhere = '**/{node_modules,vendor,.git}/**';
/** Each one is opened and analysed before the list is shown. */
const most = 20;

/** Tasks that build: one for each Dockerfile of the workspace that builds Go, and each of its stages that is worth it. */
export function createBuildTasks(building: Building): TaskProvider {
  return {
    provideTasks: async (token) => {
      if (!workspace.isTrusted) return [];
      const files = await workspace.findFiles(dockerfiles, elsewhere, most, token);
      const found = await Promise.all(files.map((file) => tasksOf(building, file)));
      return found.flat();
    },
    resolveTask: ({ definition, scope, name }) => {
      const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
      return typeof definition['dockerfile'] === 'string' || definition['dockerfile'] === undefined
        ? createBuildTask(building, folder, name, definition)
        : undefined;
    },
  };
}

async function tasksOf(building: Building, file: Uri): Promise<readonly Task[]> {
  const folder = workspace.getWorkspaceFolder(file);
  if (!folder) return [];
  const inputs = await inputsOf(building, file);
  if (!inputs?.buildsGo) return [];
  const dockerfile = workspace.asRelativePath(file, false);
  return [undefined, ...inputs.stages].map((target) =>
    createBuildTask(
      building,
      folder,
      target === undefined ? dockerfile : l10n.t('{0}, stage {1}', dockerfile, target),
      target === undefined ? { type: taskType, dockerfile } : { type: taskType, dockerfile, target },
    ),
  );
}

/** What is not open is not analysed. */
async function inputsOf({ client }: Building, file: Uri) {
  try {
    await workspace.openTextDocument(file);
    return await askForInputs(client, client.code2ProtocolConverter.asUri(file));
  } catch {
    // It cannot be read.
    return null;
  }
}

/** What is missing is asked for when the task starts. */
function createBuildTask(
  building: Building,
  folder: WorkspaceFolder | undefined,
  name: string,
  definition: TaskDefinition,
): Task {
  return createLateTask({ name, scope: folder ?? TaskScope.Workspace, definition }, async (resolved) => {
    const { context, ...options } = readOptions(resolved);
    const root = folder?.uri ?? workspace.workspaceFolders?.[0]?.uri;
    const named: unknown = resolved['dockerfile'];
    const path = typeof named === 'string' && named !== '' ? named : 'Dockerfile';
    const file = isAbsolute(path) || !root ? Uri.file(path) : Uri.joinPath(root, path);
    const inputs = await inputsOf(building, file);
    if (inputs === null)
      return createIdleTerminal(l10n.t('{0} is no Dockerfile that can be read, so nothing was built.', file.fsPath));
    const uri = building.client.code2ProtocolConverter.asUri(file);
    const prepared = await prepare(building.client, {
      uri,
      ...(options.target !== undefined && { stage: options.target }),
    });
    const base = root?.fsPath ?? inputs.context;
    const terminal =
      prepared &&
      (await buildInTask(
        building,
        prepared,
        { ...options, ...(context !== undefined && { context: resolve(base, context) }) },
        base,
      ));
    return terminal ?? createIdleTerminal(l10n.t('Nothing was built.'));
  });
}
