/**
 * Loaded into the language server or the command line before their own code: whatever starts a program or reaches out is refused and noted, and so is each
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

/** Puts what notes its paths in the place of a function, in each of its forms: with a callback, synchronous, and as a promise. */
function watch(name, noteCall) {
  for (const [holder, form] of [
    [fs, name],
    [fs, `${name}Sync`],
    [fs.promises, name],
  ]) {
    const own = holder[form];
    if (typeof own !== 'function') continue;
    holder[form] = function (...given) {
      noteCall(...given);
      return own.apply(this === undefined ? holder : this, given);
    };
  }
}

const writes = (flags) =>
  typeof flags === 'number'
    ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0
    : /[wa+]/.test(flags ?? 'r');
for (const name of [
  'readFile',
  'readdir',
  'opendir',
  'readlink',
  'createReadStream',
  'openAsBlob',
  'watch',
  'watchFile',
])
  watch(name, (path) => note('read', path));
watch('open', (path, flags) => note(writes(typeof flags === 'function' ? 'r' : flags) ? 'write' : 'read', path));
for (const name of [
  ...['writeFile', 'appendFile', 'createWriteStream', 'truncate', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink'],
  ...['chmod', 'lchmod', 'chown', 'lchown', 'utimes', 'lutimes'],
])
  watch(name, (path) => note('write', path));
for (const name of ['rename', 'symlink', 'link'])
  watch(name, (from, to) => {
    note('write', from);
    note('write', to);
  });
for (const name of ['copyFile', 'cp'])
  watch(name, (from, to) => {
    note('read', from);
    note('write', to);
  });
require('node:module').syncBuiltinESMExports();
note('loaded', process.pid);
