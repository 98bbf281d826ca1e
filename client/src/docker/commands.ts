import { commands, Disposable, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { lensCommands } from '../protocol';
import { build } from './build';
import { buildAndRun } from './buildAndRun';
import { buildMultiArch } from './buildMultiArch';
import { createReports, type Reports } from './multiArch/showReport';
import { type Prepared, prepare } from './prepare';

/** How a command was started, and what it may use. */
export interface Invocation {
  /** Its argument, of unknown make: that of a lens, of a key binding, or of another extension. */
  readonly given: unknown;
  readonly context: ExtensionContext;
  readonly reports: Reports;
}

/** The commands that build, from lenses and from the command palette. */
export function registerDockerCommands(client: BaseLanguageClient, context: ExtensionContext): Disposable {
  const reports = createReports();
  const register = (
    command: string,
    work: (client: BaseLanguageClient, prepared: Prepared, invocation: Invocation) => Promise<unknown>,
  ): Disposable =>
    commands.registerCommand(command, async (given: unknown) => {
      const prepared = await prepare(client, given);
      return prepared && work(client, prepared, { given, context, reports });
    });
  return Disposable.from(
    reports,
    register(lensCommands.build, build),
    register(lensCommands.buildAndRun, buildAndRun),
    register(lensCommands.buildMultiArch, buildMultiArch),
  );
}
