import { valueOf } from '../facts/fact';
import type { SourceTree } from '../workspace/sourceTree';
import type { BuildModel, Problem } from './buildModel';
import { nothing } from './startOutcome';
import { decideVerdict } from './verdict';

/**
 * The model where nobody has named the build context: that something fails with the folder that is guessed, and not with another
 * one that may be meant, does not decide the verdict. A folder with which the build fails for another reason says nothing: the guess is the better one.
 * @param contexts the other folders
 */
export function withOtherContexts(
  model: BuildModel,
  contexts: readonly SourceTree[],
  build: (context: SourceTree) => BuildModel,
): BuildModel {
  if (contexts.length === 0) return model;
  let made: readonly BuildModel[] | undefined;
  const elsewhere = (): readonly BuildModel[] =>
    (made ??= contexts.flatMap((context) => {
      const other = build(context);
      const fails = other.problems.some((each) => refutes(each) && !isIn(model, each));
      return fails || lacksPackage(other, context) ? [] : [other];
    }));
  if (!model.problems.some(isKnown)) return { ...model, elsewhere };
  const weakened = model.problems.map((problem): Problem => {
    const holds = !isKnown(problem) || elsewhere().every((other) => isIn(other, problem));
    return holds ? problem : { ...problem, certainty: 'presumed' };
  });
  if (weakened.every((problem, index) => problem === model.problems[index])) return { ...model, elsewhere };
  const verdict = decideVerdict(weakened, {
    ...nothing(''),
    problems: weakened.filter(({ phase }) => phase === 'start'),
  });
  // A folder that works is as likely as one that does not.
  const works = verdict.outcome === 'unknown' && elsewhere().some((other) => other.verdict.outcome === 'runs');
  // The problems stay what they are, as rules word them: findings are weakened when they are reported (rules/run.ts).
  return { ...model, elsewhere, verdict: works ? { ...verdict, likely: undefined } : verdict };
}

function isKnown({ certainty, tolerated }: Problem): boolean {
  return certainty === 'known' && tolerated !== true;
}

/** Whether nobody builds with the folder where this goes wrong. That no module is there is presumed only as the folder may be another. */
function refutes(problem: Problem): boolean {
  return isKnown(problem) || problem.kind === 'module-not-in-workdir';
}

/** Whether a go build names a folder, `./cmd/app`, that is not in the context: it is meant for a folder further up. */
function lacksPackage({ goBuilds }: BuildModel, context: SourceTree): boolean {
  return goBuilds.some(({ go }) =>
    go.args.some(({ value }) => {
      const name = valueOf(value) ?? '';
      return /^\.\/[\w/-]+$/.test(name) && context.kind(name) === undefined;
    }),
  );
}

/** Whether the same goes wrong at the same place, and as surely. */
function isIn({ problems }: BuildModel, { kind, span }: Problem): boolean {
  return problems.some(
    (other) => isKnown(other) && other.kind === kind && other.span.start === span.start && other.span.end === span.end,
  );
}
