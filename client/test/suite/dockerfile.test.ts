import assert from 'node:assert/strict';
import {
  CodeActionKind,
  type CodeAction,
  commands,
  type Diagnostic,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  Position,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { GoDockerfileApi } from '../../src/start';
import { eventually, test } from './harness';

const source = 'go-dockerfile';
const rule = 'glibc-binary-on-musl';

test('a glibc binary in an alpine image is reported', async () => {
  const document = await open('Dockerfile');
  assert.equal(document.languageId, 'dockerfile');
  const finding = await findingOf(document);
  assert.equal(finding.source, source);
  assert.ok(finding.message.length > 0, 'the finding has a message');
  assert.ok(document.getText(finding.range).length > 0, 'the finding has a range');
});

test('the status item has the verdict of the file in view', async () => {
  const document = await open('Dockerfile');
  const { verdicts } = await api();
  const verdict = await eventually('a verdict', verdicts.onDidChange, () => verdicts.of(document.uri));
  assert.equal(verdict.outcome, 'fails-to-start');
  assert.notEqual(verdict.summary, '');
});

test('hovers explain FROM and go build', async () => {
  const document = await open('Dockerfile');
  await findingOf(document);
  for (const word of ['golang:1.26', 'go build']) {
    assert.notEqual(await hoverText(document, word), '', `a hover on ${word}`);
  }
});

test('applying the preferred quick fix removes the finding', async () => {
  const document = await open('Dockerfile');
  const finding = await findingOf(document);
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    finding.range,
    CodeActionKind.QuickFix.value,
    10,
  );
  const fix = actions.find((action) => action.isPreferred) ?? actions.find((action) => action.edit !== undefined);
  assert.ok(fix?.edit, `a quick fix with an edit among: ${actions.map((action) => action.title).join(', ')}`);
  assert.ok(await workspace.applyEdit(fix.edit), 'the edit applies');
  await disappearance(document);
  await commands.executeCommand('workbench.action.files.revert');
});

test('a comment silences the rule that it names', async () => {
  const document = await open('Dockerfile');
  await findingOf(document);
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), `# go-dockerfile ignore-file=${rule}\n`);
  assert.ok(await workspace.applyEdit(edit), 'the edit applies');
  await disappearance(document);
  await commands.executeCommand('workbench.action.files.revert');
});

async function open(name: string): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, name));
  await window.showTextDocument(document);
  return document;
}

async function api(): Promise<GoDockerfileApi> {
  const extension = extensions.all.find((candidate) => candidate.packageJSON.name === 'go-dockerfile');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

function findingOf(document: TextDocument): Promise<Diagnostic> {
  return eventually(`the finding ${rule}`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).find((finding) => codeOf(finding) === rule),
  );
}

function disappearance(document: TextDocument): Promise<true> {
  return eventually(`the end of the finding ${rule}`, languages.onDidChangeDiagnostics, () =>
    ownFindings(document).some((finding) => codeOf(finding) === rule) ? undefined : true,
  );
}

function ownFindings(document: TextDocument): readonly Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter((finding) => finding.source === source);
}

function codeOf(finding: Diagnostic): string {
  return String(typeof finding.code === 'object' ? finding.code.value : finding.code);
}

async function hoverText(document: TextDocument, word: string): Promise<string> {
  const offset = document.getText().indexOf(word);
  assert.ok(offset >= 0, `${word} is in the document`);
  const { line, character } = document.positionAt(offset);
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new Position(line, character + 1),
  );
  const contents = hovers.flatMap((hover) => hover.contents as (MarkdownString | string)[]);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}
