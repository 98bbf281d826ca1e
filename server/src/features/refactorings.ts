import type { BuildModel, Stage } from '../model/buildModel';
import { instrumentWithInstgo, whyNotInstrumented } from '../rules/fixes/instgo';
import { removeInstgo, whyNotRemoved } from '../rules/fixes/removeInstgo';
import type { Withheld } from '../rules/rule';
import type { Edit } from '../text/edit';
import { say } from '../text/say';
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
  const offered = new Map<string, Refactoring & { readonly stage: string }>();
  for (const stage of stagesIn(model, range)) {
    const removal = removeInstgo(model, stage);
    for (const { title, edits } of [
      ...(offersInstgo(model) ? instrumentWithInstgo(model, stage) : []),
      removal ?? [],
    ].flat())
      offered.set(JSON.stringify(edits), { title, edits, stage: nameOf(stage) });
  }
  return withStages([...offered.values()]);
}

/** What someone may look for among these and does not find, with the reason for each. */
export function withheldRefactorings(model: BuildModel, range: Span): readonly Withheld[] {
  return withStages(
    stagesIn(model, range).flatMap((stage) =>
      [...(offersInstgo(model) ? whyNotInstrumented(model, stage) : []), whyNotRemoved(model, stage) ?? []]
        .flat()
        .map((withheld) => ({ ...withheld, stage: nameOf(stage) })),
    ),
  );
}

function offersInstgo({ observability: { choice } }: BuildModel): boolean {
  return choice === 'auto' || choice === 'arms';
}

function stagesIn({ stages }: BuildModel, range: Span): readonly Stage[] {
  return stages.filter(({ needed, span }) => needed && span.start <= range.end && range.start <= span.end);
}

function nameOf({ name, index }: Stage): string {
  return name ?? String(index);
}

/** Titles that several stages share tell which is which. */
function withStages<T extends { readonly title: string; readonly stage: string }>(
  all: readonly T[],
): readonly Omit<T, 'stage'>[] {
  return all.map(({ stage, ...one }) => ({
    ...one,
    title: all.filter(({ title }) => title === one.title).length > 1 ? say`${one.title} (stage ${stage})` : one.title,
  }));
}
