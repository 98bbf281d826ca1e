import { valueOf } from '../../facts/fact';
import type { BuildModel, Problem } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { outcome } from '../presumption';
import { problemsOf, quote, stageOf } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const sourceNotCopied = defineRule({
  id: 'source-not-copied',
  title: 'File of the Go module that the build context does not have',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<string>();
    for (const problem of problemsOf(model, 'source-not-copied')) {
      const { path = '', module } = problem.details;
      if (problem.details['need'] !== undefined) {
        const key = `${String(problem.stage)} ${path}`;
        if (!seen.has(key)) yield absentFile(model, problem);
        seen.add(key);
        continue;
      }
      if (problem.details['cause'] === 'ignored') {
        yield {
          span: problem.span,
          certainty: problem.certainty,
          message: say`.dockerignore keeps ${path} out of the build context. The build stops with ${quote(problem.error)}.`,
        };
        continue;
      }
      // Anything else may be made right before the build.
      if (module !== 'true' || problem.certainty !== 'known') continue;
      const optional = path.endsWith('go.sum') && !path.includes('/');
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`The build context has no ${path}, or .dockerignore keeps it out. The build stops with ${quote(problem.error)}.`,
        ...(optional && {
          // A pattern may match nothing; a module without requirements has no go.sum.
          fixes: [
            {
              title: say`Copy go.sum only if it is there`,
              safety: 'review',
              edits: [{ span: problem.span, newText: 'go.su[m]' }],
            },
          ],
        }),
      };
    }
  },
});

/** go.sum, or the folder of a package of the module, that the build context has and no COPY brings. */
function absentFile(model: BuildModel, problem: Problem): Finding {
  const { source = '', path = '', need, cause } = problem.details;
  const why =
    cause === 'ignored'
      ? say`.dockerignore keeps ${need === 'package' ? say`the Go files of ${source}` : source} out of the build context`
      : need === 'package'
        ? say`no COPY brings it`
        : say`no COPY brings ${source}`;
  const says =
    need === 'package'
      ? say`${source} is a package of this module that is imported, and ${why}`
      : say`go.mod requires modules that are imported, and ${why}`;
  return {
    span: problem.span,
    certainty: problem.certainty,
    message: `${says}. ${outcome(problem)}`,
    fixes: () => (cause === 'elsewhere' ? copyIt(model, problem, source, path) : []),
  };
}

/** Brings it before the command, from the build context. */
function copyIt(model: BuildModel, problem: Problem, source: string, path: string): readonly Fix[] {
  const step = stageOf(model, problem)?.steps.find(({ instruction }) => contains(instruction.span, problem.span));
  const workdir = step && valueOf(step.workdir);
  if (!step || workdir === undefined || /[\s$*?[\\"]/.test(source + path)) return [];
  const files = step?.files;
  let [from, to] = [source, path];
  // Where no folder around it has been brought either, the outermost one is what is left out.
  for (;;) {
    const [outer, place] = [from, to].map((each) => each.split('/').slice(0, -1).join('/'));
    if (!files || !outer || !place || lookUp(files, place).state !== 'absent') break;
    [from, to] = [outer, place];
  }
  const base = workdir === '/' ? '/' : `${workdir}/`;
  const target = to.startsWith(base) ? `./${to.slice(base.length)}` : to;
  const edits = [insertBefore(model, step.instruction, `COPY ${from} ${target}`)];
  return [{ title: say`Copy ${from} before it`, safety: 'review', edits }];
}
