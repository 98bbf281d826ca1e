import {
  commands,
  type Diagnostic,
  type Extension,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  Position,
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
  return /^goDockerfile\.(?!.*graph).*(?:build|run)/i.test(command);
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
  return eventually(`the finding ${rule}`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).find((finding) => codeOf(finding) === rule),
  );
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

function ownFindings(document: TextDocument): readonly Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter((finding) => finding.source === source);
}

function codeOf(finding: Diagnostic): string {
  return String(typeof finding.code === 'object' ? finding.code.value : finding.code);
}
