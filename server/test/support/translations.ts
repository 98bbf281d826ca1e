/** What stays as it is in every language: instructions, variables, options, names of files and of what programs are made of. */
const codeWord =
  /(?<![\w$-])--?[a-z][\w-]*|\b[A-Z]+_[A-Z_]+\b|\b(?:FROM|RUN|COPY|ADD|ENV|ARG|CMD|ENTRYPOINT|WORKDIR|USER|LABEL|SHELL|HEALTHCHECK|GOOS|GOARCH|GOARM|GOFLAGS|GOPATH|PATH)\b|\b[\w.-]+\.(?:mod|sum|work|yaml|com|io|txt)\b|\.dockerignore\b|\b(?:musl|glibc|cgo|gcc|gccgo|instgo|otelc|BuildKit|Docker|Alpine|Debian|scratch)\b/g;

/**
 * What is wrong with the form of a translation: values, blanks at its ends, or code that is not as in English.
 * @returns short sentences; empty if nothing is
 */
export function faultsOf(english: string, translation: string): readonly string[] {
  const faults: string[] = [];
  if (translation.trim() === '') faults.push('is empty');
  if (/^\s*/.exec(english)?.[0] !== /^\s*/.exec(translation)?.[0]) faults.push('begins with other blanks');
  if (/\s*$/.exec(english)?.[0] !== /\s*$/.exec(translation)?.[0]) faults.push('ends with other blanks');
  const [values, own] = [english, translation].map((text) => [...new Set(text.match(/\{\d+\}/g))].sort().join(' '));
  if (values !== own) faults.push(`has the values ${own ?? ''}, not ${values ?? ''}`);
  const [code, ownCode] = [english, translation].map((text) => (text.match(/`[^`]*`/g) ?? []).sort().join(' '));
  if (code !== ownCode) faults.push(`has the code ${ownCode ?? ''}, not ${code ?? ''}`);
  const quoted = [...english.matchAll(/"([^"]+)"/g)].map(([, inner = '']) => inner);
  const words = english.replaceAll(/\{\d+\}/g, ' ').match(codeWord) ?? [];
  for (const piece of new Set([...quoted, ...words])) if (!translation.includes(piece)) faults.push(`lacks ${piece}`);
  return faults;
}
