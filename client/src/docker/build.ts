import { l10n } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { buildArguments, imageName } from './commandLine';
import type { Prepared } from './prepare';
import type { Ended } from './process';
import { runInTerminal } from './terminal';

/** Builds the image in a terminal; gives how that ended. */
export function build(_client: BaseLanguageClient, { build, engine, uri }: Prepared): Promise<Ended> {
  return runInTerminal({
    name: l10n.t('Build {0}', imageName(build)),
    executable: engine.executable,
    args: buildArguments(build),
    folder: build.inputs.context,
    uri,
  });
}
