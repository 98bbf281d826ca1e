import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePath, languages, parseTexts, type Said } from './generated';
import { sentencesBelow } from './sentences';

/**
 * What the sources of the repository say, and the translations beside them.
 * @param folders those whose sources are looked at, if not all
 */
export function readSaid(root: string, folders?: string[]): Said {
  return {
    sentences: sentencesBelow(root, folders),
    translations: Object.fromEntries(
      languages.map((language) => [language, parseTexts(readTextOf(join(root, bundlePath(language))))]),
    ),
  };
}

/** The text of a file; empty if it is not there. */
export function readTextOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
