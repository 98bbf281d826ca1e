import assert from 'node:assert/strict';
import { commands, extensions, type Position, Selection, TabInputWebview, Uri, window, workspace } from 'vscode';
import type { GoDockerfileApi } from '../../src/start';
import { eventually, test } from './harness';

test('the build graph follows the cursor, and what is chosen in it is shown in the editor', async () => {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, 'Dockerfile'));
  const editor = await window.showTextDocument(document);
  const { buildGraph } = await api();

  await commands.executeCommand('goDockerfile.showBuildGraph');
  const drawn = await eventually('the picture', buildGraph.onDidDraw, () => {
    const found = buildGraph.drawn();
    return found && found.boxes > 0 ? found : undefined;
  });
  assert.equal(drawn.uri, document.uri.toString());
  assert.equal(drawn.version, document.version);
  assert.equal(drawn.boxes, 7, 'two images, the build context, two stages, a program and the verdict');
  assert.ok(panels() > 0, 'the panel is open');

  const place = (text: string): Position => document.positionAt(document.getText().indexOf(text));
  editor.selection = new Selection(place('FROM alpine'), place('FROM alpine'));
  await marked(buildGraph, 'image:alpine:3.22>stage:1:0');

  buildGraph.activate('stage:0');
  await marked(buildGraph, 'image:golang:1.26>stage:0:0');
  assert.equal(window.activeTextEditor?.document, document, 'the editor has the focus');
  assert.deepEqual(window.activeTextEditor.selection.active, place('FROM golang'));

  buildGraph.activate('program:0:0');
  await marked(buildGraph, 'program:0:0');
  assert.deepEqual(window.activeTextEditor.selection.active, place('go build'));

  await commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  assert.equal(panels(), 0, 'the panel is closed');
  assert.equal(buildGraph.drawn(), undefined);
});

function marked({ onDidDraw, drawn }: GoDockerfileApi['buildGraph'], id: string): Promise<true> {
  return eventually(`the mark on ${id}`, onDidDraw, () => (drawn()?.marked === id ? true : undefined));
}

function panels(): number {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.filter(
    (input) => input instanceof TabInputWebview && input.viewType.endsWith('goDockerfile.buildGraph'),
  ).length;
}

async function api(): Promise<GoDockerfileApi> {
  const extension = extensions.all.find((candidate) => candidate.packageJSON.name === 'go-dockerfile');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}
