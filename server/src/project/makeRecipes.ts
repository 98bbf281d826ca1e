import { expandMake, parseMakefile, toScript, type Expansion, type Makefile } from '../model/makefile';
import type { BuildDefinition, DefiningFile } from './definition';
import { scriptBuilds } from './dockerBuild';

/**
 * The image builds in the recipes of a Makefile, which run in its folder, or in the top folder of the project, as with
 * `make -f build/Makefile`: then those of Dockerfiles in its own folder count.
 */
export function makeBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  const makefile = parseMakefile(text);
  if (!makefile) return [];
  const own = recipeBuilds(makefile, folder);
  if (folder === '/') return own;
  const fromTop = recipeBuilds(makefile, '/').filter(({ dockerfile }) => dockerfile.startsWith(`${folder}/`));
  return [...own, ...fromTop];
}

/** @param folder in which make runs */
function recipeBuilds(makefile: Makefile, folder: string): readonly BuildDefinition[] {
  const expansion: Expansion = {
    lookUp: (name) => {
      const found = makefile.variables.get(name)?.text;
      if (found !== undefined) return { text: found, literal: false };
      // GNU make manual, 5.7: make sets CURDIR to the folder that it runs in; PWD comes from the shell that starts it.
      return name === 'CURDIR' || name === 'PWD' ? { text: folder, literal: true } : undefined;
    },
    // Where a program is does not matter.
    shell: (command) => /^\s*(?:which|command -v)\s+([\w.-]+)\s*$/.exec(command)?.[1],
  };
  return [...makefile.rules].flatMap(([target, { recipe = [] }]) =>
    joinLines(recipe).flatMap((line) => {
      if (!/\b(?:build|bud)\b/.test(line)) return [];
      const script = toScript(expandMake(line.replace(/^[\s@+-]+/, ''), expansion), 'unread');
      return scriptBuilds(script, folder, `target ${target}`);
    }),
  );
}

/**
 * What a Makefile includes, as it is written: paths from its folder on, with `*` in them perhaps (GNU make manual, 3.3). Names
 * that hold variables are left out.
 */
export function includedMakefiles(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => /^(?:-|s)?include\s+([^#]*)/.exec(line)?.[1]?.split(/\s+/) ?? [])
    .filter((name) => name !== '' && !/[$`\\?[\]]/.test(name));
}

/** A backslash at the end of a line goes on with the next one. */
function joinLines(lines: readonly string[]): readonly string[] {
  return lines
    .join('\n')
    .replace(/\\\n\t?/g, ' ')
    .split('\n');
}
