/** Puts a sentence into the user's language. `{0}` in it stands for the first value. */
export type Translate = (sentence: string, ...values: readonly (string | number)[]) => string;

/**
 * The language belongs to the process: each bundle has a copy of this module, and tables are worded while they are loaded. So
 * it has one place that all of them share, and it is chosen before any of them is loaded.
 */
const place = Symbol.for('go-dockerfile.translate');
const shared: typeof globalThis & { [place]?: Translate | undefined } = globalThis;

/** Chooses the language of all that is said from now on; English if undefined. */
export function speak(translate: Translate | undefined): void {
  shared[place] = translate;
}

/**
 * A sentence, or a part of one, for people: say`${path} needs ${library}`. Translations go by the English text, in which
 * `{0}`, `{1}` stand for the values. What tools print is quoted as it is, and never said.
 */
export function say(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const translate = shared[place];
  if (translate) return translate(sentenceOf(strings), ...values);
  return strings.reduce((sentence, part, index) => `${sentence}${values[index - 1] ?? ''}${part}`);
}

/** A sentence that a table holds in English, such as the title of a rule. */
export function inLanguage(sentence: string): string {
  return shared[place]?.(sentence) ?? sentence;
}

/** The key of a sentence: `{0} needs {1}`. */
function sentenceOf(strings: readonly string[]): string {
  return strings.reduce((sentence, part, index) => `${sentence}{${index - 1}}${part}`);
}
