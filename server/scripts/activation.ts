import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Loads a built extension and activates it, in a process of its own as often as said; milliseconds of each. VS Code is stood in
 * for by something that takes every call, so that it costs nothing: what is measured is the extension's own share.
 */
export function measureActivation(extension: string, rounds: number): readonly number[] {
  const args = ['--eval', program, resolve(extension), resolve('package.json')];
  return Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, args, { encoding: 'utf8' })));
}

const program = `
const [extension, manifest] = process.argv.slice(1);
const packageJSON = require(manifest);
const anything = new Proxy(function () {}, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : name === 'prototype' ? {} : anything),
  set: () => true,
  apply: () => anything,
  construct: () => ({ __proto__: null, event: anything }),
});
const withReal = (values) => new Proxy(values, { get: (target, name) => (name in target ? target[name] : anything) });
const workspace = withReal({ workspaceFolders: undefined, textDocuments: [] });
const vscode = withReal({ version: packageJSON.engines.vscode.slice(1), workspace });
const { Module } = require('node:module');
const load = Module._load;
Module._load = (path, ...rest) => (path === 'vscode' ? vscode : load(path, ...rest));
const start = performance.now();
require(extension).activate({ subscriptions: [], asAbsolutePath: (path) => path, extension: { packageJSON } });
console.log(performance.now() - start);
process.exit();
`;
