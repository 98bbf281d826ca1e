import { say } from '../../text/say';
import { broughtLater, copyFolders, missingFolders } from '../fixes/moduleFolders';
import { outcome } from '../presumption';
import { fatalFirst, problemsOf } from '../problems';
import { defineRule } from '../rule';

export const workspaceModuleNotCopied = defineRule({
  id: 'workspace-module-not-copied',
  title: 'Module of go.work that has not been copied',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of fatalFirst(problemsOf(model, 'workspace-module-not-copied'))) {
      // The first command of a stage that fails is the one that is met.
      if (seen.has(problem.stage)) continue;
      seen.add(problem.stage);
      const [directory = ''] = (problem.details['directories'] ?? '').split('\n');
      const [first] = missingFolders(problem) ?? [];
      const absent = first && first.source === undefined ? say` The build context does not have it.` : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`go.work uses ${directory}, and no go.mod is there when this runs.${absent} ${outcome(problem)}`,
        related: broughtLater(model, problem),
        fixes: () => copyFolders(model, problem),
      };
    }
  },
});
