import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { protocolAtOnce } from '../../bundlePlugins.mjs';
import { common } from '../../bundles.mjs';

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

test('a bundle gives all names of the protocol the values that the libraries give them', async () => {
  const library = 'vscode-languageserver/node';
  const contents = `module.exports = require('${library}');`;
  const { outputFiles } = await build({
    ...common,
    stdin: { contents, resolveDir: '.' },
    plugins: [protocolAtOnce],
    write: false,
  });
  const require = createRequire(import.meta.url);
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require);
  const bundled = shapeOf(module.exports);
  expect(bundled).toEqual(shapeOf(require(library)));
  expect(Object.keys(bundled).length).toBeGreaterThan(300);
});

test('an `export *` of the libraries of the protocol is made as the bundles take it for granted', () => {
  const files = [
    'vscode-jsonrpc/lib/node/main',
    'vscode-languageserver/lib/node/main',
    'vscode-languageserver/lib/common/api',
  ];
  for (const name of files) {
    const code = readFileSync(`node_modules/${name}.js`, 'utf8');
    expect(code).toContain('__exportStar(require(');
    expect(code).toContain('|| (Object.create ? (function(o, m, k, k2) {');
  }
});

/** The names of what a module gives, with what each of them is. */
function shapeOf(exported: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(exported)
      .map(([name, value]) => [name, `${typeof value} ${Object.keys(Object(value)).join()}`] as const)
      .sort(),
  );
}

function minorOf(found: RegExpExecArray | null): number {
  expect(found, 'a version of the form ^1.x.0').not.toBeNull();
  return Number(found?.[1]);
}
