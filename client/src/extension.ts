import { commands, type ExtensionContext } from 'vscode';
import { saveBuildGraphCommand, showBuildGraphCommand } from './graph/panel';
import { copyLabelsCommand } from './protocol';
import { type GoDockerfileApi, start, stop } from './start';

/** Commands of the manifest that are carried out by what is loaded at once; all others by `nodeParts.ts`. */
const early = [copyLabelsCommand, showBuildGraphCommand, saveBuildGraphCommand];

/** Called by VS Code when the first Dockerfile is opened. */
export function activate(context: ExtensionContext): GoDockerfileApi {
  const { contributes }: Manifest = context.extension.packageJSON;
  const late = contributes.commands.map(({ command }) => command).filter((command) => !early.includes(command));
  // Where the extension runs in a browser, nothing carries out the commands that build.
  void commands.executeCommand('setContext', 'goDockerfile.buildsImages', true);
  return start(context, async () => (await import('./nodeParts')).nodeParts, late);
}

/** Called by VS Code before it unloads the extension. */
export function deactivate(): Promise<void> {
  return stop();
}

/** The part of package.json that is read here. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}
