/**
 * Everything that has to hold before a release, beyond the tests: `npm run release:check`. It makes both packages, shows what is in
 * them, compares versions, and uses the result as somebody else would: the commands that the README shows, in a container without a
 * network and in a fresh clone.
 *
 * Exit code 1 if something is wrong; 3 if nothing is, but a part could not be tried on this machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { packageFile, readManifest } from '../test/support/manifest';
import { readVsix } from '../test/support/vsix';
import { missingLine, readmeCommands, trialsOf, type Trial } from './readmeCommands';

const { version } = readManifest();
const problems: string[] = [];
/** Parts that this machine cannot run. */
const skipped: string[] = [];
const archive = `out/go-dockerfile-${version}.tgz`;
const npmScript = process.env['npm_execpath'];
const windows = process.platform === 'win32';
/** Licences that allow to hand on what is bundled, with their text. */
const licences = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', '0BSD'];

heading('Versions');
for (const [place, text, pattern] of [
  ['package-lock.json', read('package-lock.json'), /"version": "([^"]+)"/],
  ['server/src/version.ts', read('server/src/version.ts'), /version = '([^']+)'/],
  ['docs/ci.md', read('docs/ci.md'), /go-dockerfile@v([^\s]+)/],
  ['README.md', read('README.md'), /go-dockerfile@v([^\s]+)/],
  ['CHANGELOG.md, with a date', read('CHANGELOG.md'), /^## (\S+) - \d{4}-\d\d-\d\d$/m],
] as const) {
  const found = pattern.exec(text)?.[1];
  if (found !== version) problems.push(`${place} says ${found ?? 'nothing'}, and package.json ${version}`);
}
const changes = spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).stdout;
if (changes !== '') problems.push(`there are changes that are not committed:\n${changes}`);
step('generated files', 'npm', 'run', '--silent', 'generate', '--', '--check');

heading('Packages');
step('the extension', 'npm', 'run', '--silent', 'package');
step('what is in it', 'npm', 'run', '--silent', 'package:check');
step('the npm package', process.execPath, 'npmPackage.mjs');
step('what is in that', 'npm', 'run', '--silent', 'package:npm:check');
if (problems.length === 0) {
  list(
    packageFile(),
    readVsix(packageFile()).map(({ name, contents }) => [name, contents.length] as const),
  );
  const rows = execFileSync('tar', ['-tzvf', archive], { encoding: 'utf8' }).trim().split('\n');
  list(
    archive,
    rows.map((row) => [row.split(/\s+/).at(-1) ?? '', Number(/\s(\d+)\s/.exec(row)?.[1])] as const),
  );
  checkNotices(read('out/ThirdPartyNotices.txt'));
  checkNotices(read('out/npm/ThirdPartyNotices.txt'));
  heading('The commands of the README, elsewhere');
  const trials = readTrials();
  inContainer(trials.flatMap((trial) => (trial.kind === 'container' ? [trial] : [])));
  inClone(trials.flatMap((trial) => (trial.kind === 'clone' ? [trial.command] : [])));
}

console.log('');
for (const problem of problems) console.error(`release: ${problem}`);
for (const part of skipped) console.error(`release: SKIPPED ${part}`);
if (problems.length > 0) console.log(`release: ${problems.length} problems`);
else if (skipped.length > 0)
  console.log(`release: ${version} can be released, but ${skipped.length} parts were skipped`);
else console.log(`release: ${version} can be released`);
process.exit(problems.length > 0 ? 1 : skipped.length > 0 ? 3 : 0);

/** What is tried of the README's commands, each once. */
function readTrials(): readonly Trial[] {
  const trials = new Map<string, Trial>();
  for (const one of readmeCommands(read('README.md'))) {
    const found = trialsOf(one);
    if (!found)
      problems.push(
        `the README shows '${one.command}', and client/scripts/readmeCommands.ts does not say how it is tried`,
      );
    for (const trial of found ?? []) {
      if (trial.kind === 'elsewhere') console.log(`not tried here: ${one.command}: ${trial.reason}`);
      else trials.set(JSON.stringify(trial), trial);
    }
  }
  return [...trials.values()];
}

function checkNotices(text: string): void {
  const packages = [...text.matchAll(/^(\S+ \d[^\s]*) \((.+)\)$/gm)];
  for (const [, name = '', licence = ''] of packages)
    if (!licences.includes(licence)) problems.push(`${name} has the licence ${licence}`);
  if (packages.length === 0) problems.push('the third-party notices name no package');
  console.log(`third-party notices: ${packages.map(([, name]) => name).join(', ')}`);
}

/** The npm package in a container that has Node and nothing else of ours, without a network. */
function inContainer(commands: readonly { readonly command: string; readonly shows: readonly string[] }[]): void {
  const images = ['node:22-bookworm-slim', 'node:20-bookworm-slim', 'debian:bookworm-slim', 'golang:1.26-bookworm'];
  const image = images.find(
    (name) => spawnSync('docker', ['image', 'inspect', name], { stdio: 'ignore' }).status === 0,
  );
  if (image === undefined || npmScript === undefined) {
    skipped.push(`the README's commands in a container, as no Docker engine has one of ${images.join(', ')}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-release-'));
  cpSync(archive, join(folder, 'package.tgz'));
  cpSync('examples', join(folder, 'examples'), { recursive: true });
  const [node, npm] = [process.execPath, resolve(dirname(npmScript), '..')];
  // Images of Debian have no Node: that of this machine, which has to be for the same system, is put into them.
  const borrowed = image.startsWith('node:')
    ? []
    : ['--volume', `${node}:/usr/local/bin/node:ro`, '--volume', `${npm}:/usr/local/lib/npm:ro`];
  const install = image.startsWith('node:') ? 'npm' : 'node /usr/local/lib/npm/bin/npm-cli.js';
  const script = [
    'set -e',
    `${install} install --global --prefix /usr/local --offline --no-audit --no-fund /work/package.tgz`,
    'cd /work',
    'go-dockerfile --version',
    'go-dockerfile check examples > findings.txt || test $? = 1',
    'tail -1 findings.txt',
    // The words are of the README: no shell may read more into them than there is (see trialsOf).
    ...commands.map(({ command }, index) => `${command} > shown-${index}.txt`),
    'go-dockerfile inspect /usr/local/bin/node | head -3',
    'go-dockerfile check --fix examples/tony-bai/golang-latest-to-alpine',
    'go-dockerfile explain examples/tony-bai/golang-latest-to-alpine/Dockerfile | head -1',
  ].join('\n');
  const words = ['run', '--rm', '--network', 'none', '--volume', `${folder}:/work`, ...borrowed];
  step(`the npm package in a container of ${image}`, 'docker', ...words, '--entrypoint', 'sh', image, '-c', script);
  for (const [index, { command, shows }] of commands.entries()) {
    const file = join(folder, `shown-${index}.txt`);
    const missing = existsSync(file) ? missingLine(read(file), shows) : shows[0];
    if (missing !== undefined) problems.push(`${command} does not print what the README shows: ${missing}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A clone of what is committed, with a home folder that is empty but for the settings of npm. */
function inClone(commands: readonly (readonly string[])[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-release-'));
  const clone = join(folder, 'clone');
  const settings = execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8', shell: windows }).trim();
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    npm_config_userconfig: settings,
    npm_config_cache: process.env['npm_config_cache'] ?? '',
  };
  step('a fresh clone', 'git', 'clone', '--quiet', '--no-hardlinks', '.', clone);
  for (const [program = '', ...args] of [
    ...commands,
    [process.execPath, 'out/server/cli.js', 'explain', 'examples/tony-bai/golang-latest-to-alpine/Dockerfile'],
  ]) {
    const { status } = spawnSync(program, args, { cwd: clone, env, stdio: 'inherit', shell: windows });
    if (status !== 0) problems.push(`in a fresh clone, ${args.join(' ')} ends with ${status}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

function step(name: string, program: string, ...args: readonly string[]): void {
  console.log(`-- ${name}`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: windows && program === 'npm' });
  if (status !== 0) problems.push(`${name}: ${program} ends with ${status}`);
}

function list(name: string, files: readonly (readonly [string, number])[]): void {
  console.log(`${name}: ${statSync(name).size} bytes`);
  for (const [file, size] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(size).padStart(9)}  ${file}`);
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
