import { instructionNames } from '../../dockerfile/readers';
import type { BuildModel, Problem } from '../../model/buildModel';
import { signalNames } from '../../model/stopSignal';
import { say } from '../../text/say';
import { replace } from '../fixes/instructions';
import { related } from '../problems';
import { editDistance, nearest } from '../../text/nearest';
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
        message: say`BuildKit refuses this, and builds no image: ${problem.error}.`,
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
  const { signal } = problem.details;
  if (signal !== undefined) return writeSignal(problem, signal);
  const unknown = model.dockerfile.instructions.find(
    ({ kind, keywordSpan }) => kind === 'UNKNOWN' && keywordSpan.start === problem.span.start,
  );
  if (!unknown) return [];
  const word = model.dockerfile.text.slice(unknown.keywordSpan.start, unknown.keywordSpan.end);
  const name = nearest(word, instructionNames);
  if (name === undefined || editDistance(word.toLowerCase(), name.toLowerCase()) > 1) return [];
  return [{ title: say`Write ${name}`, safety: 'safe', edits: [replace(unknown.keywordSpan, name)] }];
}

/** The signal that was meant, or the line without its end: a comment behind an instruction is none. */
function writeSignal({ span }: Problem, signal: string): readonly Fix[] {
  const [first = ''] = signal.split(/\s/, 1);
  const name = nearest(first.toUpperCase().replace(/^SIG/, ''), signalNames);
  if (name === undefined || editDistance(first.toUpperCase(), `SIG${name}`) > 1) return [];
  return [{ title: say`Write ${`SIG${name}`}`, safety: 'review', edits: [{ span, newText: `SIG${name}` }] }];
}
