import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, env, window } from 'vscode';
import { actionsAt, codeOf, extensionUnderTest, findingOf, hoverText, open } from './editor';
import { test } from './harness';
import { gone, menu, picture, press, shown } from './screen';

/** Run in a VS Code whose display language is another than English. What is asked for is in the sources' tables. */

const { language } = env;
const rule = 'glibc-binary-on-musl';

test(`${language}: the Problems view shows the finding in the language of VS Code`, async () => {
  assert.notEqual(language, 'en');
  const finding = await findingOf(await open('Dockerfile'), rule);
  const said = translated('The container will not start: {0}.{1}');
  assert.match(finding.message, said);
  assert.equal(codeOf(finding), rule);
  await commands.executeCommand('workbench.actions.view.problems');
  const [row = ''] = await shown('.markers-panel .monaco-list-row', rule);
  assert.match(row, said);
  await picture(`${language}-problems`);
  await commands.executeCommand('workbench.action.closePanel');
});

test(`${language}: hovers, hints, lenses and the status bar are in the language of VS Code`, async () => {
  const document = await open('Dockerfile');
  assert.match(await hoverText(document, 'golang:1.26'), letters());
  await shown('.codelens-decoration', translatedText('Build this stage'));
  await shown('.view-line', translatedText('fails to start'));
  await shown('.statusbar-item', translatedText('fails to start'));
});

test(`${language}: the lightbulb's menu is in the language of VS Code`, async () => {
  const document = await open('Dockerfile');
  const { range } = await findingOf(document, rule);
  const titles = ['Set CGO_ENABLED=0', 'Ignore {0} on this line', 'Ignore {0} in this file'];
  const expected = titles.map((title) => translatedText(title, rule));
  const offered = (await actionsAt(document, range)).map(({ title }) => title);
  for (const title of expected) assert.ok(offered.includes(title), `${title} among ${offered.join(', ')}`);
  await window.showTextDocument(document, { selection: range });
  await menu(() => commands.executeCommand('editor.action.quickFix'), '.action-widget .action', expected[0]);
  for (const title of expected) await shown('.action-widget .action', title);
  await picture(`${language}-fixes`);
  await press('Escape');
});

test(`${language}: the command palette and the settings are in the language of VS Code`, async () => {
  const texts = read(join(extensionUnderTest().extensionPath, `package.nls.${language}.json`));
  const title = texts['command.showBuildGraph'] ?? '';
  assert.match(title, letters());
  await commands.executeCommand('workbench.action.quickOpen', '>Go Dockerfile: ');
  const [row = ''] = await shown('.quick-input-list .monaco-list-row', title);
  assert.ok(row.startsWith(`Go Dockerfile: ${title}`), row);
  await picture(`${language}-commands`);
  await commands.executeCommand('workbench.action.closeQuickOpen');
  await gone('.quick-input-list');
  await commands.executeCommand('workbench.action.openSettings', 'goDockerfile.codeLens');
  await shown('.setting-item-description', texts['setting.codeLens'] ?? 'no text');
  await commands.executeCommand('workbench.action.closeActiveEditor');
});

/** A sentence of the sources in the display language, with values in their places. */
function translatedText(sentence: string, ...values: readonly string[]): string {
  const own = bundle()[sentence];
  assert.ok(own !== undefined && own !== sentence, `a translation of: ${sentence}`);
  return own.replace(/\{(\d)\}/g, (_, place: string) => values[Number(place)] ?? '');
}

/** A pattern for a sentence with whatever values. */
function translated(sentence: string): RegExp {
  const gap = '\u0000';
  const pieces = translatedText(sentence, gap, gap).split(gap);
  return new RegExp(pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}

/** The table of the sources, from out/test/suite: the package holds it in another form. */
function bundle(): Readonly<Record<string, string>> {
  return read(join(__dirname, '../../../l10n', `bundle.l10n.${language}.json`));
}

function read(path: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
}

/** Letters that English has not. */
function letters(): RegExp {
  return language === 'ru' ? /\p{Script=Cyrillic}{3}/u : /\p{Script=Han}{2}/u;
}
