/** The licences of the packages that the bundles hold, which ask to be handed on with them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf, root } from './bundlePlugins.mjs';

/** Packages without a file of their own, and one of the same holder and licence that has it. */
const sameAs = { 'node_modules/@vscode/l10n': 'node_modules/vscode-languageserver' };

/**
 * A text with the licence of each package, which those of the same wording share.
 * @param {Iterable<string>} files absolute paths of what the bundles hold
 * @throws Error if a package has no licence
 */
export function noticesOf(files) {
  /** The packages by their licences. */
  const byText = new Map();
  for (const folder of [...new Set([...files].map(packageOf))].filter(Boolean).sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const text = licenceIn(sameAs[folder] ?? folder);
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const parts = [...byText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return ['Go Dockerfile holds the following packages, in whole or in part.\n', ...parts].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

/** The folder of the package that a file belongs to, with slashes; undefined for our own files. */
function packageOf(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(nameOf(path))?.[0];
}

function licenceIn(folder) {
  const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
  if (name === undefined) throw new Error(`${folder} has no licence`);
  return readFileSync(join(root, folder, name), 'utf8')
    .replaceAll('\r\n', '\n')
    .trim();
}
