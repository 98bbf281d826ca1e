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
 * Has everything from now on said in the language of a locale, or in English if there are no translations into it which can be
 * read.
 * @param read gives the text of the packed translations; it may fail
 */
export async function speakFrom(locale: string, read: () => string | Promise<string>): Promise<void> {
  const language = languageOf(locale);
  const translationOf = language === undefined ? undefined : unpackTranslations(await parse(read), language);
  if (translationOf === undefined) return speak(undefined);
  const { t } = await import('@vscode/l10n');
  speak((sentence, ...values) => t(translationOf(sentence) ?? sentence, ...values));
}

async function parse(read: () => string | Promise<string>): Promise<unknown> {
  try {
    return JSON.parse(await read());
  } catch {
    return undefined;
  }
}

/**
 * All translations as they are in the package. English sentences are long, and the bundles hold them anyway, so that each is
 * told by a number made of its text.
 */
export interface Translations {
  /** Numbers of the sentences, each of `width` characters. */
  readonly keys: string;
  /** By language: the texts in the order of the numbers; null where there is none. */
  readonly texts: Readonly<Record<string, readonly (string | null)[]>>;
}

/** Of 32 bits in base 36. */
const width = 7;

/**
 * @param sentences in English, as `say` knows them
 * @param bundles by language, then by sentence
 * @throws Error if two sentences have the same number, which one of them has to be worded anew for
 */
export function packTranslations(
  sentences: readonly string[],
  bundles: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Translations {
  const numbers = new Map<string, string>();
  for (const sentence of sentences) {
    const other = numbers.get(numberOf(sentence));
    if (other !== undefined) throw new Error(`Word one of them in another way: '${sentence}', '${other}'`);
    numbers.set(numberOf(sentence), sentence);
  }
  const textsOf = (bundle: Readonly<Record<string, string>>) => sentences.map((sentence) => bundle[sentence] ?? null);
  return {
    keys: [...numbers.keys()].join(''),
    texts: Object.fromEntries(Object.entries(bundles).map(([language, bundle]) => [language, textsOf(bundle)])),
  };
}

/**
 * What gives the translation of a sentence, undefined if there is none; undefined if there are none into the language.
 * @param packed what was read of a file, which may be anything
 */
export function unpackTranslations(
  packed: unknown,
  language: string,
): ((sentence: string) => string | undefined) | undefined {
  if (typeof packed !== 'object' || packed === null || !('keys' in packed) || !('texts' in packed)) return undefined;
  const { keys, texts } = packed;
  if (typeof keys !== 'string' || typeof texts !== 'object' || texts === null) return undefined;
  const rows: unknown = Object.entries(texts).find(([name]) => name === language)?.[1];
  if (!Array.isArray(rows)) return undefined;
  const byNumber = new Map<string, string>();
  for (const [index, text] of rows.entries()) {
    if (typeof text === 'string') byNumber.set(keys.slice(index * width, (index + 1) * width), text);
  }
  return (sentence) => byNumber.get(numberOf(sentence));
}

/** FNV-1a of the UTF-16 code units; http://www.isthe.com/chongo/tech/comp/fnv/ */
function numberOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36).padStart(width, '0');
}
