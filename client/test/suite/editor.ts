import {
  type CodeAction,
  CodeActionKind,
  commands,
  type Diagnostic,
  type Extension,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  Position,
  type Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { GoDockerfileApi } from '../../src/start';
import { ensure, eventually } from './harness';

/** What the tests of all suites do in VS Code; on Node and in the browser alike. */

const source = 'go-dockerfile';

/** The extension under test, active or not. */
export function extensionUnderTest(): Extension<GoDockerfileApi> {
  const found = extensions.all.find((candidate) => candidate.packageJSON.name === 'go-dockerfile');
  ensure(found, 'the extension is installed');
  return found;
}

/** Commands that run something, by their names: they need trust, and a machine. */
export function runsSomething(command: string): boolean {
  return /^goDockerfile\.(?!.*graph).*(?:build|run|inspect)/i.test(command);
}

/** The URI of a file of the workspace. */
export function inWorkspace(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  ensure(folder, 'a folder is open');
  return Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(inWorkspace(name));
  await window.showTextDocument(document);
  return document;
}

export function findingOf(document: TextDocument, rule: string): Promise<Diagnostic> {
  const found = eventually(`the finding ${rule}`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).find((finding) => codeOf(finding) === rule),
  );
  return found.catch((error: unknown) => {
    const others = ownFindings(document).map(codeOf).join(', ');
    const text = `version ${document.version}${document.isDirty ? ', not saved' : ''}:\n${document.getText()}`;
    throw new Error(`Waited in vain for ${rule}. There is ${others || 'nothing'} in ${text}`, { cause: error });
  });
}

export function disappearance(document: TextDocument, rule: string): Promise<true> {
  return eventually(`the end of the finding ${rule}`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).some((finding) => codeOf(finding) === rule) ? undefined : true,
  );
}

export async function hoverText(document: TextDocument, word: string): Promise<string> {
  const offset = document.getText().indexOf(word);
  ensure(offset >= 0, `${word} is in the document`);
  const { line, character } = document.positionAt(offset);
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new Position(line, character + 1),
  );
  const contents = hovers.flatMap((hover) => hover.contents as (MarkdownString | string)[]);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

/** Code actions for a range, with their edits; without a kind, all that the lightbulb has. */
export function actionsAt(document: TextDocument, range: Range, kind?: CodeActionKind): Thenable<CodeAction[]> {
  const { value } = kind ?? CodeActionKind.Empty;
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, value, 50);
}

/**
 * Opens a file of the workspace that is written first, with others around it. What is there already is not written again: an open
 * document would be read anew, whenever VS Code comes to it.
 */
export async function openWritten(name: string, text: string, around: Readonly<Record<string, string>> = {}) {
  const encoder = new TextEncoder();
  const files = { ...around, [name]: text };
  for (const [path, content] of Object.entries(files)) {
    const uri = inWorkspace(path);
    if ((await readIfThere(uri)) !== content) await workspace.fs.writeFile(uri, encoder.encode(content));
  }
  return open(name);
}

async function readIfThere(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** Has a document of the active editor be as it is on the disk. */
export async function revert(): Promise<void> {
  await commands.executeCommand('workbench.action.files.revert');
}

/** Waits until a document has a text. */
export function textBecomes(document: TextDocument, text: string): Promise<true> {
  const found = eventually(`the text of ${document.fileName}`, workspace.onDidChangeTextDocument, () =>
    document.getText() === text ? true : undefined,
  );
  return found.catch((error: unknown) => {
    throw new Error(`It is instead:\n${document.getText()}`, { cause: error });
  });
}

export function ownFindings(document: TextDocument): readonly Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter((finding) => finding.source === source);
}

/** The id of the rule. */
export function codeOf(finding: Diagnostic): string {
  return String(typeof finding.code === 'object' ? finding.code.value : finding.code);
}
