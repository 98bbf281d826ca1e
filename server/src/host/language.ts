import { readFileSync } from 'node:fs';
import { speakFrom } from './translations';

/**
 * Has everything from now on said in the language of a locale, or in English if there are no translations into it which can be
 * read.
 * @param file the packed translations
 */
export async function speakTo(locale: string, file: string): Promise<void> {
  await speakFrom(locale, () => readFileSync(file, 'utf8'));
}
