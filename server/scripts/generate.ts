/**
 * Writes what follows from the rules, the settings, package.json and what the sources say into the files that show it.
 *
 *   npm run generate               writes
 *   npm run generate -- --check    says which files are out of date, and exits with 1 if any is
 *   npm run generate -- --missing  prints what has no translation yet, as JSON: { "ru": [{ "key", "file" }] }
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { allRules } from '../src/rules/registry';
import { bundlePath, generatedFiles, languages } from './generated';
import { readSaid, readTextOf } from './said';
import type { Sentence } from './sentences';

const manifest: unknown = JSON.parse(readTextOf('package.json'));
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
const said = readSaid('.');

if (process.argv.includes('--missing')) {
  console.log(JSON.stringify(Object.fromEntries(languages.map((name) => [name, missingIn(name)])), undefined, 2));
} else {
  generate(process.argv.includes('--check'));
  for (const language of languages) {
    const { length } = missingIn(language);
    if (length > 0) console.error(`${bundlePath(language)} lacks ${length} sentences: npm run generate -- --missing`);
  }
}

function generate(onlyCheck: boolean): void {
  for (const { path, renew } of generatedFiles(allRules, version, said)) {
    try {
      const before = readTextOf(path);
      const after = renew(before);
      if (after === before) continue;
      if (onlyCheck) fail(`${path} is out of date. Run: npm run generate`);
      else {
        writeFileSync(path, after);
        console.log(`wrote ${path}`);
      }
    } catch (error) {
      fail(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function missingIn(language: string): readonly Sentence[] {
  return said.sentences.filter(({ key }) => said.translations[language]?.[key] === undefined);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
