import { commands, Disposable, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { LateCommands } from '../languageServer';
import { lensCommands } from '../protocol';
import { chooseOptions, createMemory } from './ask';
import { build, type Building } from './build';
import { buildAndRun } from './buildAndRun';
import { buildMultiArch } from './buildMultiArch';
import { createBuildProblems } from './buildProblems';
import { imageName } from './commandLine';
import { type Prepared, prepare } from './prepare';
import { createBuildTasks } from './tasks';

/** The commands that build, from lenses and from the command palette, and the tasks. */
export function registerDockerCommands(client: BaseLanguageClient, { workspaceState }: ExtensionContext): LateCommands {
  const building: Building = { client, memory: createMemory(workspaceState), problems: createBuildProblems() };
  const register = (command: string, work: (building: Building, prepared: Prepared) => Promise<unknown>): Disposable =>
    commands.registerCommand(command, async (given: unknown) => {
      const prepared = await prepare(client, given);
      if (prepared) await work(building, prepared);
    });
  const registered = Disposable.from(
    building.problems,
    register(lensCommands.build, build),
    register(lensCommands.buildAndRun, buildAndRun),
    register(lensCommands.buildMultiArch, buildMultiArch),
    register('goDockerfile.buildWith', buildWith),
  );
  return { tasks: createBuildTasks(building), dispose: () => registered.dispose() };
}

/** Builds with what the user chooses, and remembers it. */
async function buildWith(building: Building, prepared: Prepared): Promise<void> {
  const { build: given, uri } = prepared;
  const choice = await chooseOptions(given.inputs, building.memory.get(uri), imageName(given));
  if (!choice) return;
  await building.memory.set(uri, choice.answers);
  await build(building, prepared, choice.once);
}
