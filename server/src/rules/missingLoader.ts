import type { BuildModel, GoBuild, ProblemKind } from '../model/buildModel';
import { say } from '../text/say';
import { linkDynamically } from './fixes/agentLink';
import { imageName } from './fixes/images';
import { libcFixes } from './fixes/libc';
import { presumption } from './presumption';
import { buildOf, problemsOf, quote, related, stageOf } from './problems';
import { agentOf } from './oneAgent/settings';
import type { Finding, Fix } from './rule';
import { shippedPrograms } from './shipped';

/** How a rule words that the loader which a binary asks for is not in the image. */
export interface LoaderWords {
  /** `linked against glibc` */
  readonly linked: string;
  /** `has musl` */
  readonly image: string;
}

/** The findings of the rules that speak of a missing loader: they differ only in which C library meets which. */
export function* missingLoader(model: BuildModel, kind: ProblemKind, words: LoaderWords): Iterable<Finding> {
  for (const problem of problemsOf(model, kind)) {
    const build = buildOf(model, problem);
    const final = stageOf(model, problem);
    const builder = build && model.stages[build.stage];
    const { path = say`The binary`, loader = say`its loader` } = problem.details;
    const built = builder ? say`, built in ${imageName(model, builder)},` : '';
    const image = final ? imageName(model, final) : say`the image`;
    yield {
      span: problem.span,
      certainty: problem.certainty,
      message:
        say`${path}${built} is ${words.linked} and asks for ${loader}, but ${image} ${words.image}. ` +
        say`The container will not start: ${quote(problem.error)}.` +
        (problem.certainty === 'presumed' ? presumption(build) : ''),
      related: related(problem.because, problem.span),
      fixes: () => [...fixesForAgent(model, build), ...libcFixes(model, problem)],
    };
  }
}

/** What an agent that looks into the program wants it to be, in the first place. */
function fixesForAgent(model: BuildModel, build: GoBuild | undefined): readonly Fix[] {
  const shipped = agentOf(model) && shippedPrograms(model).find((each) => each.build === build);
  const fix = shipped && linkDynamically(model, shipped);
  return fix ? [fix] : [];
}
