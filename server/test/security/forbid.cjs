/**
 * Loaded into the language server before its own code: whatever starts a program or reaches out is refused and noted, and so is each
 * path whose text or entries are read. Lines of the file that FORBID_LOG names: a kind, a blank, and the path or the name.
 */
'use strict';
const fs = require('node:fs');
const log = fs.openSync(process.env.FORBID_LOG, 'a');
const { writeSync } = fs;
const note = (kind, what) => writeSync(log, `${kind} ${String(what)}\n`);

function forbid(module, name) {
  const held = require(module);
  held[name] = () => {
    note('forbidden', `${module}.${name}`);
    throw new Error(`${name} is forbidden`);
  };
}

for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
  forbid('node:child_process', name);
for (const name of ['connect', 'createConnection', 'createServer']) forbid('node:net', name);
forbid('node:tls', 'connect');
for (const module of ['node:http', 'node:https'])
  for (const name of ['request', 'get', 'createServer']) forbid(module, name);
for (const name of ['connect', 'createServer']) forbid('node:http2', name);
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) forbid('node:dns', name);
forbid('node:dgram', 'createSocket');
require('node:net').Socket.prototype.connect = () => {
  note('forbidden', 'Socket.connect');
  throw new Error('connect is forbidden');
};
globalThis.fetch = () => {
  note('forbidden', 'fetch');
  throw new Error('fetch is forbidden');
};
globalThis.WebSocket = undefined;

for (const name of ['readFileSync', 'readdirSync', 'openSync', 'createReadStream', 'readFile', 'readdir', 'open']) {
  const own = fs[name];
  fs[name] = (path, ...others) => {
    note('read', path);
    return own.call(fs, path, ...others);
  };
}
for (const name of [
  'writeFileSync',
  'appendFileSync',
  'mkdirSync',
  'rmSync',
  'unlinkSync',
  'renameSync',
  'symlinkSync',
  'chmodSync',
]) {
  const own = fs[name];
  fs[name] = (path, ...others) => {
    note('write', path);
    return own.call(fs, path, ...others);
  };
}
note('loaded', process.pid);
