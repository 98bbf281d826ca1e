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
