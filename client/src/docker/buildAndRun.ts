import { l10n } from 'vscode';
import { build, type Building } from './build';
import { imageName, runArguments } from './commandLine';
import type { Prepared } from './prepare';
import { runInTerminal } from './terminal';

/** Builds the image, and runs it once. */
export async function buildAndRun(building: Building, prepared: Prepared): Promise<void> {
  if ((await build(building, prepared)).code !== 0) return;
  await runInTerminal({
    name: l10n.t('Run {0}', imageName(prepared.build)),
    executable: prepared.engine.executable,
    args: runArguments(prepared.build),
    folder: prepared.build.inputs.context,
    uri: prepared.uri,
  });
}
