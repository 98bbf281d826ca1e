import type { Translate } from '../../src/text/say';

/**
 * A language to find what is not translated: each sentence stands in brackets, and its values outside of them.
 * `⟦⟧main.go⟦ needs ⟧cgo⟦⟧`
 */
export function createPseudoLanguage(): { readonly translate: Translate; readonly asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  return {
    asked,
    translate: (sentence, ...values) => {
      asked.add(sentence);
      const text = sentence.replace(/\{(\d+)\}/g, (written, index) => {
        const value = values[Number(index)];
        return value === undefined ? written : `⟧${value}⟦`;
      });
      return `⟦${text}⟧`;
    },
  };
}

/** Words that English prose cannot do without, as whole words that are no part of a path, an option or an assignment. */
const proseWord =
  /(?<![-\w/.=$:@])(?:the|an?|of|is|are|was|in|and|or|to|not|this|that|no|has|have|with|without|for|by|as|which|it|its|may|be|so|but|only|others?|cannot)(?![-\w/.=$:@])/;

/** What tools say, by a piece that only they say: rules quote it as it is. */
const quotedTools =
  /Binary was compiled with|plugin was built with|undefined reference to|GLIBC_\d|flag provided but not defined|inconsistent vendoring/;

/** Whether a text has words that only English prose has. */
export function hasProse(text: string): boolean {
  return proseWord.test(text);
}

/**
 * A text in the pseudo language, if there is English prose outside of its brackets. Code stands in quotation marks or
 * backticks, and what tools say is nobody's to translate.
 * @param quoted names of this case, and what tools say in it
 */
export function untranslated(text: string, quoted: readonly string[]): string | undefined {
  if (quoted.includes(text)) return undefined;
  let rest = text.replaceAll(/\s*[\n\t]\s*/g, ' ');
  for (const own of quoted) rest = rest.replaceAll(`⟧${own.trim().replaceAll(/\s*[\n\t]\s*/g, ' ')}⟦`, '⟧…⟦');
  rest = rest.replaceAll(/"⟧.*?⟦"/g, '"⟧…⟦"');
  rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '…').replaceAll(/```.*?```|`[^`]*`|"(?:[^"\\]|\\.)*"/g, '…');
  return proseWord.test(rest) && !quotedTools.test(rest) ? text : undefined;
}
