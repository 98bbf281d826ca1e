/**
 * The first `$(…)` of a word of ENV, ARG or LABEL that is neither escaped nor in single quotes, to its end; BuildKit leaves it
 * as it is (shell/lex.go, processDollar: no name behind the dollar). Backquotes count if they enclose the whole value, as they
 * also stand around words that a text shows.
 * @param options whole: only if the substitution is all there is; open: also if a blank has cut it off
 */
export function commandSubstitution(
  raw: string,
  escape: string,
  { whole, open }: { readonly whole: boolean; readonly open: boolean },
): string | undefined {
  const backquoted = /^"?(`[^`]+`)"?$/.exec(raw)?.[1];
  if (backquoted !== undefined && escape !== '`') return backquoted;
  if (whole) return /^"?(\$\([^()]*\))"?$/.exec(raw)?.[1];
  let single = false;
  let double = false;
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at];
    if (single) single = character !== "'";
    else if (character === escape) at++;
    else if (character === '"') double = !double;
    else if (character === "'" && !double) single = true;
    else if (character === '$' && raw[at + 1] === '(')
      return (open ? /^\$\([^)]*\)?/ : /^\$\([^)]*\)/).exec(raw.slice(at))?.[0];
  }
  return undefined;
}

/** The variables that stand in single quotes in a value without blanks, such as a path: what has blanks may be a script. */
export function singleQuotedVariables(raw: string): readonly string[] {
  if (!raw.includes("'") || raw.includes('"') || /\s/.test(raw)) return [];
  return [...raw.matchAll(/'([^']*)'/g)].flatMap(([, text = '']) =>
    [...text.matchAll(/(?<![\\$])\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, plain]) => braced ?? plain ?? ''),
  );
}
