import { say } from '../../text/say';
import { broughtLater, copyFolders, missingFolders } from '../fixes/moduleFolders';
import { outcome } from '../presumption';
import { fatalFirst, problemsOf } from '../problems';
import { defineRule } from '../rule';

export const localReplaceNotCopied = defineRule({
  id: 'local-replace-not-copied',
  title: 'Folder of a replace line that has not been copied',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of fatalFirst(problemsOf(model, 'local-replace-not-copied'))) {
      // The first command of a stage that fails is the one that is met.
      if (seen.has(problem.stage)) continue;
      seen.add(problem.stage);
      const { path = '', target = '', directories = '' } = problem.details;
      const [directory = ''] = directories.split('\n');
      const [first] = missingFolders(problem) ?? [];
      const absent = first && first.source === undefined ? say`, nor in the build context` : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`go.mod replaces ${path} by ${target}, and its go.mod is not in ${directory} when this runs${absent}. ${outcome(problem)}`,
        related: broughtLater(model, problem),
        fixes: () => copyFolders(model, problem),
      };
    }
  },
});
