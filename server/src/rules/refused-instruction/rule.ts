import { instructionNames } from '../../dockerfile/readers';
import type { BuildModel, Problem } from '../../model/buildModel';
import { replace } from '../fixes/instructions';
import { related } from '../problems';
import { defineRule, type Fix } from '../rule';
import { shellKindOf } from '../shellKinds';

export const refusedInstruction = defineRule({
  id: 'refused-instruction',
  title: 'Instruction that BuildKit refuses',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of model.problems) {
      if (problem.details['source'] !== 'dockerfile' || problem.error === undefined) continue;
      // BuildKit speaks of the first one only.
      if (isShellCommand(model, problem)) return;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: `BuildKit refuses this, and builds no image: ${problem.error}.`,
        related: related(problem.because, problem.span),
        fixes: () => fixes(model, problem),
      };
      return;
    }
  },
});

/** What shell-command-as-instruction explains. */
function isShellCommand(model: BuildModel, problem: Problem): boolean {
  const { instructions, text } = model.dockerfile;
  const index = instructions.findIndex(
    ({ kind, keywordSpan }) => kind === 'UNKNOWN' && keywordSpan.start === problem.span.start,
  );
  const instruction = instructions[index];
  if (!instruction) return false;
  const word = text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
  return shellKindOf(word, instructions[index - 1]) !== undefined;
}

function fixes(model: BuildModel, problem: Problem): readonly Fix[] {
  const unknown = model.dockerfile.instructions.find(
    ({ kind, keywordSpan }) => kind === 'UNKNOWN' && keywordSpan.start === problem.span.start,
  );
  if (!unknown) return [];
  const word = model.dockerfile.text.slice(unknown.keywordSpan.start, unknown.keywordSpan.end);
  const near = instructionNames.filter((name) => isNear(word.toUpperCase(), name));
  const [name] = near;
  if (name === undefined || near.length > 1) return [];
  return [{ title: `Write ${name}`, safety: 'safe', edits: [replace(unknown.keywordSpan, name)] }];
}

/** One letter wrong, missing or too many, or two neighbours in each other's place. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return (
    swapped ||
    restA.slice(1) === restB ||
    restB.slice(1) === restA ||
    (restA !== '' && restA.slice(1) === restB.slice(1))
  );
}
