/**
 * Writes what follows from the rules, the settings and package.json into the files that show it.
 *
 *   npm run generate               writes
 *   npm run generate -- --check    says which files are out of date, and exits with 1 if any is
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { allRules } from '../src/rules/registry';
import { generatedFiles } from './generated';

const onlyCheck = process.argv.includes('--check');
const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';

for (const { path, renew } of generatedFiles(allRules, version)) {
  try {
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
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

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
