import { compiledFiles, type PackageFile, type PackageSources } from './goPackage';
import type { StandardUse } from './types';
import { ownValue } from '../text/ownValue';

/** What is looked for, by the package that declares it: functions that need something of the image they run in, or of the build. */
const watched: Readonly<Record<string, readonly string[]>> = {
  time: ['LoadLocation'],
  os: ['CreateTemp', 'MkdirTemp', 'TempDir'],
  'io/ioutil': ['TempFile', 'TempDir'],
  'net/http': ['Get', 'Head', 'Post', 'PostForm', 'NewRequest', 'NewRequestWithContext'],
  'crypto/tls': ['Dial', 'DialWithDialer'],
  runtime: ['Caller', 'Callers', 'CallersFrames'],
};

/** Methods by the package of their type; the type itself is not looked at, so that the arguments have to tell. */
const watchedMethods: Readonly<Record<string, readonly string[]>> = {
  'net/http': ['Get', 'Head', 'Post', 'PostForm', 'ParseMultipartForm', 'FormFile'],
};

/** Signs that a program brings certificates of its own, or does not look at any. */
const ownRoots = ['RootCAs', 'InsecureSkipVerify', 'AppendCertsFromPEM', 'SetFallbackRoots', 'SSL_CERT_FILE'];

/** Variables of the go command (go help environment), as programs name them that read them too. */
const goVariable = /(?<!\w)C?GO[A-Z0-9_]{2,}(?!\w)/g;

const anyWord = new RegExp(
  `\\b(?:${[...Object.values(watched).flat(), ...Object.values(watchedMethods).flat(), ...ownRoots].join('|')})\\b`,
);
const ownRootsWord = new RegExp(`\\b(?:${ownRoots.join('|')})\\b`);

/** A string literal with what it is bound to: `const base = "…"`, `base: "…"`, `base := "…"`. */
const binding = /\b([A-Za-z_]\w*)(?:[ \t]+string)?\s*(?::=|=|:)\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)/g;

/**
 * Calls of standard functions whose success depends on the image: the local zone database, certificates, a directory for
 * temporary files. Also calls that ask for the names of source files, and the names of Go's own variables. Read from the
 * compiled files of one package; comments, and what stands in strings, such as the template of a generator, are no calls.
 * Types and control flow are not looked at.
 */
export function findStandardUses(sources: PackageSources): readonly StandardUse[] {
  const uses: StandardUse[] = [];
  const texts = new Map<string, string>();
  const textOf = ({ name }: PackageFile): string => {
    const text = texts.get(name) ?? sources.tree.read(`${sources.directory}/${name}`) ?? '';
    texts.set(name, text);
    return text;
  };
  const files = compiledFiles(sources);
  let bound: ReadonlyMap<string, readonly string[]> | undefined;
  const bindings = (): ReadonlyMap<string, readonly string[]> => {
    bound ??= readBindings(files.map((file) => withoutComments(textOf(file))));
    return bound;
  };
  for (const file of files) {
    uses.push(...variablesIn(file, textOf(file)));
    const watchesAny = file.file?.imports.some((path) => Object.hasOwn(watched, path));
    if (!watchesAny && file.file?.imports.includes('crypto/x509') !== true) continue;
    if (anyWord.test(textOf(file))) uses.push(...usesIn(file, withoutComments(textOf(file)), bindings));
  }
  return uses;
}

/** Names of Go's variables in string literals: `os.Getenv("GOPROXY")`, `envconfig:"GOPROXY"`, a constant. */
function variablesIn({ name }: PackageFile, text: string): readonly StandardUse[] {
  if (text.search(goVariable) < 0) return [];
  const code = withoutComments(text);
  const texts = [...code.matchAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g)].flatMap(([literal]) =>
    [...literal.matchAll(goVariable)].map(([word]) => word),
  );
  return texts.length > 0 ? [{ name: 'Go variable', file: name, line: 0, first: undefined, texts }] : [];
}

function usesIn(
  { name, file }: PackageFile,
  code: string,
  bindings: () => ReadonlyMap<string, readonly string[]>,
): readonly StandardUse[] {
  const uses: StandardUse[] = [];
  const bare = withoutStrings(code);
  const add = (what: string, at: number, open: number): void => {
    const list = argumentsAt(code, open);
    if (list === undefined) return;
    const literals = [...list.matchAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g)].map(([literal]) => literal.slice(1, -1));
    const words = new Set(list.replace(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, ' ').match(/[A-Za-z_]\w*/g));
    const behind = [...words].flatMap((word) => bindings().get(word) ?? []);
    const first = /^\s*(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)\s*(?:,|$)/.exec(list);
    uses.push({
      name: what,
      file: name,
      line: code.slice(0, at).split('\n').length - 1,
      first: first ? (first[1] ?? first[2] ?? '') : undefined,
      texts: [...literals, ...behind],
    });
  };
  for (const path of file?.imports ?? []) {
    const names = ownValue(watched, path);
    const local = file?.importNames.get(path) ?? path.slice(path.lastIndexOf('/') + 1);
    if (names && local !== '_' && local !== '.') {
      const call = new RegExp(`(?<![\\w.])${local}\\.(${names.join('|')})\\(`, 'g');
      for (const match of bare.matchAll(call)) {
        add(`${path}.${match[1] ?? ''}`, match.index, match.index + match[0].length);
      }
    }
    const methods = ownValue(watchedMethods, path);
    if (!methods) continue;
    for (const match of bare.matchAll(new RegExp(`([\\w)\\]])\\.(${methods.join('|')})\\(`, 'g'))) {
      const isFunction =
        code.slice(0, match.index + 1).endsWith(local) && !/[\w.]/.test(code[match.index - local.length] ?? '');
      if (!isFunction) add(`method ${match[2] ?? ''}`, match.index, match.index + match[0].length);
    }
  }
  const roots = ownRootsWord.exec(code);
  if (roots) uses.push({ name: 'roots', file: name, line: 0, first: undefined, texts: [roots[0]] });
  return uses;
}

/** The text between the parenthesis before `open` and the one that closes it; undefined if none does. */
function argumentsAt(code: string, open: number): string | undefined {
  const token = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|[([{]|[)\]}]/g;
  token.lastIndex = open;
  let depth = 1;
  for (let match = token.exec(code); match; match = token.exec(code)) {
    if (/^[([{]/.test(match[0])) depth++;
    else if (/^[)\]}]/.test(match[0]) && --depth === 0) return code.slice(open, match.index);
  }
  return undefined;
}

function readBindings(codes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const code of codes) {
    for (const { index, 0: all, 1: name = '', 2: blank = '' } of withoutStrings(code).matchAll(binding)) {
      const end = index + all.length;
      found.set(name, [...(found.get(name) ?? []), code.slice(end - blank.length + 1, end - 1)]);
    }
  }
  return found;
}

/** Comments as blanks; strings, which may hold what looks like one, stay. */
function withoutComments(text: string): string {
  const pattern = /("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(pattern, (match, literal: string | undefined) => literal ?? match.replace(/[^\n]/g, ' '));
}

/** The text between quotes as blanks, so that the rest is code; offsets stay. */
function withoutStrings(code: string): string {
  const pattern = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/g;
  return code.replace(pattern, (all) => {
    const quote = all.slice(0, 1);
    return quote + all.slice(1, -1).replace(/[^\n]/g, ' ') + quote;
  });
}
