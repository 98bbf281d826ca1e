import { commands, type Disposable, Range, Uri, window, workspace } from 'vscode';
import { type LensArguments, lensCommands } from './protocol';

/** The command that takes the reader of a verdict to what explains it: the finding and the hover at the place in question. */
export function registerShowVerdict(): Disposable {
  return commands.registerCommand(lensCommands.showVerdict, async (given?: LensArguments) => {
    if (given === undefined) return;
    const { uri, position } = given;
    const document = await workspace.openTextDocument(Uri.parse(uri));
    const { line, character } = position ?? { line: 0, character: 0 };
    await window.showTextDocument(document, { selection: new Range(line, character, line, character) });
    await commands.executeCommand('editor.action.showHover');
  });
}
