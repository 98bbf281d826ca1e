import type { BuildModel, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice } from '../../text/span';
import { aftermath, outcome } from '../presumption';
import { inOneLine, problemsOf, quote, related } from '../problems';
import { defineRule, type Finding } from '../rule';

export const goCommandFails = defineRule({
  id: 'go-command-fails',
  title: 'go command that ends in an error',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    let hasUnreadable = false;
    const seen = new Set<string>();
    for (const problem of problemsOf(model, 'build-error')) {
      if (problem.details['source'] === 'unreadable' && !hasUnreadable) {
        hasUnreadable = true;
        yield {
          span: problem.span,
          certainty: problem.certainty,
          message: say`go.mod of the build context cannot be read, so what this command does is not known. Check its permissions, and that it is no broken link.`,
        };
      }
      // What BuildKit refuses before anything runs, its own checks report.
      if (problem.details['source'] === 'dockerfile' || problem.error === undefined) continue;
      // A loop meets the same error in each round.
      const key = `${String(problem.span.start)} ${problem.error}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (problem.details['source'] === 'files') {
        yield leavesFilesOut(model, problem);
        continue;
      }
      const { lacks, module = '' } = problem.details;
      if (lacks !== undefined) {
        const path = lacks.slice(module.lastIndexOf('/') + 1);
        const presumed = say` This presumes that it is not put into the build context before the build.`;
        yield {
          span: problem.span,
          certainty: problem.certainty,
          message: say`${path} is a package of this module that is imported, and it is not there when this runs. ${outcome(problem, undefined, presumed)}`,
          related: related(problem.because, problem.span).filter(({ span }) => span.start !== problem.span.start),
        };
        continue;
      }
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`The go command fails here: "${inOneLine(shortened(problem.error))}". ${aftermath(problem).trim() || say`The image is not built.`}`,
        related: related(problem.because, problem.span),
      };
    }
  },
});

/** An error that names each of many modules on a line of its own, cut after the third. */
function shortened(error: string): string {
  const lines = error.split('\n');
  return lines.length > 5 ? [...lines.slice(0, 4), '…'].join('\n') : error;
}

/** `go build main.go` where the package has more files: its directory is what is meant. */
function leavesFilesOut(model: BuildModel, problem: Problem): Finding {
  const { span, error } = problem;
  const words = slice(model.dockerfile.text, span);
  const folder = /^[\w./-]*$/.test(words) ? words.slice(0, words.lastIndexOf('/') + 1) : undefined;
  const newText =
    folder === undefined || folder === '' ? '.' : folder.replace(/^(?!\.{0,2}\/)/, './').replace(/(?<=.)\/$/, '');
  return {
    span,
    certainty: 'presumed',
    message: say`go compiles only the files that are named here, and what they use is declared in another file of the package: the ${problem.goesOn ? say`command ends` : say`build stops`} with ${quote(error)}.${aftermath(problem)}`,
    fixes:
      folder === undefined && /[$"'\\]/.test(words)
        ? []
        : [{ title: say`Build the package, ${newText}`, safety: 'review', edits: [{ span, newText }] }],
  };
}
