// Writes server/src/golang/data/knownModules.json: what well-known modules pull in, for programs whose module cache cannot
// be read. For each package of a module: which of net, os/user and plugin it reaches, and which packages with cgo.
// Needs a Go toolchain, a C compiler and the network: node server/scripts/known-modules.mjs [MODULE…]
// With arguments only those modules are looked at again; the rest of the file stays.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = new URL('../src/golang/data/knownModules.json', import.meta.url);
const list = JSON.parse(readFileSync(new URL('known-modules.json', import.meta.url), 'utf8'));
const asked = process.argv.slice(2);
const done = new Set();
const bases = ['net', 'os/user', 'plugin'];
const partsOfLibc = ['c', 'm', 'dl', 'pthread', 'rt', 'resolv', 'util'];
const folder = mkdtempSync(join(tmpdir(), 'known-modules-'));
const environment = { ...process.env, GOOS: 'linux', GOARCH: 'amd64', GOFLAGS: '-mod=mod', GOWORK: 'off' };

function go(cgo, ...words) {
  return execFileSync('go', words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...environment, CGO_ENABLED: cgo ? '1' : '0' },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  });
}

function listPackages(cgo, ...words) {
  const fields = 'ImportPath,Dir,Name,Standard,Imports,GoFiles,CgoFiles,CXXFiles,CgoLDFLAGS,CgoPkgConfig,Module';
  const text = go(cgo, 'list', '-e', `-json=${fields}`, ...words);
  return JSON.parse(`[${text.replace(/^\}\n\{/gm, '},{')}]`);
}

function reach(path, packages, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const name of packages.get(path)?.Imports ?? []) if (name !== 'C') reach(name, packages, seen);
  return seen;
}

/** Shared libraries that the package links; not those that it brings along as archives. */
function libraries(found) {
  const flags = found.CgoLDFLAGS ?? [];
  const folders = flags.flatMap((word) => /^-L(\/.*)$/.exec(word)?.[1] ?? []);
  const bundled = (name) => folders.some((path) => existsSync(join(path, `lib${name}.a`)));
  const names = flags.flatMap((word) => /^-l([^:].*)$/.exec(word)?.[1] ?? []);
  const packages = (found.CgoPkgConfig ?? [])
    .filter((word) => /^[A-Za-z]/.test(word))
    .map((word) => `pkg-config:${word}`);
  return [...new Set([...names.filter((name) => !partsOfLibc.includes(name) && !bundled(name)), ...packages])];
}

/** Exported functions and types that the given files declare at the top level. */
function exportedNames(found, names) {
  const text = names.map((name) => readFileSync(join(found.Dir, name), 'utf8')).join('\n');
  return new Set([...text.matchAll(/^(?:func|type) ([A-Z]\w*)/gm)].map((match) => match[1]));
}

/** What a package with cgo does when cgo is off: `fine` only if it still exports all it does with cgo. */
function withoutCgo(found) {
  const path = found.ImportPath;
  const [off] = listPackages(false, path);
  if ((off?.GoFiles ?? []).length === 0) return 'excluded';
  if (list.stubs.includes(path)) return 'stub';
  const left = exportedNames(off, off.GoFiles);
  const all = exportedNames(found, [...(found.GoFiles ?? []), ...found.CgoFiles]);
  return builds(path) && [...all].every((name) => left.has(name)) ? 'fine' : 'undefined-symbols';
}

const built = new Map();

function builds(path) {
  if (!built.has(path)) {
    try {
      go(false, 'build', path);
      built.set(path, true);
    } catch {
      built.set(path, false);
    }
  }
  return built.get(path);
}

let result = { source: '', modules: {}, cgo: {} };
try {
  result = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  // The first run.
}
// What could not be fetched was read in the repositories; the version says where.
Object.assign(result.modules, list.byHand.modules);
Object.assign(result.cgo, list.byHand.cgo);
result.source = `go list -deps of each module, Go ${go(true, 'env', 'GOVERSION').trim().replace(/^go/, '')}, linux/amd64`;

for (const module of asked.length > 0 ? asked : list.modules) {
  writeFileSync(join(folder, 'go.mod'), 'module example.com/look\n\ngo 1.24\n');
  try {
    go(true, 'get', `${module.split('@')[0]}@${module.split('@')[1] ?? 'latest'}`);
    const path = module.split('@')[0];
    const all = listPackages(true, '-deps', `${path}/...`);
    const packages = new Map(all.map((found) => [found.ImportPath, found]));
    const withoutCgoGraph = new Map(
      listPackages(false, '-deps', `${path}/...`).map((found) => [found.ImportPath, found]),
    );
    const own = all.filter(
      (found) =>
        found.Module?.Path === path &&
        found.Name !== 'main' &&
        !/(^|\/)(internal|testdata|vendor)(\/|$)| \[/.test(found.ImportPath) &&
        (found.GoFiles ?? []).length + (found.CgoFiles ?? []).length > 0,
    );
    const rows = {};
    for (const found of own) {
      const name = found.ImportPath;
      const reached = [...reach(name, packages)];
      const cgo = reached.filter(
        (other) => !packages.get(other)?.Standard && (packages.get(other)?.CgoFiles ?? []).length > 0,
      );
      for (const other of cgo) {
        if (result.cgo[other] && done.has(other)) continue;
        done.add(other);
        const entry = packages.get(other);
        result.cgo[other] = {
          libraries: libraries(entry),
          cxx: (entry.CXXFiles ?? []).length > 0,
          withoutCgo: withoutCgo(entry),
        };
      }
      // Packages that are still imported when cgo is off and then break the build.
      const stillReached = reach(name, withoutCgoGraph);
      const lost = cgo.filter(
        (other) => stillReached.has(other) && ['excluded', 'undefined-symbols'].includes(result.cgo[other].withoutCgo),
      );
      const broken = (other) =>
        [...stillReached].some((user) => withoutCgoGraph.get(user)?.Imports?.includes(other) && !builds(user));
      const needed = lost.filter(
        (other) => other === name || result.cgo[other].withoutCgo === 'excluded' || broken(other),
      );
      rows[name.slice(path.length + 1) || '.'] = [
        ...bases.filter((base) => reached.includes(base)),
        ...cgo.map((other) => `${needed.includes(other) ? 'needs' : 'cgo'}:${other}`),
      ].join(' ');
    }
    const kinds = new Set(Object.values(rows));
    const version = own[0]?.Module?.Version;
    if (version) result.modules[path] = { version, packages: kinds.size === 1 ? { '*': [...kinds][0] } : rows };
    console.log(`${path} ${version}: ${own.length} packages, ${kinds.size} kinds`);
  } catch (error) {
    console.log(
      `${module}: ${String(error.stderr ?? error)
        .trim()
        .split('\n')
        .slice(-2)
        .join(' | ')
        .slice(0, 300)}`,
    );
  }
  result.modules = Object.fromEntries(Object.entries(result.modules).sort(([a], [b]) => (a < b ? -1 : 1)));
  result.cgo = Object.fromEntries(Object.entries(result.cgo).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
}
rmSync(folder, { recursive: true });
