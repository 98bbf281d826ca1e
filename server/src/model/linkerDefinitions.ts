import { valueOf } from '../facts/fact';
import { refusedVariable } from '../golang/linkerVariables';
import type { GoBuild } from './buildModel';
import { asTree } from './files';
import type { StageState } from './stageState';

/** `-X main.debug=1` where main.debug is no string, in a package that the program is made of. */
export function refusedDefinition(
  state: StageState,
  { linker, programs, go }: GoBuild,
): { readonly name: string; readonly file: string; readonly error: string } | undefined {
  if (go.verb !== 'build' && go.verb !== 'install' && go.verb !== 'run') return undefined;
  const names = linker.definitions.map((definition) => definition.split('=', 1)[0] ?? '');
  if (names.length === 0) return undefined;
  const tree = asTree(state.files);
  for (const { packages = [], packageName } of programs) {
    if (valueOf(packageName) !== 'main') continue;
    for (const [index, { importPath, directory, files }] of packages.entries()) {
      const path = index === 0 ? 'main' : importPath;
      for (const name of names.filter((each) => each.slice(0, each.lastIndexOf('.')) === path)) {
        for (const each of files) {
          const file = `${directory}/${each}`;
          const error = refusedVariable(name, tree.read(file) ?? '');
          if (error !== undefined) return { name, file: each, error };
        }
      }
    }
  }
  return undefined;
}
