import { commands, Disposable, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { LateCommands } from '../languageServer';
import { lensCommands } from '../protocol';
import { toOptions } from './answers';
import { chooseOptions, createMemory } from './ask';
import { build, type Building } from './build';
import { createRuns } from './buildAndRun';
import { buildMultiArch } from './buildMultiArch';
import { createBuildProblems } from './buildProblems';
import { imageName } from './commandLine';
import { inspectImage, inspectImageCommand, offerInspect } from './inspectImage';
import { mergeOptions } from './options';
import { createReports, type Reports } from './showReport';
import { type Prepared, prepare } from './prepare';
import { createBuildTasks } from './tasks';

/** How a command was started, and what it may use. */
export interface Invocation {
  /** Its argument, of unknown make: that of a lens, of a key binding, or of another extension. */
  readonly given: unknown;
  readonly context: ExtensionContext;
  readonly reports: Reports;
}

/** The commands that build, from lenses and from the command palette, and the tasks. */
export function registerDockerCommands(client: BaseLanguageClient, context: ExtensionContext): LateCommands {
  const building: Building = { client, memory: createMemory(context.workspaceState), problems: createBuildProblems() };
  const reports = createReports();
  const runs = createRuns(building, context.workspaceState);
  const register = (
    command: string,
    work: (building: Building, prepared: Prepared, invocation: Invocation) => Promise<unknown>,
  ): Disposable =>
    commands.registerCommand(command, async (given: unknown) => {
      const prepared = await prepare(client, given);
      return prepared && work(building, prepared, { given, context, reports });
    });
  const registered = Disposable.from(
    building.problems,
    reports,
    runs,
    register(lensCommands.build, async (_, prepared) => offerInspect(prepared, await build(building, prepared))),
    register(lensCommands.buildAndRun, (_, prepared) => runs.buildAndRun(prepared)),
    register(lensCommands.buildMultiArch, buildMultiArch),
    register('goDockerfile.buildWith', buildWith),
    commands.registerCommand(inspectImageCommand, (given: unknown) =>
      inspectImage(building, { given, context, reports }),
    ),
  );
  return { tasks: createBuildTasks(building), dispose: () => registered.dispose() };
}

/** Builds with what the user chooses, and remembers it. */
async function buildWith(building: Building, prepared: Prepared): Promise<void> {
  const { build: given, uri } = prepared;
  const choice = await chooseOptions(given.inputs, building.memory.get(uri), imageName(given));
  if (!choice) return;
  await building.memory.set(uri, choice.answers);
  // Secrets are in the answers, and not in the memory.
  const options = mergeOptions(toOptions(choice.answers, given.inputs), choice.once);
  offerInspect(prepared, await build(building, prepared, options));
}
