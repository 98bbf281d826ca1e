// Writes server/src/golang/data/standardPackages.json: for each package of Go's standard library that programs can
// import, the ones it pulls in without detour, for linux with cgo on, and the release that brought it. Needs a Go toolchain: node server/scripts/standard-packages.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const environment = { ...process.env, GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '1', GOFLAGS: '', GOWORK: 'off' };
const go = (...words) => execFileSync('go', words, { encoding: 'utf8', env: environment, maxBuffer: 1 << 26 });

const imports = new Map();
for (const line of go('list', '-deps', '-f', '{{.ImportPath}}:{{range .Imports}} {{.}}{{end}}', 'std')
  .trim()
  .split('\n')) {
  const [path, list] = line.split(':');
  imports.set(
    path,
    list.split(' ').filter((name) => name !== '' && name !== 'C' && name !== 'unsafe'),
  );
}

const hidden = (path) => /(^|\/)(internal|vendor)(\/|$)/.test(path);

// Packages that programs cannot import are skipped over, so that the table stays small.
function reach(path, seen = new Set()) {
  for (const name of imports.get(path) ?? []) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (hidden(name)) reach(name, seen);
  }
  return [...seen].filter((name) => !hidden(name)).sort();
}

// Go's own record of what each release added to its API; modules are the default since 1.16.
const since = {};
const seen = new Set();
const root = go('env', 'GOROOT').trim();
for (let minor = 0; minor === 0 || existsSync(`${root}/api/go1.${minor}.txt`); minor++) {
  const api = readFileSync(`${root}/api/${minor === 0 ? 'go1' : `go1.${minor}`}.txt`, 'utf8');
  for (const [, path] of api.matchAll(/^pkg ([^ ,]+)/gm)) {
    // runtime/cgo was there long before it had anything to call.
    if (!seen.has(path) && minor >= 16 && path !== 'runtime/cgo') since[path] = minor;
    seen.add(path);
  }
}

const packages = {};
for (const path of [...imports.keys()].filter((name) => !hidden(name)).sort()) packages[path] = reach(path);
const version = go('env', 'GOVERSION').trim().replace(/^go/, '');
const rows = Object.entries(packages).map(
  ([path, list]) => `    ${JSON.stringify(path)}: ${JSON.stringify(list.join(' '))}`,
);
const text = `{\n  "source": "go list -deps std, Go ${version}, linux/amd64, CGO_ENABLED=1",\n  "packages": {\n${rows.join(',\n')}\n  },\n  "since": ${JSON.stringify(since, null, 2).replaceAll('\n', '\n  ')}\n}\n`;
writeFileSync(new URL('../src/golang/data/standardPackages.json', import.meta.url), text);
