import type { Evidence } from '../facts/fact';
import { buildAt } from '../model/buildAt';
import type { BuildModel, GoBuild, Problem, ProblemKind, Stage } from '../model/buildModel';
import type { Span } from '../text/span';

/** The problems of one kind that the model has established or presumes, in the order in which they would be met. */
export function problemsOf(model: BuildModel, kind: ProblemKind): readonly Problem[] {
  return model.problems.filter((problem) => problem.kind === kind && problem.madeBefore !== true);
}

/** The same problems, those that end the build before those that the script goes on after. */
export function fatalFirst(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((one, other) => Number(one.goesOn === true) - Number(other.goesOn === true));
}

/** The go build that a problem is about. */
export function buildOf(model: BuildModel, problem: Problem): GoBuild | undefined {
  return problem.build === undefined ? undefined : buildAt(model, problem.build);
}

/** The stage in which a problem shows. */
export function stageOf(model: BuildModel, problem: Problem): Stage | undefined {
  return model.stages[problem.stage];
}

/** The error text as it stands in a message: in quotes, unless it begins with some of its own. */
export function quote(error: string | undefined): string {
  const text = inOneLine(error ?? '');
  return text.startsWith('"') ? text : `"${text}"`;
}

/** An error of several lines, as it stands in a sentence. */
export function inOneLine(error: string): string {
  return error.trim().replace(/\s+/g, (blanks) => (/[\n\t]/.test(blanks) ? ' ' : blanks));
}

/** Evidence as related information: the places other than the finding's own, each once. */
export function related(
  because: readonly Evidence[],
  own: Span,
): readonly { readonly span: Span; readonly message: string }[] {
  const places: { readonly span: Span; readonly message: string }[] = [];
  for (const { span, says } of because) {
    if (!span || (span.start === own.start && span.end === own.end)) continue;
    if (places.some((place) => place.span.start === span.start && place.message === says)) continue;
    places.push({ span, message: says });
  }
  return places;
}
