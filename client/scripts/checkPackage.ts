/**
 * Looks into the package that `npm run package` made: it holds what runs and nothing else, below a size, and the
 * bundles in it need no node_modules.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { packageFile, readManifest } from '../test/support/manifest';
import { readVsix, unpackVsix } from '../test/support/vsix';

const largest = 1_000_000;

const steps = ['open', 'verdict', 'fix', 'settings', 'write'];

/** What vsce adds by itself, and what .vscodeignore lets through. */
const allowed = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/out/ThirdPartyNotices.txt',
  'extension/icon.png',
  'extension/snippets/dockerfile.json',
  'extension/snippets/yaml.json',
  'extension/syntaxes/go-dockerfile-variables.tmLanguage.json',
  'extension/syntaxes/go-dockerfile.tmLanguage.json',
  'extension/package.nls.json',
  ...['zh-cn', 'ru'].flatMap((language) => [
    `extension/package.nls.${language}.json`,
    `extension/out/l10n/bundle.l10n.${language}.json`,
    ...steps.map((step) => `extension/walkthrough/${step}.nls.${language}.md`),
  ]),
  ...steps.map((step) => `extension/walkthrough/${step}.md`),
  'extension/out/client/extension.js',
  'extension/out/client/nodeParts.js',
  'extension/out/client/graph.js',
  'extension/out/client/graph.css',
  'extension/out/client/browserExtension.js',
  'extension/out/server/server.js',
  'extension/out/server/translations.json',
  'extension/out/server/lsp.js',
  'extension/out/server/cli.js',
  'extension/out/server/core.js',
  'extension/out/server/editor.js',
  'extension/out/server/rules.js',
  'extension/out/server/inspect.js',
  'extension/out/server/yaml.js',
  'extension/out/server/browserServer.js',
];

const manifest = readManifest();
const vsix = packageFile();
const files = readVsix(vsix);
const names = files.map((file) => file.name);
const problems: string[] = [];

const size = statSync(vsix).size;
if (size >= largest) problems.push(`${vsix} has ${size} bytes; ${largest - 1} are allowed`);
for (const name of names) if (!allowed.includes(name)) problems.push(`${name} is in the package and should not be`);
for (const entry of [manifest.main, manifest.browser, ...Object.values(manifest.bin), 'out/ThirdPartyNotices.txt']) {
  if (!names.includes(join('extension', entry).replaceAll('\\', '/'))) problems.push(`${entry} is not in the package`);
}
for (const { name, contents } of files) {
  if (!name.endsWith('.js')) continue;
  for (const [, specifier = ''] of contents.toString('utf8').matchAll(/\brequire\("([^"]+)"\)/g)) {
    if (isBuiltin(specifier) || specifier === 'vscode' || names.includes(posix.join(posix.dirname(name), specifier)))
      continue;
    problems.push(`${name} requires ${specifier} at run time`);
  }
}
const folder = 'out/test/extension';
unpackVsix(vsix, folder);
for (const bin of Object.values(manifest.bin)) {
  try {
    execFileSync(process.execPath, [join(folder, bin), '--version'], { encoding: 'utf8' });
  } catch {
    problems.push(`${bin} --version fails`);
  }
}

for (const problem of problems) console.error(`package: ${problem}`);
if (problems.length === 0) console.log(`package: ${vsix}, ${files.length} files, ${Math.round(size / 1000)} kB`);
process.exit(problems.length === 0 ? 0 : 1);
