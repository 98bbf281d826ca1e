import assert from 'node:assert/strict';
import { CodeActionKind, type CodeAction, commands, Position, workspace, WorkspaceEdit } from 'vscode';
import { disappearance, extensionUnderTest, findingOf, hoverText, open } from './editor';
import { eventually, test } from './harness';

const rule = 'glibc-binary-on-musl';

test('a glibc binary in an alpine image is reported', async () => {
  const document = await open('Dockerfile');
  assert.equal(document.languageId, 'dockerfile');
  const finding = await findingOf(document, rule);
  assert.equal(finding.source, 'go-dockerfile');
  assert.ok(finding.message.length > 0, 'the finding has a message');
  assert.ok(document.getText(finding.range).length > 0, 'the finding has a range');
});

test('the status item has the verdict of the file in view', async () => {
  const document = await open('Dockerfile');
  const { verdicts } = await extensionUnderTest().activate();
  const verdict = await eventually('a verdict', verdicts.onDidChange, () => verdicts.of(document.uri));
  assert.equal(verdict.outcome, 'fails-to-start');
  assert.notEqual(verdict.summary, '');
});

test('hovers explain FROM and go build', async () => {
  const document = await open('Dockerfile');
  await findingOf(document, rule);
  for (const word of ['golang:1.26', 'go build']) {
    assert.notEqual(await hoverText(document, word), '', `a hover on ${word}`);
  }
});

test('applying the preferred quick fix removes the finding', async () => {
  const document = await open('Dockerfile');
  const finding = await findingOf(document, rule);
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
  await disappearance(document, rule);
  await commands.executeCommand('workbench.action.files.revert');
});

test('a comment silences the rule that it names', async () => {
  const document = await open('Dockerfile');
  await findingOf(document, rule);
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), `# go-dockerfile ignore-file=${rule}\n`);
  assert.ok(await workspace.applyEdit(edit), 'the edit applies');
  await disappearance(document, rule);
  await commands.executeCommand('workbench.action.files.revert');
});
