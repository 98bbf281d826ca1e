import { expandMake, parseMakefile, toScript, type Expansion } from '../model/makefile';
import type { BuildDefinition, DefiningFile } from './definition';
import { scriptBuilds } from './dockerBuild';

/** The image builds in the recipes of a Makefile, which run in its folder. */
export function makeBuilds({ text, folder }: DefiningFile): readonly BuildDefinition[] {
  const makefile = parseMakefile(text);
  if (!makefile) return [];
  const expansion: Expansion = {
    lookUp: (name) => {
      const found = makefile.variables.get(name)?.text;
      return found === undefined ? undefined : { text: found, literal: false };
    },
    shell: () => undefined,
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
