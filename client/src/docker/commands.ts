import { commands, Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { lensCommands } from '../protocol';
import { build } from './build';
import { buildAndRun } from './buildAndRun';
import { buildMultiArch } from './buildMultiArch';
import { type Prepared, prepare } from './prepare';

/** The commands that build, from lenses and from the command palette. */
export function registerDockerCommands(client: BaseLanguageClient): Disposable {
  const register = (
    command: string,
    work: (client: BaseLanguageClient, prepared: Prepared) => Promise<unknown>,
  ): Disposable =>
    commands.registerCommand(command, async (given: unknown) => {
      const prepared = await prepare(client, given);
      if (prepared) await work(client, prepared);
    });
  return Disposable.from(
    register(lensCommands.build, build),
    register(lensCommands.buildAndRun, buildAndRun),
    register(lensCommands.buildMultiArch, buildMultiArch),
  );
}
