import type { BuildModel } from '../model/buildModel';
import { instrumentWithInstgo } from '../rules/fixes/instgo';
import { removeInstgo } from '../rules/fixes/removeInstgo';
import type { Edit } from '../text/edit';
import type { Span } from '../text/span';

/** A change that mends no defect: it is offered to whoever asks for it. */
export interface Refactoring {
  /** Verb phrase. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * What is offered for the stages that a range of the Dockerfile touches: having their programs instrumented by instgo, or no more.
 * Where the settings name another agent than ARMS, or none, instgo is only taken out.
 */
export function refactorings(model: BuildModel, range: Span): readonly Refactoring[] {
  const { choice } = model.observability;
  const offersInstgo = choice === 'auto' || choice === 'arms';
  const offered = new Map<string, Refactoring & { readonly stage: string }>();
  for (const stage of model.stages) {
    if (!stage.needed || stage.span.start > range.end || range.start > stage.span.end) continue;
    const removal = removeInstgo(model, stage);
    for (const { title, edits } of [...(offersInstgo ? instrumentWithInstgo(model, stage) : []), removal ?? []].flat())
      offered.set(JSON.stringify(edits), { title, edits, stage: stage.name ?? String(stage.index) });
  }
  const all = [...offered.values()];
  return all.map(({ title, edits, stage }) => ({
    title: all.filter((other) => other.title === title).length > 1 ? `${title} (stage ${stage})` : title,
    edits,
  }));
}
