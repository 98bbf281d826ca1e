import { valueOf } from '../../facts/fact';
import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { outcome } from '../presumption';
import { fatalFirst, problemsOf, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const embedNotInImage = defineRule({
  id: 'embed-not-in-image',
  title: 'Embedded file that is not in the build stage',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<string>();
    for (const problem of fatalFirst(problemsOf(model, 'embed-not-in-image'))) {
      const { file = '', path = '' } = problem.details;
      const key = `${problem.stage} ${path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const presumed = say` This presumes that it is not put into the build context before the build, and that the command runs.`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${file} embeds ${path}, which ${problem.details['empty'] === 'true' ? nothing : say`is not there when this runs`}${why(problem)}. ${outcome(problem, undefined, presumed)}`,
        fixes: () => copyIt(model, problem),
      };
    }
  },
});

const nothing = say`holds no file to embed when this runs (names with . or _ in front count with all: only)`;

function why({ details: { cause, empty, source = '' } }: Problem): string {
  if (cause === 'ignored')
    return say`: .dockerignore keeps ${empty === 'true' ? say`what is in ` : ''}${source} out of the build context`;
  if (cause === 'elsewhere') return say`: the build context has ${source}, and no COPY brings it`;
  return '';
}

/** Brings it from the build context, where it is there. */
function copyIt(model: BuildModel, problem: Problem): readonly Fix[] {
  const { cause, source = '', path = '' } = problem.details;
  const step = stageOf(model, problem)?.steps.find(({ instruction }) => contains(instruction.span, problem.span));
  const workdir = step && valueOf(step.workdir);
  if (cause !== 'elsewhere' || !step || workdir === undefined || /[\s$*?[\\"]/.test(source + path)) return [];
  const base = workdir === '/' ? '/' : `${workdir}/`;
  const target = path.startsWith(base) ? `./${path.slice(base.length)}` : path;
  const edits = [insertBefore(model, step.instruction, `COPY ${source} ${target}`)];
  return [{ title: say`Copy ${source} before it`, safety: 'review', edits }];
}
