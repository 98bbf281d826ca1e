import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What bundlePlugins.mjs takes for granted of the packages that it puts something smaller in place of. */

test('dockerfile-ast makes positions and ranges, and asks nothing else of the types of the protocol', () => {
  const folder = 'node_modules/dockerfile-ast/lib';
  const used = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/vscode_languageserver_types_1\.[\w.]+/g) ?? [])
    .map((use) => use.slice(use.indexOf('.') + 1));
  expect([...new Set(used)].sort()).toEqual(['Position.create', 'Range.create']);
});

test('the manifest asks for a VS Code that the language client takes', () => {
  const library = readFileSync('node_modules/vscode-languageclient/lib/node/main.js', 'utf8');
  const demanded = minorOf(/REQUIRED_VSCODE_VERSION = '\^1\.(\d+)\.0'/.exec(library));
  const asked = minorOf(/"vscode": "\^1\.(\d+)\.0"/.exec(readFileSync('package.json', 'utf8')));
  expect(asked).toBeGreaterThanOrEqual(demanded);
});

function minorOf(found: RegExpExecArray | null): number {
  expect(found, 'a version of the form ^1.x.0').not.toBeNull();
  return Number(found?.[1]);
}
