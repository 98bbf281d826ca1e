import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { speak } from '../text/say';

/** The languages that there are translations into, by the names of their bundles, and which locales they serve. */
export const languages: readonly (readonly [language: string, locale: RegExp])[] = [
  ['zh-cn', /^zh(?:-hans(?:-\w+)?|-cn|-sg)?$/],
  ['ru', /^ru(?:-\w+)?$/],
];

/** The language of a locale such as `zh-hans`, `ru-RU` or `zh_CN.UTF-8`; undefined for English and all others. */
export function languageOf(locale: string): string | undefined {
  const tag = locale.replace(/\..*$/, '').replaceAll('_', '-').toLowerCase();
  return languages.find(([, served]) => served.test(tag))?.[0];
}

/**
 * Has everything from now on said in the language of a locale, or in English if that language has no bundle which can be read.
 * @param folder where the `bundle.l10n.*.json` are
 */
export async function speakTo(locale: string, folder: string): Promise<void> {
  const language = languageOf(locale);
  const contents = language === undefined ? undefined : readBundle(join(folder, `bundle.l10n.${language}.json`));
  if (contents === undefined) return speak(undefined);
  const { config, t } = await import('@vscode/l10n');
  config({ contents });
  speak((sentence, ...values) => t(sentence, ...values));
}

function readBundle(path: string): Record<string, string> | undefined {
  try {
    const bundle: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof bundle !== 'object' || bundle === null) return undefined;
    return Object.fromEntries(Object.entries(bundle).filter((entry) => typeof entry[1] === 'string'));
  } catch {
    return undefined;
  }
}
