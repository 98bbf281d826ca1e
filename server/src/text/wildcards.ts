/** One step of a pattern: a character that fits, or any number of characters. */
export type WildcardStep = ((character: string) => boolean) | 'many';

/**
 * Whether all of a text fits the steps. Takes time proportional to the product of both lengths: a regular expression of JavaScript
 * with several wildcards would try all ways to share the text among them, and a pattern that means harm would never end.
 */
export function fitsSteps(steps: readonly WildcardStep[], text: string): boolean {
  let step = 0;
  let at = 0;
  let star: { readonly step: number; at: number } | undefined;
  while (at < text.length) {
    const current = steps[step];
    if (current === 'many') star = { step: step++, at };
    else if (current?.(text.charAt(at))) {
      step++;
      at++;
    } else if (star) {
      step = star.step + 1;
      at = ++star.at;
    } else return false;
  }
  while (steps[step] === 'many') step++;
  return step === steps.length;
}

/** Whether a text is these parts, with anything between one and the next. */
export function isJoinOf(parts: readonly string[], text: string): boolean {
  return fitsSteps(
    parts.flatMap((part, index): readonly WildcardStep[] => [
      ...(index > 0 ? (['many'] as const) : []),
      ...part.split('').map((wanted) => (character: string) => character === wanted),
    ]),
    text,
  );
}
