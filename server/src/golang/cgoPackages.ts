import { constraintsHold, nameMatches } from './constraints';
import { compiledFiles, type PackageSources } from './goPackage';
import { readCgoDirectives, type CgoDirective } from './imports';
import { libraryNames } from './libraries';
import { missingWithoutCgo } from './missingSymbols';
import type { BuildContext, CgoPackage } from './types';

/**
 * Functions of the C library that got a new symbol version after 2.34, the version that every program built on a newer
 * glibc asks for anyway. Sources: symbol tables of glibc 2.36 (`nm -D`), fmod and the __isoc23 functions measured on
 * 2.41, the rest the NEWS file of glibc. `isoc23`: only where the headers redirect it, see `redirectsToC23`.
 */
const newSymbols: readonly { readonly glibc: string; readonly names: readonly string[]; readonly isoc23?: true }[] = [
  { glibc: '2.35', names: ['hypot', 'hypotf', 'epoll_pwait2'] },
  {
    glibc: '2.36',
    names: [
      ...['arc4random', 'arc4random_buf', 'arc4random_uniform', 'pidfd_open', 'pidfd_getfd', 'pidfd_send_signal'],
      ...['process_madvise', 'process_mrelease', 'fsopen', 'fsmount', 'fsconfig', 'fspick', 'move_mount', 'open_tree'],
      ...['mount_setattr', 'mbrtoc8', 'c8rtomb'],
    ],
  },
  { glibc: '2.38', names: ['fmod', 'fmodf', 'strlcpy', 'strlcat', 'wcslcpy', 'wcslcat'] },
  {
    glibc: '2.38',
    isoc23: true,
    names: [
      ...['strtol', 'strtoll', 'strtoul', 'strtoull', 'strtoimax', 'strtoumax', 'wcstol', 'wcstoul', 'wcstoll'],
      ...['wcstoull', 'scanf', 'fscanf', 'sscanf', 'vscanf', 'vfscanf', 'vsscanf', 'swscanf', 'wscanf', 'fwscanf'],
    ],
  },
  { glibc: '2.39', names: ['pidfd_spawn', 'pidfd_spawnp', 'pidfd_getpid'] },
];

const cxxFile = /\.(?:cc|cpp|cxx)$/;
const cFile = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|inc)$/;

/**
 * What a build needs to know of a package with `import "C"`. `withCgo` are its sources judged with cgo on, `without` the
 * same judged with cgo off.
 */
export function describeCgoPackage(
  importPath: string,
  withCgo: PackageSources,
  without: PackageSources,
  context: BuildContext,
  importedBy: readonly string[],
): CgoPackage {
  const cgoOn: BuildContext = { ...context, cgo: true };
  const files = compiledFiles(withCgo);
  const preambles = files.flatMap((file) => file.file?.preambles ?? []);
  const directives = preambles.flatMap(readCgoDirectives).filter((directive) => applies(directive, cgoOn));
  const others = withCgo.others.filter((name) => nameMatches(name, cgoOn));
  const cxx = others.some((name) => cxxFile.test(name) || name.endsWith('.swigcxx'));
  return {
    importPath,
    directory: withCgo.directory,
    cxx,
    libraries: librariesOf(directives, withCgo),
    ...(namesNoFolder(directives) && { fromSystem: librariesOf(directives, withCgo) }),
    includes: preambles.flatMap(includesOf),
    linksStatic: directives.some(({ variable, words }) => variable === 'LDFLAGS' && words.includes('-static')),
    newSymbols: findNewSymbols(withCgo, others, preambles, directives),
    importedBy,
    withoutCgo:
      compiledFiles(without).length === 0
        ? 'excluded'
        : missingWithoutCgo(withCgo, without)
          ? 'undefined-symbols'
          : 'fine',
  };
}

/** `#cgo linux,amd64 LDFLAGS: …`: the conditions are those of a `// +build` line. */
function applies(directive: CgoDirective, context: BuildContext): boolean {
  if (directive.conditions === '') return true;
  return constraintsHold({ goBuild: undefined, plusBuild: [directive.conditions] }, context);
}

/** Shared libraries that are linked. Those that lie beside the sources as archives (`-L${SRCDIR}/lib -lx`) are not. */
function librariesOf(directives: readonly CgoDirective[], sources: PackageSources): readonly string[] {
  const flags = directives.filter(({ variable }) => variable === 'LDFLAGS').flatMap(({ words }) => words);
  const folders = flags.flatMap((flag) => /^-L\$\{SRCDIR\}\/?(.*)$/.exec(flag)?.[1] ?? []);
  const mayBeBundled = (name: string): boolean =>
    folders.some((folder) => {
      const path = `${sources.directory}/${folder}`.replace(/(?<!\/)\/+$/, '');
      return (sources.tree.list(path) ?? [`lib${name}.a`]).includes(`lib${name}.a`);
    });
  const words = directives.flatMap((directive) => {
    if (directive.variable === 'LDFLAGS') {
      const names = directive.words.flatMap((word) => /^-l([^:].*)$/.exec(word)?.[1] ?? []);
      return names.filter((name) => !mayBeBundled(name));
    }
    if (directive.variable !== 'pkg-config') return [];
    // `pkg-config: vips >= 8.10` names one module and a version of it.
    return directive.words
      .filter((word, at) => /^[A-Za-z]/.test(word) && !/^[<>=]+$/.test(directive.words[at - 1] ?? ''))
      .map((word) => `pkg-config:${word}`);
  });
  return libraryNames(words);
}

/** Whether no flag gives gcc or the linker a folder or a file of its own to take libraries from. */
function namesNoFolder(directives: readonly CgoDirective[]): boolean {
  const words = directives.flatMap(({ words: flags }) => flags);
  return !words.some((word) => /^(?:-L|-B|--?sysroot|-F|-isystem|@)|\/lib[^/]*\.(?:a|so)\b|^-Wl,.*-L/.test(word));
}

function includesOf(preamble: string): readonly string[] {
  const lines = withoutComments(preamble).matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]/gm);
  return [...lines].flatMap(([, name]) => name ?? []);
}

function findNewSymbols(
  sources: PackageSources,
  others: readonly string[],
  preambles: readonly string[],
  directives: readonly CgoDirective[],
): CgoPackage['newSymbols'] {
  const flags = directives
    .filter(({ variable }) => /^(?:C|CPP|CXX)FLAGS$/.test(variable))
    .flatMap(({ words }) => words);
  const modern = flags.some(
    (flag) => flag === '-D_GNU_SOURCE' || /^-D_GNU_SOURCE=|^-std=(?:gnu|c)(?:2x|23|2y)$/.test(flag),
  );
  const found = new Map<string, string>();
  const look = (text: string, redirected: boolean, prefix: string): void => {
    for (const { glibc, names, isoc23 } of newSymbols) {
      if (isoc23 && !redirected) continue;
      for (const name of names) {
        if (!found.has(name) && text.includes(name) && new RegExp(`${prefix}\\b${name}\\s*\\(`).test(text))
          found.set(name, glibc);
      }
    }
  };
  for (const preamble of preambles) {
    const text = withoutComments(preamble);
    look(text, modern || definesGnuSource(text), '');
  }
  for (const file of compiledFiles(sources)) {
    if (!file.file?.importsC) continue;
    const text = sources.tree.read(`${sources.directory}/${file.name}`) ?? '';
    look(text, modern || file.file.preambles.some(definesGnuSource), 'C\\.');
  }
  for (const name of others.filter((other) => cFile.test(other))) {
    const text = withoutComments(sources.tree.read(`${sources.directory}/${name}`) ?? '');
    // g++ defines _GNU_SOURCE by itself.
    look(text, modern || cxxFile.test(name) || definesGnuSource(text), '');
  }
  return [...found].map(([name, glibc]) => ({ name, glibc }));
}

function definesGnuSource(text: string): boolean {
  return /^[ \t]*#[ \t]*define[ \t]+_GNU_SOURCE\b/m.test(text);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ');
}
