/** A snippet as VS Code's files hold it. */
export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** What a snippet becomes in the editor. */
interface Expansion {
  /** What was chosen, for the test's name: empty where everything is left as it comes. */
  readonly choices: readonly string[];
  readonly text: string;
}

/**
 * VS Code's syntax as far as our snippets use it: `\$` and `\}`, `$1`, `${1}`, `${1:default}`, `${1|one,two|}`. Defaults hold
 * no tab stops of their own. (Visual Studio Code documentation, "Snippets": grammar)
 */
const syntax = /\\([$}\\])|\$(\d+)|\$\{(\d+)(?::([^}$]*)|\|([^|]*)\|)?\}/g;

/**
 * The text with all defaults, then one text for each other choice of a tab stop, the other stops being as they come.
 * @throws Error if the body holds something else that begins with an unescaped `$`
 */
export function expandSnippet(snippet: Snippet): readonly Expansion[] {
  const body = snippet.body.join('\n');
  const left = body.replaceAll(syntax, '');
  if (left.includes('$')) throw new Error(`${snippet.prefix}: an unescaped $ in ${left}`);
  const values = new Map<string, readonly string[]>();
  for (const [, , bare, number = bare ?? '', text, choices] of body.matchAll(syntax)) {
    const said = choices?.split(',') ?? (text === undefined ? undefined : [text]);
    if (said && !values.has(number)) values.set(number, said);
  }
  const expand = (chosen?: { readonly stop: string; readonly value: string }) =>
    body.replaceAll(syntax, (_whole, escaped?: string, bare?: string, number?: string) => {
      if (escaped !== undefined) return escaped;
      const stop = bare ?? number ?? '';
      return stop === chosen?.stop ? chosen.value : (values.get(stop)?.[0] ?? '');
    });
  const others = [...values].flatMap(([stop, [, ...rest]]) => rest.map((value) => ({ stop, value })));
  return [
    { choices: [], text: expand() },
    ...others.map((chosen) => ({ choices: [chosen.value], text: expand(chosen) })),
  ];
}
