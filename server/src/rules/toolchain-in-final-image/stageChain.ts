import type { BuildModel, Stage } from '../../model/buildModel';

/** The stages that a stage is built from, the first one first, itself last. */
export function stagesUpTo(model: BuildModel, stage: Stage): readonly Stage[] {
  const chain = [stage];
  for (let current = stage; current.base.kind === 'stage' && chain.length <= model.stages.length;) {
    const parent = model.stages[current.base.index];
    if (!parent) break;
    chain.unshift(parent);
    current = parent;
  }
  return chain;
}
