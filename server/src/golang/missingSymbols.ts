import { compiledFiles, type PackageFile, type PackageSources } from './goPackage';

/**
 * Whether a file that is left when cgo is off uses a function or type that only files with cgo declare, so that the
 * compiler says `undefined: f`; see `undefinedName`.
 */
export function missingWithoutCgo(withCgo: PackageSources, without: PackageSources): boolean {
  return undefinedName(withCgo, without) !== undefined;
}

/**
 * A function or type that some files of a package use and only others of it declare. An approximation that would rather miss
 * one: only calls and uses of types count, and a name that the file binds itself in any way does not.
 */
export function undefinedName(whole: PackageSources, part: PackageSources): string | undefined {
  const left = compiledFiles(part);
  const names = new Set(left.map((file) => file.name));
  const gone = compiledFiles(whole).filter((file) => !names.has(file.name));
  if (gone.length === 0) return undefined;
  const kept = left.map((file) => plainText(part, file));
  const stillThere = new Set(kept.flatMap(declaredNames));
  return gone
    .flatMap((file) => declaredNames(plainText(whole, file)))
    .find((name) => !stillThere.has(name) && kept.some((text) => usesName(text, name)));
}

/** Exported functions and types of a package that are there with cgo only. */
export function exportedOnlyWithCgo(withCgo: PackageSources, without: PackageSources): readonly string[] {
  const left = new Set(compiledFiles(without).flatMap((file) => declaredNames(plainText(without, file))));
  const all = compiledFiles(withCgo).flatMap((file) => declaredNames(plainText(withCgo, file)));
  return all.filter((name) => /^\p{Lu}/u.test(name) && !left.has(name));
}

/** The text of a file with comments and strings blanked out. */
export function plainText(sources: PackageSources, file: PackageFile): string {
  const text = sources.tree.read(`${sources.directory}/${file.name}`) ?? '';
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/g, (match) =>
    match.replace(/[^\n]/g, ' '),
  );
}

/** Functions and types declared at the top level, as gofmt writes them: at the start of a line. Methods do not count. */
function declaredNames(text: string): readonly string[] {
  const names = [...text.matchAll(/^(?:func|type)[ \t]+([\p{L}_][\p{L}\p{Nd}_]*)/gmu)].map((match) => match[1] ?? '');
  for (const block of text.matchAll(/^type[ \t]*\(([\s\S]*?)^\)/gm)) {
    for (const match of (block[1] ?? '').matchAll(/^\t([\p{L}_][\p{L}\p{Nd}_]*)[ \t]/gmu)) names.push(match[1] ?? '');
  }
  return names.filter((name) => name !== 'init' && name !== 'main' && name !== '_');
}

function usesName(text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  const binds = new RegExp(
    `\\b${name}\\b\\s*(?:,[^()\\n;]{0,300})?(?::=|\\bfunc\\b)|\\b(?:var|const|range|import)\\s+${name}\\b|[(,]\\s*${name}\\s+[\\w*\\[(.]`,
  );
  if (binds.test(text)) return false;
  return (
    new RegExp(`(?<![\\w.])${name}\\(`).test(text) ||
    (/^\p{Lu}/u.test(name) && new RegExp(`(?<![\\w.])${name}\\b(?!\\s*:[^=])`).test(text))
  );
}
