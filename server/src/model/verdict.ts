import type { Problem, Verdict } from './buildModel';
import type { Start } from './startOutcome';

/**
 * One answer for the target: the first problem that keeps it from being built, else what starting it comes to.
 * What rests on a presumption leaves the outcome unknown and says what is likely.
 */
export function decideVerdict(problems: readonly Problem[], start: Start): Verdict {
  const build = problems.filter((problem) => problem.phase === 'build' && problem.tolerated !== true);
  const certain = build.find((problem) => problem.certainty === 'known');
  if (certain) return failing(certain);
  // It surely does not run where the start fails; but which of the two comes about cannot be told if the build may fail.
  const fatal = build.length > 0 ? undefined : start.problems.find((problem) => problem.certainty === 'known');
  // What probably fails before it ends the start just the same, with a text of its own.
  if (fatal) return { ...failing(fatal), error: fatal === start.problems[0] ? fatal.error : undefined };
  const presumed = build[0] ?? start.problems[0];
  if (presumed) {
    return {
      outcome: 'unknown',
      error: undefined,
      because: presumed.because,
      // What is copied may be made right before the build: that it is missing now says little.
      likely:
        presumed.madeBefore === true || (presumed.kind === 'source-not-copied' && presumed.build === undefined)
          ? undefined
          : { outcome: outcomeOf(presumed), error: presumed.error },
      problem: presumed,
    };
  }
  return {
    outcome: start.outcome === 'runs' ? 'runs' : 'unknown',
    error: undefined,
    because: start.because,
    likely: undefined,
    problem: undefined,
  };
}

function failing(problem: Problem): Verdict {
  return { outcome: outcomeOf(problem), error: problem.error, because: problem.because, likely: undefined, problem };
}

function outcomeOf(problem: Problem): 'fails-to-build' | 'fails-to-start' {
  return problem.phase === 'build' ? 'fails-to-build' : 'fails-to-start';
}
