import type { BuildModel, GoBuild } from './buildModel';

/** The build of that index: negative for those that a Makefile runs, see `BuildModel.recipeBuilds`. */
export function buildAt(model: Pick<BuildModel, 'goBuilds' | 'recipeBuilds'>, index: number): GoBuild | undefined {
  return index < 0 ? model.recipeBuilds[-1 - index] : model.goBuilds[index];
}
