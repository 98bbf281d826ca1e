import { fileIsCompiled } from './constraints';
import { joinPath } from './modules';
import type { BuildContext } from './types';
import type { SourceTree } from '../workspace/sourceTree';

/** A package-level variable that `-X` can set. */
export interface StringVariable {
  /** `main.version`, `example.com/app/internal/build.Commit`: as -X names it. */
  readonly name: string;
  /** The file that declares it, in the tree's terms. */
  readonly file: string;
}

/** What the sources of a module say that flags of go build may name. */
export interface ModuleNames {
  readonly variables: readonly StringVariable[];
  /** Build tags in `//go:build` lines that are the module's own. */
  readonly tags: readonly string[];
  /** Folders of main packages, relative to the module: `.`, `cmd/app`. */
  readonly programs: readonly string[];
}

/** A program of which no file is compiled without tags, or only for another system, is none that is built by its folder alone. */
const usualContext: BuildContext = {
  goos: 'linux',
  goarch: 'amd64',
  cgo: true,
  tags: [],
  compiler: 'gc',
  go: undefined,
  mod: undefined,
  race: false,
};

/** A module that is bigger is read in part: this is asked for while someone types. */
const mostFolders = 150;
const mostFiles = 400;

/**
 * Reads the Go files of a module as far as they can be seen, tests and what is not part of it left out.
 * @param root the folder of go.mod
 * @param path the module's path; undefined if it is not known: packages other than main are left out then
 */
export function readModuleNames(tree: SourceTree, root: string, path: string | undefined): ModuleNames {
  const variables: StringVariable[] = [];
  const tags = new Set<string>();
  const programs: string[] = [];
  const queue = ['.'];
  let files = 0;
  for (let at = 0; at < queue.length && at < mostFolders && files < mostFiles; at++) {
    const folder = queue[at] ?? '.';
    const directory = folder === '.' ? root : joinPath(root, folder);
    const names = [...(tree.list(directory) ?? [])].sort();
    // A module of its own.
    if (folder !== '.' && names.includes('go.mod')) continue;
    for (const name of names) {
      const file = joinPath(directory, name);
      if (/^[._]|^(?:testdata|vendor|node_modules)$/.test(name)) continue;
      if (!name.endsWith('.go')) {
        if (!name.includes('.') && tree.kind(file) === 'directory')
          queue.push(folder === '.' ? name : `${folder}/${name}`);
        continue;
      }
      if (name.endsWith('_test.go') || files++ >= mostFiles) continue;
      const text = tree.read(file) ?? '';
      const isMain = /^package[ \t]+main\b/m.test(text);
      const importPath = isMain ? 'main' : path && (folder === '.' ? path : `${path}/${folder}`);
      if (isMain && !programs.includes(folder) && fileIsCompiled(name, text, usualContext)) programs.push(folder);
      if (importPath) {
        for (const variable of stringVariables(text)) variables.push({ name: `${importPath}.${variable}`, file });
      }
      for (const tag of ownTags(text)) tags.add(tag);
    }
  }
  const seen = new Set<string>();
  return {
    variables: variables.filter(({ name }) => !seen.has(name) && seen.add(name)),
    tags: [...tags].sort(),
    programs,
  };
}

const declaration =
  /^([\p{L}_][\p{L}\p{Nd}_]*)(?:[ \t]+string)?[ \t]*=[ \t]*(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)[ \t]*;?[ \t]*(?:\/\/.*)?$|^([\p{L}_][\p{L}\p{Nd}_]*(?:[ \t]*,[ \t]*[\p{L}_][\p{L}\p{Nd}_]*)*)[ \t]+string[ \t]*(?:\/\/.*)?$/u;

/**
 * Variables at the top level of a file, as gofmt writes them, that are strings without a value or with a literal one: the linker
 * sets no others (cmd/link, "-X importpath.name=value").
 */
export function stringVariables(text: string): readonly string[] {
  if (!/^var\b/m.test(text)) return [];
  const single = [...text.matchAll(/^var[ \t]+(?!\()(.*)$/gm)].map((match) => match[1] ?? '');
  const grouped = [...text.matchAll(/^var[ \t]*\(([^]*?)^\)/gm)].flatMap((match) =>
    (match[1] ?? '').split('\n').flatMap((line) => (/^\t(?!\t)/.test(line) ? [line.trim()] : [])),
  );
  return [...single, ...grouped].flatMap((line) => {
    const found = declaration.exec(line.trimEnd());
    if (!found) return [];
    return found[1] === undefined ? (found[2] ?? '').split(',').map((name) => name.trim()) : [found[1]];
  });
}

/** What a `//go:build` line may name that is set by the platform, the Go version or the compiler, not by -tags. Source: `go help buildconstraint`. */
const givenTags =
  /^(?:go1\.\d+|unix|cgo|gc|gccgo|race|msan|asan|ignore|tools?|aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos|386|amd64|arm|arm64|loong64|mips|mipsle|mips64|mips64le|ppc64|ppc64le|riscv64|s390x|sparc64|wasm)$/;

function ownTags(text: string): readonly string[] {
  return [...text.matchAll(/^\/\/go:build[ \t]+(.*)$/gm)].flatMap(([, expression = '']) =>
    (expression.match(/[\p{L}\p{Nd}_.]+/gu) ?? []).filter((tag) => !givenTags.test(tag)),
  );
}
