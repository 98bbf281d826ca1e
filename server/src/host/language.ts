import { readFileSync } from 'node:fs';
import { speak } from '../text/say';
import { unpackTranslations } from './translations';

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
 * Has everything from now on said in the language of a locale, or in English if there are no translations into it which can be
 * read.
 * @param file the packed translations
 */
export async function speakTo(locale: string, file: string): Promise<void> {
  const language = languageOf(locale);
  const translationOf = language === undefined ? undefined : unpackTranslations(readJson(file), language);
  if (translationOf === undefined) return speak(undefined);
  const { t } = await import('@vscode/l10n');
  speak((sentence, ...values) => t(translationOf(sentence) ?? sentence, ...values));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
